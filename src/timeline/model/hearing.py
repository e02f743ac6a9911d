"""Whose words count: a log read as if some sources, or all but some, had never spoken.

Invariant: what stays is what the log would hold without those words. A word is an event or the change of one by its
source; our own mending of a word (`our-error`) belongs to it, and it is judged as mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from timeline.model.days import Day
from timeline.model.entries import OUR_ERROR, Cancelling, Correction, Entry, said_by
from timeline.model.events import Event
from timeline.model.knowledge import InForce, knowledge
from timeline.model.sources import Source, Sources


@attrs.frozen
class Hearing:
    """Who is heard: everybody but some sources, or `only` those; who names no source is none of them.

    Args:
        sources: ids of sources.
        only: hear these alone; else all but these.
    """

    sources: frozenset[str]
    only: bool = False

    def __str__(self) -> str:
        return f"{'only' if self.only else 'without'} {', '.join(sorted(self.sources))}"

    def hears(self, event: Event) -> bool:
        """True when the source that the event cites is heard.

        Example:
            >>> from timeline.conflict import AreaLiberated, Citation
            >>> event = AreaLiberated(area="iq", when="2017-12-09", by="isf", source=Citation("rudaw"))
            >>> Hearing(frozenset({"rudaw"})).hears(event), Hearing(frozenset({"rudaw"}), only=True).hears(event)
            (False, True)
        """
        return self.hears_source(event.source.source if event.source else None)

    def hears_source(self, source: str | None) -> bool:
        """True when a source is heard; None stands for naming none."""
        return (source in self.sources) == self.only


def heard(entries: Iterable[Entry], hearings: Sequence[Hearing], *, known_on: Day, position: int) -> list[Entry]:
    """The entries that stay for a state of knowledge when only some sources are heard.

    Args:
        entries: entries from the beginning of a log.
        hearings: who is heard; a word must pass all of them.
        known_on: reports up to this day count.
        position: entries up to this position count.

    Returns: the entries without the words of the others and all that was said about those words.
    """
    kept = list(entries)
    while gone := _unheard(kept, hearings, known_on, position):
        kept = _without(kept, gone)
    return kept


def _unheard(entries: list[Entry], hearings: Sequence[Hearing], known_on: Day, position: int) -> set[str]:
    """The entries that began the last word on something, withdrawn since or not, where that word is not heard.

    What it leaves may be an earlier word, or another correction, that is not heard either: ask again.
    """
    if not hearings:
        return set()
    told = [entry for entry in entries if isinstance(entry.statement, (Event, Cancelling))]
    spoken = [entry for entry in told if isinstance(entry.statement, (Event, Correction))]
    standing, ever = (knowledge(said, known_on=known_on, position=position).events for said in (told, spoken))
    judged = {entry.id for known in standing for entry in known.entries}
    withdrawn = [known for known in ever if _last_word(known) not in judged]
    return {
        _last_word(known) for known in (*standing, *withdrawn) if not all(each.hears(known.event) for each in hearings)
    }


def _last_word(known: InForce) -> str:
    return next(entry.id for entry in reversed(known.entries) if not _is_mending(entry))


def _is_mending(entry: Entry) -> bool:
    return isinstance(entry.statement, Correction) and entry.statement.because == OUR_ERROR


def _without(entries: Iterable[Entry], gone: set[str]) -> list[Entry]:
    """The entries save those that are gone and what was said about them, in order of position."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.id in gone or (isinstance(entry.statement, Cancelling) and entry.statement.target in gone):
            gone.add(entry.id)
        else:
            kept.append(entry)
    return kept


def every_source(entries: Iterable[Entry]) -> Sources:
    """Every source that entries ever described or cited: the names that a question may use."""
    described: dict[str, Source] = {}
    cited: set[str] = set()
    for entry in entries:
        said = said_by(entry.statement)
        if isinstance(said, Source):
            described[said.id] = said
        elif isinstance(said, Event) and said.source:
            cited.add(said.source.source)
    return Sources({source: Source(source, source) for source in cited} | described)
