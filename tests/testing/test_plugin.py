"""The pytest plugin as those see it who have timeline installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from timeline.errors import InputError
from timeline.testing import effort

PLUGIN = ("-p", "timeline.testing.plugin", "-p", "no:cacheprovider", "-W", "error")


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs the tests of a text with the plugin."""
    monkeypatch.delenv(effort.VARIABLE, raising=False)

    def run(text, *options):
        pytester.makepyfile(test_inner=text)
        return pytester.runpytest_inprocess(*PLUGIN, *options)

    return run


EXAMPLES = """
from timeline.testing.effort import examples

def test_it():
    assert {} == examples()
"""


# Fixtures


def test_a_timeline_is_empty_and_in_memory(run):
    run("""
    def test_it(timeline):
        from timeline.log.memory import MemoryLog
        assert 0 == timeline.position
        assert isinstance(timeline._log, MemoryLog)
    """).assert_outcomes(passed=1)


def test_a_timeline_file_is_an_empty_log_in_the_tests_own_folder_and_is_closed(run):
    run("""
    import pytest
    from timeline import Area
    from timeline.errors import LogError

    used = []

    @pytest.mark.parametrize("time", [1, 2])
    def test_it(timeline_file, tmp_path, time):
        timeline_file.append([Area("a", "A")])
        assert 1 == timeline_file.position
        assert ["timeline.db"] == [path.name for path in tmp_path.glob("*.db")]
        used.append(timeline_file)

    def test_it_is_closed():
        for tl in used:
            with pytest.raises(LogError):
                tl.append([Area("b", "B")])
    """).assert_outcomes(passed=3)


# How many examples


def test_nothing_is_said_of_examples_without_the_option(run):
    run(EXAMPLES.format(None)).assert_outcomes(passed=1)


def test_the_option_says_on_how_many_examples_to_try_and_only_for_its_run(run):
    run(EXAMPLES.format(7), "--timeline-examples", "7").assert_outcomes(passed=1)
    assert effort.examples() is None


def test_the_environment_says_it_too_and_the_option_goes_before_it(run, monkeypatch):
    monkeypatch.setenv("TIMELINE_EXAMPLES", "12")
    assert 12 == effort.examples()
    run(EXAMPLES.format(7), "--timeline-examples=7").assert_outcomes(passed=1)


def test_the_workers_of_xdist_know_it(run):
    run(EXAMPLES.format(7), "--timeline-examples=7", "-n", "1").assert_outcomes(passed=1)


@pytest.mark.parametrize("text", ["0", "-1", "many", "", "1.5"])
def test_a_number_of_examples_that_is_none_is_refused(run, monkeypatch, text):
    done = run(EXAMPLES.format(None), f"--timeline-examples={text}")
    told = f"--timeline-examples: expected a whole number from 1, found {text!r}; say how many examples to try"
    assert pytest.ExitCode.USAGE_ERROR == done.ret
    assert told in done.stderr.str()
    monkeypatch.setenv("TIMELINE_EXAMPLES", text)
    with pytest.raises(InputError, match="TIMELINE_EXAMPLES: expected a whole number from 1"):
        effort.examples()


# Loading


def test_loading_the_plugin_imports_nothing_heavy():
    code = "import sys, timeline.testing.plugin; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "timeline.testing.effort" in loaded
    assert not {"hypothesis", "attrs", "cattrs", "sqlite3", "timeline.engine", "timeline.model"} & loaded


@pytest.fixture
def registered(pytester, monkeypatch):
    """The plugin as a package that is installed registers it."""
    info = pytester.mkdir("site") / "registered-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: registered\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[pytest11]\ntimeline = timeline.testing.plugin\n")
    monkeypatch.syspath_prepend(info.parent)
    monkeypatch.setenv("PYTHONPATH", str(info.parent), prepend=":")


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("options", [(), PLUGIN, (*PLUGIN, "-n", "1")], ids=["alone", "named too", "in workers"])
def test_a_plugin_that_is_registered_may_be_named_as_well(pytester, options):
    pytester.makeconftest("pytest_plugins = ['timeline.testing.plugin']")
    pytester.makepyfile("def test_it(timeline):\n    assert 0 == timeline.position")
    pytester.runpytest_inprocess(*options).assert_outcomes(passed=1)


@pytest.mark.usefixtures("registered")
def test_a_plugin_that_is_registered_can_be_left_out(pytester):
    pytester.makepyfile("def test_it(timeline): ...")
    done = pytester.runpytest_inprocess("-p", "no:timeline")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*fixture 'timeline' not found"])


def test_a_failure_of_the_contract_shows_both_sides(pytester):
    pytester.makepyfile(
        test_inner="""
        from timeline.log.memory import MemoryLog
        from timeline.testing.log_contract import LogContract

        class Skipping(MemoryLog):
            head = 3

        class TestSkipping(LogContract):
            def make_log(self, path, **options):
                return Skipping(**options)
        """
    )
    done = pytester.runpytest_subprocess(*PLUGIN, "-k", "stands_at_0")
    done.stdout.fnmatch_lines(["*At index 0 diff: 0 != 3*"])
