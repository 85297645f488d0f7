"""Find whose a submission is: by the id in it, else by its name. Whoever cannot be told for certain is nobody."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casebook.gradebook.values import Note
from casebook.model.assignment import Learner

_SIGNS = re.compile(r"[\s_()（）\[\]【】《》“”\"'‘’,，、;；:：.。!！&@#+=~·|-]")
_AGAIN = re.compile(r"\s*(\(\d{1,3}\)|（\d{1,3}）|- ?(副本|copy|Copy|Kopie)( ?\(\d{1,3}\))?|-Copy\d*|的副本)$")
"""What browsers and file managers add to the name of a second copy."""
_AROUND = ("的", "作业", "答案", "考核", "交卷", "试卷", "测验", "提交")
"""Words that may stand right beside a name written without spaces."""


@dataclass(frozen=True)
class Finding:
    """The learner who was found, if one was, what is worth knowing about it, and for nobody the reason."""

    learner: Learner | None
    notes: tuple[Note, ...] = ()
    reason: Note | None = None


class Roster:
    """The learners of an assignment, to be found by what people write."""

    def __init__(self, learners: Iterable[Learner], assignment: str) -> None:
        self.assignment = assignment
        self.by_id: dict[str, Learner] = {}
        self.by_digits: dict[str, list[Learner]] = defaultdict(list)
        self.by_name: dict[str, list[Learner]] = defaultdict(list)
        for each in learners:
            self.by_id[same(each.id)] = each
            self.by_digits[same(each.id).lstrip("0")].append(each)
            if _joined(each.name):
                self.by_name[_joined(each.name)].append(each)

    def of_content(self, learner_id: str, name: str, path: str) -> Finding:
        """Return who an answers file says it is from; its path only says whether the two agree."""
        found, notes = self._by_id(learner_id)
        pointed = [each for _, each in self._pointed(path)]
        meant = pointed[0] if pointed else None
        if found is None:
            if meant is None or not _joined(name) or _joined(meant.name) != _joined(name):
                return Finding(None, (), Note("grade-unknown-id", {"id": learner_id}))
            note = Note("grade-by-name", {"id": learner_id, "learner": meant.id})
            return Finding(meant, (note,))
        if _joined(name) and _joined(found.name) and _joined(name) != _joined(found.name):
            others = self.by_name.get(_joined(name), [])
            code = "grade-name-of-other" if others else "grade-name-differs"
            notes.append(Note(code, {"learner": found.id, "name": name, "roster": found.name}))
        other = next((each for each in pointed if each is not None and each.id != found.id), None)
        if other is not None:
            notes.append(Note("grade-file-of-other", {"learner": found.id, "other": other.id}))
        return Finding(found, tuple(notes))

    def of_path(self, path: str) -> Finding:
        """Return whom the name of a file, or of a folder or archive that it is in, points to.

        Names within an archive are a stranger's: if they point to another learner than the archive's own name, that is
        nobody. A folder is HR's, and that it points elsewhere is a note.
        """
        pointed = self._pointed(path)
        found = pointed[0][1] if pointed else None
        if found is None:
            return Finding(None, (), Note("grade-nobody", {}))
        others = [(packed, each) for packed, each in pointed if each is not None and each.id != found.id]
        if not others:
            return Finding(found)
        details = {"learner": found.id, "other": others[0][1].id}
        if any(packed for packed, _ in others):
            return Finding(None, (), Note("grade-two-named", details))
        return Finding(found, (Note("grade-folder-of-other", details),))

    def _by_id(self, learner_id: str) -> tuple[Learner | None, list[Note]]:
        wanted = same(learner_id)
        if wanted in self.by_id:
            return self.by_id[wanted], []
        likely = self.by_digits.get(wanted.lstrip("0"), []) if wanted.isdigit() else []
        if len(likely) == 1:
            return likely[0], [Note("grade-zeros", {"id": learner_id, "learner": likely[0].id})]
        return None, []

    def _pointed(self, path: str) -> list[tuple[bool, Learner | None]]:
        """Return whom the parts of a path point to, innermost first, None for several, and which parts are archives."""
        pointed = []
        for number, part in enumerate(reversed(unicodedata.normalize("NFKC", path).split("/"))):
            packed = number > 0 and part.lower().endswith((".zip", ".eml"))
            words = _stem(part) if number == 0 or packed else part
            found = self._named(_AGAIN.sub("", words).strip())
            if found:
                pointed.append((packed, found[0] if len(found) == 1 else None))
        return pointed

    def _named(self, words: str) -> list[Learner]:
        own = re.fullmatch(rf"answers-{re.escape(self.assignment)}-(.+)", words, re.IGNORECASE)
        if own and same(own[1]) in self.by_id:
            return [self.by_id[same(own[1])]]
        words = re.sub(rf"(?<![0-9a-z]){re.escape(self.assignment.casefold())}(?![0-9a-z])", " ", words.casefold())
        pieces = list(_pieces(words))
        ids = {self.by_id[piece].id: self.by_id[piece] for piece in pieces if piece in self.by_id}
        if ids:
            return self._longest(ids, words)
        named = {_joined(piece) for piece in pieces} & self.by_name.keys()
        return [each for name in named for each in self.by_name[name]]

    def _longest(self, ids: dict[str, Learner], words: str) -> list[Learner]:
        """Leave out ids that only stand within a longer one: `a-1` in `a-1-2`."""
        spelt = {same(each.id): each for each in ids.values()}
        rest = words
        kept = []
        for one in sorted(spelt, key=len, reverse=True):
            if one in rest:
                kept.append(spelt[one])
                rest = rest.replace(one, " ")
        return kept


def _pieces(words: str) -> Iterator[str]:
    """Yield what stands between two boundaries: a sign, an end, or where a letter or digit meets a Chinese character."""
    words = words[:300]
    signs = [0]
    signs += [at for at in range(1, len(words)) if _kind(words[at - 1]) != _kind(words[at])]
    signs += [at for word in _AROUND for found in re.finditer(word, words) for at in found.span()]
    signs = sorted({*signs, len(words)})
    for first, start in enumerate(signs):
        for end in signs[first + 1 : first + 25]:
            yield words[start:end].strip()


def _kind(letter: str) -> int:
    if _SIGNS.match(letter):
        return 0
    return 1 if letter < "\u2e80" else 2


def _stem(name: str) -> str:
    return re.sub(r"\.(json|ipynb|txt|zip|eml|md)$", "", name, flags=re.IGNORECASE)


def same(learner_id: str) -> str:
    """Return an id as two spellings of it are the same."""
    return unicodedata.normalize("NFKC", learner_id).strip().casefold()


def _joined(name: str) -> str:
    """Return a name without blanks, width and case."""
    return re.sub(r"[\s·•.]", "", unicodedata.normalize("NFKC", name)).casefold()
