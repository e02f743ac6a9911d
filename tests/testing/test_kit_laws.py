"""The laws of the kit, held by the built-in projection, by one with every reducer, and by a user's own kinds."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import settings
from wide import Wide

import timeline
from timeline import AreaStatus, Event, Projection, event_kind
from timeline.testing import LAWS, Law, Subject, check_law
from timeline.testing.effort import examples
from timeline.testing.laws import a_narrower_date_adds_no_possibility


@event_kind("bridge-blown")
@attrs.frozen(kw_only=True)
class BridgeBlown(Event):
    """A kind of a user's own."""

    bridge: str
    lanes: int | None = None


class Bridges(Projection, name="bridges"):
    """What a user would declare over it."""

    last = timeline.latest(BridgeBlown.bridge, look="up")
    lanes = timeline.total(BridgeBlown.lanes, within=timeline.days(10), look="down")
    seen = timeline.fold(lambda names, event: names | {event.bridge}, frozenset(), kinds=[BridgeBlown])


IS_THOROUGH = examples() is not None or settings.get_current_profile_name() != "quick"
QUICK_EXAMPLES = {AreaStatus: 12, Wide: 8, Bridges: 4}

CASES = [
    pytest.param(law, projection, id=f"{law.name} ({projection.definition.name})")
    for projection in (AreaStatus, Wide, Bridges)
    for law in LAWS
    if law.applies(Subject(projection))
]


@pytest.mark.parametrize(("law", "projection"), CASES)
def test_a_law_holds(law: Law, projection: type[Projection]):
    check_law(law, projection, examples=None if IS_THOROUGH else QUICK_EXAMPLES[projection])


class Last(Projection, name="last"):
    """The day of a last event, which may have no beginning."""

    day = timeline.last_on(BridgeBlown)


def test_a_last_event_that_may_lie_anywhere_in_the_past_is_a_narrower_one_too():
    check_law(a_narrower_date_adds_no_possibility, Last, examples=100)
