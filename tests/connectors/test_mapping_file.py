"""A mapping file: ten lines make a table of one's own into events, and what is wrong with them is told by its place."""

import datetime
import json
from pathlib import Path

import attrs
import pytest

import timeline
from timeline.conflict import FightingReported, StrikeReported
from timeline.connectors import connector
from timeline.connectors.base import Reading
from timeline.connectors.columns import grid
from timeline.connectors.dates import day_reader, when_reader
from timeline.errors import InputError, RowError
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import Event
from timeline.model.when import When

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mapping"
PATROLS = FIXTURES / "patrols.toml"
DESCRIBED = [
    Area("iq", "Iraq"),
    Area("iq/hawija", "Hawija", aliases=["Al-Huwayjah"], point=Point(35.33, 43.77), parents=["iq"]),
    Area("iq/jalula", "Jalula", parents=["iq"]),
]
KNOWN = Areas({area.id: area for area in DESCRIBED})
PLAIN = """
source = "notes"
kind = "strike-reported"
[place]
id = "area"
[event]
external_id = "no"
when = "day"
strikes = "count"
"""
ROW = {"no": "1", "area": "iq/hawija", "day": "2017-10-05", "count": "2"}


def mapped(folder: Path, toml: str, *rows: dict[str, object], describes: bool = False) -> Reading:
    """JSON Lines, read by a mapping file."""
    (folder / "own.toml").write_text(toml, encoding="utf-8")
    (folder / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows or [ROW]), encoding="utf-8")
    return reading(folder / "own.toml", folder / "own.jsonl", describes=describes)


def reading(mapping: Path, *paths: Path, describes: bool = False) -> Reading:
    found = connector(str(mapping))(paths, areas=KNOWN, progress=lambda done, count: None, describes=describes)
    return attrs.evolve(found, statements=tuple(found.statements))


def events(found: Reading) -> list[Event]:
    return [each for each in found.statements if isinstance(each, Event)]


def only_event(folder: Path, toml: str, **values: object) -> Event:
    (event,) = events(mapped(folder, toml, {**ROW, **values}))
    return event


def only_bad_row(folder: Path, toml: str, **values: object) -> RowError:
    (error,) = mapped(folder, toml, {**ROW, **values}).bad_rows
    return error


# What a mapping says


def test_ten_lines_make_a_list_with_commas_and_semicolons_into_strikes():
    found = events(reading(PATROLS, FIXTURES / "patrols.csv"))
    assert ["iq/hawija", "iq/hawija", "iq/jalula"] == [event.area for event in found]
    first = found[0]
    assert (StrikeReported, 2, "coalition", "1") == (type(first), first.strikes, first.by, first.external_id)
    assert (When.parse("2017-10-05"), datetime.date(2017, 10, 6)) == (first.when, first.reported_on)


def test_a_field_left_empty_is_left_at_its_default_and_one_that_is_needed_is_missed(tmp_path: Path):
    toml = PLAIN + 'note = "text"\nby = "who"\n'
    assert ("", "coalition") == ((event := only_event(tmp_path, toml, text=None, who=" ")).note, event.by)
    error = only_bad_row(tmp_path, PLAIN, count="")
    assert ("count", "a text, for each event has 'strikes'") == (error.column, error.expected)


def test_values_are_replaced_and_one_that_is_not_listed_is_a_bad_row(tmp_path: Path):
    toml = PLAIN + 'by = { column = "who", values = { RAF = "uk", USAF = "us" }, empty = ["-"] }\n'
    assert ("uk", "coalition") == (only_event(tmp_path, toml, who="RAF").by, only_event(tmp_path, toml, who="-").by)
    error = only_bad_row(tmp_path, toml, who="Who?")
    assert ("who", "one of 'RAF' or 'USAF'", "'Who?'") == (error.column, error.expected, error.found)


def test_a_column_may_tell_the_kind_and_other_rows_may_be_left_out(tmp_path: Path):
    values = '{ Strike = "strike-reported", Clash = "fighting-reported" }'
    kind = f'{{ column = "type", values = {values}, others = "leave out" }}'
    toml = PLAIN.replace('"strike-reported"', kind) + 'sides = { column = "who", split = "/" }\n'
    rows = [
        {**ROW, "no": str(no), "type": type_, "who": "a / b"} for no, type_ in enumerate(["Clash", "Strike", "Parade"])
    ]
    found = mapped(tmp_path, toml, *rows)
    assert [FightingReported, StrikeReported] == [type(event) for event in events(found)]
    assert ("a", "b") == events(found)[0].sides
    assert ("1 row: type is none of the kinds mapped; left out (ids 2)",) == tuple(found.warnings)


def test_a_kind_that_is_not_mapped_is_a_bad_row_unless_told_otherwise(tmp_path: Path):
    toml = PLAIN.replace('"strike-reported"', '{ column = "type", values = { Strike = "strike-reported" } }')
    assert "type" == only_bad_row(tmp_path, toml, type="Parade").column


def test_first_and_last_days_make_a_stretch_or_one_unknown_day(tmp_path: Path):
    days = {"first": "2017-10-05", "last": "2017-10-09"}
    stretch = PLAIN.replace('"day"', '{ first = "first", last = "last", lasts = true }')
    unknown = PLAIN.replace('"day"', '{ first = "first", last = "last" }')
    assert When.parse("2017-10-05/2017-10-09") == only_event(tmp_path, stretch, **days).when
    assert When.parse("[2017-10-05..2017-10-09]") == only_event(tmp_path, unknown, **days).when
    assert When.parse("2017-10-05") == only_event(tmp_path, unknown, **days | {"last": ""}).when
    assert "last" == only_bad_row(tmp_path, stretch, first="2017-10-10", last="2017-10-09").column


def test_without_an_external_id_equal_rows_are_told_apart_and_stay_the_same(tmp_path: Path):
    toml = PLAIN.replace('external_id = "no"\n', "")
    first, second = (event.external_id for event in events(mapped(tmp_path, toml, ROW, ROW)))
    assert f"{first}-2" == second
    assert [first] == [event.external_id for event in events(mapped(tmp_path, toml, ROW))]


def test_several_columns_make_one_text(tmp_path: Path):
    toml = PLAIN.replace('"no"', '{ columns = ["no", "day"], join = "/" }')
    assert "1/2017-10-05" == only_event(tmp_path, toml).external_id


def test_a_column_that_may_be_lacking_is_and_another_is_told(tmp_path: Path):
    toml = PLAIN + 'by = { column = "who", may_lack = true }\n'
    assert "coalition" == only_event(tmp_path, toml).by
    error = only_bad_row(tmp_path, PLAIN + 'by = "who"\n')
    assert ("who", "a field of that name", "no, area, day, count") == (error.column, error.expected, error.found)


def test_a_place_that_is_not_certain_is_a_bad_row_or_described_if_told_so(tmp_path: Path):
    toml = PLAIN.replace('id = "area"', 'name = "area"\ncountry = { value = "Iraq" }')
    (error,) = mapped(tmp_path, toml, {**ROW, "area": "Hawia"}).bad_rows
    assert "found 'Hawia'; it may be Hawija (iq/hawija)" in str(error)
    described = mapped(tmp_path, toml, {**ROW, "area": "Millbrook"}, describes=True)
    assert ["iq/millbrook", "iq/millbrook"] == [described.statements[0].id, events(described)[0].area]


def test_an_id_may_be_of_an_area_that_nobody_has_described(tmp_path: Path):
    assert "iq/kirkuk/x" == only_event(tmp_path, PLAIN, area="iq/kirkuk/x").area
    assert "area" == only_bad_row(tmp_path, PLAIN, area="Al Hawija").column


def test_a_square_of_the_military_grid_is_its_middle():
    assert (36.74662, 42.42773) == (round(grid("38SKF 703 698").latitude, 5), round(grid("38skf703698").longitude, 5))
    with pytest.raises(InputError, match="expected a square of the MGRS such as 38SKF 703 698, found '99ZZZ 1'"):
        grid("99ZZZ 1")


@pytest.mark.parametrize("field", ["when", "reported_on", "published"])
def test_a_day_that_is_yet_to_come_is_a_bad_row(tmp_path: Path, field: str):
    toml = PLAIN if field == "when" else PLAIN + f'{field} = "later"\n'
    error = only_bad_row(tmp_path, toml, **{"day" if field == "when" else "later": "9999-12-31"})
    assert ("9999-12-31", True) == (error.found, error.expected.startswith(("a day up to", "a time that begins by")))


# Days in a stated format


@pytest.mark.parametrize(
    ("format_", "century", "text", "when"),
    [
        ("%Y-%m-%dT%H:%M:%S%z", None, "2017-10-05T23:30:00-03:00", "2017-10-05"),
        (None, None, "2017-10-05T00:00:00", "2017-10-05"),
        ("%d/%m/%Y", None, "05/10/2017", "2017-10-05"),
        ("%d-%b-%y", 2000, "7-Oct-14", "2014-10-07"),
        ("%d-%b-%y", 1900, "7-Oct-14", "1914-10-07"),
        ("%m/%Y", None, "10/2017", "2017-10"),
        ("%Y", None, "2017", "2017"),
        ("seconds", None, "1507708800", "2017-10-11"),
    ],
)
def test_a_format_tells_what_a_text_means(format_: str | None, century: int | None, text: str, when: str):
    assert When.parse(when) == when_reader(format_, century=century)(text)


def test_an_hour_without_a_format_is_refused_and_says_which_one_to_give():
    with pytest.raises(InputError, match=r"give the column a format with its hour, such as %Y-%m-%d %H:%M:%S"):
        when_reader()("2017-10-05 13:30:00")


@pytest.mark.parametrize("format_", ["%d/%m", "%d/%m/%y", "%d %Y", "day"])
def test_a_format_that_leaves_something_open_is_refused(format_: str):
    with pytest.raises(InputError, match=r"expected a (year|month)"):
        when_reader(format_)


def test_the_last_day_of_a_month_counts_and_an_open_end_has_none():
    assert datetime.date(2017, 2, 28) == day_reader()("2017-02")
    with pytest.raises(InputError, match="expected a day, a month or a year"):
        day_reader()("2017-02-01/..")


# What is wrong with a mapping file


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('source = "notes"', "source =", "expected TOML in UTF-8, found Invalid value (at line 2"),
        ('source = "notes"\n', "", "expected 'source', found kind, place and event"),
        ('"strike-reported"', '"strike"', "kind: expected one of area-captured"),
        ('when = "day"\n', "", "event: expected 'when', found external_id and strikes"),
        ('strikes = "count"\n', "", "event: expected strikes, which strike-reported needs, found none"),
        ("strikes =", "strike =", "found 'strike'; did you mean 'strikes'?"),
        ('"day"', '{ column = "day", format = "%d.%m." }', "event.when: expected a year (%Y, or %y with a century)"),
        ('"day"', '{ column = "day", formt = "%Y" }', "found 'formt'; did you mean 'format'?"),
        ('"day"', '{ format = "%Y" }', "event.when: expected one of column, columns or value, found nothing"),
        ('"day"', '{ column = "day", format = "%d.%m.%Y %Y" }', "event.when: expected a format of strptime, found"),
        ('"day"', '{ column = "day", format = "%d.%m.%y", century = true }', "event.when: expected a year"),
        ('"day"', '{ columns = [] }', "event.when: expected the name of a column, found an empty one"),
        ('"day"', '""', "event.when: expected the name of a column, found an empty one"),
        ('"strike-reported"', "5", "kind: expected the name of a column or a table, found 5"),
        ('source = "notes"', 'source = "my notes"', "source: expected an id without spaces"),
        ('strikes = "count"', 'strikes = "count"\ncredibility = { value = 9 }', "expected a whole number from 1 to 6"),
        ('"strike-reported"', '"fighting-reported"\n', "expected credibility, deaths_best"),
        ('"day"', '{ first = "day" }', "event.when: expected first and last"),
        ('"day"', '{ value = "soon" }', "event.when: expected"),
        ('"count"', '{ value = -1 }', "event.strikes: expected a whole number that is not negative, found '-1'"),
        ('"count"', "3", "event.strikes: expected the name of a column or a table, found 3"),
        ('strikes = "count"', 'strikes = "count"\ntargets = "t"', "event.targets: expected a field that is a text"),
        ('id = "area"', 'latitude = "lat"', "place: expected 'name', or 'id' of an area"),
        ('id = "area"', 'id = "area"\nlatitude = "lat"', "place: expected latitude and longitude, found one of them"),
        ('id = "area"', 'id = "area"\nscope = { value = "part" }', "expected whole or somewhere_in, found 'part'"),
        ("[place]", '[file]\nencoding = "utf-7"\n[place]', "file.encoding: expected utf-8, cp1252 or iso-8859-1"),
        ("[place]", '[file]\ndelimiter = ""\n[place]', "file.delimiter: expected one character, found ''"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_mapping_file_is_told_by_its_place(tmp_path: Path, before: str, after: str, message: str):
    with pytest.raises(InputError) as caught:
        mapped(tmp_path, PLAIN.replace(before, after, 1))
    assert message in str(caught.value)
    assert "own.toml" in str(caught.value)


def test_a_mapping_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(InputError, match=r"none\.toml: expected a file that can be read, found No such file"):
        reading(tmp_path / "none.toml", FIXTURES / "patrols.csv")


# Other kinds of files


def test_json_lines_may_be_nested_and_a_line_that_is_none_is_a_bad_row(tmp_path: Path):
    toml = PLAIN.replace('"count"', '"what.count"')
    (tmp_path / "own.toml").write_text(toml, encoding="utf-8")
    path = tmp_path / "own.jsonl"
    good = json.dumps({**ROW, "what": {"count": 3.0}})
    path.write_text(f"{good}\n\n{{\n[1]\n{good.replace('1', '2', 1)}\n", encoding="utf-8")
    found = reading(tmp_path / "own.toml", path)
    assert [3, 3] == [event.strikes for event in events(found)]
    assert [(2, "one JSON object"), (3, "one JSON object")] == [(each.row, each.expected) for each in found.bad_rows]
    assert "see line 3" in str(found.bad_rows[0])


def test_a_parquet_file_gives_what_its_csv_gives(tmp_path: Path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "own.parquet"
    parquet.write_table(
        pyarrow.table(
            {"no": [1, 2], "area": ["iq/hawija"] * 2, "day": [datetime.date(2017, 10, 5)] * 2, "count": [2.0, 3.0]}
        ),
        path,
    )
    (tmp_path / "own.toml").write_text(PLAIN, encoding="utf-8")
    assert [("1", 2), ("2", 3)] == [
        (each.external_id, each.strikes) for each in events(reading(tmp_path / "own.toml", path))
    ]
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="expected Parquet that can be read"):
        reading(tmp_path / "own.toml", path)


def test_a_sheet_of_a_workbook_gives_what_its_csv_gives(tmp_path: Path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("2017")
    sheet.append(["no", "area", "day", "count"])
    sheet.append([None] * 4)
    sheet.append([1, "iq/hawija", datetime.datetime(2017, 10, 5), 2])
    sheet.append([2, "iq/hawija", "soon", 2])
    book.save(tmp_path / "own.xlsx")
    (tmp_path / "own.toml").write_text(PLAIN.replace("[place]", '[file]\nsheet = "2017"\n[place]'), encoding="utf-8")
    found = reading(tmp_path / "own.toml", tmp_path / "own.xlsx")
    assert [("1", When.parse("2017-10-05"))] == [(each.external_id, each.when) for each in events(found)]
    assert (2, "day") == ((error := found.bad_rows[0]).row, error.column)
    assert "see line 4 (rows are counted from 1 below the header)" in str(error)
    (tmp_path / "own.toml").write_text(PLAIN.replace("[place]", '[file]\nsheet = "2018"\n[place]'), encoding="utf-8")
    with pytest.raises(InputError, match="expected a sheet '2018', found Sheet, 2017; name one of these"):
        reading(tmp_path / "own.toml", tmp_path / "own.xlsx")


def test_a_csv_without_a_header_in_an_old_encoding_is_read(tmp_path: Path):
    file = '[file]\ncolumns = ["no", "area", "day", "count"]\nencoding = "cp1252"\ndelimiter = "|"\nquotes = false\n'
    (tmp_path / "own.toml").write_text(PLAIN.replace("[place]", file + "[place]") + 'note = "area"\n', encoding="utf-8")
    (tmp_path / "own.txt").write_bytes('1|iq/"haw\xefja|2017-10-05|2\n'.encode("cp1252"))
    assert ['iq/"hawïja'] == [event.note for event in events(reading(tmp_path / "own.toml", tmp_path / "own.txt"))]


def test_importing_by_a_mapping_file_again_changes_nothing():
    log = timeline.connect()
    log.append(DESCRIBED)
    log.append(reading(PATROLS, FIXTURES / "patrols.csv").statements)
    assert 0 == log.append(reading(PATROLS, FIXTURES / "patrols.csv").statements).new_count
