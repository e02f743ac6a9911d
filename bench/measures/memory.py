"""The peak of memory of a replay, in a process of its own, beside its share of 2 GiB for ten million events."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from bench.measure import Figures, Line, Measure, as_mebibytes, race, within
from bench.setting import Setting

_SHARE = "that of an empty log and a share of 2 GiB at ten million"
_ALLOWED, _TEN_MILLION = 2 * 2**30, 10_000_000


def once(setting: Setting, size: int) -> Figures:
    """A round: bytes at the peak."""
    log = setting.copy(setting.log(size))
    figures = race({"replay": lambda: _peak(log), "empty": lambda: _peak(setting.path())})
    return figures | {_SHARE: figures["empty"] + (_ALLOWED - figures["empty"]) * size / _TEN_MILLION}


def _peak(path: Path) -> float:
    done = subprocess.run([sys.executable, "-m", "bench.measures.memory", str(path)], capture_output=True, check=True)
    return float(done.stdout)


def _child(path: Path) -> None:
    from bench import ours

    ours.replay(path, ours.Declared)
    print(_own_peak())


def _own_peak() -> int:
    """In bytes; on Linux what `getrusage` says begins with the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        [peak] = [line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
        return int(peak.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


MEASURE = Measure("memory", once, (Line("peak memory of a replay", "replay", _SHARE, within(1.0), as_mebibytes),))

if __name__ == "__main__":
    _child(Path(sys.argv[1]))
