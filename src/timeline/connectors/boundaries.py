"""GeoJSON of boundaries: the shapes of governorates and other areas that are known.

Invariant: a boundary becomes the shape of the one area of its name, or of none, and never that of a town which only has
the name of what is around it: a town has to be named by its id. Nothing but shapes is added.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from timeline.connectors.base import Progress, Reading, bad_row
from timeline.connectors.finding import PlaceFinder
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.places import is_division
from timeline.connectors.tables import SEE_FILE, not_readable
from timeline.errors import InputError, RowError
from timeline.model.areas import Area, Areas
from timeline.model.shapes import Shape

COUNTRY = ("admin", "country", "iso_a2", "adm0_a3", "shapeGroup")
NAMES = ("id", "name", "name_en", "shapeName", "gn_name", "woe_name")
DIVISION_WORDS = ("muhafazat", "wilayat", "province of", "governorate of")
DIGITS = 5


def read(
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """Each known area that a feature names, described again with its shape; what is so already is left out.

    Args:
        paths: files, each a GeoJSON FeatureCollection.
        areas: the areas known.
        progress: called with (files read, files in all).
        gazetteer: not used, for a boundary is no town.
        describes: not used: areas are described before their boundaries.

    Raises:
        InputError: a file is not such a collection.
    """
    finder = PlaceFinder(areas)
    reading = _Found()
    for done, path in enumerate(paths, 1):
        for row, feature in enumerate(_features(path), 1):
            reading.take(path, row, feature, finder)
        progress(done, len(paths))
    return Reading(reading.described(), reading.rows_count, tuple(reading.bad), tuple(reading.warnings))


@attrs.define
class _Found:
    """What the features give so far: the shape of each area, by id."""

    shaped: dict[str, tuple[Area, Shape]] = attrs.Factory(dict)
    bad: list[RowError] = attrs.Factory(list)
    warnings: list[str] = attrs.Factory(list)
    rows_count: int = 0

    def take(self, path: Path, row: int, feature: Any, finder: PlaceFinder) -> None:
        """Read a feature, or tell what is wrong with it."""
        self.rows_count += 1
        try:
            properties, shape = _properties(feature), _rounded(Shape.of_geojson(feature.get("geometry")))
        except InputError as error:
            self.bad.append(bad_row(path, row, error.where, error))
            return
        area = _area(properties, finder)
        if area is None:
            self.warnings.append(f"{path}, feature {row}: no area is called {_shown(properties)}; left out")
        elif area.id in self.shaped:
            self.warnings.append(f"{path}, feature {row}: a second shape of {area.id} ({_shown(properties)}); left out")
        else:
            self.shaped[area.id] = area, shape

    def described(self) -> tuple[Area, ...]:
        """The areas with a shape that they had not, as one could know them from today on."""
        today = datetime.datetime.now(datetime.UTC).date()
        return tuple(
            attrs.evolve(area, shape=shape, reported_on=today)
            for area, shape in self.shaped.values()
            if area.shape != shape
        )


def _features(path: Path) -> Sequence[Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise not_readable(path, error) from error
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), expected="GeoJSON in UTF-8", found=str(error), do=SEE_FILE) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise InputError(str(path), expected="a FeatureCollection", found="no list of features", do=SEE_FILE)
    return features


def _properties(feature: Any) -> Mapping[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise InputError("properties", expected="an object with a name", found=repr(properties))
    return properties


def _rounded(shape: Shape) -> Shape:
    """The shape to a metre: more digits than that tell nothing."""
    return Shape(
        [[(round(x, DIGITS), round(y, DIGITS)) for x, y in ring] for ring in polygon] for polygon in shape.polygons
    )


def _area(properties: Mapping[str, Any], finder: PlaceFinder) -> Area | None:
    """The area of the first of its names that one has: a part of the country, else any other that is no town."""
    country = next(iter(_texts(properties, COUNTRY)), None)
    for text in _texts(properties, NAMES):
        for name in _alternatives(text):
            part = finder.division(name, country) if country else None
            if part:
                return part
            found = finder.find(name, country=country)
            if found.area and (found.how == "id" or not found.area.parents or is_division(found.area.name)):
                return found.area
    return None


def _texts(properties: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    return (value for name in names if isinstance(value := properties.get(name), str) and value.strip())


def _alternatives(name: str) -> Iterator[str]:
    """The name, what stands before and in its brackets, and what follows a word such as Muhafazat."""
    yield name
    before, _, inside = name.rstrip(")").partition("(")
    yield from (part.strip() for part in (before, inside) if inside and part.strip())
    yield from (name[len(word) :].strip() for word in DIVISION_WORDS if name.casefold().startswith(word))


def _shown(properties: Mapping[str, Any]) -> str:
    return " or ".join(dict.fromkeys(_texts(properties, NAMES))) or "nothing"
