"""What a measure is: what is timed once, and the lines of the table that compare its figures.

Invariant: a figure is a cost for one unit of work (seconds, bytes), so that less is better everywhere.
"""

from __future__ import annotations

import gc
import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from bench.setting import Setting

Figures = dict[str, float]
Once = Callable[[Setting, int], Figures]

_LEAST, _MOST = 20, 1_000


@attrs.frozen
class Target:
    """What the ratio of our figure to another's must be.

    Args:
        words: as the table says it.
        ratio: of our figure and the other.
        is_met: of the ratio.
        of_ratio: how the table says a ratio.
    """

    words: str
    ratio: Callable[[float, float], float]
    is_met: Callable[[float], bool]
    of_ratio: str = "{:.3g} × as fast"


def as_fast(bound: float) -> Target:
    """At least so many times as fast."""
    return Target(f"≥ {bound:g} × as fast", lambda ours, theirs: theirs / ours, lambda ratio: ratio >= bound)


def within(bound: float) -> Target:
    """At most so many times the cost."""
    return Target(
        f"≤ {bound:g} × the cost", lambda ours, theirs: ours / theirs, lambda ratio: ratio <= bound, "{:.3g} × the cost"
    )


def alike(bound: float) -> Target:
    """Neither costs more than so many times the other."""
    return attrs.evolve(
        within(bound), words=f"within {bound:g} × of each other", ratio=lambda a, b: max(a, b) / min(a, b)
    )


def more_by(bound: float) -> Target:
    """At most so many milliseconds more."""
    return Target(
        f"≤ {bound:g} ms more", lambda ours, theirs: 1e3 * (ours - theirs), lambda more: more <= bound, "{:+.0f} ms"
    )


NONE_AT_ALL = Target("none", lambda ours, theirs: ours - theirs, lambda more: more == 0, "{:+g}")
UNTOLD = attrs.evolve(as_fast(0), words="–")
UNTOLD_COST = attrs.evolve(within(0), words="–")


def as_rate(cost: float) -> str:
    """Seconds for one, said as how many a second."""
    return f"{1 / cost:,.0f} /s"


def as_time(cost: float) -> str:
    """Seconds, in the unit that fits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3)):
        if cost * scale >= 1:
            return f"{cost * scale:.3g} {unit}"
    return f"{cost * 1e6:.3g} µs"


def as_bytes(cost: float) -> str:
    """Bytes."""
    return f"{cost:,.0f} B"


def as_mebibytes(cost: float) -> str:
    """Bytes, as MiB."""
    return f"{cost / 2**20:,.0f} MiB"


def as_number(cost: float) -> str:
    """A plain number."""
    return f"{cost:g}"


@attrs.frozen
class Line:
    """One line of the table: our figure beside another of the same measure.

    Args:
        title: what was done.
        ours: the name of our figure.
        rival: the name of the other one, which the table shows.
        target: what the ratio must be.
        shown: how both are said.
        called: what the table calls the other one; without it, by its name.
    """

    title: str
    ours: str
    rival: str
    target: Target = UNTOLD
    shown: Callable[[float], str] = as_rate
    called: str = ""

    @property
    def beside(self) -> str:
        """What our figure is put beside."""
        return self.called or self.rival


@attrs.frozen
class Measure:
    """Something timed in rounds.

    Args:
        name: what `--only` takes.
        once: one round: every contestant on the same work; gives the figures by name.
        lines: what the table says of the medians of the figures.
        start: the number of events from which it grows to what fits in the time.
        most: the number of events beyond which more would say nothing new; 0 if it needs none.
        needs: whether a setting has what it needs.
    """

    name: str
    once: Once
    lines: tuple[Line, ...]
    start: int = 500
    most: int | None = None
    needs: Callable[[Setting], bool] = lambda setting: True


def race(contestants: Mapping[str, Callable[[], float | Figures]]) -> Figures:
    """The figure of each contestant, in an order that differs from round to round; without peers not installed."""
    figures: Figures = {}
    for name, run in random.sample(list(contestants.items()), len(contestants)):
        gc.collect()
        try:
            figure = run()
        except ModuleNotFoundError:
            continue
        figures |= figure if isinstance(figure, dict) else {name: figure}
    return figures


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def each(work: Callable[..., Any], given: Iterable[tuple[Any, ...]], box: float) -> list[float]:
    """How long each takes, up to a thousand, and no more than twenty once the time is up."""
    costs: list[float] = []
    until = time.perf_counter() + box
    for arguments in itertools.islice(given, _MOST):
        start = time.perf_counter()
        work(*arguments)
        costs.append(time.perf_counter() - start)
        if len(costs) >= _LEAST and time.perf_counter() > until:
            break
    return costs


def in_turn(works: Mapping[str, Sequence[Callable[[], Any]]]) -> Figures:
    """The median of each series, one step of each after the other, so that a disk that stalls stalls all alike.

    The first step of each is for warming up.
    """
    costs = {name: list[float]() for name in works}
    for steps in zip(*works.values(), strict=True):
        for name, step in zip(works, steps, strict=True):
            costs[name].append(seconds(step))
    return {name: p50(series[1:]) for name, series in costs.items()}


def p50(costs: Sequence[float]) -> float:
    """The median."""
    return statistics.median(costs)


def p99(costs: Sequence[float]) -> float:
    """What 99 of 100 do not exceed; of fewer than 100 the largest."""
    return sorted(costs)[min(len(costs) - 1, len(costs) * 99 // 100)]


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items, so many at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
