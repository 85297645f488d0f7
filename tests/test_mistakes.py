"""A course in which a hundred mistakes were made on purpose: each is reported in its place, with a cure, and nothing else."""

from collections import Counter
from pathlib import Path

import pytest

from casebook.errors import Problem, SourceError
from casebook.loader import examine, load
from casebook.problems import line_of, word

COURSE = Path(__file__).parent / "courses" / "mistakes"

PLANTED = {
    "book/en/draft.md": """
          0 page-not-listed
    """,
    "book/en/glossary.md": """
          0 page-name-taken
    """,
    "book/en/index.md": """
          3 unknown-role-near
          3 unknown-target-near
    """,
    "book/frameworks/first-answer/diagram.py": """
          1 cell-without-chart
          2 analysis-import
    """,
    "book/frameworks/first-answer/en.md": """
          1 fewer-headings
          1 missing-in-language
          3 broken-link
    """,
    "book/frameworks/first-answer/framework.yml": """
          3 unknown-reference
          5 figure-unused
          5 figure-unused
          7 chart-not-placed
          7 chart-without-cell-near
    """,
    "book/frameworks/first-answer/zh.md": """
          1 missing-in-language
          1 title-printed-already
          3 unknown-target-near
          9 chart-placed-twice
    """,
    "book/frameworks/half-said/en.md": """
          0 no-such-file
    """,
    "book/frameworks/notes.txt": """
          0 framework-not-a-folder
    """,
    "book/frameworks/three-questions/framework.yml": """
          2 half-width
          2 missing-in-language
          2 unknown-target
    """,
    "book/glossary.yml": """
          4 bad-id
          9 text-missing-language
         11 text-not-a-mapping
         12 text-unknown-language
         15 text-empty
         17 text-not-words
    """,
    "book/modules.yml": """
          4 duplicate-id
          5 unknown-reference-near
          6 unknown-reference
         10 planned-misspelt
         13 unknown-key-near
    """,
    "book/pages.yml": """
          2 duplicate-id
          2 page-missing
          2 page-missing
          4 too-few
    """,
    "book/sources.yml": """
          3 duplicate-id
    """,
    "book/tools/checklist.yml": """
         15 not-one-of
    """,
    "book/tools/rated.yml": """
          5 unknown-reference
          6 missing-in-language
          6 unknown-target-near
         12 rating-without-scale
         13 duplicate-id
    """,
    "book/tools/readme.txt": """
          0 tool-not-a-file
    """,
    "book/tools/scored.yml": """
         10 too-great
         13 unknown-key-near
         14 missing-key
    """,
    "book/tools/two-axes.yml": """
          6 too-few-axes
    """,
    "book/zh/about.md": """
          1 page-without-title
    """,
    "book/zh/draft.md": """
          0 page-not-listed
    """,
    "book/zh/glossary.md": """
          0 page-name-taken
    """,
    "book/zh/index.md": """
          3 half-width
          5 broken-link
          7 broken-link
          7 image-without-alt
    """,
    "cases/Wrong Name": """
          0 bad-id
    """,
    "cases/brief/case.yml": """
          3 case-planned-elsewhere
    """,
    "cases/brief/teaching.en.md": """
          0 no-such-file
    """,
    "cases/brief/teaching.yml": """
          8 no-first-priority
    """,
    "cases/careless/analysis.py": """
          3 analysis-import
          2 model-defines-answer
          5 assumption-read-early
         12 cell-without-chart
         15 glyph-missing
         15 half-width
         20 chart-without-function
         24 analysis-cell-name
    """,
    "cases/careless/case.yml": """
          3 unknown-reference-near
          5 unknown-reference
          6 unknown-reference-near
          9 objective-untested
         12 figure-unused
         12 unknown-reference
         15 out-of-range
         20 assumption-unused
         31 duplicate-id
         33 chart-without-cell-near
         36 half-width
         38 out-of-range
         38 sweep-not-rising
         38 sweep-without-base
         44 unknown-reference-near
         45 chart-not-placed
         45 chart-without-cell
         52 unknown-reference-near
         53 unknown-role-near
    """,
    "cases/careless/en.md": """
          4 missing-in-language
         14 missing-in-language
         19 missing-in-language
    """,
    "cases/careless/teaching.en.md": """
          0 missing-section
          0 sections-out-of-order
         16 unknown-section-near
         41 empty-section
    """,
    "cases/careless/teaching.yml": """
          4 unknown-role-near
          7 slide-too-long
          9 half-width
         10 unknown-target-near
         16 segment-minutes
         17 unknown-reference-near
         20 unknown-reference-near
         26 no-role-play
         26 unknown-reference-near
         38 plan-sum
         39 out-of-range
         41 out-of-range
         41 plan-order
         41 unknown-reference-near
         43 plan-without
         45 out-of-range
         45 out-of-range
         48 duplicate-id
         53 unknown-reference-near
    """,
    "cases/careless/teaching.zh.md": """
          4 half-width
         14 broken-link
         19 unknown-target-near
    """,
    "cases/careless/zh.md": """
          4 half-width
          9 unknown-role
          9 unknown-target-near
         14 broken-link
         14 unknown-target
         19 missing-in-language
         21 chart-placed-twice
         25 unknown-target-near
    """,
    "cases/notes.txt": """
          0 case-not-a-folder
    """,
    "cases/sloppy/analysis.py": """
          1 analysis-without-cells
    """,
    "cases/sloppy/case.yml": """
          1 missing-key
          2 unknown-key-near
          4 unknown-key
          5 wrong-type
          6 too-small
         10 not-one-of-near
         12 bad-id
         13 not-one-of
         16 wrong-type
         18 bad-id
         21 too-many
         26 repeated-key
         27 too-few
         30 chart-without-alt
         34 too-few
         37 too-great
    """,
    "cases/sloppy/en.md": """
          0 sections-out-of-order
    """,
    "cases/sloppy/zh.md": """
          0 missing-section
          1 text-before-sections
          8 unknown-section-near
         13 section-without-heading
         19 heading-too-high
         23 repeated-section
         28 empty-section
         31 unknown-section
    """,
    "cases/unfinished/analysis.py": """
          2 bad-python
    """,
    "cases/unfinished/case.yml": """
          4 bad-yaml
    """,
    "cases/unfinished/en.md": """
          0 no-such-file
    """,
    "cases/unfinished/zh.md": """
          0 empty-file
    """,
    "exercises/brief.yml": """
          1 too-few-new-situations
          1 too-few-practice
          1 too-few-types
    """,
    "exercises/careless.yml": """
          1 key-position
          1 too-few-practice
          7 stem-not-a-question
         24 unknown-warning
         24 waiver-without-reason
         31 key-longest
         31 key-longest
         31 options-uneven
         31 options-uneven
         32 id-tells
         33 absolute-word
         33 absolute-word
         34 all-of-the-above
         34 all-of-the-above
         41 stem-negative
         41 stem-negative
         42 option-count
         53 criteria-count
         64 sample-missing
         67 no-open-item
         67 too-few-graded
         67 too-few-new-situations
         70 unknown-reference-near
         73 stem-negative
         73 stem-negative
         73 stem-repeated
         90 all-options-right
         97 ids-tell-order
        111 starter-name-taken
        114 no-hidden-call
    """,
    "exercises/nobody.yml": """
          0 exercise-without-case
    """,
    "exercises/sloppy.yml": """
          1 unknown-key-near
          3 item-without-type
          5 not-one-of-near
          6 not-one-of
          7 wrong-type
         18 answer-unknown-option
         29 answer-not-each-once
         43 answer-missing
         44 rationale-missing
         58 answer-missing
         67 code-without-function
         71 call-arguments
         85 text-missing-language
         86 text-missing-language
         92 too-great
         94 wrong-type
         98 duplicate-id
        101 rubric-not-points
        107 levels-not-rising
        112 waiver-without-reason
    """,
    "exercises/unfinished.yml": """
          1 exercise-not-a-mapping
    """,
}
"""The line of each mistake (0 for the file as a whole) and the code of its wording, file by file."""


def planted() -> list[tuple[str, int, str]]:
    rows = [(file, row.split()) for file, listed in PLANTED.items() for row in listed.strip().splitlines()]
    return [(file, int(line), code) for file, (line, code) in rows]


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    course, found = examine(COURSE)
    assert course is None
    return found


def places(problems: tuple[Problem, ...]) -> list[tuple[str, int, str]]:
    return [(each.path.relative_to(COURSE).as_posix(), each.line, each.code) for each in problems]


def test_there_are_mistakes_of_many_kinds() -> None:
    assert len({code for _, _, code in planted()}) >= 90


@pytest.mark.parametrize(("file", "line", "code"), sorted(set(planted())))
def test_each_mistake_is_reported_in_its_place(file: str, line: int, code: str, problems: tuple[Problem, ...]) -> None:
    here = [each for each in places(problems) if each == (file, line, code)]
    assert len(here) == planted().count((file, line, code))


def test_nothing_else_is_reported(problems: tuple[Problem, ...]) -> None:
    assert Counter(places(problems)) - Counter(planted()) == Counter()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_problem_says_what_is_wrong_and_what_to_do(language: str, problems: tuple[Problem, ...]) -> None:
    for each in problems:
        message, cure = word(each, language)
        assert message.strip()
        assert cure.strip()
        assert "None" not in (message + cure).replace("'None'", "")


def test_each_line_that_is_named_is_there(problems: tuple[Problem, ...]) -> None:
    for each in problems:
        if each.line:
            lines = each.path.read_text(encoding="utf-8").split("\n")
            assert each.line <= len(lines)
            assert lines[each.line - 1].strip() or each.code == "bad-yaml"


def test_problems_come_in_the_order_of_files_and_lines(problems: tuple[Problem, ...]) -> None:
    assert list(problems) == sorted(problems)
    assert len(set(problems)) == len(problems)


def test_loading_raises_all_of_them_at_once(problems: tuple[Problem, ...]) -> None:
    with pytest.raises(SourceError) as raised:
        load(COURSE)
    assert raised.value.problems == problems


@pytest.mark.parametrize("language", ["zh", "en"])
def test_problems_read_as_they_did(
    language: str, problems: tuple[Problem, ...], request: pytest.FixtureRequest
) -> None:
    golden = COURSE / f"problems.{language}.txt"
    written = "".join(f"{line_of(each, COURSE, language)}\n" for each in problems)
    if request.config.getoption("--regenerate"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")
