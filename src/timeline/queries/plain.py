"""Values as plain data that JSON can hold, the same in every face."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from typing import Any

import attrs

from timeline.model.days import Unbounded
from timeline.model.policy import Disputed


def plain(value: object) -> Any:
    """A value as JSON can hold it: ISO days, null for unbounded, `{"disputed": […]}` for disputed values."""
    if isinstance(value, enum.Enum):
        return None if isinstance(value, Unbounded) else value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Disputed):
        return {"disputed": [plain(member) for member in value]}
    return _plain_collection(value)


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
