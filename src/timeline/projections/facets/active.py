"""`active`: true from the first day of an event until so many days after its last."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from timeline.model.days import Day, plus
from timeline.model.events import Event
from timeline.model.when import When
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import Facet, Resolved, kinds_read, whole_days
from timeline.projections.facets.latest import window_ends
from timeline.projections.possible import Values
from timeline.projections.reach import Reach


class Active(Facet[bool]):
    """True while `first <= D < last + n`."""

    def __init__(self, reads: Mapping[type[Event], str | None], look: Look, for_: datetime.timedelta) -> None:
        super().__init__(reads, look)
        self.days_count = whole_days(for_, name="active(for_=…)")

    @property
    def reach(self) -> Reach:
        """The days that it counts."""
        return Reach(days_count=self.days_count)

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[bool]:
        """The plain definition."""
        support = [claim for claim in claims if claim.day <= on < plus(claim.last_day, self.days_count)]
        return Resolved(bool(support), support)

    def possible(self, claims: Sequence[Claim], on: Day) -> Values:
        """True if a claim may be active; false unless one surely is."""
        surely = any(claim.has_begun_by(on) and on < plus(claim.last.earliest, self.days_count) for claim in claims)
        maybe = bool(self.witnesses(claims, on))
        return Values(frozenset([maybe] if surely else [maybe, False]))

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        """The claims that may be active."""
        return [claim for claim in claims if any(self._may_include(on, when) for when in claim.placements)]

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The days on which a claim may or must begin or cease to count."""
        lasts = (when.last for claim in claims for when in claim.placements)
        ends = {plus(end, self.days_count) for last in lasts for end in (last.earliest, last.latest)}
        return ends | window_ends(claims)

    def _may_include(self, on: Day, when: When) -> bool:
        return when.first.earliest <= on < plus(when.last.latest, self.days_count)

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
