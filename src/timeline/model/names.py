"""Finding a thing by what people call it: by id, else by name, else by alias; never by guessing.

Invariant: a name finds exactly one thing or raises, with the nearest names or with all that it fits.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from timeline.errors import AmbiguousNameError, NotFoundError, listed


class Named(Protocol):
    """Anything with an id, a name and aliases."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=Named)


@functools.lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name without what spellings differ in: case, diacritics, apostrophes, hyphens, spaces.

    Example:
        >>> folded("Al-Ḩawījah") == folded("al hawijah")
        True
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (" " if letter in "-_ " else letter for letter in letters if letter.isalnum() or letter in "-_/ ")
    return " ".join("".join(kept).split())


def find(what: str, name: str, things: Mapping[str, N]) -> N:
    """The one thing with that id, else that name, else that alias.

    Args:
        what: the word for such a thing, for the error.
        name: an id, name or alias; case, diacritics and hyphens do not matter.
        things: the things by id.

    Raises:
        NotFoundError: nothing is called so; lists the nearest names.
        AmbiguousNameError: several are called so; lists their ids.
    """
    found = fitting(what, name, things)
    if found is None:
        raise not_found(what, name, things.values())
    return found


def fitting(what: str, name: str, things: Mapping[str, N]) -> N | None:
    """The same; None where nothing is called so, for who looks elsewhere then.

    Raises:
        AmbiguousNameError: several are called so; lists their ids.
    """
    if name in things:
        return things[name]
    key = folded(name)
    for fits in (_by_id, _by_name, _by_alias):
        found = [thing for thing in things.values() if fits(thing, key)]
        if len(found) > 1:
            raise _ambiguous(what, name, sorted(thing.id for thing in found))
        if found:
            return found[0]
    return None


def _by_id(thing: Named, key: str) -> bool:
    return folded(thing.id) == key


def _by_name(thing: Named, key: str) -> bool:
    return folded(thing.name) == key


def _by_alias(thing: Named, key: str) -> bool:
    return any(folded(alias) == key for alias in thing.aliases)


def not_found(what: str, name: str, things: Iterable[Named]) -> NotFoundError:
    """The error for a name that nothing has, with the three nearest; to be raised by the caller."""
    from difflib import get_close_matches

    spellings = {folded(text): text for thing in things for text in (*thing.aliases, thing.id, thing.name)}
    close = get_close_matches(folded(name), spellings, n=3)
    nearest = tuple(spellings[key] for key in close)
    do = f"did you mean {listed(nearest)}?" if nearest else f"list the {what}s to see their names"
    return NotFoundError(
        what, expected="a known id, name or alias", found=repr(name), do=do, what=what, name=name, nearest=nearest
    )


def _ambiguous(what: str, name: str, ids: list[str]) -> AmbiguousNameError:
    return AmbiguousNameError(
        what,
        expected="a name that fits one",
        found=f"{name!r}, which fits {len(ids)}",
        do=f"name {listed(ids)}",
        what=what,
        name=name,
        nearest=tuple(ids),
    )
