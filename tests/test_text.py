"""Texts in the languages of a course, and how quantities are written in them."""

import re
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from casebook.text import Text, Unit, same, type_name, write_number, write_quantity

# Texts

BOTH = ("zh", "en")


def validated(value: Any, languages: tuple[str, ...] = BOTH, kind: type[Text] = Text) -> Text:
    return TypeAdapter(Annotated[kind, "a text"]).validate_python(value, context={"languages": languages})


@pytest.mark.parametrize(
    ("value", "languages", "texts"),
    [
        ({"zh": "一", "en": "one"}, BOTH, {"zh": "一", "en": "one"}),
        ({"en": "one", "zh": "一"}, BOTH, {"zh": "一", "en": "one"}),
        ({"zh": " 一\n", "en": "one "}, BOTH, {"zh": "一", "en": "one"}),
        ({"zh": "一"}, ("zh",), {"zh": "一"}),
        ("一", ("zh",), {"zh": "一"}),
        ("one", ("en",), {"en": "one"}),
        ({"fr": "un"}, (), {"fr": "un"}),
    ],
)
def test_a_text_has_the_languages_of_the_course(value: Any, languages: tuple[str, ...], texts: dict[str, str]) -> None:
    assert dict(validated(value, languages)) == texts


@pytest.mark.parametrize(
    ("value", "languages", "code"),
    [
        ("一", BOTH, "text-not-a-mapping"),
        ("一", (), "text-not-a-mapping"),
        (["一", "one"], BOTH, "text-not-a-mapping"),
        (None, BOTH, "text-not-a-mapping"),
        (7, ("zh",), "text-not-a-mapping"),
        ({"zh": "一"}, BOTH, "text-missing-language"),
        ({}, ("zh",), "text-missing-language"),
        ({"zh": "一", "en": "one", "fr": "un"}, BOTH, "text-unknown-language"),
        ({"zh": "一", "en": "one"}, ("zh",), "text-unknown-language"),
        ({True: "一", "en": "one"}, BOTH, "text-unknown-language"),
        ({"zh": "一", "en": 1}, BOTH, "text-not-words"),
        ({"zh": "一", "en": None}, BOTH, "text-not-words"),
        ({"zh": "一", "en": ["one"]}, BOTH, "text-not-words"),
        ({"zh": "一", "en": ""}, BOTH, "text-empty"),
        ({"zh": "　", "en": "one"}, BOTH, "text-empty"),
    ],
)
def test_a_text_that_is_none_is_refused(value: Any, languages: tuple[str, ...], code: str) -> None:
    with pytest.raises(ValidationError) as raised:
        validated(value, languages)
    assert [error["type"] for error in raised.value.errors()] == [code]


def test_a_unit_may_be_empty_in_a_language() -> None:
    assert dict(validated({"zh": "年", "en": ""}, kind=Unit)) == {"zh": "年", "en": ""}
    with pytest.raises(ValidationError):
        validated({"zh": "年"}, kind=Unit)


def test_texts_are_values() -> None:
    one, other = Text({"zh": "一", "en": "one"}), Text({"en": "one", "zh": "一"})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Text({"zh": "一", "en": "two"})
    assert eval(repr(one)) == one
    assert same("x", ["zh", "en"]) == Text({"zh": "x", "en": "x"})
    with pytest.raises(TypeError):
        one["zh"] = "二"  # type: ignore[index]
    with pytest.raises(KeyError):
        one["fr"]


def test_a_text_keeps_its_words_when_the_mapping_it_was_made_from_changes() -> None:
    words = {"zh": "一"}
    text = Text(words)
    words["zh"] = "二"
    assert text["zh"] == "一"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({}, "mapping"),
        ([], "list"),
        ("", "text"),
        (True, "true-or-false"),
        (1, "number"),
        (1.5, "number"),
        (None, "nothing"),
    ],
)
def test_yaml_types_have_names(value: Any, name: str) -> None:
    assert type_name(value) == name


# Numbers and quantities

NUMBERS = [
    (0, "0", "0"),
    (7, "7", "7"),
    (100, "100", "100"),
    (1996, "1996", "1996"),  # years stay plain
    (9999, "9999", "9999"),
    (10_000, "1 万", "10,000"),
    (12_345, "12,345", "12,345"),
    (12_500, "1.25 万", "12,500"),
    (35_000, "3.5 万", "35,000"),
    (450_000, "45 万", "450,000"),
    (999_999, "999,999", "999,999"),
    (1_000_000, "100 万", "1 million"),
    (1_234_567, "1,234,567", "1,234,567"),
    (2_000_000, "200 万", "2 million"),
    (2_500_000, "250 万", "2.5 million"),
    (12_340_000, "1234 万", "12.34 million"),
    (123_456_700, "12345.67 万", "123,456,700"),
    (150_000_000, "1.5 亿", "150 million"),
    (1_234_560_000, "123456 万", "1234.56 million"),
    (12_345_670_000, "1234567 万", "12345.67 million"),
    (12_345_678_900, "1234567.89 万", "12,345,678,900"),
    (1_000_000_000_000, "10000 亿", "1000000 million"),
    (0.5, "0.5", "0.5"),
    (3.97, "3.97", "3.97"),
    (2.0, "2", "2"),
    (-5, "-5", "-5"),
    (-2_000_000, "-200 万", "-2 million"),
]


@pytest.mark.parametrize(("value", "zh", "en"), NUMBERS)
def test_numbers_are_written_as_the_language_does(value: float, zh: str, en: str) -> None:
    digits = str.maketrans("", "", ", ")
    assert write_number(value, "zh").translate(digits) == zh.translate(digits)
    assert write_number(value, "en").translate(digits) == en.translate(digits)


@pytest.mark.parametrize(("value", "zh", "en"), [row for row in NUMBERS if abs(row[0]) < 10**8])
def test_digits_are_grouped_as_the_language_does(value: float, zh: str, en: str) -> None:
    assert write_number(value, "zh") == zh
    assert write_number(value, "en") == en


SIZES = {"万": 10**4, "亿": 10**8, "million": 10**6}


def read_back(written: str) -> float:
    found = re.fullmatch(r"(-?[0-9.,]+)(?: (万|亿|million))?", written)
    assert found, written
    number = found[1].replace(",", "")
    return float(number) * SIZES[found[2]] if found[2] else float(number)


@settings(deadline=None, max_examples=300)
@given(
    st.integers(-(10**12), 10**12)
    | st.integers(-(10**6), 10**6).map(lambda n: n * 10_000)
    | st.integers(-(10**9), 10**9).map(lambda n: n / 100)
)
def test_a_number_written_is_the_number(value: float) -> None:
    for language in BOTH:
        assert read_back(write_number(value, language)) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "units", "bound", "zh", "en"),
    [
        (2_000_000, ("台", "units"), None, "200 万台", "2 million units"),
        (2_000_000, ("台", "units"), "more-than", "超过 200 万台", "more than 2 million units"),
        (2_000_000, ("台", "units"), "at-least", "至少 200 万台", "at least 2 million units"),
        (30, ("分钟", "minutes"), "about", "约 30 分钟", "about 30 minutes"),
        (30, ("分钟", "minutes"), "at-most", "不超过 30 分钟", "at most 30 minutes"),
        (1996, ("年", ""), None, "1996 年", "1996"),
        (1996, ("年", ""), "about", "约 1996 年", "about 1996"),
        (0.5, ("元/度", "yuan a kWh"), None, "0.5 元/度", "0.5 yuan a kWh"),
        (12, ("", ""), None, "12", "12"),
        (20_000, ("", ""), None, "2 万", "20,000"),
    ],
)
def test_quantities_read_as_phrases(value: float, units: tuple[str, str], bound: str | None, zh: str, en: str) -> None:
    assert write_quantity(value, units[0], "zh", bound) == zh
    assert write_quantity(value, units[1], "en", bound) == en
