"""Whose word counts when reports of one day differ: a pure, versioned rank; arrival and ids never decide.

Invariant: a rank is a total preorder; reports of equal rank with different values are `Disputed`, and nothing is
dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import attrs

from timeline.model.days import Day
from timeline.model.knowledge import InForce
from timeline.model.sources import RELIABILITIES, Sources

Rank = tuple[Any, ...]
T = TypeVar("T")


@attrs.frozen
class Policy:
    """A named, versioned rank of reports.

    Args:
        rank: gives a comparable tuple for an event in force and the sources known; the greater one counts.
        rank_of_report: gives the same for a source, a credibility and the day of a report, if it goes by no more; then
            many events are ranked without reading them.
    """

    name: str
    version: int
    rank: Callable[[InForce, Sources], Rank]
    rank_of_report: Callable[[str | None, int, Day, Sources], Rank] | None = None


def _by_reliability(known: InForce, sources: Sources) -> Rank:
    source = known.event.source.source if known.event.source else None
    return _rank_of_report(source, known.event.credibility, known.reported_on, sources)


def _rank_of_report(source: str | None, credibility: int, reported_on: Day, sources: Sources) -> Rank:
    return (-RELIABILITIES.index(sources.reliability(source)), -credibility, reported_on)


BY_RELIABILITY = Policy("by-reliability", 1, _by_reliability, _rank_of_report)


@attrs.frozen(repr=False)
class Disputed(Generic[T]):
    """Different values claimed with equal rank: each is possible and none is certain."""

    members: frozenset[T]

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self.members, key=repr))

    def __contains__(self, value: object) -> bool:
        return value in self.members

    def __repr__(self) -> str:
        return f"Disputed({{{', '.join(map(repr, self))}}})"
