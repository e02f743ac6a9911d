"""Projections: their rules, their answers and their fingerprints."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys

import pytest

import timeline
from timeline import (
    At,
    Projection,
    active,
    count,
    days,
    derived,
    first,
    fold,
    last_on,
    latest,
    latest_kind,
    total,
    values,
)
from timeline.conflict import AreaLiberated, AreaStatus, StrikeReported
from timeline.errors import NotFoundError, ProjectionError


class Struck(Projection, name="struck", version=1):
    week = total(StrikeReported.strikes, within=days(7))
    ever = total(StrikeReported.strikes)

    @derived
    def is_recent(self) -> bool:
        return self.week > 0


@pytest.fixture
def answer():
    tl = timeline.connect(projection=Struck)
    tl.append([StrikeReported(area="a", when="2017-12-28", strikes=3, reported_on="2017-12-30")])
    return tl.status("a", on="2017-12-30")


def test_an_answer_is_an_instance_of_its_projection(answer):
    assert isinstance(answer, Struck)
    assert {"is_recent": True, "week": 3, "ever": 3} == values(answer)
    assert answer.at == At(datetime.date(2017, 12, 30), timeline.EVER, 1)
    assert "a" == answer.area


def test_answers_of_one_projection_are_equal_where_all_their_values_are(answer):
    tl = timeline.connect(projection=Struck)
    tl.append([StrikeReported(area="b", when="2017-12-29", strikes=3)])
    assert tl.status("b", on="2017-12-31") == answer
    assert tl.status("b", on="2018-12-31") != answer
    assert tl.using(Worded).status("b", on="2017-12-31") != answer
    assert answer != values(answer)


def test_an_answer_shows_its_area_its_day_and_its_values(answer):
    assert "<Struck a on 2017-12-30: is_recent=True, week=3, ever=3>" == repr(answer)


def test_an_answer_says_how_new_its_evidence_is(answer):
    assert {"week": "2017-12-28", "ever": "2017-12-28"} == {name: str(day) for name, day in answer.evidence.items()}


def _own_name():
    class Bad(Projection):
        evidence = count(StrikeReported)


def _underscore():
    class Bad(Projection):
        _hidden = count(StrikeReported)


def _nothing():
    class Bad(Projection):
        pass


def _name():
    class Bad(Projection, name="Bad Name"):
        strikes = count(StrikeReported)


def _version():
    class Bad(Projection, version=0):
        strikes = count(StrikeReported)


def _definition_of_its_own():
    class Bad(Projection):
        definition = count(StrikeReported)


def _name_of_a_coordinate():
    class Bad(Projection):
        position = count(StrikeReported)


def _two_names():
    class Bad(Projection):
        one = two = count(StrikeReported)


OWN_NAMES = (
    "expected facets with names of their own, found {}; an answer has these names of its own; name the facet otherwise"
)


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (_own_name, OWN_NAMES.format("evidence")),
        (_underscore, OWN_NAMES.format("_hidden")),
        (_definition_of_its_own, OWN_NAMES.format("definition")),
        (_name_of_a_coordinate, OWN_NAMES.format("position")),
        (_nothing, "expected at least one facet, found none"),
        (_name, "expected a name of lower-case words joined by hyphens, found 'Bad Name'"),
        (_version, "expected a version from 1, found 0"),
        (_two_names, "expected one name for each facet, found 'two', which is 'one' too; declare two facets"),
    ],
)
def test_a_projection_that_breaks_a_rule_is_refused_in_words_when_the_class_is_made(declare, said):
    with pytest.raises(ProjectionError) as refused:
        declare()
    assert f"{declare.__name__}.<locals>.Bad: {said}" == str(refused.value)


def test_a_derived_value_of_what_nobody_can_know_the_possibilities_of_is_never_certain():
    class Told(Projection, name="told"):
        reports = fold(_counted, 0, kinds=[StrikeReported])

        @derived
        def is_told(self) -> bool:
            return self.reports > 0

    tl = timeline.connect(projection=Told)
    tl.append([StrikeReported(area="a", when="2017-12-28", strikes=3)])
    answer = tl.status("a", on="2017-12-30")
    assert (True, None, False) == (answer.is_told, answer.possible("is_told"), answer.certain("is_told"))


def test_a_derived_value_can_depend_on_nothing_but_facets(answer):
    class Placed(Struck, name="placed"):
        @derived
        def where(self) -> str:
            return self.area

    tl = timeline.connect(projection=Placed)
    tl.append([StrikeReported(area="a", when="2017-12-28", strikes=3)])
    with pytest.raises(AttributeError, match="area"):
        _ = tl.status("a", on="2017-12-30").where


def test_an_answer_refuses_a_name_that_no_value_has_and_lists_those_it_has(answer):
    for ask in (answer.certain, answer.possible):
        with pytest.raises(NotFoundError) as refused:
            ask("weather")
        assert ("facet", "weather", ("is_recent", "week", "ever")) == (
            refused.value.what,
            refused.value.name,
            refused.value.nearest,
        )
        assert "projection struck: expected is_recent, week or ever, found 'weather'" == str(refused.value)


def test_a_projection_without_a_name_is_called_after_its_class_in_hyphens_and_its_version_is_the_first():
    class StruckTwice2Day(Projection):
        week = count(StrikeReported)

    assert ("struck-twice2-day", 1) == (StruckTwice2Day.definition.name, StruckTwice2Day.definition.version)


def test_a_facet_and_a_derived_value_are_themselves_where_no_answer_is():
    assert Struck.definition.facets["week"] is Struck.week
    assert ("is_recent", True) == (Struck.is_recent.name, Struck.is_recent is Struck.definition.derived["is_recent"])


def test_a_derived_value_keeps_the_words_of_its_author():
    assert "Whether it was struck of late." == Worded.is_recent.__doc__


class Worded(Struck, name="worded"):
    @derived
    def is_recent(self) -> bool:
        """Whether it was struck of late."""
        return self.week > 0


def _definition(within: int, version: int = 1, look: str = "here", limit: int = 0) -> str:
    class Same(Projection, name="same", version=version):
        week = total(StrikeReported.strikes, within=days(within), look=look)

        @derived
        def is_recent(self) -> bool:
            return self.week > limit if limit else self.week > 0

    return Same.definition.fingerprint


def test_the_fingerprint_is_stable_and_changes_with_the_definition():
    assert _definition(7) == _definition(7)
    assert 4 == len({_definition(7), _definition(8), _definition(7, version=2), _definition(7, look="down")})


def _fingerprint(facet) -> str:
    return type("Same", (Projection,), {"it": facet}, name="same").definition.fingerprint


def _counted(so_far, event):
    return so_far + 1


def _not_counted(so_far, event):
    return so_far


DIFFERENT = (
    lambda: count(StrikeReported),
    lambda: count(AreaLiberated),
    lambda: count(AreaLiberated, StrikeReported),
    lambda: last_on(AreaLiberated),
    lambda: active(AreaLiberated, for_=days(1)),
    lambda: active(AreaLiberated, for_=days(2)),
    lambda: latest_kind(AreaLiberated),
    lambda: latest(AreaLiberated.by),
    lambda: latest(AreaLiberated.from_),
    lambda: latest(AreaLiberated.by, before=AreaLiberated.from_),
    lambda: first(AreaLiberated.by),
    lambda: total(StrikeReported.strikes),
    lambda: total(StrikeReported.engagements),
    lambda: fold(_counted, 0, kinds=[AreaLiberated]),
    lambda: fold(_counted, 1, kinds=[AreaLiberated]),
    lambda: fold(_not_counted, 0, kinds=[AreaLiberated]),
    lambda: fold(max, 0, kinds=[AreaLiberated]),
    lambda: fold(min, 0, kinds=[AreaLiberated]),
)


def test_facets_that_differ_in_anything_have_different_fingerprints_and_equal_ones_the_same():
    fingerprints = [_fingerprint(declare()) for declare in DIFFERENT]
    assert len(DIFFERENT) == len(set(fingerprints))
    assert fingerprints == [_fingerprint(declare()) for declare in DIFFERENT]


def _derived(compute) -> str:
    members = {"week": count(StrikeReported), "is_recent": derived(compute)}
    return type("Same", (Projection,), members, name="same").definition.fingerprint


def test_the_fingerprint_changes_with_the_code_of_a_derived_value_and_of_what_is_defined_inside_it():
    steps = [
        lambda self: self.week > 1,
        lambda self: self.week > 2,
        lambda self: self.ever > 1,
        lambda self: any(number > 1 for number in [self.week]),
        lambda self: any(number > 2 for number in [self.week]),
    ]
    assert len(steps) == len({_derived(step) for step in steps})


SETS = """
from timeline import Projection, derived, latest
from timeline.conflict import AreaLiberated
class Ours(Projection):
    holder = latest(AreaLiberated.by)
    @derived
    def is_ours(self):
        return any(each in {"isf", "sdf", "pmf"} for each in [self.holder])
print(Ours.definition.fingerprint)
"""


def test_the_fingerprint_is_the_same_in_every_process():
    printed = {
        subprocess.run(
            [sys.executable, "-c", SETS], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "123"
    }
    assert 1 == len(printed)


def test_a_projection_may_extend_another():
    class More(AreaStatus, name="more"):
        liberations = count(AreaLiberated)

    assert {*AreaStatus.definition.names, "liberations"} == set(More.definition.names)
