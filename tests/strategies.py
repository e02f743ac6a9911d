"""Logs over one fixed hierarchy of areas, for the tests of queries; what is drawn comes from the kit."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

import timeline
from timeline import Area, Parent, Source, Timeline
from timeline.errors import InputError
from timeline.log.memory import MemoryLog
from timeline.testing import Script
from timeline.testing.answers import Content, content
from timeline.testing.strategies import AREAS, FIRST_DAY, days, events, logs, when_texts, whens

__all__ = ["AREAS", "DESCRIBED", "FIRST_DAY", "Script", "days", "events", "when_texts", "whens"]

DESCRIBED = [
    Area("country", "Country"),
    Area("district", "District", parents=["country"]),
    Area("town", "Town", parents=[Parent("district", end="2017-03-01"), Parent("country", start="2017-03-01")]),
    Area("hills", "Hills", parents=["district", "country"]),
    Source("good", "Good", "A"),
    Source("fair", "Fair", "C"),
]


def scripts() -> st.SearchStrategy[Script]:
    """Logs that begin with the descriptions, with everything that can be appended behind them."""
    return logs(described=DESCRIBED)


def fresh() -> Timeline[timeline.AreaStatus]:
    """A timeline in memory over the areas and sources that the events name."""
    tl = Timeline(MemoryLog(), timeline.AreaStatus)
    tl.append(DESCRIBED)
    return tl


def played(script: Script, order: list[int] | None = None) -> Timeline[timeline.AreaStatus]:
    """A timeline in memory with the script played into it, in its own or another order."""
    return script.played(Timeline(MemoryLog(), timeline.AreaStatus), order)


def played_if_accepted(script: Script, order: list[int]) -> Timeline[timeline.AreaStatus]:
    """The same, if every append is accepted; else the case is dropped."""
    try:
        return played(script, order)
    except InputError:
        reject()


def statuses(
    tl: Timeline[Any], on: datetime.date, known_on: Any = timeline.EVER, position: int | None = None
) -> dict[str, Content]:
    """The content of the answers for every area."""
    return {area: content(tl.status(area, on=on, known_on=known_on, position=position)) for area in AREAS}
