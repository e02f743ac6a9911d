"""Areas: the hierarchy of a day, and finding one by what people call it."""

from __future__ import annotations

import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import Area, Parent, Point
from timeline.errors import AmbiguousNameError, AreaCycleError, EventFieldError, InputError, NotFoundError
from timeline.model.areas import Areas
from timeline.model.sources import Source, Sources

DAY = datetime.date(2017, 1, 1)


def areas(*described: Area, undescribed: tuple[str, ...] = ()) -> Areas:
    return Areas({area.id: area for area in described}, undescribed)


IRAQ = areas(
    Area("iq", "Iraq"),
    Area("iq/diyala", "Diyala", parents=["iq"]),
    Area("iq/kirkuk", "Kirkuk Governorate", parents=["iq"]),
    Area("iq/kirkuk/hawija", "Hawija", aliases=["Al Ḩawījah", "Al-Huwayjah"], parents=["iq/kirkuk"]),
    Area("iq/hamrin", "Hamrin hills", parents=["iq/diyala", "iq/kirkuk"]),
    Area("iq/nineveh/sinjar", "Sinjar", parents=["iq"]),
    Area("sy/idlib/sinjar", "Sinjar"),
    undescribed=("iq/somewhere",),
)


@pytest.mark.parametrize(
    "name", ["iq/kirkuk/hawija", "Hawija", "hawija", "al hawijah", "AL-HUWAYJAH", "al_huwayjah", " Hawija "]
)
def test_an_area_is_found_by_id_name_or_alias_however_it_is_spelled(name):
    assert "iq/kirkuk/hawija" == IRAQ.find(name).id


def test_an_id_is_found_before_a_name_that_is_spelled_the_same():
    named = areas(Area("sinjar", "Sinjar District"), Area("iq/sinjar", "Sinjar"))
    assert ["sinjar", "iq/sinjar"] == [named.find(name).id for name in ("sinjar", "iq/sinjar")]


def test_areas_are_listed_by_id_with_those_that_are_only_named():
    named = areas(Area("b", "Beta", parents=["a"]), Area("c", "Gamma", parents=["b"]), undescribed=("d",))
    assert [("a", "a"), ("b", "Beta"), ("c", "Gamma"), ("d", "d")] == [(area.id, area.name) for area in named]
    assert 4 == len(named)


def test_an_area_that_events_only_name_is_found_by_its_id():
    assert "iq/somewhere" == IRAQ.find("iq/somewhere").name


@pytest.mark.parametrize(
    ("name", "nearest", "remedy"),
    [
        ("Hawja", ("Hawija", "Al Ḩawījah"), "did you mean Hawija or Al Ḩawījah?"),
        ("Paris", (), "list the areas to see their names"),
    ],
)
def test_an_unknown_name_lists_the_nearest(name, nearest, remedy):
    with pytest.raises(NotFoundError) as refused:
        IRAQ.find(name)
    assert ("area", name, nearest) == (refused.value.what, refused.value.name, refused.value.nearest)
    assert f"area: expected a known id, name or alias, found {name!r}; {remedy}" == str(refused.value)


def test_no_more_than_the_three_nearest_names_are_listed():
    known = areas(Area("a", "Hawija", aliases=["Hawijja", "Hawiga", "Hawijah"]))
    with pytest.raises(NotFoundError) as refused:
        known.find("Hawja")
    assert ("Hawija", "Hawijja", "Hawijah") == refused.value.nearest


def test_a_name_that_fits_several_lists_them_all():
    with pytest.raises(AmbiguousNameError) as refused:
        IRAQ.find("Sinjar")
    ids = ("iq/nineveh/sinjar", "sy/idlib/sinjar")
    assert ("area", "Sinjar", ids) == (refused.value.what, refused.value.name, refused.value.nearest)
    assert f"area: expected a name that fits one, found 'Sinjar', which fits 2; name {' or '.join(ids)}" == str(
        refused.value
    )


def test_an_area_with_two_parents_lies_once_inside_their_parent():
    assert 2 == IRAQ.inside("iq", DAY)["iq/hamrin"]
    assert {"iq/hamrin": 0, "iq/diyala": 1, "iq/kirkuk": 1, "iq": 2} == IRAQ.above("iq/hamrin", DAY)


def test_the_hierarchy_is_that_of_the_day():
    split = datetime.date(2014, 3, 13)
    known = areas(
        Area("iq", "Iraq"),
        Area("iq/sul", "Sulaymaniyah", parents=["iq"]),
        Area("iq/halabja", "Halabja", parents=[Parent("iq/sul", end=split), Parent("iq", start="2014-03-13")]),
    )
    assert "iq/sul" in known.above("iq/halabja", split - datetime.timedelta(days=1))
    assert {"iq/halabja": 0, "iq": 1} == known.above("iq/halabja", split)
    assert {split} == known.boundaries()


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=10))
def test_walking_ends_in_any_graph_and_cycles_are_found(edges):
    known = areas(*(Area(name, name, parents=[up for low, up in edges if low == name]) for name in "abcdef"))
    reachable = {name: set(known.above(name, DAY)) for name in "abcdef"}
    has_cycle = any(low in reachable[up] for low, up in edges)
    try:
        known.require_acyclic()
    except AreaCycleError as refused:
        assert has_cycle
        assert refused.cycle[0] in reachable[refused.cycle[1]]
    else:
        assert not has_cycle


@pytest.mark.parametrize("id_", ["", " ", "a b", "/iq", "iq/", "iq//x", "a\n", 5])
def test_an_id_that_could_not_be_typed_is_refused(id_):
    with pytest.raises(EventFieldError):
        Area(id_, "Name")


def test_a_cycle_is_refused_with_a_day_on_which_it_would_hold():
    looped = areas(Area("a", "A", parents=["b"]), Area("b", "B", parents=[Parent("a", start="2017-01-01")]))
    with pytest.raises(AreaCycleError) as refused:
        looped.require_acyclic()
    assert ("a", "b") == refused.value.cycle
    assert (
        "area a: expected parents that do not lie inside it, found parent b inside a on 2017-01-01; "
        "leave out one of these parents, or give them days that do not meet"
    ) == str(refused.value)


def test_an_empty_stretch_of_parenthood_is_refused():
    with pytest.raises(InputError) as refused:
        Parent("iq", start="2014-01-01", end="2014-01-01")
    assert "parent iq: expected start < end, found 2014-01-01 to 2014-01-01" == str(refused.value)


@pytest.mark.parametrize(
    ("place", "path", "limit", "found"),
    [
        ((91, 0), "latitude", 90, "91"),
        ((-91, 0), "latitude", 90, "-91"),
        (("35", 44), "latitude", 90, "'35'"),
        ((float("nan"), 0), "latitude", 90, "nan"),
        ((0, 181), "longitude", 180, "181"),
    ],
)
def test_a_point_outside_the_earth_is_refused(place, path, limit, found):
    with pytest.raises(EventFieldError) as refused:
        Point(*place)
    assert f"Point.{path}: expected degrees from -{limit} to {limit}, found {found}" == str(refused.value)


def test_the_poles_and_the_date_line_are_on_the_earth():
    assert [(-90, -180), (90, 180)] == [attrs.astuple(Point(*each)) for each in ((-90, -180), (90, 180))]


def test_one_alias_is_not_taken_apart_into_letters():
    with pytest.raises(InputError):
        Area("iq", "Iraq", aliases="Irak")


def test_a_source_that_is_not_known_is_called_a_source():
    with pytest.raises(NotFoundError, match=r"^source: .*; list the sources to see their names$") as refused:
        Sources({}).find("afp")
    assert ("source", "afp") == (refused.value.what, refused.value.name)


def test_sources_are_listed_by_their_ids_in_whatever_order_they_were_described():
    described = {each.id: each for each in (Source("b", "Alpha"), Source("c", "Beta"), Source("a", "Gamma"))}
    assert ["a", "b", "c"] == [each.id for each in Sources(described)]
