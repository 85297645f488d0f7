"""Handouts: complete, without what happened, and set on A4 without a blank or an overflowing page."""

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT
from pypdf import PdfReader

from casebook.handouts import case_handout, document, tool_sheet
from casebook.handouts.document import PlainWords
from casebook.labels import labels
from casebook.loader import load
from casebook.model import AFTER_THE_DECISION, Case, Course, Tool
from casebook.model.tool import RatingField, TextField
from casebook.printing import Sheet, find_chromium, print_sheets
from casebook.printing.glyphs import missing_glyphs, visible_text

LANGUAGES = ("zh", "en")
EPILOGUE = tuple(name for name in AFTER_THE_DECISION if name != "take-it-to-work")


@pytest.fixture(scope="module")
def flagship() -> Course:
    return load(ROOT)[0]


def squeezed(text: str) -> str:
    """Return a text without spaces, which line ends and PDFs set as they like."""
    return re.sub(r"\s+", "", text)


def shown(sheet: Sheet) -> str:
    return squeezed(visible_text(sheet.html))


def written(course: Course, case: Case | None, language: str, markdown: str) -> str:
    """Return what a reader sees of a text."""
    return squeezed(visible_text(str(PlainWords(course, case, language, "").text(markdown))))


def sentences(text: str) -> list[str]:
    """Return the pieces of a text that are long enough to be nobody else's."""
    return [piece for piece in re.split(r"[。！？；.!?;]", text) if len(piece) > 12]


def hidden_texts(course: Course, case: Case, language: str) -> Iterator[str]:
    """Yield every sentence of what a trainee must not read before deciding, or not at all."""
    for name in EPILOGUE:
        yield from sentences(written(course, case, language, case.sections[language][name].markdown))
    for chart in case.file.charts:
        yield from sentences(written(course, case, language, chart.finding[language]))
        yield from sentences(written(course, case, language, chart.caption[language]))
    for item in case.exercise:
        for rationale in item.rationales().values():
            yield from sentences(written(course, case, language, rationale[language]))


class TestCase:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_holds_everything_up_to_the_decision_and_nothing_after(self, flagship: Course, language: str) -> None:
        for case in flagship.cases:
            sheet = case_handout(flagship, case, language)
            text, file = shown(sheet), case.file
            assert sheet.name == f"handouts/{case.id}"
            for name in ("situation", "decision-point", "take-it-to-work"):
                assert written(flagship, case, language, case.sections[language][name].markdown) in text
            wanted = [file.title, file.summary, file.decision.question]
            wanted += [option.text for option in file.decision.options] + [prompt.text for prompt in file.prompts]
            wanted += [each.text for each in file.objectives] + [blank.label for blank in file.transfer]
            wanted += [source.title for source in flagship.sources if source.id in file.sources]
            for each in wanted:
                assert written(flagship, case, language, each[language]) in text
            found = [each for each in hidden_texts(flagship, case, language) if each in text]
            assert found == []
            assert sheet.html.count('class="box"') == len(file.decision.options)
            assert sheet.html.count('class="lines"') == 2 + len(file.prompts) + len(file.transfer)

    def test_has_no_links_no_roles_and_no_charts(self, flagship: Course) -> None:
        for case in flagship.cases:
            html = case_handout(flagship, case, "zh").html
            assert "<a " not in html
            assert "<img" not in html
            assert not re.search(r"\{[a-z]+\}`", html)

    def test_writes_out_what_roles_refer_to(self, flagship: Course) -> None:
        case = flagship.case("haier-washer")
        markdown = "{fig}`units_5y`，{term}`市场调研 <customer-research>`（{source}`S1`）\n\n{chart}`same-total`\n\n完"
        assert written(flagship, case, "zh", markdown) == "超过200万台，市场调研（S1）完"


class TestTool:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_field_has_its_place(self, flagship: Course, language: str) -> None:
        assert len(flagship.tools) == 8
        for tool in flagship.tools:
            sheet = tool_sheet(flagship, tool, language)
            self.check(flagship, tool, sheet, language)

    def check(self, course: Course, tool: Tool, sheet: Sheet, language: str) -> None:
        text, fields = shown(sheet), [(part, field) for part in tool.file.parts for field in part.fields]
        assert sheet.name == f"handouts/tool-{tool.id}"
        for part, field in fields:
            label = written(course, None, language, field.label[language])
            assert text.count(label) >= part.repeat
        ratings = sum(part.repeat for part, field in fields if isinstance(field, RatingField))
        assert sheet.html.count('class="circle"') == ratings * len(tool.file.scale)
        assert sheet.html.count('class="box"') == sum(part.repeat for part, field in fields if field.type == "check")
        long = [(part, field) for part, field in fields if isinstance(field, TextField) and field.lines > 1]
        assert sheet.html.count('class="lines"') == sum(part.repeat for part, _ in long)
        drawn = sum(len(run) for run in re.findall(r'class="lines"[^>]*>((?:<span></span>)*)', sheet.html))
        assert drawn == len("<span></span>") * sum(part.repeat * field.lines for part, field in long)
        for step in tool.file.scale:
            assert squeezed(step[language]) in text
        if tool.file.example:
            assert written(course, None, language, tool.file.example[language]) in text

    def test_suggestions_stand_behind_the_sheet(self, flagship: Course) -> None:
        tool = next(each for each in flagship.tools if each.id == "recovery-script")
        before, after = shown(tool_sheet(flagship, tool, "zh")).split(labels("zh")["handout_after"])
        for part in tool.file.parts:
            for field in part.fields:
                if isinstance(field, TextField) and field.suggestion:
                    words = written(flagship, None, "zh", field.suggestion["zh"])
                    assert words not in before
                    assert words in after


class TestDocument:
    def test_a_title_cannot_leave_its_style(self, flagship: Course) -> None:
        title = 'A "title" </style><script>alert(1)</script> \\ of\nmine'
        sheet = document("print_base.html", "handouts/x", "en", flagship, title)
        assert "<script" not in sheet.html
        assert sheet.html.count("</style>") == 1
        assert title in unescape(sheet.html)

    def test_finds_templates_of_other_rooms(self, flagship: Course) -> None:
        assert document("handouts/print_base.html", "x", "en", flagship, "T").html == (
            document("print_base.html", "x", "en", flagship, "T").html
        )

    def test_asks_nobody_for_anything(self, flagship: Course) -> None:
        sheets = [case_handout(flagship, flagship.cases[0], "zh"), tool_sheet(flagship, flagship.tools[0], "en")]
        for sheet in sheets:
            asked = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s]+)""", sheet.html)
            assert set(asked) == {"../assets/NotoSansSC-casebook.ttf", "../assets/NotoSansSC-casebook-bold.ttf"}


def test_every_sheet_of_the_course_can_be_set_in_our_font(flagship: Course) -> None:
    assert missing_glyphs([sheet for language in LANGUAGES for sheet in every_sheet(flagship, language)]) == {}


def every_sheet(course: Course, language: str) -> list[Sheet]:
    cases = [case_handout(course, case, language) for case in course.cases]
    return cases + [tool_sheet(course, tool, language) for tool in course.tools]


def check_pages(pdf: bytes, title: str, most: int) -> str:
    """Check that a PDF has A4 pages, none blank, each numbered, with text of its own within the margins; return the text."""
    reader = PdfReader(io.BytesIO(pdf))
    count, texts = len(reader.pages), []
    assert count <= most
    for number, page in enumerate(reader.pages, start=1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        starts: list[float] = []

        def note(text: str, cm: list[float], tm: list[float], *_: object, starts: list[float] = starts) -> None:
            if text.strip():
                starts.append(tm[4] * cm[0] + tm[5] * cm[2] + cm[4])

        texts.append(squeezed(page.extract_text(visitor_text=note)))
        assert 45 < min(starts) <= max(starts) < 550
        foot = f"{number}/{count}"
        assert foot in texts[-1]
        assert squeezed(title) in texts[-1]
        assert len(texts[-1]) > len(squeezed(title)) + 100
    return "".join(texts)


def check_printed(course: Course, sheets: list[Sheet], cache: Path) -> None:
    language = sheets[0].language
    printed = print_sheets(sheets, cache=cache, jobs=1)
    assert printed.has_pdf
    for sheet in sheets:
        case = next((each for each in course.cases if sheet.name == f"handouts/{each.id}"), None)
        title = next(
            each.file.title[language] for each in (*course.cases, *course.tools) if sheet.name.endswith(each.id)
        )
        text = check_pages(printed.files[f"{sheet.name}.pdf"], title, most=4 if case else 3)
        if case:
            situation = sentences(written(course, case, language, case.sections[language]["situation"].markdown))
            assert [each for each in situation if each not in text] == []
            assert [each for each in hidden_texts(course, case, language) if each in text] == []


@pytest.mark.needs("chromium")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", LANGUAGES)
def test_prints_a_case_and_a_tool(flagship: Course, language: str, tmp_path: Path) -> None:
    tool = next(each for each in flagship.tools if each.file.scale)
    sheets = [case_handout(flagship, flagship.cases[0], language), tool_sheet(flagship, tool, language)]
    check_printed(flagship, sheets, tmp_path)


@pytest.mark.needs("chromium")
@pytest.mark.timeout(1200)
@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
def test_prints_every_case_and_every_tool(flagship: Course, language: str, tmp_path: Path) -> None:
    assert find_chromium() is not None
    check_printed(flagship, every_sheet(flagship, language), tmp_path)
