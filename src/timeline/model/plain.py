"""Values as plain data that JSON can hold, the same in every face, and documents of them as flat rows."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from typing import Any

import attrs

from timeline.model.days import Unbounded
from timeline.model.policy import Disputed

_PLAIN = {str, int, float, bool, type(None)}


def plain(value: object) -> Any:
    """A value as JSON can hold it: ISO days, null for unbounded, `{"disputed": […]}` for disputed values."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, enum.Enum):
        return None if isinstance(value, Unbounded) else value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Disputed):
        return {"disputed": [plain(member) for member in value]}
    return _plain_collection(value)


def row_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as one flat row: its coordinates and its values stand beside the rest.

    Example:
        >>> row_of({"area": "a", "at": {"on": "2017-12-30"}, "values": {"strikes": 3}, "certain": {"strikes": True}})
        {'area': 'a', 'on': '2017-12-30', 'strikes': 3, 'certain': {'strikes': True}}
    """
    return {
        name: value
        for key, part in document.items()
        for name, value in (part if key in ("at", "values") else {key: part}).items()
    }


def _plain_collection(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(each) for each in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if attrs.has(type(value)):
        return plain(attrs.asdict(value, recurse=False))  # type: ignore[arg-type]
    return repr(value)
