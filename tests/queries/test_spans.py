"""The spans of all areas at once are those of the history of each."""

from __future__ import annotations

import datetime
import itertools
import random
import sqlite3
from contextlib import closing

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_many import Days

import timeline
from crowded import crowded, event
from strategies import DESCRIBED, Script, fresh, played, scripts
from testing.wide import Wide
from timeline import EVER, Projection, Timeline, fold, latest
from timeline.conflict import AreaCaptured, AreaLiberated, StrikeReported
from timeline.log import sqlite_columns
from timeline.log.sqlite import SqliteLog
from timeline.projections.columns import folds
from timeline.queries.spans import spans_of_all
from timeline.testing.script import play
from timeline.testing.strategies import logs

KINDS = [AreaCaptured, AreaLiberated, StrikeReported]


class Lists(Projection, name="lists"):
    """Values that cannot be looked up, only compared."""

    told = fold(lambda seen, event: [event.by], [], kinds=[AreaLiberated])
    by = latest(AreaLiberated.by)


def remember(seen, event):
    return (*seen, repr(event))[-5:]


class InOrder(Projection, name="in-order"):
    """What order makes a difference to."""

    here = fold(remember, (), kinds=KINDS)
    inside = fold(remember, (), kinds=KINDS, look="down")


def spans(tl):
    found = spans_of_all(tl._projection, tl._all_steps(EVER, None), lambda done, count: None)
    rows = itertools.groupby(found.rows(), key=lambda row: row["area"])
    return {area: list(of_area) for area, of_area in rows}


@pytest.mark.parametrize("projection", [Wide, Days, Lists])
@given(script=st.one_of(scripts(), logs()))
def test_the_rows_of_each_area_are_those_of_its_history(projection, script):
    tl = played(script).using(projection)
    expected = {area.id: tl.history(area.id).rows(judged=True) for area in tl.areas()}
    assert expected == spans(tl)
    with Timeline(SqliteLog(":memory:"), projection) as stored:
        script.played(stored)
        assert expected == spans(stored)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("page", [1, 20, 1000])
def test_a_fold_takes_events_in_by_day_rank_and_content(seed, page, monkeypatch):
    monkeypatch.setattr(folds, "_PAGE", page)
    rng = random.Random(seed)
    apart = (attrs.evolve(event(rng), incident=None, reported_on=datetime.date(2018, 1, 1)) for _ in range(150))
    script = Script((*DESCRIBED, *apart) if seed % 2 else tuple(crowded(rng, 150)))
    tl = played(script).using(InOrder)
    expected = {area.id: tl.history(area.id).rows(judged=True) for area in tl.areas()}
    assert expected == spans(tl)
    with Timeline(SqliteLog(":memory:"), InOrder) as stored:
        script.played(stored)
        assert expected == spans(stored)


@pytest.mark.parametrize("projection", [Wide, Lists])
@given(script=logs(), share=st.floats(0, 1))
def test_what_was_sealed_before_more_was_said_tells_what_all_entries_tell(projection, script, share):
    ids = {}
    with pytest.MonkeyPatch.context() as patched, Timeline(SqliteLog(":memory:"), projection) as stored:
        patched.setattr(sqlite_columns, "PAGE", 3)
        for place, statement in enumerate(script):
            if place == int(share * len(script)):
                stored.replay()
            ids[str(place)] = play(stored, statement, ids)
        assert spans(played(script).using(projection)) == spans(stored)


def test_what_another_version_has_sealed_is_not_read_and_makes_room(monkeypatch, tmp_path):
    monkeypatch.setattr(sqlite_columns, "PAGE", 2)
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([AreaLiberated(area="town", when=f"2017-10-0{day}", by="isf") for day in (4, 5)])
    with closing(sqlite3.connect(tmp_path / "log.db")) as file, file:
        file.execute("INSERT INTO derived_pages VALUES (0, 'events', x'00')")
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.replay()
        expected = tl.history("town").rows(judged=True)
        assert {"town": expected} == spans(tl)
    with closing(sqlite3.connect(tmp_path / "log.db")) as file:
        names = {name for (name,) in file.execute("SELECT name FROM derived_pages")}
        assert "events" not in names
        assert "numbers" in names


def test_without_any_area_there_are_none():
    assert {} == spans(timeline.connect())


def test_equal_neighbours_are_one_span_even_where_values_can_only_be_compared():
    tl = fresh().using(Lists)
    tl.append([AreaLiberated(area="town", when=f"2017-10-0{day}", by="isf") for day in (4, 5, 6)])
    assert [None, "2017-10-04"] == [row["start"] for row in spans(tl)["town"]]
