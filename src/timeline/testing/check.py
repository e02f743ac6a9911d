"""Hold a projection to the laws: each is tried on drawn logs, and the first that is broken is told on the smallest.

Invariant: a law is broken or it is not; one that is broken only sometimes is told as such, never passed over.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure, NoSuchExample, Unsatisfiable

from timeline.errors import ProjectionError
from timeline.model.events import Event
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.projections.projection import Projection
from timeline.testing.effort import examples as examples_asked_for
from timeline.testing.laws import LAWS, Law, LawBroken, Subject
from timeline.testing.strategies import Kinds, events_of


def check_projection(
    projection: type[Projection],
    *,
    kinds: Kinds = (),
    policy: Policy = BY_RELIABILITY,
    examples: int | None = None,
    laws: Iterable[Law] = LAWS,
) -> None:
    """Try every law that applies to a projection on drawn logs and questions.

    Args:
        projection: the projection.
        kinds: the kinds of events that the logs are made of, or strategies of events such as
            `events_of(BridgeDestroyed, bridge=st.just("old"))`; without them, those its facets take.
        policy: whose word counts when reports of one day differ.
        examples: how many logs each law is tried on; without it, what `--timeline-examples` or Hypothesis's
            profile says.
        laws: which laws; without it, all.

    Raises:
        LawBroken: with the name of the law, the smallest log that was found, as code, the question, and both answers.
        ProjectionError: no events could be drawn; says what to give.

    Example:
        >>> from timeline import AreaStatus
        >>> from timeline.testing import check_projection
        >>> check_projection(AreaStatus, examples=2)
    """
    __tracebackhide__ = True
    subject = Subject(projection, kinds, policy)
    for law in laws:
        if law.applies(subject):
            check_law(law, subject, examples=examples)


def check_law(law: Law, subject: Subject | type[Projection], *, examples: int | None = None) -> None:
    """Try one law on drawn logs and questions.

    Args:
        law: the law.
        subject: what is held to it, or a projection alone.
        examples: as for `check_projection`.

    Raises:
        LawBroken: as for `check_projection`.
    """
    __tracebackhide__ = True
    held = subject if isinstance(subject, Subject) else Subject(subject)
    for kind in held.drawn_kinds:
        if isinstance(kind, type):
            _require_drawable(kind)  # type: ignore[arg-type]  # a class can be hashed
    count = examples or examples_asked_for() or settings().max_examples

    @settings(
        max_examples=count,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        database=None,
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        law(held, data.draw)

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Generating overly large repr")
            tried()
    except LawBroken as broken:
        raise LawBroken(broken.law, held, broken.sides) from None
    except FlakyFailure as flaky:
        raise _unsteady(law, held, flaky) from None


@functools.cache
def _require_drawable(kind: type[Event]) -> None:
    """Refuse a kind that refuses what is drawn for its fields.

    Raises:
        ProjectionError: names the kind, and says what to give.
    """
    try:
        find(events_of(kind), lambda _: True, settings=settings(max_examples=1, database=None, derandomize=True))
    except (NoSuchExample, Unsatisfiable):
        raise ProjectionError(
            f"event kind {kind.kind!r}",
            expected=f"values for the fields of {kind.__qualname__} by their types alone",
            found="that it refuses nearly all that are drawn",
            do=f"say what a field may hold: kinds=[events_of({kind.__qualname__}, field=a strategy)]",
        ) from None


def _unsteady(law: Law, subject: Subject, flaky: FlakyFailure) -> Exception:
    """The failure that was seen once, with word that it did not come back."""
    broken = next((each for each in flaky.exceptions if isinstance(each, LawBroken)), None)
    if broken is None:
        return flaky
    told = LawBroken(broken.law, subject, broken.sides)
    told.args = (
        f"{told.args[0]}\nIt was so once, and not when tried again on the same log: the answer depends on something "
        "besides the log and the question, such as a clock, chance, or what was asked before.",
    )
    return told
