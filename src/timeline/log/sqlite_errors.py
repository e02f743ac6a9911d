"""What SQLite refuses, told as errors of a log: what was expected of the file, what was found, what to do.

Invariant: each is a `LogError` with the path of the log.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from timeline.errors import LogCorruptError, LogError, LogFullError, LogReadOnlyError, LogUnavailableError

Refusal = sqlite3.Error | UnicodeDecodeError


def log_error(cls: type[LogError], path: Path, expected: str, found: str, do: str) -> LogError:
    """An error about the log in a file."""
    return cls(str(path), expected=expected, found=found, do=do, path=str(path))


def translated(error: Refusal, path: Path) -> LogError:
    """What a refusal says of the log in a file."""
    if isinstance(error, UnicodeDecodeError):
        found, do = "a file so damaged that SQLite cannot say how", "restore it from a copy"
        return log_error(LogCorruptError, path, "a log", found, do)
    found = str(error)
    cls, expected, do = _meaning(getattr(error, "sqlite_errorname", "") or "", found, path)
    return log_error(cls, path, expected, found, do)


def _meaning(code: str, found: str, path: Path) -> tuple[type[LogError], str, str]:
    """Which error it is, what was expected, and what to do."""
    if code.startswith("SQLITE_FULL"):
        return LogFullError, "room on the disk", "free some space and append again; nothing of this batch was kept"
    if code.startswith("SQLITE_CANTOPEN") and path.is_file() and not os.access(path.parent, os.W_OK):
        expected = "a folder that may be written, as SQLite needs one"
        return LogReadOnlyError, expected, "copy the log to a folder that may be written"
    if code.startswith("SQLITE_READONLY"):
        return LogReadOnlyError, "a file that may be written", "change its permissions"
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or "decode to UTF-8" in found:
        return LogCorruptError, "a log", "name a log, or restore this one from a copy"
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LogUnavailableError, "its turn to write", "try again"
    return LogUnavailableError, "a file that can be opened", "check the path and the disk"
