"""The folders are the layers, the public list is exact, and the start is quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from importlinter.cli import lint_imports

import timeline
from timeline.cli.app import app
from timeline.cli.commands import COMMANDS
from timeline.conflict import AreaLiberated

ROOT = Path(__file__).parents[1]


def test_each_layer_imports_only_those_below_it():
    assert 0 == lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)


def test_the_public_list_is_exact():
    loaded = {name: getattr(timeline, name) for name in timeline.__all__}
    assert {"connect", *timeline._HOMES} == set(loaded)
    assert sorted(timeline.__all__) == dir(timeline)
    with pytest.raises(AttributeError):
        _ = timeline.nothing


def _modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


COMMAND_LINE = """
from timeline.cli import main
def run(*arguments):
    sys.argv = ["timeline", *arguments]
    try:
        main()
    except SystemExit as end:
        assert not end.code, arguments
"""


def test_help_loads_nothing_but_click_and_the_list_of_commands():
    loaded = _modules_after(f"{COMMAND_LINE}\nrun('--help')")
    assert not {"attrs", "cattrs", "sqlite3", "sqlite_utils", "rich", "timeline.engine"} & loaded
    ours = {"timeline", "timeline.errors", "timeline.cli", "timeline.cli.app", "timeline.cli.commands"}
    assert ours == {name for name in loaded if name.partition(".")[0] == "timeline"}


def test_importing_the_package_loads_no_library():
    heavy = {
        "attrs",
        "cattrs",
        "click",
        "hypothesis",
        "matplotlib",
        "numpy",
        "pandas",
        "pytest",
        "rich",
        "sqlite3",
        "sqlite_utils",
    }
    assert not heavy & _modules_after("import timeline")


def test_importing_the_vocabulary_loads_no_heavy_library():
    assert not {"sqlite_utils", "rich", "click", "pandas", "numpy"} & _modules_after("import timeline.conflict")


def test_a_timeline_is_ready_without_what_only_some_of_its_answers_need():
    loaded = _modules_after("import timeline\ntimeline.connect()") - _modules_after("import attrs, cattrs")
    assert not {"difflib", "hashlib", "statistics"} & loaded


def test_a_question_of_an_existing_log_loads_no_sqlite_utils(tmp_path):
    timeline.connect(tmp_path / "log.db").close()
    connect = f"tl = timeline.connect({str(tmp_path / 'log.db')!r})"
    assert "sqlite_utils" not in _modules_after(f"import timeline\n{connect}\ntl.statuses(on='2017-12-30')\ntl.close()")


QUESTIONS = [
    ["areas", "LOG"],
    ["sources", "LOG"],
    ["events", "LOG"],
    ["status", "LOG", "iq/a", "--on", "2017-12-30"],
    ["during", "LOG", "iq/a", "--on", "2017-12"],
    ["board", "LOG", "--on", "2017-12-30"],
    ["history", "LOG", "iq/a"],
    ["diff", "LOG", "iq/a", "--on", "2017-01-01", "--on", "2017-12-30"],
    ["explain", "LOG", "iq/a", "--on", "2017-12-30"],
    ["contradictions", "LOG", "--on", "2017-12-30"],
    ["rollup", "LOG", "iq", "--on", "2017-12-30"],
    ["series", "LOG", "iq/a", "--facet", "strikes", "--start", "2017-10-01", "--end", "2017-10-20"],
    ["geojson", "LOG", "--inside", "iq"],
    ["lag", "LOG"],
    ["incidents", "LOG"],
    ["export", "LOG", "timeline"],
    ["export", "LOG", "csv"],
    ["export", "LOG", "csv", "iq/a", "--spans"],
]
CHANGES = {"init", "import", "add", "correct", "retract", "reinstate", "join", "replay", "verify", "demo"}
DRAWS = {"plot"}


def _store(path: Path) -> None:
    liberated = AreaLiberated(area="iq/a", when="2017-10-05", by="isf", reported_on="2017-10-06")
    point = timeline.Point(35.25, 43.75)
    with timeline.connect(path) as log:
        log.append([timeline.Area("iq", "Iraq"), timeline.Area("iq/a", "A", point=point, parents=["iq"]), liberated])


def test_no_question_from_the_shell_loads_sqlite_utils_numpy_pandas_or_pyarrow(tmp_path):
    """Those that are not installed are put on the path, and end whatever imports them."""
    _store(tmp_path / "log.db")
    for library in ("numpy", "pandas", "pyarrow"):
        (tmp_path / f"{library}.py").write_text(f"raise SystemError({library!r})", encoding="utf-8")
    asked = [[str(tmp_path / "log.db") if word == "LOG" else word for word in question] for question in QUESTIONS]
    loaded = _modules_after(f"sys.path.insert(0, {str(tmp_path)!r})\n{COMMAND_LINE}\nfor each in {asked!r}: run(*each)")
    assert {"timeline.log.sqlite"} == {"timeline.log.sqlite", "sqlite_utils", "numpy", "pandas", "pyarrow"} & loaded


def test_every_command_that_asks_is_held_to_what_it_loads():
    assert set(COMMANDS) - CHANGES - DRAWS == {question[0] for question in QUESTIONS}


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_the_help_lists_each_command_as_the_command_tells_of_itself(width):
    context = click.Context(app, info_name="timeline")
    listed, told = click.HelpFormatter(width=width), click.HelpFormatter(width=width)
    app.format_commands(context, listed)
    click.Group.format_commands(app, context, told)
    assert told.getvalue() == listed.getvalue()


def test_every_command_has_help_and_a_log_first():
    for name in COMMANDS:
        command = app.get_command(None, name)
        assert command.help, name
        arguments = [each.name for each in command.params if each.param_type_name == "argument"]
        assert name == "demo" or "log" == arguments[0], name


TYPED = """
from typing import assert_type
import datetime
import timeline
from timeline import Disputed, Projection, active, count, days, latest, total
from timeline.conflict import AreaCaptured, AreaLiberated, AreaStatus, Condition, StrikeReported

tl = timeline.connect("x.db")
now = tl.status("Hawija", on="2017-12-30")
assert_type(now, AreaStatus)
assert_type(now.control, str | Disputed[str] | None)
assert_type(now.strikes, int)
assert_type(now.fighting, bool)
assert_type(now.condition, Condition)
assert_type(tl.history("Hawija").at("2017-12-30"), AreaStatus)

class Mine(Projection, name="mine"):
    by = latest(AreaCaptured.by, AreaLiberated.by)
    strikes = total(StrikeReported.strikes, within=days(7))

assert_type(tl.using(Mine).status("Hawija", on=datetime.date(2017, 12, 30)).by, str | Disputed[str] | None)
assert_type(tl.ask(count(StrikeReported), "Iraq", on="2017-12-30").value, int)
"""


def test_answers_and_field_references_type_check_under_mypy(tmp_path):
    (tmp_path / "typed.py").write_text(TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(tmp_path / "typed.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "Success: no issues found in 1 source file" == done.stdout.strip()
