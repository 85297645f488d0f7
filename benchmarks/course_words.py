"""What a synthetic case says: sentences of `synthetic/`, with words drawn as natural texts have them, few often and many seldom."""

import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
Words = dict[str, str]
"""The same words in each language."""
_SLOT = re.compile(r"\{([a-z]+)(\d?)(_?)\}(?!`)")


@cache
def held(name: str) -> Any:
    """Return the word lists or the sentences."""
    path = Path(__file__).parent / "synthetic" / f"{name}.yml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def both(line: str) -> Words:
    """Return a line `Chinese | English` by language."""
    zh, _, en = line.partition("|")
    return {"zh": zh.strip(), "en": en.strip()}


@cache
def _weights(count: int) -> list[float]:
    """Return how often the first, second, ... of a list is drawn, after Zipf's law (shifted, as Mandelbrot has it)."""
    return [1 / (rank + 2.7) for rank in range(count)]


@cache
def _listed(name: str) -> tuple[Words, ...]:
    return tuple(both(line) for line in held("words")[name])


@dataclass
class Teller:
    """Tells of one case: its people and its firm stay the same, everything else is drawn anew for each sentence."""

    dice: random.Random
    frameworks: list[str]
    terms: list[str]
    cast: dict[str, Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        streets = self.name(2)
        self.cast["street"] = {"zh": f"{streets['zh']}路", "en": f"{streets['en']} Road"}
        firm, industry = self.name(self.dice.choice([2, 2, 3])), self.one("industries")
        self.cast["firm"] = {"zh": firm["zh"] + industry["zh"], "en": f"{firm['en']} {industry['en']}"}
        for each in ("a", "b", "c"):
            post, person = self.one("posts"), self._person(self.dice.choice([1, 2, 2]))
            self.cast["post"] = post
            self.cast[each] = {"zh": post["zh"] + person["zh"], "en": person["en"]}

    def one(self, name: str) -> Words:
        """Draw one of a list, the first ones most often."""
        listed = _listed(name)
        return self.dice.choices(listed, _weights(len(listed)))[0]

    def _syllable(self, name: str) -> Words:
        word = self.dice.choice(held("words")[name].split())
        return {"zh": word[-1], "en": word[:-1].title()}

    def name(self, syllables: int) -> Words:
        """Return an invented name."""
        parts = [self._syllable("syllables") for _ in range(syllables)]
        return {"zh": "".join(each["zh"] for each in parts), "en": "".join(each["en"] for each in parts).capitalize()}

    def _person(self, syllables: int) -> Words:
        family, given = self._syllable("families"), self.name(syllables)
        return {"zh": family["zh"] + given["zh"], "en": f"{family['en']} {given['en']}"}

    def thing(self) -> Words:
        """Return something to speak of, of two words as a rule."""
        mark, thing = self.one("marks"), self.one("things")
        if self.dice.random() < 0.4:
            return thing
        return {"zh": mark["zh"] + thing["zh"], "en": f"{mark['en']} {thing['en']}"}

    def deed(self) -> Words:
        """Return something to do."""
        verb, thing = self.one("verbs"), self.thing()
        particle = "把" if self.dice.random() < 0.5 else ""
        zh = f"把{thing['zh']}{verb['zh']}" if particle else f"{verb['zh']}{thing['zh']}"
        head, _, tail = verb["en"].partition(" ")
        return {"zh": zh, "en": f"{head} {thing['en']} {tail}".strip()}

    def _filled(self, slot: str) -> Words:
        match slot:
            case "thing":
                return self.thing()
            case "do":
                return self.deed()
            case "n" | "m":
                number = str(self.dice.randint(11, 96) if slot == "n" else self.dice.randint(2, 19))
                return dict.fromkeys(LANGUAGES, number)
            case "framework" | "term":
                target = self.dice.choice(self.frameworks if slot == "framework" else self.terms)
                return dict.fromkeys(LANGUAGES, f"{{{slot}}}`{target}`")
            case "place" if self.dice.random() < 0.25:
                street = self.cast["street"]
                return {"zh": f"{street['zh']}的分店", "en": f"in the branch on {street['en']}"}
            case "guest" if self.dice.random() < 0.4:
                return self._person(self.dice.choice([1, 2]))
            case _:
                return self.one(f"{slot}s")

    def say(self, line: str) -> Words:
        """Return a sentence with its slots filled, the same way in both languages."""
        chosen: dict[str, Words] = dict(self.cast)

        def fill(found: re.Match[str], language: str) -> str:
            slot, number, capital = found.groups()
            if slot + number not in chosen:
                chosen[slot + number] = self._filled(slot)
            words = chosen[slot + number][language]
            return words[:1].upper() + words[1:] if capital else words

        said = {
            language: _SLOT.sub(lambda found, language=language: fill(found, language), words)
            for language, words in both(line).items()
        }
        said["en"] = said["en"][:1].upper() + said["en"][1:]
        return said

    def sentence(self, section: str) -> Words:
        """Return a sentence of a section."""
        return self.say(self.dice.choice(held("sentences")[section]))

    def sentences(self, section: str, count: int) -> list[Words]:
        """Return so many sentences, with no pattern used again before the others were."""
        lines: list[str] = []
        while len(lines) < count:
            more = list(held("sentences")[section])
            self.dice.shuffle(more)
            lines += more
        return [self.say(line) for line in lines[:count]]

    def paragraphs(self, section: str, count: int) -> dict[str, list[str]]:
        """Return sentences in paragraphs of two to five."""
        told, paragraphs = self.sentences(section, count), list[list[Words]]()
        while told:
            size = self.dice.randint(2, 5)
            paragraphs.append(told[:size])
            told = told[size:]
        joints = {"zh": "", "en": " "}
        return {
            language: [joints[language].join(each[language] for each in group) for group in paragraphs]
            for language in LANGUAGES
        }
