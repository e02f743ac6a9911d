"""Reasons: what decides a value, and the one reason why every other candidate does not."""

from __future__ import annotations

import datetime

import attrs
import pytest
from hypothesis import given

import timeline
from strategies import AREAS, days, played, scripts
from timeline import EVER, Area, Citation, Projection, Source, first, fold, last_on, latest
from timeline.conflict import AreaLiberated, ControlObserved, InsurgentActivity, StrikeReported
from timeline.model.events import Event

KINDS = {"retracted", "superseded", "outranked", "not yet known", "after the date", "expired", "out of scope", "agrees"}


def liberated(by, when, source="fair", *, area="town", scope="whole", reported_on="2017-10-30"):
    return AreaLiberated(area=area, when=when, by=by, source=Citation(source), scope=scope, reported_on=reported_on)


class Freed(Projection, name="freed"):
    by = first(AreaLiberated.by)
    last_by = latest(AreaLiberated.by)


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append([Area("land", "Land"), Area("town", "Town", parents=["land"])])
    made.append([Source("good", "Good", "A"), Source("fair", "Fair", "C")])
    return made


def fates(tl, name="control", **question):
    question = {"on": "2017-12-30", **question}
    return {(str(rival.event.when), rival.why) for rival in tl.explain("Town", **question)[name].rivals}


def test_a_later_change_supersedes_an_earlier_one(tl):
    tl.append([liberated("sdf", "2017-10-01"), liberated("isf", "2017-10-05")])
    assert {("2017-10-01", "superseded")} == fates(tl)


def test_on_one_day_the_less_reliable_is_outranked(tl):
    tl.append([liberated("sdf", "2017-10-05"), liberated("isf", "2017-10-05", "good")])
    assert {("2017-10-05", "outranked")} == fates(tl)


def test_on_the_very_day_the_less_reliable_is_outranked_and_not_after_it(tl):
    tl.append([liberated("sdf", "2017-10-05"), liberated("isf", "2017-10-05", "good")])
    assert {("2017-10-05", "outranked")} == fates(tl, on="2017-10-05")


@pytest.mark.parametrize(
    ("when", "source", "why"),
    [
        ("2017-10-06", "good", "superseded"),
        ("2017-10-05", "fair", "outranked"),
        ("[2017-10-05..2017-10-09]", "fair", "outranked"),
        ("[2017-10-06..2017-10-09]", "fair", "superseded"),
    ],
)
def test_of_the_first_claims_a_later_one_is_superseded_and_on_one_day_the_less_reliable_is_outranked(
    tl, when, source, why
):
    tl.append([liberated("isf", "2017-10-05", "good"), liberated("sdf", when, source)])
    told = tl.using(Freed).explain("Town", on="2017-12-30")["by"]
    assert (["isf"], [("sdf", why)]) == (
        [cause.value for cause in told.causes],
        [(rival.event.by, rival.why) for rival in told.rivals],
    )


def test_what_comes_after_the_day_is_no_cause_of_a_value_that_does_not_ask_what_was_before(tl):
    tl.append([liberated("isf", "2017-10-05")])
    (told,) = (each for each in tl.using(Freed).explain("Town", on="2017-10-01").reasons if each.name == "last_by")
    assert ((), ["after the date"]) == (told.causes, [rival.why for rival in told.rivals])


def test_a_happening_of_which_it_is_disputed_whether_it_was_about_the_whole_may_not_be_the_first(tl):
    reports = [liberated("isf", "2017-10-01"), liberated("isf", "2017-10-01", scope="somewhere_in")]
    tl.join(tl.append(reports).ids, reason="one battle")
    tl.append([liberated("sdf", "2017-10-05")])
    status = tl.using(Freed).status("Town", on="2017-12-30")
    assert ({"isf", "sdf"}, False) == (status.possible("by").values, status.certain("by"))


def test_of_what_may_be_the_last_day_only_days_up_to_the_one_asked_about_need_a_cause(tl):
    class LastFreed(Projection, name="last-freed"):
        day = last_on(AreaLiberated)

    tl.append([liberated("isf", f"[2017-10-01..2017-10-{last}]") for last in (31, 20)])
    told = tl.using(LastFreed).explain("Town", on="2017-10-05")["day"]
    whens = ([str(each.known.event.when) for each in told.causes], [(str(e.event.when), e.why) for e in told.rivals])
    assert (["[2017-10-01..2017-10-20]"], [("2017-10", "agrees")]) == whens


def test_what_adds_nothing_to_an_amount_agrees(tl):
    tl.append([StrikeReported(area="town", when="2017-12-20", strikes=strikes) for strikes in (0, 2)])
    assert {("2017-12-20", "agrees")} == fates(tl, "strikes")


def test_of_equal_amounts_that_one_happening_is_said_to_have_one_is_the_cause(tl):
    struck = StrikeReported(area="town", when="2017-12-20", strikes=2, incident="x", reported_on="2017-12-21")
    tl.append([attrs.evolve(struck, engagements=number) for number in (1, 2)])
    assert [2] == [cause.value for cause in tl.explain("Town", on="2017-12-30")["strikes"].causes]


def test_what_is_dated_later_is_after_the_date(tl):
    tl.append([liberated("sdf", "2018-01-01", reported_on="2018-02-01"), liberated("isf", "2017-10-05")])
    assert {("2018-01-01", "after the date")} == fates(tl)


def test_what_is_reported_later_is_not_yet_known(tl):
    tl.append([liberated("sdf", "2017-10-06", reported_on="2018-02-01"), liberated("isf", "2017-10-05")])
    assert {("2017-10-06", "not yet known")} == fates(tl, known_on="2018-01-31")


def test_what_was_withdrawn_is_retracted_and_what_was_corrected_is_superseded(tl):
    first, second = tl.append([liberated("sdf", "2017-10-06"), liberated("isf", "2017-10-05")]).ids
    tl.retract(first, reason="doubt", reported_on="2017-11-01")
    tl.correct(second, liberated("isf", "2017-10-04"), reason="typo", because="our-error")
    assert {("2017-10-06", "retracted"), ("2017-10-05", "superseded")} == fates(tl)


def test_a_correction_that_was_withdrawn_is_retracted(tl):
    told = tl.append([liberated("isf", "2017-10-05")]).ids[0]
    correction = tl.correct(told, liberated("isf", "2017-10-06"), reason="it says so", reported_on="2017-11-01")
    tl.retract(correction, reason="it does not", reported_on="2017-11-02")
    assert {("2017-10-06", "retracted")} == fates(tl)


def test_what_was_withdrawn_on_the_very_day_is_retracted(tl):
    told = tl.append([liberated("isf", "2017-10-05")]).ids[0]
    tl.retract(told, reason="doubt", reported_on="2017-11-01")
    assert [set(), {("2017-10-05", "retracted")}] == [fates(tl, known_on=day) for day in ("2017-10-31", "2017-11-01")]


def test_what_was_corrected_and_then_withdrawn_is_retracted_in_every_wording(tl):
    told = tl.append([liberated("isf", "2017-10-05")]).ids[0]
    tl.correct(told, liberated("isf", "2017-10-06"), reason="it says so", reported_on="2017-11-01")
    tl.retract(told, reason="doubt", reported_on="2017-11-02")
    assert {("2017-10-05", "retracted"), ("2017-10-06", "retracted")} == fates(tl)


def test_our_own_error_is_superseded_from_the_day_it_was_reported(tl):
    told = tl.append([liberated("isf", "2017-10-05")]).ids[0]
    tl.correct(told, liberated("isf", "2017-10-04"), reason="typo", because="our-error")
    assert {("2017-10-05", "superseded")} == fates(tl, known_on="2017-10-30")
    assert {("2017-10-05", "not yet known"), ("2017-10-04", "not yet known")} == fates(tl, known_on="2017-10-29")


def test_the_reports_of_a_happening_that_does_not_decide_are_told_each_in_its_own_words(tl):
    reports = [liberated("isf", "2017-10-01", "good"), liberated("isf", "[2017-09-30..2017-10-02]")]
    ids = tl.append(reports).ids
    tl.join(ids, reason="one battle")
    tl.append([liberated("sdf", "2017-10-05")])
    rivals = tl.explain("Town", on="2017-12-30")["control"].rivals
    told = [(id_, report, "superseded") for id_, report in zip(ids, reports, strict=True)]
    assert told == [(rival.entry.id, rival.event, rival.why) for rival in rivals]


def test_a_correction_that_was_corrected_is_superseded(tl):
    told = tl.append([liberated("isf", "2017-10-05")]).ids[0]
    correction = tl.correct(told, liberated("isf", "2017-10-06"), reason="it says so", reported_on="2017-11-01")
    tl.correct(correction, liberated("isf", "2017-10-07"), reason="it says more", reported_on="2017-11-02")
    assert {("2017-10-05", "superseded"), ("2017-10-06", "superseded")} == fates(tl)


def test_what_may_not_have_happened_by_the_day_is_after_the_date_for_a_fold():
    class Counted(Projection, name="counted"):
        falls = fold(lambda count, event: count + 1, 0, kinds=[AreaLiberated])

    made = timeline.connect(projection=Counted)
    made.append([liberated("isf", "2017-10")])
    (rival,) = made.explain("town", on="2017-10-05")["falls"].rivals
    assert "after the date" == rival.why


def test_what_holds_somewhere_inside_is_out_of_scope_for_who_holds_it(tl):
    tl.append([liberated("isf", "2017-10-05"), liberated("sdf", "2017-10-06", scope="somewhere_in")])
    tl.append([liberated("pmf", "2017-10-07", area="land", scope="somewhere_in")])
    assert {("2017-10-06", "out of scope"), ("2017-10-07", "out of scope")} == fates(tl)


def test_what_ended_long_ago_is_expired(tl):
    tl.append([InsurgentActivity(area="town", when="2017-01-01", by="isis")])
    tl.append([StrikeReported(area="town", when="2017-01-01", strikes=2)])
    assert {("2017-01-01", "expired")} == fates(tl, "insurgency") == fates(tl, "strikes")


def test_what_says_the_same_agrees_when_others_suffice(tl):
    tl.append([InsurgentActivity(area="town", when=f"2017-12-0{day}", by="isis") for day in (1, 2)])
    reason = tl.explain("Town", on="2017-12-30")["insurgency"]
    assert ["2017-12-01"] == [str(claim.known.event.when) for claim in reason.causes]
    assert {("2017-12-02", "agrees")} == fates(tl, "insurgency")


@given(scripts(), days(), days())
def test_every_candidate_is_a_cause_or_has_one_reason(script, on, known_on):
    tl = played(script)
    for area in AREAS:
        for reason in tl.explain(area, on=on, known_on=known_on).reasons:
            assert {rival.why for rival in reason.rivals} <= KINDS
            causes = {(claim.known.id, claim.known.event) for claim in reason.causes}
            told = [(rival.entry.id, rival.event) for rival in reason.rivals]
            assert not causes & set(told)
            assert len(told) == len(set(told))


@given(scripts(), days())
def test_every_event_about_an_area_is_told_of_in_its_explanation(script, on):
    tl = played(script)
    reasons = tl.explain("town", on=on).reasons
    told = {rival.entry.id for reason in reasons for rival in reason.rivals}
    told |= {entry.id for reason in reasons for claim in reason.causes for entry in claim.known.entries}
    events = [entry for entry in tl.events() if isinstance(entry.statement, Event) and entry.statement.area == "town"]
    assert {entry.id for entry in events} <= told


def test_a_diff_of_two_states_of_knowledge_names_the_entries_that_changed_the_belief(tl):
    tl.append([liberated("isf", "2017-10-05")])
    second = tl.append([liberated("sdf", "2017-10-06", reported_on="2017-11-01")]).ids[0]
    retraction = tl.retract(second, reason="doubt", reported_on="2017-12-01")
    learnt = tl.diff("Town", on="2017-12-30", known_on=("2017-10-31", "2017-11-30"))
    assert ([second], ("isf", "sdf")) == ([entry.id for entry in learnt.because], _control(learnt))
    doubted = tl.diff("Town", on="2017-12-30", known_on=("2017-11-30", EVER))
    assert ([retraction], ("sdf", "isf")) == ([entry.id for entry in doubted.because], _control(doubted))


def test_a_diff_names_what_restored_an_event_and_what_joined_it_to_another(tl):
    first, second = tl.append([liberated("sdf", "2017-10-05"), liberated("isf", "2017-09", "good")]).ids
    retraction = tl.retract(first, reason="doubt", reported_on="2017-11-01")
    restored = tl.reinstate(retraction, reason="confirmed", reported_on="2017-12-01")
    joined = tl.join([first, second], reason="one battle", reported_on="2018-01-01")
    day = {"on": "2017-10-06"}
    assert [restored] == [each.id for each in tl.diff("Town", **day, known_on=("2017-11-30", "2017-12-31")).because]
    assert [joined] == [each.id for each in tl.diff("Town", **day, known_on=("2017-12-31", EVER)).because]


HELD = ControlObserved(area="country", when="2017-01-01", held_by="isf", reported_on="2017-01-01")
SINCE = {"on": "2017-01-05", "known_on": ("2017-01-01", EVER)}


def test_a_diff_names_what_moved_an_area():
    tl = timeline.connect()
    tl.append([Area("town", "Town", parents=["country"]), HELD])
    moved = tl.append([Area("town", "Town", reported_on="2017-01-02")]).ids[0]
    assert [moved] == [each.id for each in tl.diff("Town", **SINCE).because]


def test_a_diff_names_what_moved_an_area_out_of_the_one_asked_about():
    tl = timeline.connect()
    struck = StrikeReported(area="town", when="2017-01-01", strikes=2, reported_on="2017-01-01")
    tl.append([Area("town", "Town", parents=["country"]), struck])
    moved = tl.append([Area("town", "Town", reported_on="2017-01-02")]).ids[0]
    assert [moved] == [each.id for each in tl.diff("country", **SINCE).because]


def test_a_diff_names_nothing_that_was_learnt_and_changed_no_value(tl):
    day = "2017-11-01"
    tl.append([liberated("isf", "2017-10-05", "good")])
    tl.append([Area("town", "Our town", parents=["land"], reported_on=day)])
    tl.append([Source("good", "The Good Paper", "A", reported_on=day)])
    tl.append([liberated("isf", when, area="far", reported_on=day) for when in ("2017-10-05", "2017-10")])
    tl.append([attrs.evolve(liberated("isf", "2017-10-05", area="near", reported_on=day), incident="x")] * 2)
    changed = tl.append([liberated("sdf", "2017-10-06", "good", reported_on=day)]).ids[0]
    learnt = tl.diff("Town", on="2017-12-30", known_on=("2017-10-31", day))
    assert [changed] == [entry.id for entry in learnt.because]


def test_a_diff_names_what_judged_a_source_anew():
    tl = timeline.connect()
    told = attrs.evolve(HELD, source=Citation("paper"), held_by="isis")
    tl.append([HELD, told, Source("paper", "Paper", "F", reported_on="2017-01-01")])
    judged = tl.append([Source("paper", "Paper", "A", reported_on="2017-01-02")]).ids[0]
    assert [judged] == [each.id for each in tl.diff("country", **SINCE).because]


def test_a_diff_names_the_report_that_dates_an_incident_anew():
    tl = timeline.connect()
    early, late = (
        ControlObserved(area="town", when=when, held_by="isf", incident="x", reported_on=known)
        for when, known in (("2017", "2017-01-01"), ("2017-01-09", "2017-01-02"))
    )
    ids = tl.append([early, late]).ids
    assert [ids[1]] == [each.id for each in tl.diff("town", **SINCE).because]


def _control(difference):
    return next((change.before, change.after) for change in difference.changes if change.name == "control")


@given(scripts(), days(), days(), days())
def test_beliefs_change_only_because_of_entries_known_on_one_side(script, on, known_on, later):
    tl = played(script)
    sides = sorted([known_on, later + datetime.timedelta(days=40)])
    for area in AREAS:
        difference = tl.diff(area, on=on, known_on=tuple(sides))
        assert bool(difference.changes) <= bool(difference.because)
        assert all(sides[0] < entry.reported_on <= sides[1] for entry in difference.because)
