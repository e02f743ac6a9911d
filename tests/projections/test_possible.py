"""The closed forms of what is possible and certain, held against every placement of up to six imprecise events.

`TIMELINE_CASES=100000 TIMELINE_SEED=2 pytest tests/projections/test_possible.py` looks longer, and elsewhere.
"""

from __future__ import annotations

import datetime
import itertools
import os
import random

import attrs
import pytest

import brute_force
import timeline
from brute_force import Case, claim, random_case, shrunk
from timeline import BEGINNING, Disputed, Window, days
from timeline.conflict import AreaLiberated
from timeline.projections.claims import in_order
from timeline.projections.facets import active, first, last_on, latest, total
from timeline.projections.facets.base import Finding
from timeline.projections.facets.latest import shared_days
from timeline.projections.possible import Bounds, PossibleDays, Values

CASES = int(os.environ.get("TIMELINE_CASES", "250"))
HOLDERS = ("isf", "isis", "sdf")
LATEST = latest(AreaLiberated.by)
BEFORE = latest(AreaLiberated.by, before=AreaLiberated.from_)
FIRST = first(AreaLiberated.by)
ACTIVE = active(AreaLiberated, for_=days(2))
LAST_ON = last_on(AreaLiberated)
TOTAL = total(timeline.conflict.StrikeReported.strikes, within=days(3))
EVER = total(timeline.conflict.StrikeReported.strikes)

FORMS = {
    "latest": (LATEST, HOLDERS, brute_force.latest),
    "latest before": (BEFORE, HOLDERS, brute_force.latest_before),
    "first": (FIRST, HOLDERS, brute_force.first),
    "active": (ACTIVE, HOLDERS, lambda case: brute_force.active(case, 2)),
    "last on": (LAST_ON, HOLDERS, brute_force.last_on),
    "total": (TOTAL, (0, 1, 2), lambda case: brute_force.total(case, 3)),
    "total of all time": (EVER, (0, 1, 2), lambda case: brute_force.total(case, None)),
}


def cases(values, most=6):
    source = random.Random(os.environ.get("TIMELINE_SEED", "one of many"))
    return [random_case(source, values, most) for _ in range(CASES)]


def found(facet, case: Case) -> object:
    possible = facet.possible(case.claims, case.day)
    if isinstance(possible, Values):
        return set(possible.values)
    if isinstance(possible, Bounds):
        return (possible.min, possible.max)
    return set(possible.days(case.day))


def requires(case: Case, holds) -> None:
    """Fail with the smallest part of a case for which a claim does not hold."""
    if not holds(case):
        raise AssertionError(f"does not hold for {shrunk(case, lambda each: not holds(each))}")


@pytest.mark.parametrize("form", FORMS)
def test_law_8_the_possible_set_is_that_of_brute_force_over_worlds(form):
    facet, values, brute = FORMS[form]
    for case in cases(values):
        requires(case, lambda each: brute(each) == found(facet, each))


@pytest.mark.parametrize("form", FORMS)
def test_law_8_the_resolved_value_is_possible(form):
    facet, values, _ = FORMS[form]
    for case in cases(values):
        value = facet.resolve(case.claims, case.day).value
        members = value.members if isinstance(value, Disputed) else {value}
        possible = facet.possible(case.claims, case.day)
        assert all(member in possible for member in members), case


@pytest.mark.parametrize("form", FORMS)
def test_law_8_a_narrower_window_never_adds_a_possibility(form):
    facet, values, _ = FORMS[form]
    for case in cases(values):
        narrow = attrs.evolve(case, claims=tuple(_narrowed(each) for each in case.claims))
        wide, less = found(facet, case), found(facet, narrow)
        assert (wide[0] <= less[0] and less[1] <= wide[1]) if isinstance(wide, tuple) else less <= wide, case


def _narrowed(wide):
    """The same claim, surely on the first of its days."""
    when = wide.known.event.when
    low, high = brute_force.number_of(when.first.earliest), brute_force.number_of(when.last.latest)
    return claim((low, low), (high, high) if when.lasts else None, wide.rank[0], wide.value, wide.known.event.from_)


@pytest.mark.parametrize("form", FORMS)
def test_the_witnesses_alone_give_the_same_outcome(form):
    facet, values, _ = FORMS[form]
    for case in cases(values):
        witnesses = facet.witnesses(case.claims, case.day)
        assert outcome(facet, case.claims, case) == outcome(facet, witnesses, case), case


def outcome(facet, claims, case):
    return facet.outcome(claims, case.day)


@pytest.mark.parametrize("form", FORMS)
def test_law_9_the_causes_are_the_first_of_the_smallest_sets_that_matter_with_the_same_outcome(form):
    """Only claims that can matter on the day are sought: one long superseded may say by chance what the last says."""
    facet, values, _ = FORMS[form]
    for case in cases(values, most=4):
        wanted = outcome(facet, case.claims, case)
        causes = facet.find(case.claims, case.day).causes
        witnesses = in_order(facet.witnesses(case.claims, case.day))
        sets = (each for size in range(len(witnesses) + 1) for each in itertools.combinations(witnesses, size))
        assert causes == next(each for each in sets if wanted == outcome(facet, each, case)), case


@pytest.mark.parametrize("form", FORMS)
def test_the_boundaries_are_the_only_days_on_which_the_outcome_changes(form):
    facet, values, _ = FORMS[form]
    for case in cases(values, most=4):
        days_ = [brute_force.day_of(number) for number in range(-2, 20)]
        outcomes = [facet.find(case.claims, day) for day in days_]
        changed = {
            day
            for day, (one, two) in zip(days_[1:], itertools.pairwise(outcomes), strict=True)
            if told(one) != told(two)
        }
        assert changed <= facet.boundaries(case.claims), case


WIDE, PRECISE = claim((0, 10), None, 0, "isf", "isis"), claim((5, 5), None, 1, "sdf", "pmf")


@pytest.mark.parametrize(
    ("claims", "changes"),
    [
        ((WIDE, PRECISE), {0, 4, 5, 6}),
        ((WIDE, claim((0, 5), None, 1, "sdf", "pmf")), {0, 4, 5}),
    ],
)
def test_rank_may_decide_on_the_day_before_or_after_the_end_of_a_window(claims, changes):
    numbers = range(-2, 14)
    possible = [BEFORE.possible(claims, brute_force.day_of(number)) for number in numbers]
    pairs = zip(numbers[1:], itertools.pairwise(possible), strict=True)
    assert changes == {number for number, (one, two) in pairs if one != two}
    assert {brute_force.day_of(number) for number in changes} <= BEFORE.boundaries(claims)


def told(finding: Finding):
    return finding.value, finding.possible, finding.is_certain, finding.causes, finding.disputes


def test_law_8_what_is_derived_contains_every_world():
    """The condition of each world of a drawn log is among what the answer calls possible."""
    source = random.Random(7)
    for _ in range(max(CASES // 10, 20)):
        case = random_case(source, HOLDERS, 4, contradicting=False)
        tl = _timeline(case)
        answer = tl.status("a", on=case.day)
        assert answer.condition in answer.possible("condition"), case
        for world in itertools.islice(brute_force.worlds(case), 30):
            placed = tuple(claim((each.first,) * 2, (each.last,) * 2, each.rank, each.value) for each in world)
            assert _timeline(Case(placed, case.on)).status("a", on=case.day).condition in answer.possible(
                "condition"
            ), case


def _timeline(case: Case):
    tl = timeline.connect()
    tl.append([timeline.Area("a", "A")])
    events = [attrs.evolve(each.known.event, credibility=6 - each.rank[0], from_=None) for each in case.claims]
    tl.append([attrs.evolve(event, reported_on="2018-01-01") for event in events])
    return tl


def test_what_rests_on_a_qualified_date_is_never_certain():
    tl = timeline.connect()
    tl.append(
        [AreaLiberated(area="a", when="2017-10-05?", by="isf"), AreaLiberated(area="b", when="2017-10-05", by="isf")]
    )
    uncertain, sure = (tl.status(area, on="2017-12-30") for area in "ab")
    assert ("isf", "isf") == (uncertain.control, sure.control)
    assert (False, True) == (uncertain.certain("control"), sure.certain("control"))
    assert (False, True) == (uncertain.certain("condition"), sure.certain("condition"))


def test_liberated_in_a_month_may_or_may_not_have_happened_in_the_middle_of_it():
    tl = timeline.connect()
    tl.append([AreaLiberated(area="a", when="2017-09", by="isf", from_="isis")])
    before, during, after = (tl.status("a", on=day) for day in ("2017-08-31", "2017-09-15", "2017-09-30"))
    assert {None, "isis"} == before.possible("control").values
    assert {None, "isis", "isf"} == during.possible("control").values
    assert {"unknown", "held", "liberated"} == during.possible("condition").values
    assert during.possible("condition").at_most
    assert [False, False, True] == [answer.certain("control") for answer in (before, during, after)]


def test_a_qualified_date_that_others_make_needless_leaves_a_value_certain():
    tl = timeline.connect()
    tl.append([AreaLiberated(area="a", when=when, by="isf") for when in ("2017-10-05", "2017-10-07?")])
    answer = tl.status("a", on="2017-12-30")
    assert answer.certain("control")
    assert answer.certain("condition")


def test_days_are_the_same_as_others_by_a_day_if_they_are_so_once_cut_off_there():
    day = datetime.date
    early, late = Window(day(2017, 1, 1), day(2017, 1, 2)), Window(day(2017, 1, 4), day(2017, 1, 8))
    days_ = PossibleDays((early, late, Window(day(2017, 1, 9), day(2017, 1, 9))), False, day(2017, 1, 4))
    cut = PossibleDays((early, Window(day(2017, 1, 4), day(2017, 1, 4))), False, day(2017, 1, 4))
    assert (cut, "{2017-01-01..2017-01-02, 2017-01-04..2017-01-04}") == (days_.cut(), repr(days_.cut()))
    assert [day(2017, 1, 1), day(2017, 1, 2), day(2017, 1, 4)] == list(cut)


def test_days_without_a_beginning_are_not_listed_and_nobody_can_know_what_is_derived_from_them():
    days_ = PossibleDays((Window(BEGINNING, datetime.date(2017, 10, 5)),), True, datetime.date(2017, 10, 9))
    assert (None, []) == (days_.days(days_.on), list(days_))


def test_what_is_possible_contains_its_members_and_nothing_else():
    day, bounds = datetime.date, Bounds(2, 4)
    assert ([2, 3, 4], "2..4") == (list(bounds), repr(bounds))
    assert [False, True, True, False, False] == [each in bounds for each in (1, 2, 4, 5, "3")]
    days_ = PossibleDays((Window(day(2017, 1, 4), day(2017, 1, 8)),), False, day(2017, 1, 6))
    asked = (day(2017, 1, 3), day(2017, 1, 4), day(2017, 1, 6), day(2017, 1, 7), None, "2017-01-05")
    assert [False, True, True, False, False, False] == [each in days_ for each in asked]


def test_values_of_one_day_are_disputed_only_where_they_count_equally_on_it():
    on = brute_force.day_of(5)
    rivals = [claim((1, 3), None, 1, "isf"), claim((2, 4), None, 1, "sdf"), claim((2, 4), None, 0, "isis")]
    apart = claim((5, 5), None, 1, "pmf")
    assert (Disputed(frozenset({"isf", "sdf"})),) == shared_days([*rivals, apart], on)
    third = claim((2, 2), None, 1, "pmf")
    both = [{"isf", "pmf"}, {"isf", "sdf"}, {"pmf", "sdf"}, {"isf", "pmf", "sdf"}]
    found = shared_days([*rivals, third], on)
    assert {Disputed(frozenset(each)) for each in both} == {*found}
    assert sorted(map(repr, found)) == [repr(each) for each in found]


def test_on_the_day_of_a_liberation_that_may_be_elsewhere_what_was_before_it_is_not_told_of():
    tl = timeline.connect()
    freed = AreaLiberated(area="a", when="2017-10-05", by="isf", from_="isis", incident="x", reported_on="2017-10-06")
    tl.append([freed, attrs.evolve(freed, scope="somewhere_in")])
    possible = [tl.status("a", on=f"2017-10-0{day}").possible("control").values for day in (4, 5)]
    assert [{None, "isis"}, {None, "isf"}] == possible


def test_what_is_possible_is_shown_with_whether_it_is_at_most_that():
    few = frozenset({"isf", "sdf"})
    assert ["{'isf', 'sdf'}", "at most {'isf', 'sdf'}"] == [repr(Values(few, at_most)) for at_most in (False, True)]
    assert "Disputed({'isf', 'sdf'})" == repr(Disputed(few))
