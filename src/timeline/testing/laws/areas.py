"""What the hierarchy of areas changes, and what it does not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from timeline.model.areas import Area, Parent
from timeline.model.days import EVER
from timeline.projections.facets import Total
from timeline.testing.laws.base import Draw, Sides, Subject, law, on_every_area
from timeline.testing.script import Script
from timeline.testing.strategies import AREAS, days, event_logs


def _totals(subject: Subject) -> list[str]:
    return [name for name, facet in subject.facets.items() if isinstance(facet, Total) and facet.look == "down"]


@law(
    10,
    look_at="a total that goes through the areas inside one path at a time, and meets an area twice",
    applies=lambda subject: bool(_totals(subject)),
)
def a_parent_counts_each_event_once(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A second way from an area up to one that it lies in already changes no total of the latter."""
    chain = [Area(AREAS[0], "Country"), Area(AREAS[1], "District", parents=AREAS[:1])]
    once, twice = (Area(AREAS[2], "Town", parents=parents) for parents in (AREAS[1:2], AREAS[:2]))
    told = [each for each in draw(event_logs(subject.drawn_kinds)) if not isinstance(each, Area)]
    script, other = (Script([*chain, town, *told]) for town in (once, twice))
    question = draw(subject.questions(script))
    for area in AREAS[:3]:
        asked = attrs.evolve(question, area=area)
        for name in _totals(subject):
            one, two = (
                (getattr(answer, name), answer.possible(name))
                for answer in (subject.timeline(each).status(area, on=question.on) for each in (script, other))
            )
            words = f"{name} with the town in the district", "with the town in the country besides"
            yield Sides(other, f"tl.status({asked.arguments()})", one, two, *words)


@law(10, look_at="a facet that uses the hierarchy of another day than the one asked about")
def a_change_of_parents_changes_nothing_before_it(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Giving an area other parents from a day on changes no answer about the days before."""
    script = draw(subject.logs())
    places = [place for place in script.places(Area) if script[place].id != AREAS[0]]  # type: ignore[union-attr]
    assume(places)
    place, turn = draw(st.sampled_from(places)), draw(days())
    question = draw(subject.questions(script))
    assume(question.on < turn)
    area = script[place]
    assert isinstance(area, Area)
    moved = script.replacing(place, _moved(area, turn, draw(st.sampled_from(AREAS[: AREAS.index(area.id)]))))
    words = "with its parents as they were", f"with other parents from {turn} on"
    yield from on_every_area(moved, question, subject.timeline(script), subject.timeline(moved), words)


def _moved(area: Area, turn: datetime.date, parent: str) -> Area:
    """The area with one parent from a day on, and those it had up to then."""
    kept = [attrs.evolve(each, end=min(each.end, turn)) for each in area.parents if each.start < turn]
    return attrs.evolve(area, parents=[*kept, Parent(parent, turn, EVER)])
