"""The table of conditions, row by row."""

from __future__ import annotations

import datetime

import pytest

import timeline
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    OffensiveLaunched,
    StrikeReported,
    VictoryDeclared,
)

LIBERATED = AreaLiberated(area="a", when="2017-10-05", by="isf")
CAPTURED = AreaCaptured(area="a", when="2017-10-05", by="isis")
OBSERVED = ControlObserved(area="a", when="2017-10-05", held_by="isf")
NOBODY = ControlObserved(area="a", when="2017-10-05", held_by="contested", among=["isf", "isis"])
RIVAL = AreaLiberated(area="a", when="2017-10-05", by="sdf", reported_on="2017-10-05")
SAME_DAY = AreaLiberated(area="a", when="2017-10-05", by="isf", reported_on="2017-10-05")
INSURGENTS = InsurgentActivity(area="a", when="2017-12-01", by="isis")
STRIKES = StrikeReported(area="a", when="2017-12-20", strikes=1)
OLD_STRIKES = StrikeReported(area="a", when="2017-11-01", strikes=1)
FIGHTING = FightingReported(area="a", when="2017-12-20", sides=["isf", "isis"])
OFFENSIVE = OffensiveLaunched(area="a", when="2017-12-20", by="isf")
VICTORY = VictoryDeclared(area="a", when="2017-12-09", by="isf")


@pytest.mark.parametrize(
    ("events", "condition"),
    [
        ([], "unknown"),
        ([VICTORY], "unknown"),
        ([STRIKES], "unknown"),
        ([INSURGENTS], "insurgency"),
        ([CAPTURED], "held"),
        ([OBSERVED], "held"),
        ([CAPTURED, INSURGENTS, STRIKES], "held"),
        ([LIBERATED], "liberated"),
        ([LIBERATED, VICTORY], "liberated"),
        ([LIBERATED, OLD_STRIKES], "liberated"),
        ([LIBERATED, STRIKES], "insurgency"),
        ([LIBERATED, INSURGENTS], "insurgency"),
        ([NOBODY], "contested"),
        ([SAME_DAY, RIVAL], "contested"),
        ([LIBERATED, FIGHTING], "contested"),
        ([FIGHTING], "contested"),
        ([LIBERATED, OFFENSIVE, INSURGENTS], "contested"),
    ],
)
def test_the_first_row_that_applies_is_the_condition(events, condition):
    tl = timeline.connect()
    tl.append([timeline.Area("a", "A"), *events])
    assert condition == tl.status("a", on="2017-12-30").condition


@pytest.mark.parametrize(
    ("event", "last_day", "condition"),
    [
        (FIGHTING, "2018-01-18", "contested"),
        (INSURGENTS, "2018-02-28", "insurgency"),
        (STRIKES, "2018-01-18", "insurgency"),
    ],
)
def test_what_happens_counts_for_its_window_and_no_longer(event, last_day, condition):
    tl = timeline.connect()
    tl.append([LIBERATED, event])
    span = tl.history("a", "condition").span_at(last_day)
    assert (condition, "liberated") == (span.values["condition"], tl.status("a", on=span.end).condition)
    assert datetime.timedelta(days=1) == span.end - datetime.date.fromisoformat(last_day)
