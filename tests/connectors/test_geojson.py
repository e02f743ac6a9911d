"""A map that plays shows on each day what the status of that day says."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given, settings

import timeline
from tests.strategies import played, scripts
from timeline import Area, Point, Projection, Shape, count, first, latest
from timeline.conflict import AreaCaptured, AreaLiberated, StrikeReported
from timeline.connectors.geojson import features
from timeline.errors import InputError, NotFoundError

NAMES = ("condition", "control")
ANYWHERE = Point(35.25, 43.75)


def told(*statements):
    tl = timeline.connect()
    tl.append(statements)
    return tl


def collected(tl, **options):
    return features(tl.spans(), tl.areas(), **options)


def hawija(*, when: str = "2017-10-05", by: str = "isf"):
    area = Area("iq/hawija", "Al Ḩawījah", point=ANYWHERE)
    return told(area, AreaLiberated(area="iq/hawija", when=when, by=by, reported_on="2020-01-01"))


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def days(start: str, end: str) -> list[datetime.date]:
    first, last = moment(start).date(), moment(end).date()
    return [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]


@settings(max_examples=10)
@given(scripts())
def test_each_feature_tells_the_status_of_its_first_and_last_day_and_those_of_an_area_tile_the_days(script):
    tl = played(script)
    areas = [Area(area.id, area.name, point=ANYWHERE) for area in tl.areas()]
    found = features(tl.spans(), areas, names=NAMES, start="2015-06-01", end="2019-01-01")
    shown: dict[str, list[datetime.date]] = {}
    for feature in found.features:
        told = feature["properties"]
        shown.setdefault(told["area"], []).extend(days(told["times"][0], told["times"][-1]))
        for day in (told["times"][0], told["times"][-1]):
            status = tl.status(told["area"], on=moment(day).date())
            assert status.certain("control") == told["control_certain"]
            assert str(status.condition) == told["condition"]
            if isinstance(status.control, str | None):
                assert status.control == told["control"]
    for each in shown.values():
        assert days("2015-06-01", "2018-12-31") == each


def test_a_feature_has_its_point_its_days_and_the_moments_over_which_it_is_shown():
    found = collected(hawija(), names=["control"], start="2017-10-01", end="2017-11-01")
    point = {"type": "Point", "coordinates": [43.75, 35.25]}
    before = {
        "area": "iq/hawija",
        "name": "Al Ḩawījah",
        "start": None,
        "end": "2017-10-05",
        "time": "2017-10-01T00:00:00Z",
        "end_time": "2017-10-04T23:59:59Z",
        "times": ["2017-10-01T00:00:00Z", "2017-10-04T00:00:00Z"],
        "control": None,
        "control_certain": True,
        "control_possible": None,
    }
    after = before | {
        "start": "2017-10-05",
        "end": None,
        "time": "2017-10-05T00:00:00Z",
        "end_time": None,
        "times": ["2017-10-05T00:00:00Z", "2017-10-31T00:00:00Z"],
        "control": "isf",
    }
    expected = [{"type": "Feature", "geometry": point, "properties": told} for told in (before, after)]
    assert expected == list(found.features)


def test_areas_are_shown_in_their_shape_where_they_have_one_if_asked_so():
    square = Shape([[[(43, 35), (44, 35), (44, 36), (43, 35)]]])
    tl = told(
        Area("both", "Both", point=ANYWHERE, shape=square),
        Area("shape", "Shape", shape=square),
        Area("point", "Point", point=ANYWHERE),
        *(AreaLiberated(area=area, when="2017-10-05", by="isf") for area in ("both", "shape", "point")),
    )
    types = {
        shapes: {each["properties"]["area"]: each["geometry"]["type"] for each in collected(tl, shapes=shapes).features}
        for shapes in (False, True)
    }
    expected = {"both": "Point", "point": "Point"}
    assert {False: expected, True: {"both": "Polygon", "point": "Point", "shape": "Polygon"}} == types
    assert (("shape",), ()) == tuple(collected(tl, shapes=shapes).without_point for shapes in (False, True))


def test_a_span_of_one_day_has_one_time():
    tl = hawija(when="2017-10-05")
    tl.append([AreaCaptured(area="iq/hawija", when="2017-10-06", by="isis", reported_on="2020-01-01")])
    found = collected(tl, names=["control"])
    assert [["2017-10-05T00:00:00Z"]] == [
        each["properties"]["times"] for each in found.features if each["properties"]["control"] == "isf"
    ]


def test_what_is_uncertain_or_disputed_is_told_in_words():
    tl = hawija(when="2017-10")
    tl.append([AreaCaptured(area="iq/hawija", when="2018-01-01", by=by, reported_on="2020-01-01") for by in ("b", "a")])
    told = [each["properties"] for each in collected(tl, names=["control"]).features]
    assert [(None, False, "isf; unknown"), ("isf", True, None), ("disputed: a / b", False, "a; b")] == [
        (each["control"], each["control_certain"], each["control_possible"]) for each in told
    ]


def test_amounts_and_days_are_told_with_what_is_possible():
    class Struck(Projection, name="struck", version=1):
        strikes = timeline.total(StrikeReported.strikes)
        last = timeline.last_on(StrikeReported)

    area = Area("x", "X", point=ANYWHERE)
    tl = told(area, StrikeReported(area="x", when="2017-10", strikes=3)).using(Struck)
    found = collected(tl, names=["strikes", "last"]).features[0]["properties"]
    assert (0, "0 to 3", "2017-10-01..2017-10-30; nothing") == (
        found["strikes"],
        found["strikes_possible"],
        found["last_possible"],
    )


def test_features_begin_one_after_another_so_that_the_newest_lies_on_top():
    tl = hawija()
    tl.append([Area("a", "A", point=ANYWHERE), AreaCaptured(area="a", when="2018-01-01", by="isis")])
    times = [each["properties"]["time"] for each in collected(tl).features]
    assert sorted(times) == times
    assert 3 == len(times)


def test_areas_without_a_point_or_without_any_change_are_left_out_and_named():
    tl = hawija()
    tl.append([Area("quiet", "Quiet", point=ANYWHERE), AreaCaptured(area="nowhere", when="2018-01-01", by="isis")])
    found = collected(tl)
    assert {"iq/hawija"} == {each["properties"]["area"] for each in found.features}
    assert (("nowhere",), ("quiet",)) == (found.without_point, found.unchanged)


def test_the_document_is_geojson_a_line_a_feature_and_says_what_was_known():
    found = collected(hawija(), names=["control"])
    document = json.loads(found.as_json())
    assert found.as_data() == document
    assert ["type", "known_on", "position", "features"] == list(document)
    assert ("FeatureCollection", None, 2) == (document["type"], document["known_on"], document["position"])
    assert len(found.features) + 2 == len(found.as_json().splitlines())
    assert "Al Ḩawījah" in found.as_json()


def test_names_that_no_value_has_or_every_feature_has_are_refused():
    class Clashing(Projection, name="clashing", version=1):
        time = first(AreaLiberated.by)
        control = latest(AreaLiberated.by)

    tl = hawija().using(Clashing)
    with pytest.raises(NotFoundError, match="expected time or control, found 'name'"):
        collected(tl, names=["name"])
    with pytest.raises(InputError, match="expected values with names of their own, found time"):
        collected(tl, names=["time"])
    assert "isf" == collected(tl, names=["control"]).features[-1]["properties"]["control"]


def test_properties_of_one_name_and_no_values_at_all_are_refused():
    class Overlapping(Projection, name="overlapping", version=1):
        by = latest(AreaLiberated.by)
        by_certain = latest(AreaLiberated.by)

    class Amounts(Projection, name="amounts", version=1):
        liberations = count(AreaLiberated)

    with pytest.raises(InputError, match="expected values with names of their own, found by_certain"):
        collected(hawija().using(Overlapping))
    with pytest.raises(InputError, match="expected values to tell, found a projection of amounts and days alone; name"):
        collected(hawija().using(Amounts))
    assert 1 == collected(hawija().using(Amounts), names=["liberations"]).features[-1]["properties"]["liberations"]


def test_nothing_that_changes_or_days_in_the_wrong_order_are_refused():
    with pytest.raises(InputError, match="expected something that changes on some day, found nothing"):
        collected(told(Area("x", "X", point=ANYWHERE)))
    with pytest.raises(InputError, match="expected a start before the end, found 2018-01-01 to 2017-01-01"):
        collected(hawija(), start="2018-01-01", end="2017-01-01")
    assert () == collected(told(), start="2017-01-01", end="2018-01-01").features
