"""`if_position` refuses a batch about an area that moved on, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from timeline.errors import InputError, PositionConflictError
from timeline.model.sources import Source
from timeline.testing.log_contract.subject import LogTests, StoredLog, add
from timeline.testing.statements import (
    HAWIJA,
    KIRKUK,
    MOSUL,
    area,
    correct,
    liberation,
    numbered,
    reinstate,
    retract,
    strike,
)


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


class MovedOn(LogTests):
    """Appending on condition."""

    def test_a_batch_about_an_area_is_refused_if_that_area_moved_on(self, log: StoredLog) -> None:
        add(log, strike(HAWIJA))
        add(log, strike(HAWIJA))
        with pytest.raises(PositionConflictError) as refused:
            log.append([strike(MOSUL), strike(HAWIJA)], if_position=1)
        assert 2 == refused.value.position
        assert 2 == log.head

    def test_a_batch_is_admitted_if_nothing_came_after_the_position(self, log: StoredLog) -> None:
        add(log, strike(HAWIJA))
        assert 2 == log.append([strike(HAWIJA)], if_position=1).position

    def test_other_areas_may_move_on(self, log: StoredLog) -> None:
        add(log, strike(HAWIJA))
        log.append([strike(MOSUL), area(KIRKUK), Source("bbc", "BBC"), retract(add(log, strike(MOSUL)))])
        assert 8 == log.append([strike(HAWIJA), Source("afp", "AFP")], if_position=1).position

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
    def test_every_kind_of_entry_about_an_area_moves_it_on(self, log: StoredLog, move: Callable[..., Any]) -> None:
        position = move(log)
        head = log.head
        with pytest.raises(PositionConflictError):
            log.append([strike(HAWIJA)], if_position=position)
        assert head + 1 == log.append([strike(HAWIJA)], if_position=head).position

    @pytest.mark.parametrize("make", [retract, lambda target: correct(target, strike(KIRKUK))])
    def test_a_statement_about_an_event_is_refused_if_the_area_of_the_event_moved_on(
        self, log: StoredLog, make: Callable[..., Any]
    ) -> None:
        target = add(log, strike(HAWIJA))
        add(log, liberation(HAWIJA))
        with pytest.raises(PositionConflictError):
            log.append([make(target)], if_position=1)

    def test_a_batch_that_is_there_already_conflicts_with_nothing(self, log: StoredLog) -> None:
        add(log, numbered("a"))
        add(log, strike(HAWIJA))
        assert 1 == log.append([numbered("a")], if_position=0).unchanged_count

    @pytest.mark.parametrize("position", [-1, 2, "1"])
    def test_a_position_that_the_log_has_not_reached_is_refused(self, log: StoredLog, position: Any) -> None:
        add(log, strike(HAWIJA))
        with pytest.raises(InputError, match="a position from 0 to 1"):
            log.append([strike(HAWIJA)], if_position=position)
