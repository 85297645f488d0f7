"""Choose every right option."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from casebook.interactions import Choice, RightMinusWrong
from casebook.items.base import Fault, Item, ReasonedOption, choice_faults, register
from casebook.text import Text


@register
class MultipleChoice(Item):
    """Several right options among four to six."""

    type: Literal["multiple-choice"]
    options: Annotated[tuple[ReasonedOption, ...], Field(min_length=3, strict=False)]
    answer: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]

    label: ClassVar = Text({"zh": "多选题", "en": "Multiple choice"})
    about: ClassVar = Text(
        {
            "zh": "找出全部符合的选项。得分 =（选对的个数 − 选错的个数）÷ 应选的个数，最低为零。",
            "en": "Find all that apply. Score = (right ones chosen - wrong ones chosen) / right ones, not below zero.",
        }
    )
    example: ClassVar = """\
type: multiple-choice
id: evidence
objective: name-the-need
bloom: analyze
points: 2
stem:
  zh: 下面哪些记录是顾客的行为，可以当作需求的证据？请全部选出。
  en: Which of these notes record behaviour that can serve as evidence of a need? Choose all that apply.
options:
  - id: a
    text: {zh: 三位顾客量了阳台的宽度, en: Three customers measured their balcony}
    rationale: {zh: 看得见的动作，说明摆放是个问题。, en: A visible act that shows space to be a problem.}
  - id: b
    text: {zh: 店员觉得顾客嫌价格高, en: The clerk feels that price is the obstacle}
    rationale: {zh: 这是店员的推测，不是顾客的行为。, en: This is the clerk's guess and not behaviour.}
  - id: c
    text: {zh: 有人把样机水位调到最低, en: Someone set the sample to its lowest level}
    rationale: {zh: 动作指向“少量洗”的用法。, en: The act points to small loads.}
  - id: d
    text: {zh: 经理认为夏天本来就淡, en: The manager holds that summer is slow}
    rationale: {zh: 这是一种解释，需要证据来检验。, en: This is an explanation that needs evidence.}
answer: [a, c]
"""
    right: ClassVar = ["a", "c"]
    wrong: ClassVar = ["b", "d"]

    def interaction(self) -> Choice:
        """Return the options as written."""
        return Choice(tuple(option.shown() for option in self.options), many=True)

    def reordered(self, rank: Callable[[str], bytes]) -> Self:
        """Return the item with its options in order of rank."""
        options = sorted(self.options, key=lambda option: rank(option.id))
        return self.model_copy(update={"options": tuple(options)})

    def scoring(self) -> RightMinusWrong:
        """Return the right options as the key."""
        return RightMinusWrong(frozenset(self.answer))

    def rationales(self) -> Mapping[str, Text]:
        """Return each option's rationale."""
        return {option.id: option.rationale for option in self.options}

    def faults(self) -> Iterator[Fault]:
        """Yield ids that are unknown or used twice."""
        yield from choice_faults(self.options, self.answer)
