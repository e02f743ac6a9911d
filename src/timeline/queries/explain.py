"""Why an answer is what it is: each value, since when, and the events that make it so with their citations."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from timeline.model.at import At
from timeline.model.days import Day, show_day
from timeline.model.events import Event
from timeline.model.knowledge import Knowledge
from timeline.model.policy import Policy
from timeline.projections.claims import Claim
from timeline.projections.projection import Projection, findings, rests_on
from timeline.queries.history import history
from timeline.queries.plain import plain
from timeline.queries.status import status


@attrs.frozen
class Reason:
    """Why one value is what it is.

    Args:
        name: the name of the value.
        value: the value.
        since: the first day of the span on which it has been so.
        rests_on: the facets that a derived value is computed from; empty for a facet.
        causes: the claims that make a facet's value so, by day; empty for a derived value or where nothing speaks.
        evidence: the newest day that a cause speaks of.
        age_days: days from the newest evidence to the day asked about.
    """

    name: str
    value: Any
    since: Day
    rests_on: tuple[str, ...]
    causes: tuple[Claim, ...]
    evidence: Day | None
    age_days: int | None

    def as_data(self) -> dict[str, Any]:
        """The reason as plain data."""
        return {
            "name": self.name,
            "value": plain(self.value),
            "since": show_day(self.since),
            "rests_on": list(self.rests_on),
            "causes": [cause_as_data(claim) for claim in self.causes],
            "evidence": None if self.evidence is None else show_day(self.evidence),
            "age_days": self.age_days,
        }


@attrs.frozen
class Explanation:
    """The reasons of every value of an answer: derived values first, then facets."""

    area: str
    at: At
    reasons: tuple[Reason, ...]

    def __getitem__(self, name: str) -> Reason:
        return next(reason for reason in self.reasons if reason.name == name)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a cause, of plain data."""
        return [
            {"name": reason.name, "value": plain(reason.value), "since": show_day(reason.since), **cause_as_data(claim)}
            for reason in self.reasons
            for claim in reason.causes
        ]

    def as_data(self) -> dict[str, Any]:
        """The explanation as one JSON document."""
        reasons = [reason.as_data() for reason in self.reasons]
        return {"area": self.area, "at": self.at.as_data(), "reasons": reasons}


def cause_as_data(claim: Claim) -> dict[str, Any]:
    """A claim as plain data: the event, who says so, where, and from when one could know."""
    event = claim.known.event
    citation = event.source
    return {
        "id": claim.known.id,
        "positions": [entry.position for entry in claim.known.entries],
        "kind": event.kind,
        "area": event.area,
        "when": str(event.when),
        "claim": plain(claim.value),
        "source": citation.source if citation else None,
        "locator": citation.locator if citation else None,
        "reported_on": show_day(claim.known.reported_on),
        "note": event.note or None,
    }


def explain(
    projection: type[Projection], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date
) -> Explanation:
    """The reasons of every value of the answer."""
    answer = status(projection, knowledge, policy, area, on)
    past = history(projection, knowledge, policy, area)
    reasons = tuple(_reason(answer, name, past.since(name, on)) for name in answer.definition.names)
    return Explanation(area, answer.at, reasons)


def _reason(answer: Projection, name: str, since: Day) -> Reason:
    value = getattr(answer, name)
    if name in answer.definition.derived:
        return Reason(name, value, since, rests_on(answer, name), (), None, None)
    found = findings(answer)[name]
    evidence = found.resolved.evidence(answer.at.on)
    age = (answer.at.on - evidence).days if isinstance(evidence, datetime.date) else None
    return Reason(name, value, since, (), found.causes, evidence, age)


def describe(event: Event) -> str:
    """An event in one line: its kind, what it says beyond what every event has, and its date."""
    own = {
        attribute.name: getattr(event, attribute.name)
        for attribute in attrs.fields(type(event))
        if not attribute.inherited and getattr(event, attribute.name) not in (None, (), "")
    }
    said = ", ".join(f"{name.rstrip('_')} {_words(value)}" for name, value in own.items())
    return f"{event.kind} ({said}), {event.when}" if said else f"{event.kind}, {event.when}"


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(_words, value))
    if attrs.has(type(value)):
        parts = attrs.astuple(value, recurse=False)  # type: ignore[arg-type]
        return " ".join(str(part) for part in parts if part is not None)
    return str(value)
