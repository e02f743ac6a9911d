"""Events are read from their rows field by field as the codec reads them whole."""

from __future__ import annotations

import datetime
import json
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_bodies import AllSorts, OwnDefault

from strategies import events
from timeline import Citation, Event, event_kind
from timeline.codec import decode
from timeline.conflict import AreaLiberated, StrikeReported
from timeline.errors import TimelineError
from timeline.log.bodies import body_of, whole
from timeline.log.reading import event_of, statement_of
from timeline.model.days import Day
from timeline.testing.strategies import events_of, whens

RECORDED_ON = datetime.date(2018, 1, 15)
Row = tuple[str, str, dict[str, Any], Day, Day]


def row_of(event: Event) -> Row:
    published = event.source.published if event.source else None
    reported_on = event.reported_on or published or RECORDED_ON
    return event.kind, event.area, json.loads(body_of(event)), event.when.first.earliest, reported_on


def as_the_codec_tells(kind: str, area: str, said: dict[str, Any], *days: Day) -> Any:
    return decode({"kind": kind, **whole(said, *days), "area": area})


def outcome(read: Any, *row: Any) -> object:
    try:
        return read(*row)
    except TimelineError as error:
        return str(error)


def read(kind: str, area: str, said: dict[str, Any], *days: Day) -> Any:
    return statement_of(kind, area, json.dumps(said), *days)


@given(events())
def test_an_event_is_read_field_by_field_as_the_codec_reads_it(event: Event):
    row = row_of(event)
    assert event == as_the_codec_tells(*row) == event_of(*row)
    assert repr(event) == repr(event_of(*row))


@given(events_of(AllSorts, since=whens(), either=st.none()) | events_of(OwnDefault, until=whens()))
def test_an_event_of_a_kind_of_ones_own_comes_back_equal(event: Event):
    assert event == read(*row_of(event))


ANYTHING = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        3,
        -1,
        7,
        1.0,
        "",
        " ",
        "a",
        "a b",
        "2017-10-05",
        "2017-10",
        "whole",
        [],
        ["a"],
        ["a", "b"],
    ]
) | st.dictionaries(st.sampled_from(["source", "locator"]), st.sampled_from(["a", "", 1]))
NAMES = ("when", "reported_on", "source", "external_id", "credibility", "scope", "note", "area", "kind", "schema", "x")


@given(event=events(), names=st.data())
def test_of_a_body_that_is_not_right_the_codec_tells_what_is_wrong(event: Event, names: st.DataObject):
    kind, area, said, *days = row_of(event)
    of_kind = [field.name for field in attrs.fields(type(event))]
    changed = names.draw(st.dictionaries(st.sampled_from([*NAMES, *of_kind]), ANYTHING, min_size=1, max_size=3))
    without = names.draw(st.sets(st.sampled_from(of_kind), max_size=2))
    left = {name: value for name, value in said.items() if name not in without}
    row = (kind, area, left | changed, *days)
    assert outcome(as_the_codec_tells, *row) == outcome(read, *row)


def test_a_truth_is_no_number_even_if_that_number_was_right_before():
    days = datetime.date(2017, 10, 5), RECORDED_ON
    assert 1 == read("strike-reported", "a", {"strikes": 1}, *days).strikes
    with pytest.raises(TimelineError, match="a whole number"):
        read("strike-reported", "a", {"strikes": True}, *days)


@event_kind("read-with-a-rule-of-its-own")
@attrs.frozen(kw_only=True)
class OwnRule(Event):
    """A field is right or wrong depending on another."""

    least: int
    most: int = attrs.field()

    @most.validator
    def _is_not_less(self, attribute: Any, value: int) -> None:
        if value < self.least:
            raise ValueError("less than the least")


@event_kind("read-with-something-done-first")
@attrs.frozen(kw_only=True)
class DoneFirst(Event):
    number: int

    def __attrs_pre_init__(self) -> None:
        pass


@event_kind("read-with-a-kept-hash")
@attrs.frozen(kw_only=True, cache_hash=True)
class KeptHash(Event):
    number: int


@event_kind("read-with-a-check-of-others")
@attrs.frozen(kw_only=True)
class OthersCheck(Event):
    number: int = attrs.field(validator=attrs.validators.lt(10))


@event_kind("read-with-a-list")
@attrs.frozen(kw_only=True)
class WithList(Event):
    numbers: list[int] = attrs.field(factory=list)


@pytest.mark.parametrize(
    "event",
    [
        OwnRule(area="a", when="2017-10-05", least=1, most=2),
        DoneFirst(area="a", when="2017-10-05", number=1),
        KeptHash(area="a", when="2017-10-05", number=1),
        OthersCheck(area="a", when="2017-10-05", number=1),
        WithList(area="a", when="2017-10-05"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_does_more_than_hold_its_fields_is_left_to_the_codec(event: Event):
    row = row_of(event)
    assert event_of(*row) is None
    assert event == read(*row)


def test_a_rule_between_fields_holds_on_the_way_in_too():
    with pytest.raises(TimelineError, match="less than the least"):
        read("read-with-a-rule-of-its-own", "a", {"least": 2, "most": 1}, datetime.date(2017, 10, 5), RECORDED_ON)


@pytest.mark.parametrize(
    "said",
    [
        {"by": "isf", "external_id": "1"},
        {"by": "isf", "when": "2017-10", "source": ["wire", "row 1"]},
        {"by": "isf", "cites": ["wire", "row 1"]},
        {"source": ["wire", "row 1"]},
    ],
    ids=["an id without a source", "a list where there is a date", "an unknown field", "a missing field"],
)
def test_a_row_that_is_not_right_is_refused(said: dict[str, Any]):
    row = ("area-liberated", "a", said, datetime.date(2017, 10, 5), RECORDED_ON)
    assert event_of(*row) is None
    with pytest.raises(TimelineError):
        read(*row)


def test_more_values_than_are_kept_are_read():
    for number in range(1_100):
        said = {"by": f"side {number}", "source": ["wire", f"row {number}"], "external_id": str(number)}
        event = read("area-liberated", "a", said, datetime.date(2017, 10, 5), RECORDED_ON)
        cited = Citation("wire", f"row {number}")
        expected = AreaLiberated(
            area="a",
            when="2017-10-05",
            reported_on=RECORDED_ON,
            by=f"side {number}",
            source=cited,
            external_id=str(number),
        )
        assert expected == event


def test_a_strike_is_read_with_its_targets():
    said = {"strikes": 2, "targets": [{"verb": "destroyed", "count": 2, "noun": "tunnel"}]}
    event = read("strike-reported", "a", said, datetime.date(2017, 10, 5), RECORDED_ON)
    assert isinstance(event, StrikeReported)
    assert [("destroyed", 2, "tunnel")] == [attrs.astuple(target) for target in event.targets]


def test_a_body_that_is_no_json_or_no_object_is_refused():
    for body in ("", "[]", "{", '{"by": "isf"} more'):
        with pytest.raises((TimelineError, ValueError, TypeError)):
            statement_of("area-liberated", "a", body, datetime.date(2017, 10, 5), RECORDED_ON)


def test_spaces_around_a_body_do_no_harm():
    event = statement_of("area-liberated", "a", ' {"by": "isf"} ', datetime.date(2017, 10, 5), RECORDED_ON)
    assert AreaLiberated(area="a", when="2017-10-05", by="isf", reported_on=RECORDED_ON) == event
