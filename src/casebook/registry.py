"""Dictionaries that refuse duplicates and answer an unknown name with the known ones."""

from difflib import get_close_matches
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things of one kind, such as item types or languages."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._held: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Register a thing; raise ValueError naming both holders if the name is taken."""
        if name in self._held:
            raise ValueError(f"two {self.kind}s are called {name!r}: {self._held[name]!r} and {thing!r}")
        self._held[name] = thing
        return thing

    def get(self, name: str) -> T:
        """Return the thing of that name; raise KeyError listing the known names."""
        try:
            return self._held[name]
        except KeyError:
            raise KeyError(f"no {self.kind} is called {name!r}; there are {', '.join(self.names())}") from None

    def names(self) -> tuple[str, ...]:
        """Return the known names, sorted."""
        return tuple(sorted(self._held))

    def __contains__(self, name: object) -> bool:
        return name in self._held


def nearest(name: str, known: "tuple[str, ...] | list[str]") -> str | None:
    """Return the known name that was probably meant, or None."""
    found = get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else None
