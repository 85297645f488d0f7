"""Every link within the site has a page at its end, and on that page the place that it names."""

import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass
class Page(HTMLParser):
    """The links of a page, and the places on it that a link can name."""

    links: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for name in ("href", "src", "action") if (value := given.get(name))]
        self.places |= {value for name in ("id", "name") if (value := given.get(name))}


def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def lost_links(site: Path, base: str = "") -> list[str]:
    pages = {path.relative_to(site).as_posix(): read(path) for path in sorted(site.rglob("*.html"))}
    lost = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if base and link.startswith(base):
                target = unquote(parts.path).removeprefix(urlsplit(base).path)
            elif parts.scheme or parts.netloc:
                continue
            else:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
                target = path if not parts.path else target
            there = (site / target).is_file()
            named = unquote(parts.fragment)
            if not there or (named and target in pages and named not in pages[target].places):
                lost.append(f"{path}: {link}")
    return lost


def test_links(site: Path) -> None:
    assert lost_links(site) == []


def test_links_of_a_site_with_an_address(addressed_site: Path) -> None:
    assert lost_links(addressed_site, "https://training.example.com/course/") == []
