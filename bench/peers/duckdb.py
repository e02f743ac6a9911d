"""DuckDB: `ASOF LEFT JOIN … ON equal AND inequality` between two tables, the result fetched as an Arrow table."""

from __future__ import annotations

import time

import duckdb
import pyarrow

from bench.peers.joins import Join

_ASOF = "SELECT p.area, p.day, f.holder FROM pairs p ASOF LEFT JOIN facts f ON p.area = f.area AND p.day >= f.day"


def asof(join: Join) -> float:
    """The seconds of one answer for all pairs, the tables being there."""
    connection = duckdb.connect()
    for name, columns in (("given_facts", join.facts), ("given_pairs", join.pairs)):
        connection.register(name, pyarrow.table(columns))
    connection.execute("CREATE TABLE facts AS FROM given_facts")
    connection.execute("CREATE TABLE pairs AS FROM given_pairs")
    start = time.perf_counter()
    connection.sql(_ASOF).to_arrow_table()
    took = time.perf_counter() - start
    connection.close()
    return took
