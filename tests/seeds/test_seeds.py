"""What the seeds say, asked as an analyst would: the figures of the article of 2017-12-30, and who held what."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import timeline
from timeline import days, total
from timeline.conflict import StrikeReported
from timeline.connectors import connector
from timeline.model.events import Event

ROOT = Path(__file__).parents[2]
KEY_DATES = ROOT.parent / "shared" / "data" / "control" / "key_dates.csv"


@pytest.fixture(scope="module")
def tl():
    made = timeline.connect()
    reading = connector("timeline")([ROOT / "seeds" / "oir"], areas=made.areas(), progress=lambda done, count: None)
    reading.require_clean()
    made.append(reading.statements)
    return made


@pytest.mark.parametrize(
    ("area", "strikes"), [("Iraq", 6), ("Syria", 28), ("Hawija", 3), ("Abu Kamal", 27), ("Al-Asad", 1)]
)
def test_the_strikes_of_the_week_add_up_without_counting_twice(tl, area, strikes):
    assert strikes == tl.status(area, on="2017-12-30").strikes


@pytest.mark.parametrize("area", ["Iraq", "Syria", "Hawija", "Abu Kamal", "Hamrin hills"])
def test_victory_was_declared_and_the_events_went_on(tl, area):
    answer = tl.status(area, on="2017-12-30")
    assert answer.victory is not None
    assert "insurgency" == answer.condition


@pytest.mark.parametrize(
    ("on", "holder", "source"),
    [
        ("2015-01-01", None, None),
        ("2015-06-01", "isis", "axios"),
        ("2016-06-01", "syrian-government", "wikipedia"),
        ("2016-12-20", "isis", "wikipedia"),
        ("2017-06-01", "syrian-government", "wikipedia"),
    ],
)
def test_palmyra_changed_hands_and_each_change_has_its_source(tl, on, holder, source):
    reason = tl.explain("Palmyra", on=on)["control"]
    assert holder == reason.value
    assert [source] * (source is not None) == [claim.known.event.source.source for claim in reason.causes]


def test_hawija_was_held_then_contested_then_liberated_then_an_insurgency(tl):
    days = ("2017-08-15", "2017-10-20", "2017-11-15", "2017-12-30")
    conditions = [tl.status("Hawija", on=day).condition for day in days]
    assert ["held", "contested", "liberated", "insurgency"] == conditions


def test_what_was_known_of_hawija_on_a_day_differs_from_what_is_known_now(tl):
    changes = tl.diff("Hawija", on="2017-10-01", known_on=("2017-10-01", timeline.EVER)).changes
    assert ("control", "isis", "isf") in [(change.name, change.before, change.after) for change in changes]


def test_a_declaration_of_victory_is_known_on_the_day_it_was_made(tl):
    known = [tl.status("Iraq", on="2017-12-30", known_on=day).victory for day in ("2017-12-08", "2017-12-09")]
    assert [None, "iraqi-government"] == known


def test_every_area_and_source_that_the_seeds_name_is_described(tl):
    assert () == tl.areas().undescribed
    cited = {entry.statement.source.source for entry in tl.events() if isinstance(entry.statement, Event)}
    assert cited <= set(tl.sources().described)


def test_every_event_says_who_reports_it_and_since_when_one_could_know(tl):
    for entry in tl.events():
        if isinstance(entry.statement, Event):
            assert entry.statement.source.locator
            assert entry.statement.reported_on is not None
            assert entry.statement.when.first.earliest <= entry.statement.reported_on


@pytest.mark.skipif(not KEY_DATES.exists(), reason="the compiled key dates are not here")
def test_each_dated_change_of_control_is_in_the_log(tl):
    with KEY_DATES.open(encoding="utf-8") as rows:
        days = {row["date"] for row in csv.DictReader(rows) if row["date_precision"] == "day"}
    events = [entry.statement for entry in tl.events() if isinstance(entry.statement, Event)]
    assert set() == days - {str(event.when.first.earliest) for event in events}


def test_importing_the_seeds_again_changes_nothing(tl):
    reading = connector("timeline")([ROOT / "seeds" / "oir"], areas=tl.areas(), progress=lambda done, count: None)
    position = tl.position
    assert (0, position) == (tl.append(reading.statements).new_count, tl.position)


def test_the_hamrin_hills_lie_in_three_governorates_and_count_once_in_iraq(tl):
    supposed = tl.what_if([StrikeReported(area="iq/hamrin", when="2017-12-29", strikes=5, reported_on="2017-12-30")])
    areas = ("Iraq", "Kirkuk Governorate", "Diyala Governorate", "iq/salah-ad-din", "Hamrin hills")
    assert [11, 8, 6, 5, 5] == [supposed.status(area, on="2017-12-30").strikes for area in areas]
    inside = [
        supposed.ask(total(StrikeReported.strikes, within=days(30)), area.id, on="2017-12-30").value
        for area in tl.areas()
    ]
    assert 11 + 28 == sum(inside)


def test_the_contradictions_of_the_article_are_found(tl):
    found = {(each.area, each.name) for each in tl.contradictions("2017-12-30")}
    assert {("iq", "victory_claim"), ("sy", "victory_claim")} <= found
    assert {("iq/kirkuk/hawija", "liberation_claim"), ("sy/deir-ez-zor/abu-kamal", "liberation_claim")} <= found
