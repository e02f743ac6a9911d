"""Values of exactly the declared plain types: they come back equal from plain data, so that it need not be tried.

Invariant: what is called exact comes back equal; of what is not, nothing is said.
"""

from __future__ import annotations

import datetime
import operator
import types
import typing
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import attrs

from timeline.model.sources import Citation
from timeline.model.when import When

_PLAIN = {str, int, bool, types.NoneType, datetime.date, When, Citation, tuple}


@attrs.frozen
class _Shape:
    """What the fields of a class must be to be exact.

    Args:
        values: gives the values of all fields.
        allowed: the types of each.
        are_texts: of each, whether a tuple in it holds texts; else it must be empty.
        seen: for types of values met before, whether they are allowed.
    """

    values: Callable[[Any], tuple[Any, ...]]
    allowed: Sequence[frozenset[type]]
    are_texts: Sequence[bool]
    seen: dict[tuple[type, ...], bool] = attrs.field(factory=dict)

    def allows(self, found: tuple[type, ...]) -> bool:
        """Whether values of these types are exact as far as types tell."""
        if found not in self.seen:
            self.seen[found] = all(cls in allowed for cls, allowed in zip(found, self.allowed, strict=True))
        return self.seen[found]


_SHAPES: dict[type, _Shape | None] = {}


def is_exact(value: Any) -> bool:
    """True where each field holds a value that surely comes back equal."""
    cls = type(value)
    if cls not in _SHAPES:
        _SHAPES[cls] = _shape(cls)
    shape = _SHAPES[cls]
    if shape is None:
        return False
    values = shape.values(value)
    found = tuple(map(type, values))
    return shape.allows(found) and all(
        _holds_texts(each, is_texts=is_texts) if each_cls is tuple else is_exact(each)
        for each, each_cls, is_texts in zip(values, found, shape.are_texts, strict=True)
        if each_cls is tuple or each_cls is Citation
    )


def is_as_in_json(cls: type, name: str) -> bool:
    """True where JSON holds what a field holds: a text, a whole number, or nothing where nothing was given."""
    field = attrs.fields_dict(cls)[name]
    parts: set[Any] = set(_parts(_hints(cls).get(name)))
    says_what_nothing_means = field.default is None or (field.default is attrs.NOTHING and types.NoneType not in parts)
    return parts <= {str, int, types.NoneType} and field.converter is None and says_what_nothing_means


def _holds_texts(values: tuple[Any, ...], *, is_texts: bool) -> bool:
    return not values or (is_texts and all(type(each) is str for each in values))


def _shape(cls: type) -> _Shape | None:
    """What the fields of a class must be; None for a class that makes other values of those it is given."""
    fields = attrs.fields(cls)
    changes = [each.converter for each in fields] + [getattr(cls, "__attrs_post_init__", None)]
    if len(fields) < 2 or not all(each.init for each in fields) or not all(map(_is_ours, changes)):
        return None
    hints = [_hints(cls).get(each.name) for each in fields]
    return _Shape(
        operator.attrgetter(*(each.name for each in fields)),
        [frozenset(_PLAIN & _parts(hint)) for hint in hints],
        [_is_tuple_of_texts(hint) for hint in hints],
    )


def _is_ours(function: Any) -> bool:
    return function is None or function.__module__.startswith("timeline.model.")


def _is_tuple_of_texts(hint: Any) -> bool:
    return typing.get_origin(hint) is tuple and typing.get_args(hint) == (str, ...)


def _parts(hint: Any) -> set[Hashable]:
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return {typing.get_origin(part) or part for part in parts}


def _hints(cls: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls)
    except (NameError, TypeError):
        return {}
