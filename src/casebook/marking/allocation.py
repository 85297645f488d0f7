"""Which answer goes to which marker, and under which id.

Everything here is drawn from `chance`: the ids, the order of the answers and who marks them say nothing of the learners.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from random import Random

from casebook.marking.questions import Answer

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no word comes about; no digits, so that no spreadsheet takes an id for a number or a date."""
MARKING, SETTLING = "M", "S"
"""How the id of a sheet begins: of marks, or of decisions where markers differ. The gradebook knows a sheet by this id."""


def allocate(
    answers: Iterable[Answer], markers: Sequence[str], double: float, chance: Random
) -> Mapping[str, list[Answer]]:
    """Return the answers of each marker, in random order within each question.

    Loads are even, by question and in total; `double` percent of the answers of each question go to two markers.
    """
    given: dict[str, list[Answer]] = {marker: [] for marker in markers}
    wanted, doubled = 0.0, 0
    for group in by_question(answers):
        loads: Counter[str] = Counter()
        wanted += len(group) * double / 100
        twice = int(wanted + 0.5) - doubled
        doubled += twice
        for place, answer in enumerate(chance.sample(group, len(group))):
            chosen: list[str] = []
            for _ in range(2 if place < twice else 1):
                free = [each for each in markers if each not in chosen]
                chosen.append(min(free, key=lambda each: (loads[each], len(given[each]), chance.random())))
                loads[chosen[-1]] += 1
                given[chosen[-1]].append(answer)
    return {marker: shuffled(mine, chance) for marker, mine in given.items()}


def by_question(answers: Iterable[Answer]) -> list[list[Answer]]:
    """Return the answers grouped by question, versions apart, in the order of the questions' names."""

    def name(answer: Answer) -> tuple[str, str]:
        return answer.question.key, answer.question.edition

    return [list(group) for _, group in groupby(sorted(answers, key=name), key=name)]


def shuffled(answers: Iterable[Answer], chance: Random) -> list[Answer]:
    """Return the answers question by question, in random order within each."""
    return [answer for group in by_question(answers) for answer in chance.sample(group, len(group))]


def blind_ids(count: int, chance: Random) -> list[str]:
    """Return so many different ids of five letters."""
    ids: dict[str, None] = {}
    while len(ids) < count:
        ids[_code(5, chance)] = None
    return list(ids)


def sheet_id(kind: str, taken: Collection[str], chance: Random) -> str:
    """Return an id for a sheet of a kind, other than those taken."""
    while True:
        drawn = f"{kind}-{_code(8, chance)}"
        if drawn not in taken:
            return drawn


def _code(length: int, chance: Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(length))
