"""Groups of a session, mixed by department: nobody alone, and in sizes that differ by one at most. Pure."""

from collections.abc import Sequence

from casebook.items.base import Frozen

USUAL = 4
LARGEST = 20


class Person(Frozen):
    """Somebody who takes part, or without a roster a number that somebody counts off."""

    name: str
    department: str = ""


def leaves_one_alone(people: int, size: int) -> bool:
    """Say whether filling groups of a size leaves one person over."""
    return size < 2 or (people > size and people % size == 1)


def fitting_sizes(people: int, size: int) -> tuple[int, ...]:
    """Return the nearest sizes below and above that leave nobody alone."""
    largest = min(people, LARGEST)
    ranges = (range(min(size, largest), 1, -1), range(max(size, 2), largest + 1))
    found = (next((each for each in tried if not leaves_one_alone(people, each)), None) for tried in ranges)
    return tuple(sorted({each for each in found if each is not None}))


def usual_size(people: int) -> int:
    """Return the size of groups where none is asked for: four or one fewer, so that nobody is alone."""
    return min(people, USUAL)


def numbered(people: int) -> tuple[Person, ...]:
    """Return places for people whose names nobody gave."""
    return tuple(Person(name=str(number)) for number in range(1, people + 1))


def make_groups(people: Sequence[Person], size: int) -> tuple[tuple[Person, ...], ...]:
    """Return groups of about a size; people are dealt out department by department, in the order of the roster.

    So a group has two of a department only where every group has one, and the same roster gives the same groups.
    """
    departments = list(dict.fromkeys(each.department for each in people))
    dealt = sorted(people, key=lambda each: (not each.department, departments.index(each.department)))
    count = -(-len(people) // size)
    return tuple(tuple(dealt[number::count]) for number in range(count))
