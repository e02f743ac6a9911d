"""Polars: `join_asof` by area on frames sorted by day."""

from __future__ import annotations

import time

import polars

from bench.peers.joins import Join


def asof(join: Join) -> float:
    """The seconds of one answer for all pairs, the frames being there."""
    facts = polars.DataFrame(join.facts).set_sorted("day")
    pairs = polars.DataFrame(join.pairs).set_sorted("day")
    start = time.perf_counter()
    pairs.join_asof(facts, on="day", by="area", check_sortedness=False)
    return time.perf_counter() - start
