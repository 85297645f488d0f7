"""What to print and to bring for a session, and how much of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casebook.workshop.words import CaseWords, say


@dataclass(frozen=True)
class Needed:
    """A material: what it is, for each what, and how many in all."""

    what: str
    per: str
    count: int


@dataclass(frozen=True)
class Part:
    """Materials that belong together; `case` is the title of the case that names them."""

    title: str
    case: str
    rows: tuple[Needed, ...]


def materials(cases: Sequence[CaseWords], people: int, groups: int, played: int) -> tuple[Part, ...]:
    """Return the materials of a session: those of the kit, then those that each teaching note names."""
    language = cases[0].language
    units = {"session": 1, "group": groups, "person": people}

    def need(what: str, per: str, count: int = 1) -> Needed:
        return Needed(what, say(language, f"workshop_per_{per}"), count * units[per])

    handout = Markup(say(language, "workshop_handout_of", title="{}"))
    own = [need(say(language, f"workshop_{name}"), "session") for name in ("plan", "groups", "board")]
    own += [need(handout.format(words.inline(words.case.file.title)), "person") for words in cases]
    own += [need(say(language, "workshop_cards"), "group", played)] if played else []
    own += [need(say(language, "workshop_form"), "person")]
    parts = [Part(say(language, "workshop_materials_kit"), "", tuple(own))]
    for words in cases:
        named = tuple(need(words.inline(each.what), each.per, each.count) for each in words.note.materials)
        if named:
            title = words.inline(words.case.file.title)
            parts.append(Part(say(language, "workshop_materials_note"), title, named))
    return tuple(parts)
