"""ACLED, the Armed Conflict Location & Event Data, as its export of 31 columns: CSV, plain or packed.

Invariant: a row gives at most one event. Three sub-events change who holds a place, and do so here only if the row says
for certain who took it. How each column is read is in `docs/how-to/acled.md`.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from timeline.conflict.kinds import AreaCaptured, AreaLiberated, FightingReported, InsurgentActivity
from timeline.connectors.columns import code, count, degrees, name, printed, required
from timeline.connectors.dates import day_of_seconds, day_reader
from timeline.connectors.mapping import Column, Draft, LeftOut, RowMapping, Values
from timeline.connectors.printed import COUNTRY, DISTRICT, GOVERNORATE, PLACE, Printed
from timeline.connectors.two_passes import PrintedTables
from timeline.errors import EventFieldError, InputError
from timeline.model.areas import Point
from timeline.model.days import plus
from timeline.model.events import Event
from timeline.model.sources import Citation
from timeline.model.when import When, Window

SOURCE = "acled"
AREA_NOTE = "named by ACLED"
ACTORS = {
    "Islamic State": "isis",
    "Islamic State (Iraq)": "isis",
    "Islamic State (Syria)": "isis",
    "QSD: Syrian Democratic Forces": "sdf",
    "Military Forces of Iraq": "isf",
    "Military Forces of Syria": "syrian-government",
}
STATE_FORCES = frozenset({"1", "State forces"})
ARMED_OTHERS = frozenset({"2", "3", "4", "Rebel group", "Political militia", "Identity militia"})
CIVILIANS = frozenset({"7", "Civilians"})
NOBODY = frozenset({"", "0"})
INTER = frozenset({*STATE_FORCES, *ARMED_OTHERS, *CIVILIANS, *NOBODY}) | {
    *("5", "6", "8", "Rioters", "Protesters", "External/Other forces")
}

REGAINED = "Government regains territory"
OVERTAKEN = "Non-state actor overtakes territory"
TRANSFERRED = "Non-violent transfer of territory"
VIOLENT = frozenset(
    {"Armed clash", "Attack", "Chemical weapon", "Air/drone strike", "Suicide bomb", "Grenade"}
    | {"Shelling/artillery/missile attack", "Remote explosive/landmine/IED"}
)
INSURGENT_ONLY = frozenset({"Abduction/forced disappearance", "Sexual violence"})
ABOUT_A_WEEK = 6

TAKER_UNCLEAR = "territory changed hands, but the row does not say for certain to whom, so it is fighting"
TRANSFER_UNCLEAR = "territory was transferred, but the row does not say for certain to whom"
NOT_MAPPED = "the sub-event type is no fighting, no insurgent activity and no change of control"
PLACED_WIDER = "the place that geo_precision promises is not named, so the next wider area is taken"

_YEARS = re.compile(r" \([0-9]{4}-[0-9]{0,4}\)$")
_DAYS = tuple(map(day_reader, ("%d %B %Y", "%Y-%m-%d")))


def _draft(row: Values, today: datetime.date) -> Draft | LeftOut:
    when = _when(row)
    _require_past(row, today)
    _require_known_since(row, when)
    made = _kind(row)
    if isinstance(made, str):
        return LeftOut(row["event_id_cnty"], made)
    kind, own_fields, remarks = made
    place = _place(row, kind)
    remarks = [*remarks, PLACED_WIDER] if place.is_wider else remarks
    fields = own_fields | {
        "when": when,
        "scope": place.scope,
        "reported_on": row["timestamp"],
        "source": Citation(SOURCE, f"{row['event_id_cnty']}: {row['source']}".removesuffix(": ")),
        "note": "; ".join([*remarks, *_details(row, place)]),
    }
    return Draft(kind, place, fields, row["event_id_cnty"], remarks)


def _require_past(row: Values, today: datetime.date) -> None:
    for column in ("event_date", "timestamp"):
        if row[column] > today:
            expected = f"a day up to {today}"
            raise EventFieldError(column, expected=expected, found=str(row[column]), path=column)


def _require_known_since(row: Values, when: When) -> None:
    """Refuse an event that would have been known before it happened."""
    if row["timestamp"] < when.first.earliest:
        expected = f"a day from {when.first.earliest} on, when it happened at the earliest"
        raise EventFieldError("timestamp", expected=expected, found=str(row["timestamp"]), path="timestamp")


# What.

_Made = tuple[type[Event], dict[str, Any], list[str]]


def _kind(row: Values) -> _Made | str:
    """The kind of event, its own fields and what is unusual; or why the row makes none."""
    sub_event = row["sub_event_type"]
    if sub_event == TRANSFERRED:
        return _transferred(row)
    if sub_event in (REGAINED, OVERTAKEN):
        return _taken(row)
    if _is_by_insurgents(row) and sub_event in VIOLENT | INSURGENT_ONLY:
        return InsurgentActivity, {"by": "isis", "tactic": sub_event.lower(), **_deaths(row)}, []
    return _fighting(row, []) if sub_event in VIOLENT else NOT_MAPPED


def _taken(row: Values) -> _Made:
    """Who took it: the one side that the sub-event can mean."""
    kind, takers = (AreaLiberated, STATE_FORCES) if row["sub_event_type"] == REGAINED else (AreaCaptured, ARMED_OTHERS)
    sides = [(_actor(row, side), row[f"inter{side}"] in takers) for side in (1, 2)]
    by = [actor for actor, is_taker in sides if is_taker and actor]
    if len(by) != 1:
        return _fighting(row, [TAKER_UNCLEAR])
    others = [actor for actor, is_taker in sides if not is_taker and actor]
    return kind, {"by": by[0], "from_": others[0] if others else None}, []


def _transferred(row: Values) -> _Made | str:
    actors = [actor for side in (1, 2) if (actor := _actor(row, side)) and row[f"inter{side}"] not in CIVILIANS]
    return (AreaCaptured, {"by": actors[0]}, []) if len(actors) == 1 else TRANSFER_UNCLEAR


def _fighting(row: Values, remarks: list[str]) -> _Made:
    sides = tuple(actor for side in (1, 2) if (actor := _actor(row, side)))
    return FightingReported, {"sides": sides, **_deaths(row)}, remarks


def _is_by_insurgents(row: Values) -> bool:
    """True when IS is one side and the other is civilians or nobody."""
    sides = [(_actor(row, side), row[f"inter{side}"]) for side in (1, 2)]
    others = [inter for actor, inter in sides if actor != "isis"]
    return len(others) == 1 and others[0] in CIVILIANS | NOBODY


def _actor(row: Values, side: int) -> str:
    actor: str = row[f"actor{side}"]
    return ACTORS.get(_YEARS.sub("", actor), actor)


def _deaths(row: Values) -> dict[str, int | None]:
    return {"deaths_best": row["fatalities"]}


# When and where.


def _when(row: Values) -> When:
    day = row["event_date"]
    if row["time_precision"] == 1:
        return When.on(day)
    if row["time_precision"] == 3:
        return When.parse(f"{day.year:04}-{day.month:02}")
    days = Window(plus(day, -ABOUT_A_WEEK), plus(day, ABOUT_A_WEEK))
    return When(days, days)


def _place(row: Values, kind: type[Event]) -> Printed:
    has_point = row["latitude"] is not None and row["longitude"] is not None
    point = Point(row["latitude"], row["longitude"]) if has_point else None
    names = (row["location"], row["admin2"], row["admin1"], row["country"])
    precision = row["geo_precision"]
    near = DISTRICT if kind in (AreaLiberated, AreaCaptured) else PLACE
    promised = {1: PLACE, 2: near, 3: GOVERNORATE}.get(precision, COUNTRY)
    return Printed(names, promised, point, is_exact=precision == 1, has_bare_names=True)


def _details(row: Values, place: Printed) -> list[str]:
    near = ["near the place, geo_precision 2"] if row["geo_precision"] == 2 and place.level == PLACE else []
    return [*near, f"printed as {', '.join(place.left_out)}"] if place.left_out else near


def _day(text: str) -> datetime.date:
    for read_day in _DAYS:
        try:
            return read_day(text)
        except InputError:
            continue
    raise InputError("column", expected="a day such as 05 October 2017 or 2017-10-05", found=repr(text[:60]))


def _inter(text: str) -> str:
    if text.strip() not in INTER:
        raise InputError("column", expected="a type of actor, such as 1 or State forces", found=repr(text[:60]))
    return text.strip()


MAPPING = RowMapping(
    {
        "event_id_cnty": Column(required(printed)),
        "event_date": Column(_day),
        "time_precision": Column(code(1, 3)),
        "sub_event_type": Column(required(printed)),
        "actor1": Column(printed),
        "inter1": Column(_inter),
        "actor2": Column(printed),
        "inter2": Column(_inter),
        "country": Column(required(name)),
        "admin1": Column(name),
        "admin2": Column(name),
        "location": Column(name),
        "latitude": Column(degrees(90)),
        "longitude": Column(degrees(180)),
        "geo_precision": Column(code(1, 3)),
        "source": Column(printed, may_lack=True),
        "fatalities": Column(count),
        "timestamp": Column(day_of_seconds),
    },
    _draft,
    "use the export with all 31 columns",
)

read = PrintedTables(lambda columns: MAPPING, AREA_NOTE)
