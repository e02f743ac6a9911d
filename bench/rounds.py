"""Rounds of a measure within its time: as many events as fit, then the medians of the figures.

Invariant: all figures of a measure come from the same number of events in the same run.
"""

from __future__ import annotations

import statistics
import time

import attrs

from bench.measure import Figures, Measure
from bench.setting import Setting

_GROWTH = 4


@attrs.frozen
class Measured:
    """The medians of a measure, and from how much.

    Args:
        wanted: the number of events that were asked for.
        size: the number of events that fitted.
        rounds: how many rounds fitted.
    """

    measure: Measure
    wanted: int
    size: int
    rounds: int
    figures: Figures


def measured(measure: Measure, setting: Setting) -> Measured:
    """The measure at the size that fits into its time."""
    wanted = setting.events if measure.most is None else min(setting.events, measure.most)
    _warm_up(measure, setting, wanted)
    until = time.monotonic() + setting.limit
    size, first = _fitting(measure, setting, wanted)
    rounds = [first]
    while len(rounds) < setting.rounds and (time.monotonic() < until or len(rounds) < 2):
        rounds.append(_round(measure, setting, size))
    names = {name for figures in rounds for name in figures}
    medians = {name: statistics.median(figures[name] for figures in rounds) for name in names}
    return Measured(measure, wanted, size, len(rounds), medians)


def _warm_up(measure: Measure, setting: Setting, wanted: int) -> None:
    """Load what is loaded once, so that it is not taken for the cost of the first events."""
    if wanted:
        _round(measure, setting, min(wanted, measure.start))


def _fitting(measure: Measure, setting: Setting, wanted: int) -> tuple[int, Figures]:
    """The largest size of which one round fits into its share of the time, and that round."""
    share = setting.limit / (setting.rounds + 1)
    smaller, before = 0, 0.0
    size = min(wanted, measure.start)
    while True:
        start = time.monotonic()
        figures = _round(measure, setting, size)
        took = time.monotonic() - start
        if size == wanted or took > share / 2:
            return size, figures
        an_event = max(took - before, 1e-6) / (size - smaller)
        fitting = size + int((share - took) / an_event)
        smaller, before = size, took
        size = min(wanted, _GROWTH * size, max(2 * size, fitting))


def _round(measure: Measure, setting: Setting, size: int) -> Figures:
    figures = measure.once(setting, size)
    setting.sweep()
    return figures
