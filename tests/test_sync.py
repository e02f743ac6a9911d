"""A release of a source against what a log holds: afterwards it is known from its day on, and never before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline import Area, Timeline
from timeline.conflict import AreaLiberated, Citation, InsurgentActivity, StrikeReported
from timeline.errors import ConflictError, CorrectionConflictError, InputError, TimelineError
from timeline.log.base import external_id
from timeline.model.events import Event
from timeline.model.knowledge import knowledge
from timeline.testing.answers import content

HAWIJA, MOSUL = "iq/kirkuk/hawija", "iq/nineveh/mosul"
FIRST = datetime.date(2016, 1, 1)
CITED = Citation("ged", "row", "2016-01-02")


def strike(id_: str, strikes: int = 1, *, area: str = HAWIJA, **fields: Any) -> StrikeReported:
    given = {"when": "2015-12-28", "source": CITED, "external_id": id_, "reported_on": "2016-01-02"} | fields
    return StrikeReported(area=area, strikes=strikes, **given)


def id_of(id_: str) -> str:
    return external_id("ged", id_)


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def known(tl: Timeline[Any], known_on: datetime.date) -> dict[str, Event]:
    """What the log says on a day of the events of the source, by their ids there; but when it was said is left out."""
    found = knowledge(tl.events(), known_on=known_on, position=tl.position).events
    return {each.entries[0].statement.external_id: timeless(each.event) for each in found}  # type: ignore[union-attr]


def timeless(event: Event) -> Event:
    return attrs.evolve(event, reported_on=None, source=Citation("ged", "row"))


def release_of(contents: Mapping[str, tuple[str, int]]) -> list[Event]:
    """Events by their ids: the kind of each, and what is said in it."""
    return [event(id_, kind, number) for id_, (kind, number) in contents.items()]


def event(id_: str, kind: str, number: int) -> Event:
    if kind == "strike":
        return strike(id_, number)
    fields: dict[str, Any] = {"when": "2015-12-28", "source": CITED, "external_id": id_, "area": MOSUL}
    return AreaLiberated(by=f"by {number}", **fields)


CONTENTS = st.dictionaries(
    st.sampled_from("abc"),
    st.tuples(st.sampled_from(["strike", "liberation"]), st.integers(1, 2)),
    min_size=1,
)
BY_HAND = st.tuples(st.sampled_from(["correct", "retract", "reinstate"]), st.sampled_from("abc"), st.integers(0, 9))
ACTS = st.lists(st.one_of(CONTENTS, CONTENTS, BY_HAND), min_size=1, max_size=8)


def sync(tl: Timeline[Any], events: Iterable[Any], on: datetime.date, **options: Any) -> Any:
    return tl.sync(events, source="ged", reported_on=on, **options)


def act_by_hand(tl: Timeline[Any], act: tuple[str, str, int], on: datetime.date) -> None:
    """Correct, retract or reinstate an event as a person would, if the log admits it."""
    what, id_, number = act
    try:
        if what == "correct":
            tl.correct(id_of(id_), strike(id_, number), reason="by hand", reported_on=on)
        elif what == "retract":
            tl.retract(id_of(id_), reason="by hand", reported_on=on)
        else:
            about = tl._log.about([id_of(id_)])
            withdrawn = [each.id for each in about if isinstance(each.statement, timeline.Retraction)]
            tl.reinstate(withdrawn[-1], reason="by hand", reported_on=on)
    except (TimelineError, IndexError):
        pass


@given(ACTS)
def test_after_a_complete_release_its_day_knows_it_and_no_day_before_has_changed(acts):
    tl = timeline.connect()
    days = [day(number) for number in range(-2, 2 * len(acts) + 12)]
    for number, act in enumerate(acts):
        on = day(2 * number)
        if isinstance(act, tuple):
            act_by_hand(tl, act, on + datetime.timedelta(days=act[2] | 1))
            continue
        before = [known(tl, each) for each in days if each < on]
        sync(tl, release_of(act), on, complete=True)
        assert {each.external_id: timeless(each) for each in release_of(act)} == known(tl, on)
        assert before == [known(tl, each) for each in days if each < on]
        head = tl.position
        again = sync(tl, reversed(release_of(act)), on, complete=True)
        assert ((), (), (), (), len(act), head) == attrs.astuple(again)


@given(CONTENTS, CONTENTS)
def test_a_release_that_is_not_complete_leaves_the_others_as_they_are(first, second):
    tl = timeline.connect()
    sync(tl, release_of(first), day(0))
    synced = sync(tl, release_of(second), day(1))
    assert {**known(tl, day(0)), **{each.external_id: timeless(each) for each in release_of(second)}} == known(
        tl, day(1)
    )
    assert ((), ()) == (synced.retracted, synced.reinstated)
    assert len(second) == len(synced.new) + len(synced.corrected) + synced.unchanged_count


@given(CONTENTS, CONTENTS, CONTENTS)
def test_an_older_release_taken_in_later_is_known_from_its_day_until_a_later_one_says_otherwise(first, older, newer):
    first = {**dict.fromkeys("abc", ("strike", 1)), **first}
    tl = timeline.connect()
    sync(tl, release_of(first), day(0))
    sync(tl, release_of(newer), day(4))
    sync(tl, release_of(older), day(2))
    contents = {id_: timeless(event(id_, *said)) for id_, said in {**first, **older}.items()}
    assert {each.external_id: timeless(each) for each in release_of(first)} == known(tl, day(1))
    assert contents == known(tl, day(2)) == known(tl, day(3))
    changed = {id_: timeless(event(id_, *said)) for id_, said in newer.items() if said != first[id_]}
    assert {**contents, **changed} == known(tl, day(4))


def test_an_older_release_is_refused_for_an_event_that_is_known_only_from_a_later_day():
    tl = timeline.connect()
    sync(tl, [strike("a")], day(4))
    with pytest.raises(ConflictError, match="oldest first"):
        sync(tl, [strike("b"), strike("a")], day(2), release="0.9")
    assert 1 == tl.position


@pytest.fixture(params=["memory", "file"])
def tl(request, tmp_path):
    with timeline.connect(None if request.param == "memory" else tmp_path / "log.db") as opened:
        opened.append([strike("same"), strike("changed"), strike("gone")])
        yield opened


NEXT = [strike("same", reported_on=None), strike("changed", 5), strike("new", 7)]


def test_what_is_new_changed_or_gone_is_known_from_the_day_of_the_release(tl):
    before = content(tl.status(HAWIJA, on="2016-01-01", known_on="2022-12-31"))
    synced = sync(tl, NEXT, datetime.date(2023, 6, 1), complete=True, release="23.1")
    ids = (synced.new, synced.corrected, synced.retracted, synced.reinstated)
    assert ((id_of("new"),), (id_of("changed"),), (id_of("gone"),), ()) == ids
    assert (1, 6) == (synced.unchanged_count, synced.position)
    assert before == content(tl.status(HAWIJA, on="2016-01-01", known_on="2022-12-31"))
    answers = [
        tl.status(HAWIJA, on="2016-01-01", known_on=known_on).strikes for known_on in ("2023-05-31", "2023-06-01")
    ]
    assert [3, 13] == answers
    assert tl.verify().is_sound
    assert () == tl.verify().stale


def test_what_a_release_appends_says_so_and_keeps_the_day_its_source_was_published(tl):
    sync(tl, NEXT, datetime.date(2023, 6, 1), complete=True, release="23.1")
    new, correction, retraction = [tl.events()[number].statement for number in (4, 3, 5)]
    assert (datetime.date(2023, 6, 1), CITED) == (new.reported_on, new.source)
    assert ("changed in ged release 23.1", "source-changed") == (correction.reason, correction.because)
    assert ("not in ged release 23.1", datetime.date(2023, 6, 1)) == (retraction.reason, retraction.reported_on)


def test_what_has_vanished_and_comes_back_is_reinstated_with_what_is_said_then(tl):
    sync(tl, NEXT, day(10), complete=True)
    back = sync(tl, [*NEXT, strike("gone", 9)], day(20), complete=True)
    assert ((id_of("gone"),), 3) == (back.reinstated, back.unchanged_count)
    strikes = [tl.status(HAWIJA, on="2016-01-01", known_on=day(number)).strikes for number in (9, 10, 20)]
    assert [3, 13, 22] == strikes
    again = sync(tl, [*NEXT, strike("gone", 9)], day(30), complete=True)
    assert (4, back.position) == (again.unchanged_count, again.position)


def test_the_day_of_publication_alone_is_no_change(tl):
    republished = [strike("same", source=Citation("ged", "row", "2020-01-01"))]
    assert 1 == sync(tl, republished, day(10)).unchanged_count
    assert 1 == len(sync(tl, [strike("same", source=Citation("ged", "another row"))], day(10)).corrected)


def test_another_kind_or_area_is_a_correction(tl):
    fields = {"when": "2015-12-28", "source": CITED}
    other = [
        InsurgentActivity(area=HAWIJA, by="isis", external_id="same", **fields),
        strike("changed", area=MOSUL),
    ]
    assert 2 == len(sync(tl, other, day(10)).corrected)
    answers = [tl.status(area, on="2016-01-01").strikes for area in (HAWIJA, MOSUL)]
    assert ([1, 1], True) == (answers, tl.status(HAWIJA, on="2016-01-01").insurgency)


def test_our_own_mistake_once_mended_stays_mended_for_as_long_as_the_source_says_the_same(tl):
    tl.correct(id_of("same"), strike("same", 8), reason="misread", because="our-error")
    assert 1 == sync(tl, [strike("same")], day(10)).unchanged_count
    assert 10 == tl.status(HAWIJA, on="2016-01-01").strikes
    assert 1 == len(sync(tl, [strike("same", 2)], day(20)).corrected)
    assert 4 == tl.status(HAWIJA, on="2016-01-01").strikes


def test_a_second_release_of_one_day_that_changes_an_event_again_is_refused(tl):
    sync(tl, NEXT, day(10), release="1")
    with pytest.raises(CorrectionConflictError) as refused:
        sync(tl, [strike("another"), strike("changed", 6)], day(10), release="2")
    assert str(refused.value).startswith("ged release 2, event changed: expected one correction known from one day")
    assert (id_of("changed"), 5) == (refused.value.target, tl.position)


def test_areas_that_come_with_a_release_are_known_from_its_day(tl):
    described = Area(HAWIJA, "Hawija", parents=["iq/kirkuk"])
    synced = sync(tl, [described, *NEXT], day(10))
    assert 2 == len(synced.new)
    strikes = [tl.status("iq/kirkuk", on="2016-01-01", known_on=day(number)).strikes for number in (9, 10)]
    assert [0, 14] == strikes
    again = sync(tl, [described, *NEXT], day(20))
    assert (4, synced.position) == (again.unchanged_count, again.position)


def test_an_area_whose_description_was_mended_stays_as_it_was_mended(tl):
    described = Area(HAWIJA, "Hawija")
    id_ = tl.append([described]).ids[0]
    tl.correct(id_, attrs.evolve(described, aliases=["Al Hawayjah"]), reason="an alias", because="our-error")
    assert 2 == sync(tl, [described, strike("same")], day(10)).unchanged_count
    assert HAWIJA == tl.areas().find("Al Hawayjah").id


def test_an_event_that_comes_twice_in_a_release_counts_once(tl):
    assert 2 == sync(tl, [strike("same"), strike("same")], day(10)).unchanged_count


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([strike("a"), strike("a", 2)], "ged of 2016-01-11, event a: expected one thing said of an event, found two"),
        ([strike("a", source=Citation("other"))], "events of ged with an external_id, found .* other, external_id 'a'"),
        ([attrs.evolve(strike("a"), external_id=None)], "external_id None; without an id it cannot be told"),
        ([timeline.Retraction(target="f" * 32, reason="no")], "events, areas and sources, found a Retraction"),
        ([], "ged of 2016-01-11: expected events in a complete release, found none"),
        (strike("a"), "a list of events"),
    ],
)
def test_what_cannot_be_of_the_release_is_refused_and_nothing_appended(tl, events, said):
    with pytest.raises(InputError, match=said):
        sync(tl, [strike("before"), *events] if events and isinstance(events, list) else events, day(10), complete=True)
    assert 3 == tl.position


def test_two_things_said_of_an_event_far_apart_in_a_release_are_refused(monkeypatch):
    monkeypatch.setattr("timeline.log.base.PART", 2)
    tl = timeline.connect()
    with pytest.raises(InputError, match="two that differ"):
        sync(tl, [strike("a"), strike("b"), strike("c"), strike("a", 2)], day(10))
    assert 3 == sync(tl, [strike("a"), strike("b"), strike("c"), strike("a")], day(10)).position


def test_a_release_in_many_parts_gives_the_same_log(tl, monkeypatch):
    monkeypatch.setattr("timeline.log.base.PART", 1)
    synced = sync(tl, iter(NEXT), datetime.date(2023, 6, 1), complete=True)
    assert (1, 1, 1, 1, 6) == (
        *(len(each) for each in (synced.new, synced.corrected, synced.retracted)),
        synced.unchanged_count,
        synced.position,
    )
    assert 13 == tl.status(HAWIJA, on="2016-01-01").strikes


def test_other_sources_and_what_has_no_id_are_left_alone(tl):
    tl.append([strike("x", source=Citation("other")), attrs.evolve(strike("x"), external_id=None)])
    assert ((id_of("changed"), id_of("gone")), 1) == (
        (synced := sync(tl, [strike("same")], day(10), complete=True)).retracted,
        synced.unchanged_count,
    )


def test_a_question_within_a_transaction_that_is_taken_back_leaves_no_trace(tl):
    with tl.transaction(keep=False):
        sync(tl, NEXT, day(10), complete=True)
        tl.append([Area(HAWIJA, "Al-Hawija")])
        assert 13 == tl.status("Al-Hawija", on="2016-01-01").strikes
        assert 7 == len(tl.events())
    tl.append([strike("other", 2, area=MOSUL)])
    answers = [tl.status(area, on="2016-01-01").strikes for area in (HAWIJA, MOSUL)]
    assert ([3, 2], 4) == (answers, len(tl.events()))
    assert "iq/kirkuk/hawija" == tl.areas().find(HAWIJA).name
    with pytest.raises(InputError, match="the timeline of a log"):
        sync(tl.without(source="ged"), NEXT, day(10))
