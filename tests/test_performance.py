"""The manual's performance page says what the last full run of the benchmarks measured."""

import json
import re
import sys

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))
import publish

RESULTS = json.loads(publish.KEPT.read_text(encoding="utf-8"))


def test_page_and_charts_are_those_of_the_results() -> None:
    for path, text in publish.published(RESULTS).items():
        assert path.read_text(encoding="utf-8") == text, path


def test_the_results_are_of_a_full_run() -> None:
    assert not RESULTS["small"]
    assert [each["cases"] for each in RESULTS["scale"]] == [10, 100, 300, 1000]


@pytest.mark.parametrize("language", publish.WORDS)
def test_every_table_is_filled(language: str) -> None:
    page = (ROOT / "book" / language / "manual" / "performance.md").read_text(encoding="utf-8")
    names = re.findall(r"^% table (\S+)$", page, re.MULTILINE)
    assert names == ["measured", "notebooks", "builds", "scale", "machines", "others"]
    for name in names:
        body = page.split(f"% table {name}\n")[1].split("% end")[0].strip()
        assert len(body) > 60, name


def test_what_was_promised_is_kept() -> None:
    rows = {each["name"]: each for each in RESULTS["rows"]}
    wall = {peer: rows[f"notebook-wall-{peer}"] for peer in ("papermill-serial", "papermill-pool")}
    assert wall["papermill-serial"]["peer"] >= 5 * wall["papermill-serial"]["ours"]
    assert wall["papermill-pool"]["peer"] >= 2.5 * wall["papermill-pool"]["ours"]
    assert rows["build-unchanged"]["ours"] < 1.5
    assert rows["preview"]["ours"] <= 2
    by_size = {each["cases"]: each for each in RESULTS["scale"]}
    assert by_size[1000]["build"] <= 1.3 * by_size[100]["build"]
    assert by_size[1000]["page_mean"] <= 1.1 * by_size[100]["page_mean"]
    assert by_size[1000]["search_98"] < 200
    assert by_size[1000]["together"] < 2000
