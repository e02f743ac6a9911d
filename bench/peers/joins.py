"""What the joins "as of" are given: who took which area on which day, and pairs of an area and a day.

Invariant: both are sorted by day, as two of the three peers require; areas are integers, days counted from 1970.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import attrs

from bench.peers.sqlite import number_of
from bench.rows import Row
from bench.rows import number_of as day_number
from bench.workload import DAYS_COUNT, FIRST_DAY, TOWN, drawn

Columns = dict[str, list[Any]]


@attrs.frozen
class Join:
    """Two tables in columns: `facts` of (area, day, holder), `pairs` of (area, day)."""

    facts: Columns
    pairs: Columns


def join_of(rows: Sequence[Row], pairs_count: int) -> Join:
    """The facts among the rows, and so many random pairs."""
    taken = sorted((row for row in rows if row.holder), key=lambda row: row.day)
    facts: Columns = {
        "area": [number_of(row.area) for row in taken],
        "day": [row.day for row in taken],
        "holder": [row.holder or "" for row in taken],
    }
    return Join(facts, _pairs(pairs_count))


def _pairs(count: int) -> Columns:
    rng = random.Random(count)
    days = sorted(day_number(FIRST_DAY) + rng.randrange(DAYS_COUNT) for _ in range(count))
    return {"area": [number_of(area) for area in drawn(TOWN, rng, count)], "day": days}
