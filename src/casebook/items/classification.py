"""Sort entries into categories."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casebook.interactions import Match, SharePairs
from casebook.items.base import (
    Fault,
    Item,
    OptionSource,
    ReasonedOption,
    register,
    repeated_ids,
    scattered,
    unknown_ids,
)
from casebook.text import Text


@register
class Classification(Item):
    """Give each entry its category; a category may hold several entries, or none."""

    type: Literal["classification"]
    categories: Annotated[tuple[OptionSource, ...], Field(min_length=2, strict=False)]
    entries: Annotated[tuple[ReasonedOption, ...], Field(min_length=2, strict=False)]
    answer: dict[str, str]

    label: ClassVar = Text({"zh": "归类题", "en": "Classification"})
    about: ClassVar = Text(
        {
            "zh": "把每一条归入一类。得分 = 归对的条数 ÷ 全部条数。条目的显示顺序由 id 决定，与答案无关。",
            "en": "Put each entry into a category. Score = entries put right / all entries. "
            "The order shown is drawn from the ids and does not depend on the answer.",
        }
    )
    example: ClassVar = """\
type: classification
id: fact-or-inference
objective: name-the-need
bloom: analyze
points: 2
stem:
  zh: 下面每一条是看到的事实，还是由此作出的推断？
  en: Is each of these an observed fact, or an inference from facts?
categories:
  - {id: fact, text: {zh: 事实, en: Fact}}
  - {id: inference, text: {zh: 推断, en: Inference}}
entries:
  - id: lift
    text: {zh: 顾客试着抬了抬机器, en: A customer tried to lift the machine}
    rationale: {zh: 动作可以被旁人看到。, en: Anyone standing by can see the act.}
  - id: move
    text: {zh: 顾客打算近期搬家, en: The customer is about to move house}
    rationale: {zh: 这是对动作的一种解释。, en: This is one way to explain an act.}
  - id: twice
    text: {zh: 有人两次回到小机型前, en: Someone came back to the small model twice}
    rationale: {zh: 次数可以记录。, en: The number of times can be noted.}
answer: {lift: fact, move: inference, twice: fact}
"""
    right: ClassVar = {"lift": "fact", "move": "inference", "twice": "fact"}
    wrong: ClassVar = {"lift": "inference", "move": "fact", "twice": "inference"}

    def interaction(self) -> Match:
        """Return the entries in an order that depends on their ids alone, and the categories as written."""
        return Match(scattered(self.id, self.entries), tuple(each.shown() for each in self.categories), reuse=True)

    def scoring(self) -> SharePairs:
        """Return each entry's category as the key."""
        return SharePairs(self.answer)

    def rationales(self) -> Mapping[str, Text]:
        """Return why each entry belongs where it does."""
        return {entry.id: entry.rationale for entry in self.entries}

    def faults(self) -> Iterator[Fault]:
        """Yield entries without a category, and ids that are unknown or used twice."""
        yield from repeated_ids("categories", self.categories)
        yield from repeated_ids("entries", self.entries)
        yield from unknown_ids(("answer",), list(self.answer), self.entries)
        yield from unknown_ids(("answer",), list(self.answer.values()), self.categories)
        for entry in self.entries:
            if entry.id not in self.answer:
                yield Fault(("answer",), "answer-missing", {"id": entry.id})
