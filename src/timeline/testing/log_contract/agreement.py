"""Any log holds what the plain list in memory holds, given the same batches, clock and ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timeline.errors import TimelineError
from timeline.log.memory import MemoryLog
from timeline.testing.log_contract.subject import Clock, LogTests, StoredLog, counted_ids, entries
from timeline.testing.statements import UNKNOWN, area, correct, numbered, reinstate, retract, strike

AREAS = st.sampled_from(["a", "b", "c"])
DAYS = st.none() | st.sampled_from(["2015", "2016-06-01", "2018-01-14", "2018-01-15", "2018-01-16"])


@attrs.frozen
class Recipe:
    """How to make a statement; its target is only known once a log has given ids."""

    what: str
    area: str
    known: str | None
    number: int
    back: int

    def statement(self, ids: Sequence[str]) -> Any:
        """The statement, about one of the entries with those ids."""
        target = ids[-1 - self.back % len(ids)] if ids else UNKNOWN
        parents = "abc"[self.number :][:1]
        plain: dict[str, Callable[[], Any]] = {
            "strike": lambda: strike(self.area, self.number, reported_on=self.known),
            "numbered": lambda: numbered(str(self.number), self.number // 2, area=self.area, reported_on=self.known),
            "area": lambda: area(self.area, *parents, reported_on=self.known),
            "correct": lambda: correct(target, strike(self.area, self.number), reported_on=self.known),
            "mend": lambda: correct(target, area(self.area, *parents), because="our-error"),
            "retract": lambda: retract(target, reported_on=self.known),
            "reinstate": lambda: reinstate(target, reported_on=self.known),
        }
        return plain[self.what]()


KINDS = st.sampled_from(["strike", "numbered", "area", "correct", "mend", "retract", "reinstate"])
RECIPES = st.builds(Recipe, KINDS, AREAS, DAYS, st.integers(0, 3), st.integers(0, 9))
BATCHES = st.lists(st.tuples(st.lists(RECIPES, max_size=4), st.none() | st.integers(-1, 6)), max_size=8)

# Several classes inherit the test, and each runs it as its own.
CALM = [HealthCheck.differing_executors, HealthCheck.too_slow]


def _outcome(log: StoredLog, batch: list[Any], if_position: int | None) -> object:
    try:
        return log.append(batch, if_position=if_position)
    except TimelineError as error:
        return type(error), str(error)


class Agreement(LogTests):
    """Agreement with the reference."""

    @settings(deadline=None, suppress_health_check=CALM)
    @given(batches=BATCHES)
    def test_every_log_holds_the_same_given_the_same_clock_and_ids(
        self, batches: list[tuple[list[Recipe], int | None]]
    ) -> None:
        reference = MemoryLog(clock=Clock(), fresh_id=counted_ids())
        with TemporaryDirectory() as folder, closing(self._fresh_log(Path(folder))) as log:
            for recipes, if_position in batches:
                ids = [entry.id for entry in reference.read()]
                batch = [recipe.statement(ids) for recipe in recipes]
                assert _outcome(reference, batch, if_position) == _outcome(log, batch, if_position)
            assert (entries(reference), []) == (entries(log), list(log.problems()))

    def _fresh_log(self, folder: Path) -> StoredLog:
        return self.make_log(folder / "log.db", clock=Clock(), fresh_id=counted_ids())
