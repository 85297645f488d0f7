"""Roles, links and charts in an author's text: found outside code, with their lines, and written as asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.markup import blank_code, find_charts, find_links, find_roles, split_at_charts, write_roles

ROLES: list[tuple[str, str, list[tuple[str, str, str | None, int]]]] = [
    ("none", "plain text", []),
    ("one", "{fig}`units_5y`", [("fig", "units_5y", None, 1)]),
    ("in Chinese", "卖出{fig}`units_5y`，很多", [("fig", "units_5y", None, 1)]),
    ("with words", "{term}`市场 调研 <customer-research>`", [("term", "customer-research", "市场 调研", 1)]),
    ("with words in brackets", "{case}`a < b <c-d>`", [("case", "c-d", "a < b", 1)]),
    ("with spaces around", "{fig}` units `", [("fig", "units", None, 1)]),
    ("with an empty target", "{term}`words <>`", [("term", "words <>", None, 1)]),
    ("two on a line", "{fig}`a` and {assume}`b`", [("fig", "a", None, 1), ("assume", "b", None, 1)]),
    ("side by side", "{fig}`a`{fig}`b`", [("fig", "a", None, 1), ("fig", "b", None, 1)]),
    ("further down", "one\n\nthree {fig}`a`\n{fig}`b`", [("fig", "a", None, 3), ("fig", "b", None, 4)]),
    ("not ours", "{math}`x^2` {nothing}`y`", [("math", "x^2", None, 1), ("nothing", "y", None, 1)]),
    ("in bold", "**{fig}`a`**", [("fig", "a", None, 1)]),
    ("in a table", "| {fig}`a` | b |", [("fig", "a", None, 1)]),
    ("in a heading", "### {fig}`a`", [("fig", "a", None, 1)]),
    ("in a colon fence", ":::{note}\n{fig}`a`\n:::", [("fig", "a", None, 2)]),
    ("in a code span", "`` {fig}`a` ``", []),
    ("in a fence", "```\n{fig}`a`\n```", []),
    ("in a fence of tildes", "~~~python\n{fig}`a`\n~~~", []),
    ("in a longer fence", "````\n```\n{fig}`a`\n```\n````", []),
    ("in a fence without end", "```\n{fig}`a`\n", []),
    ("after a fence", "```\nx\n```\n{fig}`a`", [("fig", "a", None, 4)]),
    ("between fences", "```\nx\n```\n{fig}`a`\n```\ny\n```", [("fig", "a", None, 4)]),
    ("after a code span", "`x` {fig}`a` `y`", [("fig", "a", None, 1)]),
    ("over two lines", "{fig}`a\nb`", []),
    ("without content", "{fig}``", []),
    ("in capitals", "{Fig}`a`", []),
    ("apart", "{fig} `a`", []),
    ("a chart", "{chart}`cost`", [("chart", "cost", None, 1)]),
]


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in ROLES], ids=[row[0] for row in ROLES])
def test_roles_are_found_outside_code(text: str, found: list[tuple[str, str, str | None, int]]) -> None:
    assert [(role.name, role.target, role.title, role.line) for role in find_roles(text)] == found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{fig}`a` of {term}`b <c>`", "[fig a None] of [term c b]"),
        ("`` {fig}`a` `` {fig}`a`", "`` {fig}`a` `` [fig a None]"),
        ("```\n{fig}`a`\n```\n{source}`S1`", "```\n{fig}`a`\n```\n[source S1 None]"),
        ("{math}`x` {chart}`y` {nothing}`z`", "{math}`x` {chart}`y` {nothing}`z`"),
        ("\\1 {fig}`a` \\g<0>", "\\1 [fig a None] \\g<0>"),
        ("", ""),
    ],
)
def test_our_roles_are_written_and_all_else_is_left(text: str, written: str) -> None:
    assert write_roles(text, lambda role: f"[{role.name} {role.target} {role.title}]") == written


SAYS = {"c": "临界点", "l": "Excel", "n": "200 万台", "3": "3", "h": '<a href="x.html">临界点</a>', "e": "<em>two</em>"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("看{term}`c`吧", "看临界点吧"),
        ("看 {term}`c` 吧", "看临界点吧"),
        ("用{term}`l`写", "用 Excel 写"),
        ("用 {term}`l` 写", "用 Excel 写"),
        ("水位{fig}`3`档", "水位 3 档"),
        ("卖出{fig}`n`，", "卖出 200 万台，"),
        ("看{term}`h`吧", '看<a href="x.html">临界点</a>吧'),
        ("看{term}`e`吧", "看 <em>two</em> 吧"),
        ("（{term}`l`）", "（Excel）"),
        ("“{term}`l`”，", "“Excel”，"),
        ("use {term}`l` here", "use Excel here"),
        ("use {term}`c`, too", "use 临界点, too"),
        ("**{term}`c`**：好", "**临界点**：好"),
        ("{term}`c`{term}`l`", "临界点 Excel"),
        ("{term}`l`{term}`c`", "Excel 临界点"),
        ("{term}`c`{term}`h`", '临界点<a href="x.html">临界点</a>'),
        ("", ""),
    ],
)
def test_what_a_role_says_is_spaced_like_the_text_around_it(text: str, written: str) -> None:
    assert write_roles(text, lambda role: SAYS[role.target]) == written


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("a `b` c", "a     c"),
        ("a ``b ` c`` d", "a           d"),
        ("{fig}`x`，好", "        ，好"),
        ("```\nx\n```\ny", "   \n \n   \ny"),
        ("a ` b", "a ` b"),
        ("中`文`字", "中   字"),
    ],
)
def test_code_and_roles_are_blanked(text: str, blanked: str) -> None:
    assert blank_code(text) == blanked


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("only text", [("only text", None)]),
        ("{chart}`a`", [("", "a"), ("", None)]),
        ("one\n\n{chart}`a`\n\ntwo", [("one", "a"), ("two", None)]),
        ("{chart}`a`  \n{chart}`b-c`\ntwo", [("", "a"), ("", "b-c"), ("two", None)]),
        ("see {chart}`a`", [("see {chart}`a`", None)]),
        ("  {chart}`a`", [("  {chart}`a`", None)]),
        ("{chart}`a` here", [("{chart}`a` here", None)]),
    ],
)
def test_a_text_is_split_where_charts_stand(text: str, pieces: list[tuple[str, str | None]]) -> None:
    assert split_at_charts(text) == pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{chart}`a`", [("a", 1)]),
        ("one\n\n{chart}`a`\n\n{chart}`b`\n", [("a", 3), ("b", 5)]),
        ("see {chart}`a`", []),
        ("```\n{chart}`a`\n```\n", []),
    ],
)
def test_charts_are_found_with_their_lines(text: str, found: list[tuple[str, int]]) -> None:
    assert list(find_charts(text)) == found


LINKS: list[tuple[str, str, list[tuple[str, str, bool, int, bool]]]] = [
    ("a page", "[words](page.md)", [("page.md", "words", False, 1, True)]),
    ("a place on a page", "[words](page.md#top)", [("page.md#top", "words", False, 1, True)]),
    ("a place here", "[words](#top)", [("#top", "words", False, 1, False)]),
    ("the web", "[words](https://example.com/a)", [("https://example.com/a", "words", False, 1, False)]),
    ("mail", "[words](mailto:a@example.com)", [("mailto:a@example.com", "words", False, 1, False)]),
    ("with a title", '[words](page.md "title")', [("page.md", "words", False, 1, True)]),
    ("an image", "![alt](a.png)", [("a.png", "alt", True, 1, True)]),
    ("an image without words", "![ ](a.png)", [("a.png", "", True, 1, True)]),
    ("further down", "one\n\n[a](b.md)\n[c](d.md)", [("b.md", "a", False, 3, True), ("d.md", "c", False, 4, True)]),
    ("in angle brackets", "[a](<b.md>)", [("b.md", "a", False, 1, True)]),
    ("with a space in angle brackets", "[a](<b c.md>)", [("b c.md", "a", False, 1, True)]),
    ("in a code span", "`[a](b.md)`", []),
    ("in a fence", "```\n[a](b.md)\n```", []),
    ("not a link", "[a] (b.md)", []),
]


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in LINKS], ids=[row[0] for row in LINKS])
def test_links_are_found_outside_code(text: str, found: list[tuple[str, str, bool, int, bool]]) -> None:
    links = [(link.target, link.words, link.is_image, link.line, link.is_local) for link in find_links(text)]
    assert links == found


pieces = st.sampled_from(
    [
        "{fig}`a`",
        "{term}`b <c>`",
        "`code`",
        "``",
        "`",
        "```",
        "~~~",
        "\n",
        "中文，",
        "{chart}`x`\n",
        "word ",
        "[a](b)",
        "{",
        "}",
        "<",
        ">",
    ]
)
texts = st.lists(pieces, max_size=25).map("".join)


@settings(deadline=None, max_examples=300)
@given(texts)
def test_blanking_keeps_every_line_and_length(text: str) -> None:
    blanked = blank_code(text)
    assert [len(line) for line in blanked.split("\n")] == [len(line) for line in text.split("\n")]
    assert all(new in {old, " "} for old, new in zip(text, blanked, strict=True))


@settings(deadline=None, max_examples=300)
@given(texts)
def test_writing_roles_as_they_were_changes_nothing(text: str) -> None:
    def as_it_was(role: object) -> str:
        return f"{{{role.name}}}`{role.title} <{role.target}>`" if role.title else f"{{{role.name}}}`{role.target}`"  # type: ignore[attr-defined]

    assert write_roles(text, as_it_was) == text


@settings(deadline=None, max_examples=300)
@given(texts)
def test_splitting_at_charts_loses_no_words(text: str) -> None:
    found = split_at_charts(text)
    assert [chart for _, chart in found if chart] == ["x"] * len([chart for _, chart in found if chart])
    assert found[-1][1] is None
    kept = "".join(words for words, _ in found)
    assert kept.count("中文") == text.count("中文")
