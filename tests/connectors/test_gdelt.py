"""GDELT 2: only codes that surely mean one of our kinds become events; the day added is the day known."""

import datetime
from pathlib import Path

import attrs

from timeline.conflict import FightingReported, InsurgentActivity
from timeline.connectors.base import Reading
from timeline.connectors.gdelt import COLUMNS, read
from timeline.model.areas import Areas
from timeline.model.events import Event
from timeline.model.when import When

EXPORT = Path(__file__).parents[2] / "fixtures" / "gdelt" / "20171006001500.export.CSV"


def reading(path: Path = EXPORT) -> Reading:
    found = read([path], areas=Areas({}), progress=lambda done, count: None)
    return attrs.evolve(found, statements=tuple(found.statements))


def events(found: Reading) -> dict[str, Event]:
    return {each.external_id: each for each in found.statements if isinstance(each, Event) and each.external_id}


def changed(folder: Path, **values: str) -> Path:
    """A file of one row: the fixture's first with other values."""
    row = dict(zip(COLUMNS, EXPORT.read_text("utf-8").splitlines()[0].split("\t"), strict=True)) | values
    path = folder / "gdelt.tsv"
    path.write_text("\t".join(row.values()) + "\n", encoding="utf-8")
    return path


def test_fighting_and_attacks_by_insurgents_become_events():
    found = events(reading())
    assert ["700001", "700002", "700006"] == list(found)
    assert (FightingReported, ("SYLVANIA", "REBEL")) == (type(found["700001"]), found["700001"].sides)
    assert (InsurgentActivity, "isis", "roadside bombing") == (
        type(found["700002"]),
        found["700002"].by,
        found["700002"].tactic,
    )


def test_all_else_is_left_out_with_its_reason_and_counted():
    found = reading()
    assert (6, ()) == (found.rows_count, found.bad_rows)
    assert [
        "1 row: an attack by somebody who is not said to be an insurgent; left out (ids 700003)",
        "1 row: the event code is no fighting and no attack; left out (ids 700004)",
        "1 row: no place is given; left out (ids 700005)",
    ] == list(found.warnings[1:])


def test_the_day_added_is_the_day_known():
    event = events(reading())["700006"]
    assert (When.parse("2017-10-04"), datetime.date(2017, 10, 6)) == (event.when, event.reported_on)
    assert "https://herald.example/guns" == event.source.locator


def test_a_town_a_state_and_a_country():
    where = {id_: (event.area, event.scope) for id_, event in events(reading()).items()}
    assert {
        "700001": ("sylvania/northmark/millbrook", "whole"),
        "700002": ("sylvania/northmark", "somewhere_in"),
        "700006": ("sylvania", "somewhere_in"),
    } == where


def test_a_landmark_may_have_a_comma_and_a_state_may_be_unknown(tmp_path: Path):
    landmark = changed(tmp_path, ActionGeo_FullName="Hill, The Old, Northmark, Sylvania")
    assert "sylvania/northmark/hill-the-old" == events(reading(landmark))["700001"].area
    unknown = changed(tmp_path, ActionGeo_FullName="Harrow, Sylvania (general), Sylvania")
    assert "sylvania/harrow" == events(reading(unknown))["700001"].area


def test_a_quote_is_a_letter_like_any_other(tmp_path: Path):
    event = events(reading(changed(tmp_path, SOURCEURL='https://herald.example/"mill')))["700001"]
    assert 'https://herald.example/"mill' == event.source.locator


def test_the_daily_files_of_the_first_version_are_told_apart(tmp_path: Path):
    path = tmp_path / "gdelt1.tsv"
    path.write_text("\t".join(["1"] * 58) + "\n", encoding="utf-8")
    (error,) = reading(path).bad_rows
    assert ("61 fields", "58") == (error.expected, error.found)
    assert str(error).endswith("see line 1")


def test_a_time_added_that_is_none_is_a_bad_row(tmp_path: Path):
    (error,) = reading(changed(tmp_path, DATEADDED="20171005")).bad_rows
    assert ("DATEADDED", "a time such as 20171005121500") == (error.column, error.expected)
