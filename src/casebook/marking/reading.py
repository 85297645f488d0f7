"""What a marker chose on a sheet, or everything that is wrong with it, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casebook.errors import Problem
from casebook.marking.cells import fit
from casebook.marking.layout import PAGE, About, Column, comment_headings, id_headings, read_about
from casebook.marking.levels import level_of
from casebook.marking.opening import Formula, Page, address, trimmed
from casebook.marking.questions import Question

_LISTED = 20
"""How many missing ids a problem names."""


@dataclass(frozen=True)
class Mark:
    """The level chosen for each criterion of a blind answer, counting from 0, and the comment."""

    blind: str
    levels: Mapping[str, int]
    comment: str


@dataclass
class SheetReader:
    """Reads the rows of one sheet: `expected` is what the gradebook says went out on it, by blind id."""

    path: Path
    about: About
    expected: Mapping[str, Question]
    partial: bool = False
    marks: list[Mark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def read(self, pages: Sequence[Page]) -> None:
        """Gather the marks of all pages, and the problems."""
        self._compare_rubrics()
        if self.problems:
            return
        for page in pages:
            if page.title != PAGE:
                self._page(page)
        missing = [blind for blind in self.expected if blind not in self.seen]
        if missing and not self.partial:
            listed = ", ".join(missing[:_LISTED]) + (" ..." if len(missing) > _LISTED else "")
            self._fault("mark-missing", "", ids=listed, count=len(missing))

    def _compare_rubrics(self) -> None:
        """Say which questions have other criteria, or other levels, than when the sheet went out."""
        for question in dict.fromkeys(self.expected.values()):
            now = [(each.id, len(each.levels)) for each in question.rubric.criteria] if question.rubric else []
            then = [(each.criterion, len(each.points)) for each in self.about.of(question)]
            if now != then:
                self._fault("mark-rubric-changed", "", item=question.key)

    def _page(self, page: Page) -> None:
        headed = _header(page)
        if headed is None:
            return  # not a page of answers
        top, headings = headed
        place = next(index for index, each in enumerate(headings) if each in id_headings())
        for number, row in page.rows:
            if number > top:
                self._row(page, number, row, place, headings)

    def _row(self, page: Page, number: int, row: Sequence[Any], place: int, headings: Sequence[str]) -> None:
        at = address(page.title, number, place + 1)
        value = row[place] if place < len(row) else None
        if value is None:
            if any(each is not None and headings[index] for index, each in enumerate(row[: len(headings)])):
                self._fault("mark-no-id", at)
            return
        blind = value.upper() if isinstance(value, str) else ""
        if blind not in self.expected:
            self._fault("mark-unknown-id", at, found="=…" if value is Formula else fit(str(value))[0][:40])
        elif blind in self.seen:
            self._fault("mark-id-twice", at, id=blind, first=self.seen[blind])
        else:
            self.seen[blind] = at
            self._mark(page, number, row, blind, headings)

    def _mark(self, page: Page, number: int, row: Sequence[Any], blind: str, headings: Sequence[str]) -> None:
        columns = self.about.of(self.expected[blind])
        found: list[tuple[Column, Any, str]] = []
        for column in columns:
            places = [index for index, each in enumerate(headings) if each == column.heading]
            if len(places) != 1:
                code = "mark-column-twice" if places else "mark-no-column"
                self._once(code, page.title, heading=column.heading)
                return
            value = row[places[0]] if places[0] < len(row) else None
            found.append((column, value, address(page.title, number, places[0] + 1)))
        comment = self._comment(page, number, row, headings)
        if all(value is None for _, value, _ in found):
            if not self.partial:
                self._fault("mark-row-empty", found[0][2], id=blind)
            return
        levels = {column.criterion: self._level(column, value, at) for column, value, at in found}
        if all(level is not None for level in levels.values()):
            chosen = {name: level for name, level in levels.items() if level is not None}
            self.marks.append(Mark(blind, chosen, comment))

    def _level(self, column: Column, value: Any, at: str) -> int | None:
        """Return the level that a cell names, or note what is wrong with the cell."""
        if value is None:
            self._fault("mark-level-empty", at, heading=column.heading)
            return None
        if value is Formula:
            self._fault("mark-formula", at)
            return None
        level = level_of(value, column.points, column.texts)
        if level is None:
            known = ", ".join(f"{each:g}" for each in column.points)
            self._fault("mark-level-unknown", at, found=fit(str(value))[0][:60], known=known)
        return level

    def _comment(self, page: Page, number: int, row: Sequence[Any], headings: Sequence[str]) -> str:
        place = next((index for index, each in enumerate(headings) if each in comment_headings()), None)
        if place is None or place >= len(row) or row[place] is None:
            return ""
        if row[place] is Formula:
            self._fault("mark-formula", address(page.title, number, place + 1))
            return ""
        return fit(str(row[place]))[0]

    def _fault(self, code: str, cell: str, **details: object) -> None:
        said = tuple((name, str(value)) for name, value in details.items())
        self.problems.append(Problem(self.path, 0, code, said, cell=cell))

    def _once(self, code: str, cell: str, **details: object) -> None:
        """Note what concerns a whole page, though each of its rows meets it."""
        before = len(self.problems)
        self._fault(code, cell, **details)
        if self.problems[-1] in self.problems[:before]:
            self.problems.pop()


def about_of(pages: Sequence[Page]) -> About | None:
    """Return what a workbook says of itself on its hidden page, if it is a sheet of ours."""
    page = next((each for each in pages if each.title == PAGE), None)
    return read_about([trimmed(row) for _, row in page.rows]) if page else None


def _header(page: Page) -> tuple[int, list[str]] | None:
    """Return the number of the row with the headings, and the first line of each."""
    for number, row in page.rows:
        headings = list(_first_lines(row))
        if id_headings() & set(headings):
            return number, headings
    return None


def _first_lines(row: Sequence[Any]) -> Iterator[str]:
    for each in row:
        yield " ".join(each.split("\n")[0].split()) if isinstance(each, str) else ""
