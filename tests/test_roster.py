"""Rosters as HR departments send them: read, or everything that is wrong with them told at once."""

import csv
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from casebook.assigning.headings import find_columns, find_language
from casebook.assigning.roster import read_roster
from casebook.errors import CasebookError, SourceError
from casebook.model.assignment import Learner
from casebook.problems import line_of
from casebook.tables import to_bytes

LANGUAGES = ("zh", "en")


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "名单.csv"
    path.write_bytes(text.encode(encoding))
    return path


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(SourceError) as caught:
        read_roster(path, LANGUAGES)
    for each in caught.value.problems:
        assert line_of(each, path.parent, "zh") != line_of(each, path.parent, "en")
    return [(each.line, each.code) for each in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_roster_is_read_from_csv(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = ["工号,姓名,部门,邮箱,语言,备注", "00123,王芳,客服部,wang@example.cn,中文,老员工", "A-7,Li Lei,,,EN,"]
    path = table(tmp_path, "\r\n".join(rows).replace(",", separator) + "\r\n", encoding)
    assert read_roster(path, LANGUAGES) == (
        Learner(id="00123", name="王芳", department="客服部", email="wang@example.cn", language="zh"),
        Learner(id="A-7", name="Li Lei", language="en"),
    )


def test_a_roster_is_read_from_excel_below_a_title(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in (
        ["2026 年培训名单"],
        [],
        ["Staff No.", "Full name", "Dept", "E-mail", "Score"],
        [1001, "王 芳"],
        ["00123", "Li"],
    ):
        sheet.append(row)
    path = tmp_path / "roster.xlsx"
    workbook.save(path)
    assert [(each.id, each.name) for each in read_roster(path, LANGUAGES)] == [("1001", "王 芳"), ("00123", "Li")]


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        ("工号 姓名 部门 邮箱 语言", "id name department email language"),
        ("员工编号 员工姓名 所属部门 电子邮箱 语种", "id name department email language"),
        ("学号（必填） 名字 科室 E-Mail Language*", "id name department email language"),
        ("Employee_ID NAME Department email lang", "id name department email language"),
        ("staff-no. Full_Name Dept. Mail", "id name department email"),
        ("序号 编号 工号 姓名", "- - id name"),
        ("ＩＤ 备注", "id -"),
    ],
)
def test_headings_are_known_in_both_languages(headings: str, columns: str) -> None:
    cells = headings.split(" ")
    found = {places[0]: field for field, places in find_columns(cells).items()}
    assert [found.get(at, "-") for at in range(len(cells))] == columns.split(" ")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("中文", "zh"),
        ("简体中文", "zh"),
        ("zh_CN", "zh"),
        ("English", "en"),
        ("en-GB", "en"),
        ("英文", "en"),
        ("fr", None),
    ],
)
def test_languages_are_known_by_their_names(cell: str, code: str | None) -> None:
    assert find_language(cell) == code


def test_full_width_ids_and_addresses_are_taken_as_the_page_takes_them(tmp_path: Path) -> None:
    path = table(tmp_path, "工号,邮箱\n１００１,wang＠example．cn\n")
    assert read_roster(path, LANGUAGES) == (Learner(id="1001", email="wang@example.cn"),)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("工号,姓名\n", [(1, "roster-empty")]),
        ("姓名,部门\n王芳,客服\n", [(1, "roster-no-id")]),
        ("甲,乙\n丙,丁\n", [(1, "roster-no-heading")]),
        ("", [(0, "roster-no-row")]),
        ("工号,工号\n1,2\n", [(1, "roster-heading-twice")]),
        ("工号,姓名\n,王芳\n", [(2, "roster-blank-id")]),
        ("工号\n1\n1\n", [(3, "roster-id-twice")]),
        ("工号\nab\nAB\n", [(3, "roster-id-alike")]),
        ("工号\n１１\n11\n", [(3, "roster-id-twice")]),
        ("工号\n1\n工号\n", [(3, "roster-heading-again")]),
        ("工号\n#N/A\n", [(2, "roster-broken-cell")]),
        ("工号\n1.20231E+11\n", [(2, "roster-shortened-id")]),
        ("工号\na\u202eb\n", [(2, "roster-odd-id")]),
        ("工号\na\u200bb\n", [(2, "roster-odd-id")]),
        ("工号\n" + "9" * 51 + "\n", [(2, "roster-long-id")]),
        ("工号,姓名\n1,王\u200f芳\n", [(2, "roster-odd-text")]),
        ("工号,部门\n1," + "部" * 101 + "\n", [(2, "roster-long-text")]),
        ("工号,邮箱\n1,wang\n2,a@b@c.cn\n3,a@b\n4,a@.cn\n", [(row, "roster-bad-email") for row in range(2, 6)]),
        ("工号,语言\n1,法语\n2,fr\n", [(2, "roster-bad-language"), (3, "roster-bad-language")]),
        (
            "名单\n工号,姓名,邮箱,语言\n,a,x,y\n1,,,\n1,,@,\n",
            [
                *[(3, code) for code in ("roster-blank-id", "roster-bad-email", "roster-bad-language")],
                *[(5, code) for code in ("roster-id-twice", "roster-bad-email")],
            ],
        ),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path, rows: str, found: list[tuple[int, str]]) -> None:
    assert problems(table(tmp_path, rows)) == found


def test_what_cannot_be_seen_is_not_printed(tmp_path: Path) -> None:
    path = table(tmp_path, "工号\na\x1b[31mb\u202e\n")
    with pytest.raises(SourceError) as caught:
        read_roster(path, LANGUAGES)
    assert all(line_of(each, tmp_path, "en").isprintable() for each in caught.value.problems)


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["工号", "ID", "姓名", "邮箱", "1001", "１", "=1+1", "@", "a@b.cn", "zh", "zh\u00a0", "\u202e"]),
)
fuzzed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def holds(path: Path) -> None:
    """A table is read, or refused with reasons: nothing else."""
    try:
        learners = read_roster(path, LANGUAGES)
    except CasebookError as error:
        for each in getattr(error, "problems", ()):
            line = line_of(each, path.parent, "zh")
            assert [letter for letter in line if unicodedata.category(letter)[0] == "C"] == []
        return
    ids = [each.id for each in learners]
    assert ids
    assert len({each.casefold() for each in ids}) == len(ids)
    assert all(each == each.strip() and each.isprintable() and len(each) <= 50 for each in ids)


@fuzzed
@example([["", "", "", "0\u00a00"]])
@given(st.lists(st.lists(cells, max_size=5), max_size=6))
def test_any_cells_are_read_or_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(written([["工号", "姓名", "邮箱", "语言"], *rows]))
    holds(path)


@fuzzed
@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".txt"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(data)
    holds(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_packed_as_no_office_program_packs_is_refused(tmp_path: Path, workbook: bytes, method: int) -> None:
    whole = zipfile.ZipFile(io.BytesIO(workbook))
    with zipfile.ZipFile(tmp_path / "roster.xlsx", "w", method) as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name))
    with pytest.raises(CasebookError):
        read_roster(tmp_path / "roster.xlsx", ["zh", "en"])


def test_a_locked_workbook_is_refused(tmp_path: Path, workbook: bytes) -> None:
    data = bytearray(workbook)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(magic)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(magic, start + 1)
    (tmp_path / "roster.xlsx").write_bytes(data)
    with pytest.raises(CasebookError):
        read_roster(tmp_path / "roster.xlsx", ["zh", "en"])


@pytest.fixture(scope="module")
def workbook() -> bytes:
    held = Workbook()
    for row in (["工号", "姓名"], ["1001", "王芳"], ["1002", "李雷"]):
        held.active.append(row)
    return to_bytes(held)


@fuzzed
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4), st.floats(0.01, 1))
def test_a_damaged_workbook_is_read_or_refused(
    tmp_path: Path, workbook: bytes, changed: list[tuple[float, int]], kept: float
) -> None:
    content = bytearray(workbook)
    for place, value in changed:
        content[int(place * len(content))] = value
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(bytes(content[: int(kept * len(content))]))
    holds(path)
