"""UCDP GED as CSV: each column read as the how-to says, every bad row told, and nothing invented twice."""

import csv
import datetime
import gzip
import io
import itertools
import zipfile
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.conflict import AreaStatus, FightingReported, InsurgentActivity
from timeline.connectors import json_lines
from timeline.connectors.base import Reading
from timeline.connectors.ucdp_ged import read
from timeline.engine import Timeline
from timeline.errors import BadRowsError, InputError, RowError
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import Event
from timeline.model.sources import Citation
from timeline.model.when import When

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "ucdp"
GED_2019 = FIXTURES / "ged_2019.csv"
GED_2023 = FIXTURES / "ged_2023.csv"
BY_YEAR = FIXTURES / "by_year.csv"
CANDIDATE = FIXTURES / "candidate.csv"
SHARED = ROOT.parent / "shared" / "data" / "ucdp"
SYRIA = SHARED / "ucdp_ged_syria_20160101-20191130.csv.gz"
YEARS = SHARED / "ucdp_ged_syria_iraq_2003-2019_yearonly.csv.gz"
WORLD = SHARED / "ucdp_ged_v23_1_sample1000_49cols.csv"

NOTHING_KNOWN = Areas({})


def no_progress(done: int, total: int) -> None:
    pass


def reading(*paths: Path, areas: Areas = NOTHING_KNOWN) -> Reading:
    found = read(paths, areas=areas, progress=no_progress)
    return attrs.evolve(found, statements=tuple(found.statements))


def events(given: Reading) -> dict[str, Event]:
    return {each.external_id: each for each in given.statements if isinstance(each, Event) and each.external_id}


def areas(given: Reading) -> dict[str, Area]:
    return {each.id: each for each in given.statements if isinstance(each, Area)}


def rows_of(path: Path = GED_2019) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def as_csv(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def written(folder: Path, content: str | bytes, name: str = "ged.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def changed(folder: Path, **values: str) -> Path:
    """A file of one row: the fixture's first, with other values."""
    return written(folder, as_csv([rows_of()[0] | values]))


def only_event(path: Path, known: Areas = NOTHING_KNOWN) -> Event:
    (event,) = events(reading(path, areas=known)).values()
    return event


def only_bad_row(path: Path) -> RowError:
    (error,) = reading(path).bad_rows
    return error


# Where


def test_an_exact_place_is_whole_and_described_under_its_district_with_its_point():
    found = reading(GED_2019)
    millbrook = "sylvania/northmark-governorate/upper-vale-district/millbrook"
    assert (millbrook, "whole") == (events(found)["1001"].area, events(found)["1001"].scope)
    expected = Area(
        millbrook,
        "Millbrook",
        aliases=["Millbrook town"],
        point=Point(10.5, 20.5),
        parents=["sylvania/northmark-governorate/upper-vale-district"],
        note="named by UCDP GED",
    )
    assert expected == areas(found)[millbrook]


def test_a_place_known_only_nearly_is_whole_without_a_point_and_the_note_says_near():
    found = reading(GED_2019)
    event = events(found)["1002"]
    assert ("whole", "near the place, where_prec 2") == (event.scope, event.note)
    assert areas(found)[event.area].point is None


@pytest.mark.parametrize(
    ("id_", "area"),
    [
        ("1003", "sylvania/northmark-governorate/upper-vale-district"),
        ("1004", "sylvania/northmark-governorate"),
        ("1005", "sylvania"),
        ("1007", "sylvania"),
    ],
)
def test_a_district_a_governorate_and_a_country_are_somewhere_in(id_: str, area: str):
    event = events(reading(GED_2019))[id_]
    assert (area, "somewhere_in") == (event.area, event.scope)


def test_what_a_wide_area_leaves_out_of_the_printed_place_is_in_the_note():
    note = events(reading(GED_2019))["1007"].note
    assert note.endswith("printed as Marsh and border strip, Marsh district, Southmark Governorate")


def test_an_exact_row_gives_the_point_even_if_a_near_one_comes_first(tmp_path: Path):
    near, exact = rows_of()[0] | {"id": "1", "where_prec": "2"}, rows_of()[0] | {"id": "2"}
    found = reading(written(tmp_path, as_csv([near, exact])))
    assert [Point(10.5, 20.5)] == [area.point for area in areas(found).values() if area.name == "Millbrook"]


@pytest.mark.parametrize("printed", ["", "?", "Upper Vale District"])
def test_a_place_that_is_not_named_falls_back_to_the_district_somewhere_in(tmp_path: Path, printed: str):
    event = only_event(changed(tmp_path, where_coordinates=printed))
    assert ("sylvania/northmark-governorate/upper-vale-district", "somewhere_in") == (event.area, event.scope)
    assert "the next wider area is taken" in event.note


@pytest.mark.parametrize(("prec", "area"), [("3", "sylvania/northmark-governorate"), ("4", "sylvania")])
def test_an_empty_division_falls_back_to_the_next_wider(tmp_path: Path, prec: str, area: str):
    values = {"adm_2": ""} if prec == "3" else {"adm_1": "", "adm_2": ""}
    event = only_event(changed(tmp_path, where_prec=prec, where_coordinates="", **values))
    assert (area, "somewhere_in") == (event.area, event.scope)


def test_areas_known_already_are_used_and_not_described_again():
    known = [
        Area("sl", "Sylvania"),
        Area("sl/north", "Northmark", aliases=["Northmark Governorate"], parents=["sl"]),
        Area("sl/north/mill", "Millbrook", parents=["sl/north"]),
    ]
    found = reading(GED_2019, areas=Areas({area.id: area for area in known}))
    assert ("sl/north/mill", "sl/north", "sl") == tuple(events(found)[id_].area for id_ in ("1001", "1004", "1005"))
    assert {"sl", "sl/north", "sl/north/mill"}.isdisjoint(areas(found))


def test_two_villages_of_one_name_in_two_governorates_stay_two():
    found = events(reading(GED_2019))
    expected = {
        "sylvania/northmark-governorate/lower-vale-district/harrow",
        "sylvania/southmark-governorate/marsh-district/harrow",
    }
    assert expected == {found["1002"].area, found["1006"].area}


def test_the_files_of_two_years_share_their_areas():
    found = reading(GED_2019, GED_2023)
    assert events(found)["1001"].area == events(found)["2001"].area
    ids = [each.id for each in found.statements if isinstance(each, Area)]
    assert len(set(ids)) == len(ids)


# When and since when


def test_an_exact_day_is_that_day():
    assert When.parse("2017-03-01") == events(reading(GED_2019))["1001"].when


def test_exact_days_that_differ_lasted():
    assert When.parse("2017-05-01/2017-05-04") == events(reading(GED_2019))["1004"].when


def test_days_that_are_not_exact_are_one_unknown_day_among_them():
    found = events(reading(GED_2019))
    assert [When.parse("[2017-03-03..2017-03-05]"), When.parse("2017-04")] == [found["1002"].when, found["1003"].when]


def test_one_day_that_is_not_exact_is_approximate(tmp_path: Path):
    event = only_event(changed(tmp_path, date_prec="2"))
    assert When.parse("2017-03-01~") == event.when
    assert "approximate" in event.note


def test_a_day_may_have_a_midnight():
    assert When.parse("2017-06-01") == events(reading(GED_2023))["2001"].when


def test_an_event_is_known_from_the_earliest_source_date_not_before_its_end():
    event = events(reading(GED_2019))["1002"]
    published = datetime.date(2017, 3, 7)
    citation = Citation("ucdp-ged", "GED 1002: Sylvania Herald, Border Post", published)
    assert (published, citation) == (event.reported_on, event.source)


@pytest.mark.parametrize(
    "dates",
    ["", "1753-01-01", "2017-02-28", "2919-03-02", "yesterday", "03/04/2017", "2017-13-01;;", "2017-02-30", "20170302"],
)
def test_without_a_usable_source_date_an_event_is_known_from_its_end_and_flagged(tmp_path: Path, dates: str):
    found = reading(changed(tmp_path, source_date=dates))
    (event,) = events(found).values()
    assert datetime.date(2017, 3, 1) == event.reported_on
    assert Citation("ucdp-ged", "GED 1001: Sylvania Herald") == event.source
    assert event.note.startswith("no source date can be used")
    assert 1 == sum(line.startswith("1 row: no source date can be used") for line in found.warnings)


@pytest.mark.parametrize(
    "date", ["2017-03-02", "2017/03/02", "2017.3.2", "2017-03-02 00:00:00.000", "2017-03-02T10:15"]
)
def test_a_source_date_may_be_written_in_any_way_that_can_mean_only_one_day(tmp_path: Path, date: str):
    assert datetime.date(2017, 3, 2) == only_event(changed(tmp_path, source_date=f"rubbish; {date}")).reported_on


# What


def test_fighting_keeps_its_sides_and_the_actors_of_the_subject_get_their_ids():
    found = events(reading(GED_2019))
    assert isinstance(found["1007"], FightingReported)
    assert ("sdf", "Harrow Rifles, Vale Guard") == found["1007"].sides
    assert ("Government of Sylvania", "isis") == found["1001"].sides


def test_violence_of_is_against_civilians_is_insurgent_activity():
    event = events(reading(GED_2019))["1006"]
    assert isinstance(event, InsurgentActivity)
    assert ("isis", "attack on civilians") == (event.by, event.tactic)


def test_violence_of_others_against_civilians_is_fighting(tmp_path: Path):
    event = only_event(changed(tmp_path, type_of_violence="3", side_b="Civilians"))
    assert isinstance(event, FightingReported)
    assert ("Government of Sylvania", "Civilians") == event.sides


def test_deaths_are_kept_as_printed_and_odd_ones_are_told_in_one_line_each():
    found = reading(GED_2019)
    assert [(5, 4, 4), (1, 9, 8)] == [
        (event.deaths_low, event.deaths_best, event.deaths_high)
        for event in (events(found)["1006"], events(found)["1007"])
    ]
    assert {
        "1 row: deaths as printed, although low > best (ids 1006)",
        "1 row: deaths as printed, although best > high (ids 1007)",
    } <= set(found.warnings)


def test_a_warning_names_the_first_rows_only(tmp_path: Path):
    rows = [rows_of()[0] | {"id": str(number), "low": "9"} for number in range(1, 9)]
    found = reading(written(tmp_path, as_csv(rows)))
    assert "8 rows: deaths as printed, although low > best (ids 1, 2, 3, 4, 5 and 3 more)" in found.warnings


def test_a_long_list_of_offices_is_cut(tmp_path: Path):
    event = only_event(changed(tmp_path, source_office="A;B;A;C;D;E"))
    assert "GED 1001: A, B, C and 2 more" == event.source.locator


# Other files of UCDP


def test_a_file_of_years_gives_one_unknown_day_in_the_year_somewhere_in_the_country():
    event = events(reading(BY_YEAR))["3001"]
    assert (When.parse("2016"), "sylvania", "somewhere_in") == (event.when, event.area, event.scope)
    assert event.note.endswith("at 10.5, 20.5, where_prec 1")


def test_a_file_of_years_has_the_deaths_of_all_sides_and_kinds_of_its_own_making():
    found = events(reading(BY_YEAR))
    assert (FightingReported, 4) == (type(found["3001"]), found["3001"].deaths_best)
    assert (InsurgentActivity, 5) == (type(found["3002"]), found["3002"].deaths_best)


def test_a_year_that_is_not_over_is_a_bad_row(tmp_path: Path):
    year = str(datetime.date.today().year)
    error = only_bad_row(written(tmp_path, BY_YEAR.read_text("utf-8").replace("3001,2016", f"3001,{year}")))
    assert ("year", year) == (error.column, error.found)


def test_a_candidate_that_lacks_columns_is_read_and_one_that_is_not_clear_is_told():
    found = reading(CANDIDATE)
    assert ["4001", "4002"] == list(events(found))
    assert "1 row: code_status is not Clear, so UCDP may still change it (ids 4002)" in found.warnings


def test_days_and_years_in_one_import_share_their_areas():
    found = reading(BY_YEAR, GED_2019, CANDIDATE)
    assert 1 == [area.name for area in areas(found).values()].count("Sylvania")
    assert (12, ()) == (found.rows_count, found.bad_rows)


# Again


def imported(log: Timeline[AreaStatus], *paths: Path) -> tuple[int, int]:
    """The entries that were new and those that were there."""
    given = reading(*paths, areas=log.areas())
    given.require_clean()
    appended = log.append(given.statements)
    return appended.new_count, appended.unchanged_count


def test_importing_again_changes_nothing_even_after_better_areas_came():
    log = timeline.connect()
    new_count, _ = imported(log, GED_2019, GED_2023)
    events_count = 11
    assert (0, events_count) == imported(log, GED_2019, GED_2023)
    log.append([Area("sl", "Sylvania"), Area("sl/n", "Northmark Governorate", parents=["sl"])])
    assert (0, events_count) == imported(log, GED_2023, GED_2019)
    assert log.position == new_count + 2


def test_a_row_that_comes_again_with_the_same_content_counts_once(tmp_path: Path):
    other_spelling = changed(tmp_path, adm_1="Northmark governorate", region="Elsewhere")
    found = reading(GED_2019, other_spelling)
    assert (8, 9, ()) == (len(events(found)), found.rows_count, found.bad_rows)
    assert any(line.startswith("1 row: the row comes again") for line in found.warnings)


def test_a_row_that_comes_again_with_other_content_is_bad(tmp_path: Path):
    other = changed(tmp_path, best="4")
    (error,) = reading(GED_2019, other).bad_rows
    assert (str(other), 1, "id") == (error.file, error.row, error.column)
    assert f"'1001' with other content than in row 1 of {GED_2019}" == error.found


# Files as they come


def test_gzip_is_told_by_content_and_gives_the_same(tmp_path: Path):
    path = written(tmp_path, gzip.compress(GED_2019.read_bytes()), "ged.csv")
    assert reading(GED_2019).statements == reading(path).statements


def zipped(folder: Path, *names: str) -> Path:
    path = folder / "ged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, GED_2019.read_bytes())
    return path


def test_a_zip_archive_of_one_file_gives_the_same(tmp_path: Path):
    path = zipped(tmp_path, "folder/", "folder/GEDEvent.csv", "__MACOSX/._GEDEvent.csv")
    assert reading(GED_2019).statements == reading(path).statements


@pytest.mark.parametrize(
    ("names", "found"), [((), "0 files"), (("a.csv", "b.csv"), "2 files, such as a.csv and b.csv")]
)
def test_a_zip_archive_of_another_number_of_files_is_refused(tmp_path: Path, names: tuple[str, ...], found: str):
    with pytest.raises(InputError, match=f"expected a zip archive of one file, found {found}; unpack it"):
        reading(zipped(tmp_path, *names))


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_zip_archive_that_is_cut_off_is_refused(tmp_path: Path, kept: float):
    content = zipped(tmp_path, "GEDEvent.csv").read_bytes()
    with pytest.raises(InputError, match="expected zip data up to its end"):
        reading(written(tmp_path, content[: int(len(content) * kept)]))


def test_a_byte_order_mark_empty_lines_and_lines_ended_by_return_are_no_matter(tmp_path: Path):
    content = "\ufeff" + as_csv(rows_of()).replace("\r\n1003,", "\r\n\r\n1003,") + "\r\n"
    assert reading(GED_2019).statements == reading(written(tmp_path, content)).statements


def test_a_header_alone_is_a_file_without_rows(tmp_path: Path):
    assert Reading((), 0) == reading(written(tmp_path, GED_2019.read_text("utf-8").splitlines()[0]))


def test_a_list_of_sources_longer_than_csv_takes_by_default_is_read(tmp_path: Path):
    before = csv.field_size_limit()
    assert "1001" == only_event(changed(tmp_path, source_article="x" * 200_000)).external_id
    assert before == csv.field_size_limit()


def test_progress_counts_the_bytes_of_both_passes_up_to_all_of_them(tmp_path: Path):
    many = written(tmp_path, as_csv([rows_of()[0] | {"id": str(number)} for number in range(1000)]))
    ticks: list[tuple[int, int]] = []
    given = read([many, GED_2019], areas=NOTHING_KNOWN, progress=lambda done, total: ticks.append((done, total)))
    assert len(tuple(given.statements)) > 1000
    total = 2 * (many.stat().st_size + GED_2019.stat().st_size)
    assert ticks == sorted(ticks)
    assert (total, total) == ticks[-1]
    assert len(ticks) > 3


def test_a_missing_column_is_named_before_any_row_is_given(tmp_path: Path):
    rows = [{name: text for name, text in row.items() if name not in ("date_prec", "adm_2")} for row in rows_of()]
    with pytest.raises(RowError) as caught:
        reading(written(tmp_path, as_csv(rows)))
    error = caught.value
    assert (0, "adm_2, date_prec", "columns of these names") == (error.row, error.column, error.expected)
    assert error.found.startswith("39 columns: id, year, active_year")


def test_a_missing_column_and_a_bad_date_in_row_812_are_told_together(tmp_path: Path):
    rows = [rows_of()[0] | {"id": str(number)} for number in range(1, 901)]
    rows[811]["date_start"] = "2017-02-30"
    path = written(tmp_path, as_csv([{name: row[name] for name in row if name != "adm_2"} for row in rows]))
    with pytest.raises(BadRowsError) as caught:
        reading(path)
    assert [(0, "adm_2"), (812, "date_start")] == [(error.row, error.column) for error in caught.value.rows]
    message = str(caught.value)
    assert f"{path}, row 0, column adm_2: expected a column of that name, found 40 columns: id, year" in message
    assert f"{path}, row 812, column date_start: expected a day such as 2017-10-05, found '2017-02-30'" in message
    assert "see line 813 (rows are counted from 1 below the header)" in message


def test_a_column_that_comes_twice_is_refused(tmp_path: Path):
    lines = [line + ",x" for line in as_csv(rows_of()[:1]).splitlines()]
    with pytest.raises(RowError, match="expected each column once"):
        reading(written(tmp_path, "\n".join([lines[0].removesuffix("x") + "id", *lines[1:]])))


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("id", " ", "a text with a letter or digit"),
        ("type_of_violence", "4", "a whole number from 1 to 3"),
        ("where_prec", "0", "a whole number from 1 to 7"),
        ("date_prec", "exact", "a whole number from 1 to 5"),
        ("date_start", "01/03/2017", "a day such as 2017-10-05"),
        ("date_start", "2017-03-01 12:30:00", "a day such as 2017-10-05"),
        ("date_end", "2017-02-28", "a day not before date_start (2017-03-01)"),
        ("country", "-", "a text with a letter or digit"),
        ("latitude", "90.5", "degrees from -90 to 90"),
        ("longitude", "nan", "degrees from -180 to 180"),
        ("best", "-1", "a whole number that is not negative"),
        ("low", "2.0", "a whole number that is not negative"),
        ("high", "9" * 5000, "a whole number that is not negative"),
        ("side_a", "IS\0IS", "text"),
    ],
)
def test_a_bad_value_is_a_bad_row_with_its_column(tmp_path: Path, column: str, value: str, expected: str):
    error = only_bad_row(changed(tmp_path, **{column: value}))
    assert (1, column, expected) == (error.row, error.column, error.expected)
    assert "line 2" in str(error)


def test_an_event_that_is_yet_to_come_is_a_bad_row(tmp_path: Path):
    error = only_bad_row(changed(tmp_path, date_end="2999-01-01"))
    assert ("date_end", "2999-01-01") == (error.column, error.found)


@pytest.mark.parametrize(("edit", "found"), [(",extra", "42"), (None, "40")])
def test_a_row_with_too_many_or_too_few_fields_is_bad_and_the_others_are_read(
    tmp_path: Path, edit: str | None, found: str
):
    header, first, *others = as_csv([row for row in rows_of() if row["id"] != "1002"]).splitlines()
    ragged = first + edit if edit else first.rpartition(",")[0]
    given = reading(written(tmp_path, "\n".join([header, ragged, *others])))
    assert [(1, "41 fields", found)] == [(error.row, error.expected, error.found) for error in given.bad_rows]
    assert (7, 6) == (given.rows_count, len(events(given)))


def test_a_row_is_found_by_its_line_where_quoted_text_goes_over_lines(tmp_path: Path):
    rows = rows_of()
    rows[2]["best"] = "many"
    error = only_bad_row(written(tmp_path, as_csv(rows)))
    assert (3, "best") == (error.row, error.column)
    assert "see line 5 " in str(error)


def test_a_quote_that_never_closes_is_a_bad_row(tmp_path: Path):
    error = only_bad_row(written(tmp_path, as_csv(rows_of()[:1]) + '1002,"2017'))
    assert (2, "fields in quotes that close") == (error.row, error.expected)


def test_text_after_a_closing_quote_is_a_bad_row_and_the_next_row_is_read(tmp_path: Path):
    header, *rows = as_csv([rows_of()[0], rows_of()[2]]).splitlines()
    given = reading(written(tmp_path, "\n".join([header, '"1"x,' + rows[0], rows[1]])))
    assert [1] == [error.row for error in given.bad_rows]
    assert ["1003"] == list(events(given))


GZIPPED = gzip.compress(GED_2019.read_bytes(), mtime=0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected a header and rows, found an empty file"),
        (gzip.compress(b"", mtime=0), "expected a header and rows, found an empty file"),
        (GZIPPED[: len(GZIPPED) // 2], "expected gzip data up to its end"),
        (GZIPPED[:-4], "expected gzip data up to its end"),
        (GZIPPED[:40] + b"\0" * 40 + GZIPPED[80:], "expected gzip data up to its end"),
        (GZIPPED + b"rubbish", "expected gzip data up to its end"),
        (b"PK\x03\x04" + b"\0" * 20, "expected zip data up to its end"),
        (GED_2019.read_text("utf-8").replace("witnesses", "témoins").encode("latin-1"), "expected text in UTF-8"),
        (GED_2019.read_text("utf-8").encode("utf-16"), "expected text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "expected text in UTF-8"),
        (b'{"kind": "area", "id": "sy"}\n', "column id, type_of_violence, side_a"),
        (GED_2019.read_text("utf-8").replace(",", ";").encode(), "found 1 columns: id;year"),
        (b'id,"year', "expected comma-separated column names"),
        (b"id\ryear\r", "expected lines that end in LF or CR LF, found a CR alone"),
        (b"\n\n", "expected a header and rows, found an empty file"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(tmp_path: Path, content: bytes, message: str):
    path = written(tmp_path, content)
    with pytest.raises(InputError) as caught:
        reading(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_line_of_a_wrong_encoding_is_told(tmp_path: Path):
    content = GED_2019.read_text("utf-8").replace("1003,", "1003é,").encode("latin-1")
    with pytest.raises(InputError, match="line 5: expected text in UTF-8, found byte 0xe9; save the file as UTF-8"):
        reading(written(tmp_path, content))


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str):
    with pytest.raises(InputError, match="expected a file that can be read"):
        reading(tmp_path / name)


PLAIN = GED_2019.read_bytes()
EDITS = st.lists(st.tuples(st.integers(0, len(PLAIN)), st.integers(0, 8), st.binary(max_size=6)), max_size=4)


@given(EDITS)
def test_whatever_is_done_to_a_file_only_input_errors_come_of_it(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int, bytes]]
):
    content = PLAIN
    for at, length, replacement in edits:
        content = content[:at] + replacement + content[at + length :]
    path = written(tmp_path_factory.mktemp("edited"), content)
    try:
        given_back = reading(path)
    except InputError as error:
        assert str(path) in str(error)
    else:
        assert given_back.rows_count >= len(events(given_back)) + len(given_back.bad_rows)
        timeline.connect().append(given_back.statements)


# The real files

needs_shared = pytest.mark.skipif(not SYRIA.exists(), reason=f"needs {SYRIA.name}, which is not in the repository")


def seeded() -> Timeline[AreaStatus]:
    log = timeline.connect()
    seeds = json_lines.read([ROOT / "seeds" / "oir"], areas=log.areas(), progress=no_progress)
    log.append(seeds.statements)
    return log


@pytest.fixture(scope="module")
def syrian() -> tuple[Timeline[AreaStatus], Reading]:
    """A log with the seeds and then the Syrian file, and what was read of it."""
    log = seeded()
    given = reading(SYRIA, areas=log.areas())
    log.append(given.statements)
    return log, given


@needs_shared
def test_the_syrian_file_is_read_whole(syrian):
    _, given = syrian
    assert (16_566, 16_566, ()) == (given.rows_count, len(events(given)), given.bad_rows)
    assert ["204", "30", "71", "1"] == [line.split()[0] for line in given.warnings[1:]]


@needs_shared
def test_the_syrian_file_uses_the_towns_of_the_seeds(syrian):
    with gzip.open(SYRIA, "rt", encoding="utf-8", newline="") as lines:
        id_of = {row["where_coordinates"]: row["id"] for row in csv.DictReader(lines) if row["where_prec"] == "1"}
    found = events(syrian[1])
    expected = {
        "Tadmur/Palmyra town": "sy/homs/palmyra",
        "Homs town": "sy/homs/homs",
        "Ar Raqqah town": "sy/raqqa/raqqa",
        "Albu Kamal town": "sy/deir-ez-zor/abu-kamal",
    }
    assert expected == {name: found[id_of[name]].area for name in expected}


@needs_shared
def test_every_event_of_the_syrian_file_lies_in_the_governorate_printed(syrian):
    log, given = syrian
    governorates = {area.id for area in seeded().areas() if area.name.endswith("Governorate")}
    with gzip.open(SYRIA, "rt", encoding="utf-8", newline="") as lines:
        printed = {row["id"]: row["adm_1"] for row in csv.DictReader(lines) if row["adm_1"] and row["where_prec"] < "5"}
    known = log.areas()
    above = {area.id: known.above(area.id, datetime.date(2017, 1, 1)).keys() for area in known}
    lies_in = {
        (printed[id_], *(governorates & above[event.area])) for id_, event in events(given).items() if id_ in printed
    }
    assert 14 == len(lies_in) == len({name for name, _ in lies_in}) == len({area for _, area in lies_in})


@needs_shared
def test_the_first_rows_of_the_file_of_years_are_read(tmp_path: Path):
    with gzip.open(YEARS) as lines:
        given = reading(written(tmp_path, b"".join(itertools.islice(lines, 2001))))
    assert (2000, 2000, ()) == (given.rows_count, len(events(given)), given.bad_rows)


@needs_shared
def test_the_sample_of_the_world_is_read_into_a_log_that_knows_nothing():
    log = timeline.connect()
    new_count, _ = imported(log, WORLD)
    assert new_count > 1000
    assert (0, 1000) == imported(log, WORLD)
