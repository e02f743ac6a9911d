"""`python -m bench`: measure, and print or write the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from bench.measures import MEASURES
from bench.rounds import Measured, measured
from bench.setting import Setting
from bench.table import machine, put, table


def main() -> None:
    """Measure what the arguments say."""
    options = _options()
    with _folder(options.folder) as folder, _folder(_MEMORY) if _MEMORY.is_dir() else nullcontext() as memory:
        sizes = (options.events, options.rounds, options.limit)
        setting = Setting(*sizes, Path(folder), options.seed, options.ucdp, Path(memory) if memory else None)
        results: list[Measured] = []
        try:
            results.extend(_told(name, setting) for name in options.only or _NAMES if _NAMES[name].needs(setting))
        finally:
            print(_text(results))
    if options.out:
        put(options.out, _text(results))


def _folder(parent: Path | None) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="timeline-bench-", dir=parent)


def _text(results: Sequence[Measured]) -> str:
    return f"{machine(results)}\n\n{table(results)}" if results else "nothing measured"


_MEMORY = Path("/dev/shm")
_NAMES = {measure.name: measure for measure in MEASURES}


def _told(name: str, setting: Setting) -> Measured:
    start = time.monotonic()
    print(f"{name} …", end=" ", file=sys.stderr, flush=True)
    result = measured(_NAMES[name], setting)
    took = time.monotonic() - start
    print(f"{result.size:,} events, {result.rounds} rounds, {took:.0f} s", file=sys.stderr, flush=True)
    return result


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, metavar="N", help="at most so many events")
    parser.add_argument("--rounds", type=int, default=3, metavar="R", help="rounds of each measure")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS", help="for a measure; fewer events fit it")
    parser.add_argument("--only", nargs="+", choices=_NAMES, metavar="NAME", help=f"of {', '.join(_NAMES)}")
    parser.add_argument("--ucdp", type=Path, metavar="FILE", help="a file of UCDP GED to measure too")
    parser.add_argument("--seed", type=int, default=1, help="of the workload")
    parser.add_argument("--folder", type=Path, help="where files are made while it runs, if not with temporary files")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table between the marks of this page too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
