"""The coordinates of an answer: the day asked about, the state of knowledge, and the position in the log."""

from __future__ import annotations

import datetime

import attrs

from timeline.model.days import Day, show_day


@attrs.frozen
class At:
    """Where on the three axes of time an answer holds, fully resolved.

    Args:
        on: the valid day; the answer holds at its end.
        known_on: the last day whose reports count; `EVER` for all of them.
        position: the last entry of the log that counts.
    """

    on: datetime.date
    known_on: Day
    position: int

    def as_data(self) -> dict[str, str | int | None]:
        """Plain data with ISO days and `None` for `EVER`."""
        return {"on": self.on.isoformat(), "known_on": show_day(self.known_on), "position": self.position}
