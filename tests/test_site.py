"""The built site: links, languages, hosts, addresses."""

import html
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import ROOT
from lxml import html as lxml_html

from casebook.errors import BuildError
from casebook.loader import load
from casebook.loader.checks.punctuation import find_half_width
from casebook.problems import phrase, wordings
from casebook.website.book import Project
from casebook.website.running import build_books

COURSE, _ = load(ROOT)


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_both_languages_have_the_same_files(site: Path) -> None:
    """But for the words of the search, which take one language more files than another."""
    listed = [
        sorted(
            path.relative_to(site / language).as_posix()
            for path in (site / language).rglob("*")
            if path.is_file() and path.parent.name != "searchterms"
        )
        for language in COURSE.languages
    ]
    assert listed[0] == listed[1]
    assert "cases/haier-washer.html" in listed[0]
    assert "notebooks/haier-washer.ipynb" in listed[0]


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for page in _pages(site):
        tree = lxml_html.parse(str(page))
        for element in tree.iter():
            for name in ("href", "src"):
                target = element.get(name) if isinstance(element.tag, str) else None
                if not target or target.startswith(("http:", "https:", "mailto:", "data:")):
                    continue
                path, _, fragment = target.partition("#")
                path = path.split("?")[0]
                file = (page.parent / path).resolve() if path else page
                if not file.is_file():
                    broken.append(f"{page.relative_to(site)}: {target}")
                elif fragment and file.suffix == ".html":
                    ids = set(re.findall(r'\bid="([^"]+)"', file.read_text(encoding="utf-8")))
                    if html.unescape(fragment) not in ids:
                        broken.append(f"{page.relative_to(site)}: {target} (no such place)")
    assert broken == []


def test_no_file_names_another_host(site: Path) -> None:
    allowed = ("http://www.w3.org/", "https://www.w3.org/", "http://www.sitemaps.org/")
    found = []
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".css", ".js", ".svg"):
            text = path.read_text(encoding="utf-8")
            for tag in re.findall(
                r"<(?:link|script|img|iframe|source|use|form)\b[^>]*>|url\([^)]*\)|@import[^;]*", text
            ):
                found += [
                    f"{path.name}: {url}"
                    for url in re.findall(r"https?://[^\s\"')]+", tag)
                    if not url.startswith(allowed)
                ]
            assert "cdn." not in text
    assert found == []


@pytest.mark.parametrize("name", ["pygments.css", "basic.css", "sphinx-book-theme", "mathjax", "fontawesome", ".woff"])
def test_nothing_of_a_stock_theme_is_left(site: Path, name: str) -> None:
    assert not [path for path in site.rglob("*") if name in path.as_posix().lower()]


def test_every_page_has_a_language_a_title_and_a_description(site: Path) -> None:
    titles: dict[str, list[str]] = {}
    for page in _pages(site):
        tree = lxml_html.parse(str(page)).getroot()
        language = page.relative_to(site).parts[0]
        assert tree.get("lang") == {"zh": "zh-CN", "en": "en"}.get(language, "zh-CN"), page
        title = tree.findtext(".//title")
        assert title, page
        titles.setdefault(language, []).append(title)
        description = tree.xpath('//meta[@name="description"]/@content')
        assert page.name == "404.html" or (description and description[0].strip()), page
        assert len(tree.xpath("//h1")) == 1, page
    for each in titles.values():
        assert len(each) == len(set(each))


def _visible(page: Path) -> str:
    tree = lxml_html.parse(str(page)).getroot()
    for element in tree.xpath("//script|//style|//code|//pre|//math|//*[@lang='en']"):
        element.drop_tree()
    return "\n".join(tree.xpath("//body//text()|//@alt|//@aria-label|//@placeholder|//title/text()|//@content"))


def test_chinese_pages_have_full_width_punctuation(site: Path) -> None:
    for page in sorted((site / "zh").rglob("*.html")):
        text = _visible(page)
        if "manual" in page.parts:  # its description names code without marking it
            text = text.replace(
                str(lxml_html.parse(str(page)).xpath("string(//meta[@name='description']/@content)")), ""
            )
        assert [text[max(0, at - 12) : at + 5] for at in find_half_width(text)] == [], page


def test_chinese_pages_speak_no_english_of_the_theme(site: Path) -> None:
    words = (
        "Search",
        "Previous",
        "Next",
        "Contents",
        "Color mode",
        "Print",
        "Toggle",
        "Link to",
        "Table of",
        "Skip to",
    )
    for page in sorted((site / "zh").rglob("*.html")):
        if "manual" not in page.parts:
            text = _visible(page)
            assert [word for word in words if word in text] == [], page


def test_without_an_address_nothing_is_absolute(site: Path) -> None:
    for page in _pages(site):
        text = page.read_text(encoding="utf-8")
        for mark in ('rel="canonical"', "hreflang=", "og:url"):
            if mark == "hreflang=":
                assert 'rel="alternate"' not in text
            else:
                assert mark not in text
    assert not (site / "sitemap.xml").exists()


def test_with_an_address_links_are_absolute_and_mutual(addressed_site: Path) -> None:
    base = "https://training.example.com/course"
    for language, other in (("zh", "en"), ("en", "zh")):
        tree = lxml_html.parse(str(addressed_site / language / "cases" / "haier-washer.html")).getroot()
        assert tree.xpath('//link[@rel="canonical"]/@href') == [f"{base}/{language}/cases/haier-washer.html"]
        alternates = dict(
            zip(
                tree.xpath('//link[@rel="alternate"]/@hreflang'),
                tree.xpath('//link[@rel="alternate"]/@href'),
                strict=True,
            )
        )
        tag = {"zh": "zh-CN", "en": "en"}
        assert alternates[tag[other]] == f"{base}/{other}/cases/haier-washer.html"
        assert alternates[tag[language]] == f"{base}/{language}/cases/haier-washer.html"
        assert alternates["x-default"] == f"{base}/zh/cases/haier-washer.html"
        assert tree.xpath('//meta[@property="og:url"]/@content')
        assert tree.xpath('//meta[@property="og:image"]/@content')
    listed = [
        each.text for each in ElementTree.parse(addressed_site / "sitemap.xml").iter() if each.tag.endswith("loc")
    ]
    assert f"{base}/zh/cases/haier-washer.html" in listed
    assert len(listed) == len([page for page in addressed_site.glob("*/**/*.html") if page.name != "search.html"])


def test_no_page_grows_with_the_course(site: Path) -> None:
    text = (site / "zh" / "cases" / "haier-washer.html").read_text(encoding="utf-8")
    contents = text.split('<details class="contents">')[1].split("</details>")[0]
    assert contents.count("<li") <= len(COURSE.modules) + len(COURSE.parts) + 2 + 40


def test_the_site_says_what_its_language_and_licence_are(site: Path) -> None:
    assert "CC BY 4.0" in (site / "en" / "index.html").read_text(encoding="utf-8")


def test_void_elements_have_no_slash(site: Path) -> None:
    """Of what a text names, such as its pictures, too."""
    void = re.compile(r"<(?:area|br|col|hr|img|input|link|meta|source|wbr)\b[^>]*/>")
    assert [(path.name, found[0]) for path in _pages(site) for found in void.finditer(path.read_text("utf-8"))] == []


@dataclass
class _Ended:
    """A jupyter-book that has ended."""

    returncode: int
    said: str

    def communicate(self) -> tuple[str, None]:
        return self.said, None


def failure(ended: _Ended, language: str, folder: Path) -> list[str]:
    """Return the lines that are told when a jupyter-book has ended so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}[language])
        with pytest.raises(BuildError) as failed:
            build_books([Project("zh", folder)], 2, lambda _: ended)  # type: ignore[arg-type, return-value]
    first, *rest = str(failed.value).splitlines()
    assert first == wordings(language)["say-book-failed"][0]
    return rest


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_jupyter_book_warns_of_is_told_without_its_colours(language: str, tmp_path: Path) -> None:
    said = "reading\n\x1b[91mpage.md:3: WARNING: a line\x1b[39;49;00m\n"
    assert failure(_Ended(1, said), language, tmp_path) == ["zh: page.md:3: WARNING: a line"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_jupyter_book_that_ends_without_a_word_has_failed(language: str, tmp_path: Path) -> None:
    (line,) = failure(_Ended(-9, ""), language, tmp_path)
    assert line == f"zh: {phrase(language, 'book-silent', status=-9)}"
