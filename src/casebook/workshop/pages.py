"""The documents of a kit: what each says, handed to its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from casebook.handouts.document import document
from casebook.labels import labels
from casebook.model import Course, RolePlay, Segment
from casebook.printing import Sheet
from casebook.website.charts import Drawing
from casebook.workshop.fitting import fit
from casebook.workshop.form import Question, of_kind, questions
from casebook.workshop.materials import materials
from casebook.workshop.notebook import Made
from casebook.workshop.planning import Stretch
from casebook.workshop.record import Record
from casebook.workshop.request import Request
from casebook.workshop.words import CaseWords, say

FEW = 5
"""Up to how many people a session follows the variant for small groups."""


@dataclass(frozen=True)
class Session:
    """A session as its documents know it: what was asked for, what the notebook made of it, and the words of its cases."""

    course: Course
    request: Request
    cases: tuple[CaseWords, ...]
    made: Made
    record: Record
    timeline: Drawing

    @property
    def language(self) -> str:
        """Return the language of all documents."""
        return self.request.language

    def of(self, case: str) -> CaseWords:
        """Return the words of a case."""
        return next(each for each in self.cases if each.case.id == case)

    def segment(self, stretch: Stretch) -> Segment:
        """Return the segment that a stretch of the plan gives time to."""
        return self.of(stretch.case).note.segment(stretch.segment)

    def segments(self, case: str) -> list[tuple[Segment, int]]:
        """Return the segments of a case that are in, with their minutes."""
        return [(self.segment(each), each.minutes) for each in self.made.plan.stretches if each.case == case]

    def scene(self, words: CaseWords) -> RolePlay | None:
        """Return the role-play of a case, if the plan plays it."""
        is_played = any("role-play" in segment.shows for segment, _ in self.segments(words.case.id))
        return words.note.role_play(words.audience) if is_played else None

    def sheet(self, template: str, title: str, *, name: str = "", **context: Any) -> Sheet:
        """Return a document of this session from a template of ours."""
        language = self.language

        def speak(key: str, /, **values: object) -> str:
            return say(language, key, **values)

        known: dict[str, Any] = {"session": self, "record": self.record, "facts": facts(self), "say": speak}
        return document(f"workshop/{template}.html", name or template, language, self.course, title, **known, **context)


def facts(session: Session) -> list[tuple[str, str]]:
    """Return what stands at the head of the documents: when, where, who."""
    request, language, made = session.request, session.language, session.made
    clock, last = request.clock, made.plan.stretches[-1].ends
    day = clock.date or say(language, "workshop_no_date")
    zone = f"{labels(language)['title_joint']}{clock.zone}" if clock.date else ""
    ends = clock.shown(last) + _days(language, clock.days(last))
    audiences = [words.note.audience(words.audience).title[language] for words in session.cases]
    people = say(language, "workshop_people_in_groups", people=len(request.people), groups=len(made.groups))
    return [
        (say(language, "workshop_when"), f"{day} {clock.shown(0)}–{ends}{zone}"),
        (say(language, "workshop_where"), say(language, f"workshop_where_{request.where}")),
        (say(language, "workshop_people"), people),
        (say(language, "workshop_audience"), labels(language)["title_joint"].join(dict.fromkeys(audiences))),
    ]


def _days(language: str, days: int) -> str:
    if not days:
        return ""
    told = say(language, "workshop_next_day") if days == 1 else say(language, "workshop_days_later", n=days)
    return f" ({told})" if language == "en" else f"（{told}）"


def plan_sheet(session: Session) -> Sheet:
    """Return the session plan by the clock."""
    plan, request = session.made.plan, session.request
    rows = [
        _row(session, stretch, f"{slot.begins}–{slot.ends}", slot.days)
        for stretch, slot in zip(plan.stretches, session.made.slots, strict=True)
    ]
    left_out = [
        {
            "case": _title(session.of(each.case)),
            "title": session.of(each.case).inline(session.of(each.case).note.segment(each.id).title),
            "why": say(session.language, "workshop_left_out_line", priority=each.priority, least=each.least),
        }
        for each in plan.left_out
    ]
    variants = ["online"] if request.where == "online" else []
    variants += ["small-groups"] if len(request.people) <= FEW else []
    advice = [(_ADVICE[name], [(_title(words), words.section(name)) for words in session.cases]) for name in variants]
    return session.sheet(
        "plan",
        say(session.language, "workshop_plan"),
        rows=rows,
        left_out=left_out,
        advice=advice,
        aims=[(_title(words), _aims(words)) for words in session.cases],
        timeline=Markup(session.timeline.svg),
        note=session.timeline.sentence,
        changes=request.clock.changes(plan.minutes),
    )


_ADVICE = {"online": "workshop_online", "small-groups": "workshop_few"}
"""The headings of the note's sections that a plan takes over."""


def _title(words: CaseWords) -> Markup:
    return words.inline(words.case.file.title)


def _aims(words: CaseWords) -> list[Markup]:
    return [words.inline(each.text) for each in words.case.file.objectives]


def _row(session: Session, stretch: Stretch, time: str, days: int) -> dict[str, Any]:
    """Return a row of the plan."""
    row: dict[str, Any] = {"kind": stretch.kind, "time": time, "days": _days(session.language, days).strip()}
    row["minutes"] = stretch.minutes
    if stretch.kind != "segment":
        suffix = {"welcome": "_pre", "end": "_post"}.get(stretch.kind, "") if session.record.has_pre_post else ""
        text = "" if stretch.kind == "break" else say(session.language, f"workshop_plan_{stretch.kind}{suffix}")
        return row | {"title": say(session.language, f"workshop_{stretch.kind}"), "text": text}
    words, segment = session.of(stretch.case), session.segment(stretch)
    panes = {pane.id: words.inline(pane.pane) for pane in words.note.board}
    return row | {
        "case": session.cases.index(words) + 1,
        "title": words.inline(segment.title),
        "question": words.inline(segment.question),
        "issue": words.inline(segment.issue),
        "shown": words.shown(segment),
        "panes": [panes[each] for each in segment.board],
    }


def groups_sheet(session: Session) -> Sheet:
    """Return who is in which group, with room to sign in."""
    people = session.request.people
    has_departments = any(each.department for each in people)
    return session.sheet(
        "groups",
        say(session.language, "workshop_groups"),
        groups=session.made.groups,
        has_roster=session.request.has_roster,
        has_departments=has_departments,
    )


def cards_sheet(session: Session) -> Sheet | None:
    """Return the role cards of the scenes that are played; None where none is."""
    scenes = [(words, scene) for words in session.cases if (scene := session.scene(words))]
    if not scenes:
        return None
    played = [
        {
            "case": _title(words),
            "title": words.inline(scene.title),
            "scene": words.inline(scene.scene),
            "debrief": words.inline(scene.debrief),
            "cards": [(words.inline(card.role), words.inline(card.text)) for card in scene.cards],
            "size": _card_size([words.plain(card.text) for card in scene.cards], session.language),
        }
        for words, scene in scenes
    ]
    return session.sheet("role-cards", say(session.language, "workshop_cards"), scenes=played)


def _card_size(texts: Sequence[str], language: str) -> str:
    """Return how tall cards are, by the longest text: so that it fits at a size that can be read standing."""
    longest = max(len(text) * (1.0 if language == "zh" else 0.42) for text in texts)
    return "small" if longest <= 90 else "medium" if longest <= 190 else "large"


def form_sheet(session: Session) -> Sheet:
    """Return the feedback form."""
    asked = questions(session.record)
    return session.sheet(
        "feedback",
        say(session.language, "workshop_form"),
        ratings=of_kind(asked, "rating"),
        comments=of_kind(asked, "comment"),
        sureness=[
            (say(session.language, f"workshop_form_{kind}"), _by_case(of_kind(asked, kind)))
            for kind in ("before", "after")
            if session.record.has_pre_post
        ],
    )


def _by_case(asked: Sequence[Question]) -> Mapping[str, list[Question]]:
    titles = dict.fromkeys(each.about for each in asked)
    return {title: [each for each in asked if each.about == title] for title in titles}


def materials_sheet(session: Session) -> Sheet:
    """Return what to print and to bring, with quantities."""
    request = session.request
    played = sum(session.scene(words) is not None for words in session.cases)
    parts = materials(session.cases, len(request.people), len(session.made.groups), played)
    return session.sheet("materials", say(session.language, "workshop_materials"), parts=parts)


def board_sheet(session: Session) -> Sheet:
    """Return the panes of every case on one page."""
    boards = [
        (
            _title(words),
            [(words.inline(pane.pane), [words.inline(each) for each in pane.holds]) for pane in words.note.board],
        )
        for words in session.cases
    ]
    plain = [
        [(words.plain(pane.pane), [words.plain(each) for each in pane.holds]) for pane in words.note.board]
        for words in session.cases
    ]
    return session.sheet("board", say(session.language, "workshop_board"), boards=boards, layout=fit(plain))
