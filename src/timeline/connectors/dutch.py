"""Weapons released by the Netherlands over Iraq and Syria, 2014 to 2018, as its ministry of defence lists them.

Invariant: a row is one weapon, and two equal rows are two weapons. A weapon whose town is not certain is somewhere in
its governorate, or else its country. How each column is read is in `docs/how-to/dutch.md`.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from timeline.conflict.kinds import WeaponReleased
from timeline.connectors.base import Progress, Reading
from timeline.connectors.columns import degrees, printed
from timeline.connectors.dates import when_reader
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.mapping import Column, Draft, LeftOut, RowMapping, Values
from timeline.connectors.named import Named, NamedFinder
from timeline.connectors.places import NEAR_KM, is_division, kilometres
from timeline.connectors.tables import Shape, delimited
from timeline.connectors.two_passes import read_tables
from timeline.errors import EventFieldError
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import SOMEWHERE_IN, WHOLE
from timeline.model.sources import Citation

SOURCE = "nl-mod"
BY = "netherlands"
AREA_NOTE = "named by the Dutch ministry of defence"
SHAPE = Shape(";")
CENTURY = 2000

DATE = "Employment date (UNCLASS)"
BEGIN, END = "Time begin (Z) (UNCLASS)", "Time end (Z) (UNCLASS)"
GRID = "Position MGRS (UNCLASS)"
LATITUDE, LONGITUDE = "Position LAT (UNCLASS)", "Position LONG (UNCLASS)"
MISSION = "Mission (UNCLASS)"
TOWN, PROVINCE, COUNTRY = "Town (UNCLASS)", "Province (UNCLASS)", "Country (UNCLASS)"
COMMENT = "Comment (UNCLASS)"

PLACED_WIDER = "the town is not certain or more than 30 km away, so the governorate or the country is taken"
NOWHERE = "no country is named, and no place that is certain"

_NEAR = re.compile(r"(?P<offset>.*\d.*?)\s+of\s+(?P<name>.+)", re.IGNORECASE)
_IN = re.compile(r"(?:approx\w*\.?\s+)?(?:in|near)\s+", re.IGNORECASE)
_SETTLEMENT = re.compile(r"(?:the\s+)?(?:city|town|village)\s+(?:of\s+)?", re.IGNORECASE)
_JOINED = re.compile(r"&|\band\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[&,\d]|\band\b|\bof\b", re.IGNORECASE)


def read(
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """The weapons in lists of the Dutch ministry of defence.

    Args:
        paths: the files; whether one is packed is told by its content.
        areas: the areas known, in which printed names are looked up; its countries must be among them.
        progress: called with (bytes read, bytes in all).
        gazetteer: where to look up towns that no area has.
        describes: not used, for the names of towns are too free to make areas of.

    Raises:
        InputError: a file cannot be read, is not text in UTF-8, or lacks a column.
    """
    finder = NamedFinder(areas, gazetteer=gazetteer, describes=False, note=AREA_NOTE)
    mapping = RowMapping(COLUMNS, functools.partial(_draft, finder), "use the file as released, with semicolons")
    return read_tables(paths, lambda columns: mapping, finder, progress=progress, opened=delimited(SHAPE))


def _draft(finder: NamedFinder, row: Values, today: datetime.date) -> Draft | LeftOut:
    when = row[DATE]
    if when.first.earliest > today:
        raise EventFieldError("date", expected=f"a day up to {today}", found=str(when), path=DATE)
    found = _area(finder, row)
    if found is None:
        return LeftOut(row[GRID], NOWHERE)
    area, scope = found
    remarks = [PLACED_WIDER] if scope == SOMEWHERE_IN else []
    fields = {
        "when": when,
        "scope": scope,
        "source": Citation(SOURCE, row[GRID]),
        "by": BY,
        "mission": row[MISSION] or None,
        "note": "; ".join(filter(None, [*remarks, *_details(row)])),
    }
    return Draft(WeaponReleased, Named(area, is_id=True), fields, "", remarks)


def _area(finder: NamedFinder, row: Values) -> tuple[str, str] | None:
    """The narrowest area that is certain, and whether it is meant as a whole."""
    for place in _places(row):
        try:
            found = finder.found(place)
        except EventFieldError:
            if place.column == COUNTRY:
                raise
            continue
        if place.column != TOWN:
            return found.id, SOMEWHERE_IN
        if not _is_far(found, place):
            return found.id, WHOLE
    return None


def _is_far(town: Area, place: Named) -> bool:
    """True when the weapon fell so far from the town that it says little about it."""
    return bool(town.point and place.point and kilometres(town.point, place.point) > NEAR_KM)


def _places(row: Values) -> Iterator[Named]:
    """Where it may be looked for, the narrowest first."""
    has_point = row[LATITUDE] is not None and row[LONGITUDE] is not None
    point = Point(row[LATITUDE], row[LONGITUDE]) if has_point else None
    town, province, country = town_in(row[TOWN]), row[PROVINCE], row[COUNTRY]
    if town:
        yield Named(town, country, point, column=TOWN)
    if province:
        named = province if is_division(province) else f"{province} Governorate"
        yield Named(named, country, point, column=PROVINCE)
    if country:
        yield Named(country, column=COUNTRY)


def town_in(text: str) -> str:
    """The one town that a free text names, perhaps after how far it is; empty if it may be another number.

    Example:
        >>> town_in("Approximately 2 NM N of HAJIN"), town_in("In Mosul City"), town_in("Hit & Dulab")
        ('HAJIN', 'Mosul City', '')
    """
    bare = _SETTLEMENT.sub("", text.strip())
    near = _NEAR.fullmatch(bare)
    offset, town = (near["offset"], near["name"]) if near else ("", _IN.sub("", bare, count=1))
    return "" if _SEVERAL.search(town) or _JOINED.search(offset) else town.strip()


def _details(row: Values) -> Iterator[str]:
    begin, end = row[BEGIN], row[END]
    if begin:
        yield f"from {begin} to {end} UTC" if end else f"at {begin} UTC"
    if row[TOWN]:
        yield f"printed as {row[TOWN]}"
    if row[COMMENT]:
        yield row[COMMENT]


COLUMNS = {
    DATE: Column(when_reader("%d-%b-%y", century=CENTURY)),
    BEGIN: Column(printed, may_lack=True),
    END: Column(printed, may_lack=True),
    GRID: Column(printed, may_lack=True),
    LATITUDE: Column(degrees(90, decimal=",")),
    LONGITUDE: Column(degrees(180, decimal=",")),
    MISSION: Column(printed, may_lack=True),
    TOWN: Column(printed),
    PROVINCE: Column(printed),
    COUNTRY: Column(printed),
    COMMENT: Column(printed, may_lack=True),
}
