"""Every other candidate for a value, and the one reason why it does not decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from timeline.model.days import Day, show_day
from timeline.model.entries import Correction, Entry
from timeline.model.events import Event
from timeline.model.knowledge import InForce, Knowledge
from timeline.projections.claims import Claim, area_distances
from timeline.projections.facets.base import SUPERSEDED, Facet

RETRACTED = "retracted"
NOT_YET_KNOWN = "not yet known"
OUT_OF_SCOPE = "out of scope"


@attrs.frozen
class Rival:
    """An event that speaks about a facet of an area and does not decide its value.

    Args:
        event: what it says, or said before it was corrected.
        entry: the entry that says it.
        why: `retracted`, `superseded` (corrected, or a later change took its place), `outranked`, `not yet known`,
            `after the date`, `expired`, `out of scope`; or `agrees`, when others suffice to say the same.
    """

    event: Event
    entry: Entry
    why: str

    def as_data(self) -> dict[str, Any]:
        """The rival as plain data."""
        return {
            "id": self.entry.id,
            "kind": self.event.kind,
            "area": self.event.area,
            "when": str(self.event.when),
            "source": self.event.source.source if self.event.source else None,
            "reported_on": show_day(self.entry.reported_on),
            "why": self.why,
        }


def rivals(
    facet: Facet[Any],
    knowledge: Knowledge,
    area: str,
    on: Day,
    *,
    claims: Sequence[Claim],
    causes: Sequence[Claim],
    entries: Sequence[Entry],
) -> tuple[Rival, ...]:
    """The candidates that are no cause, in order of position.

    Args:
        claims: what the facet was given.
        causes: the claims that make its value.
        entries: every entry up to the position asked about, known by then or not.
    """
    places = area_distances(knowledge, area, facet.look, on)
    fates = {claim.known.id: facet.fate(claim, claims, on) for claim in claims} | {each.known.id: "" for each in causes}
    standing = {each.id: known for known in knowledge.events for each in (known, *known.members)}
    counted = {entry.id for known in knowledge.events for entry in known.entries}
    found = (rival for entry in entries for rival in _rivals_of(entry, standing, counted, fates, knowledge))
    return tuple(each for each in found if each.why and type(each.event) in facet.kinds and each.event.area in places)


def _rivals_of(
    entry: Entry, standing: dict[str, InForce], counted: set[str], fates: dict[str, str], knowledge: Knowledge
) -> Iterator[Rival]:
    """What one entry says now, and what it said before a correction."""
    statement = entry.statement
    known = standing.get(entry.id)
    if known is not None:
        said_now = next((each.event for each in known.members if each.id == entry.id), known.event)
        yield Rival(said_now, entry, fates.get(known.id, OUT_OF_SCOPE))
        if isinstance(statement, Event) and any(_corrects(each, entry) for each in known.entries):
            yield Rival(statement, entry, SUPERSEDED)
        return
    said = statement.replacement if isinstance(statement, Correction) else statement
    if isinstance(said, Event):
        yield Rival(said, entry, _why_not_in_force(entry, entry.id in counted, knowledge))


def _corrects(entry: Entry, other: Entry) -> bool:
    return isinstance(entry.statement, Correction) and entry.statement.target == other.id


def _why_not_in_force(entry: Entry, is_counted: bool, knowledge: Knowledge) -> str:
    if entry.reported_on > knowledge.known_on:
        return NOT_YET_KNOWN
    if is_counted:
        return ""
    return SUPERSEDED if isinstance(entry.statement, Correction) else RETRACTED
