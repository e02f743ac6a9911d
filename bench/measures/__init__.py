"""Every measure, in the order of the table; each module says what one round of it is and what the targets are."""

from __future__ import annotations

from bench.measure import Measure
from bench.measures import (
    append,
    appended_one_by_one,
    disk,
    hostile,
    imported,
    incumbent,
    late,
    many,
    memory,
    question,
    replay,
    startup,
    ucdp,
)

_MODULES = (
    append,
    appended_one_by_one,
    imported,
    disk,
    question,
    incumbent,
    hostile,
    many,
    replay,
    memory,
    late,
    startup,
    ucdp,
)
MEASURES: tuple[Measure, ...] = tuple(module.MEASURE for module in _MODULES)
