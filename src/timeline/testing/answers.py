"""What two equal answers share, and how a difference between two is told.

Invariant: content is values, certainty, possibilities and causes; never coordinates, ids or instants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from timeline.model.days import Day
from timeline.model.events import Event
from timeline.model.when import When
from timeline.projections.possible import Possible
from timeline.projections.projection import Projection, findings, judgements
from timeline.testing.code import code

Cause = tuple[Event, Day, tuple[When, ...]]


@attrs.frozen
class Content:
    """All that an answer says.

    Args:
        judged: for each value by name the value, what else is possible, and whether it is certain.
        causes: for each facet by name the events that make it so.
    """

    judged: dict[str, tuple[Any, Possible | None, bool]]
    causes: dict[str, tuple[Cause, ...]]


def content(answer: Projection) -> Content:
    """What an answer says, for comparing."""
    causes = {
        name: tuple((claim.known.event, claim.known.reported_on, claim.placements) for claim in finding.causes)
        for name, finding in findings(answer).items()
    }
    return Content(judgements(answer), causes)


def differences(expected: object, found: object, expected_by: str, found_by: str) -> Iterator[str]:
    """The lines that tell in what two sides differ.

    Args:
        expected: a `Content`, or anything else.
        found: the same.
        expected_by: how the one came about, in a few words.
        found_by: how the other did.
    """
    if not isinstance(expected, Content) or not isinstance(found, Content):
        yield from _two_sides("", expected, found, expected_by, found_by)
        return
    for name in expected.judged.keys() | found.judged.keys():
        one, other = expected.judged.get(name), found.judged.get(name)
        if one != other:
            yield from _two_sides(f"{name} is ", _told(one), _told(other), expected_by, found_by)
    yield from _events_that_differ(expected, found, expected_by, found_by)


def _two_sides(what: str, expected: object, found: object, expected_by: str, found_by: str) -> Iterator[str]:
    width = max(len(expected_by), len(found_by)) + 1
    yield f"{expected_by + ':':<{width}} {what}{expected}"
    yield f"{found_by + ':':<{width}} {what}{found}"


def _told(judged: tuple[Any, Possible | None, bool] | None) -> str:
    if judged is None:
        return "not there"
    value, possible, is_certain = judged
    doubt = "nobody can know what else it may be" if possible is None else f"possible: {possible}"
    return f"{value!r}, {'certain' if is_certain else f'not certain ({doubt})'}"


def _events_that_differ(expected: Content, found: Content, expected_by: str, found_by: str) -> Iterator[str]:
    for one, other, by in ((expected, found, expected_by), (found, expected, found_by)):
        for name in one.causes:
            for cause in one.causes[name]:
                if cause not in other.causes.get(name, ()):
                    yield f"a cause of {name} only {by}: {code(cause[0])}, {_placed(cause)}"


def _placed(cause: Cause) -> str:
    """When a cause was known, and on what dates it may have been."""
    _, reported_on, placements = cause
    return f"known from {reported_on}, dated {' or '.join(map(str, placements))}"
