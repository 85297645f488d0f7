"""Put steps in order."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casebook.interactions import Order, ShareAdjacent
from casebook.items.base import Fault, Item, OptionSource, choice_faults, register, scattered
from casebook.text import Text


@register
class Ordering(Item):
    """Three to six steps that have one right order."""

    type: Literal["ordering"]
    options: Annotated[tuple[OptionSource, ...], Field(min_length=3, strict=False)]
    answer: Annotated[tuple[str, ...], Field(strict=False)]
    rationale: Text

    label: ClassVar = Text({"zh": "排序题", "en": "Ordering"})
    about: ClassVar = Text(
        {
            "zh": "排出先后。得分 = 排对的相邻对数 ÷ 全部相邻对数。显示的顺序由选项的 id 决定，与答案无关。",
            "en": "Arrange steps. Score = adjacent pairs in the right order / all adjacent pairs. "
            "The order shown is drawn from the ids and does not depend on the answer.",
        }
    )
    example: ClassVar = """\
type: ordering
id: research-steps
objective: plan-research
bloom: apply
points: 2
stem:
  zh: 一次小调研应按什么顺序进行？请从先到后排列。
  en: In which order does a small study proceed? Arrange the steps from first to last.
options:
  - {id: look, text: {zh: 到现场看顾客怎么做, en: Watch what customers do on site}}
  - {id: pick, text: {zh: 选定一个要弄清的问题, en: Choose one question to settle}}
  - {id: test, text: {zh: 小范围试做，看有没有用, en: Try a remedy on a small scale}}
  - {id: sort, text: {zh: 把记录归类，写出推断, en: Sort the notes and infer a need}}
answer: [pick, look, sort, test]
rationale:
  zh: 先有问题，观察才有方向；先有记录，推断才有依据；推断要用小试来检验。
  en: A question directs the watching, notes carry the inference, and a small trial tests it.
"""
    right: ClassVar = ["pick", "look", "sort", "test"]
    wrong: ClassVar = ["test", "sort", "look", "pick"]

    def interaction(self) -> Order:
        """Return the steps in an order that depends on their ids alone."""
        return Order(scattered(self.id, self.options))

    def scoring(self) -> ShareAdjacent:
        """Return the right order as the key."""
        return ShareAdjacent(self.answer)

    def rationales(self) -> Mapping[str, Text]:
        """Return why the order is right."""
        return {"": self.rationale}

    def faults(self) -> Iterator[Fault]:
        """Yield an answer that is not a permutation, or that the order shown gives away."""
        yield from choice_faults(self.options, self.answer)
        if sorted(self.answer) != sorted(option.id for option in self.options):
            yield Fault(("answer",), "answer-not-each-once", {"count": str(len(self.options))})
        elif tuple(option.id for option in self.interaction().options) == self.answer:
            yield Fault(("options",), "order-shown-is-key", {})
