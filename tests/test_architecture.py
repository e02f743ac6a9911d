"""The folders are the layers, the public list is exact, and the start is quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import timeline
from timeline.cli.app import COMMANDS, app

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


def test_help_loads_nothing_but_click():
    code = "from timeline.cli import app\ntry: app(['--help'])\nexcept SystemExit: pass"
    assert not {"attrs", "cattrs", "sqlite3", "sqlite_utils", "rich", "timeline.engine"} & _modules_after(code)


def test_importing_the_package_loads_no_heavy_library():
    assert not {"sqlite_utils", "rich", "click", "pandas", "numpy"} & _modules_after("import timeline.conflict")


def test_a_question_of_an_existing_log_loads_no_sqlite_utils(tmp_path):
    timeline.connect(tmp_path / "log.db").close()
    connect = f"tl = timeline.connect({str(tmp_path / 'log.db')!r})"
    assert "sqlite_utils" not in _modules_after(f"import timeline\n{connect}\ntl.statuses(on='2017-12-30')\ntl.close()")


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
