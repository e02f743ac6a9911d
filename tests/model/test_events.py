"""Events and the rules of their kinds."""

from __future__ import annotations

import attrs
import pytest

from timeline import Citation, Event, event_kind
from timeline.conflict import AreaLiberated, FightingReported, StrikeReported, Target
from timeline.errors import EventFieldError, InputError, NotFoundError, ProjectionError
from timeline.model.events import kind_named, kind_of, own_fields

BASE = {"area": "iq/kirkuk/hawija", "when": "2017-10-05"}


@event_kind("bridge-destroyed")
@attrs.frozen(kw_only=True)
class BridgeDestroyed(Event):
    bridge: str


def test_a_kind_is_known_by_its_name_and_by_its_class():
    assert kind_named("bridge-destroyed") is kind_of(BridgeDestroyed)
    assert "bridge-destroyed" == BridgeDestroyed.kind
    assert ("bridge",) == own_fields(BridgeDestroyed)


def test_declaring_the_same_class_again_replaces_it_as_a_notebook_does():
    first = kind_of(BridgeDestroyed)
    event_kind("bridge-destroyed")(BridgeDestroyed)
    assert first == kind_of(BridgeDestroyed)


def _two_bases():
    class Other:
        __slots__ = ()

    @event_kind("two-bases")
    @attrs.frozen(kw_only=True)
    class TwoBases(Event, Other):
        field: int


def _no_slots():
    @event_kind("no-slots")
    @attrs.frozen(kw_only=True, slots=False)
    class NoSlots(Event):
        field: int


def _another_kind_as_base():
    @event_kind("sub-kind")
    @attrs.frozen(kw_only=True)
    class SubKind(StrikeReported):
        field: int


def _plain_class():
    @event_kind("plain-class")
    class PlainClass(Event):
        pass


def _base_field():
    @event_kind("base-field")
    @attrs.frozen(kw_only=True)
    class BaseField(Event):
        area: str


def _taken_name():
    @event_kind("strike-reported")
    @attrs.frozen(kw_only=True)
    class TakenName(Event):
        field: int


def _reserved_name():
    @event_kind("retraction")
    @attrs.frozen(kw_only=True)
    class ReservedName(Event):
        field: int


def _spelled_name():
    @event_kind("Spelled Name")
    @attrs.frozen(kw_only=True)
    class SpelledName(Event):
        field: int


def _missing_upcast():
    @event_kind("missing-upcast", schema=3, upcasts={1: dict})
    @attrs.frozen(kw_only=True)
    class MissingUpcast(Event):
        field: int


@pytest.mark.parametrize(
    ("declare", "name"),
    [
        (_two_bases, "TwoBases"),
        (_no_slots, "NoSlots"),
        (_another_kind_as_base, "SubKind"),
        (_plain_class, "PlainClass"),
        (_base_field, "BaseField"),
        (_taken_name, "TakenName"),
        (_reserved_name, "ReservedName"),
        (_spelled_name, "SpelledName"),
        (_missing_upcast, "MissingUpcast"),
    ],
)
def test_a_kind_that_breaks_a_rule_is_refused_by_name_when_it_is_declared(declare, name):
    with pytest.raises(ProjectionError, match=name):
        declare()


def test_an_event_of_an_undeclared_class_has_no_kind():
    @attrs.frozen(kw_only=True)
    class Undeclared(Event):
        field: int

    with pytest.raises(ProjectionError, match="event_kind"):
        kind_of(Undeclared)


def test_an_unknown_kind_names_the_known_ones():
    with pytest.raises(NotFoundError, match="strike-reported"):
        kind_named("strike")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"strikes": -1}, "strikes"),
        ({"strikes": True}, "strikes"),
        ({"strikes": 1.5}, "strikes"),
        ({"strikes": 1, "engagements": -2}, "engagements"),
        ({"strikes": 1, "by": ""}, "by"),
        ({"strikes": 1, "credibility": 7}, "credibility"),
        ({"strikes": 1, "credibility": 0}, "credibility"),
        ({"strikes": 1, "scope": "partly"}, "scope"),
        ({"strikes": 1, "source": "cjtf-oir"}, "source"),
        ({"strikes": 1, "external_id": "7"}, "source"),
        ({"strikes": 1, "note": None}, "note"),
        ({"strikes": 1, "note": "\ud800"}, "note"),
        ({"strikes": 1, "area": "two words"}, "area"),
        ({"strikes": 1, "targets": ["cave"]}, "targets"),
    ],
)
def test_a_field_of_a_wrong_value_is_refused_by_its_name(fields, path):
    with pytest.raises(EventFieldError) as refused:
        StrikeReported(**{**BASE, **fields})
    assert refused.value.path == path


def test_one_side_is_not_taken_apart_into_letters():
    with pytest.raises(InputError):
        FightingReported(**BASE, sides="isf")


def test_events_are_equal_by_content_and_usable_in_sets():
    target = Target("destroyed", 2, "tunnel entrance")
    one, two = (StrikeReported(**BASE, strikes=3, targets=[target]) for _ in range(2))
    assert {one} == {two}


def test_a_report_day_may_be_a_month_and_a_citation_a_year():
    event = AreaLiberated(**BASE, by="isf", reported_on="2017-10", source=Citation("afp", "page", "2017"))
    assert ("2017-10-31", "2017-12-31") == (str(event.reported_on), str(event.source.published))
