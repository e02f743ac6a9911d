"""Events of any kinds: in any area, at any date, by any source, known on any day."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable
from typing import Any

import attrs
from hypothesis import strategies as st

from timeline.model.events import Event
from timeline.model.sources import Citation
from timeline.model.when import When
from timeline.testing.strategies import times
from timeline.testing.strategies.areas import AREAS, SOURCES
from timeline.testing.strategies.fields import BUILT_IN, events_of
from timeline.testing.strategies.times import days

Kind = type[Event] | st.SearchStrategy[Event]
Kinds = Iterable[Kind]


def events(kinds: Kinds | None = None, *, whens: st.SearchStrategy[When] | None = None) -> st.SearchStrategy[Event]:
    """Events of some kinds, whose shared fields are of the small domains.

    Args:
        kinds: event kinds, or strategies of events such as `events_of(BridgeDestroyed, bridge=st.just("old"))`;
            without them, the built-in kinds.
        whens: their dates; without it, of every form.

    Example:
        >>> from timeline.conflict import StrikeReported
        >>> events([StrikeReported]).example().kind  # doctest: +SKIP
        'strike-reported'
    """
    return _events(kinds_of(kinds), times.whens() if whens is None else whens)


@functools.cache
def _events(kinds: tuple[Kind, ...], whens: st.SearchStrategy[When]) -> st.SearchStrategy[Event]:
    plain = st.one_of(*(each if isinstance(each, st.SearchStrategy) else events_of(each) for each in kinds))
    shared = st.tuples(st.sampled_from(AREAS), whens, days(), _tellings())
    return st.tuples(plain, shared).map(lambda pair: _spread(*pair))


@functools.cache
def _tellings() -> st.SearchStrategy[dict[str, Any]]:
    """Who says it, how credible it is, and of how much of the area it speaks."""
    product = itertools.product(("whole", "whole", "somewhere_in"), (6, 2), SOURCES)
    return st.sampled_from(
        [
            {"scope": scope, "credibility": credibility, "source": Citation(source, "page 1")}
            for scope, credibility, source in product
        ]
    )


def _spread(event: Event, shared: tuple[str, When, datetime.date, dict[str, Any]]) -> Event:
    area, when, reported_on, telling = shared
    return attrs.evolve(event, area=area, when=when, reported_on=reported_on, **telling)


def kinds_of(kinds: Kinds | None) -> tuple[Kind, ...]:
    """The kinds given, or the built-in ones."""
    return BUILT_IN if kinds is None else tuple(kinds)
