"""Rows on the shelf are replaced in one step, and have nothing to do with the entries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from timeline.log.base import Row
from timeline.testing.log_contract.subject import LogTests, StoredLog, add, entries
from timeline.testing.statements import HAWIJA, strike


class Rows(LogTests):
    """Derived tables."""

    def test_a_table_is_read_in_the_order_of_its_keys(self, log: StoredLog) -> None:
        rows = [
            (key, {"key": key, "number": number})
            for number, key in enumerate(["b", "a/b", "ä", "a", "Z", "\U0001f54a"])
        ]
        log.replace("spans", rows, columns=["key", "number"], note={"version": 1})
        assert sorted(rows) == list(log.rows("spans"))

    def test_a_row_comes_back_as_it_was_put(self, log: StoredLog) -> None:
        row = {
            "area": HAWIJA,
            "start": None,
            "strikes": 3,
            "sure": True,
            "among": ["isf", "كرد"],
            "range": {"min": 0.5},
        }
        log.replace("spans", [("a", row)], columns=list(row), note={})
        assert [("a", row)] == list(log.rows("spans"))

    def test_replacing_a_table_leaves_nothing_of_the_old_one(self, log: StoredLog) -> None:
        log.replace("spans", [("a", {"x": 1}), ("b", {"x": 2})], columns=["x"], note={"version": 1})
        log.replace("spans", [("b", {"y": 3})], columns=["y"], note={"version": 2})
        assert [("b", {"y": 3})] == list(log.rows("spans"))
        assert {"spans": {"version": 2}} == log.notes()

    def test_tables_do_not_mix(self, log: StoredLog) -> None:
        log.replace("one", [("a", {"x": 1})], columns=["x"], note={"position": 1})
        log.replace("two", [("a", {"x": 2})], columns=["x"], note={"position": 2})
        log.drop("one")
        assert [] == list(log.rows("one"))
        assert [("a", {"x": 2})] == list(log.rows("two"))
        assert {"two": {"position": 2}} == log.notes()

    def test_a_table_that_was_never_there_is_empty_and_can_be_dropped(self, log: StoredLog) -> None:
        log.drop("nothing")
        assert ([], {}) == (list(log.rows("nothing")), log.notes())

    def test_tables_do_not_touch_the_log(self, log: StoredLog) -> None:
        add(log, strike())
        before = entries(log)
        log.replace("spans", [("a", {"x": 1})], columns=["x"], note={})
        log.drop("spans")
        assert (1, before) == (log.head, entries(log))

    def test_a_failure_while_rows_are_made_keeps_the_old_table(self, log: StoredLog) -> None:
        def rows() -> Iterator[Row]:
            yield "b", {"x": 2}
            raise KeyboardInterrupt

        log.replace("spans", [("a", {"x": 1})], columns=["x"], note={"version": 1})
        with pytest.raises(KeyboardInterrupt):
            log.replace("spans", rows(), columns=["x"], note={"version": 2})
        assert ([("a", {"x": 1})], {"spans": {"version": 1}}) == (list(log.rows("spans")), log.notes())

    def test_a_reader_of_a_table_keeps_what_it_began_with(self, log: StoredLog) -> None:
        log.replace("spans", [("a", {"x": 1}), ("b", {"x": 2})], columns=["x"], note={})
        reader = log.rows("spans")
        first = next(reader)
        log.replace("spans", [("c", {"x": 3})], columns=["x"], note={})
        assert [("a", {"x": 1}), ("b", {"x": 2})] == [first, *reader]
