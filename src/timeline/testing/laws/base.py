"""What a law is: a claim about any projection, that is tried on drawn logs and questions.

Invariant: a law compares two sides that must be equal, and a broken one says all that is needed to see it again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from timeline.engine import Timeline
from timeline.errors import TimelineError
from timeline.log.memory import MemoryLog
from timeline.model.days import EVER, Day
from timeline.model.events import Event
from timeline.model.knowledge import every_area
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.projections.facets import Facet
from timeline.projections.projection import Projection
from timeline.testing import strategies
from timeline.testing.answers import Content, content, differences
from timeline.testing.script import INDENT, Script
from timeline.testing.strategies.events import Kind

T = TypeVar("T")


class Draw(Protocol):
    """What draws from a strategy: the `draw` of `@st.composite` or of `st.data()`."""

    def __call__(self, strategy: st.SearchStrategy[T]) -> T:
        """A value of the strategy."""


def _to_kinds(given: strategies.Kinds) -> tuple[Kind, ...]:
    return tuple(given)


@attrs.frozen
class Subject:
    """What is held to the laws: a projection, the kinds of events its logs are made of, and a policy.

    Args:
        projection: the projection.
        kinds: event kinds, or strategies of events as for `strategies.events`; empty for those its facets take.
        policy: whose word counts when reports of one day differ.
    """

    projection: type[Projection]
    kinds: tuple[Kind, ...] = attrs.field(default=(), converter=_to_kinds)
    policy: Policy = BY_RELIABILITY

    @property
    def facets(self) -> dict[str, Facet[Any]]:
        """The facets of the projection by name."""
        return dict(self.projection.definition.facets)

    @property
    def drawn_kinds(self) -> tuple[Kind, ...]:
        """The kinds given, or those that the facets take."""
        return self.kinds or tuple(dict.fromkeys(kind for facet in self.facets.values() for kind in facet.kinds))

    @property
    def lengths(self) -> tuple[int, ...]:
        """For how many days its facets go on counting an event."""
        counts = {getattr(facet, "days_count", None) for facet in self.facets.values()}
        return tuple(sorted(count for count in counts if count))

    def timeline(self, script: Script | None = None, order: Iterable[int] | None = None) -> Timeline[Any]:
        """A new timeline in memory that asks the projection, with a script played into it."""
        tl = Timeline(MemoryLog(), self.projection, self.policy)
        return script.played(tl, order) if script else tl

    def logs(self) -> st.SearchStrategy[Script]:
        """Logs of its kinds."""
        return strategies.logs(self.drawn_kinds)

    def events(self) -> st.SearchStrategy[Event]:
        """Events of its kinds."""
        return strategies.events(self.drawn_kinds)

    def questions(self, log: Script) -> st.SearchStrategy[strategies.Question]:
        """Questions about a log, near the days on which its values may change."""
        return strategies.questions(log, lengths=self.lengths)


@attrs.frozen
class Sides:
    """Two sides of which a law says that they are equal.

    Args:
        script: the log.
        asked: the question, as Python.
        expected_by: how the one side came about, in a few words.
        found_by: how the other did.
    """

    script: Script
    asked: str
    expected: object
    found: object
    expected_by: str
    found_by: str


Claim = Callable[[Subject, Draw], Iterator[Sides]]


class LawBroken(AssertionError):  # noqa: N818 - it is a finding, told in words
    """A projection breaks a law; says which, on what log and question, what differs, and what usually breaks it."""

    def __init__(self, law: Law, subject: Subject, sides: Sides) -> None:
        super().__init__(_message(law, subject, sides))
        self.law = law
        self.sides = sides


@attrs.frozen
class Law:
    """One law; call it on a subject with a `draw` to try it once.

    Args:
        number: its number in the list of laws; 0 for what all of them take for granted.
        name: the claim in a few words.
        says: the law in full.
        look_at: what usually breaks it.
        applies: whether it says anything of a subject.
    """

    number: int
    name: str
    says: str
    look_at: str
    applies: Callable[[Subject], bool] = attrs.field(repr=False)
    claim: Claim = attrs.field(repr=False)

    def __call__(self, subject: Subject | type[Projection], draw: Draw) -> None:
        """Try it once.

        Raises:
            LawBroken: the two sides differ.
        """
        held = subject if isinstance(subject, Subject) else Subject(subject)
        for sides in self.claim(held, draw):
            if sides.expected != sides.found:
                raise LawBroken(self, held, sides)


def law(number: int, *, look_at: str, applies: Callable[[Subject], bool] = lambda _: True) -> Callable[[Claim], Law]:
    """Declare a law; its name is that of the function and its wording the docstring."""

    def declare(claim: Claim) -> Law:
        name = claim.__name__.replace("_", " ")
        says = " ".join((claim.__doc__ or "").split())
        return Law(number, name, says, look_at, applies, claim)

    return declare


def _message(law: Law, subject: Subject, sides: Sides) -> str:
    projection = subject.projection.definition.name
    told = differences(sides.expected, sides.found, sides.expected_by, sides.found_by)
    parts = [
        f"{projection} breaks a law: {law.name}{f' (law {law.number})' if law.number else ''}",
        textwrap.fill(law.says, 110),
        "On this log:",
        textwrap.indent(
            sides.script.as_code(connect=f"timeline.connect(projection={subject.projection.__name__})"), INDENT
        ),
        "asked:",
        textwrap.indent(sides.asked, INDENT),
        "The two sides:",
        textwrap.indent("\n".join(told), INDENT),
        textwrap.fill(f"Look at: {law.look_at}", 110),
    ]
    return "\n".join(parts)


# What many laws do


def ask(tl: Timeline[Any], area: str, on: Any, known_on: Day = EVER, position: int | None = None) -> Content:
    """What a timeline answers, for comparing."""
    return content(tl.status(area, on=on, known_on=known_on, position=position))


def on_every_area(
    script: Script, question: strategies.Question, one: Timeline[Any], other: Timeline[Any], words: tuple[str, str]
) -> Iterator[Sides]:
    """What two timelines answer, about the area of the question and then about every other that both have seen."""
    seen, also = ({area.id for area in every_area(tl.events())} for tl in (one, other))
    for area in sorted(seen & also, key=lambda each: (each != question.area, each)):
        asked = attrs.evolve(question, area=area)
        expected, found = (ask(tl, area, question.on, question.known_on) for tl in (one, other))
        yield Sides(script, f"tl.status({asked.arguments()})", expected, found, *words)


def accepted(play: Callable[[], T]) -> T:
    """What is played, if the log accepts all of it; else the case is dropped."""
    try:
        return play()
    except TimelineError:
        reject()
