"""`fold`: any pure step over the events in order, for what the other reducers cannot say.

Invariant: events come ordered by day, rank and content, never by arrival; the initial state is never changed.
"""

from __future__ import annotations

import copy
import itertools
import operator
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from timeline.model.days import BEGINNING, Day
from timeline.model.events import Event
from timeline.projections.claims import Claim, Look, happenings, in_order
from timeline.projections.facets.base import AFTER_THE_DATE, Facet, Resolved, kinds_read

S = TypeVar("S")
D = TypeVar("D")
_DAY = operator.itemgetter(0)


class Fold(Facet[S]):
    """The state after every event up to the day asked about."""

    def __init__(
        self, reads: Mapping[type[Event], str | None], look: Look, evolve: Callable[[S, Any], S], initial: S
    ) -> None:
        super().__init__(reads, look)
        self.evolve = evolve
        self.initial = initial

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[S]:
        """The plain definition; all that is consumed is a cause."""
        happened = once(in_order([claim for claim in claims if claim.day <= on]))
        state = copy.deepcopy(self.initial)
        for claim in happened:
            state = self.evolve(state, claim.known.event)
        return Resolved(state, happened)

    def sweep(self, taken: Iterable[tuple[D, Event]]) -> Iterator[tuple[D, S]]:
        """The state after each day of some events, given in order, each behind its day: each is taken in once."""
        state = copy.deepcopy(self.initial)
        for day, of_day in itertools.groupby(taken, key=_DAY):
            for _, event in of_day:
                state = self.evolve(state, event)
            yield day, state

    def steps(self, claims: Sequence[Claim]) -> list[tuple[Day, S, bool]]:
        """The state from each day on, from the beginning of time, and whether it rests on doubt."""
        sure = [claim for claim in claims if not claim.is_qualified]
        begins = [(BEGINNING, copy.deepcopy(self.initial), False)]
        with_all = self.sweep(_taken(claims))
        if len(sure) == len(claims):
            return begins + [(day, state, False) for day, state in with_all]
        return begins + list(self.compared(with_all, dict(self.sweep(_taken(sure)))))

    def compared(self, with_all: Iterable[tuple[D, S]], without_doubt: Mapping[D, S]) -> Iterator[tuple[D, S, bool]]:
        """States of one area, and whether each would be another without the claims of qualified dates."""
        so = self.initial
        for day, state in with_all:
            so = without_doubt.get(day, so)
            yield day, state, state != so

    def possible(self, claims: Sequence[Claim], on: Day) -> None:
        """Nothing is said: nobody can know the possible states of an arbitrary step."""

    def fates(self, claims: Sequence[Claim], on: Day) -> list[str]:
        """All that happened by then is consumed."""
        return [AFTER_THE_DATE for _ in claims]

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The days by which a claim surely held."""
        return {claim.day for claim in claims}

    def _causes(self, witnesses: Sequence[Claim], on: Day, outcome: object) -> tuple[Claim, ...]:
        """All that was consumed."""
        return tuple(self.resolve(witnesses, on).support)

    def _arguments(self) -> tuple[object, ...]:
        return (repr(self.initial), code_of(self.evolve))


def _taken(claims: Sequence[Claim]) -> Iterator[tuple[Day, Event]]:
    return ((claim.day, claim.known.event) for claim in once(in_order(claims)))


def once(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The first claim of each incident whose reports say different things, and every other claim."""
    return tuple(claims_of_one[0] for claims_of_one in happenings(claims))


def code_of(function: Callable[..., object]) -> tuple[object, ...]:
    """What a function does, as plain data that changes when its code does, and in no other process."""
    code = getattr(function, "__code__", None)
    return (repr(function),) if code is None else _steps_of(code)


def _steps_of(code: types.CodeType) -> tuple[object, ...]:
    return (code.co_code.hex(), [_constant(each) for each in code.co_consts], code.co_names)


def _constant(value: object) -> object:
    """A constant of a function: the code of a function inside it, and a set in an order of its own."""
    if isinstance(value, types.CodeType):
        return _steps_of(value)
    return sorted(map(repr, value)) if isinstance(value, frozenset) else repr(value)


def fold(evolve: Callable[[S, Any], S], initial: S, *, kinds: Sequence[type[Event]], look: Look = "here") -> Fold[S]:
    """The state that a pure step reaches over the events of some kinds, in order of day, rank and content.

    It takes events of any scope; the step sees the whole event and may look at it. It has resolved values only, for
    nobody can know the possible states of an arbitrary step.

    Args:
        evolve: gives the next state for a state and an event; it must change neither.
        initial: the state before the first event.
        kinds: the event kinds to consume.
        look: whose events count.

    Raises:
        ProjectionError: something given is not an event kind.
    """
    return Fold(kinds_read("fold", kinds), look, evolve, initial)
