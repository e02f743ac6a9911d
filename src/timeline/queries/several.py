"""Several answers to one question."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar


class Tabular(Protocol):
    """An answer that is rows of plain data."""

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a row."""


A = TypeVar("A", bound=Tabular)


class Several(list[A]):
    """Answers, a list."""

    def rows(self) -> list[dict[str, Any]]:
        """The rows of each, one after the other."""
        return [row for each in self for row in each.rows()]
