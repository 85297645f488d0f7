"""What nbgrader's test cells run: plain Python that needs nothing else, of which `nbgrader.py` copies what a cell calls.

Reading and scoring here agree with `notebooks.answers` and `interactions`; the tests hold both against each other. There
is nothing here of any key: an item's own stands in its cell, between nbgrader's marks for hidden tests.
"""


def read_ids(given: object, known: list[str]) -> list[str]:
    """Return the ids that an answer names; none where it names one twice or anything else."""
    several = list(given) if isinstance(given, list | tuple) else [given]
    if not all(isinstance(each, str | bool) for each in several):
        return []
    ids = [each.strip() if isinstance(each, str) else str(each).lower() for each in several]
    return ids if set(ids) <= set(known) and len(set(ids)) == len(ids) else []


def read_pairs(given: object, sources: list[str], targets: list[str]) -> dict[str, str]:
    """Return the pairs that an answer makes, without those left blank; none where one of them is anything else."""
    if not isinstance(given, dict):
        return {}
    filled = {key: value for key, value in given.items() if str(value).strip() not in ("", "None", "Ellipsis", "[]")}
    pairs = [(read_ids(source, sources), read_ids(target, targets)) for source, target in filled.items()]
    if not all(len(source) == len(target) == 1 for source, target in pairs):
        return {}
    read = {source[0]: target[0] for source, target in pairs}
    return read if len(read) == len(pairs) else {}


def read_number(given: object) -> float | None:
    """Return the number that an answer gives, as people write it; None where it gives none."""
    import math
    import re
    import unicodedata

    if isinstance(given, str):
        spelt = unicodedata.normalize("NFKC", given).strip().removesuffix("%").strip().replace("−", "-")
        grouped = r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[-+]?[0-9]{1,4}(,[0-9]{4})+(\.[0-9]+)?"
        plain = spelt.replace(",", "") if re.fullmatch(grouped, spelt) else spelt
        number = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
        given = float(plain) if re.fullmatch(number, plain) else given
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return float(given) if abs(given) < 10**300 and math.isfinite(given) else None


def all_or_nothing(response: list[str], key: list[str]) -> float:
    """Return 1 for exactly the key."""
    return float(set(response) == set(key))


def right_minus_wrong(response: list[str], key: list[str]) -> float:
    """Return (right options chosen - wrong options chosen) / right options, not below zero."""
    chosen = set(response)
    return max(0.0, (len(chosen & set(key)) - len(chosen - set(key))) / len(key))


def share_of_pairs(response: dict[str, str], key: dict[str, str]) -> float:
    """Return the share of pairs that are right."""
    return sum(response.get(source) == target for source, target in key.items()) / len(key)


def share_adjacent(response: list[str], key: list[str]) -> float:
    """Return the share of neighbours in the key that are neighbours, in this order, in the response."""
    import itertools

    wanted = set(itertools.pairwise(key))
    return len(wanted & set(itertools.pairwise(response))) / len(wanted)


def within(response: float, value: float, tolerance: float) -> float:
    """Return 1 within the tolerance, bounds included."""
    return float(abs(response - value) <= tolerance + abs(value) * 1e-9)


def same(got: object, expected: object) -> bool:
    """Compare JSON values; numbers within one part in 10^9, and true is not 1."""
    import math

    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(got, int | float) and isinstance(expected, int | float):
        try:
            return got == expected or math.isclose(got, expected, rel_tol=1e-9, abs_tol=1e-9)
        except OverflowError:
            return False
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[key], expected[key]) for key in got)
    return type(got) is type(expected) and got == expected


def returned(name: str, args: list[object]) -> object:
    """Return what the function of that name returns, as JSON has it; `...` where it fails. What it prints is dropped."""
    import contextlib
    import io
    import json

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return json.loads(json.dumps(globals()[name](*json.loads(json.dumps(args)))))
        except (Exception, SystemExit):
            return ...


def share_right(name: str, calls: list[tuple[list[object], object]]) -> float:
    """Return the share of calls that return what is expected, and forget the function: each item is on its own."""
    try:
        right = sum(same(returned(name, args), expected) for args, expected in calls)
        return right / len(calls) if calls else 1.0
    finally:
        globals().pop(name, None)
