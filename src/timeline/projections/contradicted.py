"""`contradicted`: what a projection holds against a claim, so that contradictions can be asked for in general."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from timeline.errors import ProjectionError, listed
from timeline.model.events import Event
from timeline.projections.facets.base import Facet
from timeline.projections.facets.latest import Latest, latest_kind


class Contradicted:
    """Kinds of claims, and the facets whose events speak against them. It has no value and no derived rows.

    Args:
        claims: takes the events that claim something about a whole area.
        by: the facets whose events, there or inside, speak against it.
        until: takes the events that end such a claim; None if nothing does.
    """

    def __init__(self, claims: Latest[str], by: tuple[Facet[Any], ...], until: Latest[str] | None) -> None:
        self.claims = claims
        self.by = by
        self.until = until
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    def __repr__(self) -> str:
        return f"<{self.name or 'contradicted'}: {self.claims!r}>"


def contradicted(*kinds: type[Event], by: Sequence[Facet[Any]], until: Sequence[type[Event]] = ()) -> Contradicted:
    """Declare in a projection what speaks against a claim.

    Args:
        kinds: the event kinds that claim something about an area; of each only events about the whole of it.
        by: facets of the same projection; their events since the claim, there or inside, speak against it.
        until: event kinds that end the claim, about the area or one that it lies in.

    Raises:
        ProjectionError: something given is not an event kind, or no facet is given.

    Example:
        >>> from timeline.conflict import InsurgentActivity, VictoryDeclared
        >>> from timeline.projections.facets import count
        >>> from timeline.projections.projection import Projection
        >>> class Claims(Projection, name="claims"):
        ...     attacks = count(InsurgentActivity)
        ...     victory_claim = contradicted(VictoryDeclared, by=[attacks])
        >>> list(Claims.definition.contradictions)
        ['victory_claim']
    """
    if not by or not all(isinstance(facet, Facet) for facet in by):
        found = listed(list(map(repr, by)))
        raise ProjectionError("contradicted", expected="by=[…] with facets of the projection", found=found)
    return Contradicted(latest_kind(*kinds), tuple(by), latest_kind(*until) if until else None)


def require_own_facets(where: str, facets: Mapping[str, Facet[Any]], declared: Mapping[str, Contradicted]) -> None:
    """Refuse what speaks against a claim but is not a facet of the projection.

    Raises:
        ProjectionError: names the contradiction and what was given.
    """
    for name, each in declared.items():
        foreign = [repr(facet) for facet in each.by if facets.get(facet.name) is not facet]
        if foreign:
            do = "declare it above in the same class"
            expected = f"facets of the projection ({listed(list(facets))})"
            raise ProjectionError(f"{where}.{name}", expected=expected, found=listed(foreign), do=do)
