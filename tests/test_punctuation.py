"""Half-width punctuation in Chinese: what is found, and that mending leaves nothing to find and everything else alone."""

from pathlib import Path

import pytest
import yaml
from conftest import ROOT, copy_course
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.loader import examine
from casebook.loader.checks.emphasis import stray_marks
from casebook.loader.checks.punctuation import find_half_width
from casebook.loader.mend import main, mend_markdown, mend_yaml

FOUND: list[tuple[str, str]] = [
    # beside a Chinese character
    ("你好,世界", ","),
    ("你好, 世界", ","),
    ("你好:世界", ":"),
    ("你好;世界", ";"),
    ("你好?", "?"),
    ("你好!", "!"),
    ("你好.", "."),
    ("你好.\n再见.", ".."),
    ("你好(世界)", "()"),
    ("你好(world)", "()"),
    ("(你好)", "()"),
    ("hello,世界", ","),
    ("hello, 世界", ","),
    ("Python,很好", ","),
    ("第3章:概述", ":"),
    ("时间3:30,结束", ","),
    # beside Chinese quotation marks and full-width marks
    ("“好”,他说", ","),
    ("他说:“好”", ":"),
    ("《书》:一", ":"),
    ("（一）,二", ","),
    ("好。,", ","),
    # beside marks that are themselves half-width
    ("你好!!!", "!!!"),
    ("好?!", "?!"),
    # pairs go together
    ("价格 (price) 是", "()"),
    ("(English)中文", "()"),
    ("中文(English) text", "()"),
    # in Markdown
    ("**注意**:这里", ":"),
    ("这里**重点**,因为", ","),
    ("- 一,二", ","),
    ("1. 一,二", ","),
    ("> 一,二", ","),
    ("| 甲,乙 | 丙 |", ","),
    ("## 一,二", ","),
    ("[链接,文字](a.md)", ","),
    ("[链接](a.md),后", ","),
    ("卖出{fig}`u`台,很多", ","),
    ("`code`,中文", ","),
    ("上文\n\n---\n\n你好,世界\n\n---\n\n下文", ","),
    ("<b>你好,</b>", ","),
    ("注意:https://example.com/a", ":"),
    (":::{note}\n你好,世界\n:::", ","),
    # nothing
    ("你好，世界。", ""),
    ("“好”，他说：“好（真的）！”", ""),
    ("Hello, world: it is (very) good; is it? Yes!", ""),
    ("10,000 元，3:30 开门", ""),
    ("用 3.1 元", ""),
    ("比例 3:2，很好", ""),
    ("version 1.2.", ""),
    ("1. 一", ""),
    ("- (a) b", ""),
    ("`代码,中文`好", ""),
    ("```\n你好,世界\n```", ""),
    ("~~~\n你好,世界\n~~~", ""),
    ("{term}`市场,调研 <x>`", ""),
    ("[链接](中文,路径.md)", ""),
    ("![图](图,一.png)", ""),
    ("https://example.com/路径,一", ""),
    ("<https://example.com/a,中>", ""),
    ("[一]: https://example.com/中,文", ""),
    ("$a,中$", ""),
    ("(situation)=\n## 情境", ""),
    ("---\ntitle: 你好,世界\n---\n好", ""),
    ("```{course-map}\n```", ""),
    (":::{note} 标题\n好\n:::", ""),
    ("<!-- 你好,世界 -->", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "marks"), FOUND)
def test_half_width_marks_are_found_in_chinese(text: str, marks: str) -> None:
    assert "".join(text[offset] for offset in find_half_width(text)) == marks


@pytest.mark.parametrize("text", [text for text, _ in FOUND])
def test_mending_leaves_nothing_to_find(text: str) -> None:
    mended = mend_markdown(text)
    assert [mended[offset] for offset in find_half_width(mended)] == []
    assert mend_markdown(mended) == mended


MENDED: list[tuple[str, str]] = [
    ("你好,世界", "你好，世界"),
    ("你好, 世界!", "你好，世界！"),
    ("他说:“好的,走吧”", "他说：“好的，走吧”"),
    ("你好(世界)", "你好（世界）"),
    ("你好 ,世界", "你好，世界"),
    ("价格(price)是多少?", "价格（price）是多少？"),
    ("价格 (price) 是", "价格（price）是"),
    ("(English)中文", "（English）中文"),
    ("你好!!!!", "你好！！！！"),
    ("好?!?!", "好？！？！"),
    ("使用Python写", "使用 Python 写"),
    ("用3元", "用 3 元"),
    ("第一.\n第二.", "第一。\n第二。"),
    ("**注意**:这里", "**注意**：这里"),
    ("卖出{fig}`u`台,很多", "卖出{fig}`u`台，很多"),
    ("{term}`市场调研 <customer-research>`,然后", "{term}`市场调研 <customer-research>`，然后"),
    ("[看这里](a,b.md),后", "[看这里](a,b.md)，后"),
    ("1. 一,二\n2. 三", "1. 一，二\n2. 三"),
]


@pytest.mark.parametrize(("text", "mended"), MENDED)
def test_chinese_is_mended(text: str, mended: str) -> None:
    assert mend_markdown(text) == mended


UNTOUCHED = [
    "Hello, world: it is (very) good; is it? Yes!",
    "Use `f(x, y)`. See [a, b](c,d.md) and https://example.com/a,b?c=d;e!",
    "看`代码,中文`。",
    "```python\nx = {'键':1, '值':(2,3)}  # 注释,中文\n```\n",
    "~~~\n你好,世界\n~~~\n",
    "看[链接](中文,路径.md)。",
    "![图](图一,图二.png)",
    "$C = w\\,p_w + e\\,p_e$",
    "$a,中$",
    "{term}`市场,调研 <customer-research>`",
    "{case}`a`与{case}`b`",
    "(situation)=\n## 情境\n",
    "{chart}`cost-by-load`\n",
    "```{course-map}\n```\n",
    ":::{note}\n好\n:::\n",
    "| 甲 | 乙 |\n|---|---|\n| 1,000 | 2:1 |\n",
    "正文[^1]。\n\n[^1]: 注，见 a, b。\n",
    "一行，  \n下一行。\n",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_all_else_is_left_alone(text: str) -> None:
    assert mend_markdown(text) == text


YAML: list[tuple[str, str]] = [
    ('title: {zh: "你好,世界", en: "Hi, (世界)"}\n', 'title: {zh: "你好，世界", en: "Hi, (世界)"}\n'),
    ("zh: 你好,世界\nen: Hello, 世界\n", "zh: 你好，世界\nen: Hello, 世界\n"),
    ("- zh: 你好,世界\n- en: x,世界\n", "- zh: 你好，世界\n- en: x,世界\n"),
    ("zh: |\n  你好,世界\n  “a”:b\nen: x, 是\n", "zh: |\n  你好，世界\n  “a”：b\nen: x, 是\n"),
    ("zh: >-\n  折叠,的\n  文字,\n", "zh: >-\n  折叠，的\n  文字，\n"),
    ("zh:\n  好,的\n  再,来\n", "zh:\n  好，的\n  再，来\n"),
    ("zh: '他说''好'',对'\n", "zh: '他说''好''，对'\n"),
    ('zh: "他说\\"好\\",对"\n', 'zh: "他说\\"好\\"，对"\n'),
    ("# 注释,中\nzh: 好,的 # 注释,中\n", "# 注释,中\nzh: 好，的 # 注释,中\n"),
    ("a: {zh: 第一(1), en: b}\n", "a: {zh: 第一（1）, en: b}\n"),
    ("zh: 用 `a,中` 和 {fig}`x`,好\n", "zh: 用 `a,中` 和 {fig}`x`，好\n"),
    ("zh: 看[这里](中,文.md),好\n", "zh: 看[这里](中,文.md)，好\n"),
    ("holds: [{zh: 一;二, en: a;b}, {zh: 三!, en: c!}]\n", "holds: [{zh: 一；二, en: a;b}, {zh: 三！, en: c!}]\n"),
    ("zh: {a: 好的,b: c}\n", "zh: {a: 好的,b: c}\n"),
    ("term: 你好,世界\nid: 一,二\n", "term: 你好,世界\nid: 一,二\n"),
    ("code: |\n  # 你好,世界\n  x = [1,2]\n", "code: |\n  # 你好,世界\n  x = [1,2]\n"),
    ("languages: [zh, en]\n", "languages: [zh, en]\n"),
    ("a: {zh: ISO 9001：CRM, en: C}\n", "a: {zh: ISO 9001：CRM, en: C}\n"),
    ("a: {zh: 3.1，#, en: C}\n", "a: {zh: 3.1，#, en: C}\n"),
    ("zh: [好,的]\n", "zh: [好,的]\n"),
]


@pytest.mark.parametrize(("text", "mended"), YAML)
def test_only_chinese_texts_of_yaml_are_mended(text: str, mended: str) -> None:
    assert mend_yaml(text) == mended
    assert mend_yaml(mended) == mended


def shape(data: object) -> object:
    """Return the keys of some data, without its words."""
    if isinstance(data, dict):
        return {key: shape(value) for key, value in data.items()}
    return [shape(each) for each in data] if isinstance(data, list) else type(data)


words = st.text(alphabet="你好世界，。“”（） abc12,:;?!().'\"#-", min_size=1, max_size=20)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.fixed_dictionaries({"zh": words, "en": words}), min_size=1, max_size=3),
    st.sampled_from([None, True, False]),
)
def test_mended_yaml_is_the_same_but_for_its_chinese(texts: list[dict[str, str]], flow: bool | None) -> None:
    text = yaml.safe_dump({"list": texts}, allow_unicode=True, default_flow_style=flow, width=1000)
    mended = mend_yaml(text)
    data = yaml.safe_load(mended)
    assert shape(data) == shape(yaml.safe_load(text))
    assert [each["en"] for each in data["list"]] == [each["en"] for each in yaml.safe_load(text)["list"]]
    assert mend_yaml(mended) == mended


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="你好世界，。“” ab1,:;?!()\n", max_size=24))
def test_mending_any_text_leaves_nothing_to_find(text: str) -> None:
    mended = mend_markdown(text)
    assert [mended[offset] for offset in find_half_width(mended)] == []
    assert mend_markdown(mended) == mended


# The sources

FOLDERS = ("book", "cases", "exercises")


def sources(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def test_the_shipped_sources_are_as_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = copy_course(ROOT, tmp_path / "course")
    assert main([str(course / folder) for folder in FOLDERS]) == 0
    assert capsys.readouterr().out == ""
    assert sources(course) == sources(ROOT)


def spoilt(text: str) -> str:
    return text.replace("，", ",").replace("：", ":")


def test_spoilt_sources_are_mended_until_they_validate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = copy_course(ROOT, tmp_path / "course")
    for name in ("cases/haier-washer/zh.md", "book/zh/index.md"):
        path = course / name
        path.write_text(spoilt(path.read_text(encoding="utf-8")), encoding="utf-8")
    path = course / "cases/haier-washer/case.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "\n".join(
            spoilt(line) if line.lstrip().startswith("zh: ") and "`" not in line else line for line in text.split("\n")
        ),
        encoding="utf-8",
    )
    _, found = examine(course)
    problems = [problem for problem in found if not problem.is_warning]
    assert {problem.code for problem in problems} == {"half-width"}
    assert {problem.path.name for problem in problems} == {"zh.md", "index.md", "case.yml"}
    main([str(course / folder) for folder in FOLDERS])
    assert len(capsys.readouterr().out.splitlines()) == 3
    course_found, problems = examine(course)
    assert problems == ()
    assert course_found is not None
    assert sources(course) == sources(ROOT)


def test_a_course_in_chinese_alone_is_mended_too(tmp_path: Path) -> None:
    """What validation finds in a plain text, mending mends; there no key says that it is Chinese."""
    text = "- id: a\n  title: 你好,世界\n  summary: 好,的\n"
    (tmp_path / "modules.yml").write_text(text, encoding="utf-8")
    (tmp_path / "_config.yml").write_text("casebook: {languages: [zh]}\n", encoding="utf-8")
    main([str(tmp_path)])
    assert "你好，世界" in (tmp_path / "modules.yml").read_text(encoding="utf-8")


def test_titles_of_sources_are_quotations_for_both(tmp_path: Path) -> None:
    """What mending leaves alone, validation does not report: its cure would not help."""
    course = copy_course(ROOT, tmp_path / "course")
    path = course / "book" / "sources.yml"
    text = path.read_text(encoding="utf-8") + '- id: S99\n  title: {zh: "书名:副题", en: "A title: a subtitle"}\n'
    path.write_text(text, encoding="utf-8")
    main([str(course / folder) for folder in FOLDERS])
    assert path.read_text(encoding="utf-8") == text
    _, problems = examine(course)
    assert problems == ()


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("**好。**他走了。", [(1, "**好。**他走了。")]),
        ("一\n\n二**好。** 他", []),
        ("**好**。他", []),
        ("1. **好：**他\n2. **好**：他", [(1, "**好：**他")]),
        ("| 甲 | 乙 |\n|---|---|\n| **好。**他 | 丙 |", [(3, "**好。**他")]),
        ("`**好。**他`", []),
        ("```\n**好。**他\n```", []),
    ],
)
def test_bold_that_would_print_its_asterisks_is_found(markdown: str, found: list[tuple[int, str]]) -> None:
    assert list(stray_marks(markdown)) == found
