"""`eventsourcing`: an aggregate an area, in SQLite, as its tutorial has it.

`Application.save` takes all aggregates that a batch touched, in one transaction; `repository.get(id, version=…)` gives
an area as it stood after so many of its events. It knows no valid day: this is the simpler question.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.rows import Row


class Territory(Aggregate):
    """Who holds an area, and how many reports there were."""

    @event("Named")
    def __init__(self, name: str) -> None:
        self.name = name
        self.holder: str | None = None
        self.reports = 0

    @staticmethod
    def create_id(name: str) -> UUID:
        """The id of the area with that name."""
        return uuid5(NAMESPACE_URL, f"/areas/{name}")

    @event("Reported")
    def report(self, kind: str, day: int, reported_on: int, holder: str | None, rest: str) -> None:
        """Take a report in."""
        self.reports += 1
        self.holder = holder or self.holder


def application(path: Path) -> Application[UUID]:
    """An application over a SQLite file."""
    return Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def append_batches(path: Path, given: Sequence[Sequence[Row]]) -> list[float]:
    """The seconds of each batch, one save each; the aggregates stay in memory."""
    app, territories, costs = application(path), dict[str, Any](), []
    for batch in given:
        start = time.perf_counter()
        touched = {row.area: _reported(territories, row) for row in batch}
        app.save(*touched.values())
        costs.append(time.perf_counter() - start)
    app.close()
    return costs


def _reported(territories: dict[str, Any], row: Row) -> Any:
    if row.area not in territories:
        territories[row.area] = Territory(row.area)
    territory = territories[row.area]
    territory.report(kind=row.kind, day=row.day, reported_on=row.reported_on, holder=row.holder, rest=row.rest)
    return territory


def get(app: Application[UUID], area: str, version: int | None = None) -> object:
    """An area as it stood after so many of its events."""
    return app.repository.get(Territory.create_id(area), version=version)


def replay(path: Path, areas: Sequence[str]) -> float:
    """The seconds to fold every area anew from its events."""
    app = application(path)
    start = time.perf_counter()
    for area in areas:
        get(app, area)
    took = time.perf_counter() - start
    app.close()
    return took
