"""How far from a day the claims of several facets lie that can matter."""

from __future__ import annotations

import pytest

from timeline.projections.reach import EVERYTHING, Reach

ALONE = (EVERYTHING, Reach(days_count=3), Reach(is_to_last=True), Reach(is_to_first=True), Reach(is_ahead=True))


@pytest.mark.parametrize("one", ALONE)
@pytest.mark.parametrize("other", ALONE)
def test_two_facets_reach_as_far_as_either(one, other):
    named = {name: max(getattr(one, name), getattr(other, name)) for name in Reach.__slots__ if name != "__weakref__"}
    assert Reach(**named) == one | other


def test_of_two_lengths_the_longer_is_reached():
    assert [5, 5] == [(Reach(days_count=one) | Reach(days_count=8 - one)).days_count for one in (3, 5)]
