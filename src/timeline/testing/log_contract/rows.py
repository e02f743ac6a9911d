"""Spans on the shelf are replaced in one step, and have nothing to do with the entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import pytest

from timeline.log.shelf import Page, Plain, Spans
from timeline.testing.log_contract.subject import LogTests, StoredLog, add, entries
from timeline.testing.statements import HAWIJA, MOSUL, strike

DAY = 17_444
Span = tuple[int, int | None, int | None, int]
A, B = ({"held": held, "certain": {"held": True}, "possible": {}} for held in ("isf", "isis"))


def spans_of(spans: Iterable[Span], statuses: Sequence[Plain] = (A, B)) -> Spans:
    """Spans in pages of one."""
    pages: Iterator[Page] = (([area], [start], [end], [status]) for area, start, end, status in spans)
    return Spans(list(statuses[0]), [MOSUL, HAWIJA], list(map(json.dumps, statuses)), pages)


def always(status: Plain) -> tuple[Spans, list[Plain]]:
    """One span for all of time, and the rows it makes."""
    return spans_of([(0, None, None, 0)], [status]), [{"area": MOSUL, "start": None, "end": None, **status}]


class Rows(LogTests):
    """Derived tables."""

    def test_a_table_is_read_in_the_order_in_which_it_was_given(self, log: StoredLog) -> None:
        spans = [(1, None, DAY, 0), (1, DAY, None, 1), (0, None, -1, 1), (0, -1, 0, 0), (0, 0, None, 1)]
        assert 5 == log.replace("spans", spans_of(spans), note={"version": 1})
        assert [
            {"area": HAWIJA, "start": None, "end": "2017-10-05", **A},
            {"area": HAWIJA, "start": "2017-10-05", "end": None, **B},
            {"area": MOSUL, "start": None, "end": "1969-12-31", **B},
            {"area": MOSUL, "start": "1969-12-31", "end": "1970-01-01", **A},
            {"area": MOSUL, "start": "1970-01-01", "end": None, **B},
        ] == list(log.rows("spans"))

    def test_a_status_comes_back_as_it_was_put(self, log: StoredLog) -> None:
        spans, rows = always({"none": None, "strikes": 3, "sure": True, "among": ["isf", "كرد"], "range": {"min": 0.5}})
        log.replace("spans", spans, note={})
        assert rows == list(log.rows("spans"))

    def test_replacing_a_table_leaves_nothing_of_the_old_one(self, log: StoredLog) -> None:
        log.replace("spans", spans_of([(0, None, DAY, 0), (0, DAY, None, 1)]), note={"version": 1})
        spans, rows = always({"y": 3})
        log.replace("spans", spans, note={"version": 2})
        assert (rows, {"spans": {"version": 2}}) == (list(log.rows("spans")), log.notes())

    def test_tables_do_not_mix(self, log: StoredLog) -> None:
        spans, rows = always(B)
        log.replace("one", always(A)[0], note={"position": 1})
        log.replace("two", spans, note={"position": 2})
        log.drop("one")
        assert ([], rows) == (list(log.rows("one")), list(log.rows("two")))
        assert {"two": {"position": 2}} == log.notes()

    def test_a_table_that_was_never_there_is_empty_and_can_be_dropped(self, log: StoredLog) -> None:
        log.drop("nothing")
        assert ([], {}) == (list(log.rows("nothing")), log.notes())

    def test_a_table_without_a_span_is_there_all_the_same(self, log: StoredLog) -> None:
        assert 0 == log.replace("spans", spans_of([]), note={"version": 1})
        assert ([], {"spans": {"version": 1}}) == (list(log.rows("spans")), log.notes())

    def test_tables_do_not_touch_the_log(self, log: StoredLog) -> None:
        add(log, strike())
        before = entries(log)
        log.replace("spans", always(A)[0], note={})
        log.drop("spans")
        assert (1, before) == (log.head, entries(log))

    def test_a_failure_while_spans_are_made_keeps_the_old_table(self, log: StoredLog) -> None:
        def made() -> Iterator[Span]:
            yield 0, None, None, 1
            raise KeyboardInterrupt

        spans, rows = always(A)
        log.replace("spans", spans, note={"version": 1})
        with pytest.raises(KeyboardInterrupt):
            log.replace("spans", spans_of(made()), note={"version": 2})
        assert (rows, {"spans": {"version": 1}}) == (list(log.rows("spans")), log.notes())

    def test_a_reader_of_a_table_keeps_what_it_began_with(self, log: StoredLog) -> None:
        log.replace("spans", spans_of([(0, None, DAY, 0), (0, DAY, None, 1)]), note={})
        expected = list(log.rows("spans"))
        reader = log.rows("spans")
        first = next(reader)
        log.replace("spans", always(B)[0], note={})
        assert expected == [first, *reader]
