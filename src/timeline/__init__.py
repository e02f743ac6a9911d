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
    from pathlib import Path

    from timeline.conflict import AreaStatus
    from timeline.connectors.plot import plot
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
    "plot": "connectors.plot",
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
