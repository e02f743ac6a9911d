"""`last_on`: the day of the last event of some kinds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from timeline.model.days import BEGINNING, Day, plus
from timeline.model.events import Event
from timeline.model.when import Window
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import SUPERSEDED, Facet, Resolved, kinds_read
from timeline.projections.facets.latest import window_ends
from timeline.projections.possible import PossibleDays
from timeline.projections.reach import Reach


class LastOn(Facet[datetime.date | None]):
    """The greatest day up to the day asked about."""

    @property
    def reach(self) -> Reach:
        """From the last claim beyond doubt on."""
        return Reach(is_to_last=True)

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[datetime.date | None]:
        """The plain definition."""
        happened = [claim for claim in claims if claim.day <= on]
        last = max((claim.day for claim in happened), default=None)
        support = [claim for claim in happened if claim.day == last]
        return Resolved(last, support)

    def possible(self, claims: Sequence[Claim], on: Day) -> PossibleDays:
        """The days from the last that some claim surely reached, for each claim that may be on one of them."""
        low = _low(claims, on)
        nothing = not any(claim.has_begun_by(on) for claim in claims)
        firsts = [when.first for claim in self.witnesses(claims, on) for when in claim.placements]
        begun = [first for first in firsts if first.earliest <= on and first.latest >= low]
        windows = [Window(max(first.earliest, low), first.latest) for first in begun]
        return PossibleDays.union(windows, nothing=nothing, on=on)

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        """The claims that may be the last, whatever their rank."""
        low = _low(claims, on)
        return [claim for claim in claims if claim.first.earliest <= on and claim.latest_by(on) >= low]

    def defeat(self, claims: Sequence[Claim], on: Day) -> Callable[[Claim], str]:
        """A later day took its place."""
        return lambda claim: SUPERSEDED

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The ends of each window, and the days after them: on its first day a window is one day."""
        ends = window_ends(claims)
        return ends | {plus(day, 1) for day in ends}


def _low(claims: Sequence[Claim], on: Day) -> Day:
    """The day that the last event surely reached."""
    return max((claim.first.earliest for claim in claims if claim.has_begun_by(on)), default=BEGINNING)


def last_on(*kinds: type[Event], look: Look = "here") -> LastOn:
    """The day of the last event, or None before the first.

    Args:
        kinds: the event kinds.
        look: whose events count.

    Raises:
        ProjectionError: something given is not an event kind.
    """
    return LastOn(kinds_read("last_on", kinds), look)
