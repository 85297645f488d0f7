"""An assignment as one page that needs no other file: what a trainee gets, and nothing that a grader knows."""

import base64
import hashlib
import html
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from casebook import __version__
from casebook.items import Item
from casebook.labels import label, labels
from casebook.markup import Role
from casebook.model import Course
from casebook.model.assignment import Learner, Policy
from casebook.notebooks.blocks import ItemBlock
from casebook.notebooks.roles import plain_role
from casebook.problems import phrase
from casebook.text import Text, write_number
from casebook.website.fragments import fragment, item_fragment
from casebook.website.moments import write_due
from casebook.website.words import Words

_STYLES = (
    ("", "theme/static/casebook.css"),
    ("print", "theme/static/print.css"),
    *(("", name) for name in ("theme/static/work.css", "theme/static/items.css", "package/assignment.css")),
)
_FIRST = "theme/static/start.js"
_SCRIPTS = (
    *(f"theme/static/{name}.js" for name in ("storage", "page", "scoring", "forms")),
    "package/assignment.js",
    *(f"theme/static/{name}.js" for name in ("items", "files", "handin")),
)

Asked = Sequence[tuple[str, Item]]
"""Items by their keys, in the order in which they are asked."""


class _PackedWords(Words):
    """Words of a page that stands alone: what they refer to is a link only where the course has an address."""

    def _link(self, role: Role) -> str:
        if self.base:
            return super()._link(role)
        return html.escape(plain_role(role, self.course, self.subject, self.language), quote=False)


@dataclass(frozen=True)
class _Release:
    """What the page's form for handing in says of the assignment: `id` is what the answers file gives as its release."""

    assignment: str
    id: str
    entries: Asked


class AssignmentPages:
    """Writes the pages of one assignment in one language."""

    def __init__(self, course: Course, assignment: str, title: Text, policy: Policy, language: str) -> None:
        self.course, self.language = course, language
        self.assignment, self.title, self.policy = assignment, title, policy
        address = (course.settings.base_url or "").rstrip("/")
        self.root = f"{address}/{language}/" if address else ""
        self._of_page = Words(course, None, language, self.root)
        self._of_cases: dict[str, Words] = {}
        self._forms: dict[tuple[str, int, str], Markup] = {}

    def page(self, asked: Asked, release: str, learner: Learner | None = None) -> str:
        """Return the page that asks these items; a learner's own where one is given."""
        cases = self._cases(asked)
        held = _Release(self.assignment, release, asked)
        head = fragment("graded_head", self._of_page, assignment=self.assignment, count=len(asked), to="#hand-in")
        hand_in = fragment(
            "hand_in",
            self._of_page,
            release=held,
            cases=cases,
            block=phrase(self.language, "answers-block", assignment="{assignment}", receipt="{receipt}"),
            edition="",
            apart=True,
            learner=learner,
            once=self.policy.attempts == 1,
        )
        styles, first, scripts = _inlined()
        return fragment(
            "assignment",
            self._of_page,
            title=self.title[self.language],
            asked={"cases": cases},
            facts=self._facts(asked, learner),
            learner=learner,
            head=Markup(head),
            hand_in=Markup(hand_in),
            home=f"{self.root}index.html" if self.root else "",
            policy=_policy(),
            styles=styles,
            first_script=first,
            scripts=scripts,
            version=__version__,
        )

    def _cases(self, asked: Asked) -> list[Mapping[str, Any]]:
        """Return the items by case, numbered through, with their forms."""
        numbered = [(number, key, item) for number, (key, item) in enumerate(asked, start=1)]
        cases: list[Mapping[str, Any]] = []
        for case_id, entries in itertools.groupby(numbered, key=lambda each: each[1].partition(".")[0]):
            listed = list(entries)
            link = f"{self.root}cases/{case_id}.html" if self.root else ""
            forms = [self._form(case_id, number, key, item) for number, key, item in listed]
            cases.append({"case": self.course.case(case_id), "items": listed, "forms": forms, "link": link})
        return cases

    def _form(self, case_id: str, number: int, key: str, item: Item) -> Markup:
        """Return an item's form; a page of another learner that asks the same in the same place has the same one."""
        place = (key, number, item.edition())
        if place not in self._forms:
            block = ItemBlock(f"item-{item.id}", item, number, graded=True)
            self._forms[place] = Markup(item_fragment(block, self._words_of(case_id), apart=True))
        return self._forms[place]

    def _words_of(self, case_id: str) -> Words:
        if case_id not in self._of_cases:
            case = self.course.case(case_id)
            self._of_cases[case_id] = _PackedWords(self.course, case, self.language, self.root)
        return self._of_cases[case_id]

    def _facts(self, asked: Asked, learner: Learner | None) -> list[tuple[str, str]]:
        t, language = labels(self.language), self.language
        points = sum(item.points for _, item in asked)
        facts = []
        if self.policy.due is not None:
            facts.append((t["assignment_due"], write_due(self.policy.due, self.policy.zone, language)))
        count = t["question_one"] if len(asked) == 1 else t["questions"].format(n=len(asked))
        total = t["point_one"] if points == 1 else t["points"].format(n=write_number(points, language))
        facts.append((t["assignment_size"], t["assignment_count"].format(count=count, points=total)))
        needed = points * self.policy.pass_percent / 100
        passed = {"percent": write_number(self.policy.pass_percent, language), "points": f"{needed:.4g}"}
        facts.append((t["assignment_pass"], t["assignment_pass_mark"].format(**passed)))
        if self.policy.attempts:
            times = t["assignment_once"] if self.policy.attempts == 1 else t["assignment_times"]
            counted = "" if self.policy.attempts == 1 else t[f"assignment_counts_{self.policy.counted}"]
            facts.append((t["assignment_attempts"], times.format(n=self.policy.attempts) + counted))
        if learner is not None:
            whose = (
                label(language, "assignment_whose", name=learner.name, id=learner.id) if learner.name else learner.id
            )
            facts.append((t["assignment_for"], whose))
        return facts


@cache
def _inlined() -> tuple[Sequence[tuple[str, Markup]], Markup, Sequence[Markup]]:
    """Return the styles with their media, the first script, and the scripts at the end: the same on every page."""
    return tuple((media, _read(name)) for media, name in _STYLES), _read(_FIRST), tuple(map(_read, _SCRIPTS))


def _read(name: str) -> Markup:
    return Markup((files("casebook.website") / name).read_text(encoding="utf-8"))


@cache
def _policy() -> str:
    """Return the policy that lets browsers run and apply what stands in the page, by hash, and ask nobody for anything."""
    styles, first, scripts = _inlined()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes([first, *scripts])}",
            f"style-src {_hashes([style for _, style in styles])}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(texts: Sequence[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
