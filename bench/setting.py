"""What all measures of one run share: how much, for how long, and the logs already made.

Invariant: a file made here is never written to again; who appends takes a copy.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs

import timeline
from bench.peers import sqlite
from bench.rows import Row, rows_of
from bench.workload import late_week, one_area, statements
from timeline import Area
from timeline.model.entries import Statement

HOSTILE, LATE = "hostile", "late-week"
IN_MEMORY = ", in memory"


@attrs.define
class Setting:
    """How a run is made.

    Args:
        events: how many, at most.
        rounds: how often each measure is made.
        limit: seconds for a measure, all rounds together.
        folder: for files; they go when the run ends.
        seed: of the workload.
        ucdp: a file of UCDP GED.
        memory: a folder in memory, where there is one.
    """

    events: int
    rounds: int
    limit: float
    folder: Path
    seed: int = 1
    ucdp: Path | None = None
    memory: Path | None = None
    _kept: dict[object, Any] = attrs.field(factory=dict)
    _numbers: itertools.count[int] = attrs.field(factory=itertools.count)

    @property
    def box(self) -> float:
        """Seconds for one series of questions: a small part of a round, for a measure has several."""
        return self.limit / (self.rounds + 1) / 30

    def path(self) -> Path:
        """A file that is not there yet."""
        return self.folder / f"{next(self._numbers)}.db"

    def statements(self, size: int) -> list[Statement]:
        """The statements of a workload; those of one size are kept."""
        return self._one("statements", size, lambda: list(statements(size, seed=self.seed)))

    def rows(self, size: int) -> list[Row]:
        """The rows of the same."""
        return self._one("rows", size, lambda: list(rows_of(self.statements(size))))

    def log(self, size: int) -> Path:
        """A log of that workload."""
        return self._one("log", size, lambda: self.made(self.statements(size)))

    def table(self, size: int) -> Path:
        """A plain indexed table of the same rows."""
        return self._one("table", size, lambda: self.tabled(self.rows(size)))

    def hostile_log(self, size: int) -> Path:
        """The same log with an area of a tenth as many events, three tenths of them retracted, and a late week."""
        return self._one("hostile", size, lambda: self._hostile(size))

    def short_log(self, size: int) -> Path:
        """Another log of that workload, kept beside the one of full length."""
        return self._one("short", size, lambda: self.made(list(statements(size, seed=self.seed))))

    def aged_log(self, sizes: tuple[int, ...]) -> Path:
        """A log with areas of so many events."""
        return self._one("aged log", sizes, lambda: self.made(aged(sizes)))

    def aged_table(self, sizes: tuple[int, ...]) -> Path:
        """A plain indexed table of the same rows."""
        return self._one("aged table", sizes, lambda: self.tabled(rows_of(aged(sizes))))

    def made(self, given: Sequence[Statement]) -> Path:
        """A log of some statements."""
        path = self.path()
        _fill(path, given)
        return path

    def tabled(self, rows: Iterable[Row]) -> Path:
        """A plain indexed table of some rows."""
        path = self.path()
        sqlite.append_batches(path, [list(rows)], indexed=True)
        return path

    @property
    def places(self) -> dict[str, Path]:
        """The folders to commit single events in, by what a title adds: in memory, no disk hides what they cost."""
        return {"": self.folder} | ({IN_MEMORY: self.memory} if self.memory else {})

    def copy(self, path: Path, place: Path | None = None) -> Path:
        """The same file to be written to."""
        return Path(shutil.copy(path, (place or self.folder) / self.path().name))

    def sweep(self) -> None:
        """Remove the files that are not kept."""
        kept = {made for _, made in self._kept.values() if isinstance(made, Path)}
        made = (file for folder in self.places.values() for file in folder.iterdir())
        for file in set(made) - kept:
            file.unlink()

    def _hostile(self, size: int) -> Path:
        path = self.copy(self.log(size))
        described = [Area(area, area.title(), parents=["c0/g000"]) for area in (HOSTILE, LATE)]
        hostile = one_area(HOSTILE, size // 10, retracted=0.3)
        _fill(path, [*described, *hostile, *late_week(LATE, size // 100)])
        return path

    def _one(self, what: str, key: object, make: Callable[[], Any]) -> Any:
        """What was made for a key, until it is wanted for another."""
        kept = self._kept.get(what)
        if kept is None or kept[0] != key:
            self._kept.pop(what, None)
            if kept is not None and isinstance(kept[1], Path):
                kept[1].unlink()
            self._kept[what] = key, make()
        return self._kept[what][1]


def _fill(path: Path, given: Sequence[Statement]) -> None:
    with timeline.connect(path) as log:
        for start in range(0, len(given), 10_000):
            log.append(given[start : start + 10_000])


def aged(sizes: tuple[int, ...]) -> list[Statement]:
    """Areas with so many events, and these."""
    described = [Area(aged_area(size), f"{size} events") for size in sizes]
    return [*described, *(event for size in sizes for event in one_area(aged_area(size), size))]


def aged_area(size: int) -> str:
    """The id of the area with so many events."""
    return f"aged-{size}"
