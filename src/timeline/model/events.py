"""Events and their kinds: immutable statements that something happened or held, as a source reports it.

Invariant: a kind has a stable name, subclasses `Event` alone and has slots, so that a class attribute such as
`AreaLiberated.by` names one field of one kind.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import attrs

from timeline.errors import NotFoundError, ProjectionError, listed
from timeline.model.fields import (
    is_any_text,
    is_id,
    is_instance_or_none,
    is_one_of,
    is_text_or_none,
    refuse,
)
from timeline.model.sources import Citation, to_reported_day
from timeline.model.when import When, to_when

WHOLE = "whole"
SOMEWHERE_IN = "somewhere_in"


@attrs.frozen(kw_only=True)
class Event:
    """What every event has; kinds add their own fields.

    Args:
        area: id of the area it is about.
        when: its imprecise time, as EDTF text, a date or a `When`.
        reported_on: the first day one could know it; of a month or a year the last day.
        source: the citation.
        external_id: the source's own id; with it, appending again changes nothing.
        credibility: Admiralty 1 (confirmed) to 6 (cannot be judged).
        incident: the name of the one happening that this and other events report: those of one kind, area and shape
            (a day, or lasting) that give the same text, whoever gives it, are joined.
        scope: `whole` if it holds for all of the area, `somewhere_in` if for an unknown place inside.
        note: anything a reader should know.
    """

    kind: ClassVar[str]
    """The stable name of the kind, set by `@event_kind`."""

    area: str = attrs.field(validator=is_id)
    when: When = attrs.field(converter=to_when)
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day)
    source: Citation | None = attrs.field(default=None, validator=is_instance_or_none(Citation))
    external_id: str | None = attrs.field(default=None, validator=is_text_or_none)
    credibility: int = attrs.field(default=6, validator=is_one_of(1, 2, 3, 4, 5, 6))
    incident: str | None = attrs.field(default=None, validator=is_text_or_none)
    scope: str = attrs.field(default=WHOLE, validator=is_one_of(WHOLE, SOMEWHERE_IN))
    note: str = attrs.field(default="", validator=is_any_text)

    def __attrs_post_init__(self) -> None:
        if self.external_id is not None and self.source is None:
            raise refuse(self, "source", "the source that gave the external_id", None)


E = TypeVar("E", bound=Event)
Plain = dict[str, Any]
Upcast = Callable[[Plain], Plain]

BASE_FIELDS = frozenset(attribute.name for attribute in attrs.fields(Event))
RESERVED_FIELDS = BASE_FIELDS | {"kind", "schema"}
RESERVED_KINDS = frozenset({"area", "source", "correction", "retraction", "reinstatement", "join"})


@attrs.frozen
class Kind:
    """A class of events with its stable name, schema number and the upcasts from older schemas."""

    name: str
    cls: type[Event]
    schema: int
    upcasts: Mapping[int, Upcast]


_KINDS: dict[str, Kind] = {}
_KIND_OF_CLASS: dict[type[Event], Kind] = {}


def event_kind(
    name: str, *, schema: int = 1, upcasts: Mapping[int, Upcast] | None = None
) -> Callable[[type[E]], type[E]]:
    """Declare a class as an event kind under a stable name.

    Args:
        name: lower-case words joined by hyphens; it is what the log stores.
        schema: the number of the present shape of its fields.
        upcasts: for each older schema number, a step from its plain fields to those of the next number.

    Returns: a decorator that gives the class back unchanged.

    Raises:
        ProjectionError: the class breaks a rule of event kinds; says which.

    Example:
        >>> @event_kind("well-capped")
        ... @attrs.frozen(kw_only=True)
        ... class WellCapped(Event):
        ...     depth: int
        >>> WellCapped(area="iq/kirkuk", when="2017-10", depth=900).depth
        900
    """

    def declare(cls: type[E]) -> type[E]:
        _require_kind_rules(name, cls, schema, upcasts or {})
        cls.kind = name
        kind = Kind(name, cls, schema, dict(upcasts or {}))
        _KINDS[name] = _KIND_OF_CLASS[cls] = kind
        return cls

    return declare


def _require_kind_rules(name: str, cls: type, schema: int, upcasts: Mapping[int, Upcast]) -> None:
    broken = next((rule for rule in _broken_rules(name, cls, schema, upcasts)), None)
    if broken:
        expected, found, do = broken
        raise ProjectionError(f"event kind {name!r} ({cls.__qualname__})", expected=expected, found=found, do=do)


def _broken_rules(name: str, cls: type, schema: int, upcasts: Mapping[int, Upcast]) -> Any:
    """Each broken rule as (expected, found, what to do)."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or name in RESERVED_KINDS:
        yield "a name of lower-case words joined by hyphens that is not reserved", repr(name), "name it otherwise"
    bases = listed([base.__qualname__ for base in cls.__bases__]).replace(" or ", " and ")
    if cls.__bases__ != (Event,):
        yield "Event as its one base", bases, "subclass Event alone and repeat the fields that you need"
    if "__attrs_attrs__" not in cls.__dict__:
        yield "an attrs class", "a plain class", "put @attrs.frozen(kw_only=True) under @event_kind"
        return
    if "__slots__" not in cls.__dict__:
        yield "slots", "a class without slots", "leave out slots=False: without them its fields cannot be named"
    if "_frozen" not in cls.__setattr__.__name__:
        yield "a frozen class", "a class whose instances can change", "use @attrs.frozen(kw_only=True)"
    yield from _broken_field_rules(cls)
    if schema < 1 or set(upcasts) != set(range(1, schema)):
        yield (
            f"an upcast from each schema below {schema}",
            f"upcasts from {sorted(upcasts)}",
            "register the missing ones",
        )
    known = _KINDS.get(name)
    if known and (known.cls.__module__, known.cls.__qualname__) != (cls.__module__, cls.__qualname__):
        yield "a name no other kind has", f"{name!r}, taken by {known.cls.__module__}.{known.cls.__qualname__}", ""


def _broken_field_rules(cls: type) -> Any:
    for attribute in attrs.fields(cls):
        if attribute.inherited:
            continue
        if attribute.name in RESERVED_FIELDS:
            yield "fields of its own", f"{attribute.name!r}, which every event has", "name the field otherwise"
        if not attribute.kw_only:
            yield "keyword-only fields", f"{attribute.name!r} by position", "use @attrs.frozen(kw_only=True)"


def kind_of(event: Event | type[Event]) -> Kind:
    """The kind of an event or of an event class.

    Raises:
        ProjectionError: the class was never declared with `@event_kind`.
    """
    cls = event if isinstance(event, type) else type(event)
    kind = _KIND_OF_CLASS.get(cls)
    if kind is None:
        do = "put @event_kind('its-name') over the class"
        raise ProjectionError(cls.__qualname__, expected="a declared event kind", found="an undeclared class", do=do)
    return kind


def is_kind(name: str) -> bool:
    """Whether a kind of that name is declared in this process."""
    return name in _KINDS


def kind_named(name: str) -> Kind:
    """The kind with that stable name.

    Raises:
        NotFoundError: no such kind is declared in this process.
    """
    if name not in _KINDS:
        raise NotFoundError(
            "event kind",
            expected=f"one of {listed(sorted(_KINDS))}",
            found=repr(name),
            do="import the module that declares it",
            what="kind",
            name=name,
            nearest=tuple(sorted(_KINDS)),
        )
    return _KINDS[name]


def own_fields(cls: type[Event]) -> tuple[str, ...]:
    """The names of the fields that a kind adds to those of every event."""
    return tuple(attribute.name for attribute in attrs.fields(cls) if attribute.name not in BASE_FIELDS)
