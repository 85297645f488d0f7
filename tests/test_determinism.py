"""The same sources give the same bytes, whatever was built before."""

from pathlib import Path

from conftest import ROOT, Silent, build_copy, copy_course
from test_noninterference import tree

from casebook.execution.cache import Cache
from casebook.pipeline import build


def test_two_builds_from_nothing_agree(tmp_path: Path) -> None:
    sites = []
    for name in ("one", "two"):
        root = copy_course(ROOT, tmp_path / name)
        build(root, Silent())
        sites.append(tree(root / "_build" / "site"))
    assert sites[0] == sites[1]


def test_a_build_after_an_edit_agrees_with_one_from_nothing(tmp_path: Path, shared_cache: Path) -> None:
    edited = copy_course(ROOT, tmp_path / "edited")
    text = (edited / "cases" / "haier-washer" / "zh.md").read_text(encoding="utf-8")
    (edited / "cases" / "haier-washer" / "zh.md").write_text(text.replace("夏天", "盛夏"), encoding="utf-8")
    build_copy(edited, tmp_path / "course", shared_cache)
    (tmp_path / "course" / "cases" / "haier-washer" / "zh.md").write_text(text, encoding="utf-8")
    build(tmp_path / "course", Silent())
    again = tree(tmp_path / "course" / "_build" / "site")
    assert again == tree(build_copy(ROOT, tmp_path / "fresh", shared_cache))


def test_an_unchanged_build_runs_nothing(tmp_path: Path, shared_cache: Path) -> None:
    build_copy(ROOT, tmp_path / "course", shared_cache)
    reporter = Silent()
    built = build(tmp_path / "course", reporter)
    assert built.ran == 0
    assert reporter.runs == []
    assert "site" not in reporter.stages


def test_a_damaged_cache_entry_is_not_used(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("abcdef", {"cell": []})
    assert cache.get("abcdef") == {"cell": []}
    (tmp_path / "ab" / "abcdef.json").write_text('{"cell": [')
    assert cache.get("abcdef") is None
