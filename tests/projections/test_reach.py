"""How far from a day the claims of several facets lie that can matter."""

from __future__ import annotations

import attrs
import pytest

from timeline import Event, active, count, days, event_kind, first, fold, last_on, latest, total
from timeline.conflict import AreaLiberated, StrikeReported
from timeline.projections.reach import EVERYTHING, Reach

ALONE = (EVERYTHING, Reach(days_count=3), Reach(is_to_last=True), Reach(is_to_first=True), Reach(is_ahead=True))


@pytest.mark.parametrize("one", ALONE)
@pytest.mark.parametrize("other", ALONE)
def test_two_facets_reach_as_far_as_either(one, other):
    named = {name: max(getattr(one, name), getattr(other, name)) for name in Reach.__slots__ if name != "__weakref__"}
    assert Reach(**named) == one | other


def test_of_two_lengths_the_longer_is_reached():
    assert [5, 5] == [(Reach(days_count=one) | Reach(days_count=8 - one)).days_count for one in (3, 5)]


@event_kind("bridge-seen")
@attrs.frozen(kw_only=True)
class BridgeSeen(Event):
    by: Missing = None  # noqa: F821 - that its type cannot be found is the point


@event_kind("bridge-lost")
@attrs.frozen(kw_only=True)
class BridgeLost(Event):
    by: None = None


@pytest.mark.parametrize(
    ("facet", "reach"),
    [
        (latest(AreaLiberated.by), Reach(is_to_last=True)),
        (latest(AreaLiberated.by, before=AreaLiberated.from_), Reach(is_to_last=True, is_ahead=True)),
        (latest(AreaLiberated.from_), Reach(is_all=True, is_to_last=True)),
        (latest(BridgeSeen.by), Reach(is_all=True, is_to_last=True)),
        (latest(BridgeLost.by), Reach(is_all=True, is_to_last=True)),
        (first(AreaLiberated.by), Reach(is_to_first=True)),
        (first(AreaLiberated.from_), Reach(is_all=True, is_to_first=True)),
        (last_on(AreaLiberated), Reach(is_to_last=True)),
        (active(AreaLiberated, for_=days(3)), Reach(days_count=3)),
        (count(AreaLiberated, within=days(5)), Reach(days_count=5)),
        (total(StrikeReported.strikes), EVERYTHING),
        (fold(max, 0, kinds=[AreaLiberated]), EVERYTHING),
    ],
)
def test_a_facet_reaches_no_farther_than_what_can_matter(facet, reach):
    assert reach == facet.reach
