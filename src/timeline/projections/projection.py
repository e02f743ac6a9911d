"""A projection: a named, versioned set of facets and values derived from them; its instances are the answers.

Invariant: the fingerprint changes whenever the definition does, so that stale derived rows are never served silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

import attrs

from timeline.errors import NotFoundError, ProjectionError, listed
from timeline.model.at import At
from timeline.model.days import Day, show_day
from timeline.model.plain import plain, row_of
from timeline.projections.contradicted import Contradicted, require_own_facets
from timeline.projections.facets.base import Facet, Finding
from timeline.projections.facets.fold import code_of
from timeline.projections.possible import Bounds, Possible, Values

Judged = tuple[Any, Possible | None, bool]
"""A value, what else is possible, and whether it is certain."""

T = TypeVar("T")

OWN_NAMES = ("at", "area", "certain", "possible", "evidence", "rows")

COLUMNS_BESIDE = ("on", "known_on", "position", "start", "end")
"""What stands beside the values of an answer in a row, so that no value may have such a name."""


class derived(Generic[T]):  # noqa: N801 - used as a decorator
    """A value computed from the facets of an answer, declared as a method of a projection."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, answer: None, owner: type) -> Self: ...
    @overload
    def __get__(self, answer: object, owner: type) -> T: ...
    def __get__(self, answer: Any, owner: type) -> Self | T:
        return self if answer is None else self.compute(answer._as_world())

    def definition(self) -> tuple[object, ...]:
        """What it computes, as plain data, for the fingerprint of its projection."""
        return ("derived", code_of(self.compute))


@attrs.frozen
class Definition:
    """What a projection consists of."""

    name: str
    version: int
    facets: Mapping[str, Facet[Any]]
    derived: Mapping[str, derived[Any]]
    contradictions: Mapping[str, Contradicted] = attrs.field(factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its values: derived ones first, then facets, each in the order of declaration."""
        return (*self.derived, *self.facets)

    def unknown(self, name: str) -> NotFoundError:
        """The error for a name that no value has; to be raised by the caller."""
        return NotFoundError(
            f"projection {self.name}",
            expected=listed(self.names),
            found=repr(name),
            what="facet",
            name=name,
            nearest=self.names,
        )

    @property
    def fingerprint(self) -> str:
        """A digest of all that derived rows depend on; no row depends on what contradicts what."""
        from hashlib import blake2b

        parts = [(name, part.definition()) for name, part in (self.facets | self.derived).items()]  # type: ignore[operator]
        return blake2b(repr((self.name, self.version, parts)).encode(), digest_size=16).hexdigest()


class Undecided(BaseException):
    """Asks, from inside a derived value, for a facet that a world has not decided yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Projection:
    """The base of all projections; an instance is the answer for an area at its coordinates.

    Example:
        >>> from timeline.conflict import StrikeReported
        >>> from timeline.projections.facets import days, total
        >>> class Struck(Projection, name="struck", version=1):
        ...     week = total(StrikeReported.strikes, within=days(7))
        >>> Struck.definition.names
        ('week',)
    """

    definition: ClassVar[Definition]

    def __init_subclass__(cls, *, name: str | None = None, version: int = 1, **others: Any) -> None:
        super().__init_subclass__(**others)
        name = name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        members = {key: value for base in reversed(cls.__mro__) for key, value in vars(base).items()}
        facets = {key: value for key, value in members.items() if isinstance(value, Facet)}
        computed = {key: value for key, value in members.items() if isinstance(value, derived)}
        declared = {key: value for key, value in members.items() if isinstance(value, Contradicted)}
        _require_projection_rules(cls.__qualname__, name, version, [*facets, *computed])
        _require_one_name_each(cls.__qualname__, facets)
        require_own_facets(cls.__qualname__, facets, declared)
        cls.definition = Definition(name, version, facets, computed, declared)

    def __init__(self, at: At, area: str, findings: Mapping[str, Finding[Any]]) -> None:
        self.at = at
        self.area = area
        self._findings = findings
        self._values = {name: finding.value for name, finding in findings.items()}
        self._read: set[str] = set()
        self._is_world = False

    def _value_of(self, name: str) -> object:
        self._read.add(name)
        if name not in self._values:
            raise Undecided(name)
        return self._values[name]

    def _as_world(self) -> Self:
        return self if self._is_world else world(type(self), self._values)

    def certain(self, name: str) -> bool:
        """True when a value is so in every placement of imprecise events, and rests on no qualified date.

        Raises:
            NotFoundError: there is no value of that name.
        """
        finding = self._finding(name)
        if finding is not None:
            return finding.is_certain
        return judged_and_read(self, name)[0][2]

    def possible(self, name: str) -> Possible | None:
        """What a value may be over every placement of imprecise events; None where nobody can know.

        Raises:
            NotFoundError: there is no value of that name.
        """
        finding = self._finding(name)
        return finding.possible if finding is not None else possible_of(self, name)

    def _finding(self, name: str) -> Finding[Any] | None:
        if name not in self.definition.names:
            raise self.definition.unknown(name)
        return self._findings.get(name)

    @property
    def evidence(self) -> dict[str, Day | None]:
        """For each facet the newest day that an event behind its value speaks of; None where nothing does."""
        return {name: finding.resolved.evidence(self.at.on) for name, finding in self._findings.items()}

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping, of plain data: coordinates, values, and `certain`, `possible` and `evidence` by name."""
        return [row_of(as_data(self))]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and values(self) == values(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in values(self).items())
        return f"<{type(self).__name__} {self.area} on {self.at.on}: {shown}>"


def values(answer: Projection) -> dict[str, Any]:
    """The values of an answer by name: derived ones first, then facets."""
    return {name: getattr(answer, name) for name in answer.definition.names}


def findings(answer: Projection) -> dict[str, Finding[Any]]:
    """All that each facet of an answer says, by name."""
    return dict(answer._findings)


def judgements(answer: Projection) -> dict[str, Judged]:
    """For each value of an answer by name: the value, what else is possible, and whether it is certain."""
    return {name: _judged(answer, name) for name in answer.definition.names}


def _judged(answer: Projection, name: str) -> Judged:
    finding = answer._findings.get(name)
    if finding is None:
        return judged_and_read(answer, name)[0]
    return finding.value, finding.possible, finding.is_certain


def judgements_as_data(judged: Mapping[str, Judged]) -> dict[str, Any]:
    """Values, certainty and possibilities by name, as plain data; no possibilities where nobody can know."""
    return {
        "values": {name: plain(value) for name, (value, _, _) in judged.items()},
        "certain": {name: certain for name, (_, _, certain) in judged.items()},
        "possible": {name: possible.as_data() for name, (_, possible, _) in judged.items() if possible is not None},
    }


def as_data(answer: Projection) -> dict[str, Any]:
    """An answer as one JSON document."""
    return {
        "area": answer.area,
        "at": answer.at.as_data(),
        **judgements_as_data(judgements(answer)),
        "evidence": {name: show_day(day) for name, day in answer.evidence.items() if day is not None},
    }


def rests_on(answer: Projection, name: str) -> tuple[str, ...]:
    """The facets that a derived value of an answer was computed from, in the order of declaration."""
    fresh = world(type(answer), answer._values)
    getattr(fresh, name)
    return tuple(facet for facet in answer.definition.facets if facet in fresh._read)


def _require_projection_rules(where: str, name: str, version: int, names: list[str]) -> None:
    taken = sorted(set(names) & {*OWN_NAMES, *COLUMNS_BESIDE, "definition"})
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ProjectionError(where, expected="a name of lower-case words joined by hyphens", found=repr(name))
    if not isinstance(version, int) or version < 1:
        raise ProjectionError(where, expected="a version from 1", found=repr(version))
    if taken or any(each.startswith("_") for each in names):
        bad = taken or [each for each in names if each.startswith("_")]
        do = "an answer has these names of its own; name the facet otherwise"
        raise ProjectionError(where, expected="facets with names of their own", found=listed(bad), do=do)
    if not names:
        raise ProjectionError(where, expected="at least one facet", found="none")


def _require_one_name_each(where: str, facets: Mapping[str, Facet[Any]]) -> None:
    for name, facet in facets.items():
        if facet.name != name:
            found = f"{name!r}, which is {facet.name!r} too"
            raise ProjectionError(where, expected="one name for each facet", found=found, do="declare two facets")


W = TypeVar("W", bound=Projection)


def world(projection: type[W], decided: Mapping[str, Any]) -> W:
    """One possible world: the facets decided so far, and nothing else that a derived value could depend on."""
    made = object.__new__(projection)
    made._values = dict(decided)
    made._read = set()
    made._is_world = True
    return made


def possible_of(answer: Projection, name: str) -> Values | None:
    """What a derived value may be, over the product of the possibilities of the facets it reads: at most these.

    A facet is decided only when the derived value reads it. None where one has no possible set.
    """
    return _possible_and_read(answer, name)[0]


def _possible_and_read(answer: Projection, name: str) -> tuple[Values | None, set[str]]:
    """The same, and the facets that were decided on the way."""
    found: set[Any] = set()
    read: set[str] = set()
    undecided: list[dict[str, Any]] = [{}]
    while undecided:
        decided = undecided.pop()
        try:
            found.add(getattr(world(type(answer), decided), name))
        except Undecided as asked:
            read.add(asked.name)
            choices = _choices(answer._findings[asked.name], answer.at.on)
            if choices is None:
                return None, read
            undecided += [{**decided, asked.name: choice} for choice in choices]
    return Values(frozenset(found), at_most=len(found) > 1), read


def judged_and_read(answer: Projection, name: str) -> tuple[Judged, frozenset[str]]:
    """A derived value as it is judged, and the facets on which that rests: where these tell the same, so does it."""
    possible, read = _possible_and_read(answer, name)
    so = world(type(answer), answer._values)
    value = getattr(so, name)
    is_single = possible is not None and possible.is_single
    is_certain = is_single and not any(answer._findings[facet].rests_on_doubt for facet in so._read)
    return (value, possible, is_certain), frozenset(read | so._read)


def _choices(finding: Finding[Any], on: Day) -> list[Any] | None:
    possible = finding.possible
    if isinstance(possible, (Values, Bounds)):
        return [*possible, *finding.disputes]
    return None if possible is None else possible.days(on)
