"""What several events report as one happening, how far their dates are apart, and which others may be one.

Two dates are as far apart as there are days from the end of the earlier window to the start of the later one: 0 where
they share a day, 5 for September 2017 and 5 October 2017. Of lasting events the ends that are farther apart count.
"""

from __future__ import annotations

import bisect
import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from timeline.model.days import Day, plus, show_day
from timeline.model.entries import Entry, Join
from timeline.model.events import Event
from timeline.model.incidents import Shape, is_unset, own_values, shape_of
from timeline.model.knowledge import InForce, Knowledge
from timeline.model.when import When, Window


@attrs.frozen
class Incident:
    """One happening that several events report.

    Args:
        id: the id of the best-ranked event.
        event: what they say together, dated where the best-ranked has it.
        members: the events, the best-ranked first.
        placements: every date that they leave, in order: more than one where they contradict each other.
        alternatives: what the best-ranked say, where those of equal rank say different things; else none.
        apart_days: how far the dates of the two members that differ most are apart; 0 where all overlap.
        joins: the joins that make them one; none where they give the same `incident`.
    """

    id: str
    event: Event
    members: tuple[InForce, ...]
    placements: tuple[When, ...]
    alternatives: tuple[Event, ...]
    apart_days: int
    joins: tuple[Entry, ...]

    @property
    def is_conflicting(self) -> bool:
        """True when no date suits all members."""
        return len(self.placements) > 1

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a member, of plain data."""
        return [{"incident": self.id, "apart_days": self.apart_days, **_as_row(each)} for each in self.members]

    def as_data(self) -> dict[str, Any]:
        """The incident as one JSON document."""
        return {
            "id": self.id,
            "kind": self.event.kind,
            "area": self.event.area,
            "when": str(self.event.when),
            "placements": [str(when) for when in self.placements],
            "apart_days": self.apart_days,
            "is_disputed": bool(self.alternatives),
            "members": [_as_row(each) for each in self.members],
            "joins": [{"id": join.id, "reason": _reason(join)} for join in self.joins],
        }


@attrs.frozen
class Suggestion:
    """Events that may report one happening.

    Args:
        when: the days that all of them leave possible; None where their dates contradict each other.
        apart_days: how far the dates of the two that differ most are apart; 0 where all overlap.
        members: the events, or incidents already joined, by date; `join` takes their ids.
    """

    when: When | None
    apart_days: int
    members: tuple[InForce, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that `join` takes."""
        return tuple(member.id for member in self.members)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a member, of plain data; `suggestion` tells which belong together."""
        first = self.members[0].id
        return [{"suggestion": first, "apart_days": self.apart_days, **_as_row(each)} for each in self.members]

    def as_data(self) -> dict[str, Any]:
        """The suggestion as one JSON document."""
        event = self.members[0].event
        members = [_as_row(each) for each in self.members]
        when = None if self.when is None else str(self.when)
        return {
            "kind": event.kind,
            "area": event.area,
            "when": when,
            "apart_days": self.apart_days,
            "members": members,
        }


def _as_row(known: InForce) -> dict[str, Any]:
    event, citation = known.event, known.event.source
    return {
        "id": known.id,
        "kind": event.kind,
        "area": event.area,
        "when": str(event.when),
        "source": citation.source if citation else None,
        "locator": citation.locator if citation else None,
        "reported_on": show_day(known.reported_on),
    }


def _reason(join: Entry) -> str:
    assert isinstance(join.statement, Join)
    return join.statement.reason


def incidents(knowledge: Knowledge, on: Day) -> list[Incident]:
    """The incidents of a state of knowledge that may have begun by a day, by area, date and content.

    Args:
        knowledge: what is in force, incidents in place of their members.
        on: a day, or `EVER` for all.
    """
    begun = [known for known in knowledge.events if known.members and known.first_windows[0].earliest <= on]
    return [_incident(known) for known in sorted(begun, key=_order)]


def _order(known: InForce) -> tuple[Any, ...]:
    window = known.event.when.first
    return (known.event.area, window.latest, window.earliest, repr(known.event))


def _incident(known: InForce) -> Incident:
    whens = [member.event.when for member in known.members]
    joins = tuple(entry for entry in known.entries if isinstance(entry.statement, Join))
    said = tuple(each.event for each in known.alternatives)
    return Incident(known.id, known.event, known.members, known.placements, said, _most_apart(whens), joins)


def apart_days(one: When, two: When) -> int:
    """How far two dates are apart: days from the end of the earlier window to the start of the later one.

    Example:
        >>> apart_days(When.parse("2017-09"), When.parse("2017-10-05"))
        5
    """
    return max(_gap_days(one.first, two.first), _gap_days(one.last, two.last))


def _gap_days(one: Window, two: Window) -> int:
    if one.overlaps(two):
        return 0
    start, end = min(one.latest, two.latest), max(one.earliest, two.earliest)
    assert isinstance(start, datetime.date)
    assert isinstance(end, datetime.date)
    return (end - start).days


def suggestions(knowledge: Knowledge, *, apart_days: int) -> list[Suggestion]:
    """The events that may report one happening, by area, date and content; each event in one group at most.

    Args:
        knowledge: what is in force, incidents in place of their members.
        apart_days: how far two dates of a group may be apart; 0 where they must overlap.
    """
    alike: dict[tuple[Shape, str], list[InForce]] = defaultdict(list)
    for known in sorted(knowledge.events, key=_order):
        alike[shape_of(known.event), known.event.scope].append(known)
    groups = [group for each in alike.values() for group in _groups(each, apart_days) if len(group) > 1]
    return [_suggestion(group) for group in sorted(groups, key=lambda group: _order(group[0]))]


def _groups(alike: Iterable[InForce], apart: int) -> list[list[InForce]]:
    """Each event joins the first group whose every member it may be one with.

    Args:
        alike: events in order of the latest days on which they may have begun; groups are then in that of their first.
    """
    groups: list[list[InForce]] = []
    latest: list[Day] = []
    for known in alike:
        first = known.event.when.first
        near = range(bisect.bisect_left(latest, plus(first.earliest, -apart)), len(groups))
        group = next((groups[place] for place in near if _are_one(known, groups[place], apart)), None)
        if group is None:
            groups.append([known])
            latest.append(first.latest)
        else:
            group.append(known)
    return groups


def _are_one(known: InForce, group: Iterable[InForce], apart: int) -> bool:
    """Whether an event may be one with all of a group."""
    return all(_may_be_one(known.event, other.event, apart) for other in group)


def _may_be_one(one: Event, two: Event, apart: int) -> bool:
    if _are_numbered_apart(one, two) or apart_days(one.when, two.when) > apart:
        return False
    pairs = zip(own_values(one).values(), own_values(two).values(), strict=True)
    return all(value == other or is_unset(value) or is_unset(other) for value, other in pairs)


def _are_numbered_apart(one: Event, two: Event) -> bool:
    """True when one source gives them different ids: it means two happenings."""
    if one.source is None or two.source is None or one.source.source != two.source.source:
        return False
    return None not in (one.external_id, two.external_id) and one.external_id != two.external_id


def _suggestion(group: Sequence[InForce]) -> Suggestion:
    when: When | None = group[0].event.when
    for known in group[1:]:
        when = when.common(known.event.when) if when else None
    return Suggestion(when, _most_apart([known.event.when for known in group]), tuple(group))


def _most_apart(whens: Sequence[When]) -> int:
    return max(apart_days(one, two) for one, two in itertools.combinations(whens, 2))
