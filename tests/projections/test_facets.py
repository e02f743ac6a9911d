"""Each reducer by its plain definition, on small logs that can be checked by reading."""

from __future__ import annotations

import datetime
import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import days as some_days
from strategies import events, fresh
from timeline import (
    Area,
    Citation,
    Disputed,
    Policy,
    Source,
    active,
    count,
    days,
    first,
    fold,
    last_on,
    latest,
    latest_kind,
    total,
)
from timeline.conflict import AreaCaptured, AreaLiberated, ControlObserved, InsurgentActivity, StrikeReported
from timeline.errors import ProjectionError
from timeline.projections.facets import Facet

D = datetime.date
CONTROL = {"look": "up"}


def taken(by, when, source=None, *, area="town", scope="whole"):
    citation = Citation(source) if source else None
    return AreaLiberated(area=area, when=when, by=by, source=citation, reported_on="2017-12-30", scope=scope)


def strikes(when, number, area="town"):
    return StrikeReported(area=area, when=when, strikes=number)


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append(
        [
            Area("land", "Land"),
            Area("town", "Town", parents=["land"]),
            Source("good", "Good", "A"),
            Source("fair", "Fair", "C"),
        ]
    )
    return made


def value(tl, facet, on, area="town"):
    return tl.ask(facet, area, on=on).value


def control(**more):
    return latest(AreaCaptured.by, AreaLiberated.by, ControlObserved.held_by, **more)


def test_latest_holds_from_the_day_of_the_change(tl):
    tl.append([taken("isf", "2017-10-05")])
    assert [None, "isf"] == [value(tl, control(), on) for on in ("2017-10-04", "2017-10-05")]


def test_an_imprecise_change_has_happened_by_the_last_day_of_its_window(tl):
    tl.append([taken("isf", "2017-09")])
    assert [None, "isf"] == [value(tl, control(), on) for on in ("2017-09-29", "2017-09-30")]


def test_time_orders_claims_before_reliability_does(tl):
    tl.append([taken("isf", "2017-10-05", "good"), taken("sdf", "2017-10-06", "fair")])
    assert "sdf" == value(tl, control(), "2017-10-06")


def test_on_one_day_the_more_reliable_source_counts(tl):
    tl.append([taken("isf", "2017-10-05", "good"), taken("sdf", "2017-10-05", "fair")])
    assert "isf" == value(tl, control(), "2017-10-05")


def test_of_equally_reliable_sources_the_more_credible_report_counts(tl):
    tl.append([attrs.evolve(taken("isf", "2017-10-05"), credibility=2), taken("sdf", "2017-10-05")])
    assert "isf" == value(tl, control(), "2017-10-05")


def test_equal_claims_of_one_day_are_disputed_and_none_is_dropped(tl):
    tl.append([taken("isf", "2017-10-05", "good"), taken("sdf", "2017-10-05", "good")])
    answer = tl.ask(control(), "town", on="2017-10-05")
    assert Disputed(frozenset({"isf", "sdf"})) == answer.value
    assert "isf" in answer.value


def test_on_one_day_the_nearer_area_outranks_the_more_reliable_source(tl):
    tl.append([taken("isf", "2017-10-05", "good", area="land"), taken("sdf", "2017-10-05", "fair")])
    assert "sdf" == value(tl, control(look="up"), "2017-10-05")


def test_a_claim_for_the_whole_above_holds_below_and_one_for_somewhere_does_not(tl):
    tl.append([taken("isf", "2017-10-05", area="land"), taken("sdf", "2017-10-06", area="land", scope="somewhere_in")])
    assert (None, "isf") == (value(tl, control(), "2017-10-06"), value(tl, control(look="up"), "2017-10-06"))
    assert "isf" == value(tl, control(), "2017-10-06", "land")


def test_first_keeps_the_first_value(tl):
    tl.append([taken("isf", "2017-10-05"), taken("sdf", "2017-10-04"), taken("pmf", "2017-10-06")])
    assert [None, "sdf", "sdf"] == [value(tl, first(AreaLiberated.by), f"2017-10-0{on}") for on in (3, 4, 6)]


def test_latest_kind_names_the_kind_of_the_last_event(tl):
    facet = latest_kind(AreaCaptured, AreaLiberated)
    tl.append([taken("isf", "2017-10-05"), AreaCaptured(area="town", when="2017-11-01", by="isis")])
    assert ["area-liberated", "area-captured"] == [value(tl, facet, on) for on in ("2017-10-31", "2017-11-01")]


def test_active_ends_so_many_days_after_the_last_day(tl):
    tl.append([InsurgentActivity(area="town", when="2017-10-01/2017-10-03", by="isis")])
    facet = active(InsurgentActivity, for_=days(2))
    assert [False, True, True, True, False] == [value(tl, facet, f"2017-{on}") for on in DAYS_AROUND]


DAYS_AROUND = ("09-30", "10-01", "10-03", "10-04", "10-05")


def test_what_is_still_going_on_stays_active(tl):
    tl.append([InsurgentActivity(area="town", when="2017-10-01/..", by="isis")])
    assert value(tl, active(InsurgentActivity, for_=days(1)), "2030-01-01") is True


def test_a_total_counts_the_last_so_many_days_and_the_day_itself(tl):
    tl.append([strikes(f"2017-10-0{day}", day) for day in (1, 2, 3)])
    facet = total(StrikeReported.strikes, within=days(2))
    assert [1, 3, 5, 3, 0] == [value(tl, facet, f"2017-10-{day:02}") for day in range(1, 6)]


def test_a_total_skips_events_that_print_no_number(tl):
    tl.append([StrikeReported(area="town", when="2017-10-01", strikes=1, engagements=None)])
    tl.append([StrikeReported(area="town", when="2017-10-01", strikes=1, engagements=4)])
    assert 4 == value(tl, total(StrikeReported.engagements), "2017-10-01")


def test_a_total_of_all_time_adds_what_is_inside_once(tl):
    tl.append([Area("hills", "Hills", parents=["town", "land"])])
    tl.append([strikes("2000-01-01", 2, "hills"), strikes("2017", 1, "land")])
    facet = total(StrikeReported.strikes, look="down")
    assert [3, 2] == [value(tl, facet, "2018-01-01", area) for area in ("land", "town")]


def test_count_counts_events(tl):
    tl.append(
        [taken("isf", "2017-10-05"), taken("isf", "2017-10-05"), taken("isf", "2017-10-06", scope="somewhere_in")]
    )
    assert 3 == value(tl, count(AreaLiberated), "2017-10-06")


def test_last_on_is_the_day_of_the_last_event(tl):
    tl.append([taken("isf", "2017-10-05"), taken("isf", "2017-09")])
    assert [None, D(2017, 9, 30), D(2017, 10, 5)] == [
        value(tl, last_on(AreaLiberated), on) for on in ("2017-09-01", "2017-10-01", "2017-12-30")
    ]


def test_what_one_of_the_best_reports_places_elsewhere_is_not_counted_and_is_no_evidence(tl):
    reports = [strikes("2017-10-05", 3, area="land"), strikes("2017-10-05", 3, area="land")]
    reports = [attrs.evolve(each, scope=scope) for each, scope in zip(reports, ("whole", "somewhere_in"), strict=True)]
    tl.join(tl.append(reports).ids, reason="one strike")
    told = tl.ask(total(StrikeReported.strikes, look="up"), "town", on="2017-10-06")
    assert (0, "0..3", None) == (told.value, repr(told.possible), told.evidence)


def test_fold_takes_events_in_order_of_their_days(tl):
    tl.append([taken("sdf", "2017-10-06"), taken("isf", "2017-10-05")])
    facet = fold(lambda state, event: (*state, event.by), (), kinds=[AreaLiberated])
    assert ("isf", "sdf") == value(tl, facet, "2017-10-06")


@pytest.mark.parametrize("arrived", [*itertools.permutations(["isf", "pmf", "sdf"]), ("isf", "sdf"), ("sdf", "isf")])
def test_fold_takes_events_of_one_day_and_rank_by_content_in_whatever_order_they_arrived(tl, arrived):
    tl.append([taken(by, "2017-10-05") for by in arrived])
    facet = fold(lambda state, event: (*state, event.by), (), kinds=[AreaLiberated])
    assert tuple(sorted(arrived)) == value(tl, facet, "2017-10-06")


def test_a_fold_that_mutates_its_state_does_not_change_the_next_answer(tl):
    tl.append([taken("isf", "2017-10-05")])
    facet = fold(lambda state, event: state.append(event.by) or state, [], kinds=[AreaLiberated])
    assert [["isf"], ["isf"]] == [value(tl, facet, "2017-10-06") for _ in range(2)]


@given(st.lists(events(), max_size=6), some_days())
def test_an_answer_made_on_the_spot_is_that_of_the_projection(drawn, on):
    made = fresh()
    made.append(drawn)
    for name, facet in timeline.AreaStatus.definition.facets.items():
        assert getattr(made.status("town", on=on), name) == made.ask(facet, "town", on=on).value


def test_a_users_policy_decides_who_counts(tl):
    least_reliable = Policy(
        "least-reliable", 1, lambda known, sources: (sources.reliability(known.event.source.source),)
    )
    tl.append([taken("isf", "2017-10-05", "good"), taken("sdf", "2017-10-05", "fair")])
    other = timeline.Timeline(tl._log, timeline.AreaStatus, least_reliable)
    assert ("isf", "sdf") == (tl.status("town", on="2017-10-05").control, other.status("town", on="2017-10-05").control)


A_FIELD = "expected a field of an event kind's own, such as AreaLiberated.by, found"
EVERY_EVENT_HAS = f"latest: {A_FIELD} {{!r}}, which every event has; name a field that the kind itself declares"
WHOLE_DAYS = "(for_=…): expected whole days, such as days(30), found"


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda: latest(AreaLiberated.area), EVERY_EVENT_HAS.format("area")),
        (lambda: latest(AreaLiberated.by, before=AreaLiberated.when), EVERY_EVENT_HAS.format("when")),
        (lambda: first("by"), f"first: {A_FIELD} 'by'; name the field on its class"),
        (lambda: latest(AreaLiberated), f"latest: {A_FIELD} {AreaLiberated!r}; name the field on its class"),
        (lambda: total(Citation.source), f"total: {A_FIELD} Citation.source"),
        (lambda: latest(), "Latest: expected at least one event kind or field, found none"),
        (
            lambda: latest(AreaLiberated.by, AreaLiberated.from_),
            "latest: expected one field of each kind, found AreaLiberated.by and AreaLiberated.from_; "
            "declare two facets",
        ),
        (lambda: latest(AreaLiberated.by, look="sideways"), "look: expected here, up or down, found 'sideways'"),
        (lambda: active(AreaLiberated, for_=30), f"active{WHOLE_DAYS} 30"),
        (lambda: active(AreaLiberated, for_=None), f"active{WHOLE_DAYS} None"),
        (
            lambda: active(AreaLiberated, for_=datetime.timedelta(days=1, hours=12)),
            f"active{WHOLE_DAYS} datetime.timedelta(days=1, seconds=43200)",
        ),
        (
            lambda: count(AreaLiberated, within=datetime.timedelta(0)),
            "total(within=…): expected whole days, such as days(30), found datetime.timedelta(0)",
        ),
        (lambda: days(0), "days: expected a whole number from 1, found 0"),
        (lambda: count(str), "count: expected an event kind, found <class 'str'>; name the class"),
        (lambda: active("strike", for_=days(1)), "active: expected an event kind, found 'strike'; name the class"),
        (lambda: last_on(str), "last_on: expected an event kind, found <class 'str'>; name the class"),
        (lambda: latest_kind(str), "latest_kind: expected an event kind, found <class 'str'>; name the class"),
        (
            lambda: fold(max, 0, kinds=[str]),
            "fold: expected an event kind, found <class 'str'>; name the class",
        ),
    ],
)
def test_a_facet_refuses_in_words_what_it_cannot_read(declare, said):
    with pytest.raises(ProjectionError) as refused:
        declare()
    assert said == str(refused.value)


def test_a_total_of_what_is_no_number_is_refused_by_name(tl):
    tl.append([taken("isf", "2017-10-05")])
    with pytest.raises(ProjectionError) as refused:
        value(tl, total(AreaLiberated.by), "2017-10-06")
    assert "total of area-liberated.by: expected whole numbers that are not negative, found 'isf'" == str(refused.value)


@pytest.mark.parametrize(
    ("ask", "method"),
    [
        (lambda facet: facet.resolve([], D(2017, 1, 1)), "resolve"),
        (lambda facet: facet.possible([], D(2017, 1, 1)), "possible"),
        (lambda facet: facet.boundaries([]), "boundaries"),
    ],
)
def test_a_facet_of_ones_own_that_lacks_a_method_is_refused_by_its_name(ask, method):
    class Mine(Facet):
        pass

    with pytest.raises(ProjectionError) as refused:
        ask(Mine({AreaLiberated: None}, "here"))
    assert f"Mine: expected a {method} method, found none" == str(refused.value)


def test_a_fold_that_mutates_deep_inside_its_state_does_not_change_the_next_answer(tl):
    tl.append([taken("isf", "2017-10-05")])
    facet = fold(lambda state, event: state["by"].append(event.by) or state, {"by": []}, kinds=[AreaLiberated])
    assert [{"by": ["isf"]}] * 2 == [value(tl, facet, "2017-10-06") for _ in range(2)]


@pytest.mark.parametrize(
    "facet",
    [
        active(AreaLiberated, for_=days(30)),
        last_on(AreaLiberated),
        fold(lambda state, event: state, None, kinds=[AreaLiberated]),
        first(AreaLiberated.by),
        latest(AreaLiberated.by),
        count(AreaLiberated),
    ],
)
def test_the_newest_day_that_decides_a_value_is_its_evidence(tl, facet):
    tl.append([taken("isf", "2017-10-05"), StrikeReported(area="town", when="2017-10-07", strikes=1)])
    assert [None, D(2017, 10, 5)] == [tl.ask(facet, "town", on=on).evidence for on in ("2017-10-04", "2017-10-08")]


def test_what_goes_on_somewhere_above_is_not_said_of_the_areas_below(tl):
    tl.append([InsurgentActivity(area="land", when="2017-10-01", by="isis", scope="somewhere_in")])
    facet = active(InsurgentActivity, for_=days(30), look="up")
    assert [True, False] == [value(tl, facet, "2017-10-05", area) for area in ("land", "town")]
    tl.append([InsurgentActivity(area="land", when="2017-10-02", by="isis")])
    assert value(tl, facet, "2017-10-05", "town")


def test_of_equal_reports_of_one_strike_of_which_one_may_be_elsewhere_inside_the_least_counts():
    tl = timeline.connect()
    strike = StrikeReported(area="iq", when="2017-01-05", strikes=3, incident="x", reported_on="2017-01-06")
    tl.append(
        [timeline.Area("iq/kirkuk", "Kirkuk", parents=["iq"]), strike, attrs.evolve(strike, scope="somewhere_in")]
    )
    answer = tl.ask(timeline.count(StrikeReported, look="up"), "iq/kirkuk", on="2017-01-31")
    assert (0, 0, 1) == (answer.value, answer.possible.min, answer.possible.max)
