"""A projection with every reducer and every look, so that a law that holds of it holds of all of them."""

from __future__ import annotations

import timeline
from timeline import Disputed, Event, Projection, derived
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    OffensiveLaunched,
    StrikeReported,
    VictoryDeclared,
)

BY = (AreaCaptured.by, AreaLiberated.by)


def remember(seen: tuple[object, ...], event: Event) -> tuple[object, ...]:
    """What order makes a difference to."""
    return (*seen, f"{event.kind} in {event.area}, {event.credibility}")


class Wide(Projection, name="wide"):
    """Every reducer; some look up and some down."""

    holder = timeline.latest(*BY, before=AreaLiberated.from_)
    holder_inside = timeline.latest(*BY, look="down")
    from_whom = timeline.latest(AreaCaptured.from_, AreaLiberated.from_, look="up")
    first_holder = timeline.first(*BY, ControlObserved.held_by, look="up")
    last_attack = timeline.last_on(InsurgentActivity, FightingReported, look="down")
    last_victory = timeline.last_on(VictoryDeclared, look="up")
    launched = timeline.active(OffensiveLaunched, for_=timeline.days(7), look="up")
    attacks = timeline.count(InsurgentActivity, within=timeline.days(20), look="down")
    changes = timeline.count(AreaCaptured, AreaLiberated)
    strikes = timeline.total(StrikeReported.strikes, look="down")
    told = timeline.fold(remember, (), kinds=[AreaCaptured, AreaLiberated, StrikeReported], look="down")

    @derived
    def is_quiet(self) -> bool:
        """Nobody attacks, and who holds it is agreed."""
        return not self.attacks and not isinstance(self.holder, Disputed)
