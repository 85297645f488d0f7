"""The instructor's edition: everything that is for instructors is in it, and nothing of it in the site for trainees."""

import html
import re
from pathlib import Path

import pytest
from conftest import ROOT, Silent, copy_course, link_cache
from edition import EXTRAS, answer_texts, build_editions, case_of, note_texts, noted_course, secret_texts
from lxml import html as lxml_html

from casebook.cli.main import main
from casebook.errors import BuildError
from casebook.interactions import AllOrNothing, RightMinusWrong
from casebook.labels import labels
from casebook.loader import load
from casebook.loader.checks.punctuation import find_half_width
from casebook.model import Case, Course
from casebook.pipeline import build, engine_in, execute
from casebook.website import note
from casebook.website.edition import Beside
from casebook.website.pages import language_pages
from casebook.website.site import build_site, edition_in
from casebook.website.words import Words

KITCHEN = ROOT / "tests" / "courses" / "school-kitchen"
LANGUAGES = ("zh", "en")
MARKS = {"zh": "讲师版 · 请勿发给学员", "en": "Instructor's copy: do not pass on to trainees"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return noted_course(tmp_path_factory.mktemp("noted") / "course")


@pytest.fixture(scope="module")
def sites(root: Path, shared_cache: Path) -> tuple[Path, Path]:
    """The trainees' site and the instructor's edition of a course in both languages."""
    return build_editions(root, shared_cache, Silent())


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> tuple[Path, Path]:
    """The same of a course in one language, with a note as instructors write them."""
    course = copy_course(KITCHEN, tmp_path_factory.mktemp("kitchen") / "course")
    return build_editions(course, shared_cache, Silent())


def words_on(page: Path) -> str:
    """Return what a reader sees of a page, without spaces."""
    tree = lxml_html.fromstring(page.read_text(encoding="utf-8"))
    for element in tree.xpath("//script|//style"):
        element.drop_tree()
    return bare("".join(tree.xpath("//body//text()")))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(text: str, course: Course, case: Case, language: str) -> str:
    """Return an author's text as a reader sees it, without spaces."""
    rendered = Words(course, case, language, "../").block(text)
    return bare(html.unescape(rendered.striptags()))


def missing(texts: list[str], page: Path, course: Course, language: str) -> list[str]:
    on_page = words_on(page)
    return [text for text in texts if shown(text, course, course.cases[0], language) not in on_page]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_and_the_answers_are_whole(root: Path, sites: tuple[Path, Path], language: str) -> None:
    course, edition = load(root)[0], sites[1] / language
    case = course.cases[0]
    assert missing(note_texts(case, language), edition / "teaching" / "first-case.html", course, language) == []
    code = [each for each in answer_texts(case, language) if "def " in each]
    answers = edition / "answers" / "first-case.html"
    assert code
    assert [each for each in code if bare(each) not in words_on(answers)] == []
    others = [each for each in answer_texts(case, language) if each not in code]
    assert missing(others, answers, course, language) == []


def test_a_note_written_by_hand_is_whole(kitchen: tuple[Path, Path]) -> None:
    course = load(KITCHEN)[0]
    page = kitchen[1] / "en" / "teaching" / "friday-stew.html"
    assert missing(note_texts(course.cases[0], "en"), page, course, "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_marked_in_words_and_hidden_calls_shown(root: Path, sites: tuple[Path, Path], language: str) -> None:
    tree = lxml_html.parse(str(sites[1] / language / "answers" / "first-case.html"))
    t = labels(language)
    for item in case_of(root).exercise:
        (held,) = tree.xpath(f'//*[@id="item-{item.id}"]')
        scoring = item.scoring()
        if isinstance(scoring, AllOrNothing | RightMinusWrong):
            said = [each.text_content() for each in held.xpath('.//*[@class="verdict"]')]
            ids = [option.id for option in item.interaction().options]
            assert said == [t["answers_right"] if each in scoring.key else t["answers_wrong"] for each in ids]
        if item.type == "code":
            rows = [[bare(cell.text_content()) for cell in row.xpath("td")] for row in held.xpath(".//tbody/tr")]
            wanted = [bare(call.shown(scoring.function)) for call in scoring.calls]
            assert [row[0] for row in rows] == wanted
            assert [row[2] for row in rows].count(bare(t["answers_hidden"])) == sum(each.hidden for each in item.calls)


def test_a_variant_stands_below_its_item(sites: tuple[Path, Path]) -> None:
    text = words_on(sites[1] / "en" / "answers" / "first-case.html")
    assert "Version1" in text
    assert "Version2" in text
    assert "20tenthousandunits" in text


def test_plans_run_by_the_minute_and_sum(root: Path, sites: tuple[Path, Path]) -> None:
    teaching = case_of(root).teaching
    assert teaching is not None
    tree = lxml_html.parse(str(sites[1] / "en" / "teaching" / "first-case.html"))
    for plan in teaching.file.plans:
        stretches = note.clock(plan, teaching.file)
        assert [each.end - each.start for each in stretches] == list(plan.segments.values())
        assert [each.start for each in stretches] == [0, *(each.end for each in stretches[:-1])]
        assert stretches[-1].end == plan.minutes
        times = tree.xpath(f'//table[@id="plan-{plan.minutes}"]//td[@class="when"]/b/text()')
        assert times == [f"{each.start}–{each.end}" for each in stretches]
    sums = tree.xpath('//table[@class="overview"]/tfoot//td/text()')
    assert sums == [str(plan.minutes) for plan in teaching.file.plans]


def test_objectives_lead_to_segments_prompts_and_items(root: Path) -> None:
    case = case_of(root)
    assert case.teaching is not None
    rows = note.matrix(case, case.teaching.file)
    assert [row.objective.id for row in rows] == [each.id for each in case.file.objectives]
    assert sum(len(row.practice) + len(row.graded) for row in rows) == len(list(case.exercise))
    assert sorted(prompt.id for row in rows for _, prompt in row.prompts) == sorted(
        each.id for each in case.file.prompts
    )
    for row in rows:
        assert all({prompt.id for _, prompt in row.prompts} & set(each.shown("prompt")) for _, each in row.segments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_whose_copy_it_is(sites: tuple[Path, Path], language: str) -> None:
    pages = sorted((sites[1] / language).rglob("*.html"))
    assert len(pages) > 8
    for page in [*pages, sites[1] / "index.html", sites[1] / "404.html"]:
        text = page.read_text(encoding="utf-8")
        tree = lxml_html.fromstring(text)
        marked = (
            "//dialog//text()" if page.parent.name == "slides" else "//aside//text()"
        )  # a deck is for the room to see
        assert MARKS[language] in "".join(tree.xpath(marked)), page
        assert tree.xpath('//meta[@name="robots"]/@content') == ["noindex"], page
        assert tree.findtext(".//title").endswith(labels(language)["edition_name"]) or page.parent == sites[1], page


def test_browsers_do_not_keep_it(sites: tuple[Path, Path]) -> None:
    names = {path.name for path in sites[1].rglob("*")}
    assert not names & {"sw.js", "manifest.webmanifest", "offline.json", "edition.json", "offline.html"}
    for page in sites[1].rglob("*.html"):
        assert "offline" not in page.read_text(encoding="utf-8").replace("offline.css", ""), page


def test_every_link_leads_somewhere_and_pages_have_unique_ids(
    sites: tuple[Path, Path], kitchen: tuple[Path, Path]
) -> None:
    broken = []
    for site in (sites[1], kitchen[1]):
        for page in sorted(site.rglob("*.html")):
            tree = lxml_html.parse(str(page))
            ids = tree.xpath("//@id")
            assert len(ids) == len(set(ids)), (page, [each for each in ids if ids.count(each) > 1])
            for target in tree.xpath("//@href|//@src"):
                path, _, fragment = target.partition("#")
                file = (page.parent / path.split("?")[0]).resolve() if path else page
                if target.startswith("data:"):
                    continue
                if not file.is_file():
                    broken.append(f"{page.relative_to(site)}: {target}")
                elif fragment and file.suffix == ".html" and f'id="{fragment}"' not in file.read_text(encoding="utf-8"):
                    broken.append(f"{page.relative_to(site)}: {target} (no such place)")
    assert broken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_leads_to_its_note_and_answers_and_the_language_switch_keeps_the_page(
    sites: tuple[Path, Path], language: str
) -> None:
    other = "en" if language == "zh" else "zh"
    for folder in ("cases", "teaching", "answers"):
        tree = lxml_html.parse(str(sites[1] / language / folder / "first-case.html"))
        links = tree.xpath('//nav[@class="beside"]/a/@href')
        assert links[:3] == [f"../{each}/first-case.html" for each in ("cases", "teaching", "answers")]
        assert {link.split("/")[1] for link in links[3:]} == {"slides", "handouts"}
        assert tree.xpath('//nav[@class="languages"]/a/@href') == [f"../../{other}/{folder}/first-case.html"]
        inside = tree.xpath('//details[@class="contents"]//li[@class="current"]//a/@href')
        assert len(inside) == 3


def test_the_search_finds_notes_and_answers(sites: tuple[Path, Path]) -> None:
    index = search_index(sites[1] / "en")
    assert '"teaching/first-case"' in index
    assert '"answers/first-case"' in index
    assert "checkpoint" in index
    trainees = search_index(sites[0] / "en")
    assert "teaching" not in trainees


def search_index(site: Path) -> str:
    """Return all that the search knows of a language."""
    files = [site / "searchindex.js", *sorted(site.glob("searchterms/*.js"))]
    assert len(files) > 1
    return "".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trainees_site_holds_nothing_of_it(root: Path, sites: tuple[Path, Path], language: str) -> None:
    course = load(root)[0]
    case = course.cases[0]
    seen = {text for prompt in case.file.prompts for text in (prompt.text[language], prompt.form[language])}
    held = [each for each in note_texts(case, language) if each not in seen]
    held += [each for each in secret_texts(case, language) if "def " not in each]
    practice = "".join(str(each.model_dump()) for each in case.exercise.practice)
    public = [each for each in held if each in practice]  # the examples of the types stand there for practice too
    published = "".join(
        path.read_text(encoding="utf-8", errors="ignore") for path in sorted(sites[0].rglob("*")) if path.is_file()
    )
    assert len(held) > 60
    assert [each for each in held if each not in public and each in published] == []
    names = {path.relative_to(sites[0]).as_posix() for path in sites[0].rglob("*")}
    assert not [each for each in names if re.search(r"teaching|answers/|slides|handouts", each)]


def test_a_case_without_a_note_says_so(root: Path, tmp_path: Path, shared_cache: Path) -> None:
    course = copy_course(root, tmp_path / "course")
    for path in course.glob("cases/*/teaching.*"):
        path.unlink()
    link_cache(course, shared_cache)
    site = build(course, Silent(), edition="instructor").output
    assert not (site / "en" / "teaching").exists()
    for name in ("cases", "answers"):
        strip = lxml_html.parse(str(site / "en" / name / "first-case.html")).xpath('//nav[@class="beside"]')[0]
        assert labels("en")["note_unwritten"] in strip.text_content()
    assert labels("en")["note_unwritten_yet"] in (site / "en" / "answers" / "first-case.html").read_text(
        encoding="utf-8"
    )


def test_slides_and_handouts_are_linked_where_there_are_any(root: Path, tmp_path: Path, shared_cache: Path) -> None:
    course = load(copy_course(root, tmp_path / "course"))[0]
    link_cache(course.root, shared_cache)
    executed, _ = execute(course, engine_in(course.root / "_build", 2), Silent())
    extras = {Path(language) / name: b"<p>made</p>" for language in LANGUAGES for name in EXTRAS}
    site = tmp_path / "site"
    build_site(course, executed, site, tmp_path / "work", 2, lambda name: None, edition="instructor", extras=extras)
    for language in LANGUAGES:
        for page, up in (("cases/first-case", "../"), ("teaching/first-case", "../"), ("index", "")):
            links = lxml_html.parse(str(site / language / f"{page}.html")).xpath("//@href")
            assert {up + name for name in EXTRAS} <= set(links), page
        assert (site / language / EXTRAS[0]).read_bytes() == b"<p>made</p>"


def test_of_two_forms_of_a_sheet_the_pdf_is_linked(root: Path) -> None:
    course = load(root)[0]
    files = frozenset({"handouts/first-case.html", "handouts/first-case.pdf", "handouts/tool-x.pdf"})
    links = Beside(course, "en", files).of_case(course.cases[0])
    assert [each.path for each in links if "handouts" in each.path] == ["handouts/first-case.pdf"]
    assert links[-1].label == "Handout (PDF)"


def test_an_unchanged_rebuild_builds_nothing_and_editions_do_not_disturb_each_other(
    root: Path, sites: tuple[Path, Path]
) -> None:
    for edition in ("instructor", "trainee"):
        reporter = Silent()
        build(root, reporter, edition=edition)  # type: ignore[arg-type]
        stages = ["execute", "print"] if edition == "instructor" else ["execute"]
        assert (reporter.runs, reporter.sheets, reporter.stages) == ([], [], stages)


@pytest.mark.parametrize(("here", "other"), [(0, "instructor"), (1, "trainee")])
def test_a_folder_of_the_other_edition_is_refused(
    root: Path, sites: tuple[Path, Path], here: int, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in sites[here].rglob("*"))
    assert main(["build", "--course", str(root), "--edition", other, "--output", str(sites[here])]) == 1
    said = capsys.readouterr().err
    assert str(sites[here]) in said.replace("\n", "")
    assert before == sorted(path.name for path in sites[here].rglob("*"))
    assert edition_in(sites[here]) == ("trainee", "instructor")[here]


@pytest.mark.parametrize("place", ["_build/site", "_build/site/instructor"])
def test_nothing_is_built_into_the_trainees_site(root: Path, tmp_path: Path, place: str) -> None:
    fresh = copy_course(root, tmp_path / "course")
    with pytest.raises(BuildError, match="trainees"):
        build(fresh, Silent(), output=fresh / place, edition="instructor")
    assert not (fresh / "_build").exists()


def test_nor_into_one_that_stands_elsewhere(root: Path, sites: tuple[Path, Path]) -> None:
    with pytest.raises(BuildError):
        build(root, Silent(), output=sites[0] / "for-us", edition="instructor")


def test_chinese_pages_have_full_width_punctuation(sites: tuple[Path, Path]) -> None:
    for folder in ("teaching", "answers"):
        tree = lxml_html.parse(str(sites[1] / "zh" / folder / "first-case.html")).getroot()
        for element in tree.xpath("//script|//style|//code|//pre|//*[@lang='en']"):
            element.drop_tree()
        text = "\n".join(tree.xpath("//body//text()|//@aria-label|//title/text()"))
        assert [text[max(0, at - 12) : at + 5] for at in find_half_width(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_large_course_the_list_stands_on_the_pages_of_modules(
    root: Path, shared_cache: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.model.course.LISTED", 0)
    link_cache(root, shared_cache)
    course, _ = load(root)
    executed, _ = execute(course, engine_in(root / "_build", 2), Silent())
    beside = Beside(course, language, frozenset(EXTRAS))
    pages = {page.name: page.content for page in language_pages(course, language, executed[language], beside)}
    (case,) = course.cases
    links = [link.path for link in beside.of_case(case) if link.path]
    assert len(links) > 3
    (module,) = (name for name in pages if name.startswith("modules/"))
    assert [link for link in links if f'href="../{link}"' not in pages[module]] == []
    assert [link for link in links if f'href="{link}"' in pages["index"]] == []
