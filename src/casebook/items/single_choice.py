"""Choose the one right option."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from casebook.interactions import AllOrNothing, Choice
from casebook.items.base import Fault, Item, ReasonedOption, choice_faults, register
from casebook.text import Text


@register
class SingleChoice(Item):
    """One right option among three or four."""

    type: Literal["single-choice"]
    options: Annotated[tuple[ReasonedOption, ...], Field(min_length=2, strict=False)]
    answer: str

    label: ClassVar = Text({"zh": "单选题", "en": "Single choice"})
    about: ClassVar = Text(
        {
            "zh": "判断哪一个最合适。答对得满分，答错不得分。",
            "en": "Judge which one fits best. Full marks for the right option, none otherwise.",
        }
    )
    example: ClassVar = """\
type: single-choice
id: first-question
objective: name-the-need
bloom: analyze
points: 1
stem:
  zh: 顾客说“这台有点大”，店员先问哪一句，最可能问出真正的需求？
  en: A customer says "this one is rather big". Which first question is most likely to reach the real need?
options:
  - id: a
    text: {zh: 您平时一次大概洗多少衣服？, en: "How much do you usually wash at a time?"}
    rationale:
      zh: 问的是使用时的情形，答案会带出“为什么嫌大”。
      en: It asks about use, and the answer brings out why the machine seems big.
  - id: b
    text: {zh: 您想要便宜一些的型号吗？, en: "Would you like a cheaper model instead?"}
    rationale:
      zh: 把“大”当成“贵”，替顾客下了结论。
      en: It takes "big" for "expensive" and decides for the customer.
  - id: c
    text: {zh: 您家里放得下这个尺寸吗？, en: "Does this size fit into your bathroom?"}
    rationale:
      zh: 只核对摆放，问不到怎么用。
      en: It checks the space and misses the use.
answer: a
"""
    right: ClassVar = "a"
    wrong: ClassVar = "c"

    def interaction(self) -> Choice:
        """Return the options as written."""
        return Choice(tuple(option.shown() for option in self.options))

    def reordered(self, rank: Callable[[str], bytes]) -> Self:
        """Return the item with its options in order of rank."""
        options = sorted(self.options, key=lambda option: rank(option.id))
        return self.model_copy(update={"options": tuple(options)})

    def scoring(self) -> AllOrNothing:
        """Return the one right option as the key."""
        return AllOrNothing(frozenset([self.answer]))

    def rationales(self) -> Mapping[str, Text]:
        """Return each option's rationale."""
        return {option.id: option.rationale for option in self.options}

    def faults(self) -> Iterator[Fault]:
        """Yield ids that are unknown or used twice."""
        yield from choice_faults(self.options, [self.answer])
