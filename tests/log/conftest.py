"""Both logs behind one fixture, with a clock and ids that the test decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from log_parts import LOGS, Clock, StoredLog, counted_ids


@pytest.fixture
def clock() -> Clock:
    """Stands at noon of 15 January 2018, UTC, until the test moves it."""
    return Clock()


@pytest.fixture(params=sorted(LOGS))
def log(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[StoredLog]:
    """Each kind of log in turn, empty."""
    made = LOGS[request.param](tmp_path / "log.db", clock=clock, fresh_id=counted_ids())
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test may make its log file."""
    return tmp_path / "log.db"
