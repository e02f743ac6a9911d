"""Boundaries become the shapes of the areas they name, once; and what lies in a shape is found there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import timeline
from timeline.connectors import connector
from timeline.connectors.finding import PlaceFinder
from timeline.errors import BadRowsError, InputError
from timeline.model.areas import Area, Areas, Point

ROOT = Path(__file__).parents[2]
TWO = ROOT / "fixtures" / "boundaries" / "two.geojson"
REAL = ROOT.parent / "shared" / "data" / "boundaries" / "ne_states_provinces_IQ_SY.geojson"
NEAR_KIRKUK = Point(35.3, 44.1)


def read(path: Path, areas: Areas):
    return connector("boundaries")([path], areas=areas, progress=lambda done, count: None)


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append(connector("timeline")([ROOT / "seeds" / "oir"], areas=Areas({}), progress=lambda *_: None).statements)
    return made


@pytest.fixture
def shaped(tl):
    tl.append(read(TWO, tl.areas()).statements)
    return tl


def collection(tmp_path: Path, *features: object) -> Path:
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def feature(name: str, country: str = "Iraq", **properties: str) -> dict[str, object]:
    ring = [[44, 33], [45, 33], [45, 34], [44, 34], [44, 33]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, "admin": country} | properties, "geometry": geometry}


def test_a_bare_name_is_the_governorate_and_not_its_town_and_all_else_of_the_area_stays(tl):
    before = tl.areas().described["iq/kirkuk"]
    reading = read(TWO, tl.areas())
    tl.append(reading.statements)
    after = tl.areas().described["iq/kirkuk"]
    assert (before.name, before.aliases, before.parents) == (after.name, after.aliases, after.parents)
    assert after.shape.contains(NEAR_KIRKUK)
    assert tl.areas().described["iq/kirkuk/kirkuk"].shape is None
    assert tl.areas().described["iq/nineveh"].shape is not None
    assert (3, ()) == (reading.rows_count, tuple(reading.bad_rows))


def test_what_no_area_is_called_is_told_and_left_out(tl):
    (warning,) = read(TWO, tl.areas()).warnings
    assert "feature 1: no area is called Nowhere Province; left out" in warning


def test_importing_boundaries_again_changes_nothing(shaped):
    assert () == tuple(read(TWO, shaped.areas()).statements)


def test_a_town_gets_a_shape_only_by_its_id(tl, tmp_path):
    by_name, by_id = (collection(tmp_path, each) for each in (feature("Taji"), feature("Taji")))
    assert () == tuple(read(by_name, tl.areas()).statements)
    by_id = collection(tmp_path, feature("Taji", id="iq/baghdad/taji"), feature("Camp", id="iq/baghdad/taji"))
    reading = read(by_id, tl.areas())
    assert ["iq/baghdad/taji"] == [area.id for area in reading.statements]
    assert "feature 2: a second shape of iq/baghdad/taji" in reading.warnings[0]


def test_a_governorate_of_another_country_is_left_out(tl, tmp_path):
    assert () == tuple(read(collection(tmp_path, feature("Raqqa", "Iraq")), tl.areas()).statements)


def test_every_feature_that_is_none_is_told_with_its_number(tl, tmp_path):
    path = collection(tmp_path, 3, {"properties": {}}, feature("Kirkuk"), {"properties": {"name": "x"}, "geometry": {}})
    reading = read(path, tl.areas())
    assert [1, 2, 4] == [row.row for row in reading.bad_rows]
    with pytest.raises(BadRowsError):
        reading.require_clean()


@pytest.mark.parametrize("text", ["", "[]", '{"features": 3}', "{", "[" * 100_000])
def test_what_is_no_collection_is_refused(tl, tmp_path, text):
    (tmp_path / "own.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.geojson: expected"):
        read(tmp_path / "own.geojson", tl.areas())


# Finding by shape


def test_a_place_that_nobody_knows_is_found_in_the_shape_around_it_only_if_one_asks_for_that(shaped):
    finder = PlaceFinder(shaped.areas(), shapes=True)
    for printed in ("Blafasel", ""):
        found = finder.find(printed, country="Iraq", point=NEAR_KIRKUK)
        assert ("iq/kirkuk", "shape") == (found.area.id, found.how)
    assert PlaceFinder(shaped.areas()).find("Blafasel", country="Iraq", point=NEAR_KIRKUK).area is None


@pytest.mark.parametrize(
    ("printed", "country", "point"),
    [
        ("Blafasel", "Iraq", None),
        ("Blafasel", "Iraq", Point(10, 10)),
        ("Blafasel", "Syria", NEAR_KIRKUK),
        ("Al Qaim", "Iraq", NEAR_KIRKUK),
        ("Raqqa", "Syria", NEAR_KIRKUK),
    ],
)
def test_no_shape_is_taken_without_a_point_in_it_in_another_country_or_against_a_known_name(
    shaped, printed, country, point
):
    assert PlaceFinder(shaped.areas(), shapes=True).find(printed, country=country, point=point).area is None


def test_of_areas_around_a_point_the_narrowest_is_taken(shaped):
    around = shaped.areas().described["iq/kirkuk"].shape
    areas = shaped.areas().described
    district = Area("iq/kirkuk/district", "Some district", shape=around, parents=["iq/kirkuk"])
    finder = PlaceFinder(Areas({**areas, district.id: district}), shapes=True)
    assert district == finder.find("Blafasel", country="Iraq", point=NEAR_KIRKUK).area


def test_a_place_that_is_described_lies_in_the_narrowest_area_around_it(shaped):
    finder = PlaceFinder(shaped.areas(), shapes=True, describes=True)
    found = finder.find("Blafasel", country="Iraq", point=NEAR_KIRKUK)
    assert ("iq/kirkuk/blafasel", "described") == (found.area.id, found.how)


@pytest.mark.skipif(not REAL.exists(), reason="the boundaries are not here")
def test_the_governorates_of_iraq_and_syria_get_their_coarse_shapes_and_all_towns_but_four_lie_in_them(tl):
    reading = read(REAL, tl.areas())
    tl.append(reading.statements)
    areas = tl.areas().described
    shaped = {area.id for area in areas.values() if area.shape}
    governorates = {area.id for area in areas.values() if any(parent.area in ("iq", "sy") for parent in area.parents)}
    assert governorates - {"iq/halabja", "iq/hamrin"} == shaped
    assert 1 == len(reading.warnings)
    outside = [
        area.id
        for area in areas.values()
        if area.point and area.parents[0].area in shaped
        if not any(areas[parent.area].shape.contains(area.point) for parent in area.parents)
    ]
    assert ["iq/baghdad/taji", "iq/nineveh/sultan-abdallah", "sy/aleppo/kobani", "sy/quneitra/quneitra"] == outside
