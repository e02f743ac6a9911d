"""The index of a log is what its entries say, however they came; and an older log gets one when it is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import played, scripts
from timeline import Area, Event
from timeline.conflict import AreaLiberated, StrikeReported
from timeline.engine import Timeline
from timeline.log.index import Indexed, named_alone
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.log.sqlite_columns import SqliteColumns
from timeline.testing.strategies import DAY, Question, questions

TABLES = ("happenings", "happening_entries", "happening_incidents", "descriptions")
FREED = AreaLiberated(area="town", when="2017-10-05", by="isf", reported_on="2017-10-06")


def rows(log: SqliteLog) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(log._rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


@given(scripts())
def test_what_is_indexed_entry_by_entry_is_what_all_at_once_gives(script):
    with closing(SqliteLog(":memory:")) as log:
        script.played(Timeline(log, timeline.AreaStatus))
        step_by_step = rows(log)
        log.reindex()
        assert rows(log) == step_by_step


@given(scripts())
def test_the_row_of_an_event_alone_is_what_the_plain_definition_names(script):
    with closing(SqliteLog(":memory:")) as log:
        script.played(Timeline(log, timeline.AreaStatus))
        writer = log._writer
        for entry in [entry for entry in log.read() if isinstance(entry.statement, Event)]:
            assert writer._row(entry.position, named_alone(entry)) == writer._row_alone(entry)


def test_an_older_log_gets_its_index_when_it_is_opened(tmp_path: Path):
    path = tmp_path / "log.db"
    with timeline.connect(path) as tl:
        tl.append([FREED, StrikeReported(area="town", when="2017-10", strikes=2, reported_on="2017-11-01")])
        tl.retract(tl.events()[0].id, reason="withdrawn", reported_on="2017-12-01")
    with closing(SqliteLog(path)) as log:
        expected = rows(log)
    _without_index(path)
    with timeline.connect(path) as tl:
        assert "isf" == tl.status("town", on="2017-11-30", known_on="2017-11-30").control
        assert tl.status("town", on="2017-11-30").control is None
    with closing(SqliteLog(path)) as log:
        assert expected == rows(log)


def _without_index(path: Path) -> None:
    """Make of a log what the first schema was."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_index'")
        connection.execute("PRAGMA user_version = 1")


def test_a_question_reads_only_what_can_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([FREED])
        tl.append([StrikeReported(area="other", when="2017-10-05", strikes=1, reported_on="2017-10-05")] * 50)
        tl.append([StrikeReported(area="town", when="2015", strikes=1, reported_on="2016-01-01")] * 50)
    monkeypatch.setattr(SqliteLog, "read", lambda *_, **__: pytest.fail("the whole log was read"))
    read: list[int] = []
    at, reader = SqliteLog.at, SqliteColumns.reader
    monkeypatch.setattr(SqliteLog, "at", lambda log, positions: read.extend(positions) or at(log, read))
    monkeypatch.setattr(
        SqliteColumns, "reader", lambda log, of: lambda positions: read.extend(positions) or reader(log, of)(read)
    )
    with timeline.connect(tmp_path / "log.db") as tl:
        assert "isf" == tl.status("town", on="2017-12-30").control
    assert [1] == read


def test_a_log_in_memory_has_none():
    assert (False, True) == (isinstance(MemoryLog(), Indexed), isinstance(SqliteLog(":memory:"), Indexed))


def test_an_index_that_does_not_fit_the_log_is_told_and_mended(tmp_path: Path):
    path = tmp_path / "log.db"
    with timeline.connect(path) as tl:
        tl.append([FREED])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE happenings SET earliest = earliest + 9")
        connection.commit()
    with timeline.connect(path) as tl:
        assert ("index: it does not fit the entries",) == tl.verify().stale
        tl.reindex()
        assert () == tl.verify().stale


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM happenings", "DELETE FROM descriptions WHERE position = 1", "INSERT INTO descriptions VALUES (9)"],
)
def test_an_index_that_lacks_a_row_or_has_one_too_many_does_not_fit(tmp_path: Path, damage: str):
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        log.append([Area("town", "Town"), FREED])
        assert log.is_index_sound()
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        connection.execute(damage)
        connection.commit()
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        assert not log.is_index_sound()


@given(scripts())
def test_a_log_is_never_told_that_its_index_does_not_fit(script):
    with closing(SqliteLog(":memory:")) as log:
        script.played(Timeline(log, timeline.AreaStatus))
        assert log.is_index_sound()
    assert played(script).verify().is_sound


@given(st.data())
def test_what_is_looked_up_is_answered_as_by_reading_all(data: st.DataObject):
    script = data.draw(scripts())
    question = data.draw(questions(script))
    with closing(SqliteLog(":memory:")) as log:
        looked_up, read = script.played(Timeline(log, timeline.AreaStatus)), played(script)
        for area in script.areas:
            assert told(read, attrs.evolve(question, area=area)) == told(looked_up, attrs.evolve(question, area=area))


def told(tl: Timeline[timeline.AreaStatus], question: Question) -> list[object]:
    """What is answered by all questions that need not read the whole log, but for ids."""
    area, on, known = question.area, question.on, {"known_on": question.known_on}
    reasons = tl.explain(area, on=on, **known)
    return [
        tl.areas(**known),
        tl.sources(**known),
        [answer.area for answer in tl.statuses(on=on, **known)],
        tl.history(area, **known).rows(),
        tl.rollup(area, on=on, **known).as_data(),
        [[member.event for member in each.members] for each in tl.suggest_incidents(apart_days=2, **known)],
        tl.series("strikes", area, start=on - 9 * DAY, end=on + 9 * DAY, **known).rows(),
        [(each.name, each.value, each.since, each.evidence) for each in reasons],
        [[claim.known.event for claim in each.causes] for each in reasons],
        [[(rival.event, rival.entry.position, rival.why) for rival in each.rivals] for each in reasons],
    ]


def test_an_area_that_only_withdrawn_reports_of_one_happening_named_is_not_listed():
    with Timeline(SqliteLog(":memory:"), timeline.AreaStatus) as tl:
        said = [AreaLiberated(area="far", when="2017-10-05", by="isf", reported_on=f"2017-10-0{day}") for day in (6, 7)]
        ids = tl.append(said).ids
        tl.join(ids, reason="one", reported_on="2017-10-08")
        for id_ in ids:
            tl.retract(id_, reason="none", reported_on="2017-10-10")
        assert ["far"] == [area.id for area in tl.areas(known_on="2017-10-09")]
        assert [] == list(tl.areas())
