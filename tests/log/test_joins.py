"""What our logs do with a join beyond the contract."""

from __future__ import annotations

import pytest

from timeline import Entry, Join
from timeline.log.defects import defects
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.testing.log_contract.joins import OCTOBER, SEPTEMBER, joined


@pytest.fixture(params=["memory", "sqlite"])
def log(request, path):
    made = MemoryLog() if request.param == "memory" else SqliteLog(path)
    yield made
    made.close()


def test_a_join_is_found_by_its_id_and_describes_nothing(log):
    ids = log.append([SEPTEMBER, OCTOBER]).ids
    join = log.append([joined(*ids)]).ids[0]
    assert joined(*ids) == log.find(join).statement
    assert [] == [entry for entry in log.described() if isinstance(entry.statement, Join)]


def test_verify_names_a_join_whose_member_is_not_before_it(log):
    ids = log.append([SEPTEMBER, OCTOBER]).ids
    log.append([joined(*ids)])
    first, _, last = log.read()
    early = Entry(2, last.id, last.recorded_at, last.reported_on, last.statement)
    found = list(defects([first, early], 2, lambda done, count: None))
    assert [f"position 2: is about {ids[1]}, which is not before it"] == found


def test_the_views_of_sqlite_show_a_join(path):
    log = SqliteLog(path)
    log.append([joined(*log.append([SEPTEMBER, OCTOBER]).ids)])
    assert [("join",)] == log._connection.execute("SELECT kind FROM statements").fetchall()
    assert 2 == len(log._connection.execute("SELECT kind FROM events").fetchall())
    log.close()
