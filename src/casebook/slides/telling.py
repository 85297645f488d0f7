"""Put a deck together: the title, then case by case what the segments show, with notes and minutes."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from casebook.labels import labels
from casebook.model import Case, Course, Segment
from casebook.slides.bodies import Bodies
from casebook.slides.deck import Body, Deck, Kind, Note, Part, Slide, Title
from casebook.slides.fitting import TITLE, size_of
from casebook.slides.noting import Notes


def build_deck(course: Course, parts: Sequence[Part], language: str, *, title: str, session: str = "") -> Deck:
    """Return the deck of a session that takes up these cases."""
    t = labels(language)
    slides: list[Slide] = []
    is_one = len(parts) == 1 and parts[0].case.file.title[language] == title
    if not is_one:
        lines = tuple(Markup.escape(part.case.file.title[language]) for part in parts)
        about = Title(course.settings.title[language], title, size_of(title, TITLE), lines)
        slides.append(Slide("start", "title", "", "", "", 0, about, ()))
    for number, part in enumerate(parts, start=1):
        above = course.settings.title[language] if is_one else t["slides_case"].format(n=number, total=len(parts))
        slides += _part_slides(course, part, language, above)
    return Deck(course.settings.id, title, session, language, tuple(slides))


def _part_slides(course: Course, part: Part, language: str, above: str) -> list[Slide]:
    bodies, notes, case = Bodies(course, part, language), Notes(course, part, language), part.case.id
    slides = [Slide(case, "title", "", case, "", 0, bodies.title(above), tuple(notes.title()))]
    for number, (kind, body) in enumerate(bodies.opening(), start=1):
        name = f"{case}--opening-{number}"
        slides.append(Slide(name, kind, "", case, "", 0, body, tuple(notes.opening())))
    for segment, minutes in part.stretches:
        bodies.enter(segment)
        fitted = prompt_minutes(part.case, segment, minutes)
        shown = [(kind, step, body) for step in segment.shows for kind, body in bodies.of(step, fitted)]
        kinds = [(kind, step) for kind, step, _ in shown]
        told = [notes.of(segment, kinds, at, minutes, fitted) for at in range(len(shown))]
        slides += _segment_slides(case, segment.id, segment.title[language], minutes, shown, told, fitted)
    return slides


def _segment_slides(
    case: str,
    segment: str,
    head: str,
    minutes: int,
    shown: Sequence[tuple[Kind, str, Body]],
    told: Sequence[Sequence[Note]],
    fitted: Mapping[str, int],
) -> list[Slide]:
    seconds = share([step for _, step, _ in shown], minutes, fitted)
    return [
        Slide(f"{case}--{segment}-{number}", kind, step, case, head, minutes, body, tuple(notes), given)
        for number, ((kind, step, body), notes, given) in enumerate(zip(shown, told, seconds, strict=True), start=1)
    ]


def prompt_minutes(case: Case, segment: Segment, minutes: int) -> dict[str, int]:
    """Return the minutes of a segment's prompts, cut in proportion where the segment has fewer than they ask for."""
    asked = {each.id: each.minutes for each in case.file.prompts if each.id in segment.shown("prompt")}
    total = sum(asked.values())
    return asked if total <= minutes else {name: max(1, each * minutes // total) for name, each in asked.items()}


def share(steps: Sequence[str], minutes: int, fitted: Mapping[str, int]) -> list[int]:
    """Share a segment's time among its slides, in seconds: prompts have theirs, the others what is left, each the same."""
    asked = [60 * fitted[step.partition("/")[2]] if step.startswith("prompt/") else 0 for step in steps]
    counts = {step: steps.count(step) for step in steps}
    asked = [each // counts[step] for each, step in zip(asked, steps, strict=True)]
    left = max(0, 60 * minutes - sum(asked))
    open_ones = [at for at, each in enumerate(asked) if not each] or list(range(len(steps)))
    for at in open_ones:
        asked[at] += left // len(open_ones)
    if asked:
        asked[-1] += max(0, 60 * minutes - sum(asked))
    return asked
