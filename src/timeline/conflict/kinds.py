"""Event kinds of an armed conflict.

Actors are ids of your choice, such as `isis`, `isf` or `sdf`. Numbers are kept as the source prints them.
"""

from __future__ import annotations

import attrs

from timeline.model.events import Event, event_kind
from timeline.model.fields import (
    is_count,
    is_count_or_none,
    is_text,
    is_text_or_none,
    is_texts,
    is_tuple_of,
    to_tuple,
)

CONTESTED = "contested"


@attrs.frozen
class Target:
    """What a strike did to what: `Target("destroyed", 2, "tunnel entrance")`; the count may be unprinted."""

    verb: str = attrs.field(validator=is_text)
    count: int | None = attrs.field(validator=is_count_or_none)
    noun: str = attrs.field(validator=is_text)


@event_kind("strike-reported")
@attrs.frozen(kw_only=True)
class StrikeReported(Event):
    """So many strikes on one place; a strike is one or more weapons on it."""

    strikes: int = attrs.field(validator=is_count)
    engagements: int | None = attrs.field(default=None, validator=is_count_or_none)
    by: str = attrs.field(default="coalition", validator=is_text)
    targets: tuple[Target, ...] = attrs.field(default=(), converter=to_tuple, validator=is_tuple_of(Target))


@event_kind("weapon-released")
@attrs.frozen(kw_only=True)
class WeaponReleased(Event):
    """One weapon was released on a place; a strike may be several, so no total of strikes counts it."""

    by: str = attrs.field(default="coalition", validator=is_text)
    mission: str | None = attrs.field(default=None, validator=is_text_or_none)


@event_kind("area-liberated")
@attrs.frozen(kw_only=True)
class AreaLiberated(Event):
    """An area was taken from the insurgents."""

    by: str = attrs.field(validator=is_text)
    from_: str | None = attrs.field(default=None, validator=is_text_or_none)


@event_kind("area-captured")
@attrs.frozen(kw_only=True)
class AreaCaptured(Event):
    """An area was taken, by the insurgents or between others."""

    by: str = attrs.field(validator=is_text)
    from_: str | None = attrs.field(default=None, validator=is_text_or_none)


@event_kind("control-observed")
@attrs.frozen(kw_only=True)
class ControlObserved(Event):
    """Somebody held an area, or it was `contested` among several."""

    held_by: str = attrs.field(validator=is_text)
    among: tuple[str, ...] = attrs.field(default=(), converter=to_tuple, validator=is_texts)


@event_kind("offensive-launched")
@attrs.frozen(kw_only=True)
class OffensiveLaunched(Event):
    """An offensive on an area began."""

    by: str = attrs.field(validator=is_text)


@event_kind("fighting-reported")
@attrs.frozen(kw_only=True)
class FightingReported(Event):
    """Armed sides fought; deaths as printed, even where low exceeds best."""

    sides: tuple[str, ...] = attrs.field(default=(), converter=to_tuple, validator=is_texts)
    deaths_low: int | None = attrs.field(default=None, validator=is_count_or_none)
    deaths_best: int | None = attrs.field(default=None, validator=is_count_or_none)
    deaths_high: int | None = attrs.field(default=None, validator=is_count_or_none)


@event_kind("insurgent-activity")
@attrs.frozen(kw_only=True)
class InsurgentActivity(Event):
    """Insurgents attacked, killed, hid or regrouped."""

    by: str = attrs.field(validator=is_text)
    tactic: str = attrs.field(default="unspecified", validator=is_text)
    deaths_low: int | None = attrs.field(default=None, validator=is_count_or_none)
    deaths_best: int | None = attrs.field(default=None, validator=is_count_or_none)
    deaths_high: int | None = attrs.field(default=None, validator=is_count_or_none)


@event_kind("victory-declared")
@attrs.frozen(kw_only=True)
class VictoryDeclared(Event):
    """Somebody declared victory in an area over the side said to be defeated."""

    by: str = attrs.field(validator=is_text)
    over: str | None = attrs.field(default=None, validator=is_text_or_none)
