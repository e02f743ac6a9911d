"""Values of exactly the declared plain types: they come back equal from plain data, so that it need not be tried.

Invariant: what is called exact comes back equal; of what is not, nothing is said.
"""

from __future__ import annotations

import datetime
import functools
import operator
import types
import typing
from collections.abc import Callable, Hashable, Sequence
from typing import Any, cast

import attrs

from timeline.model.sources import Citation
from timeline.model.when import When

_PLAIN = {str, int, bool, types.NoneType, datetime.date, When, Citation, tuple}


@attrs.frozen
class Shape:
    """What the fields of a class must be to be exact.

    Args:
        values: gives the values of all fields.
        hints: the declared type of each.
        defaults: the value that each has when it is not given; `attrs.NOTHING` where it must be.
        allowed: the types of each that are exact.
        are_texts: of each, whether a tuple in it holds texts; else it must be empty.
        seen: for types of values met before, which of them hold more to be looked at; None where they are not allowed.
    """

    values: Callable[[Any], tuple[Any, ...]]
    hints: Sequence[Any]
    defaults: Sequence[object]
    allowed: Sequence[frozenset[type]]
    are_texts: Sequence[bool]
    seen: dict[tuple[type, ...], Sequence[int] | None] = attrs.field(factory=dict)

    def deeper(self, found: tuple[type, ...]) -> Sequence[int] | None:
        """Which fields hold more, given the types of all; None where those alone say that they are not exact."""
        if found not in self.seen:
            is_allowed = all(cls in allowed for cls, allowed in zip(found, self.allowed, strict=True))
            holding = [number for number, cls in enumerate(found) if cls in (tuple, Citation)]
            self.seen[found] = holding if is_allowed else None
        return self.seen[found]


_SHAPES: dict[type, Shape | None] = {}


def shape_of(cls: type) -> Shape | None:
    """What the fields of a class must be; None for a class that makes other values of those it is given."""
    if cls not in _SHAPES:
        _SHAPES[cls] = _shape(cls)
    return _SHAPES[cls]


def is_exact(value: Any) -> bool:
    """True where each field holds a value that surely comes back equal."""
    shape = shape_of(type(value))
    if shape is None:
        return False
    values = shape.values(value)
    deeper = shape.deeper(tuple(map(type, values)))
    if deeper is None:
        return False
    for number in deeper:  # noqa: SIM110  a generator takes three times as long
        if not _is_exact_in(shape, number, values[number]):
            return False
    return True


def _is_exact_in(shape: Shape, number: int, value: Any) -> bool:
    if type(value) is tuple:
        return _holds_texts(value, is_texts=shape.are_texts[number])
    return _is_exact_citation(value)


def _is_exact_citation(value: Citation) -> bool:
    is_day = value.published is None or type(value.published) is datetime.date
    return is_day and type(value.source) is str and type(value.locator) is str


def is_as_in_json(cls: type, name: str) -> bool:
    """True where JSON holds what a field holds: a text, a whole number, or nothing where nothing was given."""
    field = attrs.fields_dict(cls)[name]
    parts: set[Any] = set(types_in(_hints(cls).get(name)))
    says_what_nothing_means = field.default is None or (field.default is attrs.NOTHING and types.NoneType not in parts)
    return bool(parts) and parts <= {str, int, types.NoneType} and field.converter is None and says_what_nothing_means


def _holds_texts(values: tuple[Any, ...], *, is_texts: bool) -> bool:
    return not values or (is_texts and all(type(each) is str for each in values))


def _shape(cls: type) -> Shape | None:
    fields, hints = attrs.fields(cls), _hints(cls)
    changes = [each.converter for each in fields] + [getattr(cls, "__attrs_post_init__", None)]
    if len(fields) < 2 or not all(map(is_ours, changes)):
        return None
    if not all(each.init and each.name in hints and not _takes_self(each.default) for each in fields):
        return None
    return Shape(
        operator.attrgetter(*(each.name for each in fields)),
        [hints[each.name] for each in fields],
        [_default(each) for each in fields],
        [frozenset(_PLAIN & types_in(hints[each.name])) for each in fields],
        [_is_tuple_of_texts(hints[each.name]) for each in fields],
    )


def _takes_self(default: Any) -> bool:
    return isinstance(default, attrs.Factory) and default.takes_self  # type: ignore[arg-type]


def _default(field: attrs.Attribute[Any]) -> object:
    """What a field holds when it is not given; `attrs.NOTHING` where it must be."""
    made, convert = cast(Any, field.default), cast(Callable[[Any], Any] | None, field.converter)
    if isinstance(made, attrs.Factory):  # type: ignore[arg-type]
        made = made.factory()
    return made if convert is None or made is attrs.NOTHING else convert(made)


def is_ours(function: Any) -> bool:
    """True where nothing was given, or what depends on a value alone."""
    return function is None or function.__module__.startswith("timeline.model.")


def _is_tuple_of_texts(hint: Any) -> bool:
    return typing.get_origin(hint) is tuple and typing.get_args(hint) == (str, ...)


def types_in(hint: Any) -> set[Hashable]:
    """The type that is declared, and nothing if that may be; none of several, for plain data does not tell which."""
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    found = {typing.get_origin(part) or part for part in parts}
    return found if len(found - {types.NoneType}) < 2 else set()


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls)
    except (NameError, TypeError):
        return {}
