"""`total` and `count`: amounts of the last so many days, or of all time; each event counts once.

The resolved amount of an event counts on the day by which it was surely over.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from timeline.errors import ProjectionError
from timeline.model.days import BEGINNING, Day, plus
from timeline.model.events import Event
from timeline.projections.claims import Claim, Look
from timeline.projections.facets.base import Facet, Resolved, fields_read, kinds_read, whole_days


class Total(Facet[int]):
    """The sum over the days `D - n < day <= D`."""

    def __init__(self, reads: Mapping[type[Event], str | None], look: Look, within: datetime.timedelta | None) -> None:
        super().__init__(reads, look)
        self.days_count = whole_days(within, name="total(within=…)")

    def read(self, event: Event) -> int | None:
        """The amount of an event: its field, or one for the event itself."""
        field = self._reads[type(event)]
        amount = 1 if field is None else getattr(event, field)
        if amount is not None and (not isinstance(amount, int) or amount < 0):
            where = f"total of {event.kind}.{field}"
            raise ProjectionError(where, expected="whole numbers that are not negative", found=repr(amount))
        return amount

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[int]:
        """The plain definition."""
        after = BEGINNING if self.days_count is None else plus(on, -self.days_count)
        causes = [claim for claim in claims if claim.last_day <= on and (after is BEGINNING or claim.last_day > after)]
        amount = sum(int(str(claim.value)) for claim in causes)
        return Resolved(amount, tuple(sorted(causes, key=lambda claim: claim.order)))

    def boundaries(self, claims: Iterable[Claim]) -> set[Day]:
        """The days on which an amount enters or leaves."""
        ends = {claim.last_day for claim in claims}
        return ends if self.days_count is None else ends | {plus(end, self.days_count) for end in ends}

    def _arguments(self) -> tuple[object, ...]:
        return (self.days_count,)


def total(*fields: int | None, within: datetime.timedelta | None = None, look: Look = "here") -> Total:
    """The sum of a number over recent days, or over all time.

    Args:
        fields: number fields of event kinds' own, such as `StrikeReported.strikes`; an event without one adds nothing.
        within: how many days back, the day asked about included; without it, all time.
        look: whose events count; each event counts once, whatever the number of paths to it.

    Raises:
        ProjectionError: something given is not a field of a kind's own, or the length is not whole days.
    """
    return Total(fields_read("total", fields), look, within)


def count(*kinds: type[Event], within: datetime.timedelta | None = None, look: Look = "here") -> Total:
    """The number of events over recent days, or over all time.

    Args:
        kinds: the event kinds.
        within: how many days back, the day asked about included; without it, all time.
        look: whose events count.

    Raises:
        ProjectionError: something given is not an event kind, or the length is not whole days.
    """
    return Total(kinds_read("count", kinds), look, within)
