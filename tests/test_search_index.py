"""The search index is divided: nothing of it is lost, every file is bounded, and the same index gives the same files."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casebook.website.search_index import INDEX, LIMIT, TERMS, divided, published_index, written


def read(steps: str) -> list[int]:
    """Read pages as search.js does."""
    found: list[int] = []
    page = 0
    for step in steps.split():
        more = int(step, 36)
        for _ in range(max(1, -more)):
            page += max(more, 0) if more >= 0 else 1
            found.append(page)
    return found


def sphinx(terms: dict[str, Any], titles: dict[str, Any] | None = None) -> str:
    """Return an index as Sphinx writes it."""
    held = {
        "alltitles": {"讨论": [[0, "discussion"], [1, "discussion"]], "首页": [[0, None]]},
        "docnames": ["index", "cases/a", "cases/b"],
        "envversion": {"sphinx": 62},
        "filenames": ["index.md", "cases/a.ipynb", "cases/b.ipynb"],
        "indexentries": {},
        "objects": {},
        "objnames": {},
        "objtypes": {},
        "terms": terms,
        "titles": ["首页", "甲", "乙"],
        "titleterms": titles or {},
    }
    return f"Search.setIndex({json.dumps(held)})"


def argument(call: str) -> Any:
    """Return the last argument of the call that a file makes."""
    return json.loads(call[call.index("{") : call.rindex(")")])


@given(st.sets(st.integers(0, 3000)))
def test_pages_are_written_and_read(pages: set[int]) -> None:
    assert read(written(sorted(pages))) == sorted(pages)


def test_pages_that_follow_one_another_take_no_room() -> None:
    assert written(list(range(1000))) == "0 -rr"
    assert written([0, 4, 5, 6, 40]) == "0 4 -2 y"


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.sets(st.integers(0, 2), min_size=1), max_size=30))
def test_every_term_is_in_the_file_that_is_asked_for_it(pages: dict[str, set[int]]) -> None:
    terms = {term: min(each) if len(each) == 1 else sorted(each) for term, each in pages.items()}
    files = divided(sphinx(terms))
    firsts = argument(files[INDEX])["firsts"]
    found: dict[str, set[int]] = {}
    for number, first in enumerate(firsts):
        held = argument(files[f"{TERMS}/{number:03}.js"])
        assert next(iter(held)) == first
        found |= {term: set(read(steps.partition(";")[0])) for term, steps in held.items()}
    assert found == pages


def test_files_are_bounded_and_in_the_order_of_javascript() -> None:
    terms = {f"{chr(0x4E00 + n)}{chr(0x4E01 + n)}": [0, 1, 2] for n in range(9000)} | {"\U0001f600": 1, "\uff21": 2}
    files = divided(sphinx(terms, {"一丁": 1}))
    sizes = [len(text.encode()) for name, text in files.items() if name != INDEX]
    assert len(sizes) > 3
    assert max(sizes) < LIMIT + 60
    held = [term for name, text in files.items() if name != INDEX for term in argument(text)]
    assert held == sorted(held, key=lambda term: term.encode("utf-16-be"))
    assert held[-2:] == ["\U0001f600", "\uff21"]  # surrogates stand before full-width letters
    (first,) = [argument(text)["一丁"] for text in files.values() if '"一丁":' in text]
    assert first == "0 -2;1"


def test_headings_keep_their_pages() -> None:
    base = argument(divided(sphinx({}))[INDEX])
    assert base["alltitles"] == {"讨论": {"discussion": "0 -1"}, "首页": {"": "0"}}
    assert base["titles"] == ["首页", "甲", "乙"]
    assert base["firsts"] == []
    assert "terms" not in base
    assert "filenames" not in base


def test_a_part_is_of_the_index_that_names_it() -> None:
    """A browser may have kept an older file: it says of which index it is."""
    one, other = divided(sphinx({"a": 1})), divided(sphinx({"a": 2}))
    version = argument(one[INDEX])["version"]
    assert version != argument(other[INDEX])["version"]
    assert one[f"{TERMS}/000.js"].startswith(f'Search.setTerms("{version}",0,')


def test_an_index_that_did_not_change_is_not_divided_again(tmp_path: Path) -> None:
    index, kept = tmp_path / INDEX, tmp_path / "kept"
    index.write_text(sphinx({"a": 1}), encoding="utf-8")
    first = published_index(tmp_path, kept)
    assert first == published_index(tmp_path, kept)
    (mark,) = kept.iterdir()
    held = json.loads(mark.read_text(encoding="utf-8"))
    held["files"] = {INDEX: "kept"}
    mark.write_text(json.dumps(held), encoding="utf-8")
    assert published_index(tmp_path, kept) == {Path(INDEX): b"kept"}
    index.write_text(sphinx({"b": 1}), encoding="utf-8")
    assert b'"b":"1"' in published_index(tmp_path, kept)[Path(TERMS) / "000.js"]
