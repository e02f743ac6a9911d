"""What is told from a part of a log with an index is what is told from the whole of one that has none."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

import timeline
from crowded import AREAS, START, crowded, reported
from strategies import DESCRIBED
from timeline import Area, AreaStatus, Citation, Parent, Timeline
from timeline.conflict import AreaCaptured, StrikeReported
from timeline.errors import TimelineError
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.projections.projection import findings
from timeline.testing.answers import content
from timeline.testing.script import play

Ask = Callable[[Timeline[Any], dict[str, Any]], object]
MOVING = Area("elsewhere", "Outskirts", parents=[Parent("district", start="2017-02-10")], reported_on="2017-03-01")
ALIKE = AreaCaptured(area="OUTSKIRTS", when="2017-02-01", by="isis", reported_on="2017-02-02", source=Citation("good"))
DAY = START + datetime.timedelta(days=30)
NEWS = timeline.count(StrikeReported, look="down")


def causes(tl: Timeline[Any], at: dict[str, Any]) -> object:
    answer = tl.status("district", on=DAY, **at)
    return {name: found.causes for name, found in findings(answer).items()}


def changes(tl: Timeline[Any], **pair: Any) -> object:
    found = tl.diff("district", **{"on": DAY, **pair})
    return found.changes, found.because


QUESTIONS: dict[str, Ask] = {
    "status": lambda tl, at: content(tl.status("district", on=DAY, **at)),
    "causes": causes,
    "statuses": lambda tl, at: [content(each) for each in tl.statuses(on=DAY, **at)],
    "statuses inside": lambda tl, at: [content(each) for each in tl.statuses(on=DAY, inside="district", **at)],
    "causes inside": lambda tl, at: [findings(each)["control"].causes for each in tl.statuses(on=DAY, **at)],
    "rollup": lambda tl, at: tl.rollup("country", on=DAY, **at).as_data(),
    "areas": lambda tl, at: list(tl.areas(**at)),
    "sources": lambda tl, at: list(tl.sources(**at)),
    "ask": lambda tl, at: tl.ask(NEWS, "Country", on=DAY, **at),
    "history": lambda tl, at: list(tl.history("country", **at)),
    "explain": lambda tl, at: tl.explain("town", on=DAY, **at).as_data(),
    "series": lambda tl, at: tl.series("strikes", "district", start=START, end=DAY, **at).as_data(),
    "spans": lambda tl, at: tl.spans(AREAS[:3], **at).rows(),
    "spans of all": lambda tl, at: tl.spans(**at).rows(),
    "many": lambda tl, at: tl.status_many(AREAS, [DAY], **at).rows(),
    "many of an area": lambda tl, at: tl.status_many("elsewhere", [START, DAY], **at).rows(),
    "diff of days": lambda tl, at: changes(tl, on=(START, DAY), **at),
    "lag": lambda tl, at: tl.lag("district", **at).as_data(),
    "lag of a source": lambda tl, at: tl.lag("country", source="good", **at).as_data(),
    "incidents": lambda tl, at: [each.as_data() for each in tl.incidents(**at)],
    "incidents by a day": lambda tl, at: [each.as_data() for each in tl.incidents(on=DAY, **at)],
    "suggestions": lambda tl, at: [each.as_data() for each in tl.suggest_incidents(**at)],
    "suggestions apart": lambda tl, at: [each.as_data() for each in tl.suggest_incidents(apart_days=3, **at)],
    "contradictions": lambda tl, at: tl.contradictions(DAY, **at).as_data(),
    "contradictions of late": lambda tl, at: tl.contradictions(DAY, within=timeline.days(9), **at).as_data(),
}
OF_ENTRIES: dict[str, Ask] = {
    "about an area": lambda tl, at: tl.events("district", **at),
    "about an area only named": lambda tl, at: tl.events("elsewhere", **at),
    "of a kind": lambda tl, at: tl.events(kind=AreaCaptured, **at),
    "of a kind about an area": lambda tl, at: tl.events("Hills", kind="strike-reported", **at),
}
UNCLEAR: Ask = lambda tl, at: tl.events("outskirts", **at)  # noqa: E731


def answered(ask: Ask, tl: Timeline[Any], at: dict[str, Any]) -> object:
    try:
        return ask(tl, at)
    except TimelineError as error:
        return str(error)


@pytest.fixture(scope="module", params=range(2))
def told_twice(request: pytest.FixtureRequest) -> Iterator[tuple[Timeline[Any], Timeline[Any]]]:
    """One crowded log in memory, and the same in SQLite."""
    whole, ids = Timeline(MemoryLog(), AreaStatus), dict[str, str]()
    for place, statement in enumerate(crowded(random.Random(request.param), 90)):
        ids[str(place)] = play(whole, statement, ids)
        if place == 60:
            whole.append([MOVING, ALIKE])
    with closing(SqliteLog(":memory:")) as log:
        looked_up = Timeline(log, AreaStatus)
        looked_up.append_entries(whole.entries())
        yield whole, looked_up


def moments(rng: random.Random, head: int) -> Iterator[dict[str, Any]]:
    """Now, as known earlier, at earlier positions, and both."""
    yield {}
    yield {"position": 40}
    yield {"known_on": reported(rng)}
    yield {"known_on": START + datetime.timedelta(days=rng.randrange(500, 650))}
    yield {"position": rng.randrange(len(DESCRIBED), head)}
    yield {"position": rng.randrange(head + 2), "known_on": reported(rng)}


VIEWS: list[Callable[[Timeline[Any]], Timeline[Any]]] = [
    lambda tl: tl,
    lambda tl: tl.only(source="good"),
    lambda tl: tl.without(source=["good", "unknown"]),
    lambda tl: tl.without(source="fair").without(source="unknown"),
]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_told_from_a_part_as_from_the_whole(name: str, told_twice):
    rng, ask = random.Random(name), QUESTIONS[name]
    for view in VIEWS:
        whole, looked_up = map(view, told_twice)
        for at in moments(rng, whole.position):
            assert answered(ask, whole, at) == answered(ask, looked_up, at), at


@pytest.mark.parametrize(
    "ask", [*OF_ENTRIES.values(), UNCLEAR], ids=[*OF_ENTRIES, "of a name that comes to mean another area"]
)
def test_entries_are_found_in_a_part_as_in_the_whole(ask: Ask, told_twice):
    rng = random.Random(3)
    for view in VIEWS:
        whole, looked_up = map(view, told_twice)
        for at in ({}, {"position": 62}, *({"position": rng.randrange(whole.position + 1)} for _ in range(4))):
            assert answered(ask, whole, at) == answered(ask, looked_up, at), at


def test_what_differs_between_two_states_of_knowledge_is_told_from_parts_as_from_the_whole(told_twice):
    whole, looked_up = told_twice
    rng = random.Random(1)
    for _ in range(6):
        known_on = reported(rng), START + datetime.timedelta(days=rng.randrange(500, 650))
        position = rng.randrange(len(DESCRIBED), whole.position), whole.position
        for pair in ({"known_on": known_on}, {"position": position}):
            assert answered(changes_of(pair), whole, {}) == answered(changes_of(pair), looked_up, {}), pair


def changes_of(pair: dict[str, Any]) -> Ask:
    return lambda tl, at: changes(tl, **pair, **at)


def test_an_entry_is_found_by_the_beginning_of_its_id(told_twice):
    for tl in told_twice:
        for entry in list(tl.entries())[::7]:
            assert [entry] * 3 == [tl.entry(entry.id[:digits]) for digits in (32, 29, 26)]


@pytest.mark.parametrize("name", [*QUESTIONS, *OF_ENTRIES])
def test_the_rest_of_the_log_is_not_read(name: str, told_twice):
    _, looked_up = told_twice
    for view in VIEWS:
        tl = view(Timeline(looked_up._log, AreaStatus))
        for at in ({}, {"position": looked_up.position - 1}):
            answered((QUESTIONS | OF_ENTRIES)[name], tl, at)
        assert [] == tl._entries


@pytest.fixture
def looked_up() -> Iterator[Timeline[Any]]:
    """A timeline over a log with an index that describes the areas."""
    with closing(SqliteLog(":memory:")) as log:
        tl = Timeline(log, AreaStatus)
        tl.append(DESCRIBED)
        yield tl


def strike(day: str, strikes: int) -> StrikeReported:
    return StrikeReported(area="town", when=day, strikes=strikes, reported_on="2017-03-10", source=Citation("good"))


def test_at_a_position_an_event_is_of_the_day_it_was_of_before_a_mistake_was_corrected(looked_up):
    (id_,) = looked_up.append([strike("2017-03-01", 3)]).ids
    before = looked_up.position
    looked_up.correct(id_, strike("2015-03-01", 3), reason="typed wrongly", because="our-error")
    asked = [tl.status("town", on="2017-03-10", position=before) for tl in (looked_up, looked_up.only(source="good"))]
    assert [3, 3] == [answer.strikes for answer in asked]
    assert 0 == looked_up.only(source="good").status("town", on="2017-03-10").strikes


def test_at_a_position_the_first_day_of_a_window_counts_and_the_one_before_does_not(looked_up):
    looked_up.append([strike("2017-03-01", 1), strike("2017-03-02", 2)])
    before = looked_up.position
    looked_up.append([strike("2017-03-20", 4)])
    assert [2, 3] == [looked_up.status("town", on=day, position=before).strikes for day in ("2017-03-31", "2017-03-30")]
