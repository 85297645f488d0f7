"""Names of files made from what people are called."""

import re
import unicodedata

from casebook.filenames import file_names

IDS = [
    *(
        "a/b",
        "a_b",
        "A-B",
        "a-b",
        "a\\b",
        "a:b",
        "a b",
        "../../etc/passwd",
        "..",
        ".",
        "a.",
        "A.html",
        "zhang.san",
        "-rf",
        "*",
    ),
    *(
        "con",
        "CON",
        "con.txt",
        "con1",
        "nul",
        "王芳",
        "工号 7",
        "\u202e1",
        "x" * 50,
        "x" * 300,
        "é",
        "e\u0301",
        "a\0b",
        "Ａ１",
        "a1",
    ),
]


def test_they_are_safe_on_every_system_and_unlike() -> None:
    names = file_names(IDS)
    assert list(names) == sorted(IDS)
    alike = {unicodedata.normalize("NFKC", name).casefold() for name in names.values()}
    assert len(alike) == len(IDS)
    assert all(re.fullmatch(r"[\w-][\w.-]*\.html", name) and len(name) <= 90 for name in names.values())
    assert not any(re.fullmatch(r"(con|nul)\..*", name, re.IGNORECASE) for name in names.values())


def test_what_is_safe_stays_as_it_is() -> None:
    names = file_names(["王芳", "zhang.san", "00123"], suffix=".pdf")
    assert names == {"00123": "00123.pdf", "zhang.san": "zhang.san.pdf", "王芳": "王芳.pdf"}
