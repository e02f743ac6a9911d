import datetime
import random
from collections import Counter

import pytest

from bench.rows import rows_of
from bench.workload import LEVELS, id_of, late_week, level_of, one_area, questions, statements
from timeline import Area, Correction, Event, Retraction, connect

SIZE = 4_000
EVERYTHING = list(statements(SIZE))
EVENTS = [each for each in EVERYTHING if isinstance(each, Event)]


def share(count):
    return count / SIZE


def late_count(days):
    """How many precede one before them by more than a day or two."""
    latest, count = datetime.date.min, 0
    for day in days:
        count += day < latest
        latest = max(latest, day)
    return count


def test_the_same_seed_gives_the_same_statements_and_another_gives_others():
    assert EVERYTHING == list(statements(SIZE))
    assert EVERYTHING != list(statements(SIZE, seed=2))


def test_it_has_so_many_events_of_five_kinds_in_a_hierarchy_of_five_hundred_areas():
    assert SIZE == len(EVENTS)
    assert 5 == len({event.kind for event in EVENTS})
    described = [each for each in EVERYTHING if isinstance(each, Area)]
    assert {"towns": 480, "governorates": 18, "countries": 2} == Counter(level_of(area.id) for area in described)
    assert {event.area for event in EVENTS} <= {area.id for area in described}


def test_a_few_towns_have_many_times_the_events_of_the_median_town():
    counts = sorted(Counter(event.area for event in EVENTS if level_of(event.area) == "towns").values())
    assert counts[-1] > 8 * counts[len(counts) // 2]


def test_a_fifteenth_is_reported_before_what_had_arrived_or_happened_long_before_it():
    assert share(late_count(event.reported_on for event in EVENTS)) == pytest.approx(0.05, abs=0.015)
    precise = [event.when.first.latest for event in EVENTS]
    assert share(late_count(precise)) == pytest.approx(0.15, abs=0.02)


def test_lateness_is_days_to_months():
    lags = sorted((event.reported_on - event.when.first.latest).days for event in EVENTS)
    assert 1 == lags[0] == lags[len(lags) // 2]
    assert 90 < lags[-1] <= 401


def test_a_fiftieth_is_imprecise():
    assert share(sum(not event.when.is_precise for event in EVENTS)) == pytest.approx(0.02, abs=0.008)


def test_a_hundredth_is_corrected_or_retracted():
    assert share(sum(isinstance(each, (Correction, Retraction)) for each in EVERYTHING)) == pytest.approx(
        0.01, abs=0.005
    )


def test_a_log_accepts_all_of_it():
    log = connect()
    corner_cases = [*one_area("hostile", 100, retracted=0.3), *late_week("week", 50)]
    assert len(EVERYTHING) + 180 == log.append([*EVERYTHING, *corner_cases]).new_count
    assert log.verify().is_sound


def test_of_one_area_the_share_asked_for_is_retracted():
    hostile = list(one_area("hostile", 200, retracted=0.3))
    targets = {each.target for each in hostile if isinstance(each, Retraction)}
    events = [each for each in hostile if isinstance(each, Event)]
    assert (200, 60) == (len(events), len(targets))
    assert targets < {id_of(event) for event in events}


def test_each_event_and_each_change_has_its_row_with_the_area_of_the_event():
    rows = list(rows_of(EVERYTHING))
    assert [each.area for each in EVENTS] == [row.area for row in rows if row.kind not in ("correction", "retraction")]
    assert len(EVERYTHING) - 506 == len(rows)
    assert len(rows) == len({row.id for row in rows})


@pytest.mark.parametrize("level", LEVELS)
def test_questions_are_about_areas_of_their_level(level):
    asked = [next(questions(level, random.Random(seed))) for seed in range(20)]
    assert {level} == {level_of(area) for area, _ in asked}
