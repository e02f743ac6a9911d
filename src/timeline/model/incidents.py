"""One happening that several events report: which events are one, and what they say together. Pure.

An incident counts once. These rules make it, and nothing else does; arrival and ids never decide.

- **Which.** In a state of knowledge two events in force are one incident if a join in force names both, or both give
  the same `incident`, and they share kind, area and shape (a day, or lasting) there. What holds between two holds
  through a third, so joins that overlap make one group. A member that is withdrawn, not yet known, or corrected into
  another kind, area or shape is not in the group, and links nothing there.
- **When.** The days that all members leave possible. Where they contradict each other, every date that some of them
  share and that no other member allows to be narrowed: of two windows apart from each other, both.
- **What.** The best-ranked member, dated as the latest of the dates that it allows. A field of its kind that it leaves
  unset is the next-ranked's that has one. Members of equal top rank that say different things are alternatives: one
  of them is right.

A date is doubtful (`?`, `~`) only if each member that gives it doubts it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from timeline.model.entries import Entry, Join
from timeline.model.events import Event, own_fields
from timeline.model.knowledge import InForce, Knowledge
from timeline.model.when import When

RankOf = Callable[[InForce], Any]
Shape = tuple[str, str, bool]


def shape_of(event: Event) -> Shape:
    """What the members of an incident share: kind, area, and whether it lasted."""
    return (event.kind, event.area, event.when.lasts)


def difference(said: Sequence[Iterable[Event]]) -> tuple[str, str] | None:
    """What keeps events from being one incident, and what they say of it; None where nothing does.

    Args:
        said: for each event, all that it may say.
    """
    shapes = [{shape_of(event) for event in each} for each in said]
    if set.intersection(*shapes):
        return None
    for place, name in enumerate(("kind", "area", "shape (a day, or lasting)")):
        values = [{shape[place] for shape in each} for each in shapes]
        if not set.intersection(*values):
            return name, " and ".join(_words(value) for value in sorted(set.union(*values)))
    return "kind, area and shape at once", "events that share each of them, but never all"


def _words(value: str | bool) -> str:
    return {True: "lasting", False: "a day"}[value] if isinstance(value, bool) else value


def merged(known: Knowledge, rank: RankOf) -> Knowledge:
    """The same state of knowledge with each incident in place of its members.

    Args:
        known: what is in force, joined events still apart.
        rank: the rank of an event in force; the greater counts.
    """
    groups = incidents_in_force(known)
    if not groups:
        return known
    incident_at = {members[0].id: merge(members, joins, rank) for members, joins in groups}
    others = {member.id for members, _ in groups for member in members[1:]}
    events = [incident_at.get(each.id, each) for each in known.events if each.id not in others]
    return attrs.evolve(known, events=tuple(events))


def incidents_in_force(known: Knowledge) -> list[tuple[list[InForce], list[Entry]]]:
    """The members of each incident with the joins that make it so, in the order of the log."""
    links = list(_links(known))
    if not links:
        return []
    root = _roots(link for link, _ in links)
    joins: dict[str, list[Entry]] = defaultdict(list)
    for link, join in links:
        joins[root[link[0]]] += [join] if join else []
    members: dict[str, list[InForce]] = defaultdict(list)
    for each in known.events:
        if each.id in root:
            members[root[each.id]].append(each)
    return [(group, joins[key]) for key, group in members.items()]


def _links(known: Knowledge) -> Iterator[tuple[list[str], Entry | None]]:
    """The ids of events that are one, with the join that says so, if one does."""
    named: dict[tuple[str, Shape], list[str]] = defaultdict(list)
    for each in known.events:
        if each.event.incident is not None:
            named[each.event.incident, shape_of(each.event)].append(each.id)
    yield from ((ids, None) for ids in named.values() if len(ids) > 1)
    standing = {each.id: each for each in known.events} if known.joins else {}
    for join in known.joins:
        yield from ((ids, join) for ids in _alike(join, standing) if len(ids) > 1)


def _alike(join: Entry, standing: Mapping[str, InForce]) -> Iterable[list[str]]:
    """The members of a join that are in force, by what they must share."""
    assert isinstance(join.statement, Join)
    alike: dict[Shape, list[str]] = defaultdict(list)
    for member in join.statement.members:
        if member in standing:
            alike[shape_of(standing[member].event)].append(member)
    return alike.values()


def _roots(links: Iterable[Sequence[str]]) -> dict[str, str]:
    """For each linked id the id that stands for its group."""
    parent: dict[str, str] = {}

    def root(id_: str) -> str:
        while parent.setdefault(id_, id_) != id_:
            parent[id_] = id_ = parent[parent[id_]]
        return id_

    for first, *others in links:
        for other in others:
            parent[root(other)] = root(first)
    return {id_: root(id_) for id_ in list(parent)}


def merge(members: Sequence[InForce], joins: Sequence[Entry], rank: RankOf) -> InForce:
    """What the members of an incident say together.

    Args:
        members: two events or more that share kind, area and shape, in any order.
        joins: the joins that make them one.
        rank: the rank of an event in force; the greater counts.
    """
    ranked = sorted(members, key=lambda member: (rank(member), *_content(member)), reverse=True)
    whens = placements([member.event.when for member in ranked])
    when = max((each for each in whens if each.common(ranked[0].event.when)), key=_by_end)
    tops = [member for member in ranked if rank(member) == rank(ranked[0])]
    entries = (*(entry for member in ranked for entry in member.entries), *joins)
    said = _different(InForce(_filled(top, ranked, when), top.reported_on, entries) for top in tops)
    apart = whens if len(whens) > 1 else ()
    readings = tuple(attrs.evolve(each, members=tuple(ranked), whens=apart) for each in said)
    return attrs.evolve(readings[0], alternatives=readings if len(readings) > 1 else ())


def _content(member: InForce) -> tuple[Any, ...]:
    """The order of members of equal rank: the later, then any order that arrival has no part in."""
    return (*_by_end(member.event.when), repr(member.event))


def _by_end(when: When) -> tuple[Any, ...]:
    return (when.first.latest, when.last.latest, when.first.earliest, when.last.earliest)


def _filled(top: InForce, ranked: Sequence[InForce], when: When) -> Event:
    """What a member says, with the fields that it leaves unset from the next-ranked that has them."""
    said: dict[str, Any] = {"when": when}
    for field in own_fields(type(top.event)):
        given = [getattr(member.event, field) for member in (top, *ranked)]
        said[field] = next((value for value in given if not is_unset(value)), given[0])
    return attrs.evolve(top.event, **_by_argument(type(top.event), said))


def _by_argument(cls: type[Event], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names that the class takes them under."""
    return {each.alias or each.name: values[each.name] for each in attrs.fields(cls) if each.name in values}


def is_unset(value: object) -> bool:
    """True for nothing, an empty text and an empty tuple: a field of these says nothing."""
    return value is None or value in ("", ())


def _different(said: Iterable[InForce]) -> list[InForce]:
    """The first of those that say the same."""
    first_of: dict[str, InForce] = {}
    for each in said:
        first_of.setdefault(repr((*own_values(each.event).values(), each.event.scope)), each)
    return list(first_of.values())


def own_values(event: Event) -> dict[str, Any]:
    """The fields that the kind of an event adds, with their values."""
    return {field: getattr(event, field) for field in own_fields(type(event))}


def placements(whens: Sequence[When]) -> tuple[When, ...]:
    """Every date that several reports of one happening leave, in order: one, unless they contradict each other.

    Each is what a greatest set of reports that have days in common leaves; of two reports apart, both.

    Args:
        whens: dates of one shape.

    Example:
        >>> placements([When.parse("2017-09"), When.parse("[2017-09-20..2017-10-05]")])
        (When.parse('[2017-09-20..2017-09-30]'),)
        >>> placements([When.parse("2017-10-05"), When.parse("2017-09")])
        (When.parse('2017-09'), When.parse('2017-10-05'))
    """
    together = _common(whens)
    if together:
        return (together,)
    found = {_common([whens[number] for number in group]) for group in _agreeing(whens)}
    return tuple(sorted((when for when in found if when), key=_by_end))


def _common(whens: Sequence[When]) -> When | None:
    together: When | None = whens[0]
    for when in whens[1:]:
        together = together.common(when) if together else None
    return together


def _agreeing(whens: Sequence[When]) -> list[frozenset[int]]:
    """The greatest sets of dates that leave a first and a last day in common, each by the places of its dates.

    Dates have days in common exactly if all allow the latest of their earliest days, so only those need be tried.
    """
    firsts, lasts = {when.first.earliest for when in whens}, {when.last.earliest for when in whens}
    groups = {
        frozenset(number for number, when in enumerate(whens) if first in when.first and last in when.last)
        for first, last in itertools.product(firsts, lasts)
    }
    return [group for group in groups if group and not any(group < other for other in groups)]
