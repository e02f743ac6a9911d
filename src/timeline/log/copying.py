"""How a log takes the entries of another as they were: with position, id, instant and the day they could be known.

Invariant: a log admits each statement anew, at its instant and with its id, and the entry that comes of it is the one
given. What the log holds already must be equal; so the same entries again change nothing.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator

import attrs

from timeline.errors import ContentConflictError, InputError, TimelineError
from timeline.log.base import Appended, Batch, Holding, require_acyclic
from timeline.model.days import show_day
from timeline.model.entries import Entry

_PAGE = 10_000
_ID = re.compile("[0-9a-f]{32}")
_NO_OFFSET = datetime.timedelta(0)


class Copying:
    """The entries of another log on their way into one.

    Args:
        holding: what the log holds; the log keeps writers out meanwhile.
    """

    def __init__(self, holding: Holding) -> None:
        self._holding = holding
        self._head = holding.head
        self._ids: list[str] = []

    def pages(self, entries: Iterable[Entry]) -> Iterator[list[Entry]]:
        """The entries that the log does not hold, some at a time; it keeps those before it asks for the next.

        Raises:
            ConflictError: the log holds something else.
            InputError: the entries are not those of a log.
        """
        behind = self._behind(iter(entries))
        while page := list(itertools.islice(behind, _PAGE)):
            batch = Batch(self._holding, at=page[0].recorded_at, fresh_id=lambda _: "")
            taken = self._holding.held([entry.id for entry in page])
            for entry in page:
                _take(batch, entry, taken)
            yield page

    def done(self) -> Appended:
        """What was done, when all entries are kept.

        Raises:
            AreaCycleError: an area would lie inside itself.
        """
        require_acyclic(self._holding.described(), self._head, self._holding.head)
        new_count = self._holding.head - self._head
        return Appended(tuple(self._ids), new_count, len(self._ids) - new_count, self._holding.head)

    def _behind(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """The entries behind the head, after those up to it have been compared with what is held."""
        for held, entry in zip(self._holding.read(), entries, strict=False):
            _require_same(held, self._in_order(entry))
        yield from map(self._in_order, entries)

    def _in_order(self, entry: Entry) -> Entry:
        if not isinstance(entry, Entry):
            raise InputError("entries", expected="entries of a log", found=repr(entry)[:80])
        if entry.position != len(self._ids) + 1:
            do = "give the entries of a log from its first on, in order"
            raise InputError(
                "entries",
                expected=f"an entry at position {len(self._ids) + 1}",
                found=f"one at {entry.position}",
                do=do,
            )
        if not _ID.fullmatch(entry.id):
            raise InputError(_where(entry), expected="an id of its own, 32 hexadecimal digits", found=repr(entry.id))
        self._ids.append(entry.id)
        return entry


def _where(entry: Entry) -> str:
    return f"entry at position {entry.position}"


def _require_same(held: Entry, given: Entry) -> None:
    if held != given:
        names = _differing(held, given)
        raise ContentConflictError(
            _where(held),
            expected=f"the one that the log holds, {_shown(held, names)}",
            found=_shown(given, names),
            do="take the entries into another log: this one has its own",
            stored=held.statement,
            given=given.statement,
        )


def _take(batch: Batch, entry: Entry, taken: set[str]) -> None:
    """Admit the statement of an entry, and refuse unless that makes the entry."""
    where = _where(entry)
    if entry.id in taken or entry.id in batch.by_id:
        raise InputError(where, expected="an id of its own", found=f"{entry.id} again")
    if entry.recorded_at.utcoffset() != _NO_OFFSET:
        raise InputError(where, expected="an instant in UTC", found=entry.recorded_at.isoformat())
    try:
        made = batch.admit_as(entry.statement, id=entry.id, at=entry.recorded_at)
    except TimelineError as error:
        error.where = f"{where}, {error.where}"
        raise
    if made != entry:
        names = _differing(made, entry)
        do = "give the entries as the log exported them"
        raise InputError(where, expected=_shown(made, names), found=_shown(entry, names), do=do)


def _differing(one: Entry, other: Entry) -> list[str]:
    names = [field.name for field in attrs.fields(Entry)]
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _shown(entry: Entry, names: list[str]) -> str:
    shown = attrs.asdict(entry, recurse=False) | {
        "reported_on": show_day(entry.reported_on),
        "recorded_at": entry.recorded_at.isoformat(),
    }
    return ", ".join(f"{name} {shown[name]}" for name in names)
