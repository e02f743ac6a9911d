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
from timeline.conflict import AreaLiberated, ControlObserved, FightingReported, StrikeReported, Target
from timeline.log.bodies import body_of, plain_body, whole
from timeline.model.days import BEGINNING
from timeline.model.entries import Statement
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


RECORDED_ON = datetime.date(2018, 1, 15)


def read_back(statement: Statement) -> Any:
    """What a log reads from the body of a statement, given what its columns tell."""
    if not isinstance(statement, Event):
        return whole(json.loads(body_of(statement)), BEGINNING, RECORDED_ON)
    published = statement.source.published if statement.source else None
    reported_on = statement.reported_on or published or RECORDED_ON
    return whole(json.loads(body_of(statement)), statement.when.first.earliest, reported_on)


@given(events() | events_of(AllSorts, since=whens()) | events_of(OwnDefault, until=whens()))
def test_the_body_and_the_columns_of_an_event_are_the_plain_definition(event: Event) -> None:
    assert json.loads(plain_body(event)) == read_back(event)


@given(scripts())
def test_the_body_of_any_statement_is_the_plain_definition(script: Script) -> None:
    for statement in script:
        assert json.loads(plain_body(statement)) == read_back(statement)


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
@pytest.mark.parametrize("when", ["2017-10-05", "2017-10-05~", "2017-10", "2017-10-05/2017-10-05", "[..2017-10-05]"])
@pytest.mark.parametrize("reported_on", [None, "2017-12"])
def test_a_body_of_each_sort_is_the_plain_definition(statement: Any, when: str, reported_on: str | None) -> None:
    if isinstance(statement, Event):
        statement = attrs.evolve(statement, when=when, reported_on=reported_on)
    assert json.loads(plain_body(statement)) == read_back(statement)


SAID: dict[str, Any] = {"area": "a", "by": "isf", "source": Citation("afp", "p. 3", "2017-10")}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"when": "2017-10-05", "reported_on": "2017-10-06"}, '{"source":["afp","p. 3","2017-10-31"],"by":"isf"}'),
        (
            {"when": "2017-10-05", "source": Citation("afp")},
            '{"reported_on":null,"source":["afp"],"by":"isf"}',
        ),
        (
            {"when": "2017-10-05", "source": Citation("afp", published="2017")},
            '{"reported_on":null,"source":["afp","","2017-12-31"],"by":"isf"}',
        ),
        (
            {"when": "2017-10", "reported_on": "2017-11-01"},
            '{"when":"2017-10","reported_on":"2017-11-01",'
            '"source":{"source":"afp","locator":"p. 3","published":"2017-10-31"},"by":"isf"}',
        ),
    ],
)
def test_a_body_leaves_out_what_the_columns_tell_of_an_event_on_a_known_day(
    fields: dict[str, Any], expected: str
) -> None:
    assert expected == body_of(AreaLiberated(**SAID | fields))
