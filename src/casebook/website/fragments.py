"""The parts of a page that are not plain prose, from the templates."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context

from casebook.interactions import Rubric
from casebook.labels import labels
from casebook.model import Assumption, Case, Diagram, item_key
from casebook.notebooks.blocks import ItemBlock
from casebook.notebooks.items import key_words, suggested_words
from casebook.text import write_number
from casebook.website.answering import kind_of, scoring_data
from casebook.website.charts import Drawing
from casebook.website.words import Words


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("casebook.website", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "md": pass_context(lambda context, markdown: context["words"].block(markdown)),
        "mdi": pass_context(lambda context, markdown: context["words"].inline(markdown)),
        "number": pass_context(lambda context, number: write_number(number, context["language"])),
        "python": repr,
    }
    return environment


def fragment(name: str, words: Words, /, **context: Any) -> str:
    """Return a template filled in, for the page that `words` writes."""
    known = {"t": labels(words.language), "t_of": labels, "language": words.language, "words": words}
    template = _environment().get_template(f"{name}.html")
    return template.render(**known, course=words.course, case=words.case, **context).strip() + "\n"


def evidence_fragment(words: Words) -> str:
    """Return the figures, assumptions and sources of a case, and the links to its notebook and data files."""
    assert words.case is not None
    return fragment("evidence", words, folder=f"../{notebook_folder(words.case)}")


def notebook_folder(case: Case) -> str:
    """Return where a case's notebook is published: with data files in a folder of its own, so that it finds them beside it."""
    return f"notebooks/{case.id}/" if case.data else "notebooks/"


def standalone(name: str, context: Mapping[str, Any]) -> str:
    """Return a whole page that belongs to no language."""
    return _environment().get_template(f"{name}.html").render(context).strip() + "\n"


def item_fragment(block: ItemBlock, words: Words, *, apart: bool = False) -> str:
    """Return an item as a form; for a graded one nothing of its scoring reaches the template.

    `apart` from its case, on a page with items of several cases, an item goes by the ids of both.
    """
    item, interaction = block.item, block.item.interaction()
    secrets: dict[str, Any] = {"key_text": [], "rationales": {}, "samples": [], "scoring": None, "criteria": ()}
    if not block.graded:
        scoring = item.scoring()
        secrets = {
            "key_text": [words.inline(each) for each in key_words(interaction, scoring, words.language)],
            "rationales": item.rationales(),
            "samples": item.model_answers(),
            "scoring": scoring_data(scoring),
            "criteria": scoring.criteria if isinstance(scoring, Rubric) else (),
        }
    context: dict[str, Any] = dict(
        item=item,
        apart=apart,
        at=f"{words.case.id}--{item.id}" if apart and words.case else item.id,
        key=item_key(words.case, item) if words.case else "",
        interaction=interaction,
        kind=kind_of(interaction),
        number=block.number,
        graded=block.graded,
        type_label=item.label[words.language],
        suggested_words=suggested_words,
        **secrets,
    )
    return fragment("item", words, **context)


def chart_fragment(
    page: str,
    chart: Diagram,
    drawing: Drawing,
    words: Words,
    files: dict[str, str],
    *,
    frames: Sequence[Drawing] = (),
    values: Sequence[tuple[float, str]] = (),
    assumption: Assumption | None = None,
) -> str:
    """Return a chart of a page such as `cases/haier-washer`, and add its files; with a what-if, its frames and their values."""
    path, shown, base = f"figures/{page}/{chart.id}.svg", list[dict[str, Any]](), 0
    for index, ((value, written), frame) in enumerate(zip(values, frames, strict=True)):
        at = f"figures/{page}/{chart.id}-{index}.svg"
        files[at] = frame.svg
        shown.append({"value": value, "shown": written, "src": f"../{at}", "sentence": frame.sentence})
        if assumption and value == assumption.value:
            path, base = at, index
    if not shown:
        files[path] = drawing.svg
    return fragment(
        "chart",
        words,
        chart=chart,
        src=f"../{path}",
        width=drawing.width,
        height=drawing.height,
        sentence=drawing.sentence,
        frames=shown,
        assumption=assumption,
        base_index=base,
    )
