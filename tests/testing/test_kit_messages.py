"""What `check_projection` says of projections that are wrong: which law, on what log, what differs, where to look."""

from __future__ import annotations

import datetime
import itertools
import re
from typing import Any

import attrs
import pytest

from timeline import Event, Policy, Projection, derived, event_kind, fold, latest
from timeline.projections.projection import values
from timeline.testing import LawBroken, check_law, check_projection
from timeline.testing.laws import (
    Subject,
    a_step_changes_no_state_that_it_is_given,
    a_step_remembers_nothing_outside_of_its_state,
    arrival_is_irrelevant,
    no_clock_is_read,
    the_same_question_has_the_same_answer,
)
from timeline.testing.script import Script
from timeline.testing.strategies import Question


@event_kind("kit-raid")
@attrs.frozen(kw_only=True)
class Raid(Event):
    """A kind of a user's own."""

    report: str


SEEN: set[str] = set()
RANKS = {"one": 1, "two": 2, "three": 3}
LAST = Policy("last-appended", 1, lambda known, sources: (known.entries[-1].position,))


def count_once(count: int, event: Raid) -> int:
    if event.report in SEEN:
        return count
    SEEN.add(event.report)
    return count + 1


def listed(reports: list[str], event: Raid) -> list[str]:
    reports.append(event.report)
    return reports


class Remembering:
    """A step with a memory of its own."""

    def __init__(self) -> None:
        self.met: list[str] = []

    def __call__(self, count: int, event: Raid) -> int:
        self.met.append(event.report)
        return len(self.met)


class Counted(Projection, name="kit-counted"):
    """Counts each report once, for ever."""

    reports = fold(count_once, 0, kinds=[Raid])


class Listed(Projection, name="kit-listed"):
    """Changes its state."""

    reports = fold(listed, [], kinds=[Raid])


class Clocked(Projection, name="kit-clocked"):
    """Reads a clock in a step."""

    days = fold(lambda days, event: datetime.date.today().year, 0, kinds=[Raid])


class Aged(Projection, name="kit-aged"):
    """Reads a clock in a derived value."""

    last = latest(Raid.report)

    @derived
    def year(self) -> int:
        return datetime.date.today().year


class Instance(Projection, name="kit-instance"):
    """Remembers in an object."""

    reports = fold(Remembering(), 0, kinds=[Raid])


class Last(Projection, name="kit-last"):
    """Sound by itself."""

    report = latest(Raid.report)


ANSWERS = itertools.count()


class Chance(Projection, name="kit-chance"):
    """Gives one answer that it never gives again."""

    last = latest(Raid.report)

    @derived
    def luck(self) -> bool:
        return next(ANSWERS) == 0


class Ranked(Projection, name="kit-ranked"):
    """Uses a table that nothing changes."""

    worst = fold(lambda worst, event: max(worst, RANKS[event.report]), 0, kinds=[Raid])


def broken_by(projection: type[Projection], **options: Any) -> LawBroken:
    with pytest.raises(LawBroken) as caught:
        check_projection(projection, **options)
    return caught.value


def events_in(script: Script) -> int:
    return len(script.places(Event))


CAUGHT = [
    (Counted, a_step_remembers_nothing_outside_of_its_state, {}),
    (Instance, a_step_remembers_nothing_outside_of_its_state, {}),
    (Listed, a_step_changes_no_state_that_it_is_given, {}),
    (Clocked, no_clock_is_read, {}),
    (Aged, no_clock_is_read, {}),
]


@pytest.mark.parametrize(("projection", "law", "options"), CAUGHT, ids=lambda each: getattr(each, "__name__", ""))
def test_a_bug_is_caught_by_its_law_on_a_small_log_and_explained(projection, law, options):
    broken = broken_by(projection, **{"examples": 4, **options})
    message = str(broken)
    assert law == broken.law
    assert message.startswith(f"{projection.definition.name} breaks a law: {law.name}")
    parts = ("On this log:", "asked:", "The two sides:", "Look at: ")
    assert sorted(message.index(part) for part in parts) == [message.index(part) for part in parts]
    assert events_in(broken.sides.script) <= 3


@pytest.mark.parametrize("projection", [Counted, Instance])
def test_a_memory_that_is_full_already_is_caught_all_the_same(projection):
    SEEN.update(RANKS)
    caught = [broken_by(projection, examples=5).law for _ in range(2)]
    assert [a_step_remembers_nothing_outside_of_its_state] * 2 == caught
    assert set(RANKS) <= SEEN


def test_a_table_that_nothing_changes_is_no_memory():
    check_law(a_step_remembers_nothing_outside_of_its_state, Ranked)


def told_part(message: str, heading: str, until: str) -> str:
    lines = message.partition(f"\n{heading}\n")[2].partition(f"\n{until}")[0].splitlines()
    return "\n".join(line.removeprefix("    ") for line in lines)


def test_the_printed_log_runs_as_it_is_and_gives_an_answer_told_of_the_printed_question():
    message = str(broken_by(Clocked, examples=5))
    names: dict[str, Any] = {"Raid": Raid, "Clocked": Clocked, "datetime": datetime}
    exec(told_part(message, "On this log:", "asked:"), names)
    answer = eval(told_part(message, "asked:", "The two sides:"), names)
    assert {"days": datetime.date.today().year} == values(answer)
    assert "asked on 2020-01-02: days is 2020, not certain (nobody can know what else it may be)" in message
    assert "asked on 2031-08-09: days is 2031, not certain" in message


@pytest.fixture(scope="module")
def broken_by_arrival() -> LawBroken:
    """The law tried once, on what is drawn here by hand."""
    day = datetime.date(2017, 3, 5)
    one, two = (Raid(area="town", when=day, report=report, reported_on=day) for report in ("one", "two"))
    drawn = iter([Script([one, two]), Question("town", day), [1, 0]])
    with pytest.raises(LawBroken) as caught:
        arrival_is_irrelevant(Subject(Last, (), LAST), lambda strategy: next(drawn))
    return caught.value


def test_a_policy_that_lets_the_last_word_count_has_two_answers(broken_by_arrival):
    message = str(broken_by_arrival)
    assert re.search(r"appended as above: +report is ", message)
    assert re.search(r"in the order 1, 0: +report is ", message)


def test_the_places_of_an_order_are_those_behind_the_printed_statements(broken_by_arrival):
    broken = broken_by_arrival
    order = re.search(r"in the order ([\d, ]+):", str(broken))
    assert order is not None
    printed = re.findall(r"# (\d+)$", told_part(str(broken), "On this log:", "asked:"), re.MULTILINE)
    assert [str(place) for place in range(len(broken.sides.script))] == printed
    assert sorted(printed) == sorted(order[1].split(", "))


def test_events_that_differ_are_told_with_their_dates(broken_by_arrival):
    message = str(broken_by_arrival)
    assert re.search(r"a cause of report only .*Raid\(.*\), known from \d{4}-\d\d-\d\d, dated ", message)


def test_an_answer_of_chance_is_told_as_unsteady():
    with pytest.raises(LawBroken) as caught:
        check_law(the_same_question_has_the_same_answer, Subject(Chance), examples=10)
    assert "luck is" in str(caught.value)
    assert "It was so once, and not when tried again" in str(caught.value)
