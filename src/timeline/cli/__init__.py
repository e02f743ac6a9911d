"""The command line: `timeline COMMAND LOG …`, the same words and answers as in Python.

Invariant: exit code 0 when done, 1 for a refused input or a conflict, 2 for usage; no traceback reaches a user. Nothing
but click is imported until a command runs, so that `--help` is instant.
"""

from __future__ import annotations

from timeline.cli.app import app, main

__all__ = ["app", "main"]
