"""Build the static site: a folder per language, and a root that sends readers to theirs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files as package_files
from pathlib import Path
from xml.etree import ElementTree

from casebook.errors import BuildError
from casebook.labels import labels
from casebook.model import Course
from casebook.problems import phrase, user_language
from casebook.website.book import Project
from casebook.website.building import Prepared, build_projects, prepare
from casebook.website.edition import STYLE, Beside, Edition, files_of
from casebook.website.fragments import standalone
from casebook.website.offline import offline_files
from casebook.website.pages import language_pages
from casebook.website.previews import previews
from casebook.website.publishing import Content, published, sync
from casebook.website.running import Start, start_fresh
from casebook.website.sources import Executed

MARK = Path(".casebook-site")
"""Says that a folder is a site of ours, which the next build of the same edition may replace."""


def build_site(
    course: Course,
    executed: Mapping[str, Mapping[str, Executed]],
    output: Path,
    work: Path,
    jobs: int,
    progress: Callable[[str], None],
    *,
    edition: Edition = "trainee",
    extras: Mapping[Path, bytes] | None = None,
    start: Start = start_fresh,
) -> list[Path]:
    """Build the site of a course into `output` from the executed cases by language and id; `work` keeps what later builds reuse.

    The instructor's edition has more pages, and `extras`: slides and handouts by path in the site. It has no address, as it
    is not for publishing, and browsers do not keep it. A page is written again only if something that it shows changed; `start`
    starts jupyter-book. Return the files of the site that were written or deleted. Raises BuildError.
    """
    extras = extras or {}
    is_ours = edition == "instructor"
    if is_ours:
        course = replace(course, settings=course.settings.model_copy(update={"base_url": None}))
    wanted: dict[Path, Content] = {MARK: _mark_of(course, edition)}
    projects = [Project(language, work / language) for language in executed]

    def prepared() -> Iterator[Prepared]:
        for project in projects:
            language = project.language
            beside = Beside(course, language, files_of(extras, language)) if is_ours else None
            yield prepare(course, project, language_pages(course, language, executed[language], beside), beside)

    build_projects(prepared(), jobs, lambda: progress("site"), start)
    for project in projects:
        wanted |= published(project)
        if course.settings.base_url:
            pictures = previews(course, project.language, project.folder / "previews")
            wanted |= {Path(project.language) / path: picture for path, picture in pictures.items()}
    wanted |= _root_pages(course, tuple(executed), edition)
    if course.settings.base_url:
        wanted[Path("sitemap.xml")] = _sitemap(course, sorted(path.as_posix() for path in wanted))
    if is_ours:
        wanted |= {Path(language) / "_static" / f"{STYLE}.css": _style() for language in executed} | dict(extras)
    else:
        wanted |= offline_files(course, tuple(executed), wanted)
    return sync(output, wanted)


def _mark_of(course: Course, edition: Edition) -> bytes:
    """Return what the mark file says: whose site it is, and on a second line its edition if it is not the trainees'."""
    lines = [course.settings.id] if edition == "trainee" else [course.settings.id, edition]
    return "".join(f"{line}\n" for line in lines).encode()


def _style() -> bytes:
    """Return the style of the instructor's edition."""
    return (package_files("casebook.website") / "instructor" / f"{STYLE}.css").read_bytes()


def refuse_foreign(output: Path, edition: Edition = "trainee", published: Path | None = None) -> None:
    """Raise BuildError if a folder holds anything but a site of ours of this edition, since a build replaces all that is in it.

    An instructor's edition also keeps out of the sites for trainees, of which one may stand at `published`.
    """
    language = user_language()
    if output.exists() and not (output.is_dir() and ((output / MARK).is_file() or not any(output.iterdir()))):
        raise BuildError(phrase(language, "output-taken", path=output))
    there = edition_in(output)
    if there and there != edition:
        names = {"there": _named(there), "edition": _named(edition)}
        raise BuildError(phrase(language, "output-other-edition", path=output, **names))
    if edition != "trainee" and published in (output, *output.parents):
        raise BuildError(phrase(language, "output-in-site", path=output))
    if edition != "trainee" and any(edition_in(folder) == "trainee" for folder in output.parents):
        raise BuildError(phrase(language, "output-in-site", path=output))


def _named(edition: Edition) -> str:
    return phrase(user_language(), "edition-instructor" if edition == "instructor" else "edition-trainee")


def edition_in(folder: Path) -> Edition | None:
    """Return the edition of the site in a folder; None where there is no site of ours."""
    mark = folder / MARK
    if not mark.is_file():
        return None
    return "instructor" if mark.read_text(encoding="utf-8").splitlines()[1:2] == ["instructor"] else "trainee"


def _root_pages(course: Course, languages: Sequence[str], edition: Edition) -> dict[Path, bytes]:
    settings, base = course.settings, (course.settings.base_url or "").rstrip("/")
    sites = [
        {
            "code": language,
            "tag": labels(language)["language_tag"],
            "title": settings.title[language],
            "description": settings.description[language],
            "label": labels(language)["language_name"],
            "t": labels(language),
        }
        for language in languages
    ]
    alternates = (
        [{"tag": labels(each)["language_tag"], "href": f"{base}/{each}/index.html"} for each in languages]
        if base
        else []
    )
    context = {
        "sites": sites,
        "course_id": settings.id,
        "canonical": f"{base}/index.html" if base else None,
        "alternates": alternates,
        "base_path": f"{base}/" if base else "",
        "edition": edition,
    }
    pages = {
        Path("index.html"): standalone("site_index", context).encode(),
        Path("404.html"): standalone("site_404", {**context, "why": "not_found"}).encode(),
    }
    if edition == "trainee":
        pages[Path("offline.html")] = standalone("site_404", {**context, "why": "not_kept"}).encode()
    return pages


def _sitemap(course: Course, names: Sequence[str]) -> bytes:
    """Return `sitemap.xml`: every page with its counterparts in the other languages."""
    base = (course.settings.base_url or "").rstrip("/")
    spaces = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:xhtml": "http://www.w3.org/1999/xhtml"}
    root = ElementTree.Element("urlset", spaces)
    for path in names:
        language, _, name = path.partition("/")
        if not name.endswith(".html") or name == "search.html":
            continue
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = f"{base}/{language}/{name}"
        for each in course.languages:
            link = {"rel": "alternate", "hreflang": labels(each)["language_tag"], "href": f"{base}/{each}/{name}"}
            ElementTree.SubElement(url, "xhtml:link", link)
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode() + b"\n"
