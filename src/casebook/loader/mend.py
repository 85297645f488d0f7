"""Mend the punctuation and spacing of Chinese text in place; `make fmt` runs this over the sources.

autocorrect does most of it. What it leaves (parentheses, marks after a closing quotation mark) is mended here, by the
same rule by which `casebook validate` finds it. In YAML only the Chinese texts are touched. Titles in `sources.yml` are
quotations and stay as they are.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import autocorrect_py as autocorrect
import yaml

from casebook.atomic import write_atomically
from casebook.loader.checks.punctuation import FULL_WIDTH, find_half_width

_QUOTED = "sources.yml"
_CODE_OR_MATH = re.compile(r"(^(?:```|~~~)[^\n]*\n[\s\S]*?^(?:```|~~~)`*[ \t]*\n?|\$[^$\n]{1,500}\$)", re.MULTILINE)


def mend_markdown(text: str) -> str:
    """Return Chinese Markdown with full-width punctuation and with spaces between Chinese and Latin."""
    pieces = _CODE_OR_MATH.split(text)
    for index in range(0, len(pieces), 2):
        pieces[index] = _full_width(autocorrect.format_for(_full_width(pieces[index]), "markdown"))
    return "".join(pieces)


def mend_yaml(text: str, *, all_chinese: bool = False) -> str:
    """Return YAML with its Chinese texts mended, everything else untouched; in a course in Chinese alone no key marks them."""
    pieces, end = [], 0
    for start, stop in _chinese_scalars(text, all_chinese):
        pieces += [text[end:start], _full_width(_spaced(_full_width(text[start:stop])))]
        end = stop
    return "".join([*pieces, text[end:]])


def _full_width(text: str) -> str:
    while marks := list(find_half_width(text)):  # a mark that has become Chinese may stand beside another
        letters = list(text)
        for offset in marks:
            letters[offset] = FULL_WIDTH[letters[offset]]
            if letters[offset + 1 : offset + 2] == [" "]:
                letters[offset + 1] = ""
            if letters[offset] == "（" and letters[offset - 1 : offset] == [" "]:
                letters[offset - 1] = ""
        text = "".join(letters)
    return text


def _spaced(text: str) -> str:
    """Return a text as autocorrect sets it, unless that would put in a mark that means something in YAML."""
    set_anew = autocorrect.format_for(text, "markdown")
    return set_anew if all(set_anew.count(mark) <= text.count(mark) for mark in ",:#") else text


def _chinese_scalars(text: str, all_values: bool) -> Iterator[tuple[int, int]]:
    """Yield where the scalars under a key `zh`, or all that are values, begin and end."""
    waiting = False
    depth: list[bool] = []
    key_next: list[bool] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth.append(isinstance(event, yaml.MappingStartEvent))
            key_next.append(True)
            waiting = False
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth.pop()
            key_next.pop()
            if key_next:
                key_next[-1] = True
        elif isinstance(event, yaml.ScalarEvent) and depth:
            if depth[-1] and key_next[-1]:
                waiting, key_next[-1] = event.value == "zh", False
            else:
                if (waiting or all_values) and event.start_mark and event.end_mark:
                    yield event.start_mark.index, event.end_mark.index
                waiting, key_next[-1] = False, True


def _is_chinese_alone(folder: Path) -> bool:
    """Say whether the course that a folder is, or belongs to, has Chinese as its one language."""
    for config in (folder / "_config.yml", folder.parent / "_config.yml"):
        if config.is_file():
            held = yaml.safe_load(config.read_text(encoding="utf-8"))
            return bool(held.get("casebook", {}).get("languages") == ["zh"])
    return False


def main(folders: list[str]) -> int:
    """Mend every Chinese source below the folders and name those that changed."""
    all_chinese = any(_is_chinese_alone(Path(folder)) for folder in folders)
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*")):
        is_chinese_page = path.suffix == ".md" and (path.stem.endswith("zh") or "zh" in path.parts)
        if not is_chinese_page and (path.suffix != ".yml" or path.name == _QUOTED):
            continue
        text = path.read_text(encoding="utf-8")
        if write_atomically(path, mend_markdown(text) if is_chinese_page else mend_yaml(text, all_chinese=all_chinese)):
            print(path)  # noqa: T201 - a maintainer's tool
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
