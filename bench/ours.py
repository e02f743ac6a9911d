"""What is asked of `timeline` itself, in the form in which the measures time it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import timeline
from bench.measure import seconds
from timeline import BEGINNING, EVER, Event, Projection, active, days, fold, latest, total
from timeline.conflict import AreaCaptured, AreaLiberated, FightingReported, OffensiveLaunched, StrikeReported
from timeline.log.sqlite import SqliteLog
from timeline.model.entries import Statement
from timeline.queries.spans import changes


class Declared(Projection):
    """Facets with declared reducers."""

    control = latest(AreaCaptured.by, AreaLiberated.by, before=AreaLiberated.from_)
    fighting = active(FightingReported, OffensiveLaunched, for_=days(30))
    strikes = total(StrikeReported.strikes, within=days(30))


class Control(Projection):
    """One facet, for the simpler question of the joins."""

    control = latest(AreaCaptured.by, AreaLiberated.by)


_NOTHING: dict[str, int] = {}


def _tally(state: dict[str, int], event: Event) -> dict[str, int]:
    return state | {event.kind: state.get(event.kind, 0) + 1}


class Custom(Projection):
    """A Python step of one's own."""

    tally = fold(_tally, _NOTHING, kinds=[AreaCaptured, AreaLiberated, FightingReported, StrikeReported])


def append_batches(path: Path, given: Sequence[Sequence[Statement]]) -> list[float]:
    """The seconds of each batch, one durable append each; answers are current after each."""
    with timeline.connect(path) as log:
        return [seconds(partial(log.append, batch)) for batch in given]


def append_to_log(path: Path, given: Sequence[Sequence[Statement]]) -> list[float]:
    """The same through the log alone, which no projection looks at."""
    log = SqliteLog(path)
    costs = [seconds(partial(log.append, batch)) for batch in given]
    log.close()
    return costs


def replay(path: Path, projection: type[Projection]) -> float:
    """The seconds from a closed file to the spans of a projection that has none yet."""

    def work() -> None:
        with timeline.connect(path) as log:
            log.replay(projection)

    return seconds(work)


def spans(path: Path, projection: type[Projection]) -> float:
    """The same without writing the spans: from a closed file to the days on which anything changes, in columns."""

    def work() -> None:
        with timeline.connect(path, projection=projection) as log:
            changes(projection, log._all_steps(EVER, None))

    return seconds(work)


def fold_in_columns(path: Path, projection: type[Projection]) -> float:
    """The seconds from columns of events in memory to what each facet tells of all areas over all time."""
    with timeline.connect(path, projection=projection) as log:
        steps = log._all_steps(EVER, None)
        return seconds(lambda: [steps.of(facet, BEGINNING) for facet in projection.definition.facets.values()])
