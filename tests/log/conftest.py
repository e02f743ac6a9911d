"""A clock that the test decides, and a place for a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeline.testing.log_contract import Clock


@pytest.fixture
def clock() -> Clock:
    """Stands at noon of 15 January 2018, UTC, until the test moves it."""
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test may make its log file."""
    return tmp_path / "log.db"
