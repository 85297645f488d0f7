"""Work out a number."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casebook.interactions import TextEntry, Tolerance
from casebook.items.base import Item, Number, register
from casebook.text import Text, Unit


@register
class Numeric(Item):
    """A number in a unit, right within a tolerance."""

    type: Literal["numeric"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)]
    unit: Unit
    rationale: Text

    label: ClassVar = Text({"zh": "数值题", "en": "Numeric"})
    about: ClassVar = Text(
        {
            "zh": "算出一个数。与答案相差不超过允许误差（同一单位）即得满分。",
            "en": "Work out a number. Full marks within the tolerance, which is in the answer's unit.",
        }
    )
    example: ClassVar = """\
type: numeric
id: yearly-average
objective: weigh-costs
bloom: apply
points: 1
stem:
  zh: 假设一款机器三年共卖出 45 万台，平均每年卖出多少万台？
  en: Suppose a machine sells 450,000 units in three years. How many is that a year, on average?
answer: 15
tolerance: 0.1
unit: {zh: 万台, en: ten thousand units}
rationale:
  zh: 45 ÷ 3 = 15。平均数不说明哪一年卖得多。
  en: 45 / 3 = 15. An average does not say which year sold more.
"""
    right: ClassVar = "15.05"
    wrong: ClassVar = "150"

    def interaction(self) -> TextEntry:
        """Return an entry for one number."""
        return TextEntry(self.unit)

    def scoring(self) -> Tolerance:
        """Return the answer with its tolerance."""
        return Tolerance(self.answer, self.tolerance)

    def rationales(self) -> Mapping[str, Text]:
        """Return how the number comes about."""
        return {"": self.rationale}
