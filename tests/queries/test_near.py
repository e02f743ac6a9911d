"""What is told from rows kept in memory is what the plain definition tells, however they are cut, and after appends."""

from __future__ import annotations

import copy
import datetime
import itertools
import pickle
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

import timeline
from crowded import START, crowded, reported
from strategies import DESCRIBED
from timeline import AreaStatus, Event, Projection, Timeline, event_kind
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    InsurgentActivity,
    StrikeReported,
    VictoryDeclared,
)
from timeline.engine import strips
from timeline.engine.lookup import Lookup
from timeline.errors import InputError
from timeline.log import sqlite_index
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.projections.projection import findings
from timeline.testing.answers import content
from timeline.testing.script import play


class Recent(Projection, name="recent"):
    """What can be told from rows, with every look."""

    holder = timeline.latest(AreaCaptured.by, AreaLiberated.by, before=AreaLiberated.from_)
    holder_inside = timeline.latest(AreaCaptured.by, AreaLiberated.by, look="down")
    struck_on = timeline.last_on(StrikeReported, InsurgentActivity, look="up")
    attacks = timeline.count(InsurgentActivity, AreaLiberated, within=timeline.days(20), look="down")
    killed = timeline.total(InsurgentActivity.deaths_best, within=timeline.days(9), look="up")
    struck = timeline.active(StrikeReported, for_=timeline.days(3), look="up")


def told(tl: Timeline[Any], area: str, on: datetime.date, known_on: Any) -> tuple[object, object, object]:
    answer = tl.status(area, on=on, known_on=known_on)
    newest = {name: finding.resolved.evidence(on) for name, finding in findings(answer).items()}
    return answer.at, newest, content(answer)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("projection", [AreaStatus, Recent])
def test_rows_in_pages_of_any_length_tell_what_the_plain_definition_tells(
    projection: type[Projection], seed: int, monkeypatch: pytest.MonkeyPatch
):
    rng = random.Random(seed)
    monkeypatch.setattr(strips, "_ROWS", (0, 1, 5, 512)[seed % 4])
    monkeypatch.setattr(strips, "_ROWS_TO_SEE", (-1, 1, 8, 3)[seed % 4])
    monkeypatch.setattr(strips, "_ROWS_OF_ALL_TIME", (-1, 3, 8, 512)[seed % 4])
    monkeypatch.setattr(strips, "_ROWS_A_PLACE", 0)
    monkeypatch.setattr(sqlite_index, "_MANY_PAIRS", (1, 16)[seed % 2])
    with closing(SqliteLog(":memory:")) as log:
        kept, plain = Timeline(log, projection), Timeline(MemoryLog(), projection)
        ids: dict[Timeline[Any], dict[str, str]] = {kept: {}, plain: {}}
        for place, statement in enumerate(crowded(rng, 45)):
            for tl, known in ids.items():
                known[str(place)] = play(tl, statement, known)
            if place > len(DESCRIBED) and place % 5 == 0:
                _compare(plain, kept, rng)


def _compare(plain: Timeline[Any], kept: Timeline[Any], rng: random.Random) -> None:
    known_on = rng.choice([timeline.EVER, reported(rng), START + datetime.timedelta(days=rng.randrange(500, 570))])
    days = [START + datetime.timedelta(days=rng.randrange(-30, 100)) for _ in range(4)]
    for area, on in itertools.product([area.id for area in plain.areas()], days):
        assert told(plain, area, on, known_on) == told(kept, area, on, known_on)


def test_what_two_events_tell_of_the_days_before_them_is_not_told_of_the_days_after():
    said = [AreaLiberated(area="town", when="2017-10-05", by=by, from_="isis") for by in ("isf", "sdf")]
    kept, plain = Timeline(SqliteLog(":memory:"), AreaStatus), Timeline(MemoryLog(), AreaStatus)
    with kept:
        for tl in (kept, plain):
            tl.append(said)
        for day in (datetime.date(2017, 10, 4), datetime.date(2017, 10, 6)):
            assert told(plain, "town", day, timeline.EVER) == told(kept, "town", day, timeline.EVER)


def test_a_question_about_plain_events_takes_nothing_but_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([timeline.Area("town", "Town", parents=["country"])])
        tl.append([AreaLiberated(area="town", when="2017-10-05", by="isf", reported_on="2017-10-06")])
        tl.append([VictoryDeclared(area="country", when="2017-12-09", by="government", reported_on="2017-12-10")])
        tl.append([StrikeReported(area="town", when="2017-12-28", strikes=3, reported_on="2017-12-29")])
    monkeypatch.setattr(Lookup, "around", lambda *_: pytest.fail("a facet was told by the plain definition"))
    monkeypatch.setattr(SqliteLog, "at", _nothing_but_descriptions(SqliteLog.at))
    with timeline.connect(tmp_path / "log.db") as tl:
        answer = tl.status("town", on="2017-12-30")
        assert ("isf", 3, "government") == (answer.control, answer.strikes, answer.victory)


@event_kind("well-found", schema=2, upcasts={1: lambda old: old | {"scope": "somewhere_in"}})
@attrs.frozen(kw_only=True)
class WellFound(Event):
    """A kind of which older events never said that they were about some place inside."""


OLDER = """INSERT INTO entries SELECT position + 1, randomblob(16), recorded_at, reported_on, kind, area, earliest,
    latest, target, json_remove(body, '$.schema') FROM entries ORDER BY position DESC LIMIT 1"""


def test_of_what_was_stored_with_another_schema_the_entries_tell(tmp_path: Path):
    found = timeline.count(WellFound, within=timeline.days(60), look="up")
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([timeline.Area("town", "Town", parents=["country"])])
        tl.append([WellFound(area="country", when="[2017-10-05..2017-10-20]", reported_on="2017-10-21")])
        assert (1, 1) == tuple(tl.ask(found, area, on="2017-10-30").value for area in ("town", "country"))
    with closing(sqlite3.connect(tmp_path / "log.db")) as file:
        file.execute(OLDER)
        file.commit()
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        log.reindex()
    with timeline.connect(tmp_path / "log.db") as tl:
        assert (1, 2) == tuple(tl.ask(found, area, on="2017-10-30").value for area in ("town", "country"))


def test_what_lasts_longer_than_all_before_is_met_among_many_areas(tmp_path: Path):
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([timeline.Area(f"town-{number}", f"Town {number}", parents=["country"]) for number in range(20)])
        tl.append([StrikeReported(area="town-1", when="2017-10-05", strikes=3, reported_on="2017-10-06")])
        assert {3} == set(tl.status("country", on="2017-10-10").possible("strikes"))
        tl.append([StrikeReported(area="town-2", when="[2015..2017]", strikes=1, reported_on="2017-12-31")])
        assert {3, 4} == set(tl.status("country", on="2017-10-10").possible("strikes"))


def test_an_answer_from_rows_can_be_copied_and_outlives_its_log(tmp_path: Path):
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([StrikeReported(area="town", when="2017-12-28", strikes=3, reported_on="2017-12-29")])
        answer = tl.status("town", on="2017-12-30")
    for copied in (copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert (answer, answer.evidence) == (copied, copied.evidence)
        with pytest.raises(InputError, match="expected an answer as its timeline gave it, found a copy"):
            _ = findings(copied)["strikes"].causes


def _nothing_but_descriptions(at: Any) -> Any:
    def read(log: SqliteLog, positions: Any) -> Any:
        found = at(log, positions)
        assert all(isinstance(entry.statement, timeline.Area) for entry in found)
        return found

    return read
