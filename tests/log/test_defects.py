"""What verify says of entries that break a rule of the log."""

from __future__ import annotations

import datetime

import attrs
import pytest

from timeline import Citation, Entry, Retraction
from timeline.conflict import StrikeReported
from timeline.log.base import external_id
from timeline.log.defects import defects

NOW = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
EVENT = StrikeReported(area="a", when="2017", strikes=1)
NUMBERED = StrikeReported(area="a", when="2017", strikes=1, source=Citation("afp"), external_id="7")
GOOD = [
    Entry(1, "0" * 31 + "1", NOW, datetime.date(2017, 1, 1), EVENT),
    Entry(2, external_id("afp", "7"), NOW, datetime.date(2020, 1, 1), NUMBERED),
    Entry(3, "0" * 31 + "3", NOW, datetime.date(2018, 1, 1), Retraction(target="0" * 31 + "1", reason="x")),
]


def found(entries):
    return list(defects(entries, len(entries), lambda done, count: None))


def test_a_sound_log_has_no_defect():
    assert [] == found(GOOD)


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        (1, {"position": 5}, "position 5: expected position 2"),
        (2, {"id": "0" * 31 + "1"}, "position 3: the id 00000000000000000000000000000001 occurs twice"),
        (0, {"reported_on": datetime.date(2020, 1, 2)}, "position 1: reported on 2020-01-02, after it was recorded"),
        (1, {"id": "f" * 32}, "position 2: its id does not follow from its source and external id"),
        (2, {"statement": Retraction(target="f" * 32, reason="x")}, f"position 3: is about {'f' * 32}"),
    ],
)
def test_each_broken_rule_is_named_with_its_position(place, change, said):
    entries = [attrs.evolve(entry, **change) if number == place else entry for number, entry in enumerate(GOOD)]
    assert [True] == [line.startswith(said) for line in found(entries)]
