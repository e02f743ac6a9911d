"""`latest` and `first`: the value of the last or the first claim; of equals on one day, all of them, disputed.

Neither takes an event at an unknown place inside the area: one unknown village does not flip a governorate.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from timeline.model.days import EVER, Day, plus
from timeline.model.events import Event
from timeline.model.policy import Disputed, Rank
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import OUTRANKED, SUPERSEDED, Facet, Resolved, fields_read, kinds_read
from timeline.projections.possible import Values
from timeline.projections.reach import Reach

V = TypeVar("V")

Placed = tuple[object, Any, Any, Any]
"""A value, its rank, and the first and the last day that it may be of."""


class Latest(Facet[V | Disputed[V] | None]):
    """The value of the greatest `(day, rank)` up to the day asked about."""

    takes_somewhere = False

    def __init__(self, reads: dict[type[Event], str | None], look: Look, before: object = None) -> None:
        super().__init__(reads, look)
        self.before = fields_read("latest", [before]) if before is not None else {}

    @property
    def reach(self) -> Reach:
        """From the last claim beyond doubt on; to the next one, which may tell what was so before it."""
        return Reach(not self.always_tells, is_to_last=True, is_ahead=bool(self.before))

    @property
    def fields_besides(self) -> Mapping[type[Event], str | None]:
        """What tells what was so before."""
        return self.before

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[V | Disputed[V] | None]:
        """The plain definition."""
        happened = [claim for claim in claims if claim.day <= on]
        if not happened:
            return Resolved(None)
        last = max((claim.day, claim.rank) for claim in happened)
        return agreed([claim for claim in happened if (claim.day, claim.rank) == last])

    def possible(self, claims: Sequence[Claim], on: Day) -> Values:
        """The value of each claim that may be the last; nothing, where none has surely happened."""
        values: set[Any] = {claim.value for claim in maybe_last(claims, on)}
        if not any(claim.has_begun_by(on) for claim in claims):
            values |= {None, *self._values_before(claims, on)}
        return Values(frozenset(values))

    def _values_before(self, claims: Sequence[Claim], on: Day) -> set[Any]:
        """What the claims that may be the first after the day say was so before them."""
        said = {claim: self._before(claim) for claim in maybe_first_after(claims, on)} if self.before else {}
        return {value for value in said.values() if value is not None}

    def _before(self, claim: Claim) -> object:
        field = self.before.get(type(claim.known.event))
        return getattr(claim.known.event, field) if field else None

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        """The claims that may be the last, those that set the bar, and those that tell what was before."""
        last, bar = maybe_last(claims, on), _bar(claims, on)
        if bar is not None:
            others = [claim for claim in claims if claim.has_begun_by(on) and _earliest(claim) == bar]
        else:
            others = maybe_first_after(claims, on) if self.before else []
        return [*last, *(claim for claim in others if not any(claim is each for each in last))]

    def defeat(self, claims: Sequence[Claim], on: Day) -> Callable[[Claim], str]:
        """A later day took its place, or on one day a greater rank."""
        bar = _bar(claims, on)
        return lambda claim: SUPERSEDED if bar and claim.latest_by(on) < bar[0] else OUTRANKED

    def disputes(self, claims: Sequence[Claim], on: Day) -> tuple[Disputed[Any], ...]:
        """The sets of values that may be claimed with equal rank on the last day."""
        return shared_days(maybe_last(claims, on), on)

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The ends of each window, and the days beside wider ones on which rank decides."""
        ends = window_ends(claims)
        if all(claim.first.earliest == claim.first.latest for claim in claims):
            return ends
        return ends | {plus(day, 1) for day in ends} | {plus(day, -1) for day in ends}

    def _arguments(self) -> tuple[object, ...]:
        return tuple((kind.kind, field) for kind, field in self.before.items())


class First(Facet[V | Disputed[V] | None]):
    """The value of the earliest day up to the day asked about, and on it of the greatest rank."""

    takes_somewhere = False

    @property
    def reach(self) -> Reach:
        """Up to the first claim beyond doubt."""
        return Reach(not self.always_tells, is_to_first=True)

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[V | Disputed[V] | None]:
        """The plain definition."""
        happened = [claim for claim in claims if claim.day <= on]
        if not happened:
            return Resolved(None)
        day = min(claim.day for claim in happened)
        rank = max(claim.rank for claim in happened if claim.day == day)
        return agreed([claim for claim in happened if (claim.day, claim.rank) == (day, rank)])

    def possible(self, claims: Sequence[Claim], on: Day) -> Values:
        """The value of each claim that may be the first; nothing, where none has surely happened."""
        values: set[Any] = {claim.value for claim in self.witnesses(claims, on)}
        surely = any(claim.has_begun_by(on) for claim in claims)
        return Values(frozenset(values if surely else values | {None}))

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        """The claims that may be the first."""
        begun = [claim for claim in claims if claim.first.earliest <= on]
        return [claim for claim in begun if not _is_preceded(claim, claims, claim.first.earliest)]

    def defeat(self, claims: Sequence[Claim], on: Day) -> Callable[[Claim], str]:
        """An earlier day came before it, or on one day a greater rank."""
        first = min((claim.first.latest for claim in claims if claim.is_sure), default=EVER)
        return lambda claim: SUPERSEDED if first < claim.first.earliest else OUTRANKED

    def disputes(self, claims: Sequence[Claim], on: Day) -> tuple[Disputed[Any], ...]:
        """The sets of values that may be claimed with equal rank on the first day."""
        return shared_days(self.witnesses(claims, on), on)

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The ends of each window."""
        return window_ends(claims)


def window_ends(claims: Iterable[Claim]) -> set[Day]:
    """The days on which a claim may first have begun, and by which it surely had."""
    windows = (when.first for claim in claims for when in claim.placements)
    return {day for window in windows for day in (window.earliest, window.latest)}


def maybe_last(claims: Sequence[Claim], on: Day) -> list[Claim]:
    """The claims that may be the last up to a day: none that has surely happened lies surely behind them."""
    bar = _bar(claims, on)
    return [
        claim
        for claim in claims
        if claim.first.earliest <= on and (bar is None or (claim.latest_by(on), claim.rank) >= bar)
    ]


def _bar(claims: Sequence[Claim], on: Day) -> tuple[Day, Rank] | None:
    return max((_earliest(claim) for claim in claims if claim.has_begun_by(on)), default=None)


def _earliest(claim: Claim) -> tuple[Day, Rank]:
    return (claim.first.earliest, claim.rank)


def maybe_first_after(claims: Sequence[Claim], on: Day) -> list[Claim]:
    """The claims that may be the first after a day, given that none happened up to it."""
    after = [claim for claim in claims if claim.first.latest > on]
    return [claim for claim in after if not _is_preceded(claim, after, claim.earliest_from(plus(on, 1)))]


def _is_preceded(claim: Claim, others: Iterable[Claim], day: Day) -> bool:
    """True when another claim is surely before this one on a day, or on it outranks it."""
    return any(
        other.first.latest < day or (other.first.latest == day and other.rank > claim.rank)
        for other in others
        if other.is_sure
    )


def shared_days(claims: Sequence[Claim], on: Day) -> tuple[Disputed[Any], ...]:
    """The sets of different values that claims of equal rank may put on one day up to `on`: at most these."""
    return disputes_among(
        [
            (claim.value, claim.rank, when.first.earliest, min(when.first.latest, on))
            for claim in claims
            for when in claim.placements
            if when.first.earliest <= on
        ]
    )


def disputes_among(placed: Sequence[Placed]) -> tuple[Disputed[Any], ...]:
    """The sets of different values of equal rank that may be of one day."""
    disputes: set[Disputed[Any]] = set()
    for _, rank, day, _ in placed:
        rivals = {value for value, of, earliest, latest in placed if of == rank and earliest <= day <= latest}
        sizes = range(2, len(rivals) + 1)
        disputes |= {Disputed(frozenset(each)) for size in sizes for each in itertools.combinations(rivals, size)}
    return tuple(sorted(disputes, key=repr))


def agreed(claims: Sequence[Claim]) -> Resolved[V | Disputed[V] | None]:
    """The one value of claims that count equally, or all their values as `Disputed`."""
    return Resolved(one_or_disputed(frozenset(cast(V, claim.value) for claim in claims)), claims)


def one_or_disputed(values: frozenset[V]) -> V | Disputed[V]:
    """The one value of several claims, or all their values as `Disputed`."""
    return next(iter(values)) if len(values) == 1 else Disputed(values)


def latest(*fields: V, before: object = None, look: Look = "here") -> Latest[V]:
    """The value of the last change: who holds it, what was last claimed.

    Args:
        fields: fields of event kinds' own, such as `AreaLiberated.by`; one of each kind.
        before: a field that says what was so before the first change, such as `AreaLiberated.from_`. It adds to what
            is possible before that change and never decides the resolved value.
        look: whose events count: `here`, `up` (also whole areas above) or `down` (also areas inside).

    Raises:
        ProjectionError: something given is not a field of a kind's own.
    """
    return Latest(fields_read("latest", fields), look, before)


def latest_kind(*kinds: type[Event], look: Look = "here") -> Latest[str]:
    """The name of the kind of the last event among several kinds.

    Args:
        kinds: the event kinds.
        look: whose events count.

    Raises:
        ProjectionError: something given is not an event kind.
    """
    return Latest(kinds_read("latest_kind", kinds), look)


def first(*fields: V, look: Look = "here") -> First[V]:
    """The value of the first event: who held it first.

    Args:
        fields: fields of event kinds' own, one of each kind.
        look: whose events count.

    Raises:
        ProjectionError: something given is not a field of a kind's own.
    """
    return First(fields_read("first", fields), look)
