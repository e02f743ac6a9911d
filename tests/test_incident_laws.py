"""The laws over logs in which several events report one happening."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from strategies import (
    AREAS,
    DESCRIBED,
    Script,
    content,
    days,
    events,
    incident_scripts,
    needs,
    orders,
    play,
    played,
    played_if_accepted,
    statuses,
    whens,
)
from timeline import AreaStatus, Timeline, count, fold, total
from timeline.conflict import AreaCaptured, AreaLiberated, InsurgentActivity, StrikeReported
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.model.days import EVER
from timeline.projections.possible import Bounds

DAY = datetime.timedelta(days=1)


@given(incident_scripts(), events(), days(), days(), days())
def test_law_2_what_is_reported_later_changes_no_earlier_state_of_knowledge(script, event, on, known_on, later):
    tl = played(script)
    before = statuses(tl, on, known_on)
    tl.append([attrs.evolve(event, reported_on=max(later, known_on + DAY), incident="x")])
    assert before == statuses(tl, on, known_on)


@given(incident_scripts(), days(), days(), st.data())
def test_law_2_a_join_known_later_changes_no_earlier_state_of_knowledge(script, on, known_on, data):
    place = data.draw(st.sampled_from(unneeded_joins(script)))
    later = [*script[:place], attrs.evolve(script[place], reported_on=known_on + DAY), *script[place + 1 :]]
    assert statuses(without(script, place), on, known_on) == statuses(played(later), on, known_on)


def unneeded_joins(script: Script) -> list[int]:
    """The places of joins that no other step is about."""
    needed = {place for step in script for place in needs(step)}
    joins = [place for place, step in enumerate(script) if step.action == "join" and place not in needed]
    assume(joins)
    return joins


def without(script: Script, place: int) -> Timeline[AreaStatus]:
    """A timeline with every step but one."""
    return played(script, [each for each in range(len(script)) if each != place])


@given(incident_scripts(), incident_scripts(), days(), days())
def test_law_2_at_a_pinned_position_nothing_ever_changes_an_answer(script, more, on, known_on):
    tl = played(script)
    position = tl.position
    before = statuses(tl, on, known_on, position)
    ids: dict[int, str] = {}
    for place, step in enumerate(more):
        ids[place] = play(tl, step, ids)
    assert before == statuses(tl, on, known_on, position)


@given(incident_scripts(), st.data(), days(), st.one_of(days(), st.just(EVER)))
def test_law_3_arrival_is_irrelevant(script, data, on, known_on):
    order = data.draw(orders(script))
    one, other = played(script), played_if_accepted(script, order)
    assert statuses(one, on, known_on) == statuses(other, on, known_on)
    assert told(one, known_on) == told(other, known_on)


def told(tl: Timeline[Any], known_on: Any) -> list[Any]:
    """Incidents and suggestions without ids."""
    incidents = [
        (each.event, each.placements, each.alternatives, each.apart_days, [member.event for member in each.members])
        for each in tl.incidents(known_on=known_on)
    ]
    return incidents + [
        (each.when, [member.event for member in each.members]) for each in tl.suggest_incidents(known_on=known_on)
    ]


@given(incident_scripts(), days(), days())
def test_law_5_every_cause_was_known_and_may_have_begun_by_then(script, on, known_on):
    tl = played(script)
    for area in AREAS:
        for finding in tl.status(area, on=on, known_on=known_on)._findings.values():
            for claim in finding.causes:
                assert all(entry.reported_on <= known_on for entry in claim.known.entries)
                assert claim.first.earliest <= on


@given(incident_scripts(), st.sampled_from(AREAS), days(), st.one_of(days(), st.just(EVER)))
def test_law_6_the_history_at_a_day_is_the_status_on_it(script, area, on, known_on):
    tl = played(script)
    history, answer = tl.history(area, known_on=known_on), tl.status(area, on=on, known_on=known_on)
    assert content(answer) == content(history.at(on))
    assert answer.evidence == history.at(on).evidence


@given(incident_scripts(), days(), st.data(), st.integers(-3, 3))
def test_law_7_retracting_a_join_undoes_it_from_its_day_on_and_reinstating_restores(script, on, data, distance):
    place = data.draw(st.sampled_from(unneeded_joins(script)))
    known = script[place].reported_on + data.draw(st.integers(0, 20)) * DAY
    tl, joined, apart = played(script), played(script), without(script, place)
    join = tl.events()[len(DESCRIBED) + place].id
    retraction = tl.retract(join, reason="two after all", reported_on=known)
    asked = known + distance * DAY
    assert statuses(joined if asked < known else apart, on, asked) == statuses(tl, on, asked)
    tl.reinstate(retraction, reason="one after all", reported_on=known)
    assert statuses(joined, on, asked) == statuses(tl, on, asked)


@given(incident_scripts(), days(), days())
def test_law_11_both_logs_agree(script, on, known_on):
    with tempfile.TemporaryDirectory() as folder:
        logs = [MemoryLog(**_fixed()), SqliteLog(Path(folder) / "log.db", synchronous="NORMAL", **_fixed())]
        timelines = [Timeline(log, AreaStatus) for log in logs]
        for tl in timelines:
            tl.append(DESCRIBED)
            ids: dict[int, str] = {}
            for place, step in enumerate(script):
                ids[place] = play(tl, step, ids)
        assert list(logs[0].read()) == list(logs[1].read())
        assert statuses(timelines[0], on, known_on) == statuses(timelines[1], on, known_on)
        assert [] == list(timelines[1].verify().problems)
        timelines[1].close()


def _fixed() -> dict[str, Any]:
    numbers = iter(range(1, 10_000))
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    return {"clock": lambda: start, "fresh_id": lambda at: f"{next(numbers):032x}"}


unqualified = whens().map(lambda when: attrs.evolve(when, uncertain=False, approximate=False))


@given(st.lists(events(), max_size=3), events(), unqualified, unqualified, days())
def test_law_13_joining_equal_reports_whose_windows_overlap_only_ever_tells_more(others, event, one, two, on):
    assume(one.common(two) is not None)
    others = [_without_doubt(other) for other in others]
    pair = [attrs.evolve(event, when=when, area="town", scope="whole") for when in (one, two)]
    apart, joined = played([]), played([])
    apart.append([*others, *pair])
    joined.join(joined.append([*others, *pair]).ids[-2:], reason="one")
    for area in AREAS:
        before, after = apart.status(area, on=on), joined.status(area, on=on)
        for name in before.definition.names:
            assert after.certain(name) or not before.certain(name), name
        for name in ("control", "taken", "victory"):
            assert after.possible(name).values <= before.possible(name).values
        assert after.possible("strikes").max <= before.possible("strikes").max


def _without_doubt(event):
    return attrs.evolve(event, when=attrs.evolve(event.when, uncertain=False, approximate=False))


@given(incident_scripts(), st.sampled_from(AREAS), days(), st.one_of(days(), st.just(EVER)))
def test_each_happening_counts_once_whatever_is_said_of_it(script, area, on, known_on):
    tl = played(script)
    kinds = (AreaCaptured, AreaLiberated, InsurgentActivity, StrikeReported)
    happened = {
        known.id: known
        for known in tl._knowledge(known_on, None).by_area.get(area, ())
        if isinstance(known.event, kinds) and min(when.first.earliest for when in known.placements) <= on
    }
    over = [known for known in happened.values() if known.event.when.last.latest <= on]
    begun = [known for known in happened.values() if known.event.when.first.latest <= on]
    assert len(over) == tl.ask(count(*kinds), area, on=on, known_on=known_on).value
    step = fold(lambda number, _: number + 1, 0, kinds=kinds)
    assert len(begun) == tl.ask(step, area, on=on, known_on=known_on).value
    strikes = [[each.event.strikes for each in known.readings] for known in happened.values() if _is_strike(known)]
    surely = [
        min(each.event.strikes for each in known.readings)
        for known in happened.values()
        if _is_strike(known) and all(when.last.latest <= on for when in known.placements)
    ]
    expected = Bounds(sum(surely), sum(map(max, strikes)))
    assert expected == tl.ask(total(StrikeReported.strikes), area, on=on, known_on=known_on).possible


def _is_strike(known) -> bool:
    return isinstance(known.event, StrikeReported)
