"""Every table, whatever its format: what is hostile is told with its place, and importing again changes nothing."""

import functools
import gzip
import json
import weakref
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.connectors import connector
from timeline.connectors.base import Reading
from timeline.connectors.digests import Digests, digest
from timeline.connectors.survey import REPEATED
from timeline.connectors.tables import LONGEST_ROW
from timeline.errors import InputError, NotFoundError, RowError
from timeline.model.areas import Area, Areas
from timeline.model.events import Event

FIXTURES = Path(__file__).parents[2] / "fixtures"
PATROLS = FIXTURES / "mapping" / "patrols.toml"


@attrs.frozen
class Table:
    """A fixture of a format, and texts in it to be changed: a day, a latitude, something that makes a row differ."""

    format: str
    file: Path
    day: str
    day_column: str
    days_of_year: tuple[str, str]
    latitude: str
    latitude_column: str
    id: str
    other: tuple[str, str]
    has_header: bool = True

    @property
    def content(self) -> bytes:
        return self.file.read_bytes()


GED = Table(
    "ucdp-ged", FIXTURES / "ucdp" / "ged_2023.csv", "2017-06-01 00:00:00.000", "date_start",
    ("0000-06-01", "9999-06-01"), "10.5", "latitude", "2001", ("Northmark", "Southmark"),
)  # fmt: skip
ACLED = Table(
    "acled", FIXTURES / "acled" / "export.csv", "05 October 2017", "event_date", ("05 October 0000", "05 October 9999"),
    ",10.5,", "latitude", "SYL1", ("Millbrook,10.5", "Millfield,10.5"),
)  # fmt: skip
GDELT = Table(
    "gdelt", FIXTURES / "gdelt" / "20171006001500.export.CSV", "\t20171005\t", "SQLDATE", ("00001005", "99991005"),
    "\t10.5\t", "ActionGeo_Lat", "700001", ("REBEL", "REBELS"), has_header=False,
)  # fmt: skip
DUTCH = Table(
    "dutch", FIXTURES / "dutch" / "weapons.csv", "8-oct-17", "Employment date (UNCLASS)", ("0-oct-17", "8-oct-99"),
    ";36,3400;", "Position LAT (UNCLASS)", "", ("CAS", "AI"),
)  # fmt: skip
MAPPED = Table(
    str(PATROLS), FIXTURES / "mapping" / "patrols.csv", "05.10.2017", "date", ("05.10.0000", "05.10.9999"),
    ";35,3250;", "lat", "1", ("coalition;2", "coalition;3"),
)  # fmt: skip
TABLES = [GED, ACLED, GDELT, DUTCH, MAPPED]
WITH_IDS = [GED, ACLED, GDELT, MAPPED]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: Path(table.format).name)


@functools.cache
def known() -> Areas:
    described = [
        Area("iq", "Iraq"),
        Area("iq/kirkuk", "Kirkuk Governorate", parents=["iq"]),
        Area("iq/kirkuk/hawija", "Hawija", aliases=["Al-Huwayjah", "Al Hawijah"], parents=["iq/kirkuk"]),
        Area(
            "iq/nineveh", "Nineveh Governorate", aliases=["Ninawah Governorate", "Ninewa Governorate"], parents=["iq"]
        ),
        Area("iq/nineveh/mosul", "Mosul", parents=["iq/nineveh"]),
        Area("iq/diyala/jalula", "Jalula", parents=["iq"]),
    ]
    return Areas({area.id: area for area in described})


def reading(table: Table, *paths: Path, areas: Areas | None = None) -> Reading:
    found = connector(table.format)(paths or [table.file], areas=areas or known(), progress=lambda done, count: None)
    return attrs.evolve(found, statements=tuple(found.statements))


def events(found: Reading) -> dict[str, Event]:
    return {each.external_id: each for each in found.statements if isinstance(each, Event) and each.external_id}


def written(folder: Path, content: bytes | str, name: str = "table") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def edited(folder: Path, table: Table, before: str, after: str) -> Path:
    """The fixture with the first of a text replaced."""
    assert before.encode() in table.content
    return written(folder, table.content.replace(before.encode(), after.encode(), 1))


def first_bad_row(table: Table, path: Path) -> RowError:
    return reading(table, path).bad_rows[0]


# What is read


@every_table
def test_importing_again_changes_nothing_and_known_areas_are_not_described_again(table: Table):
    log = timeline.connect()
    log.append(known().described.values())
    log.append(reading(table, areas=log.areas()).statements)
    again = reading(table, areas=log.areas())
    assert (0, len(events(again))) == ((appended := log.append(again.statements)).new_count, appended.unchanged_count)
    assert all(isinstance(each, Event) for each in again.statements)


@every_table
def test_packed_or_with_a_byte_order_mark_it_gives_the_same(table: Table, tmp_path: Path):
    packed = written(tmp_path, gzip.compress(table.content))
    marked = written(tmp_path, b"\xef\xbb\xbf" + table.content, "marked")
    expected = reading(table).statements
    assert expected == reading(table, packed).statements == reading(table, marked).statements


@every_table
def test_statements_can_be_gone_through_again_and_no_more_than_two_events_are_held(table: Table):
    found = connector(table.format)([table.file], areas=known(), progress=lambda done, count: None)
    alive: weakref.WeakSet[Event] = weakref.WeakSet()
    held = []
    for each in found.statements:
        if isinstance(each, Event):
            alive.add(each)
            held.append(len(alive))
    assert len(events(reading(table))) == len(held)
    assert {1, 2} >= set(held)
    assert reading(table).statements == tuple(found.statements)


@every_table
def test_one_file_named_twice_is_read_once(table: Table):
    assert reading(table).statements == reading(table, table.file, table.file).statements


# What is hostile


@every_table
@pytest.mark.parametrize("year", [0, 1])
def test_a_day_in_no_year_or_in_9999_is_a_bad_row(table: Table, year: int, tmp_path: Path):
    error = first_bad_row(table, edited(tmp_path, table, table.day.strip(), table.days_of_year[year]))
    assert error.column in (table.day_column, "date_end")
    assert ("0", "99")[year] in error.found or "9999" in error.expected


@every_table
def test_coordinates_outside_the_earth_are_a_bad_row(table: Table, tmp_path: Path):
    mark = "," if "," in table.latitude.strip(",;\t") else "."
    value = f"136{mark}1"
    inside = table.latitude.strip(",;\t")
    error = first_bad_row(table, edited(tmp_path, table, table.latitude, table.latitude.replace(inside, value)))
    assert (table.latitude_column, "degrees from -90 to 90", repr(value)) == (error.column, error.expected, error.found)
    assert "see line" in str(error)


@pytest.mark.parametrize("table", WITH_IDS, ids=lambda table: Path(table.format).name)
def test_an_id_that_comes_twice_with_other_content_is_a_bad_row(table: Table, tmp_path: Path):
    path = edited(tmp_path, table, *table.other)
    error = reading(table, table.file, path).bad_rows[0]
    assert (str(path), 1, "id") == (error.file, error.row, error.column)
    assert f"{table.id!r} with other content than in row 1 of {table.file}" == error.found


@pytest.mark.parametrize("table", WITH_IDS, ids=lambda table: Path(table.format).name)
def test_rows_that_come_again_with_the_same_content_count_once(table: Table, tmp_path: Path):
    found = reading(table, table.file, written(tmp_path, table.content))
    assert len(events(reading(table))) == len(events(found))
    assert any(REPEATED in line for line in found.warnings)


@every_table
@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_told_with_its_line(table: Table, encoding: str, tmp_path: Path):
    content = (table.content.decode() + "Qāʼim".replace("ā", "é").replace("ʼ", "")).encode(encoding)
    with pytest.raises(
        InputError, match=r"line \d+: expected text in UTF-8, found byte 0x\w\w; save the file as UTF-8"
    ):
        reading(table, written(tmp_path, content))


@every_table
def test_data_that_are_cut_off_are_told(table: Table, tmp_path: Path):
    with pytest.raises(InputError, match="expected gzip data up to its end"):
        reading(table, written(tmp_path, gzip.compress(table.content)[:-20]))


@every_table
def test_a_row_without_end_is_told_before_it_fills_the_memory(table: Table, tmp_path: Path):
    content = gzip.compress(table.content + b"x" * (LONGEST_ROW + 2), compresslevel=1)
    with pytest.raises(InputError, match=r"line \d+: expected rows of 16 MiB at most, found a longer one"):
        reading(table, written(tmp_path, content))


def test_a_quote_that_never_closes_in_a_large_file_is_told_before_it_fills_the_memory(tmp_path: Path):
    content = GED.content + b'"' + (b"x" * 1023 + b"\n") * (LONGEST_ROW // 1024)
    with pytest.raises(InputError, match="expected rows of 16 MiB at most"):
        reading(GED, written(tmp_path, gzip.compress(content, compresslevel=1)))


@every_table
@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused_unless_it_has_no_header_anyway(table: Table, content: bytes, tmp_path: Path):
    path = written(tmp_path, content)
    if table.has_header:
        with pytest.raises(InputError, match="expected a header and rows, found an empty file"):
            reading(table, path)
    else:
        assert 0 == reading(table, path).rows_count


@pytest.mark.parametrize("table", [ACLED, DUTCH, MAPPED], ids=lambda table: Path(table.format).name)
def test_a_missing_column_is_named_and_refuses_the_file(table: Table, tmp_path: Path):
    with pytest.raises(InputError) as caught:
        reading(table, edited(tmp_path, table, table.day_column, "renamed"))
    assert table.day_column in str(caught.value)
    assert "expected a column of that name" in str(caught.value)


def test_a_file_that_changes_between_the_two_passes_is_told(tmp_path: Path):
    path = written(tmp_path, GED.content)
    found = connector(GED.format)([path], areas=known(), progress=lambda done, count: None)
    path.write_bytes(GED.content + b"\n")
    with pytest.raises(InputError, match="expected the file as it was first read, found another; import it again"):
        list(found.statements)


def test_a_device_is_refused_for_it_cannot_be_read_twice():
    with pytest.raises(InputError, match="expected a file, which is read twice, found a pipe or a device"):
        reading(GED, Path("/dev/null"))


def test_so_many_bad_rows_that_it_must_be_another_file_are_refused(tmp_path: Path):
    path = written(tmp_path, gzip.compress(b"x\n" * 20_001))
    with pytest.raises(
        InputError, match=r"expected 20,000 bad rows at most, found more, .*expected 61 fields, found 1"
    ):
        reading(GDELT, path)


@every_table
@given(data=st.data())
def test_whatever_is_done_to_a_table_only_input_errors_come_of_it(
    table: Table, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    content = table.content
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content = content[:at] + data.draw(st.binary(max_size=5)) + content[at + data.draw(st.integers(0, 6)) :]
    path = written(tmp_path_factory.mktemp("edited"), content)
    try:
        found = reading(table, path)
    except InputError as error:
        assert str(path) in str(error)
    else:
        assert found.rows_count >= len(events(found)) + len(found.bad_rows)


def test_a_format_that_is_not_known_names_those_that_are():
    with pytest.raises(NotFoundError, match=r"acled, gdelt, dutch or a mapping file ending in \.toml"):
        connector("aclad")


# The table of digests


@given(st.dictionaries(st.text(), st.integers(0, 2**64 - 1), max_size=40))
def test_digests_keep_what_a_dictionary_keeps(kept: dict[str, int]):
    known_digests = Digests()
    for text, number in kept.items():
        known_digests.put(digest(text), number)
    assert kept == {text: known_digests.get(digest(text)) for text in kept}


def test_digests_grow_beyond_their_first_size():
    known_digests = Digests()
    for number in range(3000):
        known_digests.put(digest(json.dumps(number)), number)
    assert list(range(3000)) == [known_digests.get(digest(json.dumps(number))) for number in range(3000)]
    assert known_digests.get(digest("never put")) is None
