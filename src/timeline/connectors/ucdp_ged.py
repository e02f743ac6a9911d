"""UCDP GED, the Georeferenced Event Dataset, as CSV: plain, gzip or zip.

Invariant: a row gives one event whose content depends on the row and the areas described (the present day only decides
which source dates are yet to come), so that importing a file again changes nothing. How each column is read is in
`docs/how-to/ucdp-ged.md`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from timeline.conflict.kinds import FightingReported, InsurgentActivity
from timeline.connectors.columns import code, count, day, days_among, degrees, name, printed, required, texts
from timeline.connectors.mapping import Column, Draft, RowMapping, Values
from timeline.connectors.printed import COUNTRY, DISTRICT, GOVERNORATE, PLACE, Printed
from timeline.connectors.two_passes import PrintedTables
from timeline.errors import EventFieldError
from timeline.model.areas import Point
from timeline.model.events import Event
from timeline.model.sources import Citation
from timeline.model.when import When, Window

SOURCE = "ucdp-ged"
ACTORS = {
    "IS": "isis",
    "SDF": "sdf",
    "Government of Syria": "syrian-government",
    "Government of Iraq": "isf",
    "Syrian insurgents": "syrian-opposition",
}
AREA_NOTE = "named by UCDP GED"
ONE_SIDED = 3
NEVER_EXACT = 5
DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
LEVELS = {1: PLACE, 2: PLACE, 3: DISTRICT, 4: GOVERNORATE}

NO_SOURCE_DATE = "no source date can be used, so it counts as reported on date_end"
LOW_OVER_BEST = "deaths as printed, although low > best"
BEST_OVER_HIGH = "deaths as printed, although best > high"
DAY_NOT_EXACT = "one day is printed, but not as an exact one, so it is approximate"
NOT_CLEAR = "code_status is not Clear, so UCDP may still change it"
PLACED_WIDER = "the place that where_prec promises is not named, so the next wider area is taken"


def _mapping(columns: Sequence[str]) -> RowMapping:
    """The mapping for a file: some that are handed on have the year of each event and no day."""
    has_days = not {"date_start", "date_end", "date_prec"}.isdisjoint(columns)
    return BY_DAY if has_days or "year" not in columns else BY_YEAR


def _draft(row: Values, today: datetime.date) -> Draft:
    _require_order(row, today)
    place = _place(row)
    reported = _first_report(row, today)
    remarks = [text for text, applies in _unusual(row, place, reported) if applies]
    kind, own_fields = _kind(row)
    fields = own_fields | {
        "when": _when(row),
        "scope": place.scope,
        "reported_on": reported or row["date_end"],
        "source": Citation(SOURCE, _locator(row), reported),
        "note": "; ".join([*remarks, *_details(row, place)]),
        "deaths_low": row["low"],
        "deaths_best": row["best"],
        "deaths_high": row["high"],
    }
    return Draft(kind, place, fields, row["id"], remarks)


def _draft_by_year(row: Values, today: datetime.date) -> Draft:
    """What a row says of which only the year is known; deaths add up to the best estimate, as they do in GED."""
    year, deaths = row["year"], [row[side] for side in DEATHS]
    if year >= today.year:
        raise EventFieldError("year", expected=f"a year up to {today.year - 1}", found=str(year), path="year")
    days = {"date_prec": NEVER_EXACT, "date_start": datetime.date(year, 1, 1), "date_end": datetime.date(year, 12, 31)}
    best = None if None in deaths else sum(deaths)
    absent = {"where_coordinates": "", "adm_1": "", "adm_2": "", "source_office": (), "source_date": (), "low": None}
    violence = {"type_of_violence": ONE_SIDED if row["side_b"] == "Civilians" else None}
    return _draft({"code_status": "", "high": None, **absent, **row, **days, **violence, "best": best}, today)


def _require_order(row: Values, today: datetime.date) -> None:
    start, end = row["date_start"], row["date_end"]
    if end < start:
        expected = f"a day not before date_start ({start})"
        raise EventFieldError("date_end", expected=expected, found=str(end), path="date_end")
    if end > today:
        raise EventFieldError("date_end", expected=f"a day up to {today}", found=str(end), path="date_end")


def _place(row: Values) -> Printed:
    names = (row["where_coordinates"], row["adm_2"], row["adm_1"], row["country"])
    has_point = row["latitude"] is not None and row["longitude"] is not None
    point = Point(row["latitude"], row["longitude"]) if has_point else None
    return Printed(names, LEVELS.get(row["where_prec"], COUNTRY), point, is_exact=row["where_prec"] == 1)


def _kind(row: Values) -> tuple[type[Event], dict[str, Any]]:
    side_a, side_b = (ACTORS.get(side, side) for side in (row["side_a"], row["side_b"]))
    if row["type_of_violence"] == ONE_SIDED and side_a == "isis":
        return InsurgentActivity, {"by": side_a, "tactic": "attack on civilians"}
    return FightingReported, {"sides": tuple(side for side in (side_a, side_b) if side)}


def _first_report(row: Values, today: datetime.date) -> datetime.date | None:
    return min((day for day in row["source_date"] if row["date_end"] <= day <= today), default=None)


def _when(row: Values) -> When:
    start, end = row["date_start"], row["date_end"]
    days = Window(start, end)
    if row["date_prec"] > 1:
        return When(days, days, approximate=start == end)
    return When.on(start) if start == end else When.stretch(Window(start, start), Window(end, end))


def _unusual(row: Values, place: Printed, reported: datetime.date | None) -> Iterator[tuple[str, bool]]:
    low, best, high = row["low"], row["best"], row["high"]
    yield NO_SOURCE_DATE, reported is None
    yield LOW_OVER_BEST, low is not None and best is not None and low > best
    yield BEST_OVER_HIGH, best is not None and high is not None and best > high
    yield DAY_NOT_EXACT, row["date_prec"] > 1 and row["date_start"] == row["date_end"]
    yield PLACED_WIDER, place.is_wider
    yield NOT_CLEAR, row["code_status"] not in ("", "Clear")


def _details(row: Values, place: Printed) -> Iterator[str]:
    if row["where_prec"] == 2 and place.level == PLACE:
        yield "near the place, where_prec 2"
    if place.left_out:
        yield f"printed as {', '.join(place.left_out)}"
    if "year" in row and place.point:
        yield f"at {place.point.latitude}, {place.point.longitude}, where_prec {row['where_prec']}"


def _locator(row: Values) -> str:
    offices = row["source_office"]
    more = f" and {len(offices) - 3} more" if len(offices) > 3 else ""
    return f"GED {row['id']}" + (f": {', '.join(offices[:3])}{more}" if offices else "")


WHO_AND_WHERE = {
    "id": Column(required(printed)),
    "side_a": Column(printed),
    "side_b": Column(printed),
    "where_prec": Column(code(1, 7)),
    "country": Column(required(name)),
    "latitude": Column(degrees(90), may_lack=True),
    "longitude": Column(degrees(180), may_lack=True),
}
HINT = "use the CSV of UCDP GED as published"

BY_DAY = RowMapping(
    {
        "id": Column(required(printed)),
        "type_of_violence": Column(code(1, 3)),
        **WHO_AND_WHERE,
        "source_office": Column(texts, may_lack=True),
        "source_date": Column(days_among, may_lack=True),
        "where_coordinates": Column(name, may_lack=True),
        "adm_1": Column(name),
        "adm_2": Column(name),
        "date_prec": Column(code(1, 5)),
        "date_start": Column(day),
        "date_end": Column(day),
        "low": Column(count, may_lack=True),
        "best": Column(count),
        "high": Column(count, may_lack=True),
        "code_status": Column(printed, may_lack=True),
    },
    _draft,
    HINT,
)
BY_YEAR = RowMapping(
    {**WHO_AND_WHERE, "year": Column(code(1900, 2100)), **{side: Column(count) for side in DEATHS}},
    _draft_by_year,
    HINT,
)

read = PrintedTables(_mapping, AREA_NOTE)
