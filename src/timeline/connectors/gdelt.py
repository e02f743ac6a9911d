"""GDELT 2 events: 61 columns, separated by tabs, without a header and without quotes; plain or packed.

Invariant: a row gives an event only if its CAMEO code surely means one of our kinds; all others are counted and left
out. How each column is read is in `docs/how-to/gdelt.md`.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from timeline.conflict.kinds import FightingReported, InsurgentActivity
from timeline.connectors.columns import code, degrees, printed, refused, required
from timeline.connectors.mapping import Column, Draft, LeftOut, RowMapping, Values
from timeline.connectors.places import slug
from timeline.connectors.printed import COUNTRY, GOVERNORATE, PLACE, Names, Printed
from timeline.connectors.tables import Shape, delimited
from timeline.connectors.two_passes import PrintedTables
from timeline.errors import EventFieldError
from timeline.model.areas import Point
from timeline.model.events import Event
from timeline.model.sources import Citation
from timeline.model.when import When

SOURCE = "gdelt"
AREA_NOTE = "named by GDELT"
ACTORS = {"ISLAMIC STATE": "isis", "ISIS": "isis", "ISIL": "isis"}
INSURGENTS = frozenset({"INS", "REB", "SEP"})
FIGHTING = frozenset({"190", "193", "194", "195", "1951", "1952"})
ATTACKS = {
    "180": "unconventional violence",
    "181": "abduction",
    "182": "assault",
    "1823": "killing",
    "183": "bombing",
    "1831": "suicide bombing",
    "1832": "car bombing",
    "1833": "roadside bombing",
    "185": "attempted assassination",
    "186": "assassination",
    "200": "mass violence",
    "202": "mass killing",
}
LEVELS = {1: COUNTRY, 2: GOVERNORATE, 3: PLACE, 4: PLACE, 5: GOVERNORATE}

NOT_MAPPED = "the event code is no fighting and no attack"
NOT_INSURGENT = "an attack by somebody who is not said to be an insurgent"
NO_PLACE = "no place is given"

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code")
_TYPES = ("Type1Code", "Type2Code", "Type3Code")
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"{actor}{column}" for actor in ("Actor1", "Actor2") for column in (*_ACTOR, *_TYPES)),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{where}Geo_{column}" for where in ("Actor1", "Actor2", "Action") for column in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
SHAPE = Shape("\t", has_quotes=False, columns=COLUMNS)


def _draft(row: Values, today: datetime.date) -> Draft | LeftOut:
    for column in ("SQLDATE", "DATEADDED"):
        if row[column] > today:
            expected = f"a day up to {today}"
            raise EventFieldError(column, expected=expected, found=str(row[column]), path=column)
    made = _kind(row)
    if isinstance(made, str):
        return LeftOut(row["GLOBALEVENTID"], made)
    place = _place(row)
    if place is None:
        return LeftOut(row["GLOBALEVENTID"], NO_PLACE)
    kind, own_fields = made
    fields = own_fields | {
        "when": When.on(row["SQLDATE"]),
        "scope": place.scope,
        "reported_on": row["DATEADDED"],
        "source": Citation(SOURCE, row["SOURCEURL"]),
        "note": f"CAMEO {row['EventCode']}",
    }
    return Draft(kind, place, fields, row["GLOBALEVENTID"])


def _kind(row: Values) -> tuple[type[Event], dict[str, Any]] | str:
    """The kind of event and its own fields, or why the row makes none."""
    event_code = row["EventCode"]
    sides = tuple(ACTORS.get(name, name) for actor in ("Actor1", "Actor2") if (name := row[f"{actor}Name"]))
    if event_code in FIGHTING:
        return FightingReported, {"sides": sides}
    if event_code not in ATTACKS:
        return NOT_MAPPED
    by, types = row["Actor1Name"], {row[f"Actor1{type_}"] for type_ in _TYPES}
    if not by or not (types & INSURGENTS or by in ACTORS):
        return NOT_INSURGENT
    return InsurgentActivity, {"by": ACTORS.get(by, by), "tactic": ATTACKS[event_code]}


def _place(row: Values) -> Printed | None:
    level = LEVELS.get(row["ActionGeo_Type"])
    if level is None or not slug(row["ActionGeo_FullName"]):
        return None
    has_point = row["ActionGeo_Lat"] is not None and row["ActionGeo_Long"] is not None
    point = Point(row["ActionGeo_Lat"], row["ActionGeo_Long"]) if has_point and level == PLACE else None
    names = _names(row["ActionGeo_FullName"], level)
    return Printed(names, level, point, is_exact=point is not None, has_bare_names=True)


def _names(printed_name: str, level: int) -> Names:
    """The names in `City, State, Country`; a landmark may have commas of its own."""
    *rest, country = (part.strip() for part in printed_name.split(", "))
    state = rest.pop() if rest and (len(rest) > 1 or level == GOVERNORATE) else ""
    state = "" if state.endswith("(general)") or not slug(state) else state
    return ", ".join(rest), "", state, country


_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def _day(text: str) -> datetime.date:
    return _day_of(text, text.strip(), "a day such as 20171005")


def _day_added(text: str) -> datetime.date:
    day = text.strip()[:-6] if re.fullmatch(r"[0-9]{14}", text.strip()) else ""
    return _day_of(text, day, "a time such as 20171005121500")


def _day_of(text: str, digits: str, expected: str) -> datetime.date:
    found = _DAY.fullmatch(digits)
    try:
        return datetime.date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError as error:
        raise refused(expected, text) from error


def _no_day(text: str) -> datetime.date:
    raise ValueError(text)


def _geo_type(text: str) -> int:
    return _GEO_TYPE(text) if text.strip() else 0


_GEO_TYPE = code(0, 5)

MAPPING = RowMapping(
    {
        "GLOBALEVENTID": Column(required(printed)),
        "SQLDATE": Column(_day),
        "Actor1Name": Column(printed),
        **{f"Actor1{type_}": Column(printed) for type_ in _TYPES},
        "Actor2Name": Column(printed),
        "EventCode": Column(printed),
        "ActionGeo_Type": Column(_geo_type),
        "ActionGeo_FullName": Column(printed),
        "ActionGeo_Lat": Column(degrees(90)),
        "ActionGeo_Long": Column(degrees(180)),
        "DATEADDED": Column(_day_added),
        "SOURCEURL": Column(printed),
    },
    _draft,
)

read = PrintedTables(lambda columns: MAPPING, AREA_NOTE, delimited(SHAPE))
