"""Write an answer that a person marks by a rubric."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from casebook.interactions import Criterion, ExtendedText, Level, Rubric
from casebook.items.base import Fault, Frozen, Id, Item, Number, register
from casebook.text import Text


class LevelSource(Frozen):
    """A level of a criterion."""

    points: Annotated[Number, Field(ge=0)]
    text: Text


class CriterionSource(Frozen):
    """A criterion with its levels, from lowest to highest."""

    id: Id
    title: Text
    levels: Annotated[tuple[LevelSource, ...], Field(min_length=2, strict=False)]


class Sample(Frozen):
    """An answer of one level, and why it is of that level."""

    level: Literal["good", "fair", "poor"]
    text: Text
    why: Text


@register
class ShortAnswer(Item):
    """An open answer with an analytic rubric."""

    type: Literal["short-answer"]
    words: Annotated[int, Field(ge=10, le=1000)]
    rubric: Annotated[tuple[CriterionSource, ...], Field(min_length=1, strict=False)]
    samples: Annotated[tuple[Sample, ...], Field(min_length=1, strict=False)]

    label: ClassVar = Text({"zh": "简答题", "en": "Short answer"})
    about: ClassVar = Text(
        {
            "zh": "在新情境里说明判断。由人按评分标准逐项评分。`words` 是建议的汉字数；英文按其六成计。",
            "en": "Explain a judgement in a new situation. A person marks it by the rubric. "
            "`words` is the suggested length in Chinese characters; English counts 0.6 words for each.",
        }
    )
    example: ClassVar = """\
type: short-answer
id: your-counter
objective: plan-research
bloom: create
points: 6
situation: new
stem:
  zh: 一家社区药店的店长想知道老人为什么很少用自助取药柜。请设计一次半小时的观察。
  en: The manager of a neighbourhood pharmacy wonders why elderly customers seldom use the pick-up locker. Plan half an hour of observation.
words: 120
rubric:
  - id: behaviour
    title: {zh: 观察行为, en: Looks at behaviour}
    levels:
      - {points: 0, text: {zh: 只打算询问意见, en: Plans only to ask for opinions}}
      - {points: 1, text: {zh: 提到观察，但没有说看什么, en: Mentions watching and not what to watch}}
      - {points: 2, text: {zh: 写明看哪些动作，在哪里看, en: Names the acts to watch and where}}
  - id: record
    title: {zh: 记录方式, en: Keeps a record}
    levels:
      - {points: 0, text: {zh: 没有记录, en: Keeps none}}
      - {points: 1, text: {zh: 有记录，但事实与推断混在一起, en: Keeps one that mixes facts and inferences}}
      - {points: 2, text: {zh: 事实与推断分开记录, en: Keeps facts and inferences apart}}
  - id: tact
    title: {zh: 不打扰顾客, en: Leaves customers at ease}
    levels:
      - {points: 0, text: {zh: 会妨碍或惊动顾客, en: Would hinder or startle customers}}
      - {points: 1, text: {zh: 想到了不打扰，但没有做法, en: Means to be discreet and does not say how}}
      - {points: 2, text: {zh: 写明站在哪里、不记哪些个人信息, en: Says where to stand and what personal data to leave out}}
samples:
  - level: good
    text:
      zh: 站在取药柜斜对面，记下每位老人走近、停留、离开的时间和动作；左栏写看到的，右栏写推断。
      en: Stand across from the locker and note when each person approaches, stops and leaves; facts left, inferences right.
    why: {zh: 动作、地点、分栏记录都具体，也不妨碍顾客。, en: "Acts, place and columns are all concrete, and nobody is in the way."}
  - level: fair
    text:
      zh: 在取药柜旁边看半小时，记下老人遇到的困难。
      en: Watch beside the locker for half an hour and note the difficulties that people have.
    why: {zh: 有观察也有记录，没有写看哪些动作。, en: "It watches and records, and does not say which acts."}
  - level: poor
    text:
      zh: 请老人填一份问卷，问他们满不满意。
      en: Ask elderly customers to fill in a form on how satisfied they are.
    why: {zh: 只问意见，没有观察。, en: "It asks for opinions and watches nothing."}
"""
    right: ClassVar = "站在取药柜斜对面，记下每位老人的动作；左栏写看到的，右栏写推断。"
    wrong: ClassVar = "发一份问卷。"

    def interaction(self) -> ExtendedText:
        """Return a text box with the criteria by which the text is judged."""
        return ExtendedText(words=self.words, criteria=tuple(criterion.title for criterion in self.rubric))

    def scoring(self) -> Rubric:
        """Return the rubric."""
        return Rubric(
            tuple(
                Criterion(each.id, each.title, tuple(Level(level.points, level.text) for level in each.levels))
                for each in self.rubric
            )
        )

    def rationales(self) -> Mapping[str, Text]:
        """Return nothing: the rubric explains the marks."""
        return {}

    def model_answers(self) -> Sequence[Text]:
        """Return the sample answers, best first."""
        order = ["good", "fair", "poor"]
        return [sample.text for sample in sorted(self.samples, key=lambda sample: order.index(sample.level))]

    def faults(self) -> Iterator[Fault]:
        """Yield levels out of order and a rubric that does not add up to the points."""
        for index, criterion in enumerate(self.rubric):
            points = [level.points for level in criterion.levels]
            if points != sorted(set(points)):
                yield Fault(("rubric", index, "levels"), "levels-not-rising", {"id": criterion.id})
        best = sum(max(level.points for level in criterion.levels) for criterion in self.rubric)
        if best != self.points:
            yield Fault(("points",), "rubric-not-points", {"sum": f"{best:g}", "points": f"{self.points:g}"})
