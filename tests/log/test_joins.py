"""How each log admits and keeps a join."""

from __future__ import annotations

import attrs
import pytest

import timeline
from timeline import Area, AreaStatus, Correction, Entry, Join, Retraction, Timeline
from timeline.conflict import AreaCaptured, AreaLiberated
from timeline.errors import InputError, NotFoundError, PositionConflictError
from timeline.log.defects import defects
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog

SEPTEMBER = AreaLiberated(area="a", when="2017-09", by="isf", reported_on="2017-12-30")
OCTOBER = AreaLiberated(area="a", when="2017-10-05", by="isf", reported_on="2017-10-05")


@pytest.fixture(params=["memory", "sqlite"])
def log(request, tmp_path):
    made = MemoryLog() if request.param == "memory" else SqliteLog(tmp_path / "log.db")
    yield made
    made.close()


@pytest.fixture
def ids(log):
    return log.append([Area("a", "A"), SEPTEMBER, OCTOBER]).ids[1:]


def joined(*members: str, **others: object) -> Join:
    return Join(members=members, reason="one", reported_on="2018-01-01", **others)


def test_a_join_is_kept_as_it_was_given(log, ids):
    id_ = log.append([joined(*ids)]).ids[0]
    assert joined(*ids) == log.find(id_).statement
    assert [id_] == [entry.id for entry in log.read(after=3)]
    assert id_ not in [entry.id for entry in log.described()]
    assert [] == list(log.problems())


def test_a_batch_may_join_the_events_that_it_brings(log):
    numbered = [
        attrs.evolve(event, source=timeline.Citation("afp"), external_id=str(number))
        for number, event in enumerate([SEPTEMBER, OCTOBER])
    ]
    ids = [timeline.log.base.external_id("afp", str(number)) for number in range(2)]
    assert (3, 3) == (log.append([*numbered, joined(*ids)]).new_count, log.head)


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (AreaCaptured(area="a", when="2017-09", by="isf"), "kind, found area-captured and area-liberated"),
        (attrs.evolve(OCTOBER, area="b"), "area, found a and b"),
        (attrs.evolve(OCTOBER, when="2017-10-05/2017-10-06"), "shape (a day, or lasting), found a day and lasting"),
    ],
)
def test_events_that_differ_in_kind_area_or_shape_are_refused_and_the_difference_is_named(log, ids, other, differs):
    (odd,) = log.append([other]).ids
    with pytest.raises(InputError) as refused:
        log.append([SEPTEMBER, joined(*ids, odd)])
    assert f"join: expected events that share their {differs}" in str(refused.value)
    assert 4 == log.head


def test_a_member_must_be_an_event_of_the_log(log, ids):
    area = next(iter(log.read())).id
    with pytest.raises(InputError, match="a Area at position 1"):
        log.append([joined(ids[0], area)])
    with pytest.raises(NotFoundError):
        log.append([joined(ids[0], "f" * 32)])


def test_events_may_be_joined_that_agree_since_one_was_corrected(log, ids):
    (odd,) = log.append([attrs.evolve(OCTOBER, area="b")]).ids
    log.append([Correction(target=odd, replacement=OCTOBER, reason="typo", reported_on="2018-01-01")])
    assert 1 == log.append([joined(ids[0], odd)]).new_count


def test_an_append_on_condition_is_refused_when_an_event_of_its_area_was_joined(log, ids):
    position = log.head
    join = log.append([joined(*ids)]).ids[0]
    with pytest.raises(PositionConflictError):
        log.append([SEPTEMBER], if_position=position)
    position = log.head
    log.append([Retraction(target=join, reason="two")])
    with pytest.raises(PositionConflictError):
        log.append([OCTOBER], if_position=position)
    log.append([attrs.evolve(SEPTEMBER, area="b")], if_position=position)


def test_a_join_on_condition_is_refused_when_an_area_of_its_members_moved_on(log, ids):
    position = log.head
    log.append([attrs.evolve(SEPTEMBER, area="b")])
    log.append([joined(*ids)], if_position=position)
    with pytest.raises(PositionConflictError):
        log.append([joined(*ids)], if_position=position)


def test_a_join_can_be_retracted_and_not_corrected(log, ids):
    join = log.append([joined(*ids)]).ids[0]
    with pytest.raises(InputError):
        log.append([Correction(target=join, replacement=OCTOBER, reason="no")])
    tl = Timeline(log, AreaStatus)
    assert 1 == len(tl.incidents())
    tl.retract(join, reason="two", reported_on="2018-02-01")
    assert (0, 1) == (len(tl.incidents()), len(tl.incidents(known_on="2018-01-31")))


def test_verify_names_a_join_whose_member_is_not_before_it(log, ids):
    log.append([joined(*ids)])
    *entries, last = log.read()
    early = Entry(3, last.id, last.recorded_at, last.reported_on, last.statement)
    found = list(defects([*entries[:2], early], lambda done, count: None))
    assert [f"position 3: is about {ids[1]}, which is not before it"] == found


def test_the_views_of_sqlite_show_a_join(tmp_path):
    log = SqliteLog(tmp_path / "log.db")
    log.append([joined(*log.append([SEPTEMBER, OCTOBER]).ids)])
    assert [("join",)] == log._connection.execute("SELECT kind FROM statements").fetchall()
    assert 2 == len(log._connection.execute("SELECT kind FROM events").fetchall())
    log.close()
