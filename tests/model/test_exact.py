"""Which values surely come back equal from plain data: those of exactly the declared types, and no others."""

from __future__ import annotations

import datetime

import attrs
import pytest

import timeline
from timeline import Citation, Event, event_kind
from timeline.conflict import AreaLiberated, ControlObserved, StrikeReported, Target
from timeline.errors import EventFieldError
from timeline.model.exact import is_exact
from timeline.model.fields import to_tuple

STRUCK = StrikeReported(area="town", when="2017-10", strikes=2, source=Citation("afp", "page 9", "2017-10-05"))


@pytest.mark.parametrize(
    "event",
    [
        STRUCK,
        attrs.evolve(STRUCK, engagements=3, source=None, reported_on="2017-11"),
        AreaLiberated(area="town", when="2017-10", by="isf", from_="isis"),
        ControlObserved(area="town", when="2017-10", held_by="contested", among=["isf", "isis"]),
    ],
)
def test_an_event_of_plain_values_is_exact(event):
    assert is_exact(event)


class Text(str):
    pass


class Count(int):
    pass


@pytest.mark.parametrize(
    "event",
    [
        attrs.evolve(STRUCK, targets=[Target("destroyed", 2, "tunnels")]),
        attrs.evolve(STRUCK, strikes=Count(2)),
        attrs.evolve(STRUCK, note=Text("seen")),
        attrs.evolve(STRUCK, source=Citation(Text("afp"))),
        ControlObserved(area="town", when="2017-10", held_by="contested", among=["isf", Text("isis")]),
    ],
)
def test_an_event_that_holds_anything_else_is_not(event):
    assert not is_exact(event)


@attrs.frozen(kw_only=True)
class Bridge(Event):
    lanes: int
    name: str | None = None
    words: tuple[str, ...] = attrs.field(default=(), converter=to_tuple)
    pair: tuple[str, str] = ("a", "b")
    sizes: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("values", "exact"),
    [
        ({"pair": ()}, True),
        ({"pair": (), "words": ["old"]}, True),
        ({"pair": (), "lanes": True}, False),
        ({"pair": (), "lanes": None}, False),
        ({"pair": (), "lanes": 2.0}, False),
        ({"pair": (), "lanes": "2"}, False),
        ({"pair": (), "name": 2}, False),
        ({"pair": (), "name": ("old",)}, False),
        ({"pair": (), "words": [1]}, False),
        ({"pair": (), "sizes": (1,)}, False),
        ({"pair": (), "sizes": ("1",)}, False),
        ({}, False),
    ],
)
def test_a_field_holds_a_value_of_its_own_type_and_a_tuple_texts_where_it_says_so(values, exact):
    assert exact == is_exact(Bridge(area="town", when="2017-10", **({"lanes": 2} | values)))


@attrs.frozen
class Two:
    name: str
    size: int


def test_any_class_of_several_plain_values_may_be_exact():
    assert is_exact(Two("a", 2))


@attrs.frozen
class One:
    name: str


@attrs.frozen
class Made:
    name: str
    size: int = attrs.field(init=False, default=2)


@attrs.frozen
class Changed:
    name: str = attrs.field(converter=lambda text: text.title())
    size: int = 2


@attrs.define
class Counted:
    name: str
    size: int = 2

    def __attrs_post_init__(self) -> None:
        self.size += 1


@attrs.frozen
class Unnamed:
    name: Missing  # noqa: F821 - that it cannot be found is the point
    size: int = 2


@attrs.frozen
class Listed:
    names: list[str]
    size: int | None = None
    day: datetime.date | None = None


@pytest.mark.parametrize("value", [One("a"), Made("a"), Changed("a"), Counted("a"), Unnamed("a"), Listed(["a"])])
def test_of_a_class_that_makes_other_values_or_has_types_of_its_own_nothing_is_said(value):
    assert not is_exact(value)


@event_kind("measured-either-way")
@attrs.frozen(kw_only=True)
class MeasuredEitherWay(Event):
    """A field that nobody can tell the type of from plain data."""

    value: str | int


def test_a_field_of_either_of_two_types_is_not_surely_read_back():
    assert not is_exact(MeasuredEitherWay(area="a", when="2017", value="much"))


def test_what_nobody_could_read_back_is_refused_before_it_is_kept():
    tl = timeline.connect()
    with pytest.raises(EventFieldError):
        tl.append([MeasuredEitherWay(area="a", when="2017", value="much")])
    assert 0 == tl.position
