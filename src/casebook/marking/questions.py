"""What was asked of whom, with the rubric that counts now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from casebook.gradebook.reading import ItemResult, Standing
from casebook.interactions import Rubric
from casebook.items import Item
from casebook.model import Course
from casebook.model.assignment import ReleasedItem, ReleaseRecord
from casebook.model.drawing import asked, item_of
from casebook.model.keys import in_force


@dataclass(frozen=True)
class Question:
    """An item in one of its versions, which its edition tells apart, and the hash of the key by which it is marked."""

    key: str
    edition: str
    hash: str
    item: Item = field(compare=False)

    @property
    def rubric(self) -> Rubric | None:
        """Return the rubric, where a person marks the item."""
        scoring = self.item.scoring()
        return scoring if isinstance(scoring, Rubric) else None


@dataclass(frozen=True)
class Answer:
    """An open answer in the gradebook: the number of its submission, what was asked, and what was written."""

    submission: int
    question: Question
    text: str
    language: str | None
    result: ItemResult


class Questions:
    """The items of an assignment, with the keys in force."""

    def __init__(self, record: ReleaseRecord, course: Course, secret: bytes) -> None:
        self._record = in_force(record, course).record
        self._secret = secret
        self._drawn: dict[str, Mapping[str, Item]] = {}
        self._by_key = {each.key: _versions(each) for each in self._record.items}

    def of(self, key: str, learner: str | None) -> Question | None:
        """Return what a learner was asked under a key; None for a key that the assignment does not hold."""
        versions = self._by_key.get(key)
        if versions is None:
            return None
        if "variants" in self._record.draws and learner is not None:
            item = self._asked(learner).get(key)
            if item is not None and item.edition() in versions:
                return versions[item.edition()]
        return next(iter(versions.values()))

    def _asked(self, learner: str) -> Mapping[str, Item]:
        if learner not in self._drawn:
            self._drawn[learner] = dict(asked(self._record, learner, self._secret))
        return self._drawn[learner]


def _versions(released: ReleasedItem) -> dict[str, Question]:
    """Return an item in each of its versions, by edition; the first is the one asked where nothing is drawn."""
    versions = item_of(released).versions()
    return {each.edition(): Question(released.key, each.edition(), released.hash, each) for each in versions}


def open_answers(standings: Iterable[Standing], questions: Questions) -> Iterator[Answer]:
    """Yield the answers of counted attempts that people mark and in which anything is written."""
    for standing in standings:
        if standing.counted is None:
            continue
        held = standing.counted.held
        for key, result in standing.counted.items.items():
            question = questions.of(key, standing.learner.id)
            text = result.response
            if question is not None and question.rubric is not None and isinstance(text, str) and text.strip():
                yield Answer(held.number, question, text, held.submission.language, result)
