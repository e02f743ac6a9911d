"""The built-in vocabulary: event kinds of an armed conflict, and the status of an area in it.

It uses nothing that a user's own vocabulary could not.
"""

from timeline.conflict.area_status import AreaStatus, Condition
from timeline.conflict.kinds import (
    CONTESTED,
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    OffensiveLaunched,
    StrikeReported,
    Target,
    VictoryDeclared,
    WeaponReleased,
)
from timeline.model.sources import Citation

__all__ = [
    "CONTESTED",
    "AreaCaptured",
    "AreaLiberated",
    "AreaStatus",
    "Citation",
    "Condition",
    "ControlObserved",
    "FightingReported",
    "InsurgentActivity",
    "OffensiveLaunched",
    "StrikeReported",
    "Target",
    "VictoryDeclared",
    "WeaponReleased",
]
