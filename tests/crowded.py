"""Many statements of all sorts about a few weeks in a few areas, drawn from a seed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from strategies import DESCRIBED
from timeline import Citation, Correction, Event, Retraction
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    StrikeReported,
    VictoryDeclared,
)
from timeline.model.entries import Join, Reinstatement, Statement

AREAS = ("country", "district", "town", "hills", "elsewhere")
START = datetime.date(2017, 1, 15)
PRECISE, UNKNOWN, LASTING = ("{0}",), ("[{0}..{1}]",), ("{0}/{1}",)
DATES = PRECISE * 12 + UNKNOWN * 4 + LASTING * 4 + ("[..{0}]", "{0}?", "{0}~", "[{0}..{1}]?")


def crowded(rng: random.Random, size: int) -> Iterator[Statement]:
    """So many statements about a few weeks in a few areas; targets are places."""
    yield from DESCRIBED
    said: dict[int, Event] = {}
    withdrawn: list[int] = []
    for place in range(len(DESCRIBED), len(DESCRIBED) + size):
        statement = about_another(rng, place, said, withdrawn) if rng.random() < 0.2 and said else event(rng)
        if isinstance(statement, Event):
            said[place] = statement
        elif isinstance(statement, Retraction):
            withdrawn.append(place)
        yield statement


def event(rng: random.Random) -> Event:
    first = START + datetime.timedelta(days=rng.randrange(60))
    last = first + datetime.timedelta(days=rng.choice([1, 5, 40]))
    kind, fields = rng.choice(
        [
            (AreaCaptured, {"by": "isis"}),
            (AreaLiberated, {"by": rng.choice(["isf", "sdf"]), "from_": "isis"}),
            (ControlObserved, {"held_by": "isf"}),
            (FightingReported, {}),
            (InsurgentActivity, {"by": "isis", "deaths_best": rng.choice([None, 0, 2])}),
            (StrikeReported, {"strikes": rng.randrange(3)}),
            (VictoryDeclared, {"by": "government"}),
        ]
    )
    return kind(
        area=rng.choice(AREAS),
        when=rng.choice(DATES).format(first, last),
        reported_on=reported(rng),
        source=Citation(rng.choice(["good", "fair", "unknown"])),
        scope=rng.choice(["whole", "whole", "whole", "somewhere_in"]),
        incident=rng.choice([None] * 9 + ["one"]),
        **fields,
    )


def reported(rng: random.Random) -> datetime.date:
    return START + datetime.timedelta(days=rng.choice([rng.randrange(70), rng.randrange(70), 400]))


def about_another(rng: random.Random, place: int, said: dict[int, Event], withdrawn: list[int]) -> Statement:
    target = rng.choice(list(said))
    at = START + datetime.timedelta(days=500 + place)
    if withdrawn and rng.random() < 0.3:
        return Reinstatement(target=str(withdrawn.pop()), reason="test", reported_on=at)
    alike = [each for each in said if said[each].kind == said[target].kind and said[each].area == said[target].area]
    joined = [str(each) for each in alike if said[each].when.lasts == said[target].when.lasts]
    if len(joined) > 1 and rng.random() < 0.3:
        return Join(members=joined[:3], reason="test", reported_on=at)
    if rng.random() < 0.5:
        return Retraction(target=str(target), reason="test", reported_on=rng.choice([at, reported(rng)]))
    return Correction(target=str(target), replacement=event(rng), reason="test", reported_on=at)
