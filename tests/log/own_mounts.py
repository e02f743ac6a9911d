"""Runs a script where it may mount small and read-only disks of its own, which vanish with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_UNSHARE = ["unshare", "--map-root-user", "--mount"]
_PRELUDE = """
import json, os, subprocess, sys
from timeline.testing.statements import strike
from timeline.errors import LogError
from timeline.log.sqlite import SqliteLog

def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)

def failure(act, *arguments):
    try:
        act(*arguments)
    except LogError as error:
        return [type(error).__name__, error.path, str(error)]
"""


def run_with_own_mounts(script: str, folder: Path) -> dict[str, Any]:
    """What a script prints as JSON; it gets `folder`, and `mount` and `failure` of above. Skips where it cannot run."""
    if not shutil.which("unshare") or subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no mounts of one's own (unshare --map-root-user --mount)")
    python = [sys.executable, "-c", f"{_PRELUDE}\nfolder = sys.argv[1]\n{script}", str(folder)]
    ran = subprocess.run([*_UNSHARE, *python], capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert 0 == ran.returncode, ran.stderr
    printed: dict[str, Any] = json.loads(ran.stdout)
    return printed
