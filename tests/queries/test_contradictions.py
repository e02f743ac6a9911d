"""Claims and what speaks against them since, there or inside."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import AREAS, days, played, scripts
from timeline import EVER, Area, Citation, Parent, Projection, contradicted, count
from timeline.conflict import AreaCaptured, AreaLiberated, InsurgentActivity, StrikeReported, VictoryDeclared
from timeline.connectors import connector
from timeline.errors import InputError, ProjectionError

SEEDS = Path(__file__).parents[2] / "seeds" / "oir"
VICTORY = VictoryDeclared(area="country", when="2017-12-09", by="government", reported_on="2017-12-30")
STRIKE = StrikeReported(area="town", when="2017-12-20", strikes=3, reported_on="2017-12-30")
FREED = AreaLiberated(area="town", when="2017-12-01", by="isf", reported_on="2017-12-30")
ATTACK = InsurgentActivity(area="town", when="2017-12-15", by="isis", reported_on="2017-12-30")


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append([Area("country", "Country"), Area("town", "Town", parents=["country"])])
    return made


def objections(tl, area="country", on="2017-12-30", **options):
    found = [each for each in tl.contradictions(on, **options) if each.area == area]
    return [objection for each in found for objection in each.objections]


def events(tl, area="country", on="2017-12-30", **options):
    return [objection.claim.known.event for objection in objections(tl, area, on, **options)]


def test_victory_and_liberation_are_contradicted_by_what_the_seeds_say():
    tl = timeline.connect()
    reading = connector("timeline")([SEEDS], areas=tl.areas(), progress=lambda done, count: None)
    tl.append(reading.statements)
    found = {(each.name, tl.areas().find(each.area).name): each for each in tl.contradictions("2017-12-30")}
    victory, liberation = "victory_claim", "liberation_claim"
    assert {(victory, "Iraq"), (victory, "Syria"), (liberation, "Hawija"), (liberation, "Abu Kamal")} <= set(found)
    assert 27 == max(objection.claim.value for objection in found[liberation, "Abu Kamal"].objections)
    assert all(claim.known.event.source for each in found.values() for claim in each.claims)


def test_what_happened_inside_since_the_claim_speaks_against_it_the_newest_first(tl):
    before = attrs.evolve(STRIKE, when="2017-12-08")
    tl.append([VICTORY, before, ATTACK, STRIKE])
    assert [STRIKE, ATTACK] == events(tl)
    assert [ATTACK] == events(tl, on="2017-12-19")
    assert [] == events(tl, on="2017-12-08")


def test_an_event_on_the_day_of_the_claim_speaks_against_it(tl):
    same_day = attrs.evolve(STRIKE, when="2017-12-09")
    tl.append([VICTORY, same_day])
    assert [same_day] == events(tl)


def test_the_hierarchy_of_the_day_asked_about_says_what_is_inside(tl):
    gone = [Parent("country", end="2017-12-25")]
    tl.append([VICTORY, STRIKE, Area("town", "Town", parents=gone, reported_on="2017-12-01")])
    assert ([STRIKE], []) == (events(tl, on="2017-12-24"), events(tl, on="2017-12-25"))


def test_only_the_last_days_count_within_a_length(tl):
    tl.append([VICTORY, ATTACK, STRIKE])
    within = {length: events(tl, within=timeline.days(length)) for length in (10, 11, 16)}
    assert {10: [], 11: [STRIKE], 16: [STRIKE, ATTACK]} == within


def test_a_strike_report_without_strikes_speaks_against_nothing(tl):
    tl.append([VICTORY, attrs.evolve(STRIKE, strikes=0)])
    assert 0 == len(tl.contradictions("2017-12-30"))


def test_a_claim_that_was_ended_since_is_no_longer_contradicted(tl):
    lost = AreaCaptured(area="town", when="2017-12-10", by="isis", reported_on="2017-12-30")
    tl.append([FREED, ATTACK])
    assert [ATTACK] == events(tl, "town")
    tl.append([lost])
    assert [] == events(tl, "town")
    tl.append([attrs.evolve(FREED, when="2017-12-12")])
    assert [["2017-12-12"]] == [[str(claim.known.event.when) for claim in each.claims] for each in _of(tl, "town")]


def test_the_loss_of_the_whole_ends_the_claim_about_a_part(tl):
    tl.append([FREED, ATTACK, AreaCaptured(area="country", when="2017-12-10", by="isis", reported_on="2017-12-30")])
    assert [] == events(tl, "town")


def _of(tl, area):
    return [each for each in tl.contradictions("2017-12-30") if each.area == area]


def test_claims_that_agree_stand_together_and_count_from_the_first(tl):
    again = attrs.evolve(FREED, when="2017-12-18", by="sdf")
    tl.append([again, FREED, ATTACK])
    (found,) = _of(tl, "town")
    assert [FREED, again] == [claim.known.event for claim in found.claims]
    assert FREED.when.first == found.since


def test_what_was_said_since_an_imprecise_claim_that_may_be_the_first_speaks_against_it(tl):
    perhaps_first = attrs.evolve(FREED, when="[2017-12-10..2017-12-20]")
    tl.append([perhaps_first, attrs.evolve(FREED, when="2017-12-19"), ATTACK])
    (found,) = _of(tl, "town")
    assert ("2017-12-10", "2017-12-19") == (str(found.since.earliest), str(found.since.latest))
    assert [(ATTACK, False)] == [(each.claim.known.event, each.is_sure) for each in found.objections]


def test_what_was_said_since_a_claim_that_is_not_doubted_is_sure_whatever_was_claimed_before(tl):
    tl.append([attrs.evolve(FREED, when="2017-12-01?"), attrs.evolve(FREED, when="2017-12-10"), ATTACK])
    assert [True] == [each.is_sure for each in objections(tl, "town")]


def test_what_may_have_been_before_an_imprecise_claim_is_told_apart(tl):
    tl.append([attrs.evolve(VICTORY, when="[2017-12-16..2017-12-18]")])
    tl.append([ATTACK, attrs.evolve(ATTACK, when="2017-12-17"), attrs.evolve(ATTACK, when="2017-12-18"), STRIKE])
    sure = {str(each.claim.known.event.when): each.is_sure for each in objections(tl)}
    assert {"2017-12-20": True, "2017-12-18": True, "2017-12-17": False} == sure


@pytest.mark.parametrize("when", ["2017-12-20?", "[2017-12-08..2017-12-20]", "2017-12-01/2017-12-20"])
def test_an_objection_whose_own_date_leaves_doubt_is_not_sure(tl, when):
    tl.append([VICTORY, attrs.evolve(ATTACK, when=when)])
    assert [False] == [each.is_sure for each in objections(tl)]


def test_an_objection_that_may_have_been_before_the_last_days_is_not_sure(tl):
    imprecise = attrs.evolve(ATTACK, when="[2017-12-10..2017-12-29]")
    tl.append([VICTORY, imprecise, STRIKE])
    sure = [(each.claim.known.event, each.is_sure) for each in objections(tl, within=timeline.days(15))]
    assert [(imprecise, False), (STRIKE, True)] == sure
    assert [True, True] == [each.is_sure for each in objections(tl)]
    assert (15, None) == tuple(
        tl.contradictions("2017-12-30", within=length).within_days for length in (timeline.days(15), None)
    )


def test_nothing_is_sure_against_a_claim_whose_date_its_source_doubts(tl):
    tl.append([attrs.evolve(VICTORY, when="2017-12-09?"), STRIKE])
    assert [False] == [each.is_sure for each in objections(tl)]


def test_an_area_taken_and_freed_on_one_day_is_still_said_to_be_free(tl):
    taken = AreaCaptured(area="town", when=FREED.when, by="isis", reported_on="2017-12-30")
    tl.append([taken, FREED, ATTACK])
    assert [ATTACK] == events(tl, "town")


def _ranked(tl, *told):
    """The areas in order of rank, when in each of some areas something speaks against its liberation."""
    tl.append([attrs.evolve(FREED, area=area) for area in dict(told)])
    tl.append([attrs.evolve(ATTACK, area=area, when=when) for area, when in told])
    return [each.area for each in tl.contradictions("2017-12-30")]


def test_the_area_with_the_most_against_it_comes_first(tl):
    assert ["b", "a"] == _ranked(tl, ("a", "2017-12-20"), ("b", "2017-12-10"), ("b", "2017-12-11"))


def test_one_sure_objection_outranks_any_number_of_doubtful_ones(tl):
    assert ["b", "a"] == _ranked(tl, ("a", "2017-12-20?"), ("a", "2017-12-21?"), ("b", "2017-12-10"))


def test_of_as_many_the_newest_comes_first_and_then_the_id_decides(tl):
    assert ["b", "a", "c"] == _ranked(tl, ("c", "2017-12-10"), ("a", "2017-12-10"), ("b", "2017-12-11"))


def test_the_state_of_knowledge_decides_what_was_contradicted_then(tl):
    late = attrs.evolve(STRIKE, reported_on="2018-02-01")
    tl.append([VICTORY, late])
    assert ([], [late]) == (events(tl, known_on="2018-01-31"), events(tl, known_on="2018-02-01"))


def test_what_may_have_been_over_before_the_days_asked_about_is_not_sure(tl):
    tl.append([FREED, *(attrs.evolve(ATTACK, when=f"[2017-12-{day}..2017-12-25]") for day in (20, 21))])
    sure = [
        (str(each.claim.known.event.when), each.is_sure) for each in objections(tl, "town", within=timeline.days(10))
    ]
    assert [("[2017-12-20..2017-12-25]", False), ("[2017-12-21..2017-12-25]", True)] == sorted(sure)


def test_rows_and_data_cite_both_sides(tl):
    cited = attrs.evolve(VICTORY, source=Citation("herald", "page 1"))
    tl.append([cited, attrs.evolve(STRIKE, source=Citation("gazette", "page 2"))])
    found = tl.contradictions("2017-12-30")
    (data,) = found.as_data()["contradictions"]
    assert ("herald", "gazette") == (data["claims"][0]["source"], data["objections"][0]["source"])
    assert {"earliest": "2017-12-09", "latest": "2017-12-09"} == data["since"]
    assert [("victory_claim", "page 2")] == [(row["contradicts"], row["locator"]) for row in found.rows()]


@pytest.mark.parametrize("within", [30, datetime.timedelta(0), datetime.timedelta(hours=12), datetime.timedelta(-3)])
def test_a_length_that_is_not_whole_days_is_refused(tl, within):
    with pytest.raises(InputError) as refused:
        tl.contradictions("2017-12-30", within=within)
    assert f"within: expected whole days, such as days(30), found {within!r}" == str(refused.value)


def test_of_claims_with_as_many_sure_objections_that_with_more_of_all_comes_first(tl):
    doubted = attrs.evolve(ATTACK, when="2017-12-15?")
    tl.append([attrs.evolve(each, area=area) for area in ("a", "b") for each in (FREED, ATTACK)])
    tl.append([attrs.evolve(doubted, area="b")])
    assert [("b", 1, 2), ("a", 1, 1)] == [
        (each.area, each.sure_count, len(each.objections)) for each in tl.contradictions("2017-12-30")
    ]


def test_a_projection_of_ones_own_declares_its_contradictions(tl):
    class Quiet(Projection, name="quiet"):
        attacks = count(InsurgentActivity)
        strikes = count(StrikeReported, InsurgentActivity)
        quiet_claim = contradicted(AreaLiberated, by=[strikes, attacks])

    tl.append([FREED, ATTACK, VICTORY])
    (found,) = tl.using(Quiet).contradictions("2017-12-30")
    assert ("quiet_claim", [("strikes", "attacks")]) == (found.name, [each.facets for each in found.objections])


def test_what_ends_a_claim_in_a_projection_of_ones_own_is_declared_there(tl):
    class Taken(Projection, name="taken"):
        attacks = count(InsurgentActivity)
        freed_claim = contradicted(AreaLiberated, by=[attacks], until=[AreaCaptured])

    tl.append([FREED, ATTACK])
    assert ["town"] == [each.area for each in tl.using(Taken).contradictions("2017-12-30")]
    tl.append([AreaCaptured(area="country", when="2017-12-02", by="isis", reported_on="2017-12-30")])
    assert [] == list(tl.using(Taken).contradictions("2017-12-30"))


def test_a_declaration_is_shown_by_its_name_and_what_it_claims():
    class Taken(Projection, name="taken"):
        attacks = count(InsurgentActivity)
        freed_claim = contradicted(AreaLiberated, by=[attacks])

    assert "<freed_claim: <latest of area-liberated>>" == repr(Taken.freed_claim)
    assert "<contradicted: <latest of area-liberated>>" == repr(contradicted(AreaLiberated, by=[Taken.attacks]))


def test_a_projection_that_declares_none_has_none(tl):
    class Silent(Projection, name="silent"):
        attacks = count(InsurgentActivity)

    tl.append([FREED, ATTACK])
    assert [] == list(tl.using(Silent).contradictions("2017-12-30"))


def _foreign():
    class Bad(Projection):
        attacks = count(InsurgentActivity)
        claim = contradicted(AreaLiberated, by=[count(InsurgentActivity)])


OF_ITS_OWN = "contradicted: expected by=[…] with facets of the projection, found"


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (
            _foreign,
            "_foreign.<locals>.Bad.claim: expected facets of the projection (attacks), "
            "found <total of insurgent-activity>; declare it above in the same class",
        ),
        (lambda: contradicted(AreaLiberated, by=[]), f"{OF_ITS_OWN} nothing"),
        (lambda: contradicted(AreaLiberated, by=["strikes", 5]), f"{OF_ITS_OWN} 'strikes' or 5"),
        (
            lambda: contradicted(by=[count(AreaLiberated)]),
            "Latest: expected at least one event kind or field, found none",
        ),
    ],
)
def test_a_declaration_that_breaks_a_rule_is_refused(declare, said):
    with pytest.raises(ProjectionError) as refused:
        declare()
    assert said == str(refused.value)


@given(scripts(), days(), st.one_of(days(), st.just(EVER)), st.one_of(st.none(), st.integers(1, 60)))
def test_no_objection_is_over_before_its_claim_or_unknown_or_outside_or_told_twice(script, on, known_on, length):
    tl = played(script)
    within = None if length is None else timeline.days(length)
    for each in tl.contradictions(on, within=within, known_on=known_on):
        ids = [objection.claim.known.id for objection in each.objections]
        assert len(ids) == len(set(ids)) > 0
        inside = tl.areas(known_on=known_on).inside(each.area, on)
        for objection in each.objections:
            event = objection.claim.known.event
            assert event.area in inside
            assert each.since.earliest <= event.when.last.latest
            assert objection.claim.known.reported_on <= known_on
            assert event.when.first.latest <= on
            assert within is None or event.when.last.latest > on - within


@given(scripts(), days())
def test_a_claim_contradicted_by_the_last_days_is_contradicted_at_all(script, on):
    tl = played(script)
    every = {(each.name, each.area): each for each in tl.contradictions(on)}
    for each in tl.contradictions(on, within=timeline.days(20)):
        of_it = every[each.name, each.area]
        assert each.claims == of_it.claims
        assert set(map(repr, each.objections)) <= set(map(repr, of_it.objections))


@given(scripts(), days())
def test_the_order_is_by_sure_objections_then_all_then_the_newest(script, on):
    found = list(played(script).contradictions(on))
    keys = [(sum(o.is_sure for o in each.objections), len(each.objections)) for each in found]
    assert keys == sorted(keys, reverse=True)
    newest = [each.objections[0].day for each in found]
    tied = [pair for pair in itertools.pairwise(zip(keys, newest, strict=True)) if pair[0][0] == pair[1][0]]
    assert all(before[1] >= after[1] for before, after in tied)
    assert {each.area for each in found} <= set(AREAS)


def test_reports_of_one_incident_that_disagree_object_once_by_each_facet(tl):
    tl.append([VICTORY, *(attrs.evolve(STRIKE, incident="raid", by=by) for by in ("coalition", "government"))])
    assert [("strikes",)] == [objection.facets for objection in objections(tl)]


def test_what_contradicts_what_does_not_make_derived_rows_stale():
    class Plain(Projection, name="same"):
        attacks = count(InsurgentActivity)

    class Declared(Projection, name="same"):
        attacks = count(InsurgentActivity)
        claim = contradicted(AreaLiberated, by=[attacks])

    assert Plain.definition.fingerprint == Declared.definition.fingerprint
