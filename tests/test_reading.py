"""Reading sources: whatever stands in a file, the outcome is data or a problem that names the file, never a traceback."""

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Any

import pytest
from conftest import ROOT, washer_course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.errors import Problem
from casebook.loader import examine
from casebook.loader.reading import Document, read_text, read_yaml
from casebook.problems import word, wordings

CHINESE = "标题：第一行\n第二行，有中文。\n"
MEGABYTE = 1_000_000


def text_of(path: Path) -> tuple[str | None, list[Problem]]:
    problems: list[Problem] = []
    return read_text(path, problems.append), problems


def yaml_of(path: Path) -> tuple[Document | None, list[Problem]]:
    problems: list[Problem] = []
    return read_yaml(path, problems.append), problems


def are_worded(problems: list[Problem] | tuple[Problem, ...]) -> bool:
    """Say whether every problem can be said in both languages, with a cure and nothing left to fill in."""
    for problem in problems:
        details = dict(problem.details)
        for language in ("zh", "en"):
            message, cure = word(problem, language)
            holes = [Template(part).get_identifiers() for part in wordings(language)[problem.code]]
            filled = all(
                details.get(name) not in {None, "None", ""} for name in (*holes[0], *holes[1]) if name == "near"
            )
            if not message.strip() or not cure.strip() or not filled:
                return False
    return True


# Bytes

BYTES: list[tuple[str, bytes, str, int, dict[str, str]]] = [
    ("gb18030", CHINESE.encode("gb18030"), "not-utf8", 1, {"encoding": "GB18030"}),
    ("gb18030 further down", b"# title\n\n" + CHINESE.encode("gb18030"), "not-utf8", 3, {"encoding": "GB18030"}),
    ("utf-16 with its mark", CHINESE.encode("utf-16"), "not-utf8", 0, {"encoding": "UTF-16"}),
    ("utf-16 big-endian", b"\xfe\xff" + CHINESE.encode("utf-16-be"), "not-utf8", 0, {"encoding": "UTF-16"}),
    ("utf-16 without its mark", "abc\n".encode("utf-16-le"), "control-character", 1, {"character": "U+0000"}),
    ("latin-1", "un café\n".encode("latin-1"), "not-utf8", 1, {}),
    ("half a character", "中文".encode()[:-1], "not-utf8", 1, {}),
    ("a surrogate", b"a\n\xed\xa0\x80\n", "not-utf8", 2, {}),
    ("byte-order mark", b"\xef\xbb\xbf" + CHINESE.encode(), "byte-order-mark", 1, {}),
    ("nothing", b"", "empty-file", 0, {}),
    ("white space", "\n \t\n　\n".encode(), "empty-file", 0, {}),
    ("NUL", b"a\nb\nc\0d\n", "control-character", 3, {"character": "U+0000"}),
    ("bell", b"a: \x07\n", "control-character", 1, {"character": "U+0007"}),
    ("escape", b"\n\x1b[31mred\n", "control-character", 2, {"character": "U+001B"}),
    ("delete", b"\n\n\x7f", "control-character", 3, {"character": "U+007F"}),
    ("line separator", "甲\u2028乙\n".encode(), "control-character", 1, {"character": "U+2028"}),
    ("old Mac line ends", b"a: 1\rb: 2\r", "control-character", 1, {"character": "U+000D"}),
    ("no character", b"a: \xef\xbf\xbf\n", "control-character", 1, {"character": "U+FFFF"}),
    ("10 MB of nonsense", random.Random(1).randbytes(10 * MEGABYTE), "too-large", 0, {"megabytes": "10.0"}),
    ("10 MB of text", "胡说，".encode() * (10 * MEGABYTE // 9), "too-large", 0, {"megabytes": "10.0"}),
]


@pytest.mark.parametrize(("raw", "code", "line", "details"), [row[1:] for row in BYTES], ids=[row[0] for row in BYTES])
@pytest.mark.parametrize("read", [text_of, yaml_of], ids=["as text", "as YAML"])
def test_bytes_that_are_no_source_are_named(
    read: Callable[[Path], tuple[Any, list[Problem]]],
    raw: bytes,
    code: str,
    line: int,
    details: dict[str, str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "case.yml"
    path.write_bytes(raw)
    found, problems = read(path)
    assert found is None
    assert [(each.path, each.code, each.line) for each in problems] == [(path, code, line)]
    assert dict(problems[0].details).items() >= details.items()
    assert are_worded(problems)


def folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    """Leave the place empty."""


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("gone.yml")


@pytest.mark.parametrize(
    ("put", "code"),
    [
        (folder, "is-a-folder"),
        (nothing, "no-such-file"),
        (link_to_nothing, "no-such-file"),
        (link_to_itself, "cannot-read"),
    ],
)
@pytest.mark.parametrize("read", [text_of, yaml_of], ids=["as text", "as YAML"])
def test_what_is_no_file_is_named(
    read: Callable[[Path], tuple[Any, list[Problem]]], put: Callable[[Path], None], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "case.yml"
    put(path)
    found, problems = read(path)
    assert found is None
    assert [(each.path, each.code, each.line) for each in problems] == [(path, code, 0)]
    assert are_worded(problems)


@pytest.mark.parametrize("name", ["a" * 300 + ".yml", "a\0b.yml", "file/below.yml"])
def test_a_name_that_no_file_can_have_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a: 1\n")
    for read in (text_of, yaml_of):
        found, problems = read(tmp_path / name)
        assert found is None
        assert [each.code for each in problems] in (["cannot-read"], ["no-such-file"])
        assert are_worded(problems)


@contextmanager
def closed(path: Path) -> Iterator[None]:
    """Take the permissions of a path away for a while, also from root, who works as nobody meanwhile."""
    examine(ROOT)  # what is imported and kept only when it is needed is then there
    mode = path.stat().st_mode
    path.chmod(0)
    is_root = os.geteuid() == 0
    try:
        if is_root:
            os.seteuid(65534)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        path.chmod(mode)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may enter, unlike pytest's."""
    path = Path(tempfile.mkdtemp(prefix="casebook-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.mark.parametrize("read", [text_of, yaml_of], ids=["as text", "as YAML"])
def test_a_file_without_permission_is_named(
    read: Callable[[Path], tuple[Any, list[Problem]]], open_folder: Path
) -> None:
    path = open_folder / "case.yml"
    path.write_text("a: 1\n")
    with closed(path):
        found, problems = read(path)
    assert found is None
    assert [(each.path, each.code) for each in problems] == [(path, "cannot-read")]
    assert are_worded(problems)


@pytest.mark.parametrize(
    ("name", "blamed"),
    [
        ("_config.yml", "_config.yml"),
        ("book", "book/modules.yml"),
        ("book/glossary.yml", "book/glossary.yml"),
        ("book/zh", "book/zh/index.md"),
        ("book/zh/index.md", "book/zh/index.md"),
        ("cases", "cases"),
        ("cases/haier-washer", "cases/haier-washer/case.yml"),
        ("cases/haier-washer/zh.md", "cases/haier-washer/zh.md"),
        ("cases/haier-washer/analysis.py", "cases/haier-washer/analysis.py"),
        ("exercises", "exercises/haier-washer.yml"),
        ("exercises/haier-washer.yml", "exercises/haier-washer.yml"),
    ],
)
def test_a_part_of_a_course_without_permission_is_named(name: str, blamed: str, open_folder: Path) -> None:
    course = washer_course(open_folder / "course")
    with closed(course / name):
        found, problems = examine(course)
    assert found is None
    assert (course / blamed, "cannot-read") in {(each.path, each.code) for each in problems}
    assert are_worded(problems)


def test_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_bytes("a: 一\r\nb:\r\n  - 二\r\n".encode())
    assert text_of(path) == ("a: 一\nb:\n  - 二\n", [])
    document, problems = yaml_of(path)
    assert problems == []
    assert document is not None
    assert document.data == {"a": "一", "b": ["二"]}
    assert document.line(("b", 0)) == 3


# YAML

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD_YAML: list[tuple[str, str, str, int]] = [
    ("100,000 brackets", "[" * 100_000, "too-deep", 1),
    ("100,000 braces", "{" * 100_000, "key-not-text", 1),
    ("brackets on many lines", "a:\n" + "  [\n" * 100_000, "too-deep", 41),
    ("lists within lists", "- " * 100_000, "too-deep", 1),
    ("keys within keys", "".join(f"{' ' * depth}a:\n" for depth in range(500)), "too-deep", 41),
    ("questions", "? " * 100_000, "key-not-text", 1),
    ("billion laughs", BOMB, "yaml-alias", 2),
    ("a tag", "a: 1\nb: !!int 12\n", "yaml-tag", 2),
    ("a tag that names code", "a: !!python/object/apply:os.getcwd []\n", "yaml-tag", 1),
    ("an alias", "a: &x 1\nb: *x\n", "yaml-alias", 2),
    ("an alias to itself", "a: &x [*x]\n", "yaml-alias", 1),
    ("a merge", "a: &x {b: 1}\nc:\n  <<: *x\n", "yaml-alias", 3),
    ("an alias as key", "a: &x 1\n*x : 2\n", "yaml-alias", 2),
    ("two documents", "a: 1\n---\nb: 2\n", "two-documents", 2),
    ("two documents, one of them empty", "---\na: 1\n---\n", "two-documents", 3),
    ("a tab", "a:\n\tb: 1\n", "bad-yaml", 2),
    ("an open quote", 'a: 1\nb: "c\nd: 2\n', "bad-yaml", 4),
    ("an open bracket", "a: [1, 2\n", "bad-yaml", 2),
    ("a closing bracket", "a: ]\n", "bad-yaml", 1),
    ("a colon too many", "a: b: c\n", "bad-yaml", 1),
    ("a wrong indentation", "a:\n  b: 1\n c: 2\n", "bad-yaml", 3),
    ("a list in a mapping", "a: 1\n- b\n", "bad-yaml", 2),
    ("an unknown escape", 'a: "\\q"\n', "bad-yaml", 1),
    ("an unknown directive", "%YAML 3.0\n---\na: 1\n", "bad-yaml", 1),
    ("a reserved character", "a: @b\n", "bad-yaml", 1),
    ("an undefined tag handle", "a: !x!y 1\n", "bad-yaml", 1),
    ("a list as key", "? [a]\n: 1\n", "key-not-text", 1),
    ("a mapping as key", "a: 1\n{b: c}: 2\n", "key-not-text", 2),
    ("repeated key", "a: 1\nb: 2\na: 3\n", "repeated-key", 3),
    ("repeated key within", "a:\n  - b: {c: 1}\n    b: 2\n", "repeated-key", 3),
    ("repeated key on one line", "{a: 1, a: 2}\n", "repeated-key", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), [row[1:] for row in BAD_YAML], ids=[row[0] for row in BAD_YAML])
def test_yaml_that_cannot_be_used_is_named(text: str, code: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_text(text, encoding="utf-8")
    _, problems = yaml_of(path)
    assert [(each.path, each.code, each.line) for each in problems] == [(path, code, line)]
    assert are_worded(problems)


SCALARS: list[tuple[str, Any]] = [
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("Off", "Off"),
    ("y", "y"),
    ("12:30", "12:30"),
    ("1:23:45", "1:23:45"),
    ("2024-01-01", "2024-01-01"),
    ("2024-01-01 12:00:00", "2024-01-01 12:00:00"),
    ("0o17", "0o17"),
    ("0x1F", "0x1F"),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("1,000", "1,000"),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("=", "="),
    ("1.2.3", "1.2.3"),
    ("+86", 86),
    ("true", True),
    ("False", False),
    ("tRUE", "tRUE"),
    ("null", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("-12", -12),
    ("3.1", 3.1),
    (".5", 0.5),
    ("1e3", 1000.0),
    ("1.", 1.0),
    ("12345678901234567890123", 1.2345678901234568e22),
    ("9" * 60, "9" * 60),
    ('"12"', "12"),
    ("'true'", "true"),
    ('"~"', "~"),
    ("中文", "中文"),
    ("|\n  no\n  12", "no\n12"),
]


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_plain_words_stay_words(written: str, value: Any, tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_text(f"a: {written}\n", encoding="utf-8")
    document, problems = yaml_of(path)
    assert problems == []
    assert document is not None
    assert document.data["a"] == value if written[:1] != "|" else document.data["a"].strip() == value
    assert isinstance(document.data["a"], type(value))


@pytest.mark.parametrize(
    ("written", "key"),
    [("no", "no"), ("12:30", "12:30"), ("1", "1"), ("1.5", "1.5"), ("~", "~"), ("true", True), ("<<", "<<")],
)
def test_keys_are_words_but_for_true_and_false(written: str, key: Any, tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_text(f"{written}: a\n", encoding="utf-8")
    document, problems = yaml_of(path)
    assert problems == []
    assert document is not None
    assert document.data == {key: "a"}


LINES = """\
# a comment

title: {zh: 一, en: one}
list:
  - first
  -
    second: |
      text
    third: [a,
      b]
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 3),
        (("title",), 3),
        (("title", "en"), 3),
        (("list",), 4),
        (("list", 0), 5),
        (("list", 1), 7),
        (("list", 1, "second"), 7),
        (("list", 1, "third", 1), 10),
        (("list", 1, "absent"), 7),
        (("list", 7), 4),
        (("absent", "deeper"), 3),
    ],
)
def test_every_value_knows_its_line(place: tuple[str | int, ...], line: int, tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_text(LINES, encoding="utf-8")
    document, _ = yaml_of(path)
    assert document is not None
    assert document.line(place) == line


# A whole course

KINDS = (
    "_config.yml",
    "book/modules.yml",
    "book/glossary.yml",
    "book/en/index.md",
    "book/zh/index.md",
    "cases/haier-washer/case.yml",
    "cases/haier-washer/zh.md",
    "cases/haier-washer/analysis.py",
    "exercises/haier-washer.yml",
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped course, which each test leaves as it was."""
    return washer_course(tmp_path_factory.mktemp("reading") / "course")


def examined(course: Path, name: str, raw: bytes | None) -> tuple[Any, tuple[Problem, ...]]:
    """Examine a course with another content in one file (None for a folder in its place), and put the file back."""
    path = course / name
    before = path.read_bytes()
    try:
        path.unlink()
        if raw is None:
            path.mkdir()
        else:
            path.write_bytes(raw)
        return examine(course)
    finally:
        path.rmdir() if raw is None else path.unlink()
        path.write_bytes(before)


@pytest.mark.parametrize("name", KINDS)
def test_each_source_that_cannot_be_read_is_named(name: str, course: Path) -> None:
    spoilt: list[tuple[str, bytes | None]] = [(code, raw) for _, raw, code, _, _ in BYTES if "10 MB" not in _]
    for code, raw in [*spoilt, ("too-large", "你好,世界。\n".encode() * (MEGABYTE // 10)), ("is-a-folder", None)]:
        found, problems = examined(course, name, raw)
        assert found is None
        assert (course / name, code) in {(each.path, each.code) for each in problems}
        assert are_worded(problems)


CASE, TEXT, MODEL = "cases/haier-washer/case.yml", "cases/haier-washer/zh.md", "cases/haier-washer/analysis.py"
ITEMS, PAGE, CONFIG = "exercises/haier-washer.yml", "book/zh/index.md", "_config.yml"
EDITS: list[tuple[str, str, str, list[str]]] = [
    (CONFIG, "languages: [zh, en]", "languages: [zh, fr]", ["not-one-of"]),
    (CONFIG, "languages: [zh, en]", "languages: []", ["too-few"]),
    (CONFIG, "languages: [zh, en]", "languages: [zh, zh]", ["duplicate-id"]),
    (CONFIG, "languages: [zh, en]", "languages: zh", ["wrong-type"]),
    (CONFIG, "languages: [zh, en]", "languages: [[zh], {en: 1}]", ["not-one-of", "not-one-of"]),
    (CONFIG, "languages: [zh, en]", "languages: [zh, en]\n  base_url: my site", ["bad-url"]),
    (CONFIG, "languages: [zh, en]", 'languages: [zh, en]\n  exercises: "a\\0b"', ["no-such-file"]),
    (CONFIG, "casebook:\n", "casebok:\n", ["no-casebook-section"]),
    (CONFIG, "casebook:\n", "casebook: []\nother:\n", ["no-casebook-section"]),
    (CONFIG, "  id: customer-service", "  id: Customer Service!", ["bad-id"]),
    ("book/modules.yml", "- id: finding-the-need", "- id: [finding-the-need]", ["wrong-type", "unknown-reference"]),
    ("book/sources.yml", "- id: S1", "- id: {a: 1}", ["wrong-type"]),
    (CASE, "minutes: 15", "minutes: 15.5", ["wrong-type"]),
    (CASE, "minutes: 15", "minutes: 15\nminutes: 15", ["repeated-key"]),
    (CASE, "value: 1996", "value: true", ["wrong-type"]),
    (CASE, "value: 1996", "value: nan", ["wrong-type"]),
    (CASE, "value: 1996", "value: 1e999", ["wrong-type"]),
    (CASE, "range: [0, 8]", "range: [0]", ["too-few"]),
    (CASE, "range: [0, 8]", "range: {low: 0, high: 8}", ["wrong-type"]),
    (CASE, "sources: [S1]", "sources: []", ["too-few"]),
    (CASE, "sources: [S1]", "sources: [[S1]]", ["wrong-type"]),
    (ITEMS, "answer: b\n", "answer: z\n", ["answer-unknown-option"]),
    (ITEMS, "answer: b\n", "answer: [b]\n", ["wrong-type"]),
    (ITEMS, "practice:\n", "practice: {a: 1}\nwaive:\n", ["wrong-type"]),
    (ITEMS, "practice:\n", "practice: false\nwaive:\n", ["wrong-type"]),
    (
        ITEMS,
        "  - id: which-is-unspoken\n    type: single-choice",
        "  - id: which-is-unspoken\n    type: [a]",
        ["not-one-of"],
    ),
    (TEXT, "五年里卖出", "[页](" + "很" * 200 + ".md) 五年里卖出", ["broken-link"]),
    (PAGE, "欢迎。", "欢迎。[页](" + "long" * 100 + ".md)", ["broken-link"]),
    (PAGE, "欢迎。", "欢迎。[页](index.md#top)、[页](#top)、[页](index.md)", []),
    (PAGE, "欢迎。", "欢迎。[页](<index.md>)", []),
    (MODEL, "def paths():\n", "def paths():\n# %% other\n", ["bad-python"]),
    (MODEL, "def paths():\n", "def paths()\n", ["bad-python"]),
    (MODEL, "def paths():\n", "x = " + "(" * 100_000 + "\n\n\ndef paths():\n", ["bad-python"]),
    (MODEL, "def paths():\n", "x = " + "1 + " * 20_000 + "1\n\n\ndef paths():\n", ["bad-python"]),
    (MODEL, "# %% model\n", "# %% model\n\n\nimport pandas\n", ["analysis-import"]),
    (TEXT, "五年里卖出", "```python\n# a comment\n```\n\n五年里卖出", []),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "codes"),
    EDITS,
    ids=[f"{row[0].rpartition('/')[2]}: {row[2].strip()[:40]!r}" for row in EDITS],
)
def test_an_edit_gives_the_problems_that_it_makes(
    name: str, old: str, new: str, codes: list[str], course: Path
) -> None:
    """The first problem of the file is the one made; problems elsewhere may follow from it."""
    text = (course / name).read_text(encoding="utf-8")
    assert old in text
    found, problems = examined(course, name, text.replace(old, new, 1).encode())
    here = {each.code for each in problems if not each.is_warning}
    assert set(codes) <= here if codes else here == set()
    assert (found is None) == bool(codes)
    assert are_worded(problems)


def test_a_problem_below_blank_lines_of_a_cell_knows_its_line(course: Path) -> None:
    text = (course / MODEL).read_text(encoding="utf-8")
    new = text.replace("# %% model\n", "# %% model\n\n\nimport pandas\n", 1)
    _, problems = examined(course, MODEL, new.encode())
    (line,) = [each.line for each in problems if each.code == "analysis-import"]
    assert new.split("\n")[line - 1] == "import pandas"


def test_code_above_the_first_cell_is_not_lost_in_silence(course: Path) -> None:
    text = (course / MODEL).read_text(encoding="utf-8")
    _, problems = examined(course, MODEL, f"# A remark may stand here.\nTUBS = 2\n\n{text}".encode())
    assert [(each.path, each.line) for each in problems] == [(course / MODEL, 2)]
    _, problems = examined(course, MODEL, f"# A remark may stand here.\n\n{text}".encode())
    assert problems == ()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("book/sources.yml", "- id: S1\n", "- id: S1\n  notes: x\n"),
        ("book/modules.yml", "- id: finding-the-need\n", "- id: finding-the-need\n  summry: x\n"),
        ("book/frameworks/latent-needs/framework.yml", "title:", "tilte: x\ntitle:"),
        ("book/glossary.yml", "- id: latent-need\n", "- id: latent-need\n  tem: x\n"),
        (CASE, "  - id: test-the-claim\n", "  - id: test-the-claim\n    blom: x\n"),
        (ITEMS, "    type: numeric\n", "    type: numeric\n    toleranc: 1\n"),
    ],
)
def test_one_mistake_is_reported_once(name: str, old: str, new: str, course: Path) -> None:
    """What is declared with a mistake is declared all the same: nothing that refers to it is wrong."""
    text = (course / name).read_text(encoding="utf-8")
    _, problems = examined(course, name, text.replace(old, new, 1).encode())
    assert [(each.path, each.code.removesuffix("-near")) for each in problems] == [(course / name, "unknown-key")]


def test_a_mistake_in_the_settings_does_not_hide_others(course: Path) -> None:
    config = (course / CONFIG).read_text(encoding="utf-8").replace("  license:", "  licence:", 1)
    text = (course / PAGE).read_text(encoding="utf-8")
    (course / PAGE).write_text(text.replace("欢迎。", "欢迎,{term}`nothing`。"), encoding="utf-8")
    try:
        _, problems = examined(course, CONFIG, config.encode())
    finally:
        (course / PAGE).write_text(text, encoding="utf-8")
    codes = {each.code for each in problems if not each.is_warning}
    assert codes == {"unknown-key-near", "half-width", "unknown-target"}


def test_a_mistake_below_another_keeps_its_line(tmp_path: Path) -> None:
    other = washer_course(tmp_path / "course")
    text = "- title: {zh: 甲}\n  pages: [index]\n- title: {zh: 乙, en: B}\n  pages: [nowhere]\n"
    (other / "book" / "pages.yml").write_text(text, encoding="utf-8")
    _, problems = examine(other)
    assert {each.line for each in problems if each.code == "page-missing"} == {4}


def test_a_course_with_windows_line_ends_is_fine(tmp_path: Path) -> None:
    course = washer_course(tmp_path / "course")
    for path in course.rglob("*"):
        if path.suffix in {".yml", ".md", ".py"}:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    found, problems = examine(course)
    assert problems == ()
    assert found is not None


@pytest.mark.parametrize("what", ["book", "cases", "exercises", "book/zh", "cases/haier-washer"])
def test_a_folder_that_is_missing_or_a_file_is_named(what: str, tmp_path: Path) -> None:
    course = washer_course(tmp_path / "course")
    shutil.rmtree(course / what)
    for put in (nothing, lambda path: path.write_text("a: 1\n")):
        put(course / what)
        found, problems = examine(course)
        assert found is None
        assert are_worded(problems)
        assert any(each.path.is_relative_to((course / what).parent) for each in problems)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_is_no_course_is_named(there: bool, tmp_path: Path) -> None:
    root = tmp_path if there else tmp_path / "absent"
    found, problems = examine(root)
    assert found is None
    assert [(each.path, each.code) for each in problems] == [(root / "_config.yml", "no-such-file")]


# Long lines and other monotony: a search whose time grows with the square of the length would run into the time limit

UNITS = [
    "`",
    "[",
    "](",
    "~",
    "$",
    "<",
    "(",
    "*",
    "#",
    "{",
    "“",
    "- ",
    "> ",
    "1. ",
    "a",
    "中,",
    "\n",
    " ",
    "``` ",
    "{fig}`",
]
UNITS += ["`\n", "```\n", "---\n", "(a)=\n", "{a}`b`", "中,\n", "|", "![", ":::\n", "    \n"]
LENGTH = 100_000


@pytest.mark.parametrize("name", [PAGE, TEXT])
@pytest.mark.parametrize("unit", UNITS)
def test_monotony_is_read_in_time(unit: str, name: str, course: Path) -> None:
    text = (course / name).read_text(encoding="utf-8")
    _, problems = examined(course, name, f"{text}\n{unit * (LENGTH // len(unit))}".encode())
    assert are_worded(problems)


# Mutations of the real sources

COUNT, SOAK_COUNT = 65, 1000
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in (
        "_config.yml",
        "book/*.yml",
        "book/*/index.md",
        "book/frameworks/latent-needs/*",
        "book/tools/needs-observation.yml",
        "cases/haier-washer/*",
        "exercises/haier-washer.yml",
    )
    for path in ROOT.glob(pattern)
    if path.is_file()
)
SNIPPETS = [
    "",
    "~",
    "[]",
    "{}",
    "[a]",
    "{a: b}",
    "[[a]]",
    "[{id: a}]",
    "- a",
    "true",
    "no",
    "-1",
    "1e999",
    "nan",
    '""',
    '"\\0"',
]
SNIPPETS += [
    '"',
    "'",
    "*a",
    "&a b",
    "!!int 3",
    "{zh: 一}",
    "{zh: 一, en: one, fr: un}",
    "{fig}`x`",
    "{case}`x`",
    "a: b",
    "#",
]
SNIPPETS += [
    "(situation)=",
    "(nonsense)=",
    "## x",
    "# x",
    "{chart}`x`",
    "```",
    ":::",
    "# %% chart x",
    "# %% model",
    "def f():",
]
SNIPPETS += [
    "import os",
    "[x](y.md)",
    "![](x)",
    "9" * 30,
    "x" * 400,
    "中,文",
    "\u0085",
    "\ufeff",
    "\ud83d\ude00",
    "\t",
    "---",
    "...",
]

edits = st.tuples(
    st.sampled_from(
        [
            "drop line",
            "repeat line",
            "move line",
            "new line",
            "new value",
            "new words",
            "drop span",
            "insert",
            "indent",
            "cut",
            "bytes",
        ]
    ),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(SNIPPETS) | st.text(max_size=8),
    st.binary(min_size=1, max_size=6),
)


def mutated(raw: bytes, kind: str, first: float, second: float, snippet: str, junk: bytes) -> bytes:
    """Return a text with one edit: at about `first` of its length, of a size or to a place given by `second`."""
    text = raw.decode("utf-8", "replace")
    lines = text.split("\n")
    line, other = int(first * (len(lines) - 1)), int(second * (len(lines) - 1))
    place = int(first * len(text))
    end = place + int(second * 40)
    match kind:
        case "drop line":
            del lines[line]
        case "repeat line":
            lines.insert(line, lines[line])
        case "move line":
            lines.insert(other, lines.pop(line))
        case "new line":
            lines[line] = snippet
        case "new value":
            head, colon, _ = lines[line].rpartition(": ")
            lines[line] = f"{head}{colon}{snippet}"
        case "new words":
            words = lines[line].split(" ")
            words[int(second * (len(words) - 1))] = snippet
            lines[line] = " ".join(words)
        case "indent":
            lines[line] = f"  {lines[line]}" if second < 0.5 else lines[line][2:]
        case "drop span":
            return f"{text[:place]}{text[end:]}".encode()
        case "insert":
            return f"{text[:place]}{snippet}{text[place:]}".encode("utf-8", "replace")
        case "cut":
            return text[:place].encode()
        case "bytes":
            return raw[:place] + junk + raw[end:]
    return "\n".join(lines).encode("utf-8", "replace")


def never_raises(course: Path, name: str, raw: bytes) -> None:
    found, problems = examined(course, name, raw)
    assert found is not None or any(not each.is_warning for each in problems)
    assert all(each.path.is_relative_to(course) for each in problems)
    assert are_worded(problems)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_mutated_source_is_read_or_its_problems_are_named(name: str, course: Path, soak: bool) -> None:
    examples = (SOAK_COUNT if soak else COUNT) // len(SHIPPED)

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(edits, min_size=1, max_size=3))
    def check(listed: list[tuple[str, float, float, str, bytes]]) -> None:
        raw = (course / name).read_bytes()
        for edit in listed:
            raw = mutated(raw, *edit)
        never_raises(course, name, raw)

    check()


@pytest.mark.parametrize("name", SHIPPED)
def test_random_bytes_are_read_or_named(name: str, course: Path, soak: bool) -> None:
    @settings(
        max_examples=50 if soak else 3,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
    def check(raw: bytes) -> None:
        never_raises(course, name, raw)

    check()
