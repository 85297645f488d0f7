"""Match two lists."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casebook.interactions import Match, SharePairs
from casebook.items.base import Fault, Item, OptionSource, register, repeated_ids, scattered, unknown_ids
from casebook.text import Text


@register
class Matching(Item):
    """Give each entry on the left the one that belongs to it on the right."""

    type: Literal["matching"]
    left: Annotated[tuple[OptionSource, ...], Field(min_length=2, strict=False)]
    right_: Annotated[tuple[OptionSource, ...], Field(min_length=2, alias="right", strict=False)]
    answer: dict[str, str]
    rationale: dict[str, Text]

    label: ClassVar = Text({"zh": "匹配题", "en": "Matching"})
    about: ClassVar = Text(
        {
            "zh": "左右配对，右边可以多出一项。得分 = 配对正确的个数 ÷ 左边的个数。右边的显示顺序由 id 决定，与答案无关。",
            "en": "Match left and right; the right may have one more. Score = right pairs / entries on the left. "
            "The order shown on the right is drawn from the ids and does not depend on the answer.",
        }
    )
    example: ClassVar = """\
type: matching
id: what-acts-show
objective: name-the-need
bloom: analyze
points: 3
stem:
  zh: 左边的每个行为最可能指向右边的哪一种需求？
  en: To which need on the right does each act on the left most probably point?
left:
  - {id: measure, text: {zh: 拿卷尺量机身, en: Measuring the machine with a tape}}
  - {id: night, text: {zh: 问夜里洗会不会吵, en: Asking whether it is loud at night}}
  - {id: bill, text: {zh: 翻看能效标识, en: Reading the energy label}}
right:
  - {id: quiet, text: {zh: 不打扰家人, en: Not disturbing the family}}
  - {id: space, text: {zh: 放得进小阳台, en: Fitting on a small balcony}}
  - {id: cost, text: {zh: 用起来省, en: Low running cost}}
  - {id: speed, text: {zh: 洗得快, en: A short cycle}}
answer: {measure: space, night: quiet, bill: cost}
rationale:
  measure: {zh: 量尺寸说明摆放是顾虑。, en: Measuring shows that space is the worry.}
  night: {zh: 问夜里，担心的是吵到人。, en: Asking about the night shows worry about noise.}
  bill: {zh: 能效标识说的是水电。, en: The label is about water and power.}
"""
    right: ClassVar = {"measure": "space", "night": "quiet", "bill": "cost"}
    wrong: ClassVar = {"measure": "speed", "night": "cost", "bill": "space"}

    def interaction(self) -> Match:
        """Return the left as written and the right in an order that depends on the ids alone."""
        return Match(tuple(option.shown() for option in self.left), scattered(self.id, self.right_), reuse=False)

    def scoring(self) -> SharePairs:
        """Return the pairs as the key."""
        return SharePairs(self.answer)

    def rationales(self) -> Mapping[str, Text]:
        """Return why each entry on the left has its match."""
        return self.rationale

    def faults(self) -> Iterator[Fault]:
        """Yield entries without a match or a rationale, and a right side whose order gives the matches away."""
        yield from repeated_ids("left", self.left)
        yield from repeated_ids("right", self.right_)
        yield from unknown_ids(("answer",), list(self.answer), self.left)
        yield from unknown_ids(("answer",), list(self.answer.values()), self.right_)
        yield from unknown_ids(("rationale",), list(self.rationale), self.left)
        for option in self.left:
            if option.id not in self.answer:
                yield Fault(("answer",), "answer-missing", {"id": option.id})
            if option.id not in self.rationale:
                yield Fault(("rationale",), "rationale-missing", {"id": option.id})
        shown = [option.id for option in self.interaction().targets]
        key = [self.answer.get(option.id) for option in self.left]
        if [each for each in shown if each in key] == key:
            yield Fault(("right",), "order-shown-is-key", {})
