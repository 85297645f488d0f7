"""The kit's notebook: papermill gives it the parameters and runs it, and what it shows is what the kit is made of."""

import inspect
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pprint import pformat
from typing import Annotated, Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pydantic import Field

from casebook.execution.jobs import Job, Outputs
from casebook.items.base import Frozen
from casebook.labels import label
from casebook.model import Case
from casebook.workshop.clock import Slot
from casebook.workshop.groups import Person
from casebook.workshop.planning import Plan
from casebook.workshop.request import Request, outline

MIME = "application/vnd.casebook.workshop+json"
_SETUP = files("casebook.notebooks") / "setup_cell.py"
_WIDTH = 100


class Made(Frozen):
    """What the notebook has made: the plan, when each of its stretches is by the clock, and the groups."""

    plan: Plan
    slots: Annotated[tuple[Slot, ...], Field(strict=False)]
    groups: Annotated[tuple[tuple[Person, ...], ...], Field(strict=False)]


def build_job(request: Request, cases: Sequence[Case], title: str) -> Job:
    """Return the run of a kit's notebook for a request."""
    return Job("workshop", request.language, "", build_notebook(request, cases, title), parameters(request))


def parameters(request: Request) -> Mapping[str, Any]:
    """Return what papermill puts in."""
    return {
        "language": request.language,
        "minutes": request.minutes,
        "breaks": list(request.breaks),
        "group_size": request.group_size,
        "date": request.clock.date,
        "start": request.clock.start,
        "zone": request.clock.zone,
    }


def build_notebook(request: Request, cases: Sequence[Case], title: str) -> NotebookNode:
    """Return the notebook, not executed; its parameters hold what papermill replaces."""
    language = request.language
    setup = _SETUP.read_text(encoding="utf-8").replace("NO_CHINESE_FONT", repr(label(language, "nb_no_font")))
    code = _code_of(request, cases)
    cells = [
        _words("title", f"# {title}\n\n{label(language, 'workshop_nb_about')}"),
        new_code_cell(_assignments(_DEFAULTS), id="parameters", metadata={"tags": ["parameters"]}),
        new_code_cell(setup.rstrip(), id="setup", metadata={"jupyter": {"source_hidden": True}}),
        _words("about-declared", label(language, "workshop_nb_declared")),
        new_code_cell(code["declared"], id="declared"),
        _words("about-plan", label(language, "workshop_nb_plan")),
        new_code_cell(code["plan"], id="plan"),
        new_code_cell(code["timeline"], id="timeline"),
        _words("about-groups", label(language, "workshop_nb_groups")),
        new_code_cell(code["groups"], id="groups"),
        _words("about-result", label(language, "workshop_nb_result")),
        new_code_cell(code["result"], id="result"),
    ]
    notebook = new_notebook(cells=cells, metadata=_METADATA | {"title": title})
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def executed(job: Job, outputs: Outputs) -> NotebookNode:
    """Return a notebook as papermill has executed it, without what differs between runs."""
    notebook = job.notebook
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [from_dict(each) for each in outputs[cell.id]]
    injected = new_code_cell(
        "# Parameters\n" + _assignments(job.parameters),
        id="injected-parameters",
        metadata={"tags": ["injected-parameters"]},
    )
    after = next(index for index, cell in enumerate(notebook.cells) if cell.id == "parameters") + 1
    notebook.cells.insert(after, injected)
    return notebook


def read_made(outputs: Outputs) -> Made:
    """Return what a run of the notebook has made."""
    (held,) = (each["data"][MIME] for each in outputs["result"] if MIME in each.get("data", {}))
    return Made.model_validate_json(json.dumps(held))


_METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_DEFAULTS: Mapping[str, Any] = {
    "language": "en",
    "minutes": 60,
    "breaks": [],
    "group_size": 4,
    "date": "",
    "start": "09:00",
    "zone": "Asia/Shanghai",
}


def _words(cell_id: str, markdown: str) -> NotebookNode:
    return new_markdown_cell(markdown, id=cell_id)


def _assignments(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())


def _code_of(request: Request, cases: Sequence[Case]) -> dict[str, str]:
    """Return the source of each code cell but the first two, by its id."""
    language = request.language
    outlines = [outline(case, language).model_dump(mode="json") for case in cases]
    people = [each.model_dump(mode="json", exclude_defaults=True) for each in request.people]
    names = {kind: label(language, f"workshop_{kind}") for kind in ("welcome", "break", "end")}
    sentence = label(language, "workshop_timeline")
    return {
        "declared": f"cases = {_literal(outlines)}\npeople = {_literal(people)}",
        "plan": inspect.cleandoc(
            f"""
            from casebook.workshop.clock import Clock, by_clock
            from casebook.workshop.planning import Outline, make_plan

            outlines = [Outline.model_validate(each) for each in cases]
            clock = Clock(date=date, start=start, zone=zone)
            plan = make_plan(outlines, minutes, breaks)
            slots = by_clock(plan, clock)
            titles = {{(piece.case, piece.id): piece.title for each in outlines for piece in each.pieces}}
            fixed = {names!r}
            names = [titles.get((each.case, each.segment)) or fixed[each.kind] for each in plan.stretches]
            for slot, stretch, name in zip(slots, plan.stretches, names):
                print(f"{{slot.begins}}–{{slot.ends}}  {{stretch.minutes:3}}  {{name}}")
            """
        ),
        "timeline": inspect.cleandoc(
            f"""
            from casebook.workshop.timeline import draw_timeline

            show(draw_timeline(plan, names, clock, palette, {sentence!r}))
            """
        ),
        "groups": inspect.cleandoc(
            """
            from casebook.workshop.groups import Person, make_groups

            groups = make_groups([Person.model_validate(each) for each in people], group_size)
            for number, group in enumerate(groups, start=1):
                print(number, " · ".join(each.name for each in group))
            """
        ),
        "result": inspect.cleandoc(
            f"""
            made = {{
                "plan": plan.model_dump(mode="json"),
                "slots": [each.model_dump(mode="json") for each in slots],
                "groups": [[each.model_dump(mode="json") for each in group] for group in groups],
            }}
            display({{"{MIME}": made}}, raw=True)
            """
        ),
    }


def _literal(value: object) -> str:
    return pformat(value, width=_WIDTH, sort_dicts=False)
