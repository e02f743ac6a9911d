"""The pytest plugin: timelines to test on, how hard to try, and expected histories written anew.

Invariant: it costs a run of tests that has nothing to do with timelines next to nothing, for pytest loads it in all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from timeline.errors import InputError
from timeline.testing import effort

if TYPE_CHECKING:
    from timeline.conflict import AreaStatus
    from timeline.engine import Timeline
    from timeline.testing.rewriting import Rewriting, Written

_ASSERTING = {"timeline.testing.log_contract", "timeline.testing.golden"}
pytest.register_assert_rewrite(*sorted(_ASSERTING - sys.modules.keys()))

_NAMES = ("timeline", __name__)
_WRITTEN: pytest.StashKey[Written] = pytest.StashKey()


def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    """Take both names, so that the plugin is loaded once if it is named by its module as well (`-p`, xdist)."""
    if plugin is sys.modules[__name__]:
        for name in _NAMES:
            if not manager.has_plugin(name):
                manager.register(_Namesake(), name)


class _Namesake:
    """Holds a name."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("timeline")
    group.addoption("--timeline-examples", metavar="N", help=f"try each law on N examples (also: {effort.VARIABLE})")
    group.addoption("--timeline-update", action="store_true", help="rewrite the expected texts of assert_history")


def pytest_configure(config: pytest.Config) -> None:
    """Choose what the options say, until the run ends."""
    examples = config.getoption("timeline_examples")
    if examples is not None:
        before = effort.choose(_count(examples))
        config.add_cleanup(lambda: _restore_effort(before))
    if config.getoption("timeline_update"):
        _require_one_process(config)
        _begin_rewriting(config)


def _count(text: str) -> int:
    try:
        return effort.to_count(text, name="--timeline-examples")
    except InputError as error:
        raise pytest.UsageError(str(error)) from None


def _restore_effort(before: int | None) -> None:
    effort.choose(before)


def _require_one_process(config: pytest.Config) -> None:
    if config.getoption("dist", "no") != "no" or hasattr(config, "workerinput"):
        do = "add -n 0"
        raise pytest.UsageError(
            str(InputError("--timeline-update", expected="tests in one process", found="pytest-xdist", do=do))
        )


def _begin_rewriting(config: pytest.Config) -> None:
    from timeline.testing import rewriting

    before = rewriting.use(rewriting.Rewriting())
    config.add_cleanup(lambda: _restore_rewriting(before))


def _restore_rewriting(before: Rewriting | None) -> None:
    from timeline.testing import rewriting

    rewriting.use(before)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the expected texts; a file that could not be rewritten fails the run."""
    if session.config.getoption("timeline_update"):
        from timeline.testing import rewriting

        current = rewriting.current()
        assert current is not None
        written = session.config.stash[_WRITTEN] = current.write()
        if written.refusals and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which files were rewritten."""
    written = config.stash.get(_WRITTEN, None)
    if written:
        for path in written.paths:
            terminalreporter.write_line(f"timeline: expected histories rewritten in {path}")
        for refusal in written.refusals:
            terminalreporter.write_line(f"timeline: {refusal}", red=True)


@pytest.fixture(name="timeline")
def timeline_in_memory() -> Iterator[Timeline[AreaStatus]]:
    """An empty timeline in memory."""
    from timeline import connect

    with connect() as tl:
        yield tl


@pytest.fixture
def timeline_file(tmp_path: Path) -> Iterator[Timeline[AreaStatus]]:
    """An empty timeline in a SQLite file of its own."""
    from timeline import connect

    with connect(tmp_path / "timeline.db") as tl:
        yield tl
