"""What differs between two answers: between two dates, or between two states of knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from timeline.model.areas import Area
from timeline.model.at import At
from timeline.model.entries import Cancelling, Entry, Join, said_by
from timeline.model.events import Event
from timeline.model.knowledge import Knowledge
from timeline.model.plain import plain
from timeline.model.sources import Source
from timeline.projections.possible import Possible
from timeline.projections.projection import Projection, findings, judgements

Judged = tuple[Any, Possible | None, bool]


@attrs.frozen
class Change:
    """A value that differs, or is as it was but no longer with the same possibilities or certainty.

    Args:
        judged_before: the value, what else was possible, and whether it was certain.
        judged_after: the same on the other side.
    """

    name: str
    judged_before: Judged
    judged_after: Judged

    @property
    def before(self) -> Any:
        """The value on the one side."""
        return self.judged_before[0]

    @property
    def after(self) -> Any:
        """The value on the other side."""
        return self.judged_after[0]


@attrs.frozen
class Diff:
    """What differs for an area between two coordinates; no changes means that the answers are equal.

    Args:
        because: the entries known on one side only that a changed value rests on, or that are about those: what
            corrected, withdrew, restored or joined them; and those by which the area lies elsewhere, or the sources
            are judged anew.
    """

    area: str
    before: At
    after: At
    changes: tuple[Change, ...]
    because: tuple[Entry, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a change, of plain data."""
        return [
            {"name": change.name, "before": plain(change.before), "after": plain(change.after)}
            for change in self.changes
        ]

    def as_data(self) -> dict[str, Any]:
        """The differences as one JSON document."""
        return {
            "area": self.area,
            "before": self.before.as_data(),
            "after": self.after.as_data(),
            "changes": self.rows(),
            "because": [entry.id for entry in self.because],
        }


def diff(before: Projection, after: Projection, *, known: Sequence[Knowledge], entries: Iterable[Entry]) -> Diff:
    """The values in which two answers about one area differ, in the order of the projection.

    Args:
        known: what was in force on each side.
        entries: every entry up to the later of the two positions.
    """
    old, new = judgements(before), judgements(after)
    changes = tuple(Change(name, old[name], new[name]) for name in new if old[name] != new[name])
    by_id = {entry.id: entry for entry in entries}
    rested_on = _told_with(_rested_on(before, changes) | _rested_on(after, changes), known)
    rested_on |= _described(_hierarchy(before, after, known) | _judged_anew(rested_on, by_id, known), by_id)
    learnt = (entry for entry in by_id.values() if _is_seen(entry, before.at) != _is_seen(entry, after.at))
    because = tuple(entry for entry in learnt if rested_on & set(_subjects(entry, by_id)))
    return Diff(after.area, before.at, after.at, changes, because)


def _rested_on(answer: Projection, changes: Iterable[Change]) -> set[str]:
    found = findings(answer)
    claims = [claim for change in changes if change.name in found for claim in found[change.name].causes]
    return {entry.id for claim in claims for entry in claim.known.entries}


def _told_with(ids: set[str], known: Sequence[Knowledge]) -> set[str]:
    """The entries, and those that report the same happening on either side."""
    happenings = [{entry.id for entry in each.entries} for side in known for each in side.events if each.members]
    return ids.union(*(together for together in happenings if together & ids))


def _hierarchy(before: Projection, after: Projection, known: Sequence[Knowledge]) -> set[str]:
    """The areas above and inside the one asked about, if they are not the same on both sides."""
    sides = zip((before, after), known, strict=True)
    around = [
        (side.areas.above(each.area, each.at.on), side.areas.inside(each.area, each.at.on)) for each, side in sides
    ]
    return set() if around[0] == around[1] else {area for pair in around for areas in pair for area in areas}


def _judged_anew(ids: set[str], by_id: Mapping[str, Entry], known: Sequence[Knowledge]) -> set[str]:
    """The sources of the entries that are not equally reliable on both sides."""
    told = [said_by(entry.statement) for id_, entry in by_id.items() if id_ in ids]
    cited = {each.source.source for each in told if isinstance(each, Event) and each.source}
    return {source for source in cited if len({side.sources.reliability(source) for side in known}) > 1}


def _described(names: set[str], by_id: Mapping[str, Entry]) -> set[str]:
    """The entries that describe some areas or sources."""
    described = ((entry.id, entry.statement) for entry in by_id.values())
    return {id_ for id_, each in described if isinstance(each, (Area, Source)) and each.id in names}


def _is_seen(entry: Entry, at: At) -> bool:
    return entry.position <= at.position and entry.reported_on <= at.known_on


def _subjects(entry: Entry, by_id: Mapping[str, Entry]) -> Iterator[str]:
    """The ids of an entry and of all that it is about, near and far: a reinstatement is about the event too."""
    yield entry.id
    statement = entry.statement
    about = (statement.target,) if isinstance(statement, Cancelling) else ()
    for id_ in statement.members if isinstance(statement, Join) else about:
        yield from _subjects(by_id[id_], by_id)
