"""How late things become known: the days from happening to the first report, over events in force.

Invariant: a lag is never overstated. It counts from the latest possible first day of an event, and is 0 where the event
was reported within the days on which it may have begun; it is negative only for what was announced before it can have
begun.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from timeline.model.days import Day, show_day
from timeline.model.entries import Join
from timeline.model.knowledge import InForce, Knowledge
from timeline.model.plain import plain


@attrs.frozen
class Lag:
    """The lag of some events.

    Args:
        area: id of the area that they are about, or lie inside of; None for all.
        source: id of the source that they cite; None for all.
        events_count: how many events there are.
        median_days: half of them became known within so many days; None without events.
        longest_days: the longest lag; None without events.
        longest: the event that became known latest; of several the one that happened first.
        imprecise_count: events whose first day is not known exactly; they may have been known later than said here.
        announced_count: events reported before they can have begun; their lag is negative.
    """

    area: str | None
    source: str | None
    known_on: Day
    position: int
    events_count: int
    median_days: float | None
    longest_days: int | None
    longest: InForce | None
    imprecise_count: int
    announced_count: int

    def as_data(self) -> dict[str, Any]:
        """The lag as one JSON document."""
        plain_fields = attrs.asdict(self, recurse=False) | {"known_on": show_day(self.known_on)}
        return {name: plain(value) for name, value in plain_fields.items()} | {"longest": _event_as_data(self.longest)}

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping, of plain data."""
        return [self.as_data()]


def _event_as_data(known: InForce | None) -> dict[str, Any] | None:
    if known is None:
        return None
    event = known.event
    citation = event.source
    return {
        "id": known.id,
        "kind": event.kind,
        "area": event.area,
        "when": str(event.when),
        "reported_on": show_day(first_report(known)),
        "source": citation.source if citation else None,
        "locator": citation.locator if citation else None,
    }


def lag(knowledge: Knowledge, *, area: str | None = None, source: str | None = None) -> Lag:
    """The lag of the events in force about an area or those inside, and of a source.

    Args:
        area: id of the area; an event counts if its own area lay inside on the day by which it had begun.
        source: id of the source; of an incident its own reports count, else the first of all.
    """
    told = [each for known in knowledge.events for each in (known.members if source and known.members else (known,))]
    events = [known for known in told if _is_asked(known, knowledge, area, source)]
    lags = [lag_days(known) for known in events]
    longest = min(events, key=_longest_first, default=None)
    return Lag(
        area,
        source,
        knowledge.known_on,
        knowledge.position,
        len(events),
        _median(lags),
        max(lags, default=None),
        longest,
        sum(known.event.when.first.earliest != known.first_day for known in events),
        sum(days < 0 for days in lags),
    )


def _median(lags: list[int]) -> float | None:
    from statistics import median

    return median(lags) if lags else None


def lag_days(known: InForce) -> int:
    """The days from the latest possible first day of an event to its first report; see the invariant above."""
    reported_on = first_report(known)
    if known.event.when.first.earliest <= reported_on <= known.first_day:
        return 0
    return (reported_on - known.first_day).days


def first_report(known: InForce) -> datetime.date:
    """The day on which an event could first be known, whatever was corrected later."""
    reported_on = min(entry.reported_on for entry in known.entries if not isinstance(entry.statement, Join))
    assert isinstance(reported_on, datetime.date)
    return reported_on


def _is_asked(known: InForce, knowledge: Knowledge, area: str | None, source: str | None) -> bool:
    citation = known.event.source
    if source is not None and (citation is None or citation.source != source):
        return False
    return area is None or area in knowledge.areas.above(known.event.area, known.first_day)


def _longest_first(known: InForce) -> tuple[object, ...]:
    return (-lag_days(known), known.first_day, repr(known.event))
