"""`status_many`: many areas on many days, in columns."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
import subprocess
import sys

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import AREAS, DESCRIBED, days, fresh, played, scripts
from testing.wide import Wide
from timeline import (
    EVER,
    AreaStatus,
    Citation,
    Disputed,
    Event,
    Policy,
    Projection,
    Timeline,
    derived,
    event_kind,
    first,
    last_on,
    latest,
    total,
)
from timeline.conflict import AreaLiberated, InsurgentActivity, StrikeReported
from timeline.errors import InputError, NotFoundError, ProjectionError
from timeline.log.sqlite import SqliteLog
from timeline.projections.facets import Latest
from timeline.projections.projection import judgements


class Days(Projection, name="days"):
    """A derived value whose possibilities are cut off at the day asked about."""

    freed_on = last_on(AreaLiberated)

    @derived
    def freed_late(self):
        return self.freed_on is not None and self.freed_on.day > 6


@pytest.fixture
def tl():
    made = fresh()
    made.append(
        [
            AreaLiberated(area="town", when="2017-10-05", by="isf", reported_on="2017-10-06"),
            StrikeReported(area="town", when="2017-10-20/2017-10-22", strikes=3, reported_on="2017-11-20"),
        ]
    )
    return made


@given(scripts(), st.lists(st.tuples(st.sampled_from(AREAS), days()), min_size=1, max_size=8), st.data())
@pytest.mark.parametrize("projection", [AreaStatus, Days])
def test_each_row_is_the_status_of_its_area_on_its_day(projection, script, pairs, data):
    tl = played(script).using(projection)
    known_on, position = (
        data.draw(st.one_of(st.just(EVER), days())),
        data.draw(st.integers(len(DESCRIBED), tl.position)),
    )
    areas, asked = zip(*pairs, strict=True)
    columns = tl.status_many(areas, asked, known_on=known_on, position=position)
    for row, (area, on) in enumerate(pairs):
        answer = judgements(tl.status(area, on=on, known_on=known_on, position=position))
        expected = {name: (value, is_certain) for name, (value, _, is_certain) in answer.items()}
        assert expected == {name: (columns[name][row], columns.certain(name)[row]) for name in answer}


@given(scripts(), st.lists(st.tuples(st.sampled_from(AREAS), days()), min_size=1, max_size=8))
@pytest.mark.parametrize("projection", [AreaStatus, Days])
def test_what_was_asked_before_changes_no_row(projection, script, pairs):
    at_once, one_by_one = (played(script).using(projection) for _ in range(2))
    expected = at_once.status_many(*zip(*pairs, strict=True)).rows()
    assert expected == [one_by_one.status_many(*pair).rows()[0] for pair in pairs]


@given(scripts(), st.lists(st.tuples(st.sampled_from(AREAS), days()), min_size=1, max_size=8), st.data())
@pytest.mark.parametrize("projection", [Wide])
def test_a_log_that_is_read_by_column_tells_the_same(projection, script, pairs, data):
    areas, asked = zip(*pairs, strict=True)
    known_on = data.draw(st.one_of(st.just(EVER), days()))
    expected = played(script).using(projection).status_many(areas, asked, known_on=known_on).rows()
    with Timeline(SqliteLog(":memory:"), projection) as stored:
        script.played(stored)
        assert expected == stored.status_many(areas, asked, known_on=known_on).rows()


def test_one_area_or_one_day_is_asked_about_each_time(tl):
    assert [None, "isf"] == tl.status_many("Town", ["2017-10-04", "2017-10-05"])["control"].tolist()
    assert ["isf", None] == tl.status_many(["town", "country"], "2017-10-05")["control"].tolist()


def test_days_may_be_a_column_of_numpy(tl):
    asked = np.array(["2017-10-21", "2017-10-22"], "datetime64[D]")
    columns = tl.status_many("town", asked)
    assert [0, 3] == columns["strikes"].tolist()
    assert [False, True] == columns.certain("strikes").tolist()
    assert asked.tolist() == columns.on.tolist()


def test_another_state_of_knowledge_is_asked_for_as_anywhere(tl):
    asked = {"areas": "town", "days": "2017-10-30"}
    assert [0, 3] == [tl.status_many(**asked, known_on=day)["strikes"][0] for day in ("2017-11-19", "2017-11-20")]
    assert [None, "isf"] == [tl.status_many(**asked, position=tl.position - back)["control"][0] for back in (2, 1)]


def test_what_is_appended_meanwhile_is_told(tl):
    before = tl.status_many("town", "2017-10-30")["strikes"].tolist()
    tl.append([StrikeReported(area="town", when="2017-10-29", strikes=4)])
    assert ([3], [7]) == (before, tl.status_many("town", "2017-10-30")["strikes"].tolist())


def test_equal_ranks_that_differ_are_disputed_here_too(tl):
    tl.append([AreaLiberated(area="town", when="2017-10-05", by="sdf", reported_on="2017-10-06")])
    columns = tl.status_many("town", "2017-10-05")
    assert ([Disputed({"isf", "sdf"})], [False]) == (columns["control"].tolist(), columns.certain("control").tolist())


def test_rows_are_plain_and_columns_are_named(tl):
    columns = tl.status_many(["town", "country"], ["2017-10-05", "2017-10-22"])
    assert ["area", "on", *AreaStatus.definition.names] == list(columns.columns)
    certain = dict.fromkeys(AreaStatus.definition.names, True)
    values = {"control": None, "taken": None, "fighting": False, "strikes": 3, "insurgency": False, "victory": None}
    row = {"area": "country", "on": "2017-10-22", "condition": "unknown", **values, "certain": certain}
    assert (2, row) == (len(columns), columns.rows()[1])


def test_nothing_is_told_of_no_area():
    assert [] == fresh().status_many([], []).rows()


def test_what_does_not_pair_is_refused(tl):
    with pytest.raises(InputError, match="expected as many areas as days, found 2 areas and 3 days"):
        tl.status_many(["town", "country"], ["2017-10-05"] * 3)


@pytest.mark.parametrize("day", ["2017-10", "yesterday", 5])
def test_a_day_that_is_none_is_refused(tl, day):
    with pytest.raises(InputError, match="days: expected one day as YYYY-MM-DD"):
        tl.status_many("town", [day])


def test_an_area_or_a_value_that_nobody_knows_is_refused_by_name(tl):
    with pytest.raises(NotFoundError, match="Toun"):
        tl.status_many(["town", "Toun"], "2017-10-05")
    columns = tl.status_many("town", "2017-10-05")
    for ask in (columns.certain, columns.__getitem__):
        with pytest.raises(NotFoundError, match="weather"):
            ask("weather")


def test_an_area_known_only_later_is_told_of_as_unknown():
    tl = fresh()
    tl.append([InsurgentActivity(area="far", when="2017-10-05", by="isis", reported_on="2017-10-06")])
    columns = tl.status_many("far", ["2017-10-05"], known_on="2017-10-05")
    assert [False] == columns["insurgency"].tolist()


def test_the_ends_of_the_calendar_may_be_asked_about(tl):
    asked = [datetime.date.min, datetime.date.max]
    columns = tl.status_many("town", asked)
    assert ([None, "isf"], asked) == (columns["control"].tolist(), columns.on.tolist())


def test_numpy_is_loaded_when_columns_are_asked_for_and_not_before():
    code = "import sys, timeline; tl = timeline.connect(); assert 'numpy' not in sys.modules; tl.status_many([], [])"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_amounts_too_great_for_columns_are_told_too(tl):
    tl.append([StrikeReported(area="town", when="2017-10-29", strikes=2**62) for _ in range(3)])
    assert [3 * 2**62 + 3] == tl.status_many("town", "2017-10-30")["strikes"].tolist()


@event_kind("tally", schema=2, upcasts={1: lambda old: old | {"total": old.pop("count")}})
@attrs.frozen(kw_only=True)
class Tally(Event):
    """A kind with fields of every sort that a column may hold or not."""

    total: int
    word: str | None = None
    unless: str | None = "nobody"
    is_final: bool = False
    parts: tuple[str, ...] = ()


class Tallied(Projection, name="tallied"):
    """What is read of each field."""

    total = total(Tally.total)
    word = latest(Tally.word)
    unless = latest(Tally.unless)
    is_final = first(Tally.is_final)
    parts = latest(Tally.parts)


@pytest.fixture
def stored():
    with Timeline(SqliteLog(":memory:"), Tallied) as made:
        yield made


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"word": "many"},
        {"unless": None},
        {"unless": "somebody"},
        {"is_final": True},
        {"parts": ("a", "b")},
        {"total": 2**70},
    ],
)
def test_each_sort_of_field_is_read_by_column_as_it_is_read_from_its_event(stored, fields):
    stored.append([Tally(area="town", when="2017-10-05", **({"total": 3} | fields))])
    columns, answer = stored.status_many("town", "2017-10-05"), stored.status("town", on="2017-10-05")
    for name in Tallied.definition.names:
        found = columns[name].tolist()[0]
        assert (getattr(answer, name), type(getattr(answer, name))) == (found, type(found))


OLDER = """INSERT INTO entries SELECT position + 1, randomblob(16), recorded_at, reported_on, kind, area, earliest,
    latest, target, '{"when":"2017-10-05","count":4}' FROM entries ORDER BY position DESC LIMIT 1"""


def test_an_event_of_an_older_schema_is_brought_up_to_date(tmp_path):
    with Timeline(SqliteLog(tmp_path / "log.db"), Tallied) as stored:
        stored.append([Tally(area="town", when="2017-10-05", total=3)])
        with contextlib.closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as older:
            older.execute(OLDER)
        assert [7] == stored.status_many("town", "2017-10-05")["total"].tolist()


def test_a_policy_of_ones_own_ranks_here_too():
    shortest = Policy("shortest", 1, lambda known, _: (-len(known.event.note),))
    said = [Tally(area="town", when="2017-10-05", total=1, word=word, note=word * 3) for word in ("long", "no")]
    with Timeline(SqliteLog(":memory:"), Tallied, shortest) as stored:
        stored.append(said)
        assert ["no"] == stored.status_many("town", "2017-10-05")["word"].tolist()


class OnlyLater(Latest):
    """A facet with a way of its own to read."""

    def read(self, event):
        return f"{super().read(event)} on {event.when}"


def test_a_facet_that_reads_in_a_way_of_its_own_is_told_so():
    class Own(Projection, name="own"):
        word = OnlyLater({Tally: "word"}, "here")

    with Timeline(SqliteLog(":memory:"), Own) as stored:
        stored.append([Tally(area="town", when="2017-10-05", total=1, word="few")])
        assert ["few on 2017-10-05"] == stored.status_many("town", "2017-10-05")["word"].tolist()


def test_an_amount_that_is_none_is_refused_as_anywhere(stored):
    class Wrong(Projection, name="wrong"):
        amount = total(Tally.word)

    stored.append([Tally(area="town", when="2017-10-05", total=1, word="few")])
    for ask in (stored.using(Wrong).status_many, lambda area, on: stored.using(Wrong).status(area, on=on)):
        with pytest.raises(ProjectionError, match="whole numbers that are not negative"):
            ask("town", "2017-10-05")


@pytest.mark.parametrize("log", [lambda: SqliteLog(":memory:"), None], ids=["sqlite", "memory"])
def test_of_an_area_that_was_heard_of_only_later_or_from_others_nothing_is_told(log):
    with Timeline(log(), AreaStatus) if log else fresh() as tl:
        said = AreaLiberated(
            area="lonely", when="2017-10-05", by="isf", reported_on="2018-01-01", source=Citation("afp")
        )
        tl.append([said])
        assert [None] == tl.status_many("lonely", "2017-10-06", known_on="2017-12-31")["control"].tolist()
        assert [None] == tl.without(source="afp").status_many("lonely", "2017-10-06")["control"].tolist()
        assert ["isf"] == tl.status_many("lonely", "2017-10-06")["control"].tolist()
