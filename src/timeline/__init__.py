"""What was the status of this area on this date, and what was known about it then?

Everything public is listed here and loaded when first used, so that `timeline --help` costs nothing.

Example:
    >>> import timeline
    >>> from timeline.conflict import AreaLiberated
    >>> tl = timeline.connect()
    >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf", reported_on="2017-10-05")])
    >>> tl.status("iq/kirkuk/hawija", on="2017-12-30").control
    'isf'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from timeline.conflict import AreaStatus
    from timeline.connectors.plot import Chart
    from timeline.engine import Timeline
    from timeline.model.areas import Area, Parent, Point
    from timeline.model.at import At
    from timeline.model.days import BEGINNING, EVER, Unbounded
    from timeline.model.entries import Correction, Entry, Join, Reinstatement, Retraction
    from timeline.model.events import Event, event_kind
    from timeline.model.policy import BY_RELIABILITY, Disputed, Policy
    from timeline.model.shapes import Shape
    from timeline.model.sources import Citation, Source
    from timeline.model.when import When, Window
    from timeline.projections.contradicted import contradicted
    from timeline.projections.facets import active, count, days, first, fold, last_on, latest, latest_kind, total
    from timeline.projections.projection import Projection, derived, values

    P = TypeVar("P", bound=Projection)

_HOMES = {
    "AreaStatus": "conflict",
    "Timeline": "engine",
    "Area": "model.areas",
    "Parent": "model.areas",
    "Point": "model.areas",
    "At": "model.at",
    "BEGINNING": "model.days",
    "EVER": "model.days",
    "Unbounded": "model.days",
    "Correction": "model.entries",
    "Entry": "model.entries",
    "Join": "model.entries",
    "Reinstatement": "model.entries",
    "Retraction": "model.entries",
    "Event": "model.events",
    "event_kind": "model.events",
    "BY_RELIABILITY": "model.policy",
    "Disputed": "model.policy",
    "Policy": "model.policy",
    "Shape": "model.shapes",
    "Citation": "model.sources",
    "Source": "model.sources",
    "When": "model.when",
    "Window": "model.when",
    "contradicted": "projections.contradicted",
    "active": "projections.facets",
    "count": "projections.facets",
    "days": "projections.facets",
    "first": "projections.facets",
    "fold": "projections.facets",
    "last_on": "projections.facets",
    "latest": "projections.facets",
    "latest_kind": "projections.facets",
    "total": "projections.facets",
    "Projection": "projections.projection",
    "derived": "projections.projection",
    "values": "projections.projection",
}

__all__ = [
    "BEGINNING",
    "BY_RELIABILITY",
    "EVER",
    "Area",
    "AreaStatus",
    "At",
    "Citation",
    "Correction",
    "Disputed",
    "Entry",
    "Event",
    "Join",
    "Parent",
    "Point",
    "Policy",
    "Projection",
    "Reinstatement",
    "Retraction",
    "Shape",
    "Source",
    "Timeline",
    "Unbounded",
    "When",
    "Window",
    "active",
    "connect",
    "contradicted",
    "count",
    "days",
    "derived",
    "event_kind",
    "first",
    "fold",
    "last_on",
    "latest",
    "latest_kind",
    "plot",
    "total",
    "values",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'timeline' has no attribute {name!r}")
    return getattr(importlib.import_module(f"timeline.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)


@overload
def connect(
    path: str | Path | None = None, *, policy: Policy | None = None, create: bool = True
) -> Timeline[AreaStatus]: ...
@overload
def connect(
    path: str | Path | None = None, *, projection: type[P], policy: Policy | None = None, create: bool = True
) -> Timeline[P]: ...
def connect(
    path: str | Path | None = None,
    *,
    projection: type[Any] | None = None,
    policy: Policy | None = None,
    create: bool = True,
) -> Timeline[Any]:
    """A timeline over a log in a SQLite file, made if absent; over one in memory without a path.

    Args:
        path: the file; without it, or as `:memory:`, nothing is kept.
        projection: what is asked; without it, `AreaStatus`.
        policy: whose word counts when reports of one day differ; without it, `BY_RELIABILITY`.
        create: make the file when it is absent.

    Raises:
        LogError: the file cannot be opened, is not a log, or was written by a newer version.

    Example:
        >>> timeline.connect().position
        0
    """
    from timeline.conflict import AreaStatus
    from timeline.engine import Store, Timeline
    from timeline.model.policy import BY_RELIABILITY

    log: Store
    if path is None or str(path) == ":memory:":
        from timeline.log.memory import MemoryLog

        log = MemoryLog()
    else:
        from timeline.log.sqlite import SqliteLog

        log = SqliteLog(path, create=create)
    return Timeline(log, projection or AreaStatus, policy or BY_RELIABILITY)


def plot(
    tl: Timeline[Any],
    area: str,
    *,
    facets: Sequence[str] | None = None,
    amounts: Sequence[str] | None = None,
    every: str | None = None,
    start: str | datetime.date | None = None,
    end: str | datetime.date | None = None,
    known_on: str | datetime.date | Unbounded | None = None,
    position: int | None = None,
    note: str = "",
) -> Chart:
    """An area over time as a chart: a lane for each value, amounts beneath, and what was uncertain hatched.

    Args:
        area: its id, name or alias.
        facets: the values shown as lanes; without it control and condition, or all that are no amounts and no days.
        amounts: the values shown as bars; without it every amount of the projection, such as the strikes.
        every: a bar for each `week` or `month`; without it, what fits the days shown.
        start: the first day shown; without it, shortly before the first change.
        end: the day after the last; without it, shortly after the last change.
        known_on: use only what one could know by this day; omitted, all that is known.
        position: use only entries up to this one; omitted, the whole log.
        note: what else a reader should know, such as whose words are left out.

    Returns: the chart; it shows itself in a notebook, and `save` writes it into a file.

    Raises:
        NotFoundError: the log has never seen that area, or the projection has no such value.
        InputError: a lane is an amount or a day, or nothing ever changes and no days are given.

    Example:
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf")])
        >>> chart = timeline.plot(tl, "iq/kirkuk/hawija")
        >>> str(chart.start), str(chart.end), [lane.name for lane in chart.lanes]
        ('2017-09-01', '2017-11-01', ['control', 'condition'])
    """
    from timeline.connectors.plot import amounts_of, chart, shown, usual_period
    from timeline.model.days import EVER

    by = EVER if known_on is None else known_on
    history = tl.history(area, known_on=by, position=position)
    first, after = days = shown(history, start, end)
    period = every or usual_period(days)
    names = amounts_of(history) if amounts is None else amounts
    bars = [
        tl.series(name, area, every=period, start=first, end=after, known_on=by, position=position) for name in names
    ]
    name = tl.areas(known_on=by, position=position).find(history.area).name
    return chart(history, *bars, lanes=facets, name=name, start=first, end=after, note=note)
