"""Events of one kind: a value for each field of its own, found from the field's type.

Invariant: every drawn event is one that its class accepts; a kind of which nothing is accepted is told by name.
"""

from __future__ import annotations

import datetime
import enum
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from timeline.conflict import (
    CONTESTED,
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    OffensiveLaunched,
    StrikeReported,
    VictoryDeclared,
)
from timeline.errors import InputError, ProjectionError
from timeline.model.events import Event, kind_of, own_fields
from timeline.model.when import When
from timeline.testing.strategies.times import whens

E = TypeVar("E", bound=Event)
T = TypeVar("T")

ACTORS = ("isis", "isf", "sdf")
WORDS = ("one", "two", "three")

BUILT_IN: tuple[type[Event], ...] = (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    StrikeReported,
    FightingReported,
    InsurgentActivity,
    OffensiveLaunched,
    VictoryDeclared,
)

_actors = st.sampled_from(ACTORS)
_BUILT_IN_FIELDS: Mapping[type[Event], dict[str, st.SearchStrategy[Any]]] = {
    AreaCaptured: {"by": _actors, "from_": st.none() | _actors},
    AreaLiberated: {"by": _actors, "from_": st.none() | _actors},
    ControlObserved: {"held_by": st.sampled_from(["isf", CONTESTED]), "among": st.just(())},
    StrikeReported: {"by": st.just("coalition"), "targets": st.just(())},
    FightingReported: {"sides": st.just(())},
    InsurgentActivity: {"by": _actors, "tactic": st.just("unspecified")},
    OffensiveLaunched: {"by": _actors},
    VictoryDeclared: {"by": _actors, "over": st.none() | _actors},
}


def events_of(kind: type[E], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[E]:
    """Events of one kind, with a small value for each field of its own, found from its type.

    The fields that every event has are plain: one area, one day. `events` and `logs` spread them.

    Args:
        kind: the class.
        fields: a strategy for each field whose type does not say what it may hold.

    Raises:
        ProjectionError: no value is known for the type of a field, or the kind has no such field.

    Example:
        >>> from timeline.conflict import StrikeReported
        >>> strikes = events_of(StrikeReported, strikes=st.integers(1, 3))
    """
    own = own_fields(kind_of(kind).cls)
    if unknown := sorted(fields.keys() - set(own)):
        raise ProjectionError(f"events_of({kind.__qualname__})", expected=f"its own fields {own}", found=str(unknown))
    hints = typing.get_type_hints(kind)
    chosen = {name: given for name, given in _BUILT_IN_FIELDS.get(kind, {}).items() if name not in fields} | fields
    drawn = {
        name: chosen[name] if name in chosen else of_type(hints[name], f"{kind.__qualname__}.{name}") for name in own
    }
    return st.fixed_dictionaries(drawn).map(
        lambda values: _accepted(kind, {"area": "town", "when": "2017-01-01", **values})
    )


def _accepted(cls: type[T], values: dict[str, Any]) -> T:
    """The value, if its class accepts what it is made of; else another is drawn."""
    try:
        return cls(**values)
    except (InputError, ValueError, TypeError):
        reject()


_SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.sampled_from(WORDS),
    int: st.integers(0, 3),
    bool: st.booleans(),
    float: st.sampled_from([0.0, 0.5, 1.0]),
    datetime.date: st.integers(0, 20).map(lambda number: datetime.date(2017, 1, 1) + datetime.timedelta(days=number)),
    types.NoneType: st.none(),
    When: whens(),
}


def of_type(hint: Any, where: str) -> st.SearchStrategy[Any]:
    """Small values of a type.

    Raises:
        ProjectionError: nothing is known of the type; says which field has it.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if origin in (typing.Union, types.UnionType):
        return st.one_of(
            *(of_type(each, where) for each in sorted(arguments, key=lambda each: each is not types.NoneType))
        )
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return _tuples(arguments, where)
    if isinstance(hint, type) and (issubclass(hint, enum.Enum) or attrs.has(hint)):
        return st.sampled_from(hint) if issubclass(hint, enum.Enum) else _of_attrs(hint, where)
    raise ProjectionError(
        where,
        expected="a type that the kit can draw (text, numbers, days, dates, enums, tuples and attrs classes of these)",
        found=repr(hint),
        do="give a strategy for it: events_of(Kind, field=…)",
    )


def _tuples(arguments: tuple[Any, ...], where: str) -> st.SearchStrategy[Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return st.lists(of_type(arguments[0], where), max_size=2).map(tuple)
    return st.tuples(*(of_type(each, where) for each in arguments))


def _of_attrs(cls: type, where: str) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(cls)
    drawn = {
        field.alias: of_type(hints[field.name], f"{where}.{field.name}") for field in attrs.fields(cls) if field.init
    }
    return st.fixed_dictionaries(drawn).map(lambda values: _accepted(cls, values))
