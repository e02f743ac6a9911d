"""A correction, a retraction or a reinstatement names an earlier entry that it may be about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from timeline.errors import CorrectionConflictError, InputError, NotFoundError
from timeline.log.base import external_id
from timeline.model.days import BEGINNING
from timeline.model.sources import Source
from timeline.testing.log_contract.subject import LogTests, StoredLog, add, day
from timeline.testing.statements import (
    HAWIJA,
    KIRKUK,
    MOSUL,
    UNKNOWN,
    area,
    correct,
    liberation,
    numbered,
    reinstate,
    retract,
    strike,
)


class Corrections(LogTests):
    """Statements about entries."""

    @pytest.mark.parametrize("make", [lambda target: correct(target, strike()), retract, reinstate])
    def test_a_statement_about_an_unknown_entry_is_refused(self, log: StoredLog, make: Callable[..., Any]) -> None:
        with pytest.raises(NotFoundError) as refused:
            add(log, make(UNKNOWN))
        assert ("entry", UNKNOWN) == (refused.value.what, refused.value.name)

    def test_a_statement_about_a_later_entry_of_the_batch_is_refused(self, log: StoredLog) -> None:
        later = numbered("a")
        with pytest.raises(NotFoundError):
            log.append([retract(external_id("cjtf-oir", "a")), later])

    def test_a_statement_about_an_earlier_entry_of_the_batch_is_accepted(self, log: StoredLog) -> None:
        target = external_id("cjtf-oir", "a")
        assert 3 == log.append([numbered("a"), correct(target, strike()), retract(target)]).new_count

    @pytest.mark.parametrize("make", [strike, lambda: area(HAWIJA), lambda: Source("bbc", "BBC")])
    def test_only_a_retraction_can_be_reinstated(self, log: StoredLog, make: Callable[..., Any]) -> None:
        target = add(log, make())
        with pytest.raises(InputError, match="the id of a retraction"):
            add(log, reinstate(target))
        assert 2 == log.append([retract(target)]).position

    def test_neither_a_correction_nor_a_reinstatement_can_be_reinstated(self, log: StoredLog) -> None:
        target = add(log, strike())
        correction, retraction = log.append([correct(target, liberation()), retract(target)]).ids
        reinstatement = add(log, reinstate(retraction))
        for other in (correction, reinstatement):
            with pytest.raises(InputError):
                add(log, reinstate(other))

    def test_a_reinstatement_can_be_retracted_and_that_retraction_reinstated(self, log: StoredLog) -> None:
        reinstatement = add(log, reinstate(add(log, retract(add(log, strike())))))
        add(log, reinstate(add(log, retract(reinstatement))))
        assert 5 == log.head

    @pytest.mark.parametrize("in_one_batch", [True, False])
    def test_two_corrections_of_one_entry_known_from_one_day_conflict(self, log: StoredLog, in_one_batch: bool) -> None:
        target = add(log, strike(reported_on="2017-12-28"))
        one, other = (correct(target, strike(strikes=number), reported_on="2018-01-02") for number in (2, 3))
        with pytest.raises(CorrectionConflictError) as refused:
            log.append([one, other] if in_one_batch else [one]) and log.append([other])
        assert target == refused.value.target
        assert (1 if in_one_batch else 2) == log.head

    def test_corrections_of_one_entry_on_two_days_are_accepted_in_any_order(self, log: StoredLog) -> None:
        target = add(log, strike(reported_on="2017-12-28"))
        for number, known in enumerate(("2018-01-09", "2018-01-02", "2017-12-28")):
            add(log, correct(target, strike(strikes=number), reported_on=known))
        assert 4 == log.head

    def test_corrections_of_two_entries_on_one_day_are_accepted(self, log: StoredLog) -> None:
        targets = log.append([strike(), strike()]).ids
        assert 2 == log.append([correct(target, liberation()) for target in targets]).new_count

    def test_a_correction_can_be_corrected_on_its_own_day(self, log: StoredLog) -> None:
        correction = add(log, correct(add(log, strike()), strike(strikes=2)))
        add(log, correct(correction, strike(strikes=3)))
        assert 3 == log.head

    def test_a_correction_known_before_its_target_is_refused(self, log: StoredLog) -> None:
        target = add(log, strike(reported_on="2017-12-28"))
        with pytest.raises(InputError, match="a day not before 2017-12-28"):
            add(log, correct(target, strike(strikes=2), reported_on="2017-12-27"))

    def test_an_error_of_ours_is_corrected_from_the_targets_own_day(self, log: StoredLog) -> None:
        target = add(log, strike(reported_on="2017-12-28"))
        correction = add(log, correct(target, strike(strikes=2), because="our-error"))
        add(log, correct(correction, strike(strikes=3), because="our-error"))
        assert [day("2017-12-28")] * 3 == [entry.reported_on for entry in log.read()]

    def test_an_error_of_ours_in_a_description_was_never_known(self, log: StoredLog) -> None:
        target = add(log, area(KIRKUK, name="Karkuk"))
        add(log, correct(target, area(KIRKUK, name="Kirkuk"), because="our-error"))
        assert [BEGINNING, BEGINNING] == [entry.reported_on for entry in log.read()]

    def test_two_errors_of_ours_in_one_entry_conflict(self, log: StoredLog) -> None:
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
    def test_a_correction_keeps_to_its_subject(self, log: StoredLog, stored: Any, replacement: Any) -> None:
        target = add(log, stored)
        with pytest.raises(InputError, match="an event for an event, an area or source of the same id"):
            add(log, correct(target, replacement))

    def test_a_correction_of_a_correction_keeps_to_the_first_subject(self, log: StoredLog) -> None:
        correction = add(log, correct(add(log, strike()), liberation()))
        with pytest.raises(InputError):
            add(log, correct(correction, area(HAWIJA)))

    def test_a_retraction_cannot_be_corrected(self, log: StoredLog) -> None:
        retraction = add(log, retract(add(log, strike())))
        with pytest.raises(InputError):
            add(log, correct(retraction, strike()))
