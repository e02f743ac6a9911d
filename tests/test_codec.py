"""Statements to plain data and back."""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given

import timeline
from strategies import events, scripts
from timeline import Area, Citation, Correction, Event, Parent, Point, Reinstatement, Retraction, Source, event_kind
from timeline.codec import decode, encode, encode_trusted, require_faithful
from timeline.conflict import AreaLiberated, StrikeReported, Target
from timeline.errors import EventFieldError, NotFoundError

STRIKE = {"kind": "strike-reported", "area": "a", "when": "2017", "strikes": 3}


@given(events())
def test_law_12_an_event_comes_back_equal_through_json(event):
    assert event == decode(json.loads(json.dumps(encode(event))))


@pytest.mark.parametrize(
    "statement",
    [
        Area("iq", "Iraq"),
        Area("a", "A", aliases=["B"], point=Point(35.3, 44), parents=["iq", Parent("c", end="2014-03-13")], note="n"),
        Area("a", "A", reported_on="2017"),
        Source("afp", "Agence France-Presse", "B"),
        Correction(target="0" * 32, replacement=Area("iq", "Iraq"), reason="typo", because="our-error"),
        Correction(target="0" * 32, replacement=AreaLiberated(area="a", when="2017-09~", by="isf"), reason="typo"),
        Retraction(target="0" * 32, reason="withdrawn", reported_on="2018-01"),
        Reinstatement(target="0" * 32, reason="confirmed"),
        StrikeReported(area="a", when="2017", strikes=1, targets=[Target("destroyed", None, "vehicle")]),
    ],
)
def test_law_12_every_statement_comes_back_equal_through_json(statement):
    assert statement == decode(json.loads(json.dumps(encode(statement))))


def test_what_was_not_given_is_not_written():
    assert {
        "kind": "area-liberated",
        "area": "a",
        "when": "2017-10-05",
        "by": "isf",
    } == encode(AreaLiberated(area="a", when="2017-10-05", by="isf"))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"strikes": "3"}, "strike-reported.strikes: expected a whole number, found '3'"),
        ({"strikes": 3.0}, "strike-reported.strikes: expected a whole number, found 3.0"),
        ({"strikes": -3}, "strike-reported.strikes: expected a whole number that is not negative, found -3"),
        ({"when": "2017-13"}, "strike-reported.when: expected a month from 01 to 12 at column 6"),
        ({"when": 2017}, "strike-reported.when: expected a text"),
        ({"area": None}, "strike-reported.area: expected a text, found None"),
        ({"strike": 3}, "strike-reported.strike: expected a known field (area, by,"),
        ({"source": {"source": "x y"}}, "strike-reported.source.source: expected an id without spaces"),
        ({"source": "afp"}, "strike-reported.source"),
        ({"targets": [{"verb": "x", "count": "u", "noun": "y"}]}, "strike-reported.targets[0].count: expected a whole"),
        ({"reported_on": "soon"}, "strike-reported.reported_on"),
        ({"schema": 2}, "strike-reported.schema: expected a schema from 1 to 1, found 2"),
    ],
)
def test_a_bad_field_is_refused_with_its_path(change, where):
    with pytest.raises(EventFieldError) as refused:
        decode(STRIKE | change)
    assert where in str(refused.value)


@pytest.mark.parametrize("plain", [3, None, [], {}, {"kind": 3}, {"kind": "strike-reported"}])
def test_what_is_no_statement_is_refused(plain):
    with pytest.raises(EventFieldError):
        decode(plain)


def test_an_undeclared_kind_is_not_found():
    with pytest.raises(NotFoundError, match="import the module that declares it"):
        decode({"kind": "moon-landing"})


@event_kind(
    "dam-damaged",
    schema=3,
    upcasts={
        1: lambda fields: {"dam": fields.pop("name"), **fields},
        2: lambda fields: {**fields, "severity": int(fields["severity"])},
    },
)
@attrs.frozen(kw_only=True)
class DamDamaged(Event):
    dam: str
    severity: int = 0


def test_law_12_an_older_schema_is_brought_up_to_date():
    now = DamDamaged(area="a", when="2017", dam="Mosul dam", severity=2)
    base = {"kind": "dam-damaged", "area": "a", "when": "2017"}
    assert now == decode({**base, "schema": 1, "name": "Mosul dam", "severity": "2"})
    assert now == decode({**base, "schema": 2, "dam": "Mosul dam", "severity": "2"})
    assert now == decode(encode(now))
    assert 3 == encode(now)["schema"]


def test_what_was_stored_before_there_was_a_second_schema_is_brought_up_to_date():
    """Nothing was written of a schema when there was but one."""
    now = DamDamaged(area="a", when="2017", dam="Mosul dam", severity=2)
    assert now == decode({"kind": "dam-damaged", "area": "a", "when": "2017", "name": "Mosul dam", "severity": "2"})


def test_fields_that_are_not_of_the_schema_that_they_say_are_refused_with_what_to_do():
    with pytest.raises(EventFieldError) as refused:
        decode({"kind": "dam-damaged", "area": "a", "when": "2017", "dam": "Mosul dam"})
    said = "dam-damaged: expected the fields of schema 1, found KeyError('name')"
    assert f'{said}; say "schema": 3 if they are of the present one' == str(refused.value)


@event_kind("untyped-thing")
@attrs.frozen(kw_only=True)
class UntypedThing(Event):
    size: int


def test_a_value_that_would_not_come_back_is_refused_before_it_is_stored():
    with pytest.raises(EventFieldError):
        encode(UntypedThing(area="a", when="2017", size="large"))


def test_a_citation_keeps_its_parts():
    event = AreaLiberated(area="a", when="2017", by="isf", source=Citation("afp", "page 3", "2017-12"))
    assert {"source": "afp", "locator": "page 3", "published": "2017-12-31"} == encode(event)["source"]


@event_kind("doubled")
@attrs.frozen(kw_only=True)
class Doubled(Event):
    count: int = attrs.field(converter=lambda value: 2 * value)


@event_kind("loosely-typed")
@attrs.frozen(kw_only=True)
class LooselyTyped(Event):
    name: str


@pytest.mark.parametrize(
    "event",
    [
        Doubled(area="town", when="2017", count=2),
        LooselyTyped(area="town", when="2017", name=7),
        LooselyTyped(area="town", when="2017", name=("a", "b")),
    ],
)
def test_what_would_not_come_back_equal_is_refused_by_a_log(event):
    with pytest.raises(EventFieldError):
        timeline.connect().append([event])


@given(scripts())
def test_what_is_taken_without_trying_comes_back_equal(script):
    for statement in script:
        require_faithful(statement)
        assert statement == decode(encode_trusted(statement))


class Letters(str):
    """Text of a type of one's own, which comes back as plain text."""

    __slots__ = ()


@pytest.mark.parametrize(
    "statement",
    [
        Correction(target=Letters("0" * 32), replacement=AreaLiberated(area="a", when="2017", by="isf"), reason="typo"),
        Correction(target="0" * 32, replacement=LooselyTyped(area="a", when="2017", name=7), reason="typo"),
        Retraction(target="0" * 32, reason=Letters("withdrawn")),
        AreaLiberated(area="a", when="2017", by="isf", source=Citation("afp", Letters("page 3"))),
    ],
)
def test_what_is_about_an_entry_and_would_not_come_back_equal_is_refused(statement):
    with pytest.raises(EventFieldError):
        require_faithful(statement)
