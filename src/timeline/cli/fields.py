"""Fields of a statement as they are written on the command line."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import click

from timeline.codec import STATEMENTS
from timeline.model.areas import Areas
from timeline.model.events import kind_named

_TEXTS = (str, str | None)


def base_fields(areas: Areas, options: Mapping[str, str | None]) -> dict[str, Any]:
    """The fields that every event has, from the options that were given."""
    if options["area"] and options["new_area"]:
        raise click.UsageError("give --area for a known area or --new-area for a new one, not both")
    area = areas.find(options["area"]).id if options["area"] else options["new_area"]
    plain = {"area": area, "when": options["when"], "reported_on": options["reported_on"], "source": _citation(options)}
    return {name: value for name, value in plain.items() if value is not None}


def _citation(options: Mapping[str, str | None]) -> dict[str, str] | None:
    parts = {name: value for name in ("source", "locator", "published") if (value := options[name]) is not None}
    if parts and "source" not in parts:
        raise click.UsageError("--locator and --published need --source")
    return parts or None


def own_fields(kind: str, fields: Sequence[str]) -> dict[str, Any]:
    """Fields written as NAME=VALUE; a value is JSON where the field is no text.

    Raises:
        NotFoundError: there is no such kind.
        UsageError: a field has no `=`.
    """
    hints = typing.get_type_hints(STATEMENTS[kind] if kind in STATEMENTS else kind_named(kind).cls)
    return dict(_field(field, hints) for field in fields)


def _field(field: str, hints: Mapping[str, object]) -> tuple[str, Any]:
    name, equals, value = field.partition("=")
    if not equals:
        raise click.UsageError(f"expected FIELD=VALUE, found {field!r}")
    if hints.get(name) == str | None and value == "null":
        return name, None
    return name, value if hints.get(name) in _TEXTS else _from_json(value)


def _from_json(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
