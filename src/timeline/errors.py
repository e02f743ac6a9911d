"""Every error of the package, sorted by who must act.

Each reads `where: expected X, found Y; do Z`, carries its facts as attributes, subclasses the standard
exception people already catch, and survives pickling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class TimelineError(Exception):
    """The base of all errors raised by this package."""

    where: str
    expected: str
    found: str
    do: str

    def __init__(self, where: str, *, expected: str, found: str, do: str = "", **facts: Any) -> None:
        super().__init__(where)
        self.where = where
        self.expected = expected
        self.found = found
        self.do = do
        self.__dict__.update(facts)

    def __str__(self) -> str:
        remedy = f"; {self.do}" if self.do else ""
        return f"{self.where}: expected {self.expected}, found {self.found}{remedy}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (type(self), dict(self.__dict__))


def _revive(cls: type[TimelineError], facts: dict[str, Any]) -> TimelineError:
    return cls(**facts)


class InputError(TimelineError, ValueError):
    """A value that the caller gave is not acceptable; the caller mends it."""


class WhenSyntaxError(InputError):
    """A date is not in the subset of EDTF that this package reads."""

    text: str
    column: int


class EventFieldError(InputError):
    """A field of an event or of a statement has a value it cannot have."""

    path: str


class AreaCycleError(InputError):
    """An area would lie inside itself."""

    cycle: tuple[str, ...]


class RowError(InputError):
    """One row of a file cannot be read."""

    file: str
    row: int
    column: str


class BadRowsError(InputError):
    """A file has rows that cannot be read; nothing was appended."""

    rows: tuple[RowError, ...]

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {row}" for row in self.rows)])


class NotFoundError(TimelineError, LookupError):
    """Nothing is known by that name; the nearest known names are listed."""

    what: str
    name: str
    nearest: tuple[str, ...]


class AmbiguousNameError(NotFoundError):
    """A name fits several; all of them are listed."""


class ConflictError(TimelineError):
    """The log holds something that this append contradicts; the caller reads again."""


class PositionConflictError(ConflictError):
    """The log moved on since the position that the caller read."""

    position: int


class ContentConflictError(ConflictError):
    """The same id is already in the log with other content."""

    stored: Any
    given: Any


class CorrectionConflictError(ConflictError):
    """Two corrections of one entry would be known from the same day."""

    target: str


class ProjectionError(TimelineError, TypeError):
    """A projection, a facet or an event kind breaks a rule; its author mends it."""


class LogError(TimelineError, OSError):
    """The log cannot be used; the operator acts."""

    path: str
    can_retry: bool = False


class LogUnavailableError(LogError):
    """The file cannot be opened, or is locked by another writer for too long."""

    can_retry = True


class LogCorruptError(LogError):
    """The file is not a log, or is damaged."""


class LogSchemaError(LogError):
    """The file was written by a newer version of this package."""


class LogReadOnlyError(LogError):
    """The file can be read but not appended to."""


class LogFullError(LogError):
    """The disk is full; nothing of the batch was appended."""

    can_retry = True


class MissingExtraError(TimelineError, ImportError):
    """A part of the package needs an extra that is not installed."""

    extra: str


def listed(names: Sequence[str]) -> str:
    """Names as a person reads them: `a`, `a or b`, `a, b or c`; `nothing` when there are none."""
    if not names:
        return "nothing"
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
