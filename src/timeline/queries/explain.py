"""Why an answer is what it is: each value, since when, and the events that make it so with their citations."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from timeline.model.at import At
from timeline.model.days import Day, show_day
from timeline.model.entries import Entry
from timeline.model.events import Event
from timeline.model.knowledge import Knowledge
from timeline.model.plain import plain
from timeline.model.policy import Policy
from timeline.projections.claims import Claim
from timeline.projections.possible import Possible
from timeline.projections.projection import Projection, findings, judgements, rests_on
from timeline.queries.past import past
from timeline.queries.rivals import Rival, rivals
from timeline.queries.status import claims_of


@attrs.frozen
class Reason:
    """Why one value is what it is.

    Args:
        name: the name of the value.
        value: the value.
        since: the first day of the span on which it has been so.
        rests_on: the facets that a derived value is computed from; empty for a facet.
        possible: what else the value may be; None where nobody can know.
        is_certain: whether no placement of imprecise events gives another value.
        causes: the fewest claims that make a facet's value and possibilities so, by day; none for a derived value.
        rivals: every other candidate, with the one reason why it does not decide the value.
        evidence: the newest day that a cause speaks of.
        age_days: days from the newest evidence to the day asked about.
    """

    name: str
    value: Any
    since: Day
    possible: Possible | None
    is_certain: bool
    rests_on: tuple[str, ...] = ()
    causes: tuple[Claim, ...] = ()
    rivals: tuple[Rival, ...] = ()
    evidence: Day | None = None
    age_days: int | None = None

    def as_data(self) -> dict[str, Any]:
        """The reason as plain data."""
        return {
            "name": self.name,
            "value": plain(self.value),
            "since": show_day(self.since),
            "rests_on": list(self.rests_on),
            "certain": self.is_certain,
            "possible": None if self.possible is None else self.possible.as_data(),
            "causes": [cause_as_data(claim) for claim in self.causes],
            "rivals": [rival.as_data() for rival in self.rivals],
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
    projection: type[Projection],
    knowledge: Knowledge,
    policy: Policy,
    area: str,
    on: datetime.date,
    *,
    entries: Sequence[Entry],
) -> Explanation:
    """The reasons of every value of the answer.

    Args:
        entries: every entry up to the position asked about, known by then or not.
    """
    whole = past(projection, knowledge, policy, area)
    answer = whole.status(on)
    about = {
        name: claims_of(facet, knowledge, policy, area, on) for name, facet in projection.definition.facets.items()
    }
    reasons = [_reason(answer, name, whole.since(name, on)) for name in answer.definition.names]
    return Explanation(
        area, answer.at, tuple(_with_rivals(each, answer, knowledge, about, entries) for each in reasons)
    )


def _reason(answer: Projection, name: str, since: Day) -> Reason:
    value, possible, is_certain = judgements(answer)[name]
    if name in answer.definition.derived:
        return Reason(name, value, since, possible, is_certain, rests_on(answer, name))
    found = findings(answer)[name]
    evidence = found.resolved.evidence(answer.at.on)
    age = (answer.at.on - evidence).days if isinstance(evidence, datetime.date) else None
    return Reason(name, value, since, possible, is_certain, (), found.causes, (), evidence, age)


def _with_rivals(
    reason: Reason,
    answer: Projection,
    knowledge: Knowledge,
    about: Mapping[str, Sequence[Claim]],
    entries: Sequence[Entry],
) -> Reason:
    facet = answer.definition.facets.get(reason.name)
    if facet is None:
        return reason
    given, on = about[reason.name], answer.at.on
    found = rivals(facet, knowledge, answer.area, on, claims=given, causes=reason.causes, entries=entries)
    return attrs.evolve(reason, rivals=found)


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
