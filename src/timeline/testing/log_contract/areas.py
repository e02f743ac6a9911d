"""No state of knowledge has an area inside itself."""

from __future__ import annotations

import pytest

from timeline.errors import AreaCycleError
from timeline.model.areas import Parent
from timeline.testing.log_contract.subject import LogTests, StoredLog, add
from timeline.testing.statements import area, correct, retract


class Areas(LogTests):
    """Cycles of areas."""

    @pytest.mark.parametrize("batches", [[2], [1, 1]])
    def test_a_cycle_of_areas_is_refused(self, log: StoredLog, batches: list[int]) -> None:
        statements = [area("a", "b"), area("b", "a")]
        *before, last = [[statements.pop(0) for _ in range(count)] for count in batches]
        for batch in before:
            log.append(batch)
        with pytest.raises(AreaCycleError) as refused:
            log.append(last)
        assert {"a", "b"} == set(refused.value.cycle)
        assert sum(map(len, before)) == log.head

    def test_a_correction_that_makes_a_cycle_is_refused(self, log: StoredLog) -> None:
        target, _ = log.append([area("a"), area("b", "a")]).ids
        with pytest.raises(AreaCycleError):
            add(log, correct(target, area("a", "b")))

    def test_a_correction_may_undo_what_would_have_been_a_cycle(self, log: StoredLog) -> None:
        target = add(log, area("a", "b"))
        add(log, correct(target, area("a"), because="our-error"))
        assert 3 == log.append([area("b", "a")]).position

    def test_a_retraction_may_undo_what_would_have_been_a_cycle(self, log: StoredLog) -> None:
        add(log, retract(add(log, area("a", "b", reported_on="2016")), reported_on="2016"))
        assert 3 == log.append([area("b", "a")]).position

    def test_a_cycle_known_only_in_the_past_is_refused(self, log: StoredLog) -> None:
        log.append([area("a", "b", reported_on="2015"), area("a", reported_on="2016")])
        with pytest.raises(AreaCycleError):
            add(log, area("b", "a"))
        assert 3 == log.append([area("b", "a", reported_on="2016")]).position

    def test_a_description_that_arrives_late_does_not_hide_the_cycle_of_a_newer_one(self, log: StoredLog) -> None:
        log.append([area("a", "b", reported_on="2016"), area("a", reported_on="2015")])
        with pytest.raises(AreaCycleError):
            add(log, area("b", "a"))

    def test_a_retraction_that_brings_a_cycle_back_is_refused(self, log: StoredLog) -> None:
        target = add(log, area("a", "b"))
        correction = add(log, correct(target, area("a"), because="our-error"))
        add(log, area("b", "a"))
        with pytest.raises(AreaCycleError):
            add(log, retract(correction))
        assert 3 == log.head

    def test_areas_may_change_places_on_a_day(self, log: StoredLog) -> None:
        before = area("a", Parent("b", end="2016-01-01"))
        after = area("b", Parent("a", start="2016-01-01"))
        assert 2 == log.append([before, after]).position
