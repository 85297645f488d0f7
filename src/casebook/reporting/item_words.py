"""The words of an item for feedback pages, rendered once however many pages show them."""

import html
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from casebook.interactions import Choice, ExtendedText, Match, Option, Order, TextEntry
from casebook.items import Item
from casebook.markup import Role
from casebook.model import Course
from casebook.notebooks.items import key_words
from casebook.notebooks.roles import plain_role
from casebook.reporting.cohort import Cohort
from casebook.text import Text
from casebook.website.words import Words


@dataclass(frozen=True)
class PlainWords(Words):
    """Writes words for a page that stands alone: what would lead to another page is text."""

    def _link(self, role: Role) -> str:
        return html.escape(plain_role(role, self.course, self.subject, self.language), quote=False)


@dataclass(frozen=True)
class ItemWords:
    """An item in one language. Of what is right it renders nothing until asked."""

    item: Item
    words: PlainWords
    case_title: str

    @cached_property
    def label(self) -> str:
        """Return the name of the item's type."""
        return self.item.label[self.words.language]

    @cached_property
    def stem(self) -> Markup:
        """Return the question."""
        return self.block(self.item.stem)

    @cached_property
    def texts(self) -> dict[str, Markup]:
        """Return the words of each option, source and target by id, sources and targets apart."""
        return {name: self.inline(option.text) for name, option in self._options().items()}

    @cached_property
    def key(self) -> list[Markup]:
        """Return what is right, piece by piece."""
        found = key_words(self.item.interaction(), self.item.scoring(), self.words.language)
        return [self.words.inline(each) for each in found]

    @cached_property
    def reasons(self) -> dict[str, Markup]:
        """Return why each option is right or wrong; "" stands for the item as a whole."""
        return {name: self.inline(text) for name, text in self.item.rationales().items()}

    @cached_property
    def samples(self) -> list[Markup | str]:
        """Return model answers: of code as it stands, of text as paragraphs."""
        interaction = self.item.interaction()
        code = isinstance(interaction, ExtendedText) and interaction.starter is not None
        answers = [each[self.words.language] for each in self.item.model_answers()]
        return [each.strip() if code else self.words.block(each) for each in answers]

    def inline(self, text: Text) -> Markup:
        """Return a run of text."""
        return self.words.inline(text[self.words.language])

    def block(self, text: Text) -> Markup:
        """Return paragraphs."""
        return self.words.block(text[self.words.language])

    def _options(self) -> dict[str, Option]:
        match self.item.interaction():
            case Choice(options) | Order(options):
                return {each.id: each for each in options}
            case Match(sources, targets):
                left = {f"source/{each.id}": each for each in sources}
                return left | {f"target/{each.id}": each for each in targets}
            case TextEntry() | ExtendedText():
                return {}


class Phrasebook:
    """Gives the words of items, each item in each language and each order of its options rendered once."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self._held: dict[tuple[str, str, str], ItemWords] = {}
        self._editions: dict[int, tuple[Item, str]] = {}

    def words(self, key: str, item: Item, language: str) -> ItemWords:
        """Return an item's words. The edition tells orders and versions apart."""
        place = (key, self._edition(item), language)
        if place not in self._held:
            self._held[place] = self._write(self.cohort.course, key, item, language)
        return self._held[place]

    def _write(self, course: Course, key: str, item: Item, language: str) -> ItemWords:
        case = self.cohort.case_of(key)
        title = case.file.title[language] if case else key.partition(".")[0]
        return ItemWords(item, PlainWords(course, case, language, ""), title)

    def _edition(self, item: Item) -> str:
        """Return an item's edition, worked out once for each object; holding the object keeps its number its own."""
        if id(item) not in self._editions:
            self._editions[id(item)] = (item, item.edition())
        return self._editions[id(item)][1]
