"""`total` and `count`: amounts of the last so many days, or of all time; each event counts once.

The resolved amount of an event counts on the day by which it was surely over; of an incident whose best-ranked reports
give different amounts the least counts (none, where one of them says nothing of the area), and the bounds hold all.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from timeline.errors import ProjectionError
from timeline.model.days import Day, plus
from timeline.model.events import Event
from timeline.model.when import When
from timeline.projections.claims import Claim, Look, happenings, in_order
from timeline.projections.facets.base import AGREES, EXPIRED, Facet, Resolved, fields_read, kinds_read, whole_days
from timeline.projections.possible import Bounds
from timeline.projections.reach import EVERYTHING, Reach


class Total(Facet[int]):
    """The sum over the days `D - n < day <= D`."""

    def __init__(self, reads: Mapping[type[Event], str | None], look: Look, within: datetime.timedelta | None) -> None:
        super().__init__(reads, look)
        self.days_count = None if within is None else whole_days(within, name="total(within=…)")

    @property
    def reach(self) -> Reach:
        """The days that it counts."""
        return Reach(days_count=self.days_count) if self.days_count else EVERYTHING

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
        after = self._after(on)
        over = [claim for claim in claims if claim.last_day <= on and _is_after(after, claim.last_day)]
        support = [claim for claim in over if claim.is_sure]
        return Resolved(_sum(min, support), support)

    def possible(self, claims: Sequence[Claim], on: Day) -> Bounds:
        """The amounts that surely lie inside, and those that may; a lasting event spreads its amount as it likes."""
        after = self._after(on)
        inside = [claim for claim in claims if claim.last.latest <= on and _is_after(after, claim.first.earliest)]
        surely = [claim for claim in inside if claim.is_sure]
        return Bounds(_sum(min, surely), _sum(max, self.witnesses(claims, on)))

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        """The claims with an amount that may lie inside."""
        after = self._after(on)
        maybe = [claim for claim in claims if any(_may_lie(when, after, on) for when in claim.placements)]
        return [claim for claims_of_one in happenings(maybe) for claim in _least_and_greatest(claims_of_one)]

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The days on which an amount may or must enter or leave."""
        whens = (when for claim in claims for when in claim.placements)
        ends = {day for when in whens for day in (when.first.earliest, when.last.latest)}
        return ends if self.days_count is None else ends | {plus(end, self.days_count) for end in ends}

    def defeat(self, claims: Sequence[Claim], on: Day) -> Callable[[Claim], str]:
        """It lies before the days that count, or adds nothing."""
        return lambda claim: EXPIRED if claim.value else AGREES

    def _causes(self, witnesses: Sequence[Claim], on: Day, outcome: object) -> tuple[Claim, ...]:
        """Every claim that may count: without any one of them the greatest possible amount would differ."""
        return in_order(witnesses)

    def _after(self, on: Day) -> Day | None:
        """The last day before those that it counts; None where it counts all."""
        return None if self.days_count is None else plus(on, -self.days_count)

    def _arguments(self) -> tuple[object, ...]:
        return (self.days_count,)


def _may_lie(when: When, after: Day | None, on: Day) -> bool:
    return when.first.earliest <= on and _is_after(after, when.last.latest)


def _is_after(after: Day | None, day: Day) -> bool:
    return after is None or day > after


def _sum(choose: Callable[[list[int]], int], claims: Iterable[Claim]) -> int:
    """The sum over what happened; `choose` takes one of the amounts that the reports of one incident give."""
    return sum(choose([cast(int, claim.value) for claim in claims_of_one]) for claims_of_one in happenings(claims))


def _least_and_greatest(claims_of_one: Sequence[Claim]) -> list[Claim]:
    """The claims that bound the amount of one happening: one where all agree, none where it is nothing."""
    if len(claims_of_one) == 1:
        return list(claims_of_one) if claims_of_one[0].value else []
    ordered = sorted(in_order(claims_of_one), key=lambda claim: cast(int, claim.value))
    chosen = ordered[:1] if ordered[0].value == ordered[-1].value else [ordered[0], ordered[-1]]
    return chosen if ordered[-1].value else []


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
