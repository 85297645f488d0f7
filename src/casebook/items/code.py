"""Write a small Python function."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from casebook.interactions import Call, Calls, ExtendedText
from casebook.items.base import Fault, Frozen, Item, register
from casebook.text import Text, same


class CallSource(Frozen):
    """A call with its arguments and expected value (both JSON); learners do not see a hidden one."""

    args: Annotated[tuple[Any, ...], Field(strict=False)]
    expected: Any
    hidden: bool = False


Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]

Module = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", max_length=100)]
"""A module that the function may import: it is there when the function is run, and others may not be."""


@register
class Code(Item):
    """A function that is called with arguments and must return the expected values."""

    type: Literal["code"]
    function: Name
    parameters: Annotated[tuple[Name, ...], Field(strict=False)]
    imports: Annotated[tuple[Module, ...], Field(strict=False)] = ()
    starter: str
    calls: Annotated[tuple[CallSource, ...], Field(min_length=1, strict=False)]
    model_answer: str
    rationale: Text

    label: ClassVar = Text({"zh": "编程题", "en": "Code"})
    about: ClassVar = Text(
        {
            "zh": "写一个 Python 函数。得分 = 返回正确的调用数 ÷ 全部调用数。标为 `hidden` 的调用不给学员看。",
            "en": "Write a Python function. Score = calls that return the right value / all calls. "
            "Learners do not see calls marked `hidden`.",
        }
    )
    example: ClassVar = """\
type: code
id: cost-per-wash
objective: weigh-costs
bloom: apply
points: 3
stem:
  zh: 写一个函数，由用水量（升）和水价（元/吨）算出一次洗涤的水费（元）。
  en: Write a function that returns the cost of water of one wash (yuan) from litres used and price (yuan per tonne).
function: water_cost
parameters: [litres, price]
starter: |
  def water_cost(litres, price):
      ...
calls:
  - {args: [100, 4], expected: 0.4}
  - {args: [0, 4], expected: 0}
  - {args: [250, 6], expected: 1.5, hidden: true}
model_answer: |
  def water_cost(litres, price):
      return litres / 1000 * price
rationale:
  zh: 一吨水是 1000 升，先换算再相乘。
  en: A tonne of water is 1,000 litres; convert first, then multiply.
"""
    right: ClassVar = [0.4, 0, 1.5]
    wrong: ClassVar = [400, None, 1500]

    def interaction(self) -> ExtendedText:
        """Return a box for code, with the calls that are not hidden."""
        shown = tuple(Call(call.args, call.expected) for call in self.calls if not call.hidden)
        return ExtendedText(starter=self.starter, examples=shown, function=self.function)

    def scoring(self) -> Calls:
        """Return all calls with what they should return."""
        return Calls(self.function, tuple(Call(call.args, call.expected) for call in self.calls))

    def rationales(self) -> Mapping[str, Text]:
        """Return how the function works."""
        return {"": self.rationale}

    def model_answers(self) -> Sequence[Text]:
        """Return the model answer, the same in every language."""
        return [same(self.model_answer, list(self.rationale))]

    def faults(self) -> Iterator[Fault]:
        """Yield calls with another number of arguments, and code that is no Python or lacks the function."""
        for index, call in enumerate(self.calls):
            if len(call.args) != len(self.parameters):
                yield Fault(("calls", index, "args"), "call-arguments", {"count": str(len(self.parameters))})
        for field in ("starter", "model_answer"):
            try:
                ast.parse(getattr(self, field))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                yield Fault((field,), "bad-python", {"reason": str(getattr(error, "msg", error))})
            if f"def {self.function}(" not in getattr(self, field):
                yield Fault((field,), "code-without-function", {"function": self.function})
