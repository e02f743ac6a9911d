"""Every other candidate for a value, and the one reason why it does not decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from timeline.model.days import Day, show_day
from timeline.model.entries import Correction, Entry, said_by
from timeline.model.events import Event
from timeline.model.knowledge import InForce, Knowledge, withdrawn
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
    places = area_distances(knowledge.areas, area, facet.look, on)
    told = zip(claims, facet.fates(claims, on), strict=True)
    fates = {claim.known.id: fate for claim, fate in told} | {each.known.id: "" for each in causes}
    standing = {each.id: known for known in knowledge.events for each in (known, *known.members)}
    wordings = {each.entries[-1].id for known in knowledge.events for each in known.members or (known,)}
    gone = _withdrawn([entry for entry in entries if entry.reported_on <= knowledge.known_on])
    found = (
        rival
        for entry in entries
        for rival in (_now(entry, standing, fates), _before(entry, wordings, gone, knowledge.known_on))
        if rival is not None
    )
    return tuple(each for each in found if each.why and type(each.event) in facet.kinds and each.event.area in places)


def _withdrawn(seen: Sequence[Entry]) -> set[str]:
    """What was withdrawn, and the corrections of it."""
    gone = withdrawn(seen)
    for entry in seen:
        if isinstance(entry.statement, Correction) and entry.statement.target in gone:
            gone.add(entry.id)
    return gone


def _now(entry: Entry, standing: Mapping[str, InForce], fates: Mapping[str, str]) -> Rival | None:
    """What the event that an entry first reported says now."""
    known = standing.get(entry.id)
    if known is None:
        return None
    event = next((each.event for each in known.members if each.id == entry.id), known.event)
    return Rival(event, entry, fates.get(known.id, OUT_OF_SCOPE))


def _before(entry: Entry, wordings: set[str], gone: set[str], known_on: Day) -> Rival | None:
    """The wording of an entry that does not stand."""
    said = said_by(entry.statement)
    if not isinstance(said, Event) or entry.id in wordings:
        return None
    if entry.reported_on > known_on:
        return Rival(said, entry, NOT_YET_KNOWN)
    return Rival(said, entry, RETRACTED if entry.id in gone else SUPERSEDED)
