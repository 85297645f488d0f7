"""Every control by keyboard, always in sight, and large enough for a thumb."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, unfold
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-keyboard"), pytest.mark.timeout(120)]

TARGET = 44
INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

# Numbers the elements that can be operated, and says of each what it is; a group of radio buttons is one stop.
_NUMBERED = """selector => {
    const seen = new Set();
    return [...document.querySelectorAll(selector)].filter(each => {
        if (!each.checkVisibility({ visibilityProperty: true }) || each.disabled) return false;
        if (each.type !== 'radio') return true;
        const group = each.name, checked = document.querySelector(`input[name="${group}"]:checked`);
        return checked ? each === checked : !seen.has(group) && seen.add(group);
    }).map((each, number) => {
        each.dataset.number = number;
        return `${each.outerHTML.slice(0, 120)}`;
    });
}"""

# Says where the focus is and how it shows: an outline of its own, of its label, or of what is drawn over it.
_FOCUS = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const drawn = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        && !/rgba\\(.*, 0\\)|transparent/.test(style.outlineColor);
    const parts = [getComputedStyle(at), getComputedStyle(at, '::after'), getComputedStyle(at, '::before')];
    for (const label of at.labels || []) parts.push(getComputedStyle(label));
    const box = at.getClientRects()[0];  // a link may go over two lines
    return {
        number: at.dataset.number === undefined ? -1 : Number(at.dataset.number),
        html: at.outerHTML.slice(0, 120),
        outlined: parts.some(drawn),
        box: [box.left, box.top, box.width, box.height],
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: (() => {
            const middle = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20));
            return Boolean(middle) && !at.contains(middle) && !middle.contains(at)
                && ![...(at.labels || [])].some(label => label.contains(middle)) && middle.className;
        })(),
    };
}"""

# Targets that are too small. In running text a link is as high as its line: where the text around it is no link, it may be small.
_SMALL = """([selector, least]) => [...document.querySelectorAll(selector)].filter(each => {
    if (!each.checkVisibility({ visibilityProperty: true }) || each.closest('.skip, .unseen')) return false;
    const boxes = [each, ...(each.labels || [])].map(part => part.getBoundingClientRect());
    for (const part of [getComputedStyle(each, '::after')]) {
        if (part.position === 'absolute' && part.inset === '0px' && part.content !== 'none') {
            const holder = each.closest('li');
            if (holder) boxes.push(holder.getBoundingClientRect());
        }
    }
    if (boxes.some(box => box.width >= least - 0.5 && box.height >= least - 0.5)) return false;
    if (getComputedStyle(each).display === 'inline') {
        const line = each.closest('td, th') ? each.closest('tr') : each.closest('dt') ? each.closest('dl > div, dl')
            : each.closest('p, li, dd, figcaption, caption, legend, label, h1, h2, h3');
        if (line) {
            const bare = line.cloneNode(true);
            bare.querySelectorAll('a').forEach(link => link.remove());
            if (bare.textContent.trim().length > 1) return false;
        }
    }
    return true;
}).map(each => {
    const { width, height } = each.getBoundingClientRect();
    return `${Math.round(width)}x${Math.round(height)} ${each.outerHTML.slice(0, 110)}`;
})"""


def shows_otherwise(page: Page, focus: dict[str, Any]) -> bool:
    """Say whether the focus can be seen although no outline was found: whether the picture changes with it."""
    left, top, width, height = focus["box"]
    clip = {"x": max(0, left - 8), "y": max(0, top - 8), "width": width + 16, "height": height + 16}
    focused = page.screenshot(clip=clip, caret="hide", animations="disabled")
    page.evaluate("() => { window.before = document.activeElement; window.before.blur() }")
    blurred = page.screenshot(clip=clip, caret="hide", animations="disabled")
    page.evaluate("window.before.focus()")
    return focused != blurred


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_tabbing_through_a_case(
    visit: Callable[..., Visit], web: str, course: Course, language: str, width: int
) -> None:
    page = visit(width).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    unfold(page, language)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    interactive = page.evaluate(_NUMBERED, INTERACTIVE)

    reached: list[int] = []
    problems: list[str] = []
    for _ in range(len(interactive) + 20):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus is None or (focus["number"] in reached and focus["number"] >= 0):
            break
        reached.append(focus["number"])
        if len(reached) == 1:
            assert 'class="skip"' in focus["html"]
        if not focus["inView"]:
            problems.append(f"out of sight: {focus['html']}")
        elif focus["covered"]:
            problems.append(f"covered by {focus['covered']}: {focus['html']}")
        if not focus["outlined"] and not shows_otherwise(page, focus):
            problems.append(f"focus does not show: {focus['html']}")
    problems += [f"not reached: {html}" for number, html in enumerate(interactive) if number not in reached]
    assert not problems, "\n".join(problems)
    in_order = [number for number in reached if number >= 0]
    assert in_order == sorted(in_order), "the order of Tab is not that of the page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_skip_link(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    page = visit(WIDE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    expect(skip).to_have_text(labels(language)["skip"])
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_targets(visit: Callable[..., Visit], web: str, course: Course, language: str, width: int) -> None:
    """44 by 44 pixels; links within text are as large as their line (WCAG 2.5.5)."""
    page = visit(width).open(f"{web}{language}/index.html")
    small = []
    one_each = (f"cases/{course.cases[0].id}", f"frameworks/{course.frameworks[0].id}", f"tools/{course.tools[0].id}")
    for path in ("index", *one_each, "frameworks", "tools", "glossary", "sources", "search"):
        page.goto(f"{web}{language}/{path}.html")
        unfold(page, language)
        small += [f"{path}: {each}" for each in page.evaluate(_SMALL, [INTERACTIVE, TARGET])]
    assert not small, "\n".join(sorted(set(small)))
