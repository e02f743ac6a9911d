"""The laws of the engine, as properties of the built-in projection over drawn logs."""

from __future__ import annotations

import datetime
import itertools
import tempfile
from pathlib import Path
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import (
    AREAS,
    Script,
    content,
    days,
    events,
    fresh,
    orders,
    play,
    played,
    played_if_accepted,
    scripts,
    statuses,
)
from timeline import BY_RELIABILITY, Area, AreaStatus, Citation, Reinstatement, Retraction, Source, Timeline
from timeline.errors import InputError
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.model.days import BEGINNING, EVER, Unbounded
from timeline.model.incidents import merged
from timeline.model.knowledge import knowledge
from timeline.projections.projection import judgements
from timeline.queries.status import find

DAY = datetime.timedelta(days=1)


@given(scripts(), events(), days(), days(), days())
def test_law_2_what_is_reported_later_changes_no_earlier_state_of_knowledge(script, event, on, known_on, later):
    tl = played(script)
    before = statuses(tl, on, known_on)
    tl.append([attrs.evolve(event, reported_on=max(later, known_on + DAY))])
    assert before == statuses(tl, on, known_on)


@given(scripts(), days(), days(), st.data())
def test_law_2_retracting_later_changes_no_earlier_state_of_knowledge(script, on, known_on, data):
    tl = played(script)
    before = statuses(tl, on, known_on)
    entry = data.draw(st.sampled_from([entry.id for entry in tl.events()]))
    tl.retract(entry, reason="test", reported_on=known_on + DAY)
    assert before == statuses(tl, on, known_on)


@given(scripts(), scripts(), days(), days())
def test_law_2_at_a_pinned_position_nothing_ever_changes_an_answer(script, more, on, known_on):
    tl = played(script)
    position = tl.position
    before = statuses(tl, on, known_on, position)
    ids: dict[int, str] = {}
    for place, step in enumerate(more):
        ids[place] = play(tl, step, ids)
    assert before == statuses(tl, on, known_on, position)


@given(scripts(), st.data(), days(), st.one_of(days(), st.just(EVER)))
def test_law_3_arrival_is_irrelevant(script, data, on, known_on):
    order = data.draw(orders(script))
    other = played_if_accepted(script, order)
    assert statuses(played(script), on, known_on) == statuses(other, on, known_on)


@given(st.lists(events(), max_size=6), st.data(), days())
def test_law_4_a_batch_equals_its_parts_and_appending_again_changes_nothing(drawn, data, on):
    batch = [_numbered(event, number) for number, event in enumerate(drawn)]
    cut = data.draw(st.integers(0, len(batch)))
    whole, parts = fresh(), fresh()
    whole.append(batch)
    parts.append(batch[:cut])
    parts.append(batch[cut:])
    assert statuses(whole, on) == statuses(parts, on)
    position = whole.position
    assert (position, 0) == (whole.append(batch).position, whole.append(batch).new_count)


@given(st.lists(events(), min_size=1, max_size=5), st.data())
def test_law_4_a_batch_with_a_bad_event_is_refused_whole(drawn, data):
    tl = fresh()
    tomorrow = datetime.datetime.now(datetime.UTC).date() + 2 * DAY
    bad = attrs.evolve(drawn[0], reported_on=tomorrow)
    place = data.draw(st.integers(0, len(drawn)))
    position = tl.position
    try:
        tl.append([*drawn[:place], bad, *drawn[place:]])
    except InputError:
        assert position == tl.position
    else:
        raise AssertionError("an event reported tomorrow was accepted")


@given(scripts(), days(), days())
def test_law_5_every_cause_was_known_and_had_begun_by_then(script, on, known_on):
    tl = played(script)
    position = tl.position - 1
    for area in AREAS:
        answer = tl.status(area, on=on, known_on=known_on, position=position)
        for finding in answer._findings.values():
            for claim in finding.causes:
                assert claim.known.reported_on <= known_on
                assert claim.first.earliest <= on
                assert all(entry.position <= position for entry in claim.known.entries)


@given(scripts(), st.sampled_from(AREAS), st.one_of(days(), st.just(EVER)))
def test_law_6_spans_tile_all_of_time_and_no_two_neighbours_are_equal(script, area, known_on):
    spans = list(played(script).history(area, known_on=known_on))
    assert BEGINNING is spans[0].start
    assert EVER is spans[-1].end
    for before, after in itertools.pairwise(spans):
        assert before.start < before.end == after.start
        assert before.judged != after.judged


@given(scripts(), st.sampled_from(AREAS), days(), st.one_of(days(), st.just(EVER)))
def test_law_6_the_history_at_a_day_is_the_status_on_it(script, area, on, known_on):
    tl = played(script)
    history = tl.history(area, known_on=known_on)
    answer = tl.status(area, on=on, known_on=known_on)
    assert content(answer) == content(history.at(on))
    assert judgements(answer) == history.span_at(on).judged
    assert answer.evidence == history.at(on).evidence


@given(scripts(), events(), days(), days(), st.integers(-3, 3))
def test_law_7_retracting_cancels_from_its_day_on_and_reinstating_restores(script, event, on, day, distance):
    with_event, without = played(script), played(script)
    known = max(day, event.reported_on)
    retraction = with_event.retract(with_event.append([event]).ids[0], reason="test", reported_on=known)
    present = played(script)
    present.append([event])
    asked = known + distance * DAY
    expected = present if asked < known else without
    assert statuses(expected, on, asked) == statuses(with_event, on, asked)
    with_event.reinstate(retraction, reason="test", reported_on=known)
    assert statuses(present, on, asked) == statuses(with_event, on, asked)


@given(scripts(), events(), events(), days(), days(), st.integers(-3, 3))
def test_law_7_no_state_of_knowledge_sees_both_sides_of_a_correction(script, event, other, on, day, distance):
    corrected, old, new = played(script), played(script), played(script)
    known = max(day, event.reported_on)
    other = attrs.evolve(other, reported_on=known)
    corrected.correct(corrected.append([event]).ids[0], other, reason="test", reported_on=known)
    old.append([event])
    new.append([other])
    asked = known + distance * DAY
    assert statuses(old if asked < known else new, on, asked) == statuses(corrected, on, asked)


@given(scripts(), events(), events(), days(), days())
def test_law_7_a_mistake_of_ours_was_never_believed(script, event, other, on, known_on):
    corrected, right = played(script), played(script)
    other = attrs.evolve(other, reported_on=event.reported_on)
    corrected.correct(corrected.append([event]).ids[0], other, reason="typo", because="our-error")
    right.append([other])
    assert statuses(right, on, known_on) == statuses(corrected, on, known_on)


@given(scripts(), events(), events(), days())
def test_retracting_a_corrected_event_withdraws_its_correction_too(script, event, other, on):
    tl, without = played(script), played(script)
    id_ = tl.append([event]).ids[0]
    tl.correct(id_, other, reason="typo", because="our-error")
    tl.retract(id_, reason="test", reported_on=event.reported_on)
    assert statuses(without, on) == statuses(tl, on)


@given(scripts(), days(), st.one_of(days(), st.just(EVER)))
def test_law_9_the_causes_alone_give_the_same_value_and_possibilities(script, on, known_on):
    tl = played(script)
    entries = [entry for entry in tl.events() if not isinstance(entry.statement, (Retraction, Reinstatement))]
    for area in AREAS:
        for name, finding in tl.status(area, on=on, known_on=known_on)._findings.items():
            kept = {entry.id for claim in finding.causes for entry in claim.known.entries}
            alone = [each for each in entries if each.id in kept or isinstance(each.statement, (Area, Source))]
            apart = knowledge(alone, known_on=known_on, position=tl.position)
            known = merged(apart, lambda event, sources=apart.sources: BY_RELIABILITY.rank(event, sources))
            found = find(AreaStatus.definition.facets[name], known, BY_RELIABILITY, area, on)
            assert (finding.value, finding.possible) == (found.value, found.possible), name


@given(st.lists(events(), max_size=8), st.sampled_from(["country", "district"]), days())
def test_law_10_a_parent_counts_each_event_once(drawn, area, on):
    tl = fresh()
    tl.append(drawn)
    inside = tl.areas().inside(area, on)
    expected = [
        event for event in drawn if isinstance(event, timeline.conflict.StrikeReported) and event.area in inside
    ]
    within = [event.strikes for event in expected if _is_in_window(event, on)]
    assert sum(within) == tl.status(area, on=on).strikes


@given(scripts(max_size=5), days(), days())
def test_law_10_a_change_of_parents_from_a_day_on_changes_nothing_before(script, turn, on):
    moved = [
        timeline.Area("country", "Country"),
        timeline.Area("district", "District", parents=["country"]),
        timeline.Area(
            "town", "Town", parents=[timeline.Parent("district", end=turn), timeline.Parent("hills", start=turn)]
        ),
        timeline.Area("hills", "Hills", parents=["country"]),
    ]
    stayed = [*moved[:2], timeline.Area("town", "Town", parents=["district"]), moved[3]]
    tl, other = _with(moved, script), _with(stayed, script)
    if on < turn:
        assert statuses(other, on) == statuses(tl, on)


@given(scripts(), days(), days())
def test_law_11_both_logs_agree_and_replaying_gives_equal_rows(script, on, known_on):
    with tempfile.TemporaryDirectory() as folder:
        logs = [MemoryLog(**_fixed()), SqliteLog(Path(folder) / "log.db", synchronous="NORMAL", **_fixed())]
        timelines = [Timeline(log, AreaStatus) for log in logs]
        for tl in timelines:
            _play_into(tl, script)
        assert list(logs[0].read()) == list(logs[1].read())
        assert statuses(timelines[0], on, known_on) == statuses(timelines[1], on, known_on)
        rows = [_replayed(tl, log) for tl, log in zip(timelines, logs, strict=True)]
        logs[1].drop("area-status")
        assert [rows[0]] * 3 == [*rows, _replayed(timelines[1], logs[1])]
        timelines[1].close()


def _replayed(tl: Timeline[Any], log: Any) -> list[Any]:
    tl.replay()
    return list(log.rows("area-status"))


def _fixed() -> dict[str, Any]:
    numbers = iter(range(1, 10_000))
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    return {"clock": lambda: start, "fresh_id": lambda at: f"{next(numbers):032x}"}


def _play_into(tl: Timeline[Any], script: Script) -> None:
    from strategies import DESCRIBED

    tl.append(DESCRIBED)
    ids: dict[int, str] = {}
    for place, step in enumerate(script):
        ids[place] = play(tl, step, ids)


def _with(described: list[Any], script: Script) -> Timeline[AreaStatus]:
    tl = Timeline(MemoryLog(), AreaStatus)
    tl.append(described)
    ids: dict[int, str] = {}
    for place, step in enumerate(script):
        ids[place] = play(tl, step, ids)
    return tl


def _numbered(event: Any, number: int) -> Any:
    return attrs.evolve(event, source=Citation("good", "page"), external_id=str(number))


def _is_in_window(event: Any, on: datetime.date) -> bool:
    last = event.when.last.latest
    return not isinstance(last, Unbounded) and on - 30 * DAY < last <= on
