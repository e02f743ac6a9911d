"""Several appends in a transaction are one: all there at its end, or none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from timeline.conflict import StrikeReported
from timeline.errors import ContentConflictError, NotFoundError
from timeline.model.entries import Statement, said_by
from timeline.testing.log_contract.subject import LogTests, StoredLog, add, counted_ids, entries
from timeline.testing.statements import HAWIJA, MOSUL, UNKNOWN, area, correct, numbered, reinstate, retract, strike


class OutsideError(Exception):
    """What goes wrong outside of the log."""


def fail_after(log: StoredLog, act: Callable[[], object]) -> None:
    """Do something in a transaction that fails then."""
    with log.transaction():
        act()
        raise OutsideError


def fail_never(log: StoredLog, batch: list[Statement]) -> None:
    """Append a batch in a transaction."""
    with log.transaction():
        log.append(batch)


def strikes(log: StoredLog) -> list[int]:
    """The strikes that each entry tells."""
    said = [said_by(entry.statement) for entry in log.read()]
    return [each.strikes for each in said if isinstance(each, StrikeReported)]


class Transactions(LogTests):
    """Transactions, and all that is said of an entry."""

    def test_what_is_appended_in_a_transaction_is_there_at_its_end(self, log: StoredLog) -> None:
        with log.transaction():
            log.append([numbered("a"), strike()])
            log.append([numbered("a"), numbered("b")])
        assert [numbered("a"), strike(), numbered("b")] == [entry.statement for entry in entries(log)]
        assert (3, []) == (log.head, list(log.problems()))

    def test_who_reads_within_a_transaction_sees_what_was_appended(self, log: StoredLog) -> None:
        with log.transaction():
            id_ = add(log, numbered("a"))
            correction = add(log, correct(id_, numbered("a", 2)))
            assert [1, 2] == [entry.position for entry in log.read()]
            assert [id_, correction] == [entry.id for entry in log.about([id_])]
            assert 2 == log.head

    def test_a_transaction_that_fails_leaves_nothing(self, log: StoredLog) -> None:
        held = add(log, numbered("held"))
        before = entries(log)
        batches: tuple[list[Statement], ...]
        batches = [numbered("a", area=MOSUL), correct(held, numbered("held", 2))], [area(MOSUL, "iq"), retract(held)]
        with pytest.raises(OutsideError):
            fail_after(log, lambda: [log.append(batch) for batch in batches])
        assert (before, before) == (entries(log), log.about([held]))
        assert ([], 1) == (list(log.problems()), log.head)

    def test_after_a_transaction_that_failed_the_log_goes_on_as_if_it_had_not_been(self, path: Path) -> None:
        with closing(self.make_log(path, fresh_id=counted_ids())) as log:
            held = add(log, numbered("held"))
            failing: list[Statement] = [numbered("a", 9), correct(held, numbered("held", 2)), strike()]
            with pytest.raises(OutsideError):
                fail_after(log, lambda: log.append(failing))
            log.append([numbered("a"), correct(held, numbered("held", 3)), strike("other")])
            assert [1, 1, 3, 1] == strikes(log)
            assert [1, 2, 3, 4] == [entry.position for entry in entries(log)]

    def test_a_rehearsal_shows_what_an_append_would_do_and_leaves_nothing(self, log: StoredLog) -> None:
        add(log, numbered("a"))
        with log.transaction(keep=False):
            appended = log.append([numbered("a"), numbered("b")])
            with pytest.raises(ContentConflictError):
                log.append([numbered("b", 2)])
        assert (1, 1, 2) == (appended.new_count, appended.unchanged_count, appended.position)
        assert [numbered("a")] == [entry.statement for entry in entries(log)]

    def test_an_append_that_is_refused_in_a_transaction_leaves_what_else_is_in_it(self, log: StoredLog) -> None:
        with log.transaction():
            log.append([numbered("a")])
            with pytest.raises(NotFoundError):
                log.append([numbered("b", area=MOSUL), retract(UNKNOWN)])
            log.append([numbered("c", area=MOSUL)])
        assert [numbered("a"), numbered("c", area=MOSUL)] == [entry.statement for entry in entries(log)]

    def test_a_transaction_within_another_is_a_part_of_it_and_can_fail_alone(self, log: StoredLog) -> None:
        with log.transaction():
            log.append([numbered("a")])
            with pytest.raises(OutsideError):
                fail_after(log, lambda: log.append([numbered("b", area=MOSUL)]))
            with log.transaction(keep=False):
                log.append([numbered("c")])
            with log.transaction():
                log.append([numbered("d", area=MOSUL)])
        assert [numbered("a"), numbered("d", area=MOSUL)] == [entry.statement for entry in entries(log)]
        with pytest.raises(OutsideError):
            fail_after(log, lambda: fail_never(log, [numbered("e")]))
        assert 2 == log.head

    def test_the_position_may_be_minded_in_a_transaction(self, log: StoredLog) -> None:
        with log.transaction():
            log.append([strike(HAWIJA)], if_position=0)
            log.append([strike(MOSUL)], if_position=0)
        assert 2 == log.head

    def test_a_transaction_keeps_other_threads_out_until_it_is_done(self, log: StoredLog) -> None:
        found: list[int] = []
        others = [
            threading.Thread(target=lambda: found.append(log.head)),
            threading.Thread(target=lambda: found.append(len(list(log.read())))),
        ]

        def append_and_let_others_read() -> None:
            log.append([strike()])
            for other in others:
                other.start()
                other.join(0.05)

        with pytest.raises(OutsideError):
            fail_after(log, append_and_let_others_read)
        for other in others:
            other.join()
        assert [0, 0] == found

    def test_all_that_is_said_of_an_entry_is_found_by_its_id(self, log: StoredLog) -> None:
        target, other = log.append([numbered("a"), numbered("b"), strike()]).ids[:2]
        correction = add(log, correct(target, numbered("a", 2)))
        again = add(log, correct(correction, numbered("a", 3)))
        retraction = add(log, retract(again))
        reinstatement = add(log, reinstate(retraction))
        add(log, retract(other))
        about = [target, correction, again, retraction, reinstatement]
        assert about == [entry.id for entry in log.about([again, target, UNKNOWN, "none"])]
        assert [retraction, reinstatement] == [entry.id for entry in log.about([retraction])]
        assert [] == log.about([])
