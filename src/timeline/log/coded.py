"""Columns of values of which many are equal: each value once, and for each row its place.

Invariant: values are told apart as JSON tells them apart, so that 1 is not true.
"""

from __future__ import annotations

import itertools
import json
import types
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from timeline.log.bodies import to_json

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bools: TypeAlias = npt.NDArray[np.bool_]
    Ints: TypeAlias = npt.NDArray[np.int64]
    Narrow: TypeAlias = npt.NDArray[np.integer[Any]]
    """As narrow as its numbers are small: to be widened before anything is added to it."""

_TOLD_APART = {str, int, types.NoneType}


@attrs.frozen(eq=False)
class Coded:
    """A column of values as JSON has them.

    Args:
        place: for each row the place of its value.
        values: each value; maybe some that no row has.
    """

    place: Narrow
    values: Sequence[Any]

    def at(self, rows: Narrow) -> Coded:
        """Some of its rows."""
        return Coded(self.place[rows], self.values)

    def listed(self) -> list[Any]:
        """The value of each row."""
        return [self.values[place] for place in self.place.tolist()]


def coded(column: Iterable[Any]) -> Coded:
    """A column with each value put down once."""
    import numpy as np

    rows = list(column)
    are_told_apart = set(map(type, rows)) <= _TOLD_APART
    places: dict[Any, int] = {}
    place = [places.setdefault(each, len(places)) for each in (rows if are_told_apart else map(to_json, rows))]
    return Coded(np.array(place, np.int64), list(places) if are_told_apart else list(map(json.loads, places)))


def joined(parts: Sequence[Coded]) -> Coded:
    """One column behind the other."""
    import numpy as np

    whole = coded(itertools.chain.from_iterable(part.values for part in parts))
    ends = np.cumsum([len(part.values) for part in parts])[:-1]
    places_as = np.min_scalar_type(len(whole.values))
    moved = np.split(whole.place.astype(places_as), ends) if parts else []
    places = [to[part.place] for to, part in zip(moved, parts, strict=True)]
    return Coded(np.concatenate([np.zeros(0, places_as), *places]), whole.values)
