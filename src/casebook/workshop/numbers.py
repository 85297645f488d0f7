"""What votes and forms come to: counts and means, and nothing inferred from them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casebook.workshop.form import Question, of_kind
from casebook.workshop.forms import Form
from casebook.workshop.record import RecordedCase
from casebook.workshop.votes import Ballots

SCALE = range(1, 6)


@dataclass(frozen=True)
class Rating:
    """The answers to a rated statement: how many gave each score from 1 to 5."""

    question: Question
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """Return how many answered."""
        return sum(self.counts)

    @property
    def mean(self) -> Fraction | None:
        """Return the mean; None where nobody answered."""
        total = sum(score * count for score, count in zip(SCALE, self.counts, strict=True))
        return Fraction(total, self.n) if self.n else None


@dataclass(frozen=True)
class Change:
    """How sure people were of an objective before and after, of those who answered both times."""

    question: Question
    pairs: tuple[tuple[int, int], ...]

    @property
    def n(self) -> int:
        """Return how many answered both times."""
        return len(self.pairs)

    @property
    def means(self) -> tuple[Fraction, Fraction] | None:
        """Return the means before and after; None without pairs."""
        if not self.pairs:
            return None
        return Fraction(sum(a for a, _ in self.pairs), self.n), Fraction(sum(b for _, b in self.pairs), self.n)

    @property
    def directions(self) -> tuple[int, int, int]:
        """Return how many are surer than before, as sure, and less sure."""
        steps = [after - before for before, after in self.pairs]
        return sum(each > 0 for each in steps), steps.count(0), sum(each < 0 for each in steps)


@dataclass(frozen=True)
class Choice:
    """An option, with its votes before and after."""

    text: str
    before: int
    after: int


@dataclass(frozen=True)
class Vote:
    """The votes on the decision of a case."""

    title: str
    question: str
    choices: tuple[Choice, ...]

    @property
    def before(self) -> int:
        """Return how many voted before the discussion."""
        return sum(each.before for each in self.choices)

    @property
    def after(self) -> int:
        """Return how many voted after it."""
        return sum(each.after for each in self.choices)


def rate(asked: Sequence[Question], forms: Sequence[Form]) -> tuple[Rating, ...]:
    """Return the answers to each rated statement."""
    rated = []
    for question in of_kind(asked, "rating"):
        given = [form.ratings[question.code] for form in forms if question.code in form.ratings]
        rated.append(Rating(question, tuple(given.count(score) for score in SCALE)))
    return tuple(rated)


def compare(asked: Sequence[Question], forms: Sequence[Form]) -> tuple[Change, ...]:
    """Return for each objective what the same people said before and after."""
    changes = []
    for first, second in zip(of_kind(asked, "before"), of_kind(asked, "after"), strict=True):
        both = [form.ratings for form in forms if {first.code, second.code} <= form.ratings.keys()]
        changes.append(Change(second, tuple((each[first.code], each[second.code]) for each in both)))
    return tuple(changes)


def count_votes(cases: Sequence[RecordedCase], ballots: Mapping[str, Ballots]) -> tuple[Vote, ...]:
    """Return the votes of each case that was voted on, in the order of the session."""
    return tuple(
        Vote(
            case.title,
            case.question,
            tuple(
                Choice(each.text, ballots[case.id].before.get(each.id, 0), ballots[case.id].after.get(each.id, 0))
                for each in case.options
            ),
        )
        for case in cases
        if case.id in ballots
    )
