"""Asking as if some sources, or all but some, had never spoken."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import Script, days, fresh, played, played_if_accepted, scripts, statuses
from timeline import EVER, Citation, Correction, Event, Join, Source
from timeline.conflict import AreaCaptured, AreaLiberated
from timeline.errors import InputError, NotFoundError
from timeline.model.entries import Statement, said_by
from timeline.testing.script import needs

SOURCES = ("good", "fair", "unheard")
GOOD, FAIR, UNHEARD = (Citation(source, "page 1") for source in SOURCES)
OLD = AreaCaptured(area="town", when="2017-01-01", by="isis", source=GOOD, reported_on="2017-01-02")
NEW = AreaLiberated(area="town", when="2017-01-05", by="isf", source=FAIR, reported_on="2017-01-06")


@pytest.fixture
def tl():
    made = fresh()
    made.append([OLD, NEW])
    return made


def control(tl, known_on=EVER):
    return tl.status("town", on="2017-02-01", known_on=known_on).control


def _by_its_own_source(script: Script) -> Script:
    """The script with each correction of an event made by the source of what it corrects."""
    mended: list[Statement] = []
    for statement in script:
        if isinstance(statement, Correction) and isinstance(statement.replacement, Event):
            corrected = said_by(mended[int(statement.target)])
            replacement = attrs.evolve(statement.replacement, source=corrected.source)
            statement = attrs.evolve(statement, replacement=replacement)
        mended.append(statement)
    return Script(mended)


def _spoken(script: Script, silent: set[str]) -> tuple[Script, list[int]]:
    """The script with joins of the events that are left when some sources never spoke, and the places of the rest."""
    told: list[Statement] = []
    left: list[str] = []
    for place, statement in enumerate(script):
        said = said_by(statement)
        if isinstance(statement, Join):
            statement = _of_those(statement, left)
        is_silent = isinstance(said, Event) and said.source.source in silent
        if not is_silent and statement is not None and needs(statement) <= set(left):
            left.append(str(place))
        told.append(statement or script[place])
    return Script(told), list(map(int, left))


def _of_those(join: Join, left: list[str]) -> Join | None:
    members = [member for member in join.members if member in left]
    return attrs.evolve(join, members=members) if len(members) > 1 else None


@given(scripts(), st.sampled_from(SOURCES), days(), st.one_of(days(), st.just(EVER)))
def test_without_a_source_is_a_log_in_which_it_never_spoke(script, source, on, known_on):
    script = _by_its_own_source(script)
    never, tl = played_if_accepted(*_spoken(script, {source})), played(script)
    tl.append([Source("unheard", "Unheard")])
    assert statuses(never, on, known_on) == statuses(tl.without(source=source), on, known_on)


@given(scripts(), st.sampled_from(SOURCES), days(), st.one_of(days(), st.just(EVER)))
def test_only_a_source_is_without_all_others(script, source, on, known_on):
    tl = played(script)
    tl.append([OLD, NEW, attrs.evolve(NEW, source=UNHEARD)])
    others = set(SOURCES) - {source}
    assert statuses(tl.without(source=others), on, known_on) == statuses(tl.only(source=source), on, known_on)


@given(scripts(), days(), st.one_of(days(), st.just(EVER)))
def test_without_all_sources_nothing_was_ever_said(script, on, known_on):
    tl = played(script)
    tl.append([OLD, NEW, attrs.evolve(NEW, source=UNHEARD)])
    assert statuses(fresh(), on, known_on) == statuses(tl.without(source=SOURCES), on, known_on)


def test_leaving_out_one_after_the_other_leaves_out_both(tl):
    assert "isis" == control(tl.without(source="fair"))
    assert control(tl.without(source="fair").without(source="good")) is None
    assert control(tl.only(source="fair").only(source="good")) is None


def test_a_correction_by_another_source_is_left_out_alone(tl):
    entry = tl.events(kind=AreaLiberated)[0].id
    tl.correct(entry, attrs.evolve(NEW, by="sdf", source=UNHEARD), reason="it says otherwise", reported_on="2017-01-09")
    assert ("sdf", "isf") == (control(tl), control(tl.without(source="unheard")))
    assert "sdf" == control(tl.without(source="fair"))
    assert "isis" == control(tl.without(source="fair"), known_on="2017-01-08")


def test_of_two_corrections_the_one_that_is_heard_counts(tl):
    entry = tl.events(kind=AreaLiberated)[0].id
    tl.correct(entry, attrs.evolve(NEW, by="sdf"), reason="it says otherwise", reported_on="2017-01-09")
    tl.correct(entry, attrs.evolve(NEW, by="peshmerga", source=UNHEARD), reason="likewise", reported_on="2017-01-10")
    assert ("peshmerga", "sdf") == (control(tl), control(tl.without(source="unheard")))


def test_a_mended_citation_is_judged_as_mended(tl):
    entry = tl.events(kind=AreaLiberated)[0].id
    tl.correct(entry, attrs.evolve(NEW, source=UNHEARD), reason="wrong source", because="our-error")
    assert ("isf", "isis") == (control(tl.without(source="fair")), control(tl.without(source="unheard")))


def test_a_citation_whose_mending_was_withdrawn_is_judged_as_it_was(tl):
    entry = tl.events(kind=AreaLiberated)[0].id
    mending = tl.correct(entry, attrs.evolve(NEW, source=UNHEARD), reason="wrong source", because="our-error")
    tl.retract(mending, reason="it was right")
    assert ("isis", "isf") == (control(tl.without(source="fair")), control(tl.without(source="unheard")))


def test_who_names_no_source_is_none_of_them(tl):
    tl.append([attrs.evolve(NEW, when="2017-01-09", by="sdf", source=None)])
    assert ("sdf", "isf") == (control(tl.without(source="fair")), control(tl.only(source="fair")))


def test_a_source_goes_by_id_or_name_and_need_not_be_described(tl):
    tl.append([attrs.evolve(NEW, when="2017-01-09", by="sdf", source=UNHEARD)])
    assert "isf" == control(tl.without(source="unheard"))
    assert "isis" == control(tl.without(source=["Fair", "unheard"]))


def test_an_unknown_source_is_not_found_and_the_nearest_is_named(tl):
    with pytest.raises(NotFoundError, match="did you mean"):
        tl.without(source="fairr")
    with pytest.raises(InputError, match="at least one source"):
        tl.only(source=[])


def test_what_describes_areas_and_sources_stays_with_all_positions(tl):
    view = tl.without(source=["good", "fair"])
    assert {"good", "fair"} == set(view.sources().described)
    assert "town" == view.status("Town", on="2017-02-01").area
    assert tl.position == view.position == view.status("town", on="2017-02-01").at.position
    assert control(tl.without(source="good"), known_on="2017-01-05") is None


def test_events_lists_only_what_is_heard_and_what_was_said_about_it(tl):
    old, new = (tl.events(kind=kind)[0].id for kind in (AreaCaptured, AreaLiberated))
    tl.retract(old, reason="withdrawn")
    tl.retract(new, reason="withdrawn")
    heard = [entry.statement for entry in tl.without(source="fair").events("town")]
    assert [old] == [statement.target for statement in heard if isinstance(statement, timeline.Retraction)]
    assert OLD in heard
    assert NEW not in heard


def test_whatever_was_said_about_an_event_that_is_not_heard_is_not_heard(tl):
    entry = tl.events(kind=AreaLiberated)[0].id
    retraction = tl.retract(entry, reason="doubt", reported_on="2017-02-01")
    reinstatement = tl.reinstate(retraction, reason="confirmed", reported_on="2017-02-02")
    tl.retract(reinstatement, reason="doubted again", reported_on="2017-02-03")
    source = tl.entry(entry).statement.source.source
    left = [each.id for each in tl.without(source=source).events()]
    assert [each.id for each in tl.events(position=tl.position - 3) if each.id != entry] == left


def test_a_view_sees_what_is_appended_to_the_log_afterwards(tl):
    view = tl.without(source="fair")
    tl.append([attrs.evolve(OLD, when="2017-01-20", by="peshmerga")])
    assert "peshmerga" == control(view)


def test_nothing_is_appended_or_kept_through_a_view(tl):
    view, position = tl.without(source="fair"), tl.position
    changes = [
        lambda: view.append([Source("new", "New")]),
        lambda: view.retract(tl.events(kind=AreaLiberated)[0].id, reason="withdrawn"),
        view.replay,
    ]
    for change in changes:
        with pytest.raises(InputError, match="on the timeline that it was made from"):
            change()
    assert position == tl.position


def test_rows_replayed_from_the_whole_log_are_not_those_of_a_view(tl):
    tl.replay()
    tl.append([attrs.evolve(NEW, by="sdf")])
    assert (1, ()) == (len(tl.verify().stale), tl.without(source="fair").verify().stale)


def test_another_projection_hears_the_same(tl):
    assert "isis" == control(tl.without(source="fair").using(timeline.AreaStatus))
