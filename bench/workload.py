"""Seeded statements for every measure: events of 500 areas in the order in which they arrive, and corner cases.

Invariant: the same seed and size give equal statements, and a log accepts all of them in the order given. Half of the
events are numbered by their source, so their ids are known before they are appended; only those are changed later.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import attrs

from timeline import Area, Citation, Correction, Event, Retraction, Source, When, Window
from timeline.conflict import AreaCaptured, AreaLiberated, FightingReported, InsurgentActivity, StrikeReported
from timeline.log.base import external_id
from timeline.model.entries import Statement
from timeline.model.events import SOMEWHERE_IN, WHOLE

FIRST_DAY = datetime.date(2010, 1, 1)
DAYS_COUNT = 3650
TOWN, GOVERNORATE, COUNTRY = "towns", "governorates", "countries"
LEVELS = (TOWN, GOVERNORATE, COUNTRY)

_COUNTRIES_COUNT, _GOVERNORATES_COUNT, _TOWNS_COUNT = 2, 18, 480
_SHARE_OF_LEVEL = {TOWN: 0.96, GOVERNORATE: 0.03, COUNTRY: 0.01}
_SOURCES = ("wire", "ministry", "monitor", "coalition", "radio", "survey")
_NUMBERING = _SOURCES[:3]
_ACTORS = ("isf", "sdf", "peshmerga", "isis", "syrian-government")
_REMEMBERED = 1_000


@attrs.frozen(kw_only=True)
class Shares:
    """How much of a workload is out of the ordinary.

    Args:
        late: when it happened precedes what has arrived already, by days to months.
        late_known: so does the day it was reported on.
        changed: is corrected or retracted later.
        imprecise: happened on an unknown day of a week to a month.
    """

    late: float = 0.10
    late_known: float = 0.05
    changed: float = 0.01
    imprecise: float = 0.02


def areas() -> list[Area]:
    """Countries, the governorates in them, and the towns in those: 500 in all."""
    countries = [Area(f"c{number}", f"Country {number}") for number in range(_COUNTRIES_COUNT)]
    governorates = [_inside(countries, "g", number, _GOVERNORATES_COUNT) for number in range(_GOVERNORATES_COUNT)]
    towns = [_inside(governorates, "t", number, _TOWNS_COUNT) for number in range(_TOWNS_COUNT)]
    return [*countries, *governorates, *towns]


def _inside(above: Sequence[Area], letter: str, number: int, count: int) -> Area:
    parent = above[number * len(above) // count].id
    return Area(f"{parent}/{letter}{number:03}", f"Place {letter}{number:03}", parents=[parent])


def sources() -> list[Source]:
    """Who reports, from completely reliable to unreliable."""
    return [Source(name, name.title(), reliability=grade) for name, grade in zip(_SOURCES, "ABBCDE", strict=True)]


def level_of(area: str) -> str:
    """Whether an area is a town, a governorate or a country."""
    return (COUNTRY, GOVERNORATE, TOWN)[area.count("/")]


@lru_cache(maxsize=1)
def _weights() -> dict[str, tuple[list[str], list[float]]]:
    """For each level its areas and their share of events: a few have most of them."""
    shuffled = [area.id for area in areas()]
    random.Random(0).shuffle(shuffled)
    levels = {level: [area for area in shuffled if level_of(area) == level] for level in LEVELS}
    return {level: (ids, [1 / (rank + 10) for rank in range(len(ids))]) for level, ids in levels.items()}


def drawn(level: str, rng: random.Random, count: int) -> list[str]:
    """Areas of a level, drawn by their number of events."""
    ids, weights = _weights()[level]
    return rng.choices(ids, weights, k=count)


def statements(size: int, *, seed: int = 1, shares: Shares | None = None) -> Iterator[Statement]:
    """The areas, the sources, so many events in the order of arrival, and what changes some of them.

    Args:
        size: how many events; changes come on top.
        seed: the same gives the same.
        shares: how much is late, imprecise or changed.
    """
    yield from areas()
    yield from sources()
    yield from _Arrivals(size, random.Random(seed), shares or Shares())


@attrs.define
class _Arrivals:
    """Events as they come in: the day moves on evenly, and what is late lies before it."""

    size: int
    rng: random.Random
    shares: Shares
    unchanged: list[tuple[str, Event]] = attrs.field(factory=list)

    def __iter__(self) -> Iterator[Statement]:
        for number, area in enumerate(self._areas()):
            today = FIRST_DAY + datetime.timedelta(days=number * DAYS_COUNT // self.size)
            event = self._event(number, area, today)
            yield event
            self._remember(event)
            if self.rng.random() < self.shares.changed and self.unchanged:
                yield self._change(number, today)

    def _areas(self) -> Iterator[str]:
        levels = self.rng.choices(LEVELS, [_SHARE_OF_LEVEL[level] for level in LEVELS], k=self.size)
        draws = {level: iter(drawn(level, self.rng, self.size)) for level in LEVELS}
        return (next(draws[level]) for level in levels)

    def _event(self, number: int, area: str, today: datetime.date) -> Event:
        happened, reported_on = self._days(today)
        kind = self.rng.choices(_KINDS, _KIND_WEIGHTS)[0]
        return kind(self.rng, self._common(number, area, happened, reported_on))

    def _days(self, today: datetime.date) -> tuple[datetime.date, datetime.date]:
        """The day it happened and the day it was reported on: the day before and today, unless it is late."""
        draw = self.rng.random()
        late = datetime.timedelta(days=min(400, round(3 + self.rng.lognormvariate(3, 1))))
        if draw < self.shares.late_known:
            return today - late - _DAY, today - late
        if draw < self.shares.late_known + self.shares.late:
            return today - late - _DAY, today
        return today - _DAY, today

    def _common(self, number: int, area: str, happened: datetime.date, reported_on: datetime.date) -> dict[str, Any]:
        source = self.rng.choice(_SOURCES)
        somewhere = level_of(area) != TOWN and self.rng.random() < 0.5
        return {
            "area": area,
            "when": self._when(happened),
            "reported_on": reported_on,
            "source": _citation(source, number),
            "external_id": f"{number}" if source in _NUMBERING else None,
            "credibility": self.rng.choice((2, 3, 6, 6)),
            "scope": SOMEWHERE_IN if somewhere else WHOLE,
        }

    def _when(self, day: datetime.date) -> When:
        if self.rng.random() >= self.shares.imprecise:
            return _on(day)
        window = Window(day - datetime.timedelta(days=self.rng.choice((6, 13, 29))), day)
        return When(window, window)

    def _remember(self, event: Event) -> None:
        if event.external_id is None:
            return
        remembered = id_of(event), event
        if len(self.unchanged) < _REMEMBERED:
            self.unchanged.append(remembered)
        else:
            self.unchanged[self.rng.randrange(_REMEMBERED)] = remembered

    def _change(self, number: int, today: datetime.date) -> Statement:
        target, event = self.unchanged.pop(self.rng.randrange(len(self.unchanged)))
        if self.rng.random() < 0.5:
            return Retraction(target=target, reason="withdrawn", reported_on=today)
        replacement = attrs.evolve(event, credibility=1, note=f"revised in report {number}")
        return Correction(target=target, replacement=replacement, reason="revised", reported_on=today)


_DAY = datetime.timedelta(days=1)
_on = lru_cache(maxsize=2 * DAYS_COUNT)(When.on)


def _citation(source: str, number: int) -> Citation:
    return Citation(source, f"row {number}")


def id_of(event: Event) -> str:
    """The id that a log will give to a numbered event."""
    assert event.source is not None
    assert event.external_id is not None
    return external_id(event.source.source, event.external_id)


Kind = Callable[[random.Random, dict[str, Any]], Event]


def _strike(rng: random.Random, common: dict[str, Any]) -> Event:
    return StrikeReported(strikes=rng.randint(1, 9), **common)


def _attack(rng: random.Random, common: dict[str, Any]) -> Event:
    return InsurgentActivity(by="isis", tactic=rng.choice(("ambush", "bombing", "raid")), **common)


def _fight(rng: random.Random, common: dict[str, Any]) -> Event:
    return FightingReported(sides=rng.sample(_ACTORS, 2), deaths_best=rng.randint(0, 40), **common)


def _capture(rng: random.Random, common: dict[str, Any]) -> Event:
    return AreaCaptured(by=rng.choice(_ACTORS), **common)


def _liberation(rng: random.Random, common: dict[str, Any]) -> Event:
    return AreaLiberated(by=rng.choice(_ACTORS[:3]), from_="isis", **common)


_KINDS: tuple[Kind, ...] = (_strike, _attack, _fight, _capture, _liberation)
_KIND_WEIGHTS = (45, 25, 20, 5, 5)


def one_area(area: str, size: int, *, retracted: float = 0.0, seed: int = 2) -> Iterator[Statement]:
    """So many numbered events of one area over ten years, of which a share is retracted once all have arrived."""
    rng = random.Random(f"{seed} {area}")
    events = [_of_one_area(rng, area, number, number * DAYS_COUNT // size) for number in range(size)]
    yield from events
    last = FIRST_DAY + datetime.timedelta(days=DAYS_COUNT)
    for event in rng.sample(events, round(size * retracted)):
        yield Retraction(target=id_of(event), reason="withdrawn", reported_on=last)


def late_week(area: str, size: int, *, seed: int = 3) -> Iterator[Event]:
    """So many events of one area that all happened in one week in the middle, and arrive years later."""
    rng = random.Random(f"{seed} {area}")
    reported_on = FIRST_DAY + datetime.timedelta(days=DAYS_COUNT)
    for number in range(size):
        late = _of_one_area(rng, area, number, DAYS_COUNT // 2 + rng.randrange(7))
        yield attrs.evolve(late, reported_on=reported_on, external_id=f"{area} week {number}")


def _of_one_area(rng: random.Random, area: str, number: int, days: int) -> Event:
    happened = FIRST_DAY + datetime.timedelta(days=days)
    common = {
        "area": area,
        "when": _on(happened),
        "reported_on": happened + _DAY,
        "source": _citation("monitor", number),
        "external_id": f"{area} {number}",
    }
    return rng.choices(_KINDS, _KIND_WEIGHTS)[0](rng, common)


def questions(level: str, rng: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Areas drawn by their number of events, on any day; two of three as known some time later, else by all known."""
    for number in itertools.count():
        on = FIRST_DAY + datetime.timedelta(days=rng.randrange(DAYS_COUNT))
        later = on + datetime.timedelta(days=rng.randrange(400))
        yield drawn(level, rng, 1)[0], {"on": on, "known_on": later} if number % 3 else {"on": on}
