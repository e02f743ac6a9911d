"""All that may catch a fault, tried until something does: every law, what the oracle is asked, the contract of logs.

Run in a process of its own with the faulty engine first on the path (`hunt.py` does that); prints what caught it, or
nothing. Invariant: what is drawn is the same in every run, and nothing is made smaller, for only the verdict counts.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

ROOT = Path(__file__).resolve().parents[2]
ORACLE = ["tests/testing/test_oracle.py", "tests/testing/test_oracle_queries.py"]
CONTRACT = "tests/log/test_log_contract.py"
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
CONTRACTS = [f"{CONTRACT}::Test{log}" for log in ("MemoryLog", "SqliteLog")]


FEW, MANY = 10, 600


def first_to_catch() -> str | None:
    """The first that fails, by name; None where nothing does.

    Every law is tried on a few logs first, and on many only in the end: most faults are caught at once.
    """
    few, many = broken_laws(FEW), broken_laws(MANY)
    return next(few, None) or first_failure(ORACLE) or first_failure(CONTRACTS) or next(many, None)


def catches(name: str) -> bool:
    """Whether the one of that name fails."""
    kind, _, claim = name.partition(": ")
    if kind == "law":
        return any(name in broken_laws(examples, only=name) for examples in (FEW, MANY))
    return first_failure([_node(kind, claim)]) is not None


def broken_laws(examples: int, only: str | None = None) -> Iterator[str]:
    """The laws that do not hold of `AreaStatus` or of `Wide`, in the order of the laws."""
    sys.path.insert(0, str(ROOT / "tests" / "testing"))
    from wide import Wide

    from timeline import AreaStatus
    from timeline.testing import LAWS

    for law in LAWS:
        for projection in (AreaStatus, Wide):
            name = f"law: {law.name} ({projection.definition.name})"
            if only in (None, name) and _is_broken(law, projection, examples):
                yield name


def _is_broken(law, projection, examples: int) -> bool:
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        law(projection, data.draw)

    try:
        tried()
    except Unsatisfiable:
        return False
    except Exception:  # noqa: BLE001 - an engine that crashes is found out too
        return True
    return False


def first_failure(tests: list[str]) -> str | None:
    """The first of some tests that fails, by name."""
    options = ["--exitfirst", "--tb=no", "-rfE", "--hypothesis-profile=verdict", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    failed = FAILED.search(done.stdout)
    assert bool(failed) == bool(done.returncode), done.stdout
    return _name(failed[1]) if failed else None


def _name(node: str) -> str:
    """`tests/log/test_log_contract.py::TestMemoryLog::test_a_claim[x]` as `contract: a claim (MemoryLog)`."""
    file, *classes, test = node.partition("[")[0].split("::")
    claim = test.removeprefix("test_").replace("_", " ")
    return f"contract: {claim} ({classes[0].removeprefix('Test')})" if file == CONTRACT else f"oracle: {claim}"


def _node(kind: str, claim: str) -> str:
    words, _, log = claim.removesuffix(")").partition(" (")
    test = f"test_{words.replace(' ', '_')}"
    if kind == "contract":
        return f"{CONTRACT}::Test{log}::{test}"
    return next(f"{file}::{test}" for file in ORACLE if f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"))


if __name__ == "__main__":
    import timeline

    assert Path(timeline.__file__).is_relative_to(sys.argv[1]), f"{timeline.__file__} is not the faulty engine"
    if len(sys.argv) > 2:
        print(sys.argv[2] if catches(sys.argv[2]) else "")
    else:
        print(first_to_catch() or "")
