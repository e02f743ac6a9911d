"""What every log must do: one suite, run on each kind of log."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_parts import (
    HAWIJA,
    KIRKUK,
    LOGS,
    MOSUL,
    TODAY,
    Clock,
    StoredLog,
    add,
    area,
    correct,
    counted_ids,
    entries,
    liberation,
    numbered,
    reinstate,
    retract,
    strike,
)

from timeline.conflict import Citation
from timeline.errors import (
    AreaCycleError,
    ContentConflictError,
    CorrectionConflictError,
    InputError,
    NotFoundError,
    PositionConflictError,
    ProjectionError,
    TimelineError,
)
from timeline.log.base import external_id, new_id
from timeline.model.areas import Parent
from timeline.model.days import BEGINNING
from timeline.model.events import Event
from timeline.model.sources import Source

UNKNOWN = "f" * 32


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# Positions, and all or nothing


def test_a_new_log_is_empty_and_stands_at_0(log: StoredLog) -> None:
    assert (0, [], []) == (log.head, entries(log), list(log.problems()))


def test_positions_run_from_1_without_gaps(log: StoredLog) -> None:
    log.append([strike(), strike()])
    log.append([numbered("a"), numbered("a"), strike()])
    with pytest.raises(NotFoundError):
        log.append([strike(), retract(UNKNOWN)])
    log.append([strike()])
    assert [1, 2, 3, 4, 5] == [entry.position for entry in log.read()]
    assert 5 == log.head


def test_an_append_says_what_it_did(log: StoredLog) -> None:
    first = log.append([numbered("a"), strike()])
    again = log.append([numbered("a"), strike(), numbered("a")])
    assert (2, 0, 2) == (first.new_count, first.unchanged_count, first.position)
    assert (1, 2, 3) == (again.new_count, again.unchanged_count, again.position)
    assert first.ids == tuple(entry.id for entry in entries(log)[:2])
    assert (first.ids[0], entries(log)[2].id, first.ids[0]) == again.ids


def test_an_empty_batch_changes_nothing(log: StoredLog) -> None:
    add(log, strike())
    appended = log.append([])
    assert ((), 0, 0, 1) == (appended.ids, appended.new_count, appended.unchanged_count, appended.position)


@attrs.frozen(kw_only=True)
class Undeclared(Event):
    """A class that nobody declared as an event kind."""


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (retract(UNKNOWN), NotFoundError),
        (correct(UNKNOWN, strike()), NotFoundError),
        (strike(reported_on="2018-01-16"), InputError),
        (numbered("held", strikes=2), ContentConflictError),
        (area("iq/hawija", "iq/hawija"), AreaCycleError),
        (Undeclared(area=HAWIJA, when="2017"), ProjectionError),
        ("not a statement", InputError),
        (None, InputError),
    ],
)
def test_a_batch_with_one_bad_statement_appends_nothing(
    log: StoredLog, bad: object, error: type[TimelineError]
) -> None:
    add(log, numbered("held", strikes=1))
    before = entries(log)
    with pytest.raises(error):
        log.append([strike(), numbered("new"), bad, strike(MOSUL)])  # type: ignore[list-item]
    assert before == entries(log)
    assert 2 == log.append([numbered("new")]).position


def test_an_interrupt_in_mid_append_leaves_nothing(log: StoredLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: datetime.datetime) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(log, "_fresh_id", interrupted)
    with pytest.raises(KeyboardInterrupt):
        log.append([numbered("a"), strike()])
    assert [] == entries(log)
    assert 1 == log.append([numbered("a")]).position


# The same event again


def test_the_same_event_again_is_left_as_it_is(log: StoredLog) -> None:
    first = add(log, numbered("a", note="on the road"))
    assert first == add(log, numbered("a", note="on the road"))
    assert 1 == log.head


def test_the_same_event_twice_in_a_batch_is_held_once(log: StoredLog) -> None:
    appended = log.append([numbered("a"), numbered("a")])
    assert (1, 1, 1) == (appended.new_count, appended.unchanged_count, log.head)
    assert appended.ids[0] == appended.ids[1]


def test_the_same_event_written_otherwise_is_the_same(log: StoredLog) -> None:
    add(log, numbered("a", day="2017-12-28"))
    add(log, numbered("a", day="[2017-12-28..2017-12-28]", credibility=6))
    assert 1 == log.head


def test_a_repeated_event_is_still_the_same_on_a_later_day(log: StoredLog, clock: Clock) -> None:
    add(log, numbered("a"))
    clock.move(days=30)
    add(log, numbered("a"))
    assert [TODAY] == [entry.reported_on for entry in log.read()]


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_other_content_under_the_same_id_is_refused_and_both_are_shown(log: StoredLog, in_one_batch: bool) -> None:
    stored, given = numbered("a", strikes=1), numbered("a", strikes=2)
    with pytest.raises(ContentConflictError) as refused:
        log.append([stored, given] if in_one_batch else [stored]) and log.append([given])
    assert (stored, given) == (refused.value.stored, refused.value.given)
    assert "strikes 1" in str(refused.value)
    assert "strikes 2" in str(refused.value)


def test_what_was_given_is_compared_and_not_what_it_came_to_mean(log: StoredLog) -> None:
    add(log, numbered("a"))
    with pytest.raises(ContentConflictError):
        add(log, numbered("a", reported_on=TODAY))


def test_the_same_number_of_another_source_is_another_event(log: StoredLog) -> None:
    other = strike(source=Citation("iraqi-mod"), external_id="a")
    assert add(log, numbered("a")) != add(log, other)


def test_a_source_and_a_number_do_not_run_into_each_other() -> None:
    assert external_id("ab", "c") != external_id("a", "bc")


def test_two_events_without_a_number_are_two_even_if_equal(log: StoredLog) -> None:
    assert 2 == len({add(log, strike()), add(log, strike())})
    assert 2 == log.head


@pytest.mark.parametrize("make", [lambda **on: area(KIRKUK, **on), lambda **on: Source("cjtf-oir", "Coalition", **on)])
def test_a_description_is_held_once_for_each_day_it_was_known_from(log: StoredLog, make: object) -> None:
    log.append([make(), make(), make(reported_on="2016"), make(reported_on="2016-12-31")])  # type: ignore[operator]
    assert [BEGINNING, day("2016-12-31")] == [entry.reported_on for entry in log.read()]


def test_another_description_known_from_the_same_day_is_refused(log: StoredLog) -> None:
    add(log, area(KIRKUK, name="Kirkuk"))
    with pytest.raises(ContentConflictError):
        add(log, area(KIRKUK, name="Karkuk"))


def test_an_area_a_source_and_an_event_of_one_id_are_three_entries(log: StoredLog) -> None:
    log.append([area("bbc"), Source("bbc", "BBC"), strike("bbc", source=Citation("bbc"), external_id="bbc")])
    assert 3 == log.head


# Ids


def test_ids_are_32_hexadecimal_digits(log: StoredLog) -> None:
    log.append([strike(), numbered("a"), area(KIRKUK), Source("bbc", "BBC")])
    for entry in log.read():
        assert (32, entry.id) == (len(entry.id), f"{int(entry.id, 16):032x}")


def test_the_id_of_a_numbered_event_is_the_same_in_every_log() -> None:
    assert "c59ef3e86bb238d0445edbfa5109a462" == external_id("cjtf-oir", "release 1, row 2")


def test_fresh_ids_sort_by_time() -> None:
    start = datetime.datetime(2018, 1, 15, tzinfo=datetime.UTC)
    made = [new_id(start + datetime.timedelta(milliseconds=number)) for number in range(0, 100_000_000, 999_983)]
    assert sorted(made) == made
    assert {32} == {len(each) for each in made}


def test_fresh_ids_of_one_instant_differ() -> None:
    now = datetime.datetime(2018, 1, 15, tzinfo=datetime.UTC)
    assert 1000 == len({new_id(now) for _ in range(1000)})


@pytest.mark.parametrize("write", [str.upper, lambda text: f"{text[:2]} {text[2:]}", lambda text: text[:8]])
def test_an_entry_goes_by_its_id_exactly_as_given(log: StoredLog, write: Callable[[str], str]) -> None:
    written = write(add(log, numbered("a")))
    with pytest.raises(NotFoundError) as refused:
        add(log, retract(written))
    assert written == refused.value.name


# if_position


def test_a_batch_about_an_area_is_refused_if_that_area_moved_on(log: StoredLog) -> None:
    add(log, strike(HAWIJA))
    add(log, strike(HAWIJA))
    with pytest.raises(PositionConflictError) as refused:
        log.append([strike(MOSUL), strike(HAWIJA)], if_position=1)
    assert 2 == refused.value.position
    assert 2 == log.head


def test_a_batch_is_admitted_if_nothing_came_after_the_position(log: StoredLog) -> None:
    add(log, strike(HAWIJA))
    assert 2 == log.append([strike(HAWIJA)], if_position=1).position


def test_other_areas_may_move_on(log: StoredLog) -> None:
    add(log, strike(HAWIJA))
    log.append([strike(MOSUL), area(KIRKUK), Source("bbc", "BBC"), retract(add(log, strike(MOSUL)))])
    assert 8 == log.append([strike(HAWIJA), Source("afp", "AFP")], if_position=1).position


def _moved_by_a_description(log: StoredLog) -> int:
    add(log, strike(HAWIJA))
    add(log, area(HAWIJA))
    return 1


def _moved_by_a_correction(log: StoredLog) -> int:
    add(log, correct(add(log, strike(HAWIJA)), strike(MOSUL)))
    return 1


def _moved_by_a_correction_into_the_area(log: StoredLog) -> int:
    add(log, correct(add(log, strike(MOSUL)), strike(HAWIJA)))
    return 1


def _moved_by_a_retraction(log: StoredLog) -> int:
    add(log, retract(add(log, strike(HAWIJA))))
    return 1


def _moved_by_a_reinstatement(log: StoredLog) -> int:
    add(log, reinstate(add(log, retract(add(log, strike(HAWIJA))))))
    return 2


def _moved_by_a_retraction_of_a_correction_into_the_area(log: StoredLog) -> int:
    add(log, retract(add(log, correct(add(log, strike(MOSUL)), strike(HAWIJA)))))
    return 2


def _moved_by_a_retraction_of_what_was_corrected_into_the_area(log: StoredLog) -> int:
    target = add(log, strike(MOSUL))
    add(log, correct(target, strike(HAWIJA)))
    add(log, retract(target))
    return 2


def _moved_by_a_retraction_of_a_description(log: StoredLog) -> int:
    add(log, retract(add(log, area(HAWIJA))))
    return 1


@pytest.mark.parametrize(
    "move",
    [
        _moved_by_a_description,
        _moved_by_a_correction,
        _moved_by_a_correction_into_the_area,
        _moved_by_a_retraction,
        _moved_by_a_reinstatement,
        _moved_by_a_retraction_of_a_correction_into_the_area,
        _moved_by_a_retraction_of_what_was_corrected_into_the_area,
        _moved_by_a_retraction_of_a_description,
    ],
)
def test_every_kind_of_entry_about_an_area_moves_it_on(log: StoredLog, move: object) -> None:
    position = move(log)  # type: ignore[operator]
    head = log.head
    with pytest.raises(PositionConflictError):
        log.append([strike(HAWIJA)], if_position=position)
    assert head + 1 == log.append([strike(HAWIJA)], if_position=head).position


@pytest.mark.parametrize("make", [retract, lambda target: correct(target, strike(KIRKUK))])
def test_a_statement_about_an_event_is_refused_if_the_area_of_the_event_moved_on(log: StoredLog, make: object) -> None:
    target = add(log, strike(HAWIJA))
    add(log, liberation(HAWIJA))
    with pytest.raises(PositionConflictError):
        log.append([make(target)], if_position=1)  # type: ignore[operator]


def test_a_batch_that_is_there_already_conflicts_with_nothing(log: StoredLog) -> None:
    add(log, numbered("a"))
    add(log, strike(HAWIJA))
    assert 1 == log.append([numbered("a")], if_position=0).unchanged_count


@pytest.mark.parametrize("position", [-1, 2, "1"])
def test_a_position_that_the_log_has_not_reached_is_refused(log: StoredLog, position: object) -> None:
    add(log, strike(HAWIJA))
    with pytest.raises(InputError, match="a position from 0 to 1"):
        log.append([strike(HAWIJA)], if_position=position)  # type: ignore[arg-type]


# Correct, retract, reinstate


@pytest.mark.parametrize("make", [lambda target: correct(target, strike()), retract, reinstate])
def test_a_statement_about_an_unknown_entry_is_refused(log: StoredLog, make: object) -> None:
    with pytest.raises(NotFoundError) as refused:
        add(log, make(UNKNOWN))  # type: ignore[operator]
    assert ("entry", UNKNOWN) == (refused.value.what, refused.value.name)


def test_a_statement_about_a_later_entry_of_the_batch_is_refused(log: StoredLog) -> None:
    later = numbered("a")
    with pytest.raises(NotFoundError):
        log.append([retract(external_id("cjtf-oir", "a")), later])


def test_a_statement_about_an_earlier_entry_of_the_batch_is_accepted(log: StoredLog) -> None:
    target = external_id("cjtf-oir", "a")
    assert 3 == log.append([numbered("a"), correct(target, strike()), retract(target)]).new_count


@pytest.mark.parametrize("make", [strike, lambda: area(HAWIJA), lambda: Source("bbc", "BBC")])
def test_only_a_retraction_can_be_reinstated(log: StoredLog, make: object) -> None:
    target = add(log, make())  # type: ignore[operator]
    with pytest.raises(InputError, match="the id of a retraction"):
        add(log, reinstate(target))
    assert 2 == log.append([retract(target)]).position


def test_neither_a_correction_nor_a_reinstatement_can_be_reinstated(log: StoredLog) -> None:
    target = add(log, strike())
    correction, retraction = log.append([correct(target, liberation()), retract(target)]).ids
    reinstatement = add(log, reinstate(retraction))
    for other in (correction, reinstatement):
        with pytest.raises(InputError):
            add(log, reinstate(other))


def test_a_reinstatement_can_be_retracted_and_that_retraction_reinstated(log: StoredLog) -> None:
    reinstatement = add(log, reinstate(add(log, retract(add(log, strike())))))
    add(log, reinstate(add(log, retract(reinstatement))))
    assert 5 == log.head


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_two_corrections_of_one_entry_known_from_one_day_conflict(log: StoredLog, in_one_batch: bool) -> None:
    target = add(log, strike(reported_on="2017-12-28"))
    one, other = (correct(target, strike(strikes=number), reported_on="2018-01-02") for number in (2, 3))
    with pytest.raises(CorrectionConflictError) as refused:
        log.append([one, other] if in_one_batch else [one]) and log.append([other])
    assert target == refused.value.target
    assert (1 if in_one_batch else 2) == log.head


def test_corrections_of_one_entry_on_two_days_are_accepted_in_any_order(log: StoredLog) -> None:
    target = add(log, strike(reported_on="2017-12-28"))
    for number, known in enumerate(("2018-01-09", "2018-01-02", "2017-12-28")):
        add(log, correct(target, strike(strikes=number), reported_on=known))
    assert 4 == log.head


def test_corrections_of_two_entries_on_one_day_are_accepted(log: StoredLog) -> None:
    targets = log.append([strike(), strike()]).ids
    assert 2 == log.append([correct(target, liberation()) for target in targets]).new_count


def test_a_correction_can_be_corrected_on_its_own_day(log: StoredLog) -> None:
    correction = add(log, correct(add(log, strike()), strike(strikes=2)))
    add(log, correct(correction, strike(strikes=3)))
    assert 3 == log.head


def test_a_correction_known_before_its_target_is_refused(log: StoredLog) -> None:
    target = add(log, strike(reported_on="2017-12-28"))
    with pytest.raises(InputError, match="a day not before 2017-12-28"):
        add(log, correct(target, strike(strikes=2), reported_on="2017-12-27"))


def test_an_error_of_ours_is_corrected_from_the_targets_own_day(log: StoredLog) -> None:
    target = add(log, strike(reported_on="2017-12-28"))
    correction = add(log, correct(target, strike(strikes=2), because="our-error"))
    add(log, correct(correction, strike(strikes=3), because="our-error"))
    assert [day("2017-12-28")] * 3 == [entry.reported_on for entry in log.read()]


def test_an_error_of_ours_in_a_description_was_never_known(log: StoredLog) -> None:
    target = add(log, area(KIRKUK, name="Karkuk"))
    add(log, correct(target, area(KIRKUK, name="Kirkuk"), because="our-error"))
    assert [BEGINNING, BEGINNING] == [entry.reported_on for entry in log.read()]


def test_two_errors_of_ours_in_one_entry_conflict(log: StoredLog) -> None:
    target = add(log, area(KIRKUK, name="Karkuk"))
    add(log, correct(target, area(KIRKUK, name="Kirkuk"), because="our-error"))
    with pytest.raises(CorrectionConflictError):
        add(log, correct(target, area(KIRKUK, name="Kerkuk"), because="our-error"))


@pytest.mark.parametrize(
    ("stored", "replacement"),
    [
        (strike(), area(HAWIJA)),
        (area(HAWIJA), strike()),
        (area(HAWIJA), area(MOSUL)),
        (area("bbc"), Source("bbc", "BBC")),
        (Source("bbc", "BBC"), Source("afp", "AFP")),
    ],
)
def test_a_correction_keeps_to_its_subject(log: StoredLog, stored: object, replacement: object) -> None:
    target = add(log, stored)
    with pytest.raises(InputError, match="an event for an event, an area or source of the same id"):
        add(log, correct(target, replacement))


def test_a_correction_of_a_correction_keeps_to_the_first_subject(log: StoredLog) -> None:
    correction = add(log, correct(add(log, strike()), liberation()))
    with pytest.raises(InputError):
        add(log, correct(correction, area(HAWIJA)))


def test_a_retraction_cannot_be_corrected(log: StoredLog) -> None:
    retraction = add(log, retract(add(log, strike())))
    with pytest.raises(InputError):
        add(log, correct(retraction, strike()))


# Known from when


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"reported_on": "2017-12-29"}, "2017-12-29"),
        ({"reported_on": "2017-12-29", "source": Citation("afp", published="2017-12-30")}, "2017-12-29"),
        ({"source": Citation("afp", published="2017-12-30")}, "2017-12-30"),
        ({"source": Citation("afp", published="2017-12")}, "2017-12-31"),
        ({"reported_on": "2017"}, "2017-12-31"),
        ({"source": Citation("afp")}, "2018-01-15"),
        ({}, "2018-01-15"),
        ({"reported_on": "2018-01-15"}, "2018-01-15"),
    ],
)
def test_an_event_is_known_from_the_day_given_or_published_or_appended(
    log: StoredLog, fields: dict[str, object], expected: str
) -> None:
    add(log, strike(**fields))
    assert [day(expected)] == [entry.reported_on for entry in log.read()]


@pytest.mark.parametrize("make", [lambda target: correct(target, strike(strikes=2)), retract])
def test_a_statement_about_an_entry_is_known_from_the_day_of_the_append(
    log: StoredLog, clock: Clock, make: object
) -> None:
    target = add(log, strike(reported_on="2017-12-28"))
    clock.move(days=2)
    add(log, make(target))  # type: ignore[operator]
    assert [day("2017-12-28"), day("2018-01-17")] == [entry.reported_on for entry in log.read()]


def test_areas_and_sources_are_known_from_the_beginning_unless_they_say(log: StoredLog) -> None:
    log.append([area(KIRKUK), Source("bbc", "BBC"), area(MOSUL, reported_on="2017-07"), strike()])
    assert [BEGINNING, BEGINNING, day("2017-07-31"), TODAY] == [entry.reported_on for entry in log.read()]


@pytest.mark.parametrize(
    "late",
    [
        strike(reported_on="2018-01-16"),
        strike(reported_on="2018"),
        strike(source=Citation("afp", published="2018-01-16")),
        area(KIRKUK, reported_on="2018-01-16"),
        Source("bbc", "BBC", reported_on="2018-01-16"),
    ],
)
def test_nothing_is_reported_after_the_day_it_is_recorded(log: StoredLog, clock: Clock, late: object) -> None:
    with pytest.raises(InputError, match="a day up to 2018-01-15"):
        add(log, late)
    clock.move(days=365)
    assert 1 == log.append([late]).position  # type: ignore[list-item]


def test_no_statement_about_an_entry_is_reported_after_the_day_it_is_recorded(log: StoredLog) -> None:
    target = add(log, strike())
    for late in (retract(target, reported_on="2018-01-16"), correct(target, strike(), reported_on="2018-01-16")):
        with pytest.raises(InputError):
            add(log, late)


def test_the_instant_of_recording_is_the_clocks_for_the_whole_batch(log: StoredLog, clock: Clock) -> None:
    clock.move(microseconds=123_457)
    log.append([strike(), strike()])
    assert [clock.now] * 2 == [entry.recorded_at for entry in log.read()]


# Areas


@pytest.mark.parametrize("batches", [[2], [1, 1]])
def test_a_cycle_of_areas_is_refused(log: StoredLog, batches: list[int]) -> None:
    statements = [area("a", "b"), area("b", "a")]
    *before, last = [[statements.pop(0) for _ in range(count)] for count in batches]
    for batch in before:
        log.append(batch)
    with pytest.raises(AreaCycleError) as refused:
        log.append(last)
    assert {"a", "b"} == set(refused.value.cycle)
    assert sum(map(len, before)) == log.head


def test_a_correction_that_makes_a_cycle_is_refused(log: StoredLog) -> None:
    target, _ = log.append([area("a"), area("b", "a")]).ids
    with pytest.raises(AreaCycleError):
        add(log, correct(target, area("a", "b")))


def test_a_correction_may_undo_what_would_have_been_a_cycle(log: StoredLog) -> None:
    target = add(log, area("a", "b"))
    add(log, correct(target, area("a"), because="our-error"))
    assert 3 == log.append([area("b", "a")]).position


def test_a_retraction_may_undo_what_would_have_been_a_cycle(log: StoredLog) -> None:
    add(log, retract(add(log, area("a", "b", reported_on="2016")), reported_on="2016"))
    assert 3 == log.append([area("b", "a")]).position


def test_a_cycle_known_only_in_the_past_is_refused(log: StoredLog) -> None:
    log.append([area("a", "b", reported_on="2015"), area("a", reported_on="2016")])
    with pytest.raises(AreaCycleError):
        add(log, area("b", "a"))
    assert 3 == log.append([area("b", "a", reported_on="2016")]).position


def test_a_description_that_arrives_late_does_not_hide_the_cycle_of_a_newer_one(log: StoredLog) -> None:
    log.append([area("a", "b", reported_on="2016"), area("a", reported_on="2015")])
    with pytest.raises(AreaCycleError):
        add(log, area("b", "a"))


def test_a_retraction_that_brings_a_cycle_back_is_refused(log: StoredLog) -> None:
    target = add(log, area("a", "b"))
    correction = add(log, correct(target, area("a"), because="our-error"))
    add(log, area("b", "a"))
    with pytest.raises(AreaCycleError):
        add(log, retract(correction))
    assert 3 == log.head


def test_areas_may_change_places_on_a_day(log: StoredLog) -> None:
    before = area("a", Parent("b", end="2016-01-01"))
    after = area("b", Parent("a", start="2016-01-01"))
    assert 2 == log.append([before, after]).position


# Reading


def test_reading_starts_behind_a_position(log: StoredLog) -> None:
    log.append([strike(), strike(), strike()])
    assert [[1, 2, 3], [3], [], []] == [
        [entry.position for entry in log.read(after=position)] for position in (0, 2, 3, 99)
    ]


def test_a_reader_sees_what_was_there_when_it_began(log: StoredLog) -> None:
    log.append([strike(), strike()])
    seen = []
    for entry in islice(log.read(), 9):
        seen.append(entry.position)
        add(log, strike())
    assert [1, 2] == seen
    assert 4 == log.head


def test_an_entry_says_what_was_appended(log: StoredLog) -> None:
    given = [
        strike(reported_on="2017-12-30", note="النَّصر \U0001f54a \n 'quoted' \"twice\"", scope="somewhere_in"),
        numbered("a", credibility=2, day="[2017-12-22..2017-12-28]"),
        liberation(day="2017-09~", from_="isis"),
        area(HAWIJA, KIRKUK, Parent(MOSUL, "2015-01-01", "2016-01-01"), aliases=["al-Hawija", "الحويجة"]),
        Source("bbc", "BBC", "B"),
    ]
    target = log.append(given).ids[0]
    about = [correct(target, strike(strikes=9), because="our-error"), retract(target, reported_on="2018-01-01")]
    log.append(about)
    assert [*given, *about] == [entry.statement for entry in log.read()]


# Threads


def test_threads_that_append_to_one_log_lose_nothing(log: StoredLog) -> None:
    ids: list[str] = []
    start = threading.Barrier(4)

    def append_some(area: str) -> None:
        start.wait()
        for number in range(25):
            ids.extend(log.append([numbered(f"{area} {number}", area=area), strike(area)]).ids)

    threads = [threading.Thread(target=append_some, args=(f"area-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(range(1, 201)) == [entry.position for entry in log.read()]
    assert sorted(ids) == sorted(entry.id for entry in log.read())


def test_an_append_keeps_other_threads_out_until_it_is_done(log: StoredLog, monkeypatch: pytest.MonkeyPatch) -> None:
    others: list[threading.Thread] = []

    def let_another_append(at: datetime.datetime) -> str:
        if not others:
            others.append(threading.Thread(target=log.append, args=([strike(MOSUL)],)))
            others[0].start()
            others[0].join(0.05)
        return new_id(at)

    monkeypatch.setattr(log, "_fresh_id", let_another_append)
    log.append([strike(HAWIJA), strike(HAWIJA)])
    others[0].join()
    assert [(1, HAWIJA), (2, HAWIJA), (3, MOSUL)] == [
        (entry.position, entry.statement.area)  # type: ignore[union-attr]
        for entry in log.read()
    ]


# The shelf


def test_a_table_is_read_in_the_order_of_its_keys(log: StoredLog) -> None:
    rows = [
        (key, {"key": key, "number": number}) for number, key in enumerate(["b", "a/b", "ä", "a", "Z", "\U0001f54a"])
    ]
    log.replace("spans", rows, columns=["key", "number"], note={"version": 1})
    assert sorted(rows) == list(log.rows("spans"))


def test_a_row_comes_back_as_it_was_put(log: StoredLog) -> None:
    row = {"area": HAWIJA, "start": None, "strikes": 3, "sure": True, "among": ["isf", "كرد"], "range": {"min": 0.5}}
    log.replace("spans", [("a", row)], columns=list(row), note={})
    assert [("a", row)] == list(log.rows("spans"))


def test_replacing_a_table_leaves_nothing_of_the_old_one(log: StoredLog) -> None:
    log.replace("spans", [("a", {"x": 1}), ("b", {"x": 2})], columns=["x"], note={"version": 1})
    log.replace("spans", [("b", {"y": 3})], columns=["y"], note={"version": 2})
    assert [("b", {"y": 3})] == list(log.rows("spans"))
    assert {"spans": {"version": 2}} == log.notes()


def test_tables_do_not_mix(log: StoredLog) -> None:
    log.replace("one", [("a", {"x": 1})], columns=["x"], note={"position": 1})
    log.replace("two", [("a", {"x": 2})], columns=["x"], note={"position": 2})
    log.drop("one")
    assert [] == list(log.rows("one"))
    assert [("a", {"x": 2})] == list(log.rows("two"))
    assert {"two": {"position": 2}} == log.notes()


def test_a_table_that_was_never_there_is_empty_and_can_be_dropped(log: StoredLog) -> None:
    log.drop("nothing")
    assert ([], {}) == (list(log.rows("nothing")), log.notes())


def test_tables_do_not_touch_the_log(log: StoredLog) -> None:
    add(log, strike())
    before = entries(log)
    log.replace("spans", [("a", {"x": 1})], columns=["x"], note={})
    log.drop("spans")
    assert (1, before) == (log.head, entries(log))


def test_a_failure_while_rows_are_made_keeps_the_old_table(log: StoredLog) -> None:
    def rows() -> object:
        yield "b", {"x": 2}
        raise KeyboardInterrupt

    log.replace("spans", [("a", {"x": 1})], columns=["x"], note={"version": 1})
    with pytest.raises(KeyboardInterrupt):
        log.replace("spans", rows(), columns=["x"], note={"version": 2})  # type: ignore[arg-type]
    assert ([("a", {"x": 1})], {"spans": {"version": 1}}) == (list(log.rows("spans")), log.notes())


def test_a_reader_of_a_table_keeps_what_it_began_with(log: StoredLog) -> None:
    log.replace("spans", [("a", {"x": 1}), ("b", {"x": 2})], columns=["x"], note={})
    reader = log.rows("spans")
    first = next(reader)
    log.replace("spans", [("c", {"x": 3})], columns=["x"], note={})
    assert [("a", {"x": 1}), ("b", {"x": 2})] == [first, *reader]


# Every log agrees


AREAS = st.sampled_from(["a", "b", "c"])
DAYS = st.none() | st.sampled_from(["2015", "2016-06-01", "2018-01-14", "2018-01-15", "2018-01-16"])


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, tuple[object, ...]]:
    """A recipe of a statement, for its target is only known once the log has given ids."""
    what = draw(st.sampled_from(["strike", "numbered", "area", "correct", "mend", "retract", "reinstate"]))
    return what, (draw(AREAS), draw(DAYS), draw(st.integers(0, 3)), draw(st.integers(0, 9)))


def _made(recipe: tuple[str, tuple[object, ...]], ids: list[str]) -> object:
    what, (place, known, number, back) = recipe
    target = ids[-1 - int(str(back)) % len(ids)] if ids else UNKNOWN
    plain = {
        "strike": lambda: strike(place, number, reported_on=known),
        "numbered": lambda: numbered(str(number), int(str(number)) // 2, area=str(place), reported_on=known),
        "area": lambda: area(str(place), *("abc"[int(str(number)) :][:1]), reported_on=known),
        "correct": lambda: correct(target, strike(str(place), int(str(number))), reported_on=known),
        "mend": lambda: correct(target, area(str(place), *"abc"[int(str(number)) :][:1]), because="our-error"),
        "retract": lambda: retract(target, reported_on=known),
        "reinstate": lambda: reinstate(target, reported_on=known),
    }
    return plain[what]()


def _outcome(log: StoredLog, batch: list[object], if_position: int | None) -> object:
    try:
        return log.append(batch, if_position=if_position)  # type: ignore[arg-type]
    except TimelineError as error:
        return type(error), str(error)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(statements(), max_size=4), st.none() | st.integers(-1, 6)), max_size=8))
def test_every_log_holds_the_same_given_the_same_clock_and_ids(
    batches: list[tuple[list[tuple[str, tuple[object, ...]]], int | None]],
) -> None:
    with TemporaryDirectory() as folder:
        logs = [make(Path(folder, "log.db"), clock=Clock(), fresh_id=counted_ids()) for make in LOGS.values()]
        for recipes, if_position in batches:
            ids = [entry.id for entry in logs[0].read()]
            batch = [_made(recipe, ids) for recipe in recipes]
            outcomes = [_outcome(log, batch, if_position) for log in logs]
            assert [outcomes[0]] * len(logs) == outcomes
        assert [entries(logs[0])] * len(logs) == [entries(log) for log in logs]
        assert [[]] * len(logs) == [list(log.problems()) for log in logs]
        for log in logs:
            log.close()
