"""What the status was on an unknown day, or over a stretch of days: the union, and which days give what."""

from __future__ import annotations

import itertools
from typing import Any

import attrs

from timeline.errors import NotFoundError, listed
from timeline.model.days import Day, plus
from timeline.model.plain import row_of
from timeline.model.when import When
from timeline.projections.possible import Bounds, Possible, PossibleDays, Values
from timeline.queries.history import History, Span


@attrs.frozen
class During:
    """The status over the days that an imprecise date may mean.

    Args:
        area: id of the area.
        when: the imprecise date asked about.
        spans: the spans of its days, cut off at its ends; each says which days give what.
    """

    area: str
    when: When
    spans: tuple[Span, ...]

    def possible(self, name: str) -> Possible | None:
        """What a value may be on one of the days: the union over them; None where nobody can know.

        Raises:
            NotFoundError: there is no value of that name.
        """
        sets = [self._of(span, name)[1] for span in self.spans]
        return None if any(each is None for each in sets) else _union([each for each in sets if each is not None])

    def certain(self, name: str) -> bool:
        """True when a value is the same, and certain, on every one of the days."""
        judged = [self._of(span, name) for span in self.spans]
        return all(certain for _, _, certain in judged) and all(
            one[0] == two[0] for one, two in itertools.pairwise(judged)
        )

    def days(self, name: str, value: object) -> list[tuple[Day, Day]]:
        """The stretches `[start, end)` on which a value is resolved so; empty where it never is."""
        stretches: list[tuple[Day, Day]] = []
        for span in self.spans:
            if self._of(span, name)[0] != value:
                continue
            start = stretches.pop()[0] if stretches and stretches[-1][1] == span.start else span.start
            stretches.append((start, span.end))
        return stretches

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a span, of plain data, with `certain` and `possible` by name."""
        return [{"area": self.area, **row_of(span.as_data())} for span in self.spans]

    def as_data(self) -> dict[str, Any]:
        """The answer as one JSON document."""
        return {"area": self.area, "when": str(self.when), "spans": [span.as_data() for span in self.spans]}

    def _of(self, span: Span, name: str) -> tuple[Any, Possible | None, bool]:
        if name not in span.judged:
            names = tuple(span.judged)
            raise NotFoundError(
                "value", expected=listed(names), found=repr(name), what="facet", name=name, nearest=names
            )
        return span.judged[name]


def during(history: History[Any], when: When) -> During:
    """The spans of a history that lie within the days an imprecise date may mean."""
    start, end = when.first.earliest, plus(when.last.latest, 1)
    spans = [span.cut(start, end) for span in history if span.start < end and start < span.end]
    return During(history.area, when, tuple(spans))


def _union(sets: list[Possible]) -> Possible:
    if all(isinstance(each, Bounds) for each in sets):
        bounds = [each for each in sets if isinstance(each, Bounds)]
        return Bounds(min(each.min for each in bounds), max(each.max for each in bounds))
    if all(isinstance(each, PossibleDays) for each in sets):
        days = [each for each in sets if isinstance(each, PossibleDays)]
        windows = [window for each in days for window in each.windows]
        return PossibleDays.union(windows, nothing=any(each.nothing for each in days), on=max(each.on for each in days))
    values = [each for each in sets if isinstance(each, Values)]
    return Values(frozenset().union(*(each.values for each in values)), any(each.at_most for each in values))
