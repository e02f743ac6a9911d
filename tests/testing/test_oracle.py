"""The engine is held to the oracle: whatever is asked of whatever log, both say the same.

What each question means is said here once more over the oracle's status, as shortly as it can be.
"""

from __future__ import annotations

import datetime
import itertools
import statistics
from typing import Any

import attrs
from asked import AREA, DAY, KNOWN, LOGS, LastDays, Wide, expected, happenings, in_words, inside, stretches, told, words
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import AREAS, DESCRIBED, days, fresh, played
from timeline import (
    BEGINNING,
    EVER,
    AreaStatus,
    Disputed,
    Event,
    Projection,
    Timeline,
    When,
    total,
)
from timeline.conflict import (
    AreaLiberated,
    StrikeReported,
)
from timeline.model.days import plus
from timeline.testing.oracle import Oracle, Told
from timeline.testing.strategies import FIRST_DAY, event_logs, logs

# What is so on a day.


@given(LOGS, days(), KNOWN, st.integers(0, 14))
def test_the_status_of_each_area_is_what_the_oracle_tells(tl, on, known_on, back):
    position = max(tl.position - back, len(DESCRIBED))
    oracle = Oracle(tl.events(), AreaStatus)
    for area in AREAS:
        assert expected(oracle, area, on, known_on) == told(tl.status(area, on=on, known_on=known_on))
        answer = tl.status(area, on=on, known_on=known_on, position=position)
        assert expected(oracle, area, on, known_on, position) == told(answer)


@given(logs(), days(), KNOWN)
def test_the_status_under_any_hierarchy_is_what_the_oracle_tells(script, on, known_on):
    tl = played(script)
    oracle, wide = Oracle(tl.events(), Wide), tl.using(Wide)
    for area in script.areas:
        assert expected(oracle, area, on, known_on) == told(wide.status(area, on=on, known_on=known_on))


@given(LOGS, days(), KNOWN)
def test_every_reducer_and_look_is_what_the_oracle_tells(tl, on, known_on):
    oracle, wide = Oracle(tl.events(), Wide), tl.using(Wide)
    for area in AREAS:
        assert expected(oracle, area, on, known_on) == told(wide.status(area, on=on, known_on=known_on))


@given(LOGS, days(), KNOWN)
def test_each_last_day_and_what_else_it_may_be_is_what_the_oracle_tells(tl, on, known_on):
    oracle, last = Oracle(tl.events(), LastDays), tl.using(LastDays)
    for area in AREAS:
        said, answer = expected(oracle, area, on, known_on), told(last.status(area, on=on, known_on=known_on))
        history = in_words(last.history(area, known_on=known_on).span_at(on).judged, {}, on)
        assert said == answer == history


def test_what_may_come_after_the_day_neither_makes_its_last_event_uncertain_nor_is_a_cause():
    tl = timeline.connect(projection=LastDays)
    tl.append([AreaLiberated(area="town", when=when, by="isf") for when in ("2017-01-01", "2017-01?")])
    reason = tl.explain("town", on="2017-01-01")["strike"]
    assert (True, ["2017-01-01"]) == (reason.is_certain, [str(cause.known.event.when) for cause in reason.causes])


def test_what_one_of_two_equal_reports_says_of_an_unknown_place_inside_leaves_the_whole_uncertain():
    tl = timeline.connect()
    liberated = AreaLiberated(area="town", when="2017-01-05", by="isf", incident="x", reported_on="2017-02-01")
    tl.append([liberated, attrs.evolve(liberated, scope="somewhere_in")])
    said = Oracle(tl.events(), AreaStatus).status("town", datetime.date(2017, 3, 1))["control"]
    assert Told("isf", frozenset({"isf", None}), False) == said
    assert said == told(tl.status("town", on="2017-03-01"))["control"]


def test_what_the_best_report_of_an_incident_leaves_unset_the_next_one_tells():
    tl = fresh()
    best = AreaLiberated(area="town", when="2017-01-05", by="isf", incident="x", reported_on="2017-02-02")
    tl.append([best, attrs.evolve(best, from_="isis", reported_on="2017-02-01")])
    before = {"control": Told(None, frozenset({None, "isis"}), False)}
    assert before.items() <= expected(Oracle(tl.events(), AreaStatus), "town", FIRST_DAY).items()
    assert before.items() <= told(tl.status("town", on=FIRST_DAY)).items()


@given(LOGS, AREA, days())
def test_a_rank_of_ones_own_is_what_the_oracle_tells(tl, area, on):
    policy = timeline.Policy("early-report", 1, lambda known, sources: (-known.reported_on.toordinal(),))
    early = Timeline(tl._log, AreaStatus, policy=policy)
    oracle = Oracle(tl.events(), AreaStatus, rank=lambda event, day, letter: (-day.toordinal(),))
    assert expected(oracle, area, on) == told(early.status(area, on=on))


@given(LOGS, AREA, days(), KNOWN)
def test_one_facet_asked_is_what_the_oracle_tells(tl, area, on, known_on):
    said = expected(Oracle(tl.events(), Wide), area, on, known_on)
    for name, facet in Wide.definition.facets.items():
        answer = tl.ask(facet, area, on=on, known_on=known_on)
        assert said[name] == Told(answer.value, words(answer.possible, on), answer.is_certain)


@given(LOGS, KNOWN)
def test_the_areas_are_those_described_or_named(tl, known_on):
    assert Oracle(tl.events(), AreaStatus).areas(known_on) == [area.id for area in tl.areas(known_on=known_on)]


@given(event_logs(described=DESCRIBED), days(), st.data())
def test_what_is_so_in_a_drawn_world_is_possible(script, on, data):
    """A world is a log in which each date is one of the days it may mean; derived values are held to it too."""
    tl = played(script)
    world = [attrs.evolve(each, statement=_in_one_world(each.statement, data.draw)) for each in tl.events()]
    oracle = Oracle(world, AreaStatus)
    for area in AREAS:
        answer = tl.status(area, on=on)
        for name, each in oracle.status(area, on).items():
            members = each.value.members if isinstance(each.value, Disputed) else {each.value}
            assert all(member in answer.possible(name) for member in members), name


def _in_one_world(statement: Any, draw: Any) -> Any:
    if not isinstance(statement, Event):
        return statement
    start = draw(_day_in(statement.when.first.earliest, statement.when.first.latest))
    end = draw(_day_in(max(statement.when.last.earliest, start), statement.when.last.latest))
    return attrs.evolve(statement, when=f"{start}/{end}" if statement.when.lasts else start)


def _day_in(earliest: Any, latest: Any) -> st.SearchStrategy[datetime.date]:
    low = max(earliest, datetime.date(2016, 1, 1))
    return st.dates(low, min(latest, max(low, datetime.date(2018, 12, 31))))


# What was so over time.


@given(LOGS, st.sampled_from([AreaStatus, Wide]), AREA, KNOWN, st.lists(days(), max_size=5))
def test_a_history_is_the_status_of_each_of_its_days(tl, projection, area, known_on, drawn):
    oracle, history = Oracle(tl.events(), projection), tl.using(projection).history(area, known_on=known_on)
    assert (BEGINNING, EVER) == (history.spans[0].start, history.spans[-1].end)
    for span, after in itertools.zip_longest(history, history.spans[1:]):
        assert after is None or span.end == after.start
        for day in {*_ends_of(span), *(day for day in drawn if span.start <= day < span.end)}:
            assert expected(oracle, area, day, known_on) == in_words(span.judged, {"condition"}, day)


def _ends_of(span: timeline.Span) -> set[datetime.date]:
    return {day for day in (span.start, plus(span.end, -1)) if isinstance(day, datetime.date)}


@given(LOGS, AREA, KNOWN, st.data())
def test_a_history_of_one_value_has_spans_as_long_as_can_be(tl, area, known_on, data):
    name = data.draw(st.sampled_from(sorted(Wide.definition.facets)))
    oracle, history = Oracle(tl.events(), Wide), tl.using(Wide).history(area, name, known_on=known_on)
    for span, after in itertools.pairwise(history):
        before, then = (expected(oracle, area, day, known_on)[name] for day in (span.end - DAY, after.start))
        assert before != then
        assert in_words({name: after.judged[name]}, {}, after.start) == {name: then}


@given(LOGS, AREA, days(), KNOWN, st.integers(0, 20))
def test_the_status_during_an_unknown_day_is_the_union_over_its_days(tl, area, start, known_on, length):
    each_day = [start + number * DAY for number in range(length + 1)]
    during = tl.statuses_during(area, on=f"[{start}..{each_day[-1]}]", known_on=known_on)
    oracle = Oracle(tl.events(), AreaStatus)
    said = [expected(oracle, area, day, known_on) for day in each_day]
    for name in AreaStatus.definition.facets:
        sets = [each[name].possible for each in said]
        union = (min(map(min, sets)), max(map(max, sets))) if name == "strikes" else frozenset().union(*sets)
        assert union == words(during.possible(name), start)
        certain = all(each[name].certain and each[name].value == said[0][name].value for each in said)
        assert certain == during.certain(name)
        held = [day for day, each in zip(each_day, said, strict=True) if each[name].value == said[0][name].value]
        told_days = [(low, plus(high, 1)) for low, high in stretches(held)]
        assert told_days == during.days(name, said[0][name].value)


@given(LOGS, AREA, days(), st.integers(1, 60), st.sampled_from(["week", "month"]), KNOWN)
def test_a_series_is_what_is_told_at_the_end_of_each_period(tl, area, start, length, every, known_on):
    oracle = Oracle(tl.events(), AreaStatus)
    for period in tl.series("control", area, every=every, start=start, end=start + length * DAY, known_on=known_on):
        said = expected(oracle, area, period.end - DAY, known_on)["control"]
        assert said == Told(period.value, words(period.possible, period.end), period.is_certain)


@given(LOGS, AREA, days(), st.integers(1, 60), st.sampled_from(["week", "month"]), KNOWN)
def test_a_series_of_a_total_is_the_total_within_as_many_days(tl, area, start, length, every, known_on):
    for period in tl.series(SUM, area, every=every, start=start, end=start + length * DAY, known_on=known_on):
        oracle = Oracle(tl.events(), summing((period.end - period.start).days))
        said = expected(oracle, area, period.end - DAY, known_on)["strikes"]
        assert said == Told(period.value, words(period.possible, period.end), period.is_certain)


@given(days(), st.integers(1, 60), st.sampled_from(["week", "month"]))
def test_the_periods_of_a_series_are_the_calendars(start, length, every):
    each_day = [start + number * DAY for number in range(length)]
    groups = [list(group) for _, group in itertools.groupby(each_day, key=week_of if every == "week" else month_of)]
    series = fresh().series(SUM, "town", every=every, start=start, end=each_day[-1] + DAY)
    assert [(group[0], group[-1] + DAY) for group in groups] == [(period.start, period.end) for period in series]


def week_of(day: datetime.date) -> Any:
    return day.isocalendar()[:2]


def month_of(day: datetime.date) -> Any:
    return (day.year, day.month)


SUM = total(StrikeReported.strikes, within=timeline.days(3), look="down")


def summing(days_count: int) -> type[Projection]:
    class Sum(Projection, name="sum", version=1):
        strikes = total(StrikeReported.strikes, within=timeline.days(days_count), look="down")

    return Sum


# Questions about several answers.


@given(LOGS, AREA, days(), KNOWN)
def test_the_statuses_inside_an_area_are_those_of_what_lies_in_it_that_day(tl, area, on, known_on):
    oracle = Oracle(tl.events(), AreaStatus)
    answers = tl.statuses(on=on, inside=area, known_on=known_on)
    assert inside(oracle, area, on, known_on) == [answer.area for answer in answers]
    assert [expected(oracle, each, on, known_on) for each in inside(oracle, area, on, known_on)] == list(
        map(told, answers)
    )
    assert oracle.areas(known_on) == [answer.area for answer in tl.statuses(on=on, known_on=known_on)]


@given(LOGS, AREA, days(), KNOWN, st.sampled_from(["control", "strikes", "insurgency"]))
def test_a_rollup_groups_the_areas_inside_by_what_is_told_of_each(tl, area, on, known_on, name):
    oracle = Oracle(tl.events(), AreaStatus)
    said = {each: oracle.status(each, on, known_on)[name] for each in inside(oracle, area, on, known_on)}
    values = [each.value for each in said.values()]
    groups = {value: tuple(each for each in said if said[each].value == value) for value in values}
    rollup = tl.rollup(area, name, on=on, known_on=known_on)
    assert groups == {group.value: group.areas for group in rollup}
    assert sorted(map(len, groups.values()), reverse=True) == [len(group.areas) for group in rollup]
    assert rollup.is_unanimous == (len(groups) == 1 and all(each.certain for each in said.values()))


@given(LOGS, AREA, st.tuples(days(), days()), st.tuples(KNOWN, KNOWN))
def test_a_diff_has_each_value_that_is_told_otherwise(tl, area, on, known_on):
    oracle, diff = Oracle(tl.events(), AreaStatus), tl.diff(area, on=on, known_on=known_on)
    before, after = (expected(oracle, area, *each) for each in zip(on, known_on, strict=True))
    changed = {change.name: (change.before, change.after) for change in diff.changes}
    for name in before:
        if name != "condition" or before[name].value != after[name].value:
            assert (before[name] != after[name]) == (name in changed), name
        if name in changed:
            assert (before[name].value, after[name].value) == changed[name]


@given(LOGS, AREA, days(), KNOWN)
def test_what_is_supposed_is_told_as_if_it_were_in_the_log(tl, area, on, known_on):
    supposed = tl.what_if([StrikeReported(area=area, when=on, strikes=7, reported_on=on)])
    oracle = Oracle(supposed.events(), AreaStatus)
    assert expected(oracle, area, on, known_on) == told(supposed.status(area, on=on, known_on=known_on))
    assert expected(oracle, area, on, known_on, tl.position) == told(tl.status(area, on=on, known_on=known_on))


@given(LOGS, AREA, days(), KNOWN)
def test_the_causes_alone_make_the_oracle_tell_the_same_and_fewer_do_not(tl, area, on, known_on):
    entries, explanation = tl.events(), tl.using(Wide).explain(area, on=on, known_on=known_on)
    for name in ("holder", "first_inside", "fought", "strikes_above"):
        wanted = _told_without(entries, (), area, on, known_on, name)
        cause_ids = [{entry.id for entry in cause.known.entries} for cause in explanation[name].causes]
        others = {entry.id for entry in entries if isinstance(entry.statement, Event)}.difference(*cause_ids)
        assert wanted == _told_without(entries, others, area, on, known_on, name), name
        for each in cause_ids:
            assert wanted != _told_without(entries, others | each, area, on, known_on, name), name


def _told_without(entries: Any, ids: Any, area: str, on: datetime.date, known_on: Any, name: str) -> tuple[Any, Any]:
    """The value and what is possible, as if some events had never been appended, nor what is said about them."""
    kept = [entry for entry in entries if entry.id not in ids]
    said = expected(Oracle(kept, Wide), area, on, known_on)[name]
    return said.value, said.possible


# Questions about reports.


@given(LOGS, KNOWN)
def test_the_incidents_are_what_several_reports_say_together(tl, known_on):
    several = [(claim, ids) for claim, ids in happenings(tl.events(), known_on) if len(ids) > 1]
    wanted = {
        frozenset(ids): (
            claim.event,
            {*claim.dates},
            {event for event, _ in claim.said} if len(claim.said) > 1 else set(),
        )
        for claim, ids in several
    }
    found = {
        frozenset(member.id for member in each.members): (each.event, {*each.placements}, {*each.alternatives})
        for each in tl.incidents(known_on=known_on)
    }
    assert wanted == found


@given(LOGS, KNOWN)
def test_the_lag_is_the_days_from_the_latest_first_day_to_the_first_report(tl, known_on):
    reported = {entry.id: entry.reported_on for entry in tl.events()}
    lags = [
        _days_late(claim.event.when, min(reported[id_] for id_ in ids))
        for claim, ids in happenings(tl.events(), known_on)
    ]
    lag = tl.lag(known_on=known_on)
    assert len(lags) == lag.events_count
    assert (statistics.median(lags) if lags else None, max(lags, default=None)) == (lag.median_days, lag.longest_days)


def _days_late(when: When, reported: datetime.date) -> int:
    return 0 if reported in when.first else (reported - when.first.latest).days
