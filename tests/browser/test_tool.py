"""Tools: sheets that keep what is filled in, show its score, and leave the page as a file, as text or on paper."""

import gzip
import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from browser.test_keyboard import _SMALL, INTERACTIVE, TARGET
from browser.test_pages import open_without_scripts, overflow, violations
from casebook.labels import labels
from casebook.model import Course, RatingField, TextField, Tool

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-tool"), pytest.mark.timeout(180)]

WRITTEN = "看了 10 分钟\n<b>“原话”</b>"
DAY, NIGHT = "2026-03-02", "2026-03-01T20:00:00Z"
"""A moment that is already the next day where the reader is."""


def scored_tool(course: Course) -> Tool:
    return next(tool for tool in course.tools if tool.file.scale)


def written_tool(course: Course) -> Tool:
    """Return a tool with words to write and no score, with repeated cards where there is one."""
    plain = [tool for tool in course.tools if not tool.file.scale]
    return max(plain, key=lambda tool: max(part.repeat for part in tool.file.parts))


def suggesting_tool(course: Course) -> Tool:
    return next(tool for tool in course.tools if any(getattr(each, "suggestion", None) for _, each in keyed(tool)))


def keyed(tool: Tool) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a tool with the keys of their answers."""
    for part in tool.file.parts:
        for index in range(1, part.repeat + 1):
            for field in part.fields:
                yield f"{part.id}.{index}.{field.id}", field


def address(place: str, language: str, tool: Tool) -> str:
    return f"{place}{language}/tools/{tool.id}.html"


def field(page: Page, key: str) -> Locator:
    return page.locator(f'[data-field="{key}"]')


def rate(page: Page, tool: Tool, points: Callable[[int], int] = lambda number: number % 3) -> dict[str, int]:
    """Choose on every scale; return the points by key."""
    keys = [key for key, each in keyed(tool) if isinstance(each, RatingField)]
    chosen = {key: points(number) for number, key in enumerate(keys)}
    for key, value in chosen.items():
        field(page, key).locator(".step label").nth(value).click()
    return chosen


def fill(page: Page, tool: Tool) -> dict[str, Any]:
    """Fill in the whole sheet; return the answers by key."""
    answers: dict[str, Any] = dict(rate(page, tool))
    for number, (key, each) in enumerate(keyed(tool)):
        if each.type == "text":
            answers[key] = f"{number}：{WRITTEN}"
            field(page, key).locator("textarea").fill(answers[key])
        elif each.type == "date":
            answers[key] = DAY
            field(page, key).locator("input").fill(DAY)
        elif each.type == "check":
            answers[key] = True
            field(page, key).locator("label").click()
    return answers


def answers_on(page: Page) -> dict[str, Any]:
    """Return what the sheet shows as filled in."""
    found: dict[str, Any] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('[data-field]')].map(each => {
            const chosen = each.querySelector('input[type=radio]:checked');
            const control = each.querySelector('textarea, input:not([type=radio])');
            const ticked = control && control.type === 'checkbox';
            return [each.dataset.field, chosen ? Number(chosen.value) : ticked ? control.checked : control ? control.value : null];
        }).filter(each => each[1]  !== null && each[1] !== '' && each[1] !== false))"""
    )
    return found


def kept(page: Page, course: Course, key: str) -> Any:
    return json.loads(page.evaluate(f"localStorage.getItem('casebook:{course.settings.id}:{key}')") or "null")


def status(page: Page) -> Locator:
    return page.locator("#tool > [role=status]")


def bare(text: str) -> str:
    return " ".join(text.split())


# ---- What is filled in is kept ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_kept_in_every_language(
    visit: Callable[..., Visit], place: str, course: Course, language: str
) -> None:
    reader = visit(PHONE)
    for tool in (scored_tool(course), written_tool(course)):
        page = reader.open(address(place, language, tool))
        answers = fill(page, tool)
        expect(status(page)).to_contain_text(labels(language)["worksheet_saved"])
        assert kept(page, course, f"tool:{tool.id}") == answers
        page.reload()
        assert answers_on(page) == answers
        other = next(each for each in LANGUAGES if each != language)
        page.goto(address(place, other, tool))
        assert answers_on(page) == answers
        page.close()


def test_words_of_the_last_moment_are_kept(visit: Callable[..., Visit], web: str, course: Course) -> None:
    tool = written_tool(course)
    page = visit(PHONE).open(address(web, "zh", tool))
    answers = fill(page, tool)
    page.goto(f"{web}zh/index.html")  # at once, before a pause in the typing
    page.goto(address(web, "zh", tool))
    assert answers_on(page) == answers


def test_what_is_typed_before_the_scripts_arrive_stays(visit: Callable[..., Visit], web: str, course: Course) -> None:
    tool = scored_tool(course)
    rating, other_rating = [key for key, each in keyed(tool) if isinstance(each, RatingField)][:2]
    text, other_text = [key for key, each in keyed(tool) if isinstance(each, TextField)][:2]
    reader = visit(PHONE)
    page = reader.open(address(web, "zh", tool))
    page.evaluate(
        "([key, held]) => casebook.storage.set(key, held)",
        [f"tool:{tool.id}", {rating: 1, other_rating: 2, text: "先前", other_text: "没有动过"}],
    )
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    reader.context.route("**/tool.js*", hold)
    page.goto(address(web, "zh", tool), wait_until="commit")
    page.locator("#tool .acts").last.wait_for(state="attached")
    field(page, text).locator("textarea").press_sequentially("刚写的")
    field(page, rating).locator(".step label").nth(0).click()
    held[0].continue_()
    now = {rating: 0, other_rating: 2, text: "先前\n刚写的", other_text: "没有动过"}
    expect(field(page, text).locator("textarea")).to_have_value(now[text])
    assert answers_on(page) == now
    assert kept(page, course, f"tool:{tool.id}") == now


def test_tabs_keep_in_step(visit: Callable[..., Visit], web: str, course: Course) -> None:
    tool = written_tool(course)
    first, second = [key for key, each in keyed(tool) if isinstance(each, TextField)][:2]
    reader = visit(WIDE)
    one, other = reader.open(address(web, "zh", tool)), reader.open(address(web, "en", tool))
    field(other, second).locator("textarea").fill("second")  # not kept yet when the first arrives
    field(one, first).locator("textarea").fill("一")
    expect(field(other, first).locator("textarea")).to_have_value("一")
    expect(field(one, second).locator("textarea")).to_have_value("second")
    assert kept(one, course, f"tool:{tool.id}") == {first: "一", second: "second"}
    field(one, first).locator("textarea").fill("")
    expect(field(other, first).locator("textarea")).to_have_value("")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_browser_says_so(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    tool = scored_tool(course)
    page = reader.open(address(web, language, tool))
    answers = fill(page, tool)
    expect(page.locator("#keeping")).to_have_text(labels(language)["storage_full"])
    expect(status(page)).not_to_contain_text(labels(language)["worksheet_saved"])
    assert answers_on(page) == answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_clearing_asks_first(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    tool = scored_tool(course)
    page = visit(PHONE).open(address(web, language, tool))
    clear = page.locator("[data-act=clear]")
    expect(clear).to_be_hidden()
    answers = fill(page, tool)
    page.locator("[data-act=keep]").click()
    clear.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(labels(language)["tool_clear_ask_scored"])
    expect(dialog.locator("[data-act=no]")).to_be_focused()
    page.keyboard.press("Escape")
    assert answers_on(page) == answers
    clear.click()
    dialog.locator("[data-act=yes]").click()
    expect(status(page)).to_have_text(labels(language)["tool_cleared"])
    page.reload()
    assert answers_on(page) == {}
    assert len(kept(page, course, f"tool:{tool.id}:kept")) == 1


# ---- The score ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_score(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    words, tool = labels(language), scored_tool(course)
    page = visit(PHONE).open(address(web, language, tool))
    total, missing, radar = page.locator("[data-total]"), page.locator("p[data-missing]"), page.locator(".radar")
    keys = [key for key, each in keyed(tool) if isinstance(each, RatingField)]
    expect(total).to_have_text(words["tool_left"].format(n=len(keys)))
    expect(radar).to_be_hidden()

    field(page, keys[0]).locator(".step label").nth(2).click()
    score = words["tool_score"].format(points=2, max=len(tool.file.scale) - 1)
    expect(total).to_have_text(score + words["title_joint"] + words["tool_left"].format(n=len(keys) - 1))
    rated = [part for part in tool.file.parts if part.is_rated]
    parts = words["list_comma"].join(part.title[language] for part in rated[1:])
    expect(missing).to_have_text(words["tool_missing"].format(parts=parts))

    chosen = rate(page, tool)
    expect(missing).to_be_hidden()
    expect(radar).to_be_visible()
    expect(radar.get_by_role("img", name=words["tool_chart"])).to_be_visible()
    expect(radar.locator("polygon.now")).to_have_count(1)
    most = len(chosen) * (len(tool.file.scale) - 1)
    expect(total).to_have_text(
        words["tool_score"].format(points=sum(chosen.values()), max=most) + words["title_joint"] + words["tool_all"]
    )
    expect(status(page)).to_have_text(f"{words['worksheet_saved']} {total.text_content()}")
    for part in rated:
        own = [value for key, value in chosen.items() if key.startswith(f"{part.id}.")]
        cells = page.locator(f"tr[data-axis={part.id}] > *:visible")
        expect(cells).to_have_text([part.title[language], f"{sum(own) / len(own):.1f}", f"{len(own)}/{len(own)}"])


def test_clicks_are_announced_once_and_in_brief(visit: Callable[..., Visit], web: str, course: Course) -> None:
    tool = scored_tool(course)
    page = visit(PHONE).open(address(web, "zh", tool))
    page.evaluate(
        """() => {
            window.said = [];
            const changes = { childList: true, characterData: true, subtree: true };
            for (const region of document.querySelectorAll('main [role=status], main [aria-live]')) {
                new MutationObserver(() => window.said.push(region.textContent)).observe(region, changes);
            }
        }"""
    )
    rate(page, tool)
    expect(status(page)).to_contain_text(labels("zh")["tool_all"])
    said = page.evaluate("window.said")
    assert 1 <= len(said) <= 3, said  # one for a run of quick clicks
    assert all(len(each) < 40 for each in said), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_can_be_kept_and_compared(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    words, tool = labels(language), scored_tool(course)
    page = visit(PHONE, timezone_id="Asia/Shanghai").open("about:blank")
    page.clock.set_fixed_time(NIGHT)
    page.goto(address(web, language, tool))
    keep = page.get_by_role("button", name=words["tool_keep"])
    expect(keep).to_be_hidden()
    rate(page, tool)
    keep.click()
    expect(status(page)).to_contain_text(words["tool_kept"].format(date=DAY))
    rate(page, tool, lambda number: 2)
    keep.click()
    rate(page, tool, lambda number: (number + 1) % 3)
    page.reload()

    expect(page.locator(".radar polygon.before")).to_have_count(1)
    second = f"{DAY} (2)"
    expect(page.locator("[data-lines]")).to_contain_text(second)
    expect(page.locator("th[data-earlier]")).to_have_text(second)
    assert set(page.locator("td[data-earlier]").all_text_contents()) == {"2.0"}
    entries = page.locator(".keepsakes li")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text(second)

    page.get_by_role("button", name=words["tool_delete_one"].format(date=second)).click()
    expect(page.get_by_role("dialog")).to_have_accessible_name(words["tool_delete_ask"].format(date=second))
    page.get_by_role("dialog").get_by_role("button", name=words["tool_delete"]).click()
    expect(entries).to_have_count(1)
    expect(page.locator("th[data-earlier]")).to_have_text(DAY)
    expect(page.get_by_role("button", name=words["tool_delete_one"].format(date=DAY))).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").locator("[data-act=yes]").click()
    expect(page.locator(".keepsakes")).to_be_hidden()
    expect(page.locator("[data-earlier]:visible, polygon.before")).to_have_count(0)
    expect(keep).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_radar_has_room_for_its_titles(
    visit: Callable[..., Visit], web: str, course: Course, language: str
) -> None:
    page = visit(PHONE).open("about:blank")
    for tool in course.tools:
        if not tool.file.scale:
            continue
        page.goto(address(web, language, tool))
        rate(page, tool)
        svg, *titles = page.evaluate(
            """() => [document.querySelector('.radar svg'), ...document.querySelectorAll('.radar text:not(.points)')]
                .map(each => each.getBoundingClientRect()).map(each => [each.left, each.top, each.right, each.bottom])"""
        )
        for number, (left, top, right, bottom) in enumerate(titles):
            assert min(left - svg[0], svg[2] - right, top - svg[1], svg[3] - bottom) >= -2, (tool.id, number)
            for other in titles[number + 1 :]:
                apart = right <= other[0] or other[2] <= left or bottom <= other[1] + 4 or other[3] <= top + 4
                assert apart, (tool.id, number)
        size = page.evaluate("() => document.querySelector('.radar .points').getBoundingClientRect().height")
        assert size >= 11, tool.id


# ---- The sheet leaves the page ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_saving_as_a_file(
    visit: Callable[..., Visit], place: str, course: Course, language: str, tmp_path: Path
) -> None:
    words, tool = labels(language), scored_tool(course)
    page = visit(PHONE, timezone_id="Asia/Shanghai").open("about:blank")
    page.clock.set_fixed_time(NIGHT)
    page.goto(address(place, language, tool))
    answers = fill(page, tool)
    left_out = next(key for key, each in keyed(tool) if isinstance(each, TextField))
    field(page, left_out).locator("textarea").fill("")
    with page.expect_download() as started:
        page.locator("[data-act=file]").click()
    assert started.value.suggested_filename == f"{tool.id}-{DAY}.txt"
    expect(status(page)).to_contain_text(f"{tool.id}-{DAY}.txt")
    started.value.save_as(tmp_path / "sheet.txt")
    content = (tmp_path / "sheet.txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") > 10
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    assert text.startswith(f"{tool.file.title[language]}\n{DAY}\n")
    for part in tool.file.parts:
        assert f"# {part.title[language]}\n" in text
    lines, at = text.split("\n"), 0
    for key, each in keyed(tool):
        label = bare(field(page, key).locator("legend, label").first.text_content() or "")
        at = lines.index(label, at) + 1
        shown = lines[at]
        if key == left_out:
            assert shown == f"→ {words['tool_blank']}"
        elif isinstance(each, RatingField):
            assert shown == f"→ {answers[key]} {tool.file.scale[answers[key]][language]}"
        elif each.type == "text":
            assert shown == f"→ {answers[key].splitlines()[0]}"
    assert (page.locator("[data-total]").text_content() or "-") in lines
    assert f"{words['tool_mean']} " in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_copying(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    tool = written_tool(course)
    reader = visit(PHONE)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(address(web, language, tool))
    fill(page, tool)
    page.locator("[data-act=copy]").click()
    expect(status(page)).to_have_text(labels(language)["tool_copied"])
    text = page.evaluate("navigator.clipboard.readText()")
    assert tool.file.title[language] in text
    assert "<b>“原话”</b>" in text
    assert labels(language)["tool_card"].format(n=2) in text
    expect(page.locator("#by-hand")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_copying_where_the_browser_refuses(
    visit: Callable[..., Visit], web: str, course: Course, language: str
) -> None:
    tool = written_tool(course)
    reader = visit(PHONE)
    reader.context.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false"
    )
    page = reader.open(address(web, language, tool))
    fill(page, tool)
    page.locator("[data-act=copy]").click()
    area = page.get_by_label(labels(language)["tool_text"])
    expect(area).to_be_focused()
    expect(status(page)).to_have_text(labels(language)["tool_uncopied"])
    whole, start, end = area.evaluate("each => [each.value, each.selectionStart, each.selectionEnd]")
    assert (start, end) == (0, len(whole))
    assert tool.file.title[language] in whole


def test_the_print_button(visit: Callable[..., Visit], web: str, course: Course) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script("window.print = () => { window.printed = true }")
    page = reader.open(address(web, "zh", written_tool(course)))
    page.locator("[data-act=print]").click()
    assert page.evaluate("window.printed")


# ---- On paper ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_sheet_on_paper(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    for tool in (scored_tool(course), written_tool(course)):
        page = visit(WIDE).open(address(web, language, tool))
        page.emulate_media(media="print")
        expect(page.locator("main :is(button, textarea, input[type=date], .key > summary):visible")).to_have_count(0)
        for key, each in keyed(tool):
            if each.type in ("text", "date"):
                expect(field(page, key).locator(".lines span")).to_have_count(getattr(each, "lines", 1))
                expect(field(page, key).locator(".lines span").first).to_be_visible()
            elif each.type == "rating":
                for step, circle in enumerate(field(page, key).locator("input").all()):
                    assert circle.evaluate("each => getComputedStyle(each).borderRadius") == "50%"
                    expect(field(page, key).locator("label").nth(step)).to_contain_text(tool.file.scale[step][language])
        if tool.file.scale:  # to be drawn on by hand
            expect(page.locator(".radar svg")).to_be_visible()
            expect(page.locator(".radar polygon.now")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_sheet_on_paper(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    for tool in (scored_tool(course), written_tool(course)):
        page = visit(WIDE, color_scheme="dark").open(address(web, language, tool))
        answers = fill(page, tool)
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator(".tool .lines:visible, main button:visible, #tool > [role=status]:visible")).to_have_count(
            0
        )
        for key, answer in answers.items():
            if isinstance(answer, str):
                expect(field(page, key).locator(".written")).to_be_visible()
                assert field(page, key).locator(".written").text_content() == answer
            elif answer is not True:
                widths = [
                    each.evaluate("each => parseFloat(getComputedStyle(each).borderTopWidth)")
                    for each in field(page, key).locator("input").all()
                ]
                assert widths.index(max(widths)) == answer
        if tool.file.scale:
            expect(page.locator(".radar polygon.now")).to_be_visible()
        for card in page.locator(".tool .card").all():
            assert card.evaluate("each => getComputedStyle(each).breakInside") == "avoid"
        page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_suggestions_are_folded_away(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    page = visit(WIDE).open(address(web, language, suggesting_tool(course)))
    reasons = page.locator(".tool .key .reasons")
    expect(reasons.first).to_be_hidden()
    page.locator(".tool .key > summary").first.click()
    expect(reasons.first).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".key .reasons:visible")).to_have_count(1)


# ---- For everyone ----


def look(page: Page, state: str, width: int) -> list[str]:
    """Return what is wrong with a page in a state."""
    return violations(page, state) + overflow(page, state, width)


@pytest.mark.parametrize(("language", "scheme", "width"), list(product(LANGUAGES, ("light", "dark"), (WIDE, PHONE))))
def test_accessible_in_every_state(
    visit: Callable[..., Visit], web: str, course: Course, language: str, scheme: str, width: int
) -> None:
    problems: list[str] = []
    for tool in (scored_tool(course), written_tool(course)):
        page = visit(width, color_scheme=scheme).open(address(web, language, tool))
        problems += look(page, "empty", width)
        fill(page, tool)
        expect(status(page)).to_contain_text(labels(language)["worksheet_saved"])
        problems += look(page, "filled", width)
        if tool.file.scale:
            page.locator("[data-act=keep]").click()
            rate(page, tool, lambda number: (number + 1) % 3)
            problems += look(page, "kept", width)
        page.locator("details.key").evaluate_all("all => all.forEach(each => { each.open = true })")
        problems += [f"{tool.id}: {each}" for each in page.evaluate(_SMALL, [INTERACTIVE, TARGET])]
        page.locator("[data-act=clear]").click()
        problems += look(page, "asking", width)
        page.close()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard_alone(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    """Every scale is one stop of Tab and answers to arrows; nothing that has the focus is out of sight or covered."""
    tool = scored_tool(course)
    page = visit(PHONE).open(address(web, language, tool))
    keys = [key for key, each in keyed(tool) if isinstance(each, RatingField)]
    field(page, keys[0]).locator("input").first.focus()
    for key in keys:
        while page.evaluate("document.activeElement.name") != key:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        focused = page.evaluate(
            """() => {
                const at = document.activeElement, label = at.labels[0], box = label.getBoundingClientRect();
                const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                return [at.value, getComputedStyle(label).outlineStyle, label.contains(middle) || middle === at];
            }"""
        )
        assert focused == ["2", "solid", True]
        page.wait_for_timeout(30)
    expect(page.locator(".radar")).to_be_visible()
    page.locator("[data-act=keep]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".keepsakes li")).to_have_count(1)
    button = page.locator(".keepsakes button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_enter_sends_nothing(visit: Callable[..., Visit], web: str, course: Course) -> None:
    tool = next(tool for tool in course.tools if any(each.type == "date" for _, each in keyed(tool)))
    page = visit(WIDE).open(address(web, "zh", tool))
    page.locator("#tool input[type=date]").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.url == address(web, "zh", tool)
    expect(page.locator("#tool > [role=status]")).to_be_empty()


def test_names_for_screen_readers(visit: Callable[..., Visit], web: str, course: Course) -> None:
    tool = scored_tool(course)
    page = visit(WIDE).open(address(web, "zh", tool))
    part = next(each for each in tool.file.parts if each.is_rated)
    rating = next(each for each in part.fields if isinstance(each, RatingField))
    group = page.get_by_role("group", name=part.title["zh"], exact=True)
    scale = group.get_by_role("group", name=rating.label["zh"], exact=True)
    expect(scale.get_by_role("radio", name=f"1 {tool.file.scale[1]['zh']}", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts(visit: Callable[..., Visit], web: str, site: Path, course: Course, language: str) -> None:
    for tool in (scored_tool(course), written_tool(course)):
        page = open_without_scripts(visit(PHONE), site, web, f"{language}/tools/{tool.id}.html")
        expect(page.locator("main button:visible, .result:visible")).to_have_count(0)
        fill(page, tool)
        assert violations(page, "without scripts") + overflow(page, "without scripts", PHONE) == []
        page.emulate_media(media="print")
        expect(page.locator(".tool .lines span").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_tools(visit: Callable[..., Visit], place: str, course: Course, language: str) -> None:
    page = visit(PHONE).open(f"{place}{language}/tools.html")
    links = page.locator("main .cases > li > a")
    assert links.all_text_contents() == [tool.file.title[language] for tool in course.tools]
    links.first.click()
    expect(page.locator("h1")).to_have_text(course.tools[0].file.title[language])


def test_weight(site: Path) -> None:
    """A slow line fetches the scripts of a sheet in a moment."""

    def weight(name: str) -> int:
        return len(gzip.compress((site / "zh" / "_static" / name).read_bytes(), 6, mtime=0))

    assert weight("tool.js") <= 5_000
    assert weight("tool.js") + weight("radar.js") + weight("score.js") <= 8_000
    assert weight("tool.css") <= 4_000
