"""What every facet is: the kinds it takes, how far it looks, and a pure reduction of claims to a value on a day.

Invariant: a facet reads only fields of a kind's own; anything else is refused by name when it is declared.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar, cast, overload

import attrs

from timeline.errors import ProjectionError, listed
from timeline.model.days import Day
from timeline.model.events import WHOLE, Event, kind_of, own_fields
from timeline.model.policy import Disputed
from timeline.projections.claims import LOOKS, Claim, Look, happenings, in_order
from timeline.projections.possible import Possible, asked_on, up_to_the_day
from timeline.projections.reach import EVERYTHING, Reach

AFTER_THE_DATE = "after the date"
AGREES = "agrees"
EXPIRED = "expired"
OUTRANKED = "outranked"
SUPERSEDED = "superseded"

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@attrs.frozen
class Resolved(Generic[T_co]):
    """The value of a facet on a day, and the claims that support it, in any order."""

    value: T_co
    support: Sequence[Claim] = attrs.field(default=(), eq=in_order)

    def evidence(self, on: Day) -> Day | None:
        """The newest day up to `on` that a supporting claim speaks of; None where nothing does."""
        return max((min(claim.last_day, on) for claim in self.support), default=None)


@attrs.frozen
class Finding(Generic[T_co]):
    """All that a facet says of a day.

    Args:
        resolved: the value with every claim on its latest possible day, and what supports it.
        possible: what the value may be over every placement; None where nobody can know.
        disputes: sets of values that may be claimed with equal rank, in some placement.
        rests_on_doubt: true where the value or its possibilities would differ without the claims of qualified dates.
    """

    resolved: Resolved[T_co]
    possible: Possible | None
    disputes: tuple[Disputed[Any], ...] = ()
    rests_on_doubt: bool = False
    _seek: Callable[[], tuple[Claim, ...]] = attrs.field(default=tuple, eq=False, repr=False)

    @functools.cached_property
    def causes(self) -> tuple[Claim, ...]:
        """The fewest claims that alone give the same value and possibilities; sought when first asked for."""
        return self._seek()

    @property
    def value(self) -> T_co:
        """The resolved value."""
        return self.resolved.value

    @property
    def is_certain(self) -> bool:
        """True when no placement gives another value, and it does not rest on a qualified date."""
        return self.possible is not None and self.possible.is_single and not self.rests_on_doubt


def asked(finding: Finding[T], on: Day) -> Finding[T]:
    """The same finding on another day of the days over which it holds."""
    possible = asked_on(finding.possible, on)
    return finding if possible is finding.possible else attrs.evolve(finding, possible=possible)


class Facet(Generic[T]):
    """One aspect of status, declared in a projection and read from its answers.

    Subclasses give `resolve` and `possible`, the plain definition, `boundaries`, the only days on which either may
    change, and `witnesses`, the claims among which its causes are sought.
    """

    takes_somewhere = True
    """Whether an event at an unknown place inside the area speaks for the facet."""

    def __init__(self, reads: Mapping[type[Event], str | None], look: Look) -> None:
        if look not in LOOKS:
            raise ProjectionError("look", expected=listed(LOOKS), found=repr(look))
        if not reads:
            raise ProjectionError(type(self).__name__, expected="at least one event kind or field", found="none")
        self._reads = dict(reads)
        self.look: Look = look
        self.name = ""

    @property
    def kinds(self) -> tuple[type[Event], ...]:
        """The event kinds it takes."""
        return tuple(self._reads)

    @property
    def fields(self) -> Mapping[type[Event], str | None]:
        """The field that it reads of each kind; None where it reads the event itself."""
        return self._reads

    @property
    def fields_besides(self) -> Mapping[type[Event], str | None]:
        """The field that it reads of some kinds besides the value itself."""
        return {}

    def read(self, event: Event) -> object:
        """What it reads from an event: the value of its field, or the event's kind."""
        field = self._reads[type(event)]
        return event.kind if field is None else getattr(event, field)

    def takes(self, event: Event) -> bool:
        """Whether the event is of its kinds and of a scope it takes."""
        return type(event) in self._reads and (self.takes_somewhere or event.scope == WHOLE)

    @property
    def reads(self) -> Mapping[type[Event], str | None]:
        """Of each kind that it takes the field that it reads; None where it reads the kind alone."""
        return self._reads

    @property
    def reach(self) -> Reach:
        """How far from a day the claims lie that can matter on it."""
        return EVERYTHING

    @functools.cached_property
    def always_tells(self) -> bool:
        """True when no event of its kinds that it takes may leave its field unset."""
        return all(field is None or _is_always_set(kind, field) for kind, field in self._reads.items())

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[T]:
        """The value at the end of a day, every claim placed on its latest possible day."""
        raise ProjectionError(type(self).__name__, expected="a resolve method", found="none")

    def possible(self, claims: Sequence[Claim], on: Day) -> Possible | None:
        """What the value may be at the end of a day, over every placement of the claims."""
        raise ProjectionError(type(self).__name__, expected="a possible method", found="none")

    def boundaries(self, claims: Sequence[Claim]) -> set[Day]:
        """The days on which the value or its possibilities may differ from those of the day before."""
        raise ProjectionError(type(self).__name__, expected="a boundaries method", found="none")

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        """The claims that can matter on a day; dropping all others changes nothing."""
        return claims

    def find(self, claims: Sequence[Claim], on: Day) -> Finding[T]:
        """The value, its possibilities and its causes at the end of a day."""
        witnesses = self.witnesses(claims, on)
        resolved, possible = self.resolve(witnesses, on), self.possible(witnesses, on)
        outcome = (resolved.value, up_to_the_day(possible))
        rests_on_doubt = any(each.is_qualified for each in witnesses) and outcome != self._without_doubt(claims, on)
        seek = functools.partial(self._causes, witnesses, on, outcome)
        return Finding(resolved, possible, self.disputes(witnesses, on), rests_on_doubt, seek)

    def _without_doubt(self, claims: Sequence[Claim], on: Day) -> tuple[T, Possible | None]:
        sure = [claim for claim in claims if not claim.is_qualified]
        return self.outcome(self.witnesses(sure, on), on)

    def outcome(self, claims: Sequence[Claim], on: Day) -> tuple[T, Possible | None]:
        """The value and its possibilities up to a day: what the causes of an answer must give alone."""
        return self.resolve(claims, on).value, up_to_the_day(self.possible(claims, on))

    def disputes(self, claims: Sequence[Claim], on: Day) -> tuple[Disputed[Any], ...]:
        """The sets of values that may be claimed with equal rank; none for most reducers."""
        return ()

    def fates(self, claims: Sequence[Claim], on: Day) -> list[str]:
        """Of each claim, if it is no cause, the one reason why it does not decide the value."""
        witnesses = set(map(id, self.witnesses(claims, on)))
        defeat = self.defeat(claims, on)
        return [
            AFTER_THE_DATE if claim.first.earliest > on else AGREES if id(claim) in witnesses else defeat(claim)
            for claim in claims
        ]

    def defeat(self, claims: Sequence[Claim], on: Day) -> Callable[[Claim], str]:
        """What tells why a claim that began by then cannot matter any more."""
        return lambda claim: EXPIRED

    def _causes(self, witnesses: Sequence[Claim], on: Day, outcome: tuple[T, Possible | None]) -> tuple[Claim, ...]:
        """The fewest happenings with the same outcome; of several sets, the first by day, rank and content."""
        ordered = happenings(in_order(witnesses))
        groups = (each for size in range(len(ordered) + 1) for each in itertools.combinations(ordered, size))
        sets = (in_order(itertools.chain(*each)) for each in groups)
        return next(each for each in sets if self.outcome(each, on) == outcome)

    def definition(self) -> tuple[object, ...]:
        """What the facet is, as plain data, for the fingerprint of its projection."""
        reads = [(kind_of(kind).name, field) for kind, field in self._reads.items()]
        return (type(self).__name__, reads, self.look, *self._arguments())

    def _arguments(self) -> tuple[object, ...]:
        return ()

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    @overload
    def __get__(self, answer: None, owner: type) -> Self: ...
    @overload
    def __get__(self, answer: object, owner: type) -> T: ...
    def __get__(self, answer: Any, owner: type) -> Self | T:
        return self if answer is None else cast(T, answer._value_of(self.name))

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} of {listed([kind.kind for kind in self.kinds])}>"


def _is_always_set(kind: type[Event], field: str) -> bool:
    """True when the declared type of a field surely leaves no room for None."""
    try:
        declared = typing.get_type_hints(kind)[field]
    except (NameError, TypeError):
        return False
    return isinstance(declared, type) and declared is not type(None)


def days(days_count: int) -> datetime.timedelta:
    """A length of so many days, at least one.

    Raises:
        ProjectionError: it is not a whole number from 1.

    Example:
        >>> days(30)
        datetime.timedelta(days=30)
    """
    if not isinstance(days_count, int) or days_count < 1:
        raise ProjectionError("days", expected="a whole number from 1", found=repr(days_count))
    return datetime.timedelta(days=days_count)


def whole_days(length: datetime.timedelta, *, name: str) -> int:
    """The number of days in a length given to a facet.

    Raises:
        ProjectionError: it is not a whole number of days from 1.
    """
    if not isinstance(length, datetime.timedelta) or length % datetime.timedelta(days=1) or length.days < 1:
        raise ProjectionError(name, expected="whole days, such as days(30)", found=repr(length))
    return length.days


def fields_read(reducer: str, fields: Iterable[object]) -> dict[type[Event], str | None]:
    """The kind and name of each field that a facet was given, such as `AreaLiberated.by`.

    Raises:
        ProjectionError: one is not a field of a kind's own, or two are of one kind.
    """
    reads: dict[type[Event], str | None] = {}
    for field in fields:
        kind, name = _field(reducer, field)
        if kind in reads:
            found = f"{kind.__qualname__}.{reads[kind]} and {kind.__qualname__}.{name}"
            raise ProjectionError(reducer, expected="one field of each kind", found=found, do="declare two facets")
        reads[kind] = name
    return reads


def _field(reducer: str, field: object) -> tuple[type[Event], str]:
    expected = "a field of an event kind's own, such as AreaLiberated.by"
    if not isinstance(field, types.MemberDescriptorType):
        raise ProjectionError(reducer, expected=expected, found=repr(field), do="name the field on its class")
    owner, name = field.__objclass__, field.__name__
    if owner is Event:
        found = f"{name!r}, which every event has"
        raise ProjectionError(reducer, expected=expected, found=found, do="name a field that the kind itself declares")
    if not issubclass(owner, Event) or name not in own_fields(kind_of(owner).cls):
        raise ProjectionError(reducer, expected=expected, found=f"{owner.__qualname__}.{name}")
    return owner, name


def kinds_read(reducer: str, kinds: Iterable[type[Event]]) -> dict[type[Event], str | None]:
    """The kinds that a facet was given.

    Raises:
        ProjectionError: one is not a declared event kind.
    """
    reads: dict[type[Event], str | None] = {}
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, Event)):
            raise ProjectionError(reducer, expected="an event kind", found=repr(kind), do="name the class")
        reads[kind_of(kind).cls] = None
    return reads
