"""What differs between two answers: between two dates, or between two states of knowledge."""

from __future__ import annotations

from typing import Any

import attrs

from timeline.model.at import At
from timeline.projections.projection import Projection, values
from timeline.queries.plain import plain


@attrs.frozen
class Change:
    """A value that differs."""

    name: str
    before: Any
    after: Any


@attrs.frozen
class Diff:
    """What differs for an area between two coordinates; no changes means that the answers are equal."""

    area: str
    before: At
    after: At
    changes: tuple[Change, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a change, of plain data."""
        return [
            {"name": change.name, "before": plain(change.before), "after": plain(change.after)}
            for change in self.changes
        ]

    def as_data(self) -> dict[str, Any]:
        """The differences as one JSON document."""
        return {
            "area": self.area,
            "before": self.before.as_data(),
            "after": self.after.as_data(),
            "changes": self.rows(),
        }


def diff(before: Projection, after: Projection) -> Diff:
    """The values in which two answers about one area differ, in the order of the projection."""
    old, new = values(before), values(after)
    changes = tuple(Change(name, old[name], new[name]) for name in new if old[name] != new[name])
    return Diff(after.area, before.at, after.at, changes)
