"""pandas: `merge_asof` by area on frames sorted by day."""

from __future__ import annotations

import time

import pandas

from bench.peers.joins import Join


def asof(join: Join) -> float:
    """The seconds of one answer for all pairs, the frames being there."""
    facts, pairs = pandas.DataFrame(join.facts), pandas.DataFrame(join.pairs)
    start = time.perf_counter()
    pandas.merge_asof(pairs, facts, on="day", by="area")
    return time.perf_counter() - start
