"""The headings of a roster's columns, as HR departments write them in Chinese and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("工号", "员工工号", "员工号", "员工编号", "职工号", "职工编号", "人员编号", "雇员编号", "职员编号"),
        *("employeeid", "employeenumber", "employeeno", "staffid", "staffnumber", "staffno", "personnelnumber"),
        *("learnerid", "traineeid", "学员编号", "学员号", "学号", "studentid", "studentnumber", "studentno"),
        *("编号", "员工id", "账号", "id", "userid", "number"),
    ),
    "name": (
        *("姓名", "员工姓名", "学员姓名", "名字", "中文名", "中文姓名", "名称"),
        *("name", "fullname", "employeename", "staffname", "learnername", "studentname"),
    ),
    "department": (
        *("部门", "所属部门", "部门名称", "所在部门", "科室", "门店", "单位", "班组"),
        *("department", "departmentname", "dept", "division", "unit", "team", "store"),
    ),
    "email": (
        *("邮箱", "电子邮箱", "邮箱地址", "工作邮箱", "公司邮箱", "企业邮箱", "电子邮件", "邮件", "邮件地址"),
        *("email", "emailaddress", "workemail", "mail"),
    ),
    "language": ("语言", "语种", "使用语言", "首选语言", "language", "preferredlanguage", "lang", "locale"),
}
"""By field, the surest heading first: where a roster has both 工号 and 编号, the first is the id."""

_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "zh": (
        *("zh", "zhcn", "zhhans", "zhhanscn", "cn", "chinese", "simplifiedchinese", "mandarin"),
        *("中文", "中", "汉语", "简体中文", "简体", "中文简体", "普通话", "华语"),
    ),
    "en": ("en", "eng", "enus", "engb", "english", "英文", "英语", "英"),
}
_ASIDE = re.compile(r"[(\[【].*?[)\]】]|[\s_\-./:：*#\"'’]+")


def bare(words: str) -> str:
    """Return words without case, width, spaces, marks and what stands in parentheses: `Employee No. (required)` is `employeeno`."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", words).casefold())


def find_columns(cells: Sequence[str]) -> dict[str, list[int]]:
    """Return the columns that a row of headings gives for each field: several where the same heading stands there twice."""
    plain = [bare(cell) for cell in cells]
    found: dict[str, list[int]] = {}
    for field, known in _HEADINGS.items():
        surest = next((heading for heading in known if heading in plain), None)
        if surest is not None:
            found[field] = [column for column, heading in enumerate(plain) if heading == surest]
    return found


def is_heading(cell: str, field: str) -> bool:
    """Say whether a cell is a heading of a field's column."""
    return bare(cell) in _HEADINGS[field]


def find_language(cell: str) -> str | None:
    """Return the code of a language however it is called, or None."""
    plain = bare(cell)
    return next((code for code, known in _LANGUAGES.items() if plain in known), None)
