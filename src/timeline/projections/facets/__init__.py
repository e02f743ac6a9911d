"""Facets: aspects of status with a declared reducer. One file a reducer; in each, read the plain definition first."""

from timeline.projections.facets.active import Active, active
from timeline.projections.facets.base import Facet, Finding, Resolved, days
from timeline.projections.facets.fold import Fold, fold
from timeline.projections.facets.last_on import LastOn, last_on
from timeline.projections.facets.latest import First, Latest, first, latest, latest_kind
from timeline.projections.facets.total import Total, count, total

__all__ = [
    "Active",
    "Facet",
    "Finding",
    "First",
    "Fold",
    "LastOn",
    "Latest",
    "Resolved",
    "Total",
    "active",
    "count",
    "days",
    "first",
    "fold",
    "last_on",
    "latest",
    "latest_kind",
    "total",
]
