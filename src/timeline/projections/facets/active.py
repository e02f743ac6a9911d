"""`active`: true from the first day of an event until so many days after its last."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from timeline.model.days import Day, plus
from timeline.model.events import Event
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import Facet, Resolved, kinds_read, whole_days


class Active(Facet[bool]):
    """True while `first <= D < last + n`."""

    def __init__(self, reads: Mapping[type[Event], str | None], look: Look, for_: datetime.timedelta) -> None:
        super().__init__(reads, look)
        self.days_count = whole_days(for_, name="active(for_=…)") or 1

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[bool]:
        """The plain definition."""
        causes = [claim for claim in claims if claim.day <= on < self._end(claim)]
        return Resolved(bool(causes), tuple(sorted(causes, key=lambda claim: claim.order)))

    def boundaries(self, claims: Iterable[Claim]) -> set[Day]:
        """The days on which a claim begins or ceases to count."""
        return {day for claim in claims for day in (claim.day, self._end(claim))}

    def _end(self, claim: Claim) -> Day:
        return plus(claim.last_day, self.days_count)

    def _arguments(self) -> tuple[object, ...]:
        return (self.days_count,)


def active(*kinds: type[Event], for_: datetime.timedelta, look: Look = "here") -> Active:
    """Whether something went on, or had ended less than so many days ago.

    Args:
        kinds: the event kinds.
        for_: how long an event counts from its last day on, such as `days(30)`.
        look: whose events count.

    Raises:
        ProjectionError: something given is not an event kind, or the length is not whole days.
    """
    return Active(kinds_read("active", kinds), look, for_)
