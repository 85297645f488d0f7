"""My work: how far one is, what is left, and all of it saved, opened elsewhere, printed or cleared."""

import json
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.answered import (
    AT,
    HOSTILE,
    LATER,
    LI,
    OTHER_EDITION,
    WANG,
    answers,
    everything,
    graded,
    holds,
    offer,
    opening,
    put,
    records,
    unhurt,
)
from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from browser.test_handin import SHIFTS, answer, ask, downloaded, made, open_without_running, press, says
from browser.test_keyboard import _SMALL, INTERACTIVE, TARGET
from browser.test_pages import open_without_scripts, overflow, violations
from casebook.interactions import Choice, ExtendedText, Match, Order, TextEntry
from casebook.items import Item
from casebook.labels import labels
from casebook.model import Course, item_key

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-answers"), pytest.mark.timeout(180)]


@pytest.fixture
def enter(visit: Callable[..., Visit], small_web: str) -> Callable[..., Page]:
    """Open the page, with records in the browser."""

    def enter(language: str = "zh", held: Any = None, who: Any = None, width: int = PHONE, **options: Any) -> Page:
        page = visit(width, **options).open(f"{small_web}{language}/my-work.html")
        if held or who:
            put(page, held or {}, who)
        return page

    return enter


def slot(page: Page, name: str, case: str = "") -> Locator:
    return page.locator((f"[data-case={case}] " if case else "#own-work > * ") + f"[data-slot={name}]")


def total(page: Page) -> Locator:
    return page.locator("[data-slot=total]")


def work(course: Course, /, held: Any, who: Any = WANG, **changes: Any) -> dict[str, Any]:
    """Return the JSON of a work file, as the page makes it."""
    file = {"format": "casebook-work", "version": 1, "course": course.settings.id, "learner": who, "made": AT}
    return file | {"records": held} | changes


# ---- How far one is ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_by_module_and_case(enter: Callable[..., Page], small: Course, language: str) -> None:
    words = labels(language)
    first, second = small.cases
    held = {key: each for key, each in everything(small).items() if "second-case" not in key}
    page = enter(language, held, WANG)
    tried, right = len(first.exercise.practice), len(first.exercise.practice[::4])
    asked = len(first.exercise.graded)
    expect(slot(page, "decision", first.id)).to_have_text(words["work_decided"])
    expect(slot(page, "decision", second.id)).to_have_text(words["work_undecided"])
    expect(slot(page, "practice", first.id)).to_have_text(
        words["work_tried"].format(done=tried, all=tried, right=right)
    )
    expect(slot(page, "practice", second.id)).to_have_text(words["work_untried"].format(done=0, all=1))
    expect(slot(page, "graded", first.id)).to_have_text(words["work_given"].format(done=asked, all=asked))
    expect(slot(page, "graded", second.id)).to_have_text(words["work_given"].format(done=0, all=1))
    expect(total(page)).to_have_text(
        words["work_total"].format(practice=tried, practices=tried + 1, right=right, graded=asked, gradeds=asked + 1)
    )
    expect(page.locator("[data-slot=whose]")).to_contain_text("10234")
    headings = page.locator("#own-work h2, #own-work .progress h3").all_text_contents()
    module = small.modules[0].title[language]
    assert headings == [module, first.file.title[language], second.file.title[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_and_what_was_changed(enter: Callable[..., Page], small: Course, language: str) -> None:
    """Answers to questions that a new edition changed still count and are listed; those to removed ones are kept and said."""
    words = labels(language)
    held = everything(small)
    first = small.cases[0]
    practice, asked = first.exercise.practice[1], first.exercise.graded[2]
    held[f"practice:{item_key(first, practice)}"]["edition"] = OTHER_EDITION
    held[f"answer:open:{item_key(first, asked)}"]["edition"] = OTHER_EDITION
    left = first.exercise.graded[4]
    del held[f"answer:open:{item_key(first, left)}"]
    gone = {"answer:open:first-case.gone": held[f"answer:open:{item_key(first, asked)}"]}
    page = enter(language, held | gone)
    page.get_by_text(words["work_left_changed"].format(left=1, changed=2)).click()
    groups = page.locator("#left-list .chips")
    assert groups.nth(0).locator("a").all_text_contents() == [
        words["practice_item"].format(n=2),
        words["graded_item"].format(n=3),
    ]
    assert groups.nth(1).locator("a").all_text_contents() == [words["graded_item"].format(n=5)]
    hrefs = [each.get_attribute("href") for each in page.locator("#left-list a").all()]
    assert hrefs == [f"cases/first-case.html#item-{each.id}" for each in (practice, asked, left)]
    expect(page.locator("[data-slot=gone]")).to_have_text(words["work_gone"].format(n=1))
    expect(slot(page, "graded", "first-case")).to_contain_text(str(len(first.exercise.graded) - 1))
    page.locator("#left-list a").last.click()
    assert page.url.endswith(f"#item-{left.id}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_nothing_kept_it_says_how_to_begin(enter: Callable[..., Page], small: Course, language: str) -> None:
    page = enter(language)
    expect(total(page)).to_have_text(labels(language)["work_nothing"])
    expect(page.locator("#left summary")).to_contain_text(str(sum(1 for case in small.cases for _ in case.exercise)))
    for act in ("export", "print", "clear"):
        expect(page.locator(f"[data-act={act}]")).to_be_disabled()


def test_when_all_is_done_nothing_is_left(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held=everything(small))
    expect(page.locator("#left summary")).to_have_text(labels("zh")["work_all_done"])
    page.locator("#left summary").click()
    expect(page.locator("#left-list > *")).to_have_count(0)


def test_records_that_are_no_records_count_for_nothing(enter: Callable[..., Page], small: Course) -> None:
    broken = {
        "answer:open:first-case.work-out": {"response": [], "at": "x"},
        "practice:first-case.choose": "a",
        "decision:first-case": {"option": 7},
    }
    page = enter(held=broken)
    for part in ("practice", "graded"):
        expect(slot(page, part, "first-case")).to_contain_text("0/")
    expect(slot(page, "decision", "first-case")).to_have_text(labels("zh")["work_undecided"])


def test_from_a_folder_it_says_that_pages_may_be_kept_apart(
    visit: Callable[..., Visit], small_site: Path, small: Course
) -> None:
    page = visit(PHONE).open((small_site / "zh" / "my-work.html").as_uri())
    expect(total(page)).to_have_text(labels("zh")["work_by_file"])
    offer(page, json.dumps(work(small, everything(small))))
    answer(page, "yes")
    expect(total(page)).not_to_have_text(labels("zh")["work_by_file"])
    expect(slot(page, "decision", "first-case")).to_have_text(labels("zh")["work_decided"])


def test_the_page_is_linked_everywhere_and_fits(visit: Callable[..., Visit], small_web: str, small: Course) -> None:
    for language, width in product(LANGUAGES, (320, 360, PHONE, 600, 864, WIDE)):
        page = visit(width).open(f"{small_web}{language}/cases/first-case.html")
        assert overflow(page, language, width) == []
        links = page.get_by_role("navigation", name=labels(language)["site_nav"]).get_by_role("link")
        for link in links.all():
            if link.is_visible():
                box = link.bounding_box()
                assert box
                assert 0 <= box["x"] <= box["x"] + box["width"] <= width
                assert box["height"] < 60, "a name over two lines"
        page.get_by_role("link", name=labels(language)["my_work"], exact=True).first.click()
        expect(page.locator("h1")).to_have_text(labels(language)["my_work"])
        page.close()


# ---- To another device ----


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [WANG, None], ids=["named", "nameless"])
def test_everything_moves_to_another_device(enter: Callable[..., Page], small: Course, language: str, who: Any) -> None:
    held = everything(small)
    held["answer:spring:first-case.work-out"] = {"response": "7", "at": AT, "edition": OTHER_EDITION}
    held["answer:open:first-case.gone"] = {"response": HOSTILE, "at": AT, "edition": OTHER_EDITION}
    one = enter(language, held, who, timezone_id="Asia/Shanghai")
    one.clock.set_fixed_time("2026-03-01T20:00:00Z")
    name, content = downloaded(one, "export")
    assert name == f"casebook-{small.settings.id}-2026-03-02.json"
    expect(says(one, "keep")).to_contain_text(name)
    file = json.loads(content)
    assert (file["format"], file["version"], file["course"]) == ("casebook-work", 1, small.settings.id)
    assert (file["learner"], file["records"]) == (who, held)
    two = enter(language)
    offer(two, content)
    if who:
        expect(ask(two)).to_contain_text("10234")
        answer(two, "yes")
    expect(opening(two)).to_contain_text(labels(language)["work_opened"].format(n=len(held), same=0))
    assert records(two, who) == held
    assert two.evaluate("casebook.storage.learner") == who
    unhurt(two)


@pytest.mark.parametrize("choice", ["other", "yes", "no"])
def test_where_device_and_file_differ_one_chooses(enter: Callable[..., Page], small: Course, choice: str) -> None:
    here = {
        "worksheet:first-case": {"next-shift": "这里"},
        "decision:first-case": {"option": "first", "reason": "a", "later": None},
    }
    there = {"worksheet:first-case": {"next-shift": "那里"}, "worksheet:second-case": {"next-shift": "新"}}
    same = {"decision:first-case": here["decision:first-case"]}
    page = enter(held=here, who=WANG)
    before = holds(page)
    offer(page, json.dumps(work(small, there | same)))
    expect(ask(page)).to_contain_text(labels("zh")["file_conflict"].format(n=1))
    answer(page, choice)
    if choice == "no":
        expect(opening(page)).to_have_text(labels("zh")["file_untouched"])
        assert holds(page) == before
    else:
        expect(opening(page)).to_have_attribute("data-state", "saved")
        assert records(page, WANG) == (there | here if choice == "other" else here | there)


@pytest.mark.parametrize(
    ("theirs", "here", "label"),
    [(LI, WANG, "file_ask_other"), (None, WANG, "file_ask_nobody"), (LI, None, "file_ask_learner")],
)
def test_whose_the_file_is_is_asked(
    enter: Callable[..., Page], small: Course, theirs: Any, here: Any, label: str
) -> None:
    own = {"decision:second-case": {"option": "first", "reason": "x", "later": None}}
    page = enter(held=own, who=here)
    before = holds(page)
    content = json.dumps(work(small, answers(small), theirs))
    offer(page, content)
    words = labels("zh")[label].replace("{file}", "20077（李雷）").replace("{here}", "10234（王芳）")
    expect(page.locator("#ask-words")).to_have_text(words)
    answer(page, "no")
    assert holds(page) == before
    offer(page, content)
    answer(page, "yes")
    expect(opening(page)).to_have_attribute("data-state", "saved")
    along = own if not (theirs and here) else {}
    assert records(page, theirs or here) == answers(small) | along
    assert not theirs or not here or records(page, here) == own


BAD: dict[str, tuple[Callable[[Course], Any], str]] = {
    "nothing": (lambda course: "", "file_foreign"),
    "a page": (lambda course: f"<p>{HOSTILE}", "file_foreign"),
    "cut short": (lambda course: json.dumps(work(course, everything(course)))[:-30], "file_cut"),
    "another course": (lambda course: json.dumps(work(course, {}, course="elsewhere")), "file_course"),
    "another version": (lambda course: json.dumps(work(course, {}, version=2)), "file_version"),
    "the other kind": (lambda course: json.dumps(made(course)), "work_other_file"),
    "another key": (lambda course: json.dumps(work(course, {}, extra=1)), "file_form"),
    "no learner": (lambda course: json.dumps(work(course, {}, {"id": "", "name": ""})), "file_form"),
    **{
        f"a record: {key} {json.dumps(value)[:40]}": (
            lambda course, key=key, value=value: json.dumps(work(course, answers(course, turn=1) | {key: value})),
            "file_form",
        )
        for key, value in (
            ("language", "en"),
            ("learner", WANG),
            ("@x:answer:open:a.b", {}),
            ("answer:open", {"response": "a", "at": AT, "edition": OTHER_EDITION}),
            ("answer:open:a.b", {"response": {"html": "<b>"}, "at": AT, "edition": OTHER_EDITION}),
            ("answer:open:a.b", {"response": "a", "at": "soon", "edition": OTHER_EDITION}),
            ("practice:a.b", {"response": "a", "at": AT, "edition": OTHER_EDITION, "share": 7}),
            ("practice:a.b", {"response": "a", "at": AT, "edition": OTHER_EDITION, "levels": {"x": [1]}}),
            ("decision:a", {"option": 1, "reason": "x"}),
            ("decision:a", {"option": "b", "reason": "x", "later": {"option": [], "reason": ""}}),
            ("draft:a", {"option": 1, "reason": "x"}),
            ("worksheet:a", {"x": {"y": "z"}}),
            ("worksheet:a", {"x": "字" * 20_001}),
            ("tool:a", {"constructor": "x"}),
            ("tool:a:kept", [{"date": "x", "points": "1", "max": 2, "means": {}}]),
            ("handed:open", {"at": AT, "receipt": "x", "answers": 1}),
            ("toString", {}),
            ("answer:open:first-case.single-choice-2", "misfit"),
        )
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_files_are_refused_in_clear_words(
    enter: Callable[..., Page], small: Course, tmp_path: Path, language: str
) -> None:
    page = enter(language, answers(small), WANG)
    before = holds(page)
    large = tmp_path / "large.json"
    large.write_bytes(json.dumps(work(small, {})).encode() + b" " * 50_000_000)
    wrong = []
    for name, (make, label) in [*BAD.items(), ("50 MB", (lambda _: large, "file_big"))]:
        page.evaluate("document.querySelector('#files > [role=status]').textContent = ''")
        content = make(small)
        if "misfit" in str(content):
            case, item = next(each for each in graded(small) if each[1].type == "single-choice")
            misfit = {"response": HOSTILE, "at": AT, "edition": item.edition()}
            content = json.dumps(work(small, {f"answer:open:{item_key(case, item)}": misfit}))
        offer(page, content)
        words = labels(language)[label].replace("{size}", "50.0").replace("{most}", "30")
        expect(opening(page), name).to_have_text(words)
        if holds(page) != before or ask(page).is_visible():
            wrong.append(name)
    assert wrong == []
    unhurt(page)


# ---- Cleared ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_clearing_says_what_goes_and_offers_to_save_first(
    enter: Callable[..., Page], small: Course, language: str
) -> None:
    words = labels(language)
    held = everything(small)
    page = enter(language, held | {"practice:first-case.choose": "broken"}, WANG)
    before = holds(page)
    press(page, "clear")
    counts = {
        family: sum(key.startswith(f"{family}:") for key in held)
        for family in ("answer", "practice", "decision", "worksheet", "tool")
    }
    expect(page.locator("#ask-words")).to_have_text(words["work_ask_clear_who"].format(**counts))
    answer(page, "no")
    expect(page.locator("[data-act=clear]")).to_be_focused()
    assert holds(page) == before
    press(page, "clear")
    with page.expect_download():
        page.get_by_role("button", name=words["work_export_first"]).click()
    assert holds(page) == before
    press(page, "clear")
    answer(page, "yes")
    expect(says(page, "keep")).to_have_text(words["work_cleared"])
    expect(total(page)).to_have_text(words["work_nothing"])
    course = page.evaluate("casebook.course")
    assert set(holds(page)) == {f"casebook:{course}:language", f"casebook:{course}:learner"}
    assert "10234" not in json.dumps(holds(page))
    page.reload()
    assert page.evaluate("casebook.storage.learner") is None


def test_clearing_leaves_what_is_somebody_elses(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held=answers(small), who=WANG)
    put(page, answers(small, turn=1), LI)
    page.evaluate("localStorage.setItem('casebook:another-course:answer:open:a.b', '1')")
    press(page, "clear")
    answer(page, "yes")
    assert records(page, WANG) == answers(small)
    assert records(page, LI) == {}
    assert holds(page)["casebook:another-course:answer:open:a.b"] == "1"


# ---- On paper ----


def in_words(item: Item, response: Any, language: str) -> list[str]:
    """Return the words that a response to an item must print."""

    def plain(text: str) -> str:
        return re.sub(r"[*`]", "", text)

    match item.interaction():
        case Choice(options):
            chosen = [response] if isinstance(response, str) else response
            return [plain(option.text[language]) for option in options if option.id in chosen]
        case Order(options):
            texts = {option.id: plain(option.text[language]) for option in options}
            return [texts[each] for each in response]
        case Match(sources, targets):
            names = {option.id: plain(option.text[language]) for option in (*sources, *targets)}
            return [f"{names[source]} → {names[target]}" for source, target in response.items()]
        case TextEntry(unit):
            return [f"{response} {unit[language]}"]
        case ExtendedText():
            return [response]
    raise AssertionError(item)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_on_paper_are_in_words(
    visit: Callable[..., Visit], small_web: str, small: Course, language: str, tmp_path: Path
) -> None:
    reader, words = visit(WIDE, color_scheme="dark"), labels(language)
    reader.context.add_init_script("window.print = () => { window.printed = true }")
    page = reader.open(f"{small_web}{language}/my-work.html")
    held = {key: each for key, each in everything(small).items() if "second-case" not in key}
    first = small.cases[0]
    changed, blank = (f"answer:open:{item_key(first, item)}" for item in first.exercise.graded[1:3])
    held[changed]["edition"] = OTHER_EDITION
    del held[blank]
    put(page, held, WANG)
    press(page, "print")
    page.wait_for_function("window.printed")
    paper = page.locator("#paper")
    expect(paper).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(paper).to_be_visible()
    expect(page.locator("main :is(button, input, .progress, .lead):visible")).to_have_count(0)
    text = paper.inner_text()
    assert words["work_paper"] in text
    assert "10234" in text
    expect(paper.locator("section")).to_have_count(1)
    assert first.file.title[language] in text
    asked = paper.locator(".asked")
    decision, *parts = asked.all()
    options = first.file.decision.options
    for expected in (first.file.decision.question, options[0].text, options[1].text):
        assert expected[language] in (decision.text_content() or "")
    assert HOSTILE in (decision.text_content() or "")
    items = [("practice", item) for item in first.exercise.practice] + [
        ("answer:open", item) for item in first.exercise.graded
    ]
    assert len(parts) == len(items)
    for part, (family, item) in zip(parts, items, strict=True):
        shown = part.text_content() or ""
        key = f"{family}:{item_key(first, item)}"
        if key == blank:
            assert words["work_unanswered"] in shown
            continue
        for expected in in_words(item, held[key]["response"], language):
            assert expected in shown, key
        assert (words["work_earlier"] in shown) is (key == changed)
    assert words["work_right"] in text
    assert words["work_partly"] in text
    assert words["work_wrong"] in text
    unhurt(page)
    page.emulate_media(media="print", color_scheme="light")
    pdf = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in pdf or b"/MediaBox [0 0 595" in pdf  # A4
    assert 1 < pdf.count(b"/Type /Page\n") <= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_printing_where_the_questions_do_not_load(
    visit: Callable[..., Visit], small_web: str, small: Course, language: str
) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script("window.print = () => { window.printed = true }")
    page = reader.open(f"{small_web}{language}/my-work.html")
    put(page, answers(small))
    reader.context.route("**/items/*.js*", lambda route: route.abort())
    press(page, "print")
    expect(says(page, "keep")).to_have_text(labels(language)["file_items"])
    assert page.evaluate("window.printed") is None
    reader.problems[:] = [each for each in reader.problems if "ERR_FAILED" not in each]


def test_progress_itself_may_be_printed(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held=everything(small), who=WANG, width=WIDE)
    page.emulate_media(media="print")
    expect(page.locator(".progress").first).to_be_visible()
    expect(page.locator("main :is(button, input):visible")).to_have_count(0)
    expect(page.locator("#paper")).to_be_hidden()


# ---- Where the browser keeps nothing ----


@pytest.mark.parametrize(
    ("error", "label"), [("QuotaExceededError", "storage_full"), ("SecurityError", "storage_blocked")]
)
def test_where_nothing_can_be_kept_the_page_says_so(
    visit: Callable[..., Visit], small_web: str, small: Course, error: str, label: str
) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(f"Storage.prototype.setItem = () => {{ throw new DOMException('no', '{error}') }}")
    page = reader.open(f"{small_web}zh/my-work.html")
    held = everything(small)
    offer(page, json.dumps(work(small, held, None)))
    expect(opening(page)).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#keeping")).to_have_text(labels("zh")[label])
    assert json.loads(downloaded(page, "export")[1])["records"] == held


# ---- For everyone ----


@pytest.mark.parametrize(("language", "scheme", "width"), list(product(LANGUAGES, ("light", "dark"), (WIDE, PHONE))))
def test_accessible_in_every_state(
    enter: Callable[..., Page], small: Course, language: str, scheme: str, width: int
) -> None:
    problems: list[str] = []

    def look(state: str) -> None:
        problems.extend(violations(page, state) + overflow(page, state, width))

    page = enter(language, width=width, color_scheme=scheme)
    look("empty")
    held = answers(small, count=3) | {
        "practice:first-case.gone": {"response": None, "at": AT, "edition": OTHER_EDITION}
    }
    held[next(iter(held))]["edition"] = OTHER_EDITION
    put(page, held, WANG)
    page.locator("#left summary").click()
    press(page, "export")
    look("filled")
    problems += [f"small: {each}" for each in page.evaluate(_SMALL, [INTERACTIVE, TARGET])]
    offer(page, "{")
    look("refused")
    press(page, "clear")
    look("asking")
    problems += [f"small: {each}" for each in page.evaluate(_SMALL, ["#ask button", TARGET])]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard_alone(enter: Callable[..., Page], small: Course, language: str) -> None:
    page = enter(language, answers(small, count=2), WANG)
    words = labels(language)

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(selector)

    tab_to("#left > summary")
    page.keyboard.press("Enter")
    tab_to("#left-list a")
    tab_to("[data-act=export]")
    with page.expect_download():
        page.keyboard.press("Enter")
    tab_to("[data-act=clear]")
    page.keyboard.press("Enter")
    expect(page.locator("#ask [data-act=no]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-act=clear]")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to("#ask [data-act=yes]")
    page.keyboard.press("Enter")
    expect(says(page, "keep")).to_have_text(words["work_cleared"])
    expect(page.locator("#keep-title")).to_be_focused()


@pytest.mark.parametrize(("language", "width"), list(product(LANGUAGES, (WIDE, PHONE))))
def test_nothing_moves_when_the_page_loads(
    enter: Callable[..., Page], small: Course, language: str, width: int
) -> None:
    page = enter(language, everything(small), WANG, width=width)
    page.add_init_script(SHIFTS)
    page.reload()
    assert page.evaluate("[...document.querySelectorAll('.part')].map(each => each.offsetTop)") == open_without_running(
        page
    )
    assert page.evaluate("shifts.reduce((sum, each) => sum + each, 0)") < 0.001


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_it_says_what_to_do(
    visit: Callable[..., Visit], small_web: str, small_site: Path, language: str
) -> None:
    page = open_without_scripts(visit(PHONE), small_site, small_web, f"{language}/my-work.html")
    expect(page.locator("main :is(button, input, textarea, summary):visible")).to_have_count(0)
    text = (small_site / language / "my-work.html").read_text(encoding="utf-8")
    assert labels(language)["work_needs_script"] in text.split("<noscript>")[1].split("</noscript>")[0]
    assert violations(page, "without scripts") + overflow(page, "without scripts", PHONE) == []


def test_another_tab_is_followed(enter: Callable[..., Page], small: Course) -> None:
    page = enter(who=WANG)
    other = page.context.new_page()
    other.goto(page.url.replace("my-work", "hand-in"))
    other.evaluate(
        "held => Object.entries(held).forEach(each => casebook.storage.set(...each))", answers(small, at=LATER)
    )
    expect(slot(page, "graded", "second-case")).to_contain_text("1/1")
