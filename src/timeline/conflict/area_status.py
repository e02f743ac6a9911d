"""The status of an area in an armed conflict: who holds it, what still happens there, what has been claimed."""

from __future__ import annotations

import enum

from timeline.conflict.kinds import (
    CONTESTED,
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    OffensiveLaunched,
    StrikeReported,
    VictoryDeclared,
)
from timeline.model.policy import Disputed
from timeline.projections.contradicted import contradicted
from timeline.projections.facets import active, days, latest, latest_kind, total
from timeline.projections.projection import Projection, derived


class Condition(enum.StrEnum):
    """An area's status in one word; `docs/reference/conditions.md` says what each means."""

    CONTESTED = "contested"
    INSURGENCY = "insurgency"
    LIBERATED = "liberated"
    HELD = "held"
    UNKNOWN = "unknown"


class AreaStatus(Projection, name="area-status", version=1):
    """Who holds an area, what still happens there and what has been claimed about it."""

    control = latest(AreaCaptured.by, AreaLiberated.by, ControlObserved.held_by, before=AreaLiberated.from_, look="up")
    taken = latest_kind(AreaCaptured, AreaLiberated, ControlObserved, look="up")
    fighting = active(FightingReported, OffensiveLaunched, for_=days(30))
    strikes = total(StrikeReported.strikes, within=days(30), look="down")
    insurgency = active(InsurgentActivity, for_=days(90), look="down")
    victory = latest(VictoryDeclared.by, look="up")

    victory_claim = contradicted(VictoryDeclared, by=[insurgency, strikes])
    liberation_claim = contradicted(AreaLiberated, by=[insurgency, strikes], until=[AreaCaptured])

    @derived
    def condition(self) -> Condition:
        """The first row of the table of conditions that applies."""
        if self.fighting or isinstance(self.control, Disputed) or self.control == CONTESTED:
            return Condition.CONTESTED
        if self._was_liberated() and (self.insurgency or self.strikes > 0):
            return Condition.INSURGENCY
        if self._was_liberated():
            return Condition.LIBERATED
        if self.control is not None:
            return Condition.HELD
        return Condition.INSURGENCY if self.insurgency else Condition.UNKNOWN

    def _was_liberated(self) -> bool:
        kinds = self.taken.members if isinstance(self.taken, Disputed) else {self.taken}
        return AreaLiberated.kind in kinds
