"""What the strategies of the kit reach: every form of a date, every sort of entry, every side of a boundary."""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Callable
from typing import Any, Literal

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import timeline
from timeline import Area, Citation, Event, Projection, Source, When, event_kind, latest
from timeline.conflict import StrikeReported
from timeline.errors import ProjectionError
from timeline.model.areas import Parent, Point
from timeline.model.entries import Correction, Join, Reinstatement, Retraction, said_by
from timeline.testing import Script, check_projection, events_of
from timeline.testing import strategies as kit

SEARCH = settings(
    max_examples=2000,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def reaches(strategy: st.SearchStrategy[Any], claim: Callable[[Any], bool]) -> bool:
    return claim(find(strategy, claim, settings=SEARCH))


@pytest.mark.parametrize(
    "form",
    [
        r"\d{4}-\d\d-\d\d",
        r"\d{4}-\d\d",
        r"\d{4}",
        r"\[\d[^\]]*\.\.\d[^\]]*\]",
        r"\[\.\.\d[^\]]*\]",
        r".*/\[\d[^\]]*\.\.\]",
        r"\d[\d-]*/\d[\d-]*",
        r"[^/]*/\.\.",
        r"[^/]*/\[.*\]",
        r"\[[^/]*\]/.*",
        r".*\?",
        r".*~",
        r".*%",
    ],
)
def test_dates_reach_every_form_of_the_syntax(form):
    assert reaches(kit.whens(), lambda when: re.fullmatch(form, str(when)) is not None)


def window(when: When) -> tuple[Any, Any]:
    return when.first.earliest, when.last.latest


PAIRS = {
    "touch": lambda a, b: a[1] + datetime.timedelta(days=1) == b[0],
    "nest": lambda a, b: a[0] < b[0] <= b[1] < a[1],
    "overlap": lambda a, b: a[0] < b[0] <= a[1] < b[1],
}


@pytest.mark.parametrize("relation", PAIRS)
def test_windows_touch_nest_and_overlap(relation):
    def holds(pair: tuple[When, When]) -> bool:
        days = [window(each) for each in pair]
        return all(isinstance(day, datetime.date) for each in days for day in each) and PAIRS[relation](*days)

    assert reaches(st.tuples(kit.whens(), kit.whens()), holds)


def any_of(claim: Callable[[Any], bool]) -> Callable[[Script], bool]:
    return lambda script: any(map(claim, script))


def is_late(script: Script, day_of: Callable[[Event], Any]) -> bool:
    days = [day_of(each) for each in script if isinstance(each, Event)]
    known = [day for day in days if isinstance(day, datetime.date)]
    return known != sorted(known)


def is_described_again(statement: object) -> bool:
    return isinstance(statement, Correction) and isinstance(statement.replacement, Area)


REACHED = {
    "late in the world": lambda log: is_late(log, lambda event: event.when.first.earliest),
    "late in knowledge": lambda log: is_late(log, lambda event: event.reported_on),
    "corrected by us": any_of(lambda each: isinstance(each, Correction) and each.because == "our-error"),
    "corrected by a source": any_of(lambda each: isinstance(each, Correction) and each.because == "source-changed"),
    "retracted": any_of(lambda each: isinstance(each, Retraction)),
    "reinstated": any_of(lambda each: isinstance(each, Reinstatement)),
    "joined": any_of(lambda each: isinstance(each, Join)),
    "an incident by name": any_of(lambda each: bool(getattr(each, "incident", None))),
    "an external id": any_of(lambda each: bool(getattr(each, "external_id", None))),
    "several sources": lambda log: len({each.source for each in log if isinstance(each, Event)}) > 1,
    "an area described again": any_of(is_described_again),
    "a description retracted": lambda log: any(
        isinstance(each, Retraction) and isinstance(said_by(log[int(each.target)]), Area) for each in log
    ),
}


@pytest.mark.parametrize("what", REACHED)
def test_logs_reach(what):
    assert reaches(kit.logs([StrikeReported]), REACHED[what])


@given(kit.logs())
def test_every_drawn_log_is_accepted_and_its_value_and_its_code_give_it_back(script):
    names = vars(timeline) | {"timeline": timeline, "datetime": datetime, "Script": Script}
    names |= {
        each.__name__: each
        for each in (Correction, Retraction, Reinstatement, Join, Area, Source, Parent, Point, Citation)
    }
    names |= {type(said_by(each)).__name__: type(said_by(each)) for each in script}
    assert script == eval(repr(script), dict(names))
    made: dict[str, Any] = {}
    exec(script.as_code(), made)
    played = script.played(timeline.connect())
    assert [plain(each) for each in played.events()] == [plain(each) for each in made["tl"].events()]


def plain(entry: Any) -> Any:
    """What an entry says, but for the ids that a log gives."""
    ids = {"target", "members"} & {field.name for field in attrs.fields(type(entry.statement))}
    return entry.position, attrs.asdict(entry.statement, filter=lambda field, _: field.name not in ids, recurse=False)


STRIKE = StrikeReported(area="town", when="2017-02-10", strikes=1, reported_on="2017-02-10")


@pytest.mark.parametrize("axis", ["on", "known_on"])
@pytest.mark.parametrize("day", ["2017-02-09", "2017-02-10", "2017-02-11"])
def test_questions_hit_a_boundary_and_both_days_beside_it(axis, day):
    assert reaches(kit.questions(Script([STRIKE])), lambda question: str(getattr(question, axis)) == day)


class Colour(enum.Enum):
    """A user's enum."""

    RED = "red"
    BLUE = "blue"


@attrs.frozen
class Span:
    """A user's value."""

    metres: float
    lanes: tuple[int, ...] = ()


@attrs.frozen
class Load:
    """A user's value that refuses some of what its types allow."""

    least: int
    most: int

    def __attrs_post_init__(self) -> None:
        if self.most < self.least:
            raise ValueError("most < least")


@event_kind("kit-bridge")
@attrs.frozen(kw_only=True)
class Bridge(Event):
    """A kind with a field of each type that the kit can draw."""

    side: Literal["north", "south"]
    colour: Colour
    name: str | None
    span: Span
    pair: tuple[str, int]
    weight: float
    built: datetime.date
    closed: When | None
    load: Load
    is_open: bool


@pytest.mark.parametrize(
    "claim",
    [
        lambda each: each.side == "south",
        lambda each: each.colour is Colour.BLUE,
        lambda each: each.name is None,
        lambda each: each.name is not None,
        lambda each: each.span.metres > 0 and len(each.span.lanes) == 2,
        lambda each: each.pair[1] > 0,
        lambda each: each.weight == 0.5,
        lambda each: each.built > datetime.date(2017, 1, 1),
        lambda each: each.closed is not None and each.closed.lasts,
        lambda each: each.load.least < each.load.most,
        lambda each: each.is_open,
    ],
)
def test_each_type_of_field_is_drawn_with_more_than_one_value(claim):
    assert reaches(events_of(Bridge), claim)


@event_kind("kit-odd")
@attrs.frozen(kw_only=True)
class Odd(Event):
    """A kind with a field of a type that the kit cannot draw."""

    thing: complex


def test_a_type_that_cannot_be_drawn_is_told_with_its_field_and_what_to_do():
    with pytest.raises(ProjectionError, match=r"Odd\.thing: expected a type that the kit can draw.*events_of"):
        events_of(Odd)


def test_a_field_that_the_kind_does_not_have_is_told():
    with pytest.raises(ProjectionError, match="its own fields"):
        events_of(StrikeReported, number=st.just(1))


@event_kind("kit-picky")
@attrs.frozen(kw_only=True)
class Picky(Event):
    """A kind that refuses what its types alone would draw."""

    code: str = attrs.field(validator=attrs.validators.matches_re(r"[A-Z]{3}-\d{4}"))


def test_a_strategy_for_the_picky_field_is_enough():
    assert find(events_of(Picky, code=st.just("ABC-1234")), lambda _: True, settings=SEARCH).code == "ABC-1234"


@pytest.mark.parametrize("kind", [StrikeReported, When, Citation, Area, Source, Point])
def test_hypothesis_draws_the_types_of_the_package(kind):
    assert isinstance(find(st.from_type(kind), lambda _: True, settings=SEARCH), kind)


class PickyCodes(Projection, name="picky-codes"):
    """What a user would declare over the kind."""

    code = latest(Picky.code)


def test_a_kind_that_refuses_what_is_drawn_is_told_by_name_with_what_to_do():
    with pytest.raises(ProjectionError, match=r"fields of Picky .* refuses nearly all .*; say what"):
        check_projection(PickyCodes, examples=1)
    check_projection(PickyCodes, kinds=[events_of(Picky, code=st.just("ABC-1234"))], examples=1)
