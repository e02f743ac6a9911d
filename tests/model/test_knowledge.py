"""What is in force: corrections of corrections, retractions of corrections, descriptions that follow each other."""

from __future__ import annotations

import pytest

import timeline
from timeline import Area, Source
from timeline.conflict import AreaLiberated, StrikeReported
from timeline.errors import ContentConflictError, CorrectionConflictError, InputError
from timeline.model.knowledge import every_area


def strike(strikes: int, reported_on: str = "2017-01-01") -> StrikeReported:
    return StrikeReported(area="a", when="2017-01-01", strikes=strikes, reported_on=reported_on)


def strikes(tl: timeline.Timeline, known_on: str) -> int:
    return tl.status("a", on="2017-01-05", known_on=known_on).strikes


@pytest.fixture
def tl():
    return timeline.connect()


def test_of_several_corrections_the_one_reported_last_counts(tl):
    first = tl.append([strike(1)]).ids[0]
    tl.correct(first, strike(3), reason="later release", reported_on="2017-03-01")
    tl.correct(first, strike(2), reason="release", reported_on="2017-02-01")
    assert [1, 2, 3] == [strikes(tl, day) for day in ("2017-01-31", "2017-02-28", "2017-03-01")]


def test_retracting_a_correction_brings_back_what_it_replaced(tl):
    first = tl.append([strike(1)]).ids[0]
    correction = tl.correct(first, strike(2), reason="release", reported_on="2017-02-01")
    tl.retract(correction, reason="the release was withdrawn", reported_on="2017-03-01")
    assert [1, 2, 1] == [strikes(tl, day) for day in ("2017-01-31", "2017-02-28", "2017-03-01")]


def test_a_correction_of_a_correction_replaces_it_and_never_brings_back_the_original(tl):
    first = tl.append([strike(1)]).ids[0]
    correction = tl.correct(first, strike(22), reason="release", reported_on="2017-02-01")
    tl.correct(correction, strike(2), reason="typo", because="our-error")
    assert [1, 2, 2] == [strikes(tl, day) for day in ("2017-01-31", "2017-02-01", "2017-12-31")]


def test_retracting_a_retraction_needs_reinstating_and_can_be_retracted_again(tl):
    first = tl.append([strike(1)]).ids[0]
    retraction = tl.retract(first, reason="doubt", reported_on="2017-02-01")
    reinstatement = tl.reinstate(retraction, reason="confirmed", reported_on="2017-03-01")
    tl.retract(reinstatement, reason="doubt again", reported_on="2017-04-01")
    days = ("2017-01-31", "2017-02-01", "2017-03-01", "2017-04-01")
    assert [1, 0, 1, 0] == [strikes(tl, day) for day in days]


def test_two_retractions_of_one_entry_are_undone_one_by_one(tl):
    first = tl.append([strike(1)]).ids[0]
    retractions = [tl.retract(first, reason="doubt", reported_on="2017-02-01") for _ in range(2)]
    tl.reinstate(retractions[0], reason="confirmed", reported_on="2017-03-01")
    assert 0 == strikes(tl, "2017-12-31")
    tl.reinstate(retractions[1], reason="confirmed", reported_on="2017-03-01")
    assert 1 == strikes(tl, "2017-12-31")


def test_two_corrections_known_from_one_day_are_refused(tl):
    first = tl.append([strike(1)]).ids[0]
    correction = tl.correct(first, strike(2), reason="release", reported_on="2017-02-01")
    with pytest.raises(CorrectionConflictError, match=correction):
        tl.correct(first, strike(3), reason="another", reported_on="2017-02-01")


def test_a_correction_may_change_the_kind_and_the_area_of_an_event(tl):
    first = tl.append([strike(1)]).ids[0]
    other = AreaLiberated(area="b", when="2017-01-01", by="isf")
    tl.correct(first, other, reason="misread", because="our-error")
    assert (0, "isf") == (tl.status("a", on="2017-01-05").strikes, tl.status("b", on="2017-01-05").control)


def test_an_event_is_not_corrected_into_an_area(tl):
    first = tl.append([strike(1)]).ids[0]
    with pytest.raises(InputError, match="an event for an event"):
        tl.correct(first, Area("a", "A"), reason="confusion")


def test_a_description_of_a_later_day_supersedes_and_one_of_the_same_day_conflicts(tl):
    tl.append([Area("a", "Old name"), Area("a", "New name", reported_on="2017-06-01")])
    assert "Old name" == tl.areas(known_on="2017-05-31").find("a").name
    assert "New name" == tl.areas().find("a").name
    with pytest.raises(ContentConflictError):
        tl.append([Area("a", "Another name")])


def test_a_description_is_mended_by_correcting_it(tl):
    described = tl.append([Area("a", "Nmae"), Source("s", "Source", "C")]).ids
    tl.correct(described[0], Area("a", "Name", aliases=["Alias"]), reason="typo", because="our-error")
    tl.correct(described[1], Source("s", "Source", "B"), reason="reassessed", reported_on="2017-06-01")
    assert "Name" == tl.areas(known_on="2001-01-01").find("Alias").name
    assert ["C", "B"] == [tl.sources(known_on=day).find("s").reliability for day in ("2017-05-31", "2017-06-01")]


def test_an_area_that_events_only_name_is_one_from_when_they_are_known(tl):
    tl.append([Area("b", "Beta"), strike(1, reported_on="2017-02-01")])
    assert [["b"], ["a", "b"]] == [[area.id for area in tl.areas(known_on=f"2017-{day}")] for day in ("01-31", "02-01")]


def test_an_area_is_found_by_every_name_that_it_ever_had(tl):
    tl.append([Area("j", "Jalula", aliases=["Jalawla"])])
    tl.append([Area("j", "Jalawla", aliases=["Celewla"], reported_on="2017-02-01")])
    found = every_area(tl.events()).find("Jalula")
    assert ("Jalawla", ("Celewla", "Jalula")) == (found.name, found.aliases)
    assert ["j"] * 3 == [every_area(tl.events()).find(name).id for name in ("jalula", "jalawla", "celewla")]
