"""The decision and the gate: first choose and say why, then read what happened."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.reading import LANGUAGES, LOCALES, PHONE, REASON, WIDE, Visit, decide
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-gate"), pytest.mark.timeout(120)]

FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
ECHO = ".gated > [data-echo]"
"""The reader's own decision where the gate opens; it stands once more at the analysis."""

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
in_one_language = pytest.mark.parametrize("language", LANGUAGES[:1])
"""Enough where a test is about what the script does rather than what it says."""

BLOCKED = """Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('denied', 'SecurityError') }
})"""


@pytest.fixture
def case(course: Course, language: str) -> str:
    """The path of a case's page in the site."""
    return f"{language}/cases/{course.cases[0].id}.html"


def status(page: Page) -> Locator:
    return page.locator("#decision [role=status]")


def expect_closed(page: Page) -> None:
    expect(page.locator("#gate")).to_have_js_property("open", False)
    expect(page.locator("#what-happened")).to_be_hidden()
    expect(page.locator("#analysis")).to_be_hidden()


def expect_open(page: Page) -> None:
    expect(page.locator("#gate")).to_have_js_property("open", True)
    for section in ("what-happened", "analysis", "how-do-we-know"):
        expect(page.locator(f"#{section} h2").first).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Go to an element by the Tab key alone."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


@in_both_languages
def test_stays_closed_before_the_decision(visit: Callable[..., Visit], place: str, case: str, language: str) -> None:
    words = labels(language)
    page = visit(PHONE).open(place + case)
    expect_closed(page)
    expect(page.locator("#gate > summary")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#gate > summary")).to_contain_text(words["gate_locked"])

    page.locator("#gate > summary").click()
    expect_closed(page)
    expect(status(page)).to_have_text(words["decision_needs_both"])
    page.locator("[data-act=decide]").click()
    expect_closed(page)

    page.locator("#decision-reason").fill(" \n　")  # blank, also with a Chinese space
    page.locator("#decision .opt label").first.click()
    page.locator("[data-act=decide]").click()
    expect_closed(page)
    expect(status(page)).to_have_text(words["decision_needs_reason"])
    expect(page.locator("#decision-reason")).to_be_focused()


@in_both_languages
def test_needs_an_option_too(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    page = visit(PHONE).open(web + case)
    page.locator("#decision-reason").fill(REASON[language])
    page.locator("#gate > summary").click()
    expect_closed(page)
    expect(status(page)).to_have_text(labels(language)["decision_needs_option"])
    page.locator("#decision .opt label").nth(1).click()
    page.locator("#gate > summary").click()
    expect_open(page)


@in_one_language
def test_keyboard_alone(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    page = visit(WIDE).open(web + case)
    for key in ("Enter", "Space"):
        page.locator("#gate > summary").focus()
        page.keyboard.press(key)
        expect_closed(page)
    page.reload()
    tab_to(page, "#decision input[type=radio]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#decision-reason")
    page.keyboard.type(REASON[language])
    tab_to(page, "[data-act=decide]")
    page.keyboard.press("Enter")
    expect_open(page)
    expect(page.locator(f"{ECHO} [data-slot=option]")).to_have_text(
        page.locator("#decision .opt label").nth(2).inner_text()
    )
    # The focus is where the reading goes on, not lost at the top.
    assert page.evaluate("document.querySelector('#gate').contains(document.activeElement)")


@in_one_language
def test_cannot_be_unfolded_from_outside(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    """A browser unfolds details by itself, for a word that is searched in the page."""
    page = visit(WIDE).open(web + case)
    page.evaluate("document.querySelector('#gate').open = true")
    expect(status(page)).to_have_text(labels(language)["decision_first"])
    expect_closed(page)


@pytest.mark.parametrize(("language", "width"), [("zh", PHONE), ("en", WIDE)])
def test_opens_and_is_kept(visit: Callable[..., Visit], place: str, case: str, language: str, width: int) -> None:
    page = visit(width).open(place + case)
    chosen = page.locator("#decision .opt label").nth(3).inner_text()
    decide(page, language, 3)
    expect_open(page)
    expect(status(page)).to_have_text(labels(language)["decision_saved"])
    expect(page.locator(ECHO)).to_be_in_viewport()
    for _ in range(2):
        expect(page.locator(f"{ECHO} [data-slot=option]")).to_have_text(chosen)
        expect(page.locator(f"{ECHO} [data-slot=reason]")).to_have_text(REASON[language])
        expect(page.locator(f"{ECHO} [data-slot=later-option]")).to_be_hidden()
        page.reload()
        expect_open(page)
        expect(page.locator("#decision input").nth(3)).to_be_checked()
        expect(page.locator("#decision-reason")).to_have_value(REASON[language])


@in_one_language
def test_closes_and_opens_again_once_decided(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    page = visit(PHONE).open(web + case)
    decide(page, language)
    page.locator("#gate > summary").click()
    expect_closed(page)
    page.locator("#gate > summary").click()
    expect_open(page)


@in_both_languages
def test_changing_ones_mind(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    words = labels(language)
    page = visit(PHONE).open(web + case)
    options = page.locator("#decision .opt label").all_inner_texts()
    decide(page, language, 0)
    page.locator("#decision .opt label").nth(3).click()
    expect(status(page)).to_have_text(words["decision_unsaved"])
    expect(page.locator("[data-act=decide]")).to_have_text(words["decide_again"])
    page.locator("#decision-reason").fill("2")
    page.locator("[data-act=decide]").click()
    for _ in range(2):  # the first decision stands beside the second, also after the page is loaded anew
        expect(page.locator(f"{ECHO} [data-slot=option]")).to_have_text(options[0])
        expect(page.locator(f"{ECHO} [data-slot=reason]")).to_have_text(REASON[language])
        expect(page.locator(f"{ECHO} [data-slot=later-option]")).to_have_text(options[3])
        expect(page.locator(f"{ECHO} [data-slot=later-reason]")).to_have_text("2")
        expect_open(page)
        expect(page.locator("#analysis [data-slot=option]")).to_have_text(options[0])
        expect(page.locator("#analysis [data-slot=later-option]")).to_have_text(options[3])
        page.reload()


@in_both_languages
def test_what_is_not_noted_yet_is_kept(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    page = visit(PHONE).open(web + case)
    page.locator("#decision .opt label").nth(1).click()
    page.locator("#decision-reason").fill("还没想好")
    page.reload()
    expect(page.locator("#decision input").nth(1)).to_be_checked()
    expect(page.locator("#decision-reason")).to_have_value("还没想好")
    expect_closed(page)


@in_one_language
def test_tabs_are_in_step(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    reader = visit(PHONE)
    one, other = reader.open(web + case), reader.open(web + case)
    decide(one, language, 2)
    expect_open(other)
    expect(other.locator("#decision input").nth(2)).to_be_checked()
    expect(other.locator("#analysis [data-slot=reason]")).to_have_text(REASON[language])


@in_both_languages
def test_forgetting(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    page = visit(PHONE).open(web + case)
    decide(page, language)
    page.locator("[data-act=forget]").click()
    expect_closed(page)
    expect(status(page)).to_have_text(labels(language)["decision_forgotten"])
    page.reload()
    expect_closed(page)
    expect(page.locator("#decision input:checked")).to_have_count(0)
    expect(page.locator("#decision-reason")).to_have_value("")


@in_one_language
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_link_behind_the_gate(visit: Callable[..., Visit], place: str, case: str, language: str, motion: str) -> None:
    page = visit(PHONE, reduced_motion=motion).open(f"{place}{case}#analysis")
    expect(status(page)).to_have_text(labels(language)["decision_first"])
    expect(page.locator("#decision legend")).to_be_in_viewport()
    expect(status(page)).to_be_in_viewport()
    expect_closed(page)
    decide(page, language)
    page.goto("about:blank")
    page.goto(f"{place}{case}#analysis")
    expect_open(page)
    expect(page.locator("#analysis h2")).to_be_in_viewport()


@in_one_language
def test_a_link_on_the_page_behind_the_gate(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    page = visit(WIDE).open(web + case)
    link = page.locator(".on-page a[href='#analysis']")
    link.click()
    expect(status(page)).to_have_text(labels(language)["decision_first"])
    expect_closed(page)
    decide(page, language)
    page.evaluate("scrollTo(0, 0)")
    link.click()
    expect(page.locator("#analysis h2").first).to_be_in_viewport()


@in_one_language
def test_the_same_link_twice(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    """The address does not change the second time, yet the reader is led to the decision again."""
    page = visit(WIDE).open(web + case)
    link = page.locator(".on-page a[href='#analysis']")
    for _ in range(2):
        link.click()
        expect(page.locator("#decision legend")).to_be_in_viewport()
        expect(status(page)).to_have_text(labels(language)["decision_first"])
        page.locator("#decision-reason").fill("1")  # which takes the sentence away
        page.locator("#decision-reason").fill("")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect_closed(page)


def test_the_decision_is_the_same_in_both_languages(visit: Callable[..., Visit], web: str, course: Course) -> None:
    reader = visit(WIDE)
    name = f"cases/{course.cases[0].id}.html"
    page = reader.open(f"{web}zh/{name}")
    decide(page, "zh", 2)
    page.locator("nav.languages a").click()
    expect(page).to_have_url(f"{web}en/{name}")
    expect_open(page)
    decision = course.cases[0].file.decision
    assert decision is not None
    expect(page.locator(f"{ECHO} [data-slot=option]")).to_have_text(decision.options[2].text["en"])


@in_both_languages
def test_without_scripts(visit: Callable[..., Visit], place: str, case: str, language: str) -> None:
    page = visit(PHONE, java_script_enabled=False).open(place + case)
    expect(page.locator("#gate > summary")).to_contain_text(labels(language)["gate_plain"])
    expect(page.locator("#decision button:visible")).to_have_count(0)
    expect(page.locator("#what-happened")).to_be_hidden()
    page.locator("#gate > summary").click()
    expect(page.locator("#what-happened h2")).to_be_visible()
    expect(page.locator("#analysis h2")).to_be_visible()
    expect(page.locator(ECHO)).to_be_hidden()


@in_one_language
@pytest.mark.parametrize(
    ("failure", "said"),
    [pytest.param(FULL, "storage_full", id="full"), pytest.param(BLOCKED, "storage_blocked", id="blocked")],
)
def test_a_browser_that_keeps_nothing(
    visit: Callable[..., Visit], place: str, case: str, language: str, failure: str, said: str
) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(failure)
    page = reader.open(place + case)
    decide(page, language)
    expect_open(page)
    expect(page.locator("#keeping")).to_have_text(labels(language)[said])
    expect(page.locator("#keeping")).to_be_in_viewport()
    expect(status(page)).not_to_have_text(labels(language)["decision_saved"], timeout=2000)
    page.reload()
    expect_closed(page)


@in_one_language
def test_what_was_kept_by_others_does_no_harm(visit: Callable[..., Visit], web: str, case: str, course: Course) -> None:
    """A broken note, or one with an option that is offered no more, counts as none."""
    key = f"casebook:{course.settings.id}:decision:{course.cases[0].id}"
    page = visit(PHONE).open(web + case)
    for kept in ('{"option', "null", "7", '"words"', '{"option": "gone", "reason": "x", "later": null}', "[]", "{}"):
        page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
        page.reload()
        expect_closed(page)
        expect(page.locator(ECHO)).to_be_hidden()


@in_one_language
def test_a_reason_is_words_and_not_markup(visit: Callable[..., Visit], web: str, case: str, language: str) -> None:
    reason = "<img src=x onerror=\"document.title='hit'\"> & <b>b</b>"
    page = visit(WIDE, locale=LOCALES[language]).open(web + case)
    decide(page, language, 1, reason)
    page.reload()
    expect(page.locator(f"{ECHO} [data-slot=reason]")).to_have_text(reason)
    assert page.locator(f"{ECHO} [data-slot=reason] *").count() == 0


@in_both_languages
def test_nothing_behind_the_gate_stands_before_it(site: Path, course: Course, language: str, case: str) -> None:
    """The page's description, which search engines and previews show, comes from the part before the decision."""
    text = (site / case).read_text(encoding="utf-8")
    head = text.partition("</head>")[0]
    for figure in course.cases[0].file.figures:
        if figure.bound:
            assert figure.shown(language) not in head
