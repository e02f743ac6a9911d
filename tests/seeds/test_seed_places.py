"""The names that real sources print find their places among the areas of the seeds, and none finds a wrong one."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from timeline.connectors import connector
from timeline.connectors.finding import PlaceFinder
from timeline.connectors.found import Found
from timeline.connectors.gazetteer import open_gazetteer
from timeline.connectors.spelling import spelling
from timeline.model.areas import Area, Areas

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
STRIKES = DATA / "strikes" / "centcom_refined_2014-2015.csv"
GEONAMES = DATA / "gazetteer" / "geonames_cities500_IQ_SY.tsv"
SUPPLEMENT = DATA / "gazetteer" / "supplement.csv"
VARIANTS = DATA / "gazetteer" / "name_variants_seen.csv"

needs_data = pytest.mark.skipif(not STRIKES.exists(), reason="the strike records are not here")

MEANT = {
    "Iraq": {
        "iq/anbar": "Al Asad; Al Baghdadi; Al Qaim; Albu Hayat; Fallujah; Habbaniyah; Haditha; Hit; Ramadi; "
        "Rawah; Waleed",
        "iq/baghdad": "Taji",
        "iq/diyala": "Baqubah",
        "iq/erbil": "Erbil; Makhmur",
        "iq/kirkuk": "Kirkuk",
        "iq/nineveh": "Kisik; Mosul; Qayyarah; Sinjar; Sultan Abdallah; Tal Afar",
        "iq/salah-ad-din": "Bayji; Samarra; Tikrit",
    },
    "Syria": {
        "sy/aleppo": "Al Bab; Aleppo; Kobani; Manbij; Tal Jibbin; Washiyah",
        "sy/deir-ez-zor": "Abu Kamal",
        "sy/hasakah": "Al Hawl; Hasakah; Tal Hamis",
        "sy/homs": "Palmyra",
        "sy/idlib": "Idlib",
        "sy/raqqa": "Ayn Isa; Raqqa; Tal Abyad",
    },
}
OTHERWISE = {
    ("Iraq", "Al Huwayjah"): "iq/kirkuk/hawija",
    ("Iraq", "Huwayjah"): "iq/kirkuk/hawija",
    ("Iraq", "Ar Rutbah"): "iq/anbar/rutbah",
    ("Iraq", "Baghdadi"): "iq/anbar/al-baghdadi",
    ("Iraq", "Tuz"): "iq/salah-ad-din/tuz-khurmatu",
    ("Syria", "Al Bukamal"): "sy/deir-ez-zor/abu-kamal",
    ("Syria", "Al Hasakah"): "sy/hasakah/hasakah",
    ("Syria", "Dayr Az Zawr"): "sy/deir-ez-zor/deir-ez-zor",
    ("Syria", "Mar’a"): "sy/aleppo/mara",
    ("Syria", "Tadmur"): "sy/homs/palmyra",
}
NOWHERE = {
    ("Iraq", "Al Hasakah"): "in Syria",
    ("Iraq", "Raqqa"): "in Syria",
    ("Syria", "Al Hasakah and Dayr Az Zawr"): "two places",
    ("Syria", "Al Qaim"): "in Iraq",
    ("Syria", "Barghooth"): "nobody knows where",
    ("Syria", "Tamakh"): "nobody knows where",
}


def meant() -> dict[tuple[str, str], str]:
    """The place that each printed name means, by country and name."""
    ids = {
        (country, name): f"{inside}/{name.lower().replace(' ', '-')}"
        for country, places in MEANT.items()
        for inside, names in places.items()
        for name in names.split("; ")
    }
    return ids | OTHERWISE


@pytest.fixture(scope="module")
def areas():
    reading = connector("timeline")([ROOT / "seeds" / "oir"], areas=Areas({}), progress=lambda done, count: None)
    return Areas({area.id: area for area in reading.statements if isinstance(area, Area)})


def places(rows: list[dict[str, str]], finder: PlaceFinder) -> dict[tuple[str, str], Found]:
    """What each printed name leads to, by country and name; the country of one row is printed with its town."""
    printed = {(row["country"].split(", ")[-1], row["location"]) for row in rows}
    return {(country, name): finder.find(name, country=country) for country, name in printed}


def strikes() -> list[dict[str, str]]:
    with STRIKES.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def share(rows: list[dict[str, str]], found: dict[tuple[str, str], Found]) -> float:
    counts = Counter((row["country"].split(", ")[-1], row["location"]) for row in rows)
    return sum(count for key, count in counts.items() if found[key].area) / counts.total()


def test_no_two_areas_of_a_country_have_one_spelling(areas):
    spelled = defaultdict(set)
    for area in areas.described.values():
        for name in (area.name, *area.aliases):
            spelled[area.id[:2], spelling(name)].add(area.id)
    assert {} == {key: ids for key, ids in spelled.items() if len(ids) > 1}


@needs_data
def test_every_name_of_the_strike_records_finds_the_place_it_means_or_none(areas):
    found = places(strikes(), PlaceFinder(areas))
    assert meant() == {key: answer.area.id for key, answer in found.items() if answer.area}
    assert NOWHERE.keys() == {key for key, answer in found.items() if not answer.area}
    assert share(strikes(), found) > 0.997


@needs_data
def test_a_gazetteer_finds_what_the_seeds_lack_and_changes_nothing_they_have(areas):
    gazetteer = open_gazetteer(f"{GEONAMES},{SUPPLEMENT}")
    towns = {"iq/anbar/haditha", "iq/erbil/makhmur", "iq/salah-ad-din/tuz-khurmatu", "sy/hasakah/al-hawl"}
    fewer = Areas({id_: area for id_, area in areas.described.items() if id_ not in towns})
    whole = places(strikes(), PlaceFinder(areas, gazetteer=gazetteer))
    assert meant() == {key: answer.area.id for key, answer in whole.items() if answer.area}
    found = places(strikes(), PlaceFinder(fewer, gazetteer=gazetteer))
    described = {answer.area.id for answer in found.values() if answer.how == "gazetteer"}
    assert {"iq/anbar/hadithah", "iq/erbil/mexmur", "iq/salah-ad-din/tuz-khurmatu", "sy/hasakah/al-hawl"} == described
    assert share(strikes(), found) > 0.997


@needs_data
def test_every_spelling_seen_finds_its_place_but_for_the_governorate_that_is_printed_as_its_city(areas):
    with VARIANTS.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    finder = PlaceFinder(areas)
    missed = {
        (row["canonical"], printed)
        for row in rows
        for variant in row["variants_in_releases_and_data"].split(";")
        if (printed := variant.split(" (")[0])
        and finder.find(row["canonical"]).area not in (None, finder.find(printed).area)
    }
    assert {("Kirkuk governorate", "Kirkuk")} == missed
