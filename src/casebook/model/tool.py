"""A tool: a sheet that a trainee or a team fills in, on screen or on paper."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from casebook.items.base import Frozen, Id
from casebook.model.case import Minutes
from casebook.text import Text


class RatingField(Frozen):
    """A statement to be scored on the tool's scale."""

    id: Id
    type: Literal["rating"]
    label: Text


class TextField(Frozen):
    """Words to be written on so many lines; `suggestion` is one possible answer, folded away until asked for."""

    id: Id
    type: Literal["text"]
    label: Text
    lines: Annotated[int, Field(ge=1, le=12)] = 2
    suggestion: Text | None = None


class CheckField(Frozen):
    """A box to tick."""

    id: Id
    type: Literal["check"]
    label: Text


class DateField(Frozen):
    """A date."""

    id: Id
    type: Literal["date"]
    label: Text


ToolField = Annotated[RatingField | TextField | CheckField | DateField, Field(discriminator="type")]


class ToolPart(Frozen):
    """A group of fields, filled in `repeat` times."""

    id: Id
    title: Text
    hint: Text | None = None
    repeat: Annotated[int, Field(ge=1, le=12)] = 1
    fields: Annotated[tuple[ToolField, ...], Field(min_length=1, strict=False)]

    @property
    def is_rated(self) -> bool:
        """Say whether the part is an axis of the tool's score."""
        return any(isinstance(each, RatingField) for each in self.fields)


class ToolFile(Frozen):
    """What `book/tools/<id>.yml` declares; `scale` holds the words for 0, 1, 2 … points, and makes the tool a scored one."""

    title: Text
    summary: Text
    source: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    minutes: Minutes
    people: Text
    frameworks: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    how: Text
    scale: Annotated[tuple[Text, ...], Field(max_length=7, strict=False)] = ()
    parts: Annotated[tuple[ToolPart, ...], Field(min_length=1, strict=False)]
    example: Text | None = None


@dataclass(frozen=True)
class Tool:
    """A tool, known by the name of its file."""

    id: str
    file: ToolFile
