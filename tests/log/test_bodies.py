"""The bodies of entries: what the columns of a row do not hold."""

from __future__ import annotations

import datetime
import json
from typing import Any

import attrs
import pytest
from hypothesis import given

from strategies import Script, events, scripts
from timeline import Area, Citation, Event, Source, event_kind
from timeline.codec import encode
from timeline.conflict import AreaLiberated, ControlObserved, FightingReported, StrikeReported, Target
from timeline.log.bodies import body_of, plain_body
from timeline.model.when import When, to_when
from timeline.testing.strategies import events_of, whens


@event_kind("body-of-all-sorts", schema=2, upcasts={1: lambda fields: fields})
@attrs.frozen(kw_only=True)
class AllSorts(Event):
    """Values of every type that comes back equal, required and with defaults that are not nothing."""

    text: str
    number: int
    claim: bool
    share: float
    day: datetime.date | None
    names: tuple[str, ...]
    cited: Citation
    since: When = attrs.field(default=When.parse("2017"))
    counted: int | None = 3
    sure: bool = True
    flagged: int = 1
    tags: tuple[str, ...] = attrs.field(factory=lambda: ("a",))
    either: int | str | None = None


@event_kind("body-with-a-default-of-its-own")
@attrs.frozen(kw_only=True)
class OwnDefault(Event):
    place: str = attrs.field(default=attrs.Factory(lambda self: self.area, takes_self=True))
    until: When = attrs.field(default="2018", converter=to_when)


@given(events() | events_of(AllSorts, since=whens()) | events_of(OwnDefault, until=whens()))
def test_the_body_of_an_event_is_that_of_the_plain_definition(event: Event) -> None:
    assert plain_body(event) == body_of(event)


@given(scripts())
def test_the_body_of_any_statement_is_that_of_the_plain_definition(script: Script) -> None:
    for statement in script:
        assert plain_body(statement) == body_of(statement)


COMMON: dict[str, Any] = {"area": "a", "when": "2017-10-05"}
SORTS: dict[str, Any] = {**COMMON, "text": "t", "number": 1, "claim": False, "share": 0.5, "day": None, "names": ()}


@pytest.mark.parametrize(
    "statement",
    [
        AllSorts(**SORTS, cited=Citation("afp")),
        AllSorts(**SORTS, cited=Citation("afp", "p. 3 “é”\n\\", "2017-10"), counted=None, sure=False, flagged=True),
        AllSorts(**SORTS, cited=Citation("afp"), since=When.parse("2017-09-01/.."), tags=(), either="x", counted=3),
        AllSorts(**SORTS, cited=Citation("afp"), since=When.parse("2017"), tags=("a", "b"), either=2, flagged=False),
        OwnDefault(**COMMON),
        OwnDefault(**COMMON, place="b", until="2019"),
        StrikeReported(**COMMON, strikes=0, targets=[Target("destroyed", None, 'a "tunnel"'), Target("hit", 2, "é")]),
        StrikeReported(**COMMON, strikes=1, engagements=0, credibility=1, scope="somewhere_in", note="ن"),
        ControlObserved(**COMMON, held_by="contested", among=["isf", "pmf"]),
        FightingReported(**COMMON, sides=["isf"], reported_on="2017-10-06", source=Citation("afp"), external_id="7"),
        Area("a", "A", parents=["b"]),
        Source("afp", "Agence France-Presse", "B"),
    ],
)
def test_a_body_of_each_sort_is_that_of_the_plain_definition(statement: Any) -> None:
    assert plain_body(statement) == body_of(statement)


def test_a_body_is_what_is_encoded_but_for_the_columns() -> None:
    event = AreaLiberated(**COMMON, by="isf", source=Citation("afp", "p. 3"))
    assert encode(event) == {"kind": "area-liberated", "area": "a"} | json.loads(body_of(event))
