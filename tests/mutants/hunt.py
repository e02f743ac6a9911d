"""Let the kit loose on every fault, and write down in the docs what caught which; `make mutants` runs it.

Invariant: the engine itself is never touched; each fault is made in a copy. The engine as it is must not be caught.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faults import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "internals" / "mutants.md"
AT_MOST_SECONDS = 1800
TOO_LONG = "time: it does not come to an end"
SOUND = Mutant("the engine as it is", "__init__.py", "", "")

HEAD = """# What the kit catches

Each line is a fault made on purpose in a copy of the engine, and what catches it. Tried in this order: the laws
(`src/timeline/testing/laws/`, held over `AreaStatus` and over `Wide` in `tests/testing/wide.py`) on a few drawn logs,
what the oracle is asked (`tests/testing/test_oracle.py` and `test_oracle_queries.py`), the contract of logs
(`src/timeline/testing/log_contract/`), and the laws on many logs. The engine as it is must pass them all, which `make
mutants` tries too.

This page is written by `make mutants` from `tests/mutants/faults.py`, where each fault is spelt out. To try some alone,
name them: `python tests/mutants/hunt.py "a history changes a day late"`. A fault that nothing catches is a hole in the
kit: strengthen a law or a strategy rather than drop the fault.

| what is wrong | where | caught by |
|---|---|---|
"""
ROW = re.compile(r"^\| (.+) \| `src/timeline/.+` \| (.+) \|$", re.MULTILINE)


def caught_by(mutant: Mutant, *, only: str | None = None) -> str | None:
    """What catches a fault first, by name; None where nothing does.

    Args:
        only: try nothing but this.
    """
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        file = Path(folder) / "timeline" / mutant.file
        file.write_text(file.read_text(encoding="utf-8").replace(mutant.old, mutant.new, 1), encoding="utf-8")
        catchers = [str(ROOT / "tests" / "mutants" / "catchers.py"), folder, *([only] if only else [])]
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                [sys.executable, *catchers],
                env=environment,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=AT_MOST_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return TOO_LONG
    return done.stdout.strip() or None


def recorded() -> dict[str, str]:
    """What caught each fault when the page was written."""
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8"))) if PAGE.exists() else {}


def page(caught: Mapping[str, str | None]) -> str:
    """The page, with those faults that were caught."""
    told = [each for each in MUTANTS if caught.get(each.name)]
    return HEAD + "".join(f"| {each.name} | `src/timeline/{each.file}` | {caught[each.name]} |\n" for each in told)


def main(names: list[str]) -> int:
    """Hunt the faults of these names, or all; the exit status is the number of wrong verdicts."""
    chosen = [each for each in (*MUTANTS, SOUND) if not names or each.name in names]
    wrong_count = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, by in zip(chosen, pool.map(_told, chosen), strict=True):
            wrong_count += (by is None) != (mutant is SOUND)
            PAGE.write_text(page({**recorded(), mutant.name: by}), encoding="utf-8")
    return wrong_count


def _told(mutant: Mutant) -> str | None:
    start = time.monotonic()
    try:
        found = caught_by(mutant)
    except subprocess.CalledProcessError as error:
        print(f"{mutant.name}: {error}", flush=True)
        return None
    print(f"{time.monotonic() - start:5.0f} s  {mutant.name}: {found or 'nothing catches it'}", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
