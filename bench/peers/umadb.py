"""UmaDB: a server of its own in another process, reached over gRPC; an area is a tag.

It keeps a log and reads it by tag and kind, newest first if told; what that means for a day is left to its user.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from umadb import Client, Event, Query, QueryItem

from bench.measure import batches
from bench.rows import Row

_MESSAGE = 1_000
_SERVE = "from umadb.umadb_server_cli import main; main()"


@contextmanager
def server(path: Path) -> Iterator[Client]:
    """A client of a server over a file, ended with it."""
    address = f"127.0.0.1:{_free_port()}"
    command = [sys.executable, "-c", _SERVE, "--listen", address, "--db-path", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _reached(f"http://{address}")
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _reached(url: str) -> Client:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            client = Client(url)
            client.head()
        except Exception:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return client


def append_all(client: Client, rows: Sequence[Row]) -> None:
    """All rows, in messages that the server takes: it refuses those of 4 MiB."""
    appended(client, list(batches(rows, _MESSAGE)))


def append_batches(path: Path, given: Sequence[Sequence[Row]]) -> list[float]:
    """The seconds of each batch, one append each."""
    with server(path) as client:
        return appended(client, given)


def appended(client: Client, given: Sequence[Sequence[Row]]) -> list[float]:
    """The seconds of each batch, one append each, through a client."""
    costs = []
    for batch in given:
        start = time.perf_counter()
        client.append([Event(event_type=row.kind, tags=[row.area], data=row.whole.encode()) for row in batch])
        costs.append(time.perf_counter() - start)
    return costs


def write(path: Path, rows: Sequence[Row]) -> None:
    """A log of all rows."""
    with server(path) as client:
        append_all(client, rows)


def read_all(path: Path, rows: Sequence[Row]) -> float:
    """The seconds to read every event, those of all rows."""
    with server(path) as client:
        append_all(client, rows)
        start = time.perf_counter()
        for _ in client.read():
            pass
        return time.perf_counter() - start


def newest(client: Client, area: str) -> object:
    """The event of an area that was appended last."""
    return next(iter(client.read(query=Query(items=[QueryItem(tags=[area])]), backwards=True, limit=1)), None)
