"""Events and the rules of their kinds."""

from __future__ import annotations

import attrs
import pytest

from timeline import Citation, Event, event_kind
from timeline.conflict import AreaLiberated, FightingReported, StrikeReported, Target
from timeline.errors import EventFieldError, InputError, NotFoundError, ProjectionError, listed
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


def _missing_first_upcast():
    @event_kind("missing-first-upcast", schema=2)
    @attrs.frozen(kw_only=True)
    class MissingFirstUpcast(Event):
        field: int


def _not_frozen():
    @event_kind("not-frozen")
    @attrs.define(kw_only=True)
    class NotFrozen(Event):
        field: int

        def __setattr__(self, name, value):
            object.__setattr__(self, name, value)


def _by_position():
    @event_kind("by-position")
    @attrs.frozen
    class ByPosition(Event):
        field: int = attrs.field(kw_only=False)


ONE_BASE = "expected Event as its one base, found {}; subclass Event alone and repeat the fields that you need"
ITS_NAME = "expected a name of lower-case words joined by hyphens that is not reserved, found {!r}; name it otherwise"
BROKEN_RULES = {
    _two_bases: ("'two-bases'", "TwoBases", ONE_BASE.format("Event and _two_bases.<locals>.Other")),
    _another_kind_as_base: ("'sub-kind'", "SubKind", ONE_BASE.format("StrikeReported")),
    _no_slots: (
        "'no-slots'",
        "NoSlots",
        "expected slots, found a class without slots; leave out slots=False: without them its fields cannot be named",
    ),
    _plain_class: (
        "'plain-class'",
        "PlainClass",
        "expected an attrs class, found a plain class; put @attrs.frozen(kw_only=True) under @event_kind",
    ),
    _not_frozen: (
        "'not-frozen'",
        "NotFrozen",
        "expected a frozen class, found a class whose instances can change; use @attrs.frozen(kw_only=True)",
    ),
    _by_position: (
        "'by-position'",
        "ByPosition",
        "expected keyword-only fields, found 'field' by position; use @attrs.frozen(kw_only=True)",
    ),
    _base_field: (
        "'base-field'",
        "BaseField",
        "expected fields of its own, found 'area', which every event has; name the field otherwise",
    ),
    _taken_name: (
        "'strike-reported'",
        "TakenName",
        "expected a name no other kind has, found 'strike-reported', taken by timeline.conflict.kinds.StrikeReported",
    ),
    _reserved_name: ("'retraction'", "ReservedName", ITS_NAME.format("retraction")),
    _spelled_name: ("'Spelled Name'", "SpelledName", ITS_NAME.format("Spelled Name")),
    _missing_upcast: (
        "'missing-upcast'",
        "MissingUpcast",
        "expected an upcast from each schema below 3, found upcasts from [1]; register the missing ones",
    ),
    _missing_first_upcast: (
        "'missing-first-upcast'",
        "MissingFirstUpcast",
        "expected an upcast from each schema below 2, found upcasts from []; register the missing ones",
    ),
}


@pytest.mark.parametrize("declare", BROKEN_RULES)
def test_a_kind_that_breaks_a_rule_is_refused_in_words_when_it_is_declared(declare):
    kind, cls, said = BROKEN_RULES[declare]
    with pytest.raises(ProjectionError) as refused:
        declare()
    assert f"event kind {kind} ({declare.__name__}.<locals>.{cls}): {said}" == str(refused.value)


def test_an_event_of_an_undeclared_class_has_no_kind():
    @attrs.frozen(kw_only=True)
    class Undeclared(Event):
        field: int

    with pytest.raises(ProjectionError) as refused:
        kind_of(Undeclared)
    told = "expected a declared event kind, found an undeclared class; put @event_kind('its-name') over the class"
    assert f"{Undeclared.__qualname__}: {told}" == str(refused.value)


def test_an_unknown_kind_names_the_known_ones():
    with pytest.raises(NotFoundError, match="strike-reported") as refused:
        kind_named("strike")
    error = refused.value
    assert ("kind", "strike", True) == (
        error.what,
        error.name,
        {"area-captured", "strike-reported"} <= {*error.nearest},
    )
    assert list(error.nearest) == sorted(error.nearest)
    told = f"event kind: expected one of {listed(error.nearest)}, found 'strike'; import the module that declares it"
    assert told == str(error)


COUNT = "a whole number that is not negative"
GRADE = "1, 2, 3, 4, 5 or 6"


@pytest.mark.parametrize(
    ("fields", "path", "expected"),
    [
        ({"strikes": -1}, "strikes", f"{COUNT}, found -1"),
        ({"strikes": True}, "strikes", f"{COUNT}, found True"),
        ({"strikes": 1.5}, "strikes", f"{COUNT}, found 1.5"),
        ({"strikes": 2**63}, "strikes", f"{COUNT}, found 9223372036854775808"),
        ({"engagements": -2}, "engagements", f"{COUNT}, or nothing, found -2"),
        ({"by": ""}, "by", "a text that is not empty and has no spaces at its ends, found ''"),
        ({"credibility": 7}, "credibility", f"{GRADE}, found 7"),
        ({"credibility": 0}, "credibility", f"{GRADE}, found 0"),
        ({"scope": "partly"}, "scope", "'whole' or 'somewhere_in', found 'partly'"),
        ({"source": "cjtf-oir"}, "source", "a Citation, or nothing, found 'cjtf-oir'"),
        ({"external_id": "7"}, "source", "the source that gave the external_id, found None"),
        ({"incident": ""}, "incident", "a text that is not empty, or nothing, found ''"),
        ({"note": None}, "note", "a text of Unicode characters, found None"),
        ({"note": "\ud800"}, "note", "a text of Unicode characters, found '\\ud800'"),
        ({"note": "a\udfff"}, "note", "a text of Unicode characters, found 'a\\udfff'"),
        ({"note": "a\0b"}, "note", "a text of Unicode characters, found 'a\\x00b'"),
        ({"area": "two words"}, "area", "an id without spaces, such as iq/kirkuk/hawija, found 'two words'"),
        ({"targets": ["cave"]}, "targets", "a tuple of Target, found ('cave',)"),
    ],
)
def test_a_field_of_a_wrong_value_is_refused_by_its_name_in_words(fields, path, expected):
    with pytest.raises(EventFieldError) as refused:
        StrikeReported(**{**BASE, "strikes": 1, **fields})
    assert (path, f"StrikeReported.{path}: expected {expected}") == (refused.value.path, str(refused.value))


def test_the_greatest_number_that_a_log_can_hold_is_accepted():
    assert 2**63 - 1 == StrikeReported(**BASE, strikes=2**63 - 1).strikes


@pytest.mark.parametrize("sides", ["isis", b"isis", 5])
def test_one_side_is_not_taken_apart_into_letters(sides):
    with pytest.raises(InputError) as refused:
        FightingReported(area="town", when="2017", sides=sides)
    assert f"value: expected a list, found {sides!r}; put it in brackets" == str(refused.value)


def test_events_are_equal_by_content_and_usable_in_sets():
    target = Target("destroyed", 2, "tunnel entrance")
    one, two = (StrikeReported(**BASE, strikes=3, targets=[target]) for _ in range(2))
    assert {one} == {two}


def test_a_report_day_may_be_a_month_and_a_citation_a_year():
    event = AreaLiberated(**BASE, by="isf", reported_on="2017-10", source=Citation("afp", "page", "2017"))
    assert ("2017-10-31", "2017-12-31") == (str(event.reported_on), str(event.source.published))
