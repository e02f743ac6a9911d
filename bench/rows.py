"""The same statements as plain rows, for those that know no statements.

Invariant: one row a statement about an event, in order; what changes an event has the area and the day of it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bench.workload import id_of
from timeline import Correction, Event, Retraction, Unbounded
from timeline.codec import encode_trusted
from timeline.model.days import Day
from timeline.model.entries import Statement

EPOCH = datetime.date(1970, 1, 1)
_COLUMNS = frozenset({"kind", "area", "when", "reported_on"})


class Row(NamedTuple):
    """A statement about an event; days are counted from 1970.

    Args:
        day: the earliest day on which it may have happened, `latest` the last one.
        rest: as JSON, what is in no other column.
        whole: as JSON, everything.
        holder: who holds the area since then, if it says so.
    """

    id: bytes
    kind: str
    area: str
    day: int
    latest: int
    reported_on: int
    rest: str
    whole: str
    holder: str | None


def rows_of(statements: Iterable[Statement]) -> Iterator[Row]:
    """The rows of the events among the statements, and of what changes them."""
    numbered: dict[str, Event] = {}
    for number, statement in enumerate(statements):
        if isinstance(statement, Event):
            if statement.external_id is not None:
                numbered[id_of(statement)] = statement
            yield _row(statement, statement, number)
        elif isinstance(statement, (Correction, Retraction)):
            yield _row(statement, numbered[statement.target], number)


def _row(statement: Event | Correction | Retraction, event: Event, number: int) -> Row:
    plain = encode_trusted(statement)
    rest = {key: value for key, value in plain.items() if key not in _COLUMNS}
    return Row(
        id=hashlib.blake2b(number.to_bytes(8, "big"), digest_size=16).digest(),
        kind=plain["kind"],
        area=event.area,
        day=_number(event.when.first.earliest),
        latest=_number(event.when.last.latest),
        reported_on=_number(statement.reported_on),
        rest=_to_json(rest),
        whole=_to_json(plain),
        holder=getattr(statement, "by", None) if plain["kind"] in ("area-captured", "area-liberated") else None,
    )


def _number(day: Day | None) -> int:
    return 0 if day is None or isinstance(day, Unbounded) else number_of(day)


def number_of(day: datetime.date) -> int:
    """A day as the number of days since 1970."""
    return (day - EPOCH).days


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
