"""The notebooks: valid, stable, free of keys, and able to run by themselves."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

from casebook.interactions import (
    AllOrNothing,
    Calls,
    ExtendedText,
    RightMinusWrong,
    Rubric,
    ShareAdjacent,
    SharePairs,
    Tolerance,
    score,
)
from casebook.items import Item
from casebook.labels import label
from casebook.loader import load
from casebook.markup import split_at_charts
from casebook.model import Case, Exercise
from casebook.notebooks.answers import answer_source, read_cell
from casebook.notebooks.build import build_notebook, build_sweep
from casebook.notebooks.items import key_words

COURSE, _ = load(ROOT)
NOTEBOOKS = [(case, language) for case in COURSE.cases for language in COURSE.languages]
named = pytest.mark.parametrize(("case", "language"), NOTEBOOKS, ids=lambda value: getattr(value, "id", value))


@named
def test_notebooks_are_valid_and_the_same_each_time(case: Case, language: str) -> None:
    notebook = build_notebook(COURSE, case, language)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    assert nbformat.writes(notebook) == nbformat.writes(build_notebook(COURSE, case, language))


@named
def test_the_languages_have_the_same_cells(case: Case, language: str) -> None:
    ids = [cell.id for cell in build_notebook(COURSE, case, language).cells]
    assert ids == [cell.id for cell in build_notebook(COURSE, case, COURSE.languages[0]).cells]


@named
def test_one_cell_holds_the_parameters_for_papermill(case: Case, language: str) -> None:
    notebook = build_notebook(COURSE, case, language)
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    held: dict[str, object] = {}
    exec(cell.source, held)
    assert held["language"] == language
    assert {each.id: each.value for each in case.file.assumptions}.items() <= held.items()
    assert held.get("figures", {}) == {figure.id: figure.value for figure in case.file.figures}


@named
def test_graded_items_show_no_key(case: Case, language: str) -> None:
    cells = {cell.id: cell.source for cell in build_notebook(COURSE, case, language).cells}
    for item in case.exercise.graded:
        source = cells[f"item-{item.id}"]
        assert item.stem[language].splitlines()[0][:10] in source
        for text in (*item.rationales().values(), *item.model_answers()):
            assert text[language] not in source
        assert "<details>" not in source
    for item in case.exercise.practice:
        source = cells[f"item-{item.id}"]
        if not isinstance(item.scoring(), Rubric):
            assert all(words in source for words in key_words(item.interaction(), item.scoring(), language, by_id=True))


@named
def test_every_item_is_followed_by_a_cell_to_answer_in(case: Case, language: str) -> None:
    cells = build_notebook(COURSE, case, language).cells
    places = {cell.id: index for index, cell in enumerate(cells)}
    for item in case.exercise:
        asked = item.interaction()
        cell = cells[places[f"item-{item.id}"] + 1]
        assert cell.id == f"answer-{item.id}"
        assert cell.metadata["casebook"] == {"item": f"{case.id}.{item.id}"}
        assert cell.cell_type == ("markdown" if isinstance(asked, ExtendedText) and asked.starter is None else "code")
        assert cell.source == answer_source(asked, language)
        assert read_cell(cell.source, asked) is None
    answers = [cell.id for cell in cells if "casebook" in cell.metadata]
    assert answers == [f"answer-{item.id}" for item in case.exercise]


@named
def test_how_to_answer_is_said_once_before_the_first_item(case: Case, language: str) -> None:
    cells = build_notebook(COURSE, case, language).cells
    (told,) = [index for index, cell in enumerate(cells) if label(language, "nb_answering") in cell.source]
    assert cells[told + 1].id == f"item-{next(iter(case.exercise)).id}"


@pytest.mark.parametrize("kept", ["practice", "graded", ""])
def test_how_to_answer_is_said_wherever_the_items_begin(kept: str) -> None:
    case = COURSE.cases[0]
    items = {kept: getattr(case.exercise, kept)} if kept else {}
    cells = build_notebook(COURSE, replace(case, exercise=Exercise(**items)), "en").cells
    told = [cell.id for cell in cells if label("en", "nb_answering") in cell.source]
    assert told == ([f"section-{kept}"] if kept else [])


def test_the_longest_item_id_fits_into_a_cell_id() -> None:
    case = COURSE.cases[0]
    items = [case.exercise.graded[0].model_copy(update={"id": "x" * 49 + end}) for end in "ab"]
    cells = build_notebook(COURSE, replace(case, exercise=Exercise((), tuple(items))), "en").cells
    ids = [cell.id for cell in cells if "casebook" in cell.metadata]
    assert ids == [f"answer-{item.id}" for item in items]


def test_a_model_is_there_for_a_chart_that_stands_below_the_items() -> None:
    case = COURSE.cases[0]
    sections = dict(case.sections["en"])
    moved = "\n\n".join(f"{{chart}}`{chart.id}`" for chart in case.file.charts)
    for name, section in sections.items():
        text = "\n\n".join(text for text, _ in split_at_charts(section.markdown) if text)
        sections[name] = replace(section, markdown=moved if name == "take-it-to-work" else text)
    ids = [cell.id for cell in build_notebook(COURSE, replace(case, sections={"en": sections}), "en").cells]
    assert ids.index(f"answer-{case.exercise.graded[-1].id}") < ids.index("parameters")
    assert ids.index("model-model") < ids.index(f"chart-{case.file.charts[0].id}")


@named
def test_every_figure_stands_in_the_notebook_with_its_source(case: Case, language: str) -> None:
    text = "\n".join(cell.source for cell in build_notebook(COURSE, case, language).cells)
    assert not re.search(r"\{(fig|assume|term|case|framework|source|chart)\}`", text)
    for figure in case.file.figures:
        assert figure.shown(language) in text


def test_a_sweep_draws_once_for_each_value() -> None:
    for case, language in NOTEBOOKS:
        for chart in case.file.charts:
            if chart.sweep:
                cells = build_sweep(case, language, chart).cells
                assert f"for {chart.sweep.assumption} in sweep_values" in cells[-1].source


_RUN = """
import json, sys
from nbclient import NotebookClient
import nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, extra_arguments=["--IPKernelApp.log_level=ERROR"]).execute()
json.dump([[dict(o) for o in c.outputs] for c in notebook.cells if c.cell_type == "code"], sys.stdout)
"""


def _run_bare(path: Path, **environment: str) -> list[list[dict[str, object]]]:
    """Run a notebook in a plain Jupyter kernel that cannot import casebook."""
    (path.parent / "casebook").mkdir(exist_ok=True)
    (path.parent / "casebook" / "__init__.py").write_text("raise ImportError('a learner has no casebook')")
    plain = {key: value for key, value in os.environ.items() if not key.startswith("CASEBOOK_")}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(path)],
        env={**plain, "PYTHONPATH": str(path.parent), **environment},
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_downloaded_notebook_runs_without_casebook_and_without_a_chinese_font(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "haier-washer.ipynb"
    target.write_bytes((site / "zh" / "notebooks" / "haier-washer.ipynb").read_bytes())
    # A font cache that lists only matplotlib's own fonts stands for a computer without Chinese ones.
    blind = tmp_path / "sitecustomize.py"
    blind.write_text(
        "from matplotlib import font_manager\n"
        "font_manager.fontManager.ttflist = [f for f in font_manager.fontManager.ttflist if 'DejaVu' in f.name]\n"
    )
    outputs = _run_bare(target)
    said = "".join("".join(o["text"]) for cell in outputs for o in cell if o["output_type"] == "stream")  # type: ignore[arg-type]
    pictures = [o for cell in outputs for o in cell if "image/svg+xml" in o.get("data", {})]  # type: ignore[operator]
    assert "没有找到中文字体" in said
    assert len(pictures) == len(COURSE.cases[0].file.charts)
    assert [cell for cell in outputs if any(o["output_type"] == "error" for o in cell)] == []
    assert "yuan" in said  # the sentences under the charts are in English too


@pytest.mark.parametrize("answered", [False, True], ids=["as delivered", "answered"])
def test_a_notebook_with_every_item_type_runs_and_is_read_back(answered: bool, tmp_path: Path) -> None:
    course, _ = load(ROOT / "tests" / "courses" / "school-kitchen")
    (case,) = course.cases
    notebook = build_notebook(course, case, "en")
    cells = {cell.id: cell for cell in notebook.cells}
    for item in case.exercise:
        if answered:
            cells[f"answer-{item.id}"].source = _right_answer(item)
    nbformat.write(notebook, tmp_path / "case.ipynb")
    outputs = _run_bare(tmp_path / "case.ipynb")
    pictures = [o for cell in outputs for o in cell if "image/svg+xml" in o.get("data", {})]  # type: ignore[operator]
    assert len(pictures) == len(case.file.charts)
    for item in case.exercise:
        read = read_cell(cells[f"answer-{item.id}"].source, item.interaction())
        assert (read is not None) == answered
        if answered and not isinstance(item.scoring(), Rubric | Calls):
            assert score(item.scoring(), read) == 1


def _right_answer(item: Item) -> str:
    """Return what a trainee writes who knows everything."""
    match item.scoring():
        case AllOrNothing(key):
            return f"answer = {next(iter(key))!r}"
        case RightMinusWrong(key):
            return f"answer = {list(key)!r}"
        case ShareAdjacent(order):
            return f"answer = {list(order)!r}"
        case SharePairs(pairs):
            return f"answer = {dict(pairs)!r}"
        case Tolerance(value):
            return f"answer = {value!r}"
        case _:
            return next(iter(item.model_answers()))["en"]


def test_the_first_installed_chinese_font_is_used(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "haier-washer.ipynb"
    target.write_bytes((site / "zh" / "notebooks" / "haier-washer.ipynb").read_bytes())
    font = ROOT / "src" / "casebook" / "fonts" / "NotoSansSC-casebook.ttf"
    (tmp_path / "sitecustomize.py").write_text(
        "from matplotlib import font_manager\n"
        "m = font_manager.fontManager\n"
        f"m.addfont({str(font)!r})\n"
        "import dataclasses\n"
        "entry = dataclasses.replace(m.ttflist[-1], name='SimHei')\n"
        "m.ttflist = [f for f in m.ttflist if 'DejaVu' in f.name] + [entry]\n"
    )
    outputs = _run_bare(target)
    said = "".join("".join(o["text"]) for cell in outputs for o in cell if o["output_type"] == "stream")  # type: ignore[arg-type]
    assert "没有找到中文字体" not in said
    assert "标准机型" in said
