"""`last_on`: the day of the last event of some kinds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from timeline.model.days import Day
from timeline.model.events import Event
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import Facet, Resolved, kinds_read


class LastOn(Facet[datetime.date | None]):
    """The greatest day up to the day asked about."""

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[datetime.date | None]:
        """The plain definition."""
        happened = [claim for claim in claims if claim.day <= on]
        last = max((claim.day for claim in happened), default=None)
        causes = [claim for claim in happened if claim.day == last]
        return Resolved(last, tuple(sorted(causes, key=lambda claim: claim.order)))

    def boundaries(self, claims: Iterable[Claim]) -> set[Day]:
        """The days by which a claim surely held."""
        return {claim.day for claim in claims}


def last_on(*kinds: type[Event], look: Look = "here") -> LastOn:
    """The day of the last event, or None before the first.

    Args:
        kinds: the event kinds.
        look: whose events count.

    Raises:
        ProjectionError: something given is not an event kind.
    """
    return LastOn(kinds_read("last_on", kinds), look)
