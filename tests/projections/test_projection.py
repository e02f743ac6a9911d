"""Projections: their rules, their answers and their fingerprints."""

from __future__ import annotations

import datetime

import pytest

import timeline
from timeline import At, Projection, count, days, derived, total, values
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


def test_a_projection_without_a_name_is_called_after_its_class_in_hyphens():
    class StruckTwice2Day(Projection):
        week = count(StrikeReported)

    assert "struck-twice2-day" == StruckTwice2Day.definition.name


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


def test_the_fingerprint_changes_with_the_code_of_a_derived_value():
    class One(Projection, name="same"):
        week = count(StrikeReported)

        @derived
        def is_recent(self) -> bool:
            return self.week > 1

    class Two(Projection, name="same"):
        week = count(StrikeReported)

        @derived
        def is_recent(self) -> bool:
            return self.week > 2

    assert One.definition.fingerprint != Two.definition.fingerprint


def test_a_projection_may_extend_another():
    class More(AreaStatus, name="more"):
        liberations = count(AreaLiberated)

    assert {*AreaStatus.definition.names, "liberations"} == set(More.definition.names)
