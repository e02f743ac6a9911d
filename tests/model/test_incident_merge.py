"""Which events are one happening, and what they say together, held to a statement that tries every day."""

from __future__ import annotations

import datetime
import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import Citation, Entry, Event, Join, When, Window
from timeline.conflict import AreaCaptured, AreaLiberated, StrikeReported
from timeline.errors import EventFieldError
from timeline.model.days import EVER
from timeline.model.incidents import difference, merge, merged, placements
from timeline.model.knowledge import InForce, knowledge

FIRST = datetime.date(2017, 1, 1)
NOW = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
DAYS = [FIRST + datetime.timedelta(days=number) for number in range(10)]


def by_credibility(known: InForce) -> tuple[int]:
    return (-known.event.credibility,)


def entry(number: int, statement: object) -> Entry:
    return Entry(number, f"{number:032x}", NOW, FIRST, statement)


def in_force(number: int, event: object) -> InForce:
    return InForce(event, FIRST, (entry(number, event),))


def liberated(when: object, by: str = "isf", **others: object) -> AreaLiberated:
    return AreaLiberated(area="a", when=when, by=by, **others)


def merge_of(*events: object) -> InForce:
    return merge([in_force(number, event) for number, event in enumerate(events, 1)], [], by_credibility)


windows = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda pair: Window(min(pair), max(pair)))
moments = windows.map(lambda window: When(window, window))
stretches = st.tuples(windows, windows).filter(lambda pair: pair[0].earliest <= pair[1].latest)
lasting = stretches.map(lambda pair: When.stretch(*pair))
several_whens = st.one_of(st.lists(moments, min_size=1, max_size=5), st.lists(lasting, min_size=1, max_size=5))


def allowing(whens, first, last) -> frozenset[int]:
    """The dates that allow an event to begin and to end on two days."""
    return frozenset(number for number, when in enumerate(whens) if first in when.first and last in when.last)


@given(several_whens)
def test_the_dates_left_are_those_that_no_other_date_suits_more_reports(whens):
    lasts = whens[0].lasts
    pairs = [
        (first, last) for first, last in itertools.product(DAYS, DAYS) if first == last or (lasts and first < last)
    ]
    suits = {pair: allowing(whens, *pair) for pair in pairs}
    best = {pair for pair, group in suits.items() if group and not any(group < other for other in suits.values())}
    left = placements(whens)
    assert best == {pair for pair in pairs if allowing(left, *pair)}
    assert list(left) == list(placements(list(reversed(whens))))


@given(st.lists(moments, min_size=2, max_size=4))
def test_windows_that_overlap_intersect_and_windows_apart_are_both_left(whens):
    left = placements(whens)
    shared = [day for day in DAYS if all(day in when.first for when in whens)]
    if shared:
        assert [Window(shared[0], shared[-1])] == [when.first for when in left]
    elif len(whens) == 2:
        assert set(whens) == set(left)


names = st.sampled_from(["isf", "sdf"])
holders = st.one_of(st.none(), names)
reports = st.builds(liberated, moments, names, from_=holders, credibility=st.sampled_from([1, 2]))


@given(st.lists(reports, min_size=2, max_size=4), st.randoms())
def test_a_merge_is_what_a_person_would_work_out_in_any_order(events, random):
    found = merge_of(*events)
    top = min(event.credibility for event in events)
    tops = [event for event in events if event.credibility == top]
    assert found.event.by in {event.by for event in tops}
    assert {event.by for event in tops} == {each.event.by for each in found.readings}
    given_ = {event.from_ for event in tops} - {None} or {event.from_ for event in events} - {None} or {None}
    assert given_ >= {each.event.from_ for each in found.readings}
    best = max(tops, key=lambda event: (event.when.first.latest, event.when.first.earliest))
    allowed = [day for day in DAYS if day in best.when.first and any(day in each for each in found.first_windows)]
    assert max(allowed) == found.first_day
    shuffled = list(events)
    random.shuffle(shuffled)
    assert found == merge_of(*shuffled)


def test_each_field_is_the_best_ranked_member_s_and_one_left_unset_the_next_ranked_s_that_has_it():
    good, fair, poor = Citation("good"), Citation("fair"), Citation("poor")
    found = merge_of(
        liberated("2017-09", "sdf", from_="aqi", source=poor, credibility=3, note="poor"),
        liberated("2017-09-05", "isf", source=good, credibility=1),
        liberated("2017-09", "pmf", from_="isis", source=fair, credibility=2),
    )
    expected = liberated("2017-09-05", "isf", from_="isis", source=good, credibility=1)
    assert (expected, ()) == (found.event, found.alternatives)
    assert [2, 3, 1] == [each.position for each in found.entries]


@attrs.frozen(kw_only=True)
class Painted(Event):
    kind = "painted"
    _colour: str = ""
    signed_by: str | None = None


def test_an_empty_text_is_left_unset_and_a_field_is_filled_whatever_it_is_given_as():
    best, next_best = (
        Painted(area="a", when="2017-09-05", credibility=credibility, **said)
        for credibility, said in ((1, {"colour": ""}), (2, {"colour": "red", "signed_by": ""}))
    )
    assert attrs.evolve(best, colour="red") == merge_of(best, next_best).event


def test_members_of_equal_top_rank_that_say_different_things_are_alternatives():
    found = merge_of(liberated("2017-09", "sdf"), liberated("2017-09-05", "isf"), liberated("2017-09-05", "isf"))
    assert [("2017-09-05", "isf"), ("2017-09-05", "sdf")] == sorted(
        (str(each.event.when), each.event.by) for each in found.readings
    )
    assert [3, 3] == [len(each.members) for each in found.readings]


def test_a_date_is_doubtful_only_where_each_report_doubts_it():
    assert When.parse("2017-09-05") == merge_of(liberated("2017-09-05?"), liberated("2017-09")).event.when
    assert When.parse("2017-09-05%") == merge_of(liberated("2017-09-05?"), liberated("2017-09~")).event.when


def test_a_lasting_incident_is_narrowed_at_both_ends():
    found = merge_of(liberated("2017-09/2017-11-10"), liberated("[2017-09-10..2017-10-05]/2017-11"))
    assert When.parse("[2017-09-10..2017-09-30]/2017-11-10") == found.event.when
    apart = merge_of(liberated("2017-09-01/2017-09-09"), liberated("2017-09-01/2017-09-20", credibility=1))
    assert "2017-09-01/2017-09-20" == str(apart.event.when)
    assert (1, 2) == (len(apart.first_windows), len(apart.last_windows))


def test_a_conflict_is_resolved_inside_the_window_of_the_best_ranked():
    found = merge_of(liberated("2017-09", credibility=2), liberated("2017-10-05", credibility=1))
    assert (When.parse("2017-09"), When.parse("2017-10-05")) == found.placements
    assert datetime.date(2017, 10, 5) == found.first_day
    doubted = merge_of(liberated("2017-09", credibility=1), liberated("2017-10-05", credibility=2))
    assert found.placements == doubted.placements
    assert datetime.date(2017, 9, 30) == doubted.first_day


def test_of_equal_rank_the_later_date_resolves_for_by_then_it_had_happened():
    assert datetime.date(2017, 10, 5) == merge_of(liberated("2017-10-05"), liberated("2017-09")).first_day


def known_of(*statements: object):
    entries = [entry(number, statement) for number, statement in enumerate(statements, 1)]
    return merged(knowledge(entries, known_on=EVER, position=len(entries)), by_credibility)


def groups(*statements: object) -> list[list[int]]:
    """The positions of the events that count as one, for each that counts."""
    events = known_of(*statements).events
    return [sorted(each.entries[0].position for each in known.members or (known,)) for known in events]


def join(*positions: int) -> Join:
    return Join(members=[f"{position:032x}" for position in positions], reason="one")


A = liberated("2017-09")


def test_joins_that_share_an_event_make_one_incident():
    assert [[1, 2, 3], [4]] == groups(A, A, A, A, join(1, 2), join(2, 3))
    assert [[1, 2, 3, 4]] == groups(A, A, A, A, join(1, 2), join(3, 4), join(1, 4))


def test_events_that_name_the_same_incident_are_one_whoever_names_it():
    named = attrs.evolve(A, incident="fall of a")
    assert [[1, 3], [2]] == groups(named, A, attrs.evolve(named, source=Citation("afp")))
    assert [[1, 2, 3]] == groups(named, A, named, join(1, 2))


def test_events_of_one_name_that_differ_in_kind_area_or_shape_stay_apart():
    named = attrs.evolve(A, incident="x")
    others = [AreaCaptured(area="a", when="2017-09", by="isf", incident="x"), attrs.evolve(named, area="b")]
    assert [[1, 5], [2], [3], [4]] == groups(named, *others, attrs.evolve(named, when="2017-09/2017-10"), named)


def test_a_member_that_was_corrected_elsewhere_links_nothing():
    moved = attrs.evolve(A, area="b")
    assert [[1, 3], [2]] == groups(A, moved, A, join(1, 2, 3))
    assert [[1], [2], [3]] == groups(A, moved, A, join(1, 2), join(2, 3))


def test_without_joins_the_state_of_knowledge_is_left_as_it_is():
    apart = knowledge([entry(1, A), entry(2, A)], known_on=EVER, position=2)
    assert merged(apart, by_credibility) is apart


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (AreaCaptured(area="a", when="2017-09", by="isf"), ("kind", "area-captured and area-liberated")),
        (attrs.evolve(A, area="b"), ("area", "a and b")),
        (attrs.evolve(A, when="2017-09/2017-09"), ("shape (a day, or lasting)", "a day and lasting")),
        (attrs.evolve(A, by="sdf"), None),
    ],
)
def test_what_keeps_two_events_from_being_one_is_named(other, differs):
    assert differs == difference([[A], [other]])
    assert difference([[A], [other, A]]) is None


def test_what_is_alike_in_each_respect_and_never_in_all_at_once_is_named():
    other = AreaCaptured(area="b", when="2017-09", by="isf")
    said = [[A, other], [attrs.evolve(A, area="b"), attrs.evolve(other, area="a")]]
    assert ("kind, area and shape at once", "events that share each of them, but never all") == difference(said)


@pytest.mark.parametrize("members", [[], ["1" * 32], ["1" * 32, "1" * 32], ["1" * 32, 2], "1" * 32])
def test_a_join_names_two_different_events_at_least(members):
    with pytest.raises((EventFieldError, ValueError)):
        Join(members=members, reason="one")


def test_strikes_of_one_incident_keep_what_the_best_ranked_says():
    found = merge_of(
        StrikeReported(area="a", when="2017-12-22/2017-12-28", strikes=3, credibility=2),
        StrikeReported(area="a", when="2017-12-22/2017-12-28", strikes=5, engagements=2, credibility=1),
    )
    assert (5, 2, ()) == (found.event.strikes, found.event.engagements, found.alternatives)
