"""Spans and events as tables: typed columns, the same cells in each format, and what other tools read of them."""

from __future__ import annotations

import csv
import datetime
import enum
import io
import json
import sys

import attrs
import pytest
from hypothesis import given, settings

import timeline
from timeline import Area, Citation, Event, Projection, derived, event_kind, fold, last_on, latest, latest_kind, total
from timeline.conflict import AreaCaptured, AreaLiberated, ControlObserved, StrikeReported, Target
from timeline.connectors import csv_lines, frames
from timeline.connectors.flat import flat_events, flat_spans
from timeline.errors import InputError, MissingExtraError, ProjectionError
from timeline.testing.statements import area, correct, liberation, retract, strike
from timeline.testing.strategies import logs

pa = pytest.importorskip("pyarrow")
DAY = datetime.date.fromisoformat


class Mood(enum.Enum):
    """Words."""

    calm = "calm"
    tense = "tense"


@event_kind("ledger-kept")
@attrs.frozen(kw_only=True)
class LedgerKept(Event):
    """Fields of every sort, some of names that a column has already."""

    position: str = "left"
    strikes: str = "three"
    price: float = 0.5
    opened: datetime.date | None = None
    marks: tuple[int, ...] = ()
    nested: tuple[tuple[str, ...], ...] = ()


class Sorted(Projection, name="sorted"):
    """A value of every sort."""

    holder = latest(AreaCaptured.by, AreaLiberated.by, before=AreaLiberated.from_)
    among = latest(ControlObserved.among)
    opened = latest(LedgerKept.opened)
    mixed = latest(LedgerKept.price, AreaLiberated.by)
    kind = latest_kind(AreaCaptured, AreaLiberated)
    freed_on = last_on(AreaLiberated)
    strikes = total(StrikeReported.strikes)
    told = fold(lambda seen, event: [*seen, event.kind], [], kinds=[AreaLiberated])

    @derived
    def mood(self) -> Mood:
        return Mood.tense if self.strikes else Mood.calm

    @derived
    def guess(self):
        return self.holder


@pytest.fixture
def tl():
    made = timeline.connect(projection=Sorted)
    made.append([
        Area("town", "Town"),
        AreaLiberated(area="town", when="2017-09", by="isf", from_="isis", reported_on="2017-10-02"),
        StrikeReported(area="town", when="2017-09-29/..", strikes=2, targets=(Target("hit", 1, "=van"),)),
        ControlObserved(area="town", when="2017-11-01", held_by="contested", among=("isf", "isis")),
        LedgerKept(area="town", when="2017-11-02", opened=DAY("2017-01-01"), marks=(1, 2), nested=(("a",), ())),
        AreaLiberated(area="town", when="2018-01-01", by="isf"),
        AreaCaptured(area="town", when="2018-01-01", by="sdf"),
    ])  # fmt: skip
    return made


def types(table):
    return {field.name: str(field.type) for field in table.schema}


NAME = "dictionary<values=string, indices=int32, ordered=0>"


def test_columns_are_of_the_declared_types_whatever_the_log_holds(tl):
    told = types(frames.spans(tl.spans()))
    expected = {
        "area": NAME,
        "start": "date32[day]",
        "mood": NAME,
        "mood_possible": "list<item: string>",
        "guess": "string",
        "holder": NAME,
        "holder_certain": "bool",
        "holder_disputed": "list<item: string>",
        "among": "list<item: string>",
        "opened": "date32[day]",
        "opened_possible": "list<item: date32[day]>",
        "mixed": "string",
        "kind": NAME,
        "freed_on": "date32[day]",
        "freed_on_possible": "list<item: struct<earliest: date32[day], latest: date32[day]>>",
        "strikes": "int64",
        "strikes_min": "int64",
        "told": "string",
    }
    assert expected == {name: told[name] for name in expected}
    assert told == types(frames.spans(timeline.connect(projection=Sorted).spans()))


def test_a_span_tells_each_value_what_it_may_be_and_nulls_for_no_bound(tl):
    first, *_, last = frames.spans(tl.spans()).to_pylist()
    assert (None, DAY("2017-09-01"), None, ["isis", None]) == tuple(
        first[name] for name in ("start", "end", "holder", "holder_possible")
    )
    assert (None, ["isf", "sdf"], False) == tuple(
        last[name] for name in ("holder", "holder_disputed", "holder_certain")
    )
    assert (0, 0, 2, "calm") == tuple(last[name] for name in ("strikes", "strikes_min", "strikes_max", "mood"))
    assert [{"earliest": DAY("2018-01-01"), "latest": DAY("2018-01-01")}] == last["freed_on_possible"]
    assert (["isf", "isis"], DAY("2017-01-01")) == (last["among"], last["opened"])
    assert (["area-liberated"] * 2, {"disputed": ["isf", "sdf"]}) == tuple(
        json.loads(last[name]) for name in ("told", "guess")
    )


def test_a_history_is_a_table_too_of_one_value_when_asked_so(tl):
    table = frames.spans(tl.history("town", "strikes"))
    assert ["area", "start", "end", "strikes", "strikes_certain", "strikes_min", "strikes_max"] == table.column_names
    assert frames.spans(tl.spans()).equals(frames.spans(tl.spans(["Town"])))


def test_a_table_says_what_its_rows_are_and_for_which_coordinates(tl):
    table = frames.spans(tl.spans(known_on="2017-12-01", position=3))
    about = {"rows": "spans", "projection": "sorted", "version": 1, "known_on": "2017-12-01", "position": 3}
    assert about == json.loads(table.schema.metadata[b"timeline"])


def test_events_are_those_in_force_as_they_stand():
    tl = timeline.connect()
    said = Citation("afp", "page 9", "2017-10-03")
    ids = tl.append([strike("a", 1, source=said, external_id="7"), strike("a", 5), strike("b", 3), strike("b", 3)]).ids
    tl.append([correct(ids[0], strike("a", 2, source=said), reported_on="2018-01-03")])
    tl.append([retract(ids[1], reported_on="2018-01-02")])
    tl.join(ids[2:], reason="one", reported_on="2018-01-02")
    table = frames.events(tl.events())
    rows = table.select(["id", "position", "area", "strikes", "reported_on", "source", "published"]).to_pylist()
    assert [(ids[0], 1, "a", 2, DAY("2018-01-03"), "afp", DAY("2017-10-03"))] == [tuple(rows[0].values())]
    assert [(3, 3), (4, 3)] == [(row["position"], row["strikes"]) for row in rows[1:]]
    assert [ids[0], ids[2], ids[2]] == table["happening"].to_pylist()


def test_own_fields_are_columns_and_those_that_clash_carry_the_name_of_their_kind(tl):
    table = frames.events(tl.events())
    kept = {name: table[name].to_pylist()[3] for name in table.column_names}
    assert ("left", "three", 0.5, DAY("2017-01-01"), [1, 2]) == tuple(
        kept[name] for name in ("ledger-kept.position", "ledger-kept.strikes", "price", "opened", "marks")
    )
    assert ([["a"], []], None) == (json.loads(kept["nested"]), kept["strike-reported.strikes"])
    assert 5 == kept["position"]
    targets = next(filter(None, table["targets"].to_pylist()))
    assert [{"verb": "hit", "count": 1, "noun": "=van"}] == json.loads(targets)


def test_a_window_without_a_bound_is_null(tl):
    row = frames.events(tl.events()).to_pylist()[1]
    assert (DAY("2017-09-29"), DAY("2017-09-29"), DAY("2017-09-29"), None) == tuple(
        row[name] for name in ("first_earliest", "first_latest", "last_earliest", "last_latest")
    )


def test_each_format_is_read_back_equal(tl, tmp_path):
    from pyarrow import ipc, parquet

    for number, table in enumerate((frames.spans(tl.spans()), frames.events(tl.events()))):
        frames.to_parquet(table, tmp_path / f"{number}.parquet")
        frames.to_arrow(table, tmp_path / f"{number}.arrow")
        assert table.equals(parquet.read_table(tmp_path / f"{number}.parquet"))
        assert table.equals(ipc.open_stream(tmp_path / f"{number}.arrow").read_all())


def test_what_a_column_cannot_hold_is_refused_by_its_name(tl):
    tl.append([strike("town", 2**62) for _ in range(3)])
    with pytest.raises(InputError, match="column strikes: expected cells of the declared type, int64"):
        frames.spans(tl.spans())


def test_two_columns_of_one_name_are_refused():
    class Twice(Projection, name="twice"):
        strikes = total(StrikeReported.strikes)
        strikes_min = total(StrikeReported.engagements)

    with pytest.raises(ProjectionError, match="strikes_min twice"):
        frames.spans(timeline.connect(projection=Twice).spans())


def test_without_pyarrow_the_extra_is_named(monkeypatch, tl):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'timeline\[frames\]'") as refused:
        frames.spans(tl.spans())
    assert "frames" == refused.value.extra


def as_csv(flat):
    text = "".join(csv_lines.lines(flat.rows(), [column.name for column in flat.columns]))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_cell(value):
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


@settings(max_examples=15)
@given(script=logs())
def test_csv_has_the_cells_of_the_table(script):
    tl = script.played(timeline.connect())
    for flat, table in (
        (flat_spans(tl.spans()), frames.spans(tl.spans())),
        (flat_events(tl.events()), frames.events(tl.events())),
    ):
        told = [{name: csv_lines.as_told(cell) for name, cell in row.items()} for row in as_csv(flat)]
        rows = json.loads(json.dumps(table.to_pylist(), default=lambda day: day.isoformat()))
        assert told == [{name: as_cell(value) for name, value in row.items()} for row in rows]


def test_spans_of_all_areas_are_the_histories_of_each(tl):
    tl.append([area("town/quarter", "town"), liberation("town/quarter"), strike("elsewhere")])
    histories = [tl.history(each).rows(judged=True) for each in ("elsewhere", "town", "town/quarter")]
    assert [row for rows in histories for row in rows] == sorted(tl.spans().rows(), key=lambda row: row["area"])
    assert histories[1] + histories[0] == tl.spans(["Town", "elsewhere", "town"]).rows()


def test_areas_that_are_not_there_have_no_rows():
    tl = timeline.connect()
    tl.append([area("iq")])
    assert (0, 1) == (frames.events(tl.events()).num_rows, frames.spans(tl.spans()).num_rows)


# Other tools, where they are installed


@pytest.fixture
def tables(tl):
    return frames.spans(tl.spans()), frames.events(tl.events())


def test_polars_reads_a_table_without_copying(tables):
    polars = pytest.importorskip("polars")
    for table, column in zip(tables, ("strikes", "position"), strict=True):
        frame = polars.DataFrame(table)
        assert (table.num_rows, table.column_names) == (frame.height, frame.columns)
        assert table[column].chunk(0).buffers()[1].address == frame[column].to_arrow().buffers()[1].address


def test_pandas_reads_a_table(tables):
    pandas = pytest.importorskip("pandas")
    frame = tables[0].to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert tables[0]["strikes"].to_pylist() == frame["strikes"].tolist()
    assert isinstance(frame["holder"].dtype, pandas.CategoricalDtype)


def test_duckdb_asks_a_table(tables):
    duckdb = pytest.importorskip("duckdb")
    spans = tables[0]
    asked = duckdb.sql("select max(strikes_max), min(start), count(*) from spans").fetchall()
    assert [(2, DAY("2017-09-01"), spans.num_rows)] == asked
