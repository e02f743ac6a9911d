"""`latest` and `first`: the value of the last or the first claim; of equals on one day, all of them, disputed.

Neither takes an event at an unknown place inside the area: one unknown village does not flip a governorate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from timeline.model.days import Day
from timeline.model.events import Event
from timeline.model.policy import Disputed
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import Facet, Resolved, fields_read, kinds_read

V = TypeVar("V")


class _OneOf(Facet[V | Disputed[V] | None]):
    """The value of the one claim that counts, or of several that count equally."""

    takes_somewhere = False

    def boundaries(self, claims: Iterable[Claim]) -> set[Day]:
        """The days by which a claim surely held."""
        return {claim.day for claim in claims}


class Latest(_OneOf[V]):
    """The value of the greatest `(day, rank)` up to the day asked about."""

    def __init__(self, reads: dict[type[Event], str | None], look: Look, before: object = None) -> None:
        super().__init__(reads, look)
        self.before = fields_read("latest", [before]) if before is not None else {}

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[V | Disputed[V] | None]:
        """The plain definition."""
        happened = [claim for claim in claims if claim.day <= on]
        if not happened:
            return Resolved(None)
        last = max((claim.day, claim.rank) for claim in happened)
        return agreed([claim for claim in happened if (claim.day, claim.rank) == last])

    def _arguments(self) -> tuple[object, ...]:
        return tuple((kind.kind, field) for kind, field in self.before.items())


class First(_OneOf[V]):
    """The value of the earliest day up to the day asked about, and on it of the greatest rank."""

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[V | Disputed[V] | None]:
        """The plain definition."""
        happened = [claim for claim in claims if claim.day <= on]
        if not happened:
            return Resolved(None)
        day = min(claim.day for claim in happened)
        rank = max(claim.rank for claim in happened if claim.day == day)
        return agreed([claim for claim in happened if (claim.day, claim.rank) == (day, rank)])


def agreed(claims: Sequence[Claim]) -> Resolved[V | Disputed[V] | None]:
    """The one value of claims that count equally, or all their values as `Disputed`."""
    causes = tuple(sorted(claims, key=lambda claim: claim.order))
    values = frozenset(cast(V, claim.value) for claim in claims)
    return Resolved(next(iter(values)) if len(values) == 1 else Disputed(values), causes)


def latest(*fields: V, before: object = None, look: Look = "here") -> Latest[V]:
    """The value of the last change: who holds it, what was last claimed.

    Args:
        fields: fields of event kinds' own, such as `AreaLiberated.by`; one of each kind.
        before: a field that says what was so before the first change, such as `AreaLiberated.from_`. It never decides
            the resolved value.
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
