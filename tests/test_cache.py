"""The cache of results: what is in a key, why a notebook runs, what is believed, and what goes when it is old."""

import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import Silent, link_cache, small_course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_noninterference import rekeyed, tree

from casebook import tidying
from casebook.cli.main import main
from casebook.cli.why import SHOWN, why_lines
from casebook.execution import cache as cache_module
from casebook.execution import recipes
from casebook.execution.cache import Cache
from casebook.execution.jobs import Job, Outputs
from casebook.execution.recipes import ACTS_ON_RESULTS, Reason
from casebook.execution.sealed import write_sealed
from casebook.loader import load
from casebook.pipeline import Built, build, course_jobs
from casebook.problems import wordings

CELLS = (
    ("parameters", "water_price = 2\nfigures = {'sold': 3}\n", ["parameters"]),
    ("setup", "import numpy as np", []),
    ("model-cost", "def cost():\n    return water_price", []),
    ("chart-cost", "show(cost())", []),
)
Cell = tuple[str, str, list[str]]


def a_job(
    cells: tuple[Cell, ...] = CELLS,
    title: str = "A title",
    words: str = "Some words.",
    page: str = "cases/one",
    **more: Any,
) -> Job:
    made = [nbformat.v4.new_markdown_cell(words, id="words")]
    made += [nbformat.v4.new_code_cell(source, id=name, metadata={"tags": tags}) for name, source, tags in cells]
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"title": title})
    return Job(page, "en", "", notebook, **more)


def changed(name: str, source: str) -> tuple[Cell, ...]:
    return tuple((each, source if each == name else old, tags) for each, old, tags in CELLS)


def outputs_of(job: Job, text: str = "2\n") -> Outputs:
    return {name: [{"output_type": "stream", "name": "stdout", "text": text}] for name in job.code_cells()}


# The key

OTHER_RESULTS: dict[str, Callable[[], Job]] = {
    "code": lambda: a_job(changed("model-cost", "def cost():\n    return 2 * water_price")),
    "an assumption": lambda: a_job(changed("parameters", "water_price = 3\nfigures = {'sold': 3}\n")),
    "a figure": lambda: a_job(changed("parameters", "water_price = 2\nfigures = {'sold': 4}\n")),
    "the order of cells": lambda: a_job((*CELLS[:2], CELLS[3], CELLS[2])),
    "the order of assignments": lambda: a_job(changed("parameters", "figures = {'sold': 3}\nwater_price = 2\n")),
    "a cell more": lambda: a_job((*CELLS, ("more", "1", []))),
    "a cell less": lambda: a_job(CELLS[:3]),
    "an id, under which outputs are kept": lambda: a_job((*CELLS[:3], ("chart-price", *CELLS[3][1:]))),
    "tags": lambda: a_job((*CELLS[:3], (*CELLS[3][:2], ["raises-exception"]))),
    "a parameter": lambda: a_job(parameters={"sweep_values": [1, 2]}),
    "a data file": lambda: a_job(data={"a.csv": b"1"}),
}


@pytest.mark.parametrize("name", OTHER_RESULTS)
def test_what_acts_on_results_is_in_the_key(name: str) -> None:
    assert OTHER_RESULTS[name]().key() != a_job().key()


def test_values_of_parameters_and_content_and_names_of_data_are_in_the_key() -> None:
    keys = [a_job(parameters={name: values}).key() for name in "ab" for values in ([1, 2], [2, 1], [1.0, 2])]
    keys += [a_job(data={name: content}).key() for name in ("a.csv", "b.csv") for content in (b"", b"1")]
    keys += [a_job(data={"a.csv": b"1", "b.csv": b"2"}).key(), a_job(data={"a.csv": b"2", "b.csv": b"1"}).key()]
    assert len(set(keys)) == len(keys)


@pytest.fixture
def anew() -> Any:
    """Ask for what is installed again, before and after."""
    recipes._here.cache_clear()
    yield
    recipes._here.cache_clear()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("package", ACTS_ON_RESULTS)
def test_each_version_is_in_the_key(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = a_job().key()
    real = recipes.version_of
    monkeypatch.setattr(recipes, "version_of", lambda name: real(name) + (".1" if name == package else ""))
    recipes._here.cache_clear()
    assert a_job().key() != before


@pytest.mark.usefixtures("anew")
def test_python_the_machine_and_the_engine_are_in_the_key_but_not_the_patch_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = [a_job().key()]
    for name, value in (("ENGINE", "papermill-0"), ("sys", _OtherPython()), ("platform", _OtherMachine())):
        with monkeypatch.context() as here:
            here.setattr(recipes, name, value)
            recipes._here.cache_clear()
            keys.append(a_job().key())
    assert len(set(keys)) == 4
    recipes._here.cache_clear()
    held = json.dumps(a_job().recipe.plain())
    major, minor, patch = __import__("sys").version_info[:3]
    assert f"{major}.{minor}" in held
    assert f"{major}.{minor}.{patch}" not in held


class _OtherPython:
    class version_info:  # noqa: N801
        major, minor = 3, 99

    class implementation:  # noqa: N801
        name = "cpython"

    platform = __import__("sys").platform


class _OtherMachine:
    @staticmethod
    def machine() -> str:
        return "another"


SAME_RESULTS: dict[str, Callable[[], Job]] = {
    "words": lambda: a_job(words="Other words, and more of them."),
    "the title": lambda: a_job(title="Another title"),
    "the page": lambda: a_job(page="cases/two"),
    "the order of parameters": lambda: a_job(parameters={"b": 1, "a": 2}),
    "the order of data files": lambda: a_job(data={"b.csv": b"1", "a.csv": b"2"}),
}


@pytest.mark.parametrize("name", SAME_RESULTS)
def test_nothing_else_is_in_the_key(name: str) -> None:
    reference = a_job()
    if "parameters" in name:
        reference = a_job(parameters={"a": 2, "b": 1})
    if "data" in name:
        reference = a_job(data={"a.csv": b"2", "b.csv": b"1"})
    assert SAME_RESULTS[name]().key() == reference.key()


def test_outputs_and_the_looks_of_a_cell_are_not_in_the_key() -> None:
    job = a_job()
    for cell in job.notebook.cells:
        cell.metadata["jupyter"] = {"source_hidden": True}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text="x")], 4
    assert job.key() == a_job().key()


lines = st.lists(st.sampled_from(["a = 1", "a = 2", "b = 1", "", "a", "a = b = 1", " a = 1"]), max_size=3).map(
    "\n".join
)
some_cells = st.lists(
    st.tuples(st.sampled_from("xyz"), lines, st.sampled_from([[], ["parameters"], ["parameters", "t"]])),
    max_size=3,
    unique_by=lambda cell: cell[0],
).map(tuple)


@settings(deadline=None)
@given(some_cells, some_cells)
def test_notebooks_have_one_key_if_and_only_if_their_code_is_the_same(
    one: tuple[Cell, ...], two: tuple[Cell, ...]
) -> None:
    assert (a_job(one).key() == a_job(two).key()) == (one == two)
    assert bool(recipes.differences(a_job(one).recipe, a_job(two).recipe)) == (one != two)


def test_a_changed_text_key_or_title_runs_nothing_and_an_assumption_its_case(tmp_path: Path) -> None:
    root = small_course(tmp_path / "course")
    before = [job.key() for job in course_jobs(load(root)[0])]

    def after(name: str, old: str, new: str) -> list[str]:
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        keys = [job.key() for job in course_jobs(load(root)[0])]
        path.write_text(text, encoding="utf-8")
        return keys

    assert after("cases/first-case/en.md", "\n\n", "\n\nA sentence more.\n\n") == before
    assert after("cases/first-case/case.yml", "zh: 这里写标题", "zh: 另一个标题") == before
    assert after("_config.yml", "en: Write the title", "en: Rewrite the title") == before
    assert [job.key() for job in course_jobs(load(rekeyed(root, tmp_path / "other"))[0])] == before
    assert not set(after("cases/first-case/case.yml", "value: 5\n", "value: 6\n")) & set(before)


# What is believed


def test_outputs_come_back_as_they_were_put(tmp_path: Path) -> None:
    job, cache = a_job(), Cache(tmp_path / "cache", tmp_path / "ran")
    assert cache.get(job) is None
    cache.put(job, outputs_of(job, "中文 \ud800 \0"))
    again = Cache(tmp_path / "cache")
    assert again.get(job) == outputs_of(job, "中文 \ud800 \0")
    assert (again.found, again.reasons) == (1, {})


def _entry(cache: Cache, job: Job) -> Path:
    return cache.folder / job.key()[:2] / job.key()


DEEP = b"[" * 200_000
ODD: list[bytes] = [b"", b"\n", b"{}", b"null", DEEP, b"\xff\xfe", b"{" * 100, b'{"a": 1e999}', b"1" * 10_000]


@pytest.mark.parametrize("content", ODD)
@pytest.mark.parametrize("is_sealed", [True, False])
def test_a_foreign_entry_is_run_again_and_replaced(tmp_path: Path, content: bytes, is_sealed: bool) -> None:
    job, cache = a_job(), Cache(tmp_path)
    path = _entry(cache, job)
    path.parent.mkdir()
    seal = hashlib.sha256(job.key().encode() + b"\n" + content).hexdigest().encode() + b"\n"
    path.write_bytes(seal + content if is_sealed else content)
    assert cache.get(job) is None
    assert cache.reasons == {job.title: (Reason("why-damaged"),)}
    cache.put(job, outputs_of(job))
    assert Cache(tmp_path).get(job) == outputs_of(job)


FORMS: list[Any] = [
    {},
    [],
    {name: None for name, _, _ in CELLS},
    {name: [None] for name, _, _ in CELLS},
    {name: [{}] for name, _, _ in CELLS},
    {name: [{"output_type": 3}] for name, _, _ in CELLS},
    {name: [{"output_type": "stream"}] for name, _, _ in CELLS},
    {name: [{"output_type": "display_data", "data": "x"}] for name, _, _ in CELLS},
    {name: [] for name, _, _ in CELLS[:3]},
    {name: [] for name in ("more", *(name for name, _, _ in CELLS))},
]


@pytest.mark.parametrize("held", FORMS, ids=str)
def test_whole_entries_of_another_form_are_not_believed(tmp_path: Path, held: Any) -> None:
    job, cache = a_job(), Cache(tmp_path)
    write_sealed(_entry(cache, job), job.key(), held)
    assert cache.get(job) is None


def test_an_entry_under_another_key_is_not_believed(tmp_path: Path) -> None:
    job, other, cache = a_job(), OTHER_RESULTS["code"](), Cache(tmp_path)
    cache.put(other, outputs_of(other, "3\n"))
    _entry(cache, job).parent.mkdir(exist_ok=True)
    _entry(cache, other).rename(_entry(cache, job))
    assert cache.get(job) is None


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_entry_gives_nothing_or_what_was_put(tmp_path: Path, data: st.DataObject) -> None:
    job, cache = a_job(), Cache(tmp_path / "cache", tmp_path / "ran")
    cache.put(job, outputs_of(job))
    for path in (_entry(cache, job), cache._record(job.title)):
        whole = path.read_bytes()
        at = data.draw(st.integers(0, len(whole) - 1))
        put_in = data.draw(st.binary(max_size=5))
        left_out = data.draw(st.integers(0, len(whole) - at))
        path.write_bytes(whole[:at] + put_in + whole[at + left_out :])
    looked = Cache(tmp_path / "cache", tmp_path / "ran")
    assert looked.get(job) in (None, outputs_of(job))
    assert looked.reasons.get(job.title) in (None, (Reason("why-damaged"),))
    missing = OTHER_RESULTS["code"]()
    assert looked.get(missing) is None
    assert looked.reasons[missing.title] in ((Reason("why-first"),), (Reason("why-cell-changed", "model-cost"),))


@pytest.mark.parametrize("in_the_way", ["cache", "cache/shelf", "cache/shelf/entry"])
def test_what_stands_in_the_way_of_the_cache_stops_nothing(tmp_path: Path, in_the_way: str) -> None:
    job = a_job()
    path = tmp_path / in_the_way.replace("shelf", job.key()[:2]).replace("entry", job.key())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if in_the_way.endswith("entry") else path.write_text("mine")
    cache = Cache(tmp_path / "cache", tmp_path / "ran")
    assert cache.get(job) is None
    cache.put(job, outputs_of(job))
    assert cache.trouble
    cache.tidy()
    assert path.exists()


def _use(folder: Path, number: int, rounds: int, said: Any) -> None:
    """Put and get the same few results over and over; say what was wrong."""
    jobs = [a_job(changed("model-cost", f"x = {each}")) for each in range(3)]
    for step in range(rounds):
        cache = Cache(folder / "cache", folder / "ran")
        for index, job in enumerate(jobs):
            found = cache.get(job)
            if found not in (None, outputs_of(job, str(index))):
                said.put(f"wrong outputs of {index}")
            if (step + number) % 3 == index:
                cache.put(job, outputs_of(job, str(index)))
            elif (step + number) % 7 == index:
                _entry(cache, job).unlink(missing_ok=True)
        cache.tidy()
        if cache.trouble:
            said.put(cache.trouble)
    said.put("done")


def test_processes_share_a_cache(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    processes = [context.Process(target=_use, args=(tmp_path, number, 60, said)) for number in range(3)]
    for process in processes:
        process.start()
    heard = [said.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(60)
    assert heard == ["done"] * 3
    assert not list(tmp_path.rglob(".*"))


@pytest.mark.timeout(600)
def test_two_builds_at_once_share_a_cache_and_agree(tmp_path: Path) -> None:
    roots = [small_course(tmp_path / name / "course") for name in ("one", "two")]
    for root in roots:
        link_cache(root, tmp_path / "cache")
    command = [sys.executable, "-m", "casebook.cli.main", "build", "--lang", "en", "--course"]
    running = [subprocess.Popen([*command, str(root)], stderr=subprocess.PIPE, text=True) for root in roots]
    for process in running:
        said = process.communicate(timeout=500)[1]
        assert process.returncode == 0, said
    sites = [tree(root / "_build" / "site") for root in roots]
    assert sites[0] == sites[1]
    results = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(results) == 2
    again = Silent()
    assert build(roots[0], again, languages=["en"]).ran == 0


# Why


REASONS = {
    "code": [Reason("why-cell-changed", "model-cost")],
    "an assumption": [Reason("why-value-changed", "water_price")],
    "a figure": [Reason("why-figures")],
    "the order of cells": [Reason("why-order")],
    "a cell more": [Reason("why-cell-new", "more")],
    "a cell less": [Reason("why-cell-gone", "chart-cost")],
    "tags": [Reason("why-cell-changed", "chart-cost")],
    "a parameter": [Reason("why-value-new", "sweep_values")],
    "a data file": [Reason("why-data-new", "a.csv")],
}


@pytest.mark.parametrize("name", REASONS)
def test_the_reason_names_what_changed(tmp_path: Path, name: str) -> None:
    Cache(tmp_path / "cache", tmp_path / "ran").put(a_job(), outputs_of(a_job()))
    cache, job = Cache(tmp_path / "cache", tmp_path / "ran"), OTHER_RESULTS[name]()
    assert cache.get(job) is None
    assert cache.reasons == {job.title: tuple(REASONS[name])}


def test_several_reasons_are_all_named_and_those_without_a_change_too(tmp_path: Path) -> None:
    def cache(**more: Any) -> Cache:
        return Cache(tmp_path / "cache", tmp_path / "ran", **more)

    job = a_job(data={"a.csv": b"1", "b.csv": b"1"})
    first = cache()
    assert first.get(job) is None
    assert first.reasons == {job.title: (Reason("why-first"),)}
    first.put(job, outputs_of(job))
    both = cache()
    both.get(a_job(changed("setup", "1"), data={"a.csv": b"2", "c.csv": b"1"}))
    assert both.reasons[job.title] == (
        Reason("why-cell-changed", "setup"),
        Reason("why-data-changed", "a.csv"),
        Reason("why-data-new", "c.csv"),
        Reason("why-data-gone", "b.csv"),
    )
    asked = cache(is_read=False)
    assert asked.get(job) is None
    assert asked.reasons == {job.title: (Reason("why-asked"),)}
    _entry(first, job).unlink()
    gone = cache()
    assert gone.get(job) is None
    assert gone.reasons == {job.title: (Reason("why-gone"),)}


@pytest.mark.usefixtures("anew")
def test_a_new_version_is_named_with_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipes, "version_of", lambda name: "2.4.5")
    recipes._here.cache_clear()
    Cache(tmp_path / "cache", tmp_path / "ran").put(a_job(), outputs_of(a_job()))
    monkeypatch.setattr(recipes, "version_of", lambda name: "2.4.6" if name == "numpy" else "2.4.5")
    recipes._here.cache_clear()
    cache = Cache(tmp_path / "cache", tmp_path / "ran")
    cache.get(a_job())
    assert cache.reasons == {"cases/one en": (Reason("why-version", "numpy", "2.4.5", "2.4.6"),)}


def test_every_reason_is_worded_in_both_languages(tmp_path: Path) -> None:
    codes = {code.removeprefix("say-") for code in wordings("zh") if code.startswith("say-why-")}
    codes -= {"why-ran", "why-line", "why-joint", "why-found", "why-nothing-ran"}
    codes -= {"why-unchanged", "why-written", "why-page", "why-more"}
    reasons = {f"cases/a zh {code}": (Reason(code, "name", "1", "2"),) * 2 for code in sorted(codes)}
    course = load(small_course(tmp_path / "course"))[0]
    for language in ("zh", "en"):
        lines = why_lines(Built(course, tmp_path, 1, len(reasons), reasons, 3, ()), language)
        assert len(lines) == len(codes) + 3
        worded = [
            line.partition("cases/a zh ")[2].replace(code, "", 1)
            for code, line in zip(sorted(codes), lines[1:-2], strict=True)
        ]
        assert len(set(worded)) == len(codes)
        assert not [line for line in lines if "$" in line]
        pages = tuple(f"{language}/cases/{number:02}.html" for number in range(SHOWN + 5))
        line, counted, *named, more = why_lines(Built(course, tmp_path, 1, 0, {}, 3, (*pages, "sw.js")), language)
        assert "3" in line
        assert str(SHOWN + 5) in counted
        assert [name.strip() for name in named] == list(pages[:SHOWN])
        assert "5" in more
        assert len(why_lines(None, language)) == 1


@pytest.mark.timeout(600)
def test_build_says_what_ran_and_why(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_course(tmp_path / "course")

    def said(*options: str, language: str = "en") -> list[str]:
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "C")
        assert main(["build", "--course", str(root), "--lang", "en", *options]) == 0
        return capfd.readouterr().out.splitlines()[1:]

    assert said() == []
    assert said("--why") == ["Nothing had changed since the last build."]
    declared = root / "cases" / "first-case" / "case.yml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace("values: [3, ", "values: [3, 3.5, "), encoding="utf-8")
    assert declared.read_text(encoding="utf-8") != text
    assert said("--why", language="zh") == [
        "运行了的笔记本（1 个）：",
        "  cases/first-case en time-by-counters：sweep_values 的值变了",
        "其余 1 个取自缓存。",
        "写入或删除的页面：1 个",
        "  en/cases/first-case.html",
    ]
    assert said("--why", "--no-cache") == [
        "Notebooks that ran: 2",
        "  cases/first-case en: no cache was asked for (--no-cache)",
        "  cases/first-case en time-by-counters: no cache was asked for (--no-cache)",
        "Pages written or deleted: 0",
    ]
    declared.write_text(text, encoding="utf-8")
    for path in (root / "_build" / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert said("--why") == [
        "Notebooks that ran: 2",
        "  cases/first-case en: the cached result was damaged",
        "  cases/first-case en time-by-counters: the cached result was damaged",
        "Pages written or deleted: 1",
        "  en/cases/first-case.html",
    ]
    page = root / "book" / "en" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne sentence more.\n", encoding="utf-8")
    assert said("--why") == [
        "No notebook had to run; taken from the cache: 2",
        "Pages written or deleted: 1",
        "  en/index.html",
    ]


# A disk that takes nothing


@pytest.mark.timeout(300)
def test_a_cache_that_cannot_be_written_is_told_and_the_build_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    root = small_course(tmp_path / "course")

    def full(path: Path, name: str, value: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as here:
        here.setattr(cache_module, "write_sealed", full)
        reporter = Silent()
        built = build(root, reporter, languages=["en"])
    assert built.ran == 2
    assert (root / "_build" / "site" / "en" / "cases" / "first-case.html").is_file()
    (sentence,) = reporter.sentences
    assert str(root / "_build" / "cache") in sentence
    assert "No space left on device" in sentence
    assert not list((root / "_build" / "cache").rglob("*.*"))


def test_a_full_disk_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    root = small_course(tmp_path / "course")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casebook.pipeline.run", full)
    assert main(["build", "--course", str(root)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"The build cannot write {root / '_build'}: No space left on device.")
    assert "Traceback" not in said


# Cleaning


def _aged(path: Path, days: float, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    return path


def _named(folder: Path, letter: str) -> Path:
    return folder / (letter * 2) / (letter * 64)


def test_what_was_not_used_for_thirty_days_goes(tmp_path: Path) -> None:
    old, young = _aged(_named(tmp_path, "a"), 31), _aged(_named(tmp_path, "b"), 29)
    kept = _aged(_named(tmp_path, "c"), 31)
    half = _aged(tmp_path / "dd" / f".{'d' * 64}.abc", 31)
    print_of_old = _aged(tmp_path / "ee" / f"{'e' * 64}.pdf", 31)
    assert tidying.tidy(tmp_path, {kept}) == 3
    assert [path.exists() for path in (old, young, kept, half, print_of_old)] == [False, True, True, False, False]


def test_beyond_a_size_what_was_not_used_longest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "MOST_BYTES", 30)
    files = [
        _aged(_named(tmp_path, letter), days) for letter, days in zip("abcdef", (3, 9, 1, 5, 0.001, 20), strict=True)
    ]
    assert tidying.tidy(tmp_path, {files[5]}) == 3  # the longest unused is one that this build used
    assert [path.exists() for path in files] == [False, False, True, False, True, True]
    monkeypatch.setattr(tidying, "MOST_BYTES", 0)
    assert tidying.tidy(tmp_path) == 2
    assert files[4].exists()  # used within the hour, perhaps by another build


def test_only_results_are_removed(tmp_path: Path) -> None:
    others = [tmp_path / "notes.txt", tmp_path / "aa" / "notes.txt", tmp_path / "thesis" / ("a" * 64)]
    for path in others:
        _aged(path, 400)
    (tmp_path / "bb").symlink_to(tmp_path / "thesis")
    linked = tmp_path / "cc" / ("c" * 64)
    linked.parent.mkdir()
    linked.symlink_to(others[0])
    tidying.tidy(tmp_path)
    assert all(path.exists() for path in [*others[:2], linked])
    assert tidying.tidy(tmp_path / "nothing") == 0


def test_use_is_noted(tmp_path: Path) -> None:
    job, cache = a_job(), Cache(tmp_path)
    cache.put(job, outputs_of(job))
    path = _entry(cache, job)
    for read in (True, False):
        then = time.time() - 20 * 86400
        os.utime(path, (then, then))
        again = Cache(tmp_path, is_read=read)
        again.get(job)
        if not read:
            again.put(job, outputs_of(job))
        assert path.stat().st_mtime > then + 86400


def test_a_build_that_adds_results_cleans_up_and_one_that_adds_none_does_not(tmp_path: Path) -> None:
    job, other = a_job(), OTHER_RESULTS["code"]()
    Cache(tmp_path / "cache", tmp_path / "ran").put(job, outputs_of(job))
    old = _aged(_named(tmp_path / "cache", "a"), 31)
    records = [_aged(_named(tmp_path / "ran", letter), days) for letter, days in (("a", 360), ("b", 370))]
    used = Cache(tmp_path / "cache", tmp_path / "ran")
    assert used.get(job) is not None
    used.tidy()
    assert old.exists()
    used.put(other, outputs_of(other))
    used.tidy()
    assert not old.exists()
    assert [record.exists() for record in records] == [True, False]
    assert Cache(tmp_path / "cache").get(job) is not None
