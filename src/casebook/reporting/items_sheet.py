"""The item analysis as sheets for Excel: the items, who chose what, the test as a whole, and how to read it all."""

from typing import Any

from casebook.interactions import Choice
from casebook.labels import label
from casebook.reporting.analysis import Analysis, OptionRow
from casebook.reporting.cohort import Cohort
from casebook.reporting.item_words import Phrasebook
from casebook.reporting.sheets import Column, Sheet
from casebook.reporting.statistics import Stat

_NUMBER = "0.0"
_STATS = ("facility", "discrimination", "efficiency", "intended", "effective", "item_deviation", "guess")
_READ = (
    "facility",
    "discrimination",
    "efficiency",
    "effective",
    "item_deviation",
    "guess",
    "consistency",
    "error_ratio",
    "standard_error",
    "thirds",
    "few",
)


def item_sheets(cohort: Cohort, analysis: Analysis, language: str) -> tuple[Sheet, Sheet, Sheet, Sheet]:
    """Return the items, their options, the whole test, and how to read them."""
    return (
        _items(cohort, analysis, language),
        _options(cohort, analysis, language),
        _whole(analysis, language),
        _guide(language),
    )


def _say(language: str, name: str) -> str:
    return label(language, f"report_{name}")


def _value(stat: Stat, language: str) -> Any:
    """Return a statistic's value, or in words why there is none."""
    return stat.value if stat.value is not None else _say(language, f"none_{stat.reason.replace('-', '_')}")


def _bounds(stat: Stat) -> list[float | None]:
    return list(stat.interval) if stat.value is not None and stat.interval else [None, None]


def _items(cohort: Cohort, analysis: Analysis, language: str) -> Sheet:
    low, high = _say(language, "from"), _say(language, "to")
    columns = [
        Column(_say(language, "item"), 28),
        Column(_say(language, "question"), 44),
        Column(_say(language, "type"), 10),
        Column(_say(language, "points_word"), 8, "0.##"),
        Column(_say(language, "people"), 8, "0"),
        Column(_say(language, "verdict"), 34),
    ]
    for name in _STATS:
        columns.append(Column(_say(language, name), 12, _NUMBER))
        if name in ("facility", "discrimination"):
            heading = _say(language, name)
            columns += [Column(f"{heading} {low}", 9, _NUMBER), Column(f"{heading} {high}", 9, _NUMBER)]
    phrasebook = Phrasebook(cohort)
    rows = []
    for each in analysis.items:
        words = phrasebook.words(each.key, each.item, language)
        verdicts = "\n".join(_say(language, f"verdict_{code.replace('-', '_')}") for code in each.verdicts)
        row: list[Any] = [
            each.key,
            " ".join(words.stem.striptags().split()),
            words.label,
            each.points,
            each.count,
            verdicts,
        ]
        row += [_value(each.facility, language), *_bounds(each.facility)]
        row += [_value(each.discrimination, language), *_bounds(each.discrimination)]
        rest = (each.efficiency, each.intended, each.effective, each.deviation, each.guess)
        rows.append([*row, *(_value(stat, language) for stat in rest)])
    grey = frozenset(place for place, each in enumerate(analysis.items) if each.is_unsure)
    return Sheet(_say(language, "item_table"), tuple(columns), rows, grey)


def _options(cohort: Cohort, analysis: Analysis, language: str) -> Sheet:
    names = (("item", 28), ("option", 44), ("is_key", 10), ("people", 8), ("all_of_them", 10))
    columns = [Column(_say(language, name), width, _NUMBER if name == "all_of_them" else "") for name, width in names]
    columns += [Column(_say(language, name), 10, _NUMBER) for name in ("lower", "middle", "upper")]
    columns.append(Column(_say(language, "verdict"), 34))
    phrasebook = Phrasebook(cohort)
    rows: list[list[Any]] = []
    grey = set()
    for each in analysis.items:
        if not each.options or not isinstance(each.item.interaction(), Choice):
            continue
        words = phrasebook.words(each.key, each.item, language)
        for option in each.options:
            if each.is_unsure:
                grey.add(len(rows))
            rows.append(_option(each.key, words.texts[option.id].striptags(), option, language))
    return Sheet(_say(language, "options_title"), tuple(columns), rows, frozenset(grey))


def _option(key: str, text: str, option: OptionRow, language: str) -> list[Any]:
    shares = [_value(stat, language) for stat in (option.lower, option.middle, option.upper)]
    right = _say(language, "yes") if option.is_key else ""
    return [
        key,
        text,
        right,
        option.count,
        option.share,
        *shares,
        _say(language, "suspicious") if option.suspicious else "",
    ]


def _whole(analysis: Analysis, language: str) -> Sheet:
    whole = analysis.whole
    named = {
        "mean": whole.mean,
        "median": whole.median,
        "deviation": whole.deviation,
        "skewness": whole.skewness,
        "kurtosis": whole.kurtosis,
        "consistency": whole.consistency,
        "error_ratio": whole.error_ratio,
        "standard_error": whole.standard_error,
    }
    names = (("statistic", 34), ("value", 14), ("from", 12), ("to", 12))
    columns = tuple(Column(_say(language, name), width, "" if name == "statistic" else "0.00") for name, width in names)
    rows = [[_say(language, name), _value(stat, language), *_bounds(stat)] for name, stat in named.items()]
    counts = [[_say(language, "people"), whole.count, None, None], [_say(language, "max"), whole.most, None, None]]
    return Sheet(_say(language, "whole"), columns, [*counts, *rows], filtered=False)


def _guide(language: str) -> Sheet:
    columns = (Column(_say(language, "statistic"), 28), Column(_say(language, "how_to_read"), 100))
    rows = [[_say(language, name), _say(language, f"read_{name}")] for name in _READ]
    return Sheet(_say(language, "how_to_read"), columns, rows, filtered=False)
