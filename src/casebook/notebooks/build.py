"""Write the cells of a case: plain Markdown and code that any Jupyter shows and, with numpy and matplotlib, runs."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import assert_never

from nbformat import NotebookNode

from casebook.items import Item
from casebook.labels import label
from casebook.markup import write_roles
from casebook.model import AnalysisCell, Assumption, Case, Chart, Course, Figure, Framework
from casebook.notebooks.answers import answer_source, is_prose
from casebook.notebooks.blocks import (
    Block,
    ChartBlock,
    DecisionPoint,
    Evidence,
    Head,
    Heading,
    ItemBlock,
    Prompts,
    Prose,
    Worksheet,
    case_blocks,
)
from casebook.notebooks.cells import code_cell, markdown_cell, notebook_of
from casebook.notebooks.items import aside, item_markdown
from casebook.notebooks.roles import plain_role

_SETUP = files("casebook.notebooks") / "setup_cell.py"
_OUR_HEADINGS = {"discussion": "nb_prompts", "practice": "nb_practice", "graded": "nb_graded", "sources": "nb_sources"}


def build_notebook(course: Course, case: Case, language: str) -> NotebookNode:
    """Return the notebook of a case in one language: nbformat 4.5, not executed, with stable cell ids and no graded key."""
    writer = _Writer(course, case, language)
    cells: list[NotebookNode] = []
    for block in case_blocks(case, language):
        if isinstance(block, ChartBlock) and not any(cell.id == "parameters" for cell in cells):
            cells.append(markdown_cell("about-the-model", _about_the_model(case, language)))
            cells.extend(model_cells(case, language))
        cells.extend(writer.cells(block))
    return notebook_of(cells, {"case": case.id, "language": language}, case.file.title[language])


def build_sweep(case: Case, language: str, chart: Chart) -> NotebookNode:
    """Return a notebook that draws a chart once for each of its parameter `sweep_values`."""
    assert chart.sweep is not None
    name = chart.sweep.assumption
    loop = f"for {name} in sweep_values:\n    show({chart.function}())"
    values = [_plain(value) for value in chart.sweep.values]
    cells = [*model_cells(case, language, f"sweep_values = {values}\n"), code_cell(f"sweep-{chart.id}", loop)]
    return notebook_of(cells, {"case": case.id, "language": language}, case.file.title[language])


def build_diagrams(framework: Framework, language: str) -> NotebookNode:
    """Return a notebook that draws the diagrams of a framework."""
    cells = _code_cells(framework.cells, language, framework.file.figures)
    cells += [code_cell(f"chart-{chart.id}", f"show({chart.function}())") for chart in framework.file.charts]
    return notebook_of(cells, {"framework": framework.id, "language": language}, framework.file.title[language])


def model_cells(case: Case, language: str, more: str = "") -> list[NotebookNode]:
    """Return the code that defines the model: papermill's parameters (the assumptions), the set-up, and `analysis.py`."""
    return _code_cells(case.analysis, language, case.file.figures, case.file.assumptions, more)


def _code_cells(
    defined: Sequence[AnalysisCell],
    language: str,
    declared: Sequence[Figure],
    assumptions: Sequence[Assumption] = (),
    more: str = "",
) -> list[NotebookNode]:
    lines = [f'language = "{language}"']
    for assumption in assumptions:
        low, high = assumption.range
        unit = f"{assumption.label[language]}{label(language, 'nb_colon')}{assumption.unit[language]}"
        lines.append(f"{assumption.id} = {_plain(assumption.value)}  # {unit} ({low:g}–{high:g})")
    figures = {figure.id: _plain(figure.value) for figure in declared}
    if figures:
        lines.append(f"figures = {figures!r}  # {label(language, 'nb_figures_note')}")
    setup = _SETUP.read_text(encoding="utf-8").replace("NO_CHINESE_FONT", repr(label(language, "nb_no_font")))
    parameters = code_cell("parameters", "\n".join(lines) + "\n" + more, tags=["parameters"])
    cells = [code_cell(f"model-{cell.name}", cell.code) for cell in defined]
    return [parameters, code_cell("setup", setup.rstrip(), hidden=True), *cells]


def _about_the_model(case: Case, language: str) -> str:
    """Return what stands above the model: what its parameters are, and the data files that it reads."""
    note = label(language, "nb_code_note")
    if not case.data:
        return note
    names = label(language, "nb_comma").join(f"`{name}`" for name in case.data)
    return f"{note}\n\n{label(language, 'nb_data_note', files=names)}"


class _Writer:
    """Writes the blocks of one case in one language."""

    def __init__(self, course: Course, case: Case, language: str) -> None:
        self.course, self.case, self.language = course, case, language

    def cells(self, block: Block) -> Iterator[NotebookNode]:
        match block:
            case Head():
                yield markdown_cell(block.id, self._head())
            case Heading(id, text):
                yield markdown_cell(f"section-{id}", self._heading(id, text))
            case Prose(id, markdown):
                yield markdown_cell(id, self.write(markdown))
            case DecisionPoint():
                yield markdown_cell(block.id, self._decision())
            case ChartBlock(id, chart):
                yield code_cell(id, f"show({chart.function}())")
                caption = self.write(chart.caption[self.language])
                yield markdown_cell(f"{id}-caption", f"**{self.write(chart.finding[self.language])}** {caption}")
            case Prompts():
                yield markdown_cell(block.id, self._prompts())
            case ItemBlock(id, item, number, graded):
                words = item_markdown(item, number, self.language, with_key=not graded)
                yield markdown_cell(id, self.write(words))
                yield self._answer(item)
            case Worksheet():
                lines = [
                    f"- {self.write(each.label[self.language])}{self.say('nb_colon')}"
                    for each in self.case.file.transfer
                ]
                yield markdown_cell(block.id, "\n".join(lines))
            case Evidence():
                yield markdown_cell(block.id, self._evidence())
            case _:
                assert_never(block)

    def say(self, key: str, /, **values: object) -> str:
        return label(self.language, key, **values)

    def write(self, markdown: str) -> str:
        """Write roles in plain words."""
        return write_roles(markdown, lambda role: plain_role(role, self.course, self.case, self.language))

    def _head(self) -> str:
        file, language = self.case.file, self.language
        module = self.course.module(file.module)
        objectives = [f"{i}. {self.write(each.text[language])}" for i, each in enumerate(file.objectives, start=1)]
        names = [each.file.title[language] for each in self.course.frameworks_named(file.frameworks)]
        facts = [
            f"{self.say('nb_module')}{self.say('nb_colon')}{module.title[language]}",
            self.say("nb_minutes", minutes=file.minutes),
        ]
        if names:
            facts.append(f"{self.say('nb_frameworks')}{self.say('nb_colon')}{self.say('nb_comma').join(names)}")
        return "\n\n".join(
            [
                f"# {file.title[language]}",
                f"*{self.write(file.summary[language])}*",
                "\n".join(f"- {fact}" for fact in facts),
                f"**{self.say('nb_objectives')}**",
                "\n".join(objectives),
            ]
        )

    def _heading(self, section: str, text: str) -> str:
        heading = f"## {text or self.say(_OUR_HEADINGS[section])}"
        if section == "what-happened":
            return f"---\n\n{self.say('nb_after_decision')}\n\n{heading}"
        notes = [heading, self.say("nb_graded_note")] if section == "graded" else [heading]
        if section == ("practice" if self.case.exercise.practice else "graded"):
            notes.append(self.say("nb_answering"))
        return "\n\n".join(notes)

    def _answer(self, item: Item) -> NotebookNode:
        """Return the cell to answer in; a grader finds it by its id and by the item named in its metadata."""
        interaction = item.interaction()
        write = markdown_cell if is_prose(interaction) else code_cell
        cell = write(f"answer-{item.id}", answer_source(interaction, self.language))
        cell.metadata["casebook"] = {"item": f"{self.case.id}.{item.id}"}
        return cell

    def _decision(self) -> str:
        decision, language = self.case.file.decision, self.language
        options = "\n".join(f"- [ ] {self.write(option.text[language])}" for option in decision.options)
        question = self.write(decision.question[language])
        return f"**{question}**\n\n{self.say('nb_decision_note')}\n\n{options}\n\n{self.say('nb_reason')}"

    def _prompts(self) -> str:
        written = []
        for number, prompt in enumerate(self.case.file.prompts, start=1):
            how = self.say("nb_prompt_line", minutes=prompt.minutes, form=prompt.form[self.language])
            written.append(f"{number}. {self.write(prompt.text[self.language])}{aside(how, self.language)}")
        return "\n".join(written)

    def _evidence(self) -> str:
        file, language, colon = self.case.file, self.language, self.say("nb_colon")
        parts = ["\n".join(f"- {each}{colon}{self.course.source(each).title[language]}" for each in file.sources)]
        if file.figures:
            rows = [
                f"- {each.what[language]}{colon}{each.shown(language)}"
                + aside(f"{self.say('nb_source')} {each.source}", language)
                for each in file.figures
            ]
            parts.append(f"**{self.say('nb_figures')}**\n\n" + "\n".join(rows))
        if file.assumptions:
            rows = []
            for each in file.assumptions:
                span = self.say("nb_assumption_range", low=f"{each.range[0]:g}", high=f"{each.range[1]:g}")
                rows.append(
                    f"- {each.label[language]}{colon}{each.shown(language)}{aside(span, language)}"
                    f"{self.say('nb_gap')}{self.write(each.why[language])}"
                )
            parts.append(f"**{self.say('nb_assumptions')}**\n\n" + "\n".join(rows))
        return "\n\n".join(parts)


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
