"""Half-width punctuation in Chinese text: found here, mended by `make fmt`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from casebook.loader.code import code_of
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report, problem, read_text
from casebook.loader.texts import Said, case_texts, document_texts, listed_texts
from casebook.markup import blank_code, lines_of

FULL_WIDTH = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", ".": "。"}
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff”’》」』、。，：；？！）"
_MARKS = re.compile(
    rf"(?<=[{_CHINESE}])[,:;?!()]{{1,40}}(?!//)|(?<![,:;?!()])[,:;?!()]{{1,40}}(?=[ ]?[{_CHINESE}“‘《「（])|(?<=[{_CHINESE}])\.(?=\s|$)",
    re.MULTILINE,
)
_ANY = re.compile(r"[,:;?!().]")
_PARENTHESES = re.compile(r"\([^()\n]{0,300}\)")
_NOT_PROSE = re.compile(
    r"^[ \t]*(?::::|```)[^\n]*|^\([^()\n]{1,100}\)=[ \t]*$|\A---\n.*?^---$|\$[^$\n]{1,500}\$|\]\([^()\n]{0,1500}\)|<[^<>\n]{0,500}>"
    r"|^\[[^\]\n]{1,300}\]:[^\n]*$|https?://\S{1,1000}|^[ \t]*(?:[-*+]|\d{1,9}\.) ",
    re.MULTILINE | re.DOTALL,
)


def find_half_width(text: str) -> Iterator[int]:
    """Yield the offset of each half-width mark beside a Chinese character or closing mark, outside code, links and roles."""
    if not _ANY.search(text):
        return
    prose = _NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), blank_code(text))
    found = {offset for run in _MARKS.finditer(prose) for offset in range(*run.span())}
    for pair in _PARENTHESES.finditer(prose):
        both = {pair.start(), pair.end() - 1}
        found |= both if found & both else set()
    yield from sorted(found)


def check_punctuation(read: CourseSources, report: Report) -> None:
    """Report half-width punctuation in the Chinese text of every source, once for each line."""
    if "zh" not in read.languages:
        return
    for each in read.cases:
        _check_file(each.text_file("zh"), report)
        if each.teaching:
            _check_file(each.teaching_file("zh"), report)
            _check_texts(document_texts(each.teaching.document, each.teaching.teaching.file), report)
        _check_texts(case_texts(each), report)
        if each.case.analysis:
            _check_python(each.analysis_file, report)
    for framework in read.frameworks:
        _check_file(framework.text_file("zh"), report)
        _check_texts(document_texts(framework.document, framework.framework.file), report)
        if framework.framework.cells:
            _check_python(framework.diagram_file, report)
    for tool in read.tools:
        _check_texts(document_texts(tool.document, tool.tool.file), report)
    for name in ("modules", "glossary", "pages"):  # titles of sources are quotations
        _check_texts(listed_texts(read, name), report)
    for page in read.pages:
        if page.language == "zh":
            _check_file(page.file, report)


def _check_texts(texts: Iterable[Said], report: Report) -> None:
    for document, loc, language, words in texts:
        if language == "zh" and (marks := _marks(words)):
            report(document.problem(loc, "half-width", marks=marks))


def _marks(words: str) -> str:
    return " ".join(sorted({words[offset] for offset in find_half_width(words)}))


def _check_file(path: Path, report: Report) -> None:
    text = read_text(path, lambda _: None)  # what is wrong with it was reported when it was read
    for line, marks in _by_line(text or ""):
        report(problem(path, line, "half-width", marks=marks))


@lru_cache(1024)  # a preview checks the same files after each save
def _by_line(text: str) -> Sequence[tuple[int, str]]:
    by_line: dict[int, set[str]] = {}
    line_at = lines_of(text)
    for offset in find_half_width(text):
        by_line.setdefault(line_at(offset), set()).add(text[offset])
    return tuple((line, " ".join(sorted(marks))) for line, marks in by_line.items())


def _check_python(path: Path, report: Report) -> None:
    for line, words in code_of(read_text(path, lambda _: None) or "").chinese:
        if marks := _marks(words):
            report(problem(path, line, "half-width", marks=marks))
