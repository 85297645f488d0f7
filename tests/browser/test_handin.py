"""Handing in: who one is, what is left, and the answers as a file, as text, by the share sheet, or sent to a service."""

import gzip
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

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
from browser.test_keyboard import _SMALL, INTERACTIVE, TARGET
from browser.test_pages import open_without_scripts, overflow, violations
from casebook.answers import AnswersFile, read_answers, receipt_of, to_block, to_json
from casebook.labels import labels
from casebook.model import Course, item_key, open_release

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-answers"), pytest.mark.timeout(180)]


def says(page: Page, section: str) -> Locator:
    return page.locator(f"#{section} [role=status]").first


def press(page: Page, act: str) -> None:
    page.locator(f"main [data-act={act}]:visible").click()


def ask(page: Page) -> Locator:
    return page.get_by_role("dialog")


def answer(page: Page, act: str) -> None:
    page.locator(f"#ask [data-act={act}]").click()


def name_oneself(page: Page, who: dict[str, str], language: str = "zh") -> None:
    page.get_by_label(labels(language)["hand_id"]).fill(who["id"])
    page.get_by_label(labels(language)["hand_name"]).fill(who["name"])
    page.get_by_role("button", name=labels(language)["hand_note"]).click()


def downloaded(page: Page, act: str = "file") -> tuple[str, bytes]:
    """Press a button that saves a file; return the file's name and content."""
    with page.expect_download() as started:
        press(page, act)
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def file_of(page: Page) -> AnswersFile:
    return read_answers(downloaded(page)[1])


@pytest.fixture
def enter(visit: Callable[..., Visit], small_web: str) -> Callable[..., Page]:
    """Open the page, with records in the browser."""

    def enter(language: str = "zh", held: Any = None, who: Any = None, width: int = PHONE, **options: Any) -> Page:
        page = visit(width, **options).open(f"{small_web}{language}/hand-in.html")
        if held or who:
            put(page, held or {}, who)
        return page

    return enter


# ---- The file ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_what_python_reads(enter: Callable[..., Page], small: Course, language: str) -> None:
    """Answers of every form, with all that writers of JSON disagree on; the receipts agree."""
    held = answers(small)
    page = enter(language, held, WANG)
    name, content = downloaded(page)
    assert name == "answers-open-10234.json"
    file = read_answers(content)
    assert (file.course, file.assignment, file.release) == (small.settings.id, "open", open_release(small).id)
    assert (file.learner.id, file.learner.name, file.language) == ("10234", "王芳", language)
    assert {f"answer:open:{key}": each for key, each in file.content()["answers"].items()} == held
    assert content.decode() == to_json(file)
    assert {type(each.response) for each in file.answers.values()} == {str, tuple, dict}
    expect(page.locator("[data-slot=receipt]")).to_have_text(file.receipt)
    expect(says(page, "give")).to_contain_text(name)
    unhurt(page)


def test_half_a_character_is_replaced_in_the_file(enter: Callable[..., Page], small: Course) -> None:
    page = enter(who=WANG)
    case, item = next(each for each in graded(small) if each[1].type == "short-answer")
    torn = {"response": "a\ud800b\udfff😀\ud83d", "at": AT, "edition": item.edition()}
    page.evaluate(
        "([key, record]) => casebook.storage.set(key, {...JSON.parse(record)})",
        [f"answer:open:{item_key(case, item)}", json.dumps(torn)],
    )
    file = file_of(page)
    assert file.answers[item_key(case, item)].response == "a\ufffdb\ufffd😀\ufffd"


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ({"id": 'a/b\\c:d*e?f"g<h>i|j', "name": ""}, "answers-open-a_b_c_d_e_f_g_h_i_j.json"),
        ({"id": "王芳 7", "name": ""}, "answers-open-王芳 7.json"),
        ({"id": "10234.", "name": ""}, "answers-open-10234_.json"),
    ],
)
def test_names_of_files_are_such_as_every_system_takes(
    enter: Callable[..., Page], who: dict[str, str], name: str
) -> None:
    page = enter(who=who)
    assert downloaded(page)[0] == name


def test_only_the_items_of_the_assignment_are_handed_in(enter: Callable[..., Page], small: Course) -> None:
    held = everything(small)
    held["answer:open:first-case.gone"] = {"response": "a", "at": AT, "edition": OTHER_EDITION}
    held["answer:spring:first-case.work-out"] = {"response": "7", "at": AT, "edition": OTHER_EDITION}
    file = file_of(enter(held=held, who=WANG))
    assert set(file.answers) == {item_key(case, item) for case, item in graded(small)}


# ---- Other ways to pass it on ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_copied_as_text(visit: Callable[..., Visit], small_web: str, small: Course, language: str) -> None:
    reader = visit(PHONE)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(f"{small_web}{language}/hand-in.html")
    put(page, answers(small), WANG)
    press(page, "copy")
    expect(says(page, "give")).to_have_text(labels(language)["hand_copied"])
    text = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    file = read_answers(text)
    assert text == to_block(file)
    assert len(file.answers) == len(graded(small))
    expect(page.locator("[data-slot=receipt]")).to_have_text(file.receipt)
    expect(page.locator("#by-hand")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_copied_by_hand_where_the_browser_refuses(
    visit: Callable[..., Visit], small_web: str, small: Course, language: str
) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false"
    )
    page = reader.open(f"{small_web}{language}/hand-in.html")
    put(page, answers(small), WANG)
    press(page, "copy")
    area = page.get_by_label(labels(language)["hand_text"])
    expect(area).to_be_focused()
    expect(says(page, "give")).to_have_text(labels(language)["hand_uncopied"])
    text, start, end = area.evaluate("each => [each.value, each.selectionStart, each.selectionEnd]")
    assert (start, end) == (0, len(text))
    assert area.get_attribute("readonly") is not None
    assert len(read_answers(text).answers) == len(graded(small))
    problems = violations(page, "by hand") + overflow(page, "by hand", PHONE)
    assert not problems, "\n".join(problems)


SHARING = """
    window.shared = [];
    Object.defineProperty(navigator, 'canShare', { configurable: true, value: data => %s });
    Object.defineProperty(navigator, 'share', { configurable: true, value: async data => {
        shared.push({ ...data, files: await Promise.all((data.files || []).map(async each => [each.name, each.type, await each.text()])) });
        if (window.refusing) throw new DOMException('no', window.refusing);
    } });
"""


@pytest.mark.parametrize("takes_files", [True, False])
def test_the_share_sheet(visit: Callable[..., Visit], small_web: str, small: Course, takes_files: bool) -> None:
    """It gets a text file, which no system refuses, or the text itself; grading takes both."""
    reader = visit(PHONE)
    reader.context.add_init_script(SHARING % ("true" if takes_files else "!data.files"))
    page = reader.open(f"{small_web}zh/hand-in.html")
    put(page, answers(small), WANG)
    press(page, "share")
    expect(says(page, "give")).to_have_text(labels("zh")["hand_shared"])
    (shared,) = page.evaluate("shared")
    if takes_files:
        ((name, kind, text),) = shared["files"]
        assert (name, kind) == ("answers-open-10234.txt", "text/plain")
        assert "text" not in shared
    else:
        text = shared["text"]
    file = read_answers(text)
    expect(page.locator("[data-slot=receipt]")).to_have_text(file.receipt)


@pytest.mark.parametrize(
    ("error", "label"), [("AbortError", "hand_unshared"), ("NotAllowedError", "hand_share_failed")]
)
def test_a_share_sheet_that_is_closed_or_fails_hands_nothing_in(
    visit: Callable[..., Visit], small_web: str, small: Course, error: str, label: str
) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(SHARING % "true" + f"window.refusing = '{error}';")
    page = reader.open(f"{small_web}zh/hand-in.html")
    put(page, answers(small), WANG)
    before = holds(page)
    press(page, "share")
    expect(says(page, "give")).to_have_text(labels("zh")[label])
    expect(page.locator("[data-slot=when]")).to_have_text(labels("zh")["hand_never"])
    assert holds(page) == before


def test_without_a_share_sheet_there_is_no_button_for_it(enter: Callable[..., Page]) -> None:
    page = enter()
    assert page.evaluate("!navigator.share")
    expect(page.locator("[data-act=share]")).to_be_hidden()
    expect(page.locator("[data-act=post]")).to_be_hidden()


# ---- A service that takes answers ----


def serve(reader: Visit, site: Path, web: str, submit: str, language: str = "zh") -> str:
    """Serve the page as a casebook service does: with the address for answers in it."""
    path = f"{language}/hand-in.html"
    text = (site / path).read_text(encoding="utf-8").replace("<html ", f'<html data-submit="{submit}" ', 1)
    reader.context.route(web + path, lambda route: route.fulfill(body=text, content_type="text/html"))
    return web + path


@pytest.mark.parametrize("language", LANGUAGES)
def test_posted_to_the_service(
    visit: Callable[..., Visit], small_web: str, small_site: Path, small: Course, language: str
) -> None:
    reader, posted = visit(PHONE), list[tuple[str, str, bytes]]()

    def take(route: Route) -> None:
        asked = route.request
        posted.append((asked.method, asked.headers["content-type"], asked.post_data_buffer or b""))
        receipt = read_answers(posted[-1][2]).receipt
        route.fulfill(status=201, json={"receipt": receipt})

    reader.context.route("**/submissions", take)
    page = reader.open(serve(reader, small_site, small_web, "/submissions", language))
    put(page, answers(small), WANG)
    press(page, "post")
    expect(says(page, "give")).to_have_text(labels(language)["hand_posted"])
    ((method, kind, body),) = posted
    assert (method, kind) == ("POST", "application/json")
    assert body.decode() == to_json(read_answers(body))
    expect(page.locator("[data-slot=receipt]")).to_have_text(read_answers(body).receipt)


def _fail(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize(
    "reply",
    [
        _fail,
        lambda route: route.fulfill(status=500, json={"receipt": "whatever"}),
        lambda route: route.fulfill(status=200, body="<p>Please log in"),
        lambda route: route.fulfill(status=200, json={"receipt": "000-0000"}),
        lambda route: route.fulfill(status=200, json=None),
    ],
    ids=["no line", "failure", "a page to log in", "another receipt", "nothing"],
)
def test_what_the_service_does_not_take_stays_and_may_be_saved(
    visit: Callable[..., Visit], small_web: str, small_site: Path, small: Course, reply: Callable[[Route], None]
) -> None:
    reader = visit(PHONE)
    reader.context.route("**/submissions", reply)
    page = reader.open(serve(reader, small_site, small_web, "submissions"))
    put(page, answers(small), WANG)
    before = holds(page)
    press(page, "post")
    expect(says(page, "give")).to_have_text(labels("zh")["hand_unposted"])
    assert holds(page) == before
    assert len(file_of(page).answers) == len(graded(small))
    reader.problems[:] = [each for each in reader.problems if "Failed to load resource" not in each]


@pytest.mark.parametrize(
    "submit", ["https://elsewhere.example/submissions", "//elsewhere.example/x", "javascript:alert(1)"]
)
def test_another_host_is_never_asked(
    visit: Callable[..., Visit], small_web: str, small_site: Path, submit: str
) -> None:
    reader = visit(PHONE)
    page = reader.open(serve(reader, small_site, small_web, submit))
    expect(page.locator("[data-act=file]")).to_be_visible()
    expect(page.locator("[data-act=post]")).to_be_hidden()


# ---- Who one is ----


def test_what_was_written_before_anybody_gave_an_id_becomes_theirs(enter: Callable[..., Page], small: Course) -> None:
    held = answers(small)
    page = enter(held=held)
    expect(page.locator("[data-slot=whose]")).to_have_text(labels("zh")["hand_nobody"])
    name_oneself(page, WANG)
    expect(says(page, "who")).to_contain_text("10234（王芳）")
    assert records(page, WANG) == held
    assert records(page) == {}
    page.reload()
    expect(page.locator("#learner-id")).to_have_value("10234")
    expect(page.locator("#learner-name")).to_have_value("王芳")


def test_an_id_is_taken_as_people_type_it(enter: Callable[..., Page]) -> None:
    page = enter()
    name_oneself(page, {"id": "　１０２３４ ", "name": "  王　芳 "})
    assert page.evaluate("casebook.storage.learner") == {"id": "10234", "name": "王 芳"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("who", "label", "field"),
    [
        ({"id": " ", "name": "x"}, "hand_needs_id", "hand_id"),
        ({"id": "1\u202e2", "name": ""}, "hand_bad_id", "hand_id"),
        ({"id": "1", "name": "a\u200bb"}, "hand_bad_name", "hand_name"),
    ],
)
def test_an_id_that_cannot_be_is_refused(
    enter: Callable[..., Page], who: dict[str, str], label: str, field: str, language: str
) -> None:
    page = enter(language)
    before = holds(page)
    name_oneself(page, who, language)
    expect(says(page, "who")).to_have_text(labels(language)[label])
    expect(page.get_by_label(labels(language)[field])).to_be_focused()
    expect(page.get_by_label(labels(language)[field])).to_have_attribute("aria-invalid", "true")
    assert holds(page) == before


def test_nobody_can_hand_in_without_an_id(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held=answers(small))
    for act in ("file", "copy"):
        press(page, act)
        expect(says(page, "who")).to_have_text(labels("zh")["hand_needs_id"])
        expect(page.locator("#learner-id")).to_be_focused()
    expect(page.locator("[data-slot=receipt]")).to_have_text("—")


def test_an_id_in_the_field_counts_when_one_hands_in(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held=answers(small))
    page.locator("#learner-id").fill("10234")
    assert file_of(page).learner.id == "10234"
    assert page.evaluate("casebook.storage.learner.id") == "10234"


@pytest.mark.parametrize("language", LANGUAGES)
def test_correcting_an_id_takes_the_answers_along(enter: Callable[..., Page], small: Course, language: str) -> None:
    held = answers(small)
    page = enter(language, held, WANG)
    name_oneself(page, {"id": "10243", "name": "王芳"}, language)
    expect(ask(page)).to_contain_text("10243")
    expect(ask(page)).to_contain_text("10234")
    page.get_by_role("button", name=labels(language)["hand_correct"]).click()
    expect(says(page, "who")).to_contain_text("10243")
    assert records(page, {"id": "10243"}) == held
    assert records(page, WANG) == {}
    assert len(file_of(page).answers) == len(held)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_people_on_one_device_do_not_see_each_others_answers(
    enter: Callable[..., Page], small: Course, language: str
) -> None:
    held = answers(small)
    page = enter(language, held, WANG)
    name_oneself(page, LI, language)
    page.get_by_role("button", name=labels(language)["hand_another"]).click()
    expect(page.locator("[data-item][data-state=blank]")).to_have_count(len(held))
    file = file_of(page)
    assert (file.learner.id, file.answers) == ("20077", {})
    assert records(page, WANG) == held
    page.goto(page.url.replace("hand-in", "my-work"))
    expect(page.locator("[data-slot=whose]")).to_contain_text("20077")
    assert "10234" not in page.content()
    page.go_back()
    name_oneself(page, WANG, language)
    answer(page, "other")
    expect(page.locator("[data-item][data-state=answered]")).to_have_count(len(held))


@pytest.mark.parametrize("way", ["no", "Escape"])
def test_a_new_id_may_be_taken_back(enter: Callable[..., Page], small: Course, way: str) -> None:
    page = enter(held=answers(small), who=WANG)
    before = holds(page)
    name_oneself(page, LI)
    if way == "no":
        answer(page, "no")
    else:
        page.keyboard.press("Escape")
    expect(says(page, "who")).to_contain_text("10234")
    expect(page.locator("#learner-id")).to_have_value("10234")
    assert holds(page) == before


# ---- What is answered ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_is_said_and_led_to(enter: Callable[..., Page], small: Course, language: str) -> None:
    held = answers(small, count=3)
    changed, bad = list(held)[1:3]
    held[changed]["edition"] = OTHER_EDITION
    held[bad]["response"] = "字" * 20_001
    page = enter(language, held, WANG)
    words, total = labels(language), len(graded(small))
    said = page.locator("#check [data-slot=total]")
    expect(said).to_contain_text(words["hand_total"].format(done=2, all=total))
    expect(said).to_contain_text(words["hand_left"].format(n=total - 3))
    expect(said).to_contain_text(words["hand_changed"].format(n=1))
    expect(said).to_contain_text(words["hand_bad"].format(n=1))
    names = page.locator("#check [data-case=first-case] .chips a").all_text_contents()
    assert names[:4] == [
        f"{words['graded']} {number} {words[state]}"
        for number, state in enumerate(("hand_answered", "hand_changed_one", "hand_bad_one", "hand_blank"), start=1)
    ]
    expect(page.locator("[data-case=first-case] [data-slot=count]")).to_have_text(
        words["hand_count"].format(done=2, all=total - 1)
    )
    file = file_of(page)
    assert {f"answer:open:{key}" for key in file.answers} == {*list(held)[:2]}
    assert file.answers[changed.split(":")[2]].edition == OTHER_EDITION
    case, item = graded(small)[3]
    page.locator(f'[data-item="{item_key(case, item)}"]').click()
    assert page.url.endswith(f"/cases/{case.id}.html#item-{item.id}")


def test_coming_back_shows_what_was_answered_meanwhile(enter: Callable[..., Page], small: Course) -> None:
    page = enter(who=WANG)
    case, item = graded(small)[0]
    page.locator(f'[data-item="{item_key(case, item)}"]').click()
    page.wait_for_url("**/cases/**")
    page.evaluate(
        "held => Object.entries(held).forEach(each => casebook.storage.set(...each))", answers(small, count=1)
    )
    page.go_back()
    expect(page.locator(f'[data-item="{item_key(case, item)}"]')).to_have_attribute("data-state", "answered")


def test_another_tab_is_followed(enter: Callable[..., Page], small: Course) -> None:
    page = enter(who=WANG)
    other = page.context.new_page()
    other.goto(page.url.replace("hand-in", "my-work"))
    other.evaluate(
        "held => Object.entries(held).forEach(each => casebook.storage.set(...each))", answers(small, count=2)
    )
    expect(page.locator("[data-item][data-state=answered]")).to_have_count(2)
    other.evaluate("who => casebook.storage.become(who, false)", LI)
    expect(page.locator("#learner-id")).to_have_value("20077")
    expect(page.locator("[data-item][data-state=answered]")).to_have_count(0)


# ---- Afterwards ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_handing_in_the_page_knows_and_says_when_answers_change(
    enter: Callable[..., Page], small: Course, language: str
) -> None:
    words = labels(language)
    page = enter(language, answers(small, count=2), WANG)
    expect(page.locator("[data-slot=when]")).to_have_text(words["hand_never"])
    file = file_of(page)
    box = page.locator("#handed")
    expect(box).to_contain_text(file.receipt)
    expect(box).to_contain_text(words["hand_again"])
    assert records(page, WANG)["handed:open"] == {"at": file.made, "receipt": file.receipt, "answers": 2}
    page.reload()
    expect(box).to_contain_text(file.receipt)
    expect(box).to_contain_text(words["hand_again"])
    put(page, answers(small, turn=1, at=LATER, count=2))
    expect(box).to_contain_text(words["hand_since"])
    again = file_of(page)
    assert again.receipt != file.receipt
    expect(box).to_contain_text(words["hand_again"])


# ---- A file to continue from ----


def made(course: Course, /, turn: int = 0, count: int | None = None, who: Any = WANG, **changes: Any) -> dict[str, Any]:
    """Return the JSON of a file, as the page makes it."""
    held = {
        "format": "casebook-answers",
        "version": 1,
        "course": course.settings.id,
        "assignment": "open",
        "release": open_release(course).id,
        "learner": who,
        "language": "zh",
        "made": AT,
        "answers": {key.split(":")[2]: each for key, each in answers(course, turn, count=count).items()},
    } | changes
    return held | {"receipt": receipt_of(held)}


@pytest.mark.parametrize("form", ["file", "block file", "block pasted", "file pasted"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_opened_again_on_another_device(
    enter: Callable[..., Page], small: Course, language: str, form: str
) -> None:
    one = enter(language, answers(small), WANG)
    _, content = downloaded(one)
    text = content.decode() if form.startswith("file") else f"你好\n{to_block(read_answers(content))}再见"
    page = enter(language)
    if "pasted" in form:
        page.get_by_text(labels(language)["file_paste"]).click()
        page.get_by_label(labels(language)["file_pasted"]).fill(text)
        press(page, "open")
    else:
        offer(page, "\ufeff" + text, "answers.txt")
    expect(ask(page)).to_contain_text("10234")
    answer(page, "yes")
    expect(opening(page)).to_contain_text(labels(language)["hand_opened"].format(n=len(graded(small)), same=0))
    assert records(page, WANG) == answers(small)
    assert file_of(page).receipt == read_answers(content).receipt
    unhurt(page)


def test_what_was_written_without_an_id_goes_along_with_a_file(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held={"worksheet:first-case": {"next-shift": "x"}})
    offer(page, json.dumps(made(small, count=2)))
    answer(page, "yes")
    expect(opening(page)).to_have_attribute("data-state", "saved")
    assert records(page, WANG) == answers(small, count=2) | {"worksheet:first-case": {"next-shift": "x"}}
    assert records(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", ["mine", "theirs", "neither"])
def test_where_device_and_file_differ_one_chooses(
    enter: Callable[..., Page], small: Course, choice: str, language: str
) -> None:
    words = labels(language)
    here, there = answers(small, count=4, at=LATER), answers(small, turn=1, count=6)
    same = next(iter(here))
    there[same]["response"] = here[same]["response"]
    file = made(small) | {"answers": {key.split(":")[2]: each for key, each in there.items()}}
    page = enter(language, here, WANG)
    before = holds(page)
    page.locator("#file").focus()
    offer(page, json.dumps(file | {"receipt": receipt_of(file)}))
    expect(ask(page)).to_contain_text(words["file_conflict"].format(n=3))
    differing = list(here)[1:4]
    new = {key: there[key] for key in list(there)[4:]}
    if choice == "mine":
        page.get_by_role("button", name=words["file_mine"]).click()
        expect(opening(page)).to_contain_text(words["file_stayed"].format(stayed=3))
        assert records(page, WANG) == here | new
    elif choice == "theirs":
        page.get_by_role("button", name=words["file_theirs"]).click()
        expect(opening(page)).to_contain_text(words["hand_opened"].format(n=5, same=1))
        assert records(page, WANG) == here | new | {key: there[key] for key in differing}
    else:
        page.keyboard.press("Escape")
        expect(opening(page)).to_have_text(words["file_untouched"])
        assert holds(page) == before
    expect(page.locator("#file")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_learners_file_is_theirs(enter: Callable[..., Page], small: Course, language: str) -> None:
    here = answers(small, count=1)
    page = enter(language, here, WANG)
    before = holds(page)
    offer(page, json.dumps(made(small, turn=1, count=3, who=LI)))
    expect(ask(page)).to_contain_text("20077")
    expect(ask(page)).to_contain_text("10234")
    answer(page, "no")
    expect(opening(page)).to_have_text(labels(language)["file_untouched"])
    assert holds(page) == before
    offer(page, json.dumps(made(small, turn=1, count=3, who=LI)))
    answer(page, "yes")
    expect(page.locator("#learner-id")).to_have_value("20077")
    assert records(page, LI) == answers(small, turn=1, count=3)
    assert records(page, WANG) == here


def test_a_file_of_an_earlier_edition_is_kept_and_says_so(enter: Callable[..., Page], small: Course) -> None:
    """What is no longer asked stays aside; what was changed is marked; the rest goes on."""
    file = made(small, count=3, release=OTHER_EDITION)
    keys = list(file["answers"])
    file["answers"][keys[0]] |= {"edition": OTHER_EDITION, "response": "an-option-of-old"}
    file["answers"]["first-case.gone"] = {"response": HOSTILE, "at": AT, "edition": OTHER_EDITION}
    page = enter(who=WANG)
    offer(page, json.dumps(file | {"receipt": receipt_of(file)}))
    expect(opening(page)).to_contain_text(labels("zh")["hand_gone"].format(n=1))
    expect(page.locator(f'[data-item="{keys[0]}"]')).to_have_attribute("data-state", "changed")
    expect(page.locator("[data-item][data-state=answered]")).to_have_count(2)
    assert records(page, WANG)["answer:open:first-case.gone"]["response"] == HOSTILE
    assert set(file_of(page).answers) == set(keys)
    unhurt(page)


def edited(file: dict[str, Any]) -> str:
    return json.dumps(file, ensure_ascii=False).replace(HOSTILE.replace('"', '\\"'), "better", 1)


def misfit(course: Course, type_name: str, response: Any) -> dict[str, Any]:
    """Return a file, receipt and all, with a response that its item cannot have."""
    case, item = next(each for each in graded(course) if each[1].type == type_name)
    return made(course, answers={item_key(case, item): {"response": response, "at": AT, "edition": item.edition()}})


BAD: dict[str, tuple[Callable[[Course], str | bytes | Path], str]] = {
    "nothing": (lambda course: b"", "file_foreign"),
    "a picture": (lambda course: bytes(range(256)) * 50, "file_foreign"),
    "a page": (lambda course: f"<!DOCTYPE html>{HOSTILE}", "file_foreign"),
    "deep": (lambda course: '{"format":' + "[" * 200_000, "file_foreign"),
    "another course": (lambda course: json.dumps(made(course, course="elsewhere")), "file_course"),
    "another assignment": (lambda course: json.dumps(made(course, assignment="spring")), "file_assignment"),
    "another version": (lambda course: json.dumps(made(course, version=2)), "file_version"),
    "the other kind": (
        lambda course: json.dumps({"format": "casebook-work", "version": 1, "course": course.settings.id}),
        "hand_other_file",
    ),
    "edited by hand": (lambda course: edited(made(course)), "file_changed"),
    "cut short": (lambda course: json.dumps(made(course))[:-30], "file_cut"),
    "a block cut short": (lambda course: to_block(read_answers(json.dumps(made(course))))[:-60], "file_cut"),
    "a block with a gap": (
        lambda course: (
            to_block(read_answers(json.dumps(made(course)))).replace("ImFzc2lnbm1lbnQi", "", 1).replace("c", "", 1)
        ),
        "file_cut",
    ),
    "another key": (lambda course: json.dumps(made(course, extra=1)), "file_form"),
    "a prototype": (lambda course: json.dumps(made(course)).replace('"learner"', '"__proto__"'), "file_form"),
    "points": (
        lambda course: json.dumps(
            made(
                course,
                answers={"first-case.work-out": {"response": "1", "at": AT, "edition": OTHER_EDITION, "points": 9}},
            )
        ),
        "file_form",
    ),
    "an option that is none": (lambda course: json.dumps(misfit(course, "single-choice", HOSTILE)), "file_form"),
    "one option of many": (lambda course: json.dumps(misfit(course, "multiple-choice", "a")), "file_form"),
    "an option twice": (lambda course: json.dumps(misfit(course, "multiple-choice", ["a", "a"])), "file_form"),
    "an order with a gap": (lambda course: json.dumps(misfit(course, "ordering", ["pick", "look"])), "file_form"),
    "a target that is none": (lambda course: json.dumps(misfit(course, "matching", {"measure": "x"})), "file_form"),
    "an inherited target": (
        lambda course: json.dumps(misfit(course, "matching", {"measure": "constructor"})),
        "file_form",
    ),
    "a list for a number": (lambda course: json.dumps(misfit(course, "numeric", ["a"])), "file_form"),
    "pairs for a text": (lambda course: json.dumps(misfit(course, "short-answer", {"a": "b"})), "file_form"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_files_are_refused_in_clear_words(
    enter: Callable[..., Page], small: Course, tmp_path: Path, language: str
) -> None:
    """Nothing is overwritten, byte for byte, nothing runs, and the page goes on working."""
    page = enter(language, answers(small, turn=1), WANG)
    before = holds(page)
    wrong = []
    large = tmp_path / "large.json"
    large.write_bytes(json.dumps(made(small)).encode() + b" " * 50_000_000)
    for name, (make, label) in [*BAD.items(), ("50 MB", (lambda _: large, "file_big"))]:
        page.evaluate("document.querySelector('#files > [role=status]').textContent = ''")
        offer(page, make(small))
        words = (
            labels(language)[label].replace("{assignment}", "spring").replace("{size}", "50.0").replace("{most}", "7.5")
        )
        expect(opening(page), name).to_have_text(words)
        expect(opening(page), name).to_have_attribute("data-state", "missing")
        if holds(page) != before or ask(page).is_visible():
            wrong.append(name)
    assert wrong == []
    unhurt(page)
    offer(page, json.dumps(made(small, turn=1)))
    expect(opening(page)).to_contain_text(labels(language)["hand_opened"].format(n=0, same=len(graded(small))))


def test_bad_text_is_refused_too_and_stays_to_be_mended(enter: Callable[..., Page], small: Course) -> None:
    page = enter(who=WANG)
    before = holds(page)
    page.get_by_text(labels("zh")["file_paste"]).click()
    area = page.get_by_label(labels("zh")["file_pasted"])
    press(page, "open")
    expect(area).to_be_focused()
    text = to_block(read_answers(json.dumps(made(small))))[:200]
    area.fill(text)
    press(page, "open")
    expect(opening(page)).to_have_text(labels("zh")["file_cut"])
    expect(area).to_have_value(text)
    assert holds(page) == before


def test_a_file_is_not_opened_where_the_questions_do_not_load(
    visit: Callable[..., Visit], small_web: str, small: Course
) -> None:
    reader = visit(PHONE)
    page = reader.open(f"{small_web}zh/hand-in.html")
    put(page, {}, WANG)
    before = holds(page)
    reader.context.route("**/items/*.js*", lambda route: route.abort())
    offer(page, json.dumps(made(small)))
    expect(opening(page)).to_have_text(labels("zh")["file_items"])
    assert holds(page) == before
    reader.problems[:] = [each for each in reader.problems if "ERR_FAILED" not in each]


# ---- Where the browser keeps nothing ----


@pytest.mark.parametrize(
    ("error", "label"), [("QuotaExceededError", "storage_full"), ("SecurityError", "storage_blocked")]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_can_be_kept_one_can_still_hand_in(
    visit: Callable[..., Visit], small_web: str, small: Course, language: str, error: str, label: str
) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(f"Storage.prototype.setItem = () => {{ throw new DOMException('no', '{error}') }}")
    page = reader.open(f"{small_web}{language}/hand-in.html")
    offer(page, json.dumps(made(small)))
    answer(page, "yes")
    expect(opening(page)).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#keeping")).to_have_text(labels(language)[label])
    expect(page.locator("[data-item][data-state=answered]")).to_have_count(len(graded(small)))
    file = file_of(page)
    assert (file.learner.id, len(file.answers)) == ("10234", len(graded(small)))


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
    press(page, "file")
    look("no id")
    held = answers(small, count=3)
    held[list(held)[1]]["edition"] = OTHER_EDITION
    held[list(held)[2]]["response"] = 7
    put(page, held, WANG)
    press(page, "copy")
    look("handed in")
    put(page, answers(small, turn=1, at=LATER, count=1))
    page.get_by_text(labels(language)["file_paste"]).click()
    look("changed since")
    problems += [f"small: {each}" for each in page.evaluate(_SMALL, [INTERACTIVE, TARGET])]
    offer(page, "{")
    look("refused")
    offer(page, json.dumps(made(small)))
    expect(ask(page)).to_be_visible()
    look("asking")
    problems += [f"small: {each}" for each in page.evaluate(_SMALL, ["#ask button", TARGET])]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard_alone(enter: Callable[..., Page], small: Course, language: str) -> None:
    page = enter(language, answers(small))
    words = labels(language)

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if (
                page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()")
                == name
            ):
                return
        raise AssertionError(name)

    tab_to(words["hand_id"])
    page.keyboard.type("10234")
    page.keyboard.press("Enter")
    expect(says(page, "who")).to_contain_text("10234")
    page.keyboard.press("Control+A")
    page.keyboard.type("10243")
    page.keyboard.press("Enter")
    expect(page.locator("#ask [data-act=no]")).to_be_focused()
    tab_to(words["hand_correct"])
    page.keyboard.press("Enter")
    expect(says(page, "who")).to_contain_text("10243")
    expect(page.locator("#learner-id")).to_be_focused()
    tab_to(words["hand_file"])
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert started.value.suggested_filename == "answers-open-10243.json"
    expect(page.locator("[data-act=file]")).to_be_focused()
    tab_to(words["file_choose"])
    tab_to(words["file_paste"])
    page.keyboard.press("Enter")
    expect(page.get_by_label(words["file_pasted"])).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_for_screen_readers(enter: Callable[..., Page], small: Course, language: str) -> None:
    page = enter(language, answers(small, count=1), WANG)
    words = labels(language)
    for label in ("hand_who", "hand_check", "hand_give", "hand_open"):
        expect(page.get_by_role("region", name=words[label], exact=True)).to_be_visible()
    field = page.get_by_role("textbox", name=words["hand_id"], exact=True)
    expect(field).to_have_accessible_description(words["hand_id_hint"])
    region = page.get_by_role("region", name=words["hand_check"])
    link = f"{words['graded']} 1 {words['hand_answered']}"
    expect(region.get_by_role("link", name=link, exact=True).first).to_be_visible()


SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => list.getEntries().forEach(each => shifts.push(each.value)))
        .observe({ type: 'layout-shift', buffered: true });
"""


@pytest.mark.parametrize(("language", "width"), list(product(LANGUAGES, (WIDE, PHONE))))
def test_nothing_moves_when_the_page_loads(
    visit: Callable[..., Visit], small_web: str, small: Course, language: str, width: int
) -> None:
    reader = visit(width)
    page = reader.open(f"{small_web}{language}/hand-in.html")
    held = answers(small, count=8) | {"handed:open": {"at": AT, "receipt": "K7Q-F2M9", "answers": 8}}
    held[list(held)[1]]["edition"] = OTHER_EDITION
    put(page, held, WANG)
    page.add_init_script(SHIFTS)
    page.reload()
    places = [page.evaluate("[...document.querySelectorAll('.part')].map(each => each.offsetTop)")]
    bare = open_without_running(page)
    places.append(bare)
    assert places[0] == places[1]
    assert page.evaluate("shifts.reduce((sum, each) => sum + each, 0)") < 0.001


def open_without_running(page: Page) -> list[int]:
    """Return where the parts stand before the page's scripts have run, with the styles that scripts bring."""
    other = page.context.new_page()
    for name in ("storage", "page", "files", "handin", "work"):
        other.route(f"**/{name}.js*", lambda route: route.fulfill(body=""))
    other.goto(page.url)
    found: list[int] = other.evaluate("[...document.querySelectorAll('.part')].map(each => each.offsetTop)")
    other.close()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_it_says_what_to_do(
    visit: Callable[..., Visit], small_web: str, small_site: Path, language: str
) -> None:
    page = open_without_scripts(visit(PHONE), small_site, small_web, f"{language}/hand-in.html")
    expect(page.locator("main :is(button, input, textarea):visible")).to_have_count(0)
    text = (small_site / language / "hand-in.html").read_text(encoding="utf-8")
    assert labels(language)["hand_needs_script"] in text.split("<noscript>")[1].split("</noscript>")[0]
    assert violations(page, "without scripts") + overflow(page, "without scripts", PHONE) == []


def test_on_paper_one_keeps_who_how_many_and_the_receipt(enter: Callable[..., Page], small: Course) -> None:
    page = enter(held=answers(small), who=WANG, width=WIDE)
    page.emulate_media(media="print")
    expect(page.locator("main :is(button, input, textarea):visible")).to_have_count(0)
    expect(page.locator("[data-slot=whose]")).to_be_visible()
    expect(page.locator("[data-slot=total]")).to_be_visible()
    expect(page.locator("#give")).to_be_hidden()
    page.emulate_media(media="screen")
    receipt = file_of(page).receipt
    page.emulate_media(media="print")
    expect(page.locator("[data-slot=receipt]")).to_have_text(receipt)
    expect(page.locator("[data-slot=receipt]")).to_be_visible()


def test_from_a_folder(visit: Callable[..., Visit], small_site: Path, small: Course) -> None:
    page = visit(PHONE).open((small_site / "zh" / "hand-in.html").as_uri())
    offer(page, json.dumps(made(small)))
    answer(page, "yes")
    expect(opening(page)).to_have_attribute("data-state", "saved")
    assert len(file_of(page).answers) == len(graded(small))


def test_weight(small_site: Path) -> None:
    """A slow line fetches the scripts of both pages in a moment."""
    static = small_site / "zh" / "_static"

    def weight(name: str) -> int:
        return len(gzip.compress((static / name).read_bytes(), 6, mtime=0))

    assert weight("files.js") + weight("handin.js") + weight("work.js") <= 13_000
    assert weight("work.css") <= 3_000
