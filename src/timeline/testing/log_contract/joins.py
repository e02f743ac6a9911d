"""Events of one kind, area and shape may be joined, and a join is an entry like others."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest

from timeline.conflict import AreaCaptured, AreaLiberated, AreaStatus, Citation
from timeline.engine import Timeline
from timeline.errors import InputError, NotFoundError, PositionConflictError
from timeline.log.base import external_id
from timeline.model.areas import Area
from timeline.model.entries import Correction, Join, Retraction
from timeline.testing.log_contract.subject import LogTests, StoredLog

SEPTEMBER = AreaLiberated(area="a", when="2017-09", by="isf", reported_on="2017-12-30")
OCTOBER = AreaLiberated(area="a", when="2017-10-05", by="isf", reported_on="2017-10-05")
NEW_YEAR = datetime.date(2018, 1, 1)


def joined(*members: str) -> Join:
    """A join of events, known from the new year of 2018 on."""
    return Join(members=members, reason="one", reported_on=NEW_YEAR)


class Joins(LogTests):
    """Reports of one happening."""

    @pytest.fixture
    def ids(self, log: StoredLog) -> tuple[str, ...]:
        """The ids of two events that may be joined, behind the area they are in."""
        return log.append([Area("a", "A"), SEPTEMBER, OCTOBER]).ids[1:]

    def test_a_join_is_kept_as_it_was_given(self, log: StoredLog, ids: tuple[str, ...]) -> None:
        join = log.append([joined(*ids)]).ids[0]
        assert [(4, join, joined(*ids))] == [(each.position, each.id, each.statement) for each in log.read(after=3)]
        assert [] == list(log.problems())

    def test_a_batch_may_join_the_events_that_it_brings(self, log: StoredLog) -> None:
        numbered = [
            attrs.evolve(event, source=Citation("afp"), external_id=str(number))
            for number, event in enumerate([SEPTEMBER, OCTOBER])
        ]
        ids = [external_id("afp", str(number)) for number in range(2)]
        assert (3, 3) == (log.append([*numbered, joined(*ids)]).new_count, log.head)

    @pytest.mark.parametrize(
        ("other", "differs"),
        [
            (AreaCaptured(area="a", when="2017-09", by="isf"), "kind, found area-captured and area-liberated"),
            (attrs.evolve(OCTOBER, area="b"), "area, found a and b"),
            (
                attrs.evolve(OCTOBER, when="2017-10-05/2017-10-06"),
                "shape (a day, or lasting), found a day and lasting",
            ),
        ],
    )
    def test_events_that_differ_in_kind_area_or_shape_are_refused_and_the_difference_is_named(
        self, log: StoredLog, ids: tuple[str, ...], other: Any, differs: str
    ) -> None:
        (odd,) = log.append([other]).ids
        with pytest.raises(InputError) as refused:
            log.append([SEPTEMBER, joined(*ids, odd)])
        assert f"join: expected events that share their {differs}" in str(refused.value)
        assert 4 == log.head

    def test_a_member_must_be_an_event_of_the_log(self, log: StoredLog, ids: tuple[str, ...]) -> None:
        area = next(iter(log.read())).id
        with pytest.raises(InputError, match="a Area at position 1"):
            log.append([joined(ids[0], area)])
        with pytest.raises(NotFoundError):
            log.append([joined(ids[0], "f" * 32)])

    def test_events_may_be_joined_that_agree_since_one_was_corrected(
        self, log: StoredLog, ids: tuple[str, ...]
    ) -> None:
        (odd,) = log.append([attrs.evolve(OCTOBER, area="b")]).ids
        log.append([Correction(target=odd, replacement=OCTOBER, reason="typo", reported_on=NEW_YEAR)])
        assert 1 == log.append([joined(ids[0], odd)]).new_count

    def test_an_append_on_condition_is_refused_when_an_event_of_its_area_was_joined(
        self, log: StoredLog, ids: tuple[str, ...]
    ) -> None:
        position = log.head
        join = log.append([joined(*ids)]).ids[0]
        with pytest.raises(PositionConflictError):
            log.append([SEPTEMBER], if_position=position)
        position = log.head
        log.append([Retraction(target=join, reason="two")])
        with pytest.raises(PositionConflictError):
            log.append([OCTOBER], if_position=position)
        log.append([attrs.evolve(SEPTEMBER, area="b")], if_position=position)

    def test_a_join_on_condition_is_refused_when_an_area_of_its_members_moved_on(
        self, log: StoredLog, ids: tuple[str, ...]
    ) -> None:
        position = log.head
        log.append([attrs.evolve(SEPTEMBER, area="b")])
        log.append([joined(*ids)], if_position=position)
        with pytest.raises(PositionConflictError):
            log.append([joined(*ids)], if_position=position)

    def test_a_join_can_be_retracted_and_not_corrected(self, log: StoredLog, ids: tuple[str, ...]) -> None:
        join = log.append([joined(*ids)]).ids[0]
        with pytest.raises(InputError):
            log.append([Correction(target=join, replacement=OCTOBER, reason="no")])
        tl = Timeline(log, AreaStatus)
        assert 1 == len(tl.incidents())
        tl.retract(join, reason="two", reported_on="2018-01-10")
        assert (0, 1) == (len(tl.incidents()), len(tl.incidents(known_on="2018-01-09")))
