"""Say whether a statement is true."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casebook.interactions import AllOrNothing, Choice, Option
from casebook.items.base import Item, register
from casebook.text import Text

_TRUE = Text({"zh": "正确", "en": "True"})
_FALSE = Text({"zh": "错误", "en": "False"})


@register
class TrueFalse(Item):
    """A statement that is true or false."""

    type: Literal["true-false"]
    answer: bool
    rationale: Annotated[dict[bool, Text], Field(min_length=2, max_length=2)]

    label: ClassVar = Text({"zh": "判断题", "en": "True or false"})
    about: ClassVar = Text(
        {
            "zh": "检查一个常见的误解。答对得满分，答错不得分。",
            "en": "Check a common misconception. Full marks for the right answer, none otherwise.",
        }
    )
    example: ClassVar = """\
type: true-false
id: satisfied-enough
objective: name-the-need
bloom: understand
points: 1
stem:
  zh: 满意度得分高，说明顾客已经没有未说出口的需求。这个说法正确吗？
  en: A high satisfaction score shows that customers have no unspoken needs left. Is this statement true?
answer: false
rationale:
  true:
    zh: 满意度问的是已有的服务，问不到顾客没想到的事。
    en: Satisfaction asks about the service there is and misses what customers have not thought of.
  false:
    zh: 对。没意识到的需求不会出现在满意度里，要靠观察去发现。
    en: Right. A need of which people are not aware does not show in a score; observation finds it.
"""
    right: ClassVar = "false"
    wrong: ClassVar = "true"

    def interaction(self) -> Choice:
        """Return true and false, in this order."""
        return Choice((Option("true", _TRUE), Option("false", _FALSE)))

    def scoring(self) -> AllOrNothing:
        """Return the right one as the key."""
        return AllOrNothing(frozenset([str(self.answer).lower()]))

    def rationales(self) -> Mapping[str, Text]:
        """Return the rationale of either answer."""
        return {str(value).lower(): text for value, text in sorted(self.rationale.items(), reverse=True)}
