"""ACLED: which sub-event becomes what, and that control changes only where it is certain who took it."""

import csv
import datetime
import io
from pathlib import Path

import attrs
import pytest

from timeline.conflict import AreaCaptured, AreaLiberated, FightingReported, InsurgentActivity
from timeline.connectors.acled import read
from timeline.connectors.base import Reading
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import Event
from timeline.model.when import When

EXPORT = Path(__file__).parents[2] / "fixtures" / "acled" / "export.csv"
NOTHING_KNOWN = Areas({})


def reading(path: Path = EXPORT, areas: Areas = NOTHING_KNOWN) -> Reading:
    found = read([path], areas=areas, progress=lambda done, count: None)
    return attrs.evolve(found, statements=tuple(found.statements))


def events(found: Reading) -> dict[str, Event]:
    return {each.external_id: each for each in found.statements if isinstance(each, Event) and each.external_id}


def changed(folder: Path, **values: str) -> Path:
    """A file of one row: the fixture's second, a government that regains a town, with other values."""
    row = list(csv.DictReader(io.StringIO(EXPORT.read_text("utf-8"))))[1] | values
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    (folder / "acled.csv").write_text(text.getvalue(), encoding="utf-8")
    return folder / "acled.csv"


def only_event(path: Path) -> Event:
    (event,) = events(reading(path)).values()
    return event


def test_the_three_sub_events_that_change_control_do_so():
    found = events(reading())
    assert (AreaLiberated, "Military Forces of Sylvania (2010-)", "isis") == (
        type(found["SYL2"]),
        found["SYL2"].by,
        found["SYL2"].from_,
    )
    assert (AreaCaptured, "isis") == (type(found["SYL3"]), found["SYL3"].by)
    assert (AreaCaptured, "sdf", None) == (type(found["SYL4"]), found["SYL4"].by, found["SYL4"].from_)


def test_it_does_not_matter_which_side_is_printed_first(tmp_path: Path):
    event = only_event(changed(tmp_path, actor1="Islamic State (Iraq)", inter1="2", actor2="Police", inter2="1"))
    assert ("Police", "isis") == (event.by, event.from_)


@pytest.mark.parametrize("inter", ["State forces", "1"])
def test_territory_that_either_side_may_have_taken_is_fighting_and_told(tmp_path: Path, inter: str):
    found = reading(changed(tmp_path, actor2="Military Forces of Elsewhere", inter2=inter))
    (event,) = events(found).values()
    assert isinstance(event, FightingReported)
    assert event.note.startswith("territory changed hands, but the row does not say for certain to whom")
    assert 1 == sum("territory changed hands" in line for line in found.warnings)


def test_a_transfer_between_two_armed_sides_is_left_out_and_counted(tmp_path: Path):
    found = reading(changed(tmp_path, sub_event_type="Non-violent transfer of territory"))
    assert {} == events(found)
    assert any("1 row: territory was transferred, but" in line and "left out" in line for line in found.warnings)


def test_is_against_civilians_is_insurgent_activity_and_other_violence_is_fighting():
    found = events(reading())
    assert (InsurgentActivity, "isis", "attack", 1) == (
        type(found["SYL5"]),
        found["SYL5"].by,
        found["SYL5"].tactic,
        found["SYL5"].deaths_best,
    )
    assert (FightingReported, ("Military Forces of Sylvania (2010-)", "isis"), 4) == (
        type(found["SYL1"]),
        found["SYL1"].sides,
        found["SYL1"].deaths_best,
    )


def test_protests_are_left_out_and_counted():
    found = reading()
    assert "SYL6" not in events(found)
    assert (7, ()) == (found.rows_count, found.bad_rows)
    assert any(line.endswith("left out (ids SYL6)") for line in found.warnings)


@pytest.mark.parametrize(
    ("id_", "when"), [("SYL1", "2017-10-05"), ("SYL3", "[2017-09-06..2017-09-18]"), ("SYL5", "2017-08")]
)
def test_a_day_a_week_and_a_month(id_: str, when: str):
    assert When.parse(when) == events(reading())[id_].when


def test_an_event_is_known_from_the_day_of_its_timestamp():
    assert datetime.date(2017, 10, 11) == events(reading())["SYL1"].reported_on


def test_a_town_a_district_and_a_governorate():
    found = reading()
    where = {id_: (event.area, event.scope) for id_, event in events(found).items()}
    assert ("sylvania/northmark/upper-vale-district/millbrook", "whole") == where["SYL1"]
    assert ("sylvania/northmark/lower-vale-district", "somewhere_in") == where["SYL3"]
    assert ("sylvania/northmark", "somewhere_in") == where["SYL5"]
    points = {each.id: each.point for each in found.statements if isinstance(each, Area)}
    assert Point(10.5, 20.5) == points["sylvania/northmark/upper-vale-district/millbrook"]


def test_a_town_that_bears_the_name_of_its_governorate_is_a_town():
    assert "sylvania/northmark/upper-vale-district/northmark" == events(reading())["SYL4"].area


def test_fighting_near_a_town_is_put_there_and_a_change_of_control_near_it_is_not(tmp_path: Path):
    fought = only_event(changed(tmp_path, sub_event_type="Armed clash", geo_precision="2"))
    assert ("whole", "near the place, geo_precision 2") == (fought.scope, fought.note)
    assert "somewhere_in" == only_event(changed(tmp_path, geo_precision="2")).scope


def test_a_governorate_known_with_the_word_for_it_is_used():
    described = [Area("sl", "Sylvania"), Area("sl/n", "Northmark Governorate", parents=["sl"])]
    found = events(reading(areas=Areas({area.id: area for area in described})))
    assert ("sl/n", "sl/n/upper-vale-district/millbrook") == (found["SYL5"].area, found["SYL1"].area)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("event_date", "05/10/2017", "a day such as 05 October 2017 or 2017-10-05"),
        ("time_precision", "4", "a whole number from 1 to 3"),
        ("geo_precision", "", "a whole number from 1 to 3"),
        ("inter1", "9", "a type of actor, such as 1 or State forces"),
        ("timestamp", "yesterday", "seconds since 1970"),
        ("timestamp", "0", "a day from 2017-10-06 on, when it happened at the earliest"),
        ("fatalities", "many", "a whole number that is not negative"),
        ("country", "", "a text with a letter or digit"),
    ],
)
def test_a_bad_value_is_a_bad_row_with_its_column(tmp_path: Path, column: str, value: str, expected: str):
    (error,) = reading(changed(tmp_path, **{column: value})).bad_rows
    assert (1, column, expected) == (error.row, error.column, error.expected)


COPENHAGEN = {"location": "Al Qaim", "latitude": "55.67", "longitude": "12.56"}


@pytest.mark.parametrize(
    ("known", "doubt"),
    [
        (
            Area("sl/n/upper-vale-district/al-qaim", "Al Qaim", point=Point(34.4, 41.0), parents=["sl/n"]),
            "of that name",
        ),
        (Area("sl/h", "Hawija", point=Point(35.3, 43.8), parents=["sl"]), "known in the country"),
        (Area("sl/m", "Malmo", point=Point(55.6, 13.0), parents=["sl"]), ""),
        (Area("sl/m", "Malmo", parents=["sl"]), ""),
    ],
)
def test_coordinates_that_can_hardly_be_right_are_told(tmp_path: Path, known: Area, doubt: str):
    described = [Area("sl", "Sylvania"), Area("sl/n", "Northmark", parents=["sl"]), known]
    found = reading(changed(tmp_path, **COPENHAGEN), Areas({area.id: area for area in described}))
    told = [line for line in found.warnings if "coordinates" in line]
    assert bool(doubt) == any(doubt in line for line in told) == bool(told)
