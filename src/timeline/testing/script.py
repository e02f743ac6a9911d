"""A log as the statements that make it: what the kit draws, plays into any log, shrinks and prints.

Invariant: a statement names another by its place in the script, as text (`"0"`, `"1"` …), since ids are given by the
log. Playing turns places into ids; nothing else about a statement changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, overload

import attrs

from timeline.engine import Timeline
from timeline.model.areas import Area
from timeline.model.entries import Cancelling, Correction, Join, Reinstatement, Retraction, Statement, said_by
from timeline.model.events import Event
from timeline.model.sources import Source
from timeline.testing.code import code, imports

INDENT = "    "


def _to_statements(given: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(given)


@attrs.frozen(repr=False)
class Script:
    """Statements to be appended one after the other.

    Args:
        statements: the statements; `target` and `members` are places in the script, as text.

    Example:
        >>> import timeline
        >>> from timeline import Retraction
        >>> from timeline.conflict import StrikeReported
        >>> strike = StrikeReported(area="town", when="2017-01-05", strikes=2, reported_on="2017-01-05")
        >>> script = Script([strike, Retraction(target="0", reason="withdrawn", reported_on="2017-02-01")])
        >>> tl = script.played(timeline.connect())
        >>> tl.status("town", on="2017-01-31", known_on="2017-01-31").strikes
        2
        >>> tl.status("town", on="2017-01-31").strikes
        0
    """

    statements: tuple[Statement, ...] = attrs.field(converter=_to_statements)

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)

    @overload
    def __getitem__(self, place: int) -> Statement: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Statement, ...]: ...
    def __getitem__(self, place: int | slice) -> Statement | tuple[Statement, ...]:
        return self.statements[place]

    def __repr__(self) -> str:
        return f"Script({code(self.statements)})"

    def played(self, tl: Timeline[Any], order: Iterable[int] | None = None) -> Timeline[Any]:
        """The timeline, with every statement appended to it.

        Args:
            tl: the timeline, empty or not.
            order: the places in the order of their appends; without it, as they are.

        Raises:
            TimelineError: the log refuses a statement.
        """
        ids: dict[str, str] = {}
        for place in order if order is not None else range(len(self)):
            ids[str(place)] = play(tl, self[place], ids)
        return tl

    def and_then(self, *more: Statement) -> Script:
        """The script with more statements behind it."""
        return Script((*self.statements, *more))

    def replacing(self, place: int, statement: Statement) -> Script:
        """The script with another statement at a place."""
        return Script((*self.statements[:place], statement, *self.statements[place + 1 :]))

    def without(self, place: int) -> list[int]:
        """The order of every place but one, to be played."""
        return [each for each in range(len(self)) if each != place]

    def places(self, *kinds: type) -> list[int]:
        """The places of the statements of some classes."""
        return [place for place, statement in enumerate(self) if isinstance(statement, kinds)]

    def unneeded(self, *kinds: type) -> list[int]:
        """The places of statements of some classes that no other statement is about."""
        needed = {int(place) for statement in self for place in needs(statement)}
        return [place for place in self.places(*kinds) if place not in needed]

    @property
    def areas(self) -> tuple[str, ...]:
        """The ids of all areas that it describes or names, sorted."""
        said = list(map(said_by, self))
        described = [each for each in said if isinstance(each, Area)]
        parents = {parent.area for area in described for parent in area.parents}
        named = {each.area for each in said if isinstance(each, Event)}
        return tuple(sorted({area.id for area in described} | parents | named))

    def as_code(self, *, name: str = "tl", connect: str = "timeline.connect()") -> str:
        """The script as Python that appends it to a new timeline, with its imports and the place of each statement.

        Args:
            name: the variable that holds the timeline.
            connect: the expression that makes it.
        """
        return "\n".join([*imports(map(_shown, self)), "", f"{name} = {connect}", *self._appends(name)])

    def _appends(self, name: str) -> Iterator[str]:
        named = {place for statement in self for place in needs(statement)}
        waiting: dict[int, Statement] = {}
        for place, statement in enumerate(self):
            if isinstance(statement, (Event, Area, Source)) and str(place) not in named:
                waiting[place] = statement
                continue
            yield from _batch(name, waiting)
            waiting = {}
            yield (f"e{place} = " if str(place) in named else "") + _call(name, statement) + f"  # {place}"
        yield from _batch(name, waiting)


def _shown(statement: Statement) -> object:
    """What of a statement is printed as code: of one about another only what it puts in its place."""
    if isinstance(statement, Correction):
        return statement.replacement
    return () if isinstance(statement, (Cancelling, Join)) else statement


def _batch(name: str, statements: Mapping[int, Statement]) -> Iterator[str]:
    """One append of several statements, each with its place behind it."""
    if statements:
        lines = (f"{INDENT}{code(each)},  # {place}" for place, each in statements.items())
        yield "\n".join([f"{name}.append([", *lines, "])"])


def _call(name: str, statement: Statement) -> str:
    """The call of a timeline that appends a statement."""
    if isinstance(statement, (Event, Area, Source)):
        return f"{name}.append([{code(statement)}]).ids[0]"
    options = f"reason={statement.reason!r}"
    if isinstance(statement, Correction):
        options = f"{code(statement.replacement)}, {options}, because={statement.because!r}"
    if statement.reported_on is not None:
        options += f", reported_on={str(statement.reported_on)!r}"
    if isinstance(statement, Join):
        return f"{name}.join([{', '.join(f'e{member}' for member in statement.members)}], {options})"
    verb = {Correction: "correct", Retraction: "retract", Reinstatement: "reinstate"}[type(statement)]
    return f"{name}.{verb}(e{statement.target}, {options})"


def needs(statement: Statement) -> set[str]:
    """The places of the statements that a statement is about."""
    if isinstance(statement, Join):
        return set(statement.members)
    return {statement.target} if isinstance(statement, Cancelling) else set()


def play(tl: Timeline[Any], statement: Statement, ids: Mapping[str, str]) -> str:
    """Append one statement of a script; gives the id of its entry.

    Args:
        tl: the timeline.
        statement: the statement; what it is about is named by place.
        ids: the id of each place that was played.
    """
    return tl.append([with_ids(statement, ids)]).ids[0]


def with_ids(statement: Statement, ids: Mapping[str, str]) -> Statement:
    """The statement with ids in place of places; what names no place stays as it is."""
    if isinstance(statement, Join):
        return attrs.evolve(statement, members=[ids.get(each, each) for each in statement.members])
    if isinstance(statement, Cancelling):
        return attrs.evolve(statement, target=ids.get(statement.target, statement.target))
    return statement
