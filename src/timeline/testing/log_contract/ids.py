"""Ids are 32 hexadecimal digits, and an entry goes by its id alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from timeline.errors import NotFoundError, TimelineError
from timeline.model.sources import Source
from timeline.testing.log_contract.subject import LogTests, StoredLog, add, entries
from timeline.testing.statements import KIRKUK, area, numbered, retract, strike


class Ids(LogTests):
    """Ids of entries."""

    def test_ids_are_32_hexadecimal_digits(self, log: StoredLog) -> None:
        log.append([strike(), numbered("a"), area(KIRKUK), Source("bbc", "BBC")])
        for entry in log.read():
            assert (32, entry.id) == (len(entry.id), f"{int(entry.id, 16):032x}")

    @pytest.mark.parametrize("write", [str.upper, lambda text: f"{text[:2]} {text[2:]}", lambda text: text[:8]])
    def test_an_entry_goes_by_its_id_exactly_as_given(self, log: StoredLog, write: Callable[[str], str]) -> None:
        written = write(add(log, numbered("a")))
        with pytest.raises(NotFoundError) as refused:
            add(log, retract(written))
        assert written == refused.value.name

    @pytest.mark.parametrize(
        ("beginning", "found"), [("", [1, 2, 3]), ("0", [1]), ("a0", [2, 3]), ("A0", []), ("a00g", []), ("b", [])]
    )
    def test_entries_are_found_by_the_beginning_of_their_ids(
        self, path: Path, beginning: str, found: list[int]
    ) -> None:
        ids = iter([f"{1:032x}", f"a{2:031x}", f"a{3:031x}"])
        with closing(self.make_log(path, fresh_id=lambda _: next(ids))) as log:
            log.append([strike(), strike(), strike()])
            assert found == [entry.position for entry in log.beginning(beginning, most=9)]
            assert found[:2] == [entry.position for entry in log.beginning(beginning, most=2)]
            assert [2] == [entry.position for entry in log.beginning(f"a{2:031x}", most=9)]

    @pytest.mark.parametrize("numbers", [(1, 1), (0, 1)], ids=["in one batch", "in the log"])
    def test_a_fresh_id_that_is_there_already_is_refused(self, path: Path, numbers: tuple[int, int]) -> None:
        ids = iter(f"{number:032x}" for number in (0, *numbers))
        with closing(self.make_log(path, fresh_id=lambda _: next(ids))) as log:
            held = add(log, strike())
            with pytest.raises(TimelineError):
                log.append([strike(), strike()])
            assert [held] == [entry.id for entry in entries(log)]
