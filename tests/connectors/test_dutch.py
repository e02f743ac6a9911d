"""The Dutch records: each row a weapon, in a town where that is certain, and in no total of strikes."""

from pathlib import Path

import attrs
import pytest

import timeline
from timeline.conflict import WeaponReleased
from timeline.connectors import json_lines
from timeline.connectors.base import Reading
from timeline.connectors.dutch import read, town_in
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import Event
from timeline.model.when import When

ROOT = Path(__file__).parents[2]
WEAPONS = ROOT / "fixtures" / "dutch" / "weapons.csv"
SHARED = ROOT.parent / "shared" / "data" / "strikes" / "nl_mod_airstrikes_oir_2014-2018.csv"
DESCRIBED = [
    Area("iq", "Iraq"),
    Area("iq/nineveh", "Nineveh Governorate", aliases=["Ninawah Governorate", "Ninewa Governorate"], parents=["iq"]),
    Area("iq/nineveh/mosul", "Mosul", point=Point(36.34, 43.13), parents=["iq/nineveh"]),
    Area("iq/kirkuk/hawija", "Hawija", aliases=["Al Hawijah"], point=Point(35.325, 43.77), parents=["iq"]),
]
KNOWN = Areas({area.id: area for area in DESCRIBED})


def reading(path: Path = WEAPONS, areas: Areas = KNOWN) -> Reading:
    found = read([path], areas=areas, progress=lambda done, count: None)
    return attrs.evolve(found, statements=tuple(found.statements))


def weapons(found: Reading) -> list[Event]:
    return [each for each in found.statements if isinstance(each, Event)]


def test_two_equal_rows_are_two_weapons_with_ids_of_their_own():
    first, second, *_ = weapons(reading())
    assert first.external_id + "-2" == second.external_id
    assert attrs.evolve(first, external_id=None) == attrs.evolve(second, external_id=None)
    assert (WeaponReleased, "netherlands", "CAS") == (type(first), first.by, first.mission)


def test_the_ids_do_not_depend_on_the_order_of_the_rows(tmp_path: Path):
    header, *rows = WEAPONS.read_text("utf-8").splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    expected = {(event.external_id, event.area) for event in weapons(reading())}
    assert expected == {(event.external_id, event.area) for event in weapons(reading(turned))}


def test_days_have_english_months_in_any_case_and_two_digits_of_a_year_after_2000():
    expected = ["2017-10-07", "2017-10-07", "2017-10-08", "2017-11-09", "2017-11-10"]
    assert [When.parse(day) for day in expected] == [event.when for event in weapons(reading())]


def test_a_town_then_its_governorate_then_its_country_is_taken():
    expected = [
        ("iq/nineveh/mosul", "whole"),
        ("iq/nineveh/mosul", "whole"),
        ("iq/kirkuk/hawija", "whole"),
        ("iq/nineveh", "somewhere_in"),
        ("iq", "somewhere_in"),
    ]
    assert expected == [(event.area, event.scope) for event in weapons(reading())]


def test_a_weapon_far_from_the_town_is_somewhere_in_the_governorate():
    areas = KNOWN.described | {"iq/nineveh/mosul": attrs.evolve(DESCRIBED[2], point=Point(36.0, 43.13))}
    assert ("iq/nineveh", "somewhere_in") == ((first := weapons(reading(areas=Areas(areas)))[0]).area, first.scope)


def test_a_row_without_any_country_is_left_out_and_counted():
    assert any("1 row: no country is named" in line and "left out" in line for line in reading().warnings)


def test_a_country_that_nobody_has_described_is_a_bad_row():
    found = reading(areas=Areas({}))
    assert ("Country (UNCLASS)", "'Iraq'") == (found.bad_rows[0].column, found.bad_rows[0].found)


def test_no_total_of_strikes_counts_a_weapon():
    log = timeline.connect()
    log.append([*DESCRIBED, *reading().statements])
    answer = log.status("Mosul", on="2017-10-08")
    assert (0, {0}) == (answer.strikes, set(answer.possible("strikes")))


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Ramadi", "Ramadi"),
        ("In Mosul City", "Mosul City"),
        ("Town of Sinjar", "Sinjar"),
        ("near Sinjar", "Sinjar"),
        ("Approximately 2 NM N of HAJIN", "HAJIN"),
        ("21NM North-West of the city of Mosul", "Mosul"),
        ("Approximately 12nm NW of Mosul, 25nm W Mosul", ""),
        ("20nm west of Sinjar and 10nm east of Tal Afar", ""),
        ("Hit & Dulab", ""),
        ("", ""),
    ],
)
def test_one_town_is_read_out_of_a_free_text_or_none(text: str, town: str):
    assert town == town_in(text)


@pytest.mark.skipif(not SHARED.exists(), reason=f"needs {SHARED.name}, which is not in the repository")
def test_the_real_file_is_read_whole_and_most_weapons_fell_on_a_town():
    log = timeline.connect()
    log.append(
        json_lines.read([ROOT / "seeds" / "oir"], areas=log.areas(), progress=lambda done, count: None).statements
    )
    found = reading(SHARED, log.areas())
    assert (2188, 2184, ()) == (found.rows_count, len(weapons(found)), found.bad_rows)
    assert 1100 < sum(event.scope == "whole" for event in weapons(found))
