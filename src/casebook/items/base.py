"""What every item type has in common."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from casebook.interactions import Interaction, Option, Response, Scoring
from casebook.registry import Registry
from casebook.text import Text

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=50)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Bloom = Literal["remember", "understand", "apply", "analyze", "evaluate", "create"]


class Frozen(BaseModel):
    """A value of the sources: immutable, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, strict=True)


@dataclass(frozen=True)
class Fault:
    """Something wrong with an item that no single field can see: at which field, and the code of its wording."""

    where: tuple[str | int, ...]
    code: str
    details: Mapping[str, str]
    is_warning: bool = False


class OptionSource(Frozen):
    """An option as it stands in the YAML, without a rationale."""

    id: Id
    text: Text

    def shown(self) -> Option:
        """Return what a learner sees of it."""
        return Option(self.id, self.text)


class ReasonedOption(OptionSource):
    """An option with the reason why it is right or wrong."""

    rationale: Text


class Item(Frozen):
    """One thing that a learner answers."""

    type: str
    id: Id
    objective: Id
    bloom: Bloom
    points: Annotated[Number, Field(gt=0, le=100)]
    stem: Text
    situation: Literal["case", "new"] = "case"
    waive: dict[str, str] = {}
    variants: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()
    """Other versions of the item: each says only in which fields it differs."""

    label: ClassVar[Text]
    """The type's name for people."""
    about: ClassVar[Text]
    """When to use the type, and how it is scored."""
    example: ClassVar[str]
    """One item of the type, as YAML."""
    right: ClassVar[Response]
    """A response to the example that earns full marks (a text to be marked by a person, for a rubric)."""
    wrong: ClassVar[Response]
    """A response to the example that earns nothing."""

    def interaction(self) -> Interaction:
        """Return what a learner does; nothing in it depends on the key."""
        raise NotImplementedError

    def scoring(self) -> Scoring:
        """Return how a response is scored."""
        raise NotImplementedError

    def rationales(self) -> Mapping[str, Text]:
        """Return why each response is right or wrong, by option id; "" stands for the item as a whole."""
        raise NotImplementedError

    def model_answers(self) -> Sequence[Text]:
        """Return answers that show what is wanted, best first, where the scoring's key is not one."""
        return ()

    def edition(self) -> str:
        """Return 12 hex digits over what a learner sees of the item, in all languages, and over nothing of its key."""
        shown = [self.type, self.points, self.stem, self.interaction()]
        return sha256(json.dumps(shown, default=_as_dict, sort_keys=True).encode()).hexdigest()[:12]

    def versions(self) -> "Sequence[Item]":
        """Return the item in each of its versions, of which a learner gets one where an assignment draws them."""
        return [self, *(self._version(variant) for variant in self.variants)]

    def _version(self, variant: Mapping[str, Any]) -> "Item":
        """Return the item as a variant has it; by way of JSON, so that sources and release records give the same."""
        held = self.model_dump(mode="json", by_alias=True, exclude={"variants"})
        context = {"languages": tuple(self.stem)}
        return type(self).model_validate_json(json.dumps({**held, **variant}), context=context)

    def reordered(self, rank: Callable[[str], bytes]) -> "Item":
        """Return the item with its options in order of rank, where it makes no difference in what order they stand."""
        return self

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the item beyond its single fields."""
        yield from ()


def _as_dict(value: Any) -> dict[str, Any]:
    """Return a text or a dataclass as JSON has it; `asdict` copies every text first, which takes most of the time."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return dict(value)


ITEM_TYPES: Registry[type[Item]] = Registry("item type")


FIXED = ("type", "id", "objective", "bloom", "points", "situation", "rubric", "waive", "variants")
"""What a variant cannot change: whoever gets which one, it is the same item, worth as much and marked alike."""


def register(item_type: type[Item]) -> type[Item]:
    """Add an item type under the one value that its `type` field allows."""
    (name,) = item_type.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
    return ITEM_TYPES.add(name, item_type)


def scattered(item_id: str, options: Sequence[OptionSource]) -> tuple[Option, ...]:
    """Return the options in an order drawn from their ids alone, which therefore tells nothing about the key."""
    return tuple(
        option.shown()
        for option in sorted(options, key=lambda option: sha256(f"{item_id}/{option.id}".encode()).digest())
    )


def unknown_ids(where: Sequence[str | int], used: Sequence[Any], options: Sequence[OptionSource]) -> Iterator[Fault]:
    """Yield a fault for each id in an answer that no option has."""
    known = [option.id for option in options]
    for each in used:
        if each not in known:
            yield Fault(tuple(where), "answer-unknown-option", {"id": str(each), "known": ", ".join(known)})


def repeated_ids(where: str, options: Sequence[OptionSource]) -> Iterator[Fault]:
    """Yield a fault for each option whose id another one has."""
    seen: set[str] = set()
    for index, option in enumerate(options):
        if option.id in seen:
            yield Fault((where, index, "id"), "duplicate-id", {"id": option.id})
        seen.add(option.id)


def choice_faults(options: Sequence[OptionSource], answer: Sequence[str]) -> Iterator[Fault]:
    """Yield the faults that choices share: ids that are unknown or used twice."""
    yield from repeated_ids("options", options)
    yield from unknown_ids(("answer",), answer, options)
