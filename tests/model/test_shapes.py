"""An outline holds the points inside it and no others, is refused if it is none, and comes back from GeoJSON equal."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import Area, Shape
from timeline.codec import decode, encode
from timeline.errors import EventFieldError, InputError
from timeline.model.areas import Point

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
HOLE = [(1, 1), (1, 3), (3, 3), (3, 1), (1, 1)]
ISLAND = [(10, 10), (12, 10), (11, 12), (10, 10)]
SHAPE = Shape([[SQUARE, HOLE], [ISLAND]])


@pytest.mark.parametrize(
    ("longitude", "latitude", "inside"),
    [(0.5, 2, True), (2, 2, False), (2, 3.5, True), (5, 2, False), (2, 5, False), (2, -1, False), (11, 11, True)],
)
def test_a_point_is_inside_a_polygon_but_not_in_its_hole(longitude, latitude, inside):
    assert inside == SHAPE.contains(Point(latitude, longitude))


@given(st.floats(1, 3.9), st.floats(0, 2 * math.pi), st.integers(3, 40))
def test_a_point_is_inside_a_regular_polygon_if_it_is_inside_its_inner_circle(radius, angle, corners):
    turns = [2 * math.pi * number / corners for number in range(corners)]
    ring = [(5 * math.cos(turn), 5 * math.sin(turn)) for turn in turns]
    shape = Shape([[[*ring, ring[0]]]])
    inner = radius / 4 * 5 * math.cos(math.pi / corners)
    outer = 5 + radius
    assert shape.contains(Point(inner * math.sin(angle), inner * math.cos(angle)))
    assert not shape.contains(Point(outer * math.sin(angle), outer * math.cos(angle)))


@given(st.floats(-4, 8), st.floats(-4, 8))
def test_the_two_halves_of_a_square_share_its_points_out(longitude, latitude):
    halves = ([(0, 0), (4, 0), (4, 4), (0, 0)], [(0, 0), (4, 4), (0, 4), (0, 0)])
    point = Point(latitude, longitude)
    held = [Shape([[half]]).contains(point) for half in halves]
    assert sum(held) == Shape([[SQUARE]]).contains(point)


@pytest.mark.parametrize("shape", [SHAPE, Shape([[SQUARE]]), Shape([[[(44.5, 35), (45, 35), (45, 36), (44.5, 35)]]])])
def test_a_shape_comes_back_from_geojson_and_from_a_log_equal(shape):
    assert shape == Shape.of_geojson(json.loads(json.dumps(shape.as_geojson())))
    area = Area("iq", "Iraq", shape=shape)
    assert area == decode(json.loads(json.dumps(encode(area))))


def test_a_third_number_of_a_position_is_left_out():
    assert Shape([[ISLAND]]) == Shape([[[(*position, 300) for position in ISLAND]]])


@pytest.mark.parametrize(
    "polygons",
    [
        [],
        [[]],
        [[[]]],
        [[SQUARE[:-1]]],
        [[SQUARE[:2]]],
        [[[(0, 0), (200, 0), (4, 4), (0, 0)]]],
        [[[(0, 0), (4, 95), (4, 4), (0, 0)]]],
        [[[(0, 0), (math.nan, 0), (4, 4), (0, 0)]]],
        [[[(0, 0), ("4", 0), (4, 4), (0, 0)]]],
        [[[(0, 0), (4,), (4, 4), (0, 0)]]],
        "square",
        [[7]],
        None,
    ],
)
def test_what_is_no_outline_on_the_earth_is_refused(polygons):
    with pytest.raises(InputError, match="shape: expected"):
        Shape(polygons)


@pytest.mark.parametrize("geometry", [{"type": "Point", "coordinates": [1, 2]}, {"coordinates": []}, 3, [SQUARE]])
def test_a_line_of_an_area_with_another_geometry_is_refused_by_its_field(geometry):
    with pytest.raises(EventFieldError, match=r"area\.shape: expected a Polygon or a MultiPolygon"):
        decode({"kind": "area", "id": "iq", "name": "Iraq", "shape": geometry})
