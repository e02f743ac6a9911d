"""What the other tests do not ask of a timeline: its coordinates, its lists, its upkeep and its refusals."""

from __future__ import annotations

import datetime

import attrs
import pytest

import timeline
from timeline import EVER, Area, At, Projection, count, fold
from timeline.conflict import AreaLiberated, InsurgentActivity, StrikeReported
from timeline.errors import CorrectionConflictError, InputError, NotFoundError, PositionConflictError

HAWIJA = AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf", reported_on="2017-10-05")
STRIKE = StrikeReported(area="iq/kirkuk/hawija", when="2017-12-28", strikes=3, reported_on="2017-12-30")


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append([Area("iq", "Iraq"), Area("iq/kirkuk/hawija", "Hawija", parents=["iq"]), HAWIJA, STRIKE])
    return made


def test_each_answer_carries_its_coordinates_fully_resolved(tl):
    day = datetime.date(2017, 12, 30)
    assert At(day, EVER, 4) == tl.status("Hawija", on="2017-12-30").at
    assert At(day, day, 2) == tl.status("Hawija", on=day, known_on=day, position=2).at


@pytest.mark.parametrize(
    "coordinates",
    [
        {"on": "2017"},
        {"on": "2017-12-30", "known_on": "2017-12"},
        {"on": "2017-12-30", "known_on": None},
        {"on": "2017-12-30", "position": 5},
        {"on": "2017-12-30", "position": -1},
        {"on": "2017-12-30", "position": "4"},
        {"on": datetime.datetime(2017, 12, 30)},
        {"on": EVER},
    ],
)
def test_a_coordinate_that_is_none_is_refused_and_never_ignored(tl, coordinates):
    with pytest.raises(InputError):
        tl.status("Hawija", **coordinates)


def test_an_append_on_condition_is_refused_when_its_area_moved_on(tl):
    position = tl.position
    tl.append([attrs.evolve(STRIKE, strikes=1)])
    with pytest.raises(PositionConflictError):
        tl.append([HAWIJA], if_position=position)
    tl.append([attrs.evolve(HAWIJA, area="iq/elsewhere")], if_position=position)


def test_one_event_without_brackets_is_refused_in_words(tl):
    with pytest.raises(InputError, match="put it in brackets"):
        tl.append(HAWIJA)


def test_an_entry_goes_by_the_beginning_of_its_id_if_no_other_begins_so(tl):
    entry = tl.events("Hawija", kind=AreaLiberated)[0]
    assert entry == tl.entry(entry.id) == tl.entry(entry.id[:20])
    with pytest.raises(NotFoundError):
        tl.entry("")


def test_events_of_an_area_include_what_was_said_about_them(tl):
    strike = tl.events(kind="strike-reported")[0]
    tl.retract(strike.id, reason="withdrawn")
    names = [type(entry.statement).__name__ for entry in tl.events("Hawija")]
    assert ["Area", "AreaLiberated", "StrikeReported", "Retraction"] == names
    assert 2 == len(tl.events(kind="strike-reported"))
    assert 3 == len(tl.events("Hawija", position=4))
    with pytest.raises(NotFoundError):
        tl.events("Hawja")
    with pytest.raises(NotFoundError):
        tl.events(kind="strike")


def test_an_area_that_only_an_event_names_is_listed_as_undescribed(tl):
    tl.append([attrs.evolve(HAWIJA, area="iq/nowhere")])
    assert ("iq/nowhere",) == tl.areas().undescribed
    assert ["iq", "iq/kirkuk/hawija", "iq/nowhere"] == [answer.area for answer in tl.statuses(on="2017-12-30")]
    assert ["iq/kirkuk/hawija"] == [answer.area for answer in tl.statuses(on="2017-12-30", inside="Iraq")]


def test_history_counts_the_days_of_a_value(tl):
    control = tl.history("Hawija", "control")
    assert EVER is control.days("isf")
    assert 87 == control.days("isf", end="2017-12-31")
    assert 31 == control.days("isf", start="2017-11-30", end="2017-12-31")
    assert 0 == control.days("isis")
    with pytest.raises(InputError, match="one facet"):
        tl.history("Hawija").days("isf")


def test_history_rows_are_flat_plain_data(tl):
    rows = tl.history("Hawija", "strikes").rows()
    assert {"area": "iq/kirkuk/hawija", "start": "2017-12-28", "end": "2018-01-27", "strikes": 3} == rows[1]
    assert (None, None) == (rows[0]["start"], rows[-1]["end"])


def test_explain_says_since_when_and_what_a_derived_value_rests_on(tl):
    reasons = tl.explain("Hawija", on="2017-12-30")
    assert "2017-12-28" == str(reasons["condition"].since)
    assert ("control", "taken", "fighting", "strikes", "insurgency") == reasons["condition"].rests_on
    assert [HAWIJA] == [claim.known.event for claim in reasons["control"].causes]
    assert (86, 2, None) == tuple(reasons[name].age_days for name in ("control", "strikes", "victory"))


def test_a_timeline_may_be_asked_through_another_projection(tl):
    class Reports(Projection, name="reports"):
        reports = count(AreaLiberated, StrikeReported)
        places = fold(lambda seen, event: seen | {event.area}, frozenset(), kinds=[AreaLiberated, StrikeReported])

    answer = tl.using(Reports).status("Hawija", on="2017-12-30")
    assert (2, {"iq/kirkuk/hawija"}) == (answer.reports, answer.places)


def test_replay_reports_its_progress_and_what_it_did(tl):
    seen: list[tuple[int, int]] = []
    replayed = tl.replay(progress=lambda done, count: seen.append((done, count)))
    assert (2, 2) == seen[-1]
    assert ("area-status", 2, 4) == (replayed.projection, replayed.areas_count, replayed.position)
    assert () == tl.verify().stale


def test_an_interrupted_replay_leaves_the_old_rows(tmp_path):
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([Area("iq", "Iraq"), HAWIJA])
        tl.replay()
        before = list(tl._log.rows("area-status"))
        tl.append([InsurgentActivity(area="iq", when="2017-12-30", by="isis")])

        def stop(done: int, count: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            tl.replay(progress=stop)
        assert before == list(tl._log.rows("area-status"))
        assert 1 == len(tl.verify().stale)


def test_an_entry_appended_by_another_connection_is_seen_at_once(tmp_path):
    with timeline.connect(tmp_path / "log.db") as one, timeline.connect(tmp_path / "log.db") as two:
        one.append([HAWIJA])
        assert "isf" == two.status("iq/kirkuk/hawija", on="2017-12-30").control
        two.append([attrs.evolve(HAWIJA, when="2017-10-06", by="sdf")])
        assert "sdf" == one.status("iq/kirkuk/hawija", on="2017-12-30").control


def test_an_area_is_found_by_any_name_that_the_log_ever_gave_it():
    tl = timeline.connect()
    tl.append([timeline.Area("iq/diyala/jalula", "Jalula", aliases=["Jalawla"], parents=["iq/diyala"])])
    tl.append([timeline.Area("iq/diyala/jalula", "Golala", reported_on="2017-01-01")])
    names = ("Golala", "Jalula", "Jalawla")
    assert ["iq/diyala/jalula"] * 3 == [tl.status(name, on="2017-06-01").area for name in names]
    assert "iq/diyala" == tl.status("iq/diyala", on="2017-06-01").area


def test_what_a_refused_correction_advises_brings_the_replacement_into_force(tl):
    strike = next(event.id for event in tl.events(kind="strike-reported"))
    four, five = (attrs.evolve(STRIKE, strikes=strikes) for strikes in (4, 5))
    first = tl.correct(strike, four, reason="misread", reported_on="2018-01-05")
    retraction = tl.retract(first, reason="not so", reported_on="2018-01-05")
    with pytest.raises(CorrectionConflictError, match=f"correct the correction {first} instead; .* reinstate it first"):
        tl.correct(strike, five, reason="read again", reported_on="2018-01-05")
    tl.reinstate(retraction, reason="to correct it", reported_on="2018-01-05")
    tl.correct(first, five, reason="read again", reported_on="2018-01-05")
    assert 5 == tl.ask(timeline.total(StrikeReported.strikes), "Hawija", on="2017-12-30").value
