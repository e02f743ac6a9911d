"""Start-up: processes from their start to their end, and whether a question from the shell loads what is heavy."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import timeline
from bench.measure import (
    NONE_AT_ALL,
    UNTOLD_COST,
    Figures,
    Line,
    Measure,
    as_number,
    as_time,
    more_by,
    race,
    seconds,
    within,
)
from bench.setting import Setting

_COUNT = 7
_HELP = "import sys; from timeline.cli import main; sys.argv = ['timeline', '--help']; main()"
_ASK = """import sys
from timeline.cli import main
sys.argv = ["timeline", "status", sys.argv[1], "a", "--on", "2015-01-01"]
try:
    main()
except SystemExit:
    pass
print(len({"sqlite_utils", "numpy", "pandas"} & sys.modules.keys()))
"""


def once(setting: Setting, size: int) -> Figures:
    """A round: seconds of a process."""
    codes: dict[str, str] = {
        "timeline --help": _HELP,
        "import click": "import click",
        "import timeline": "import timeline",
        "import attrs, cattrs": "import attrs, cattrs",
        "timeline.connect()": "import timeline; timeline.connect()",
    }
    processes: dict[str, Callable[[], float]] = {name: partial(_took, code) for name, code in codes.items()}
    return race({**processes, "heavy": lambda: _loaded(setting), "none": lambda: 0.0})


def _took(code: str) -> float:
    command = [sys.executable, "-c", code]
    return statistics.median(
        seconds(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)) for _ in range(_COUNT)
    )


def _loaded(setting: Setting) -> float:
    path = setting.path()
    with timeline.connect(path) as log:
        log.append([timeline.Area("a", "A")])
    done = subprocess.run([sys.executable, "-c", _ASK, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


MEASURE = Measure(
    "startup",
    once,
    (
        Line("timeline --help", "timeline --help", "import click", within(3), as_time),
        Line("import timeline", "import timeline", "import attrs, cattrs", more_by(60), as_time),
        Line("timeline.connect()", "timeline.connect()", "import attrs, cattrs", UNTOLD_COST, as_time),
        Line("heavy libraries loaded by a question", "heavy", "none", NONE_AT_ALL, as_number),
    ),
    most=0,
)
