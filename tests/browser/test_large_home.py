"""The home page of a large course: it leads to a page of each module, and these to the cases."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from browser.test_pages import overflow, violations
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-answers"), pytest.mark.timeout(180)]


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_home_leads_to_modules_and_these_to_cases(
    visit: Callable[..., Visit], large_web: str, small: Course, language: str, width: int
) -> None:
    page = visit(width).open(f"{large_web}{language}/index.html")
    (module,) = (each for each in small.modules if small.cases_of(each))
    place = page.locator(f"#module-{module.id}")
    expect(place).to_contain_text(labels(language)["module_cases"].format(n=len(small.cases)))
    expect(page.locator("main a[href^='cases/']")).to_have_count(0)
    assert violations(page, "home") + overflow(page, "home", width) == []
    place.get_by_role("link", name=module.title[language]).click()
    expect(page.locator("h1")).to_have_text(module.title[language])
    assert violations(page, "module") + overflow(page, "module", width) == []
    titles = [case.file.title[language] for case in small.cases]
    assert [each.strip() for each in page.locator(".course-map ol a").all_text_contents()] == titles
    page.locator(".course-map ol a").last.click()
    expect(page.locator("h1")).to_have_text(titles[1])
    assert page.url.endswith(f"/cases/{small.cases[1].id}.html")
    page.locator("details.contents > summary").click()
    page.locator("nav").get_by_role("link", name=module.title[language]).first.click()
    expect(page.locator("h1")).to_have_text(module.title[language])
