"""The commands that ask: status, board, history, diff, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from timeline.cli.app import json_option, knowledge_options, known, log_argument, on_option, open_timeline

if TYPE_CHECKING:
    from timeline.engine import Timeline
    from timeline.projections.projection import Projection


def area_argument(command: Any) -> Any:
    """The AREA asked about."""
    return click.argument("area")(command)


@click.command("status")
@log_argument
@area_argument
@on_option
@knowledge_options
@json_option
def status_command(log: str, area: str, on: str, known_on: str | None, position: int | None, as_json: bool) -> None:
    """The status of AREA (an id, name or alias) at the end of a day."""
    from timeline.cli import show
    from timeline.projections.projection import as_data

    opened = open_timeline(log)
    answer = opened.status(area, on=on, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(as_data(answer))
    else:
        show.status(answer, _name(opened, answer.area))


@click.command("during")
@log_argument
@area_argument
@click.option("--on", required=True, metavar="WHEN", help="An imprecise date, such as 2017-09 or [A..B].")
@knowledge_options
@json_option
def during_command(log: str, area: str, on: str, known_on: str | None, position: int | None, as_json: bool) -> None:
    """The status of AREA on an unknown day: each value over the days it may be, and which days give what."""
    from timeline.cli import show

    opened = open_timeline(log)
    answer = opened.statuses_during(area, on=on, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(answer.as_data())
    else:
        show.during(answer, _name(opened, answer.area))


@click.command("board")
@log_argument
@on_option
@click.option("--inside", metavar="AREA", help="Only the areas inside this one.")
@click.option("--where", metavar="NAME=VALUE", help="Only areas where a value is so, or may be.")
@click.option("--all", "every", is_flag=True, help="Also areas without any evidence.")
@knowledge_options
@json_option
def board_command(
    log: str,
    on: str,
    inside: str | None,
    where: str | None,
    every: bool,
    known_on: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """The status of every area on a day."""
    from timeline.cli import show
    from timeline.projections.projection import as_data

    opened = open_timeline(log)
    found = opened.statuses(on=on, inside=inside, known_on=known(known_on), position=position)
    answers = [answer for answer in found if where is None or _may_be(answer, where)]
    if as_json:
        show.as_json([as_data(answer) for answer in answers])
    else:
        show.board(answers, {area.id: area.name for area in opened.areas()}, every=every or where is not None)


def _may_be(answer: Projection, where: str) -> bool:
    from timeline.queries.words import value_text

    name, equals, wanted = where.partition("=")
    if not equals:
        raise click.UsageError(f"expected --where NAME=VALUE, found {where!r}")
    possible = answer.possible(name)
    values = [getattr(answer, name)] if possible is None else [getattr(answer, name), *possible]
    return wanted in map(value_text, values)


@click.command("history")
@log_argument
@area_argument
@click.option("--facet", metavar="NAME", help="Tell the spans of this one value apart.")
@knowledge_options
@json_option
def history_command(
    log: str, area: str, facet: str | None, known_on: str | None, position: int | None, as_json: bool
) -> None:
    """All spans of AREA in order: from each day until before the next."""
    from timeline.cli import show

    opened = open_timeline(log)
    spans = opened.history(area, facet, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(spans.as_data())
    else:
        show.history(spans, _name(opened, spans.area))


@click.command("diff")
@log_argument
@area_argument
@click.option("--on", required=True, multiple=True, metavar="DAY", help="The day asked about; twice to compare days.")
@click.option("--known-on", multiple=True, metavar="DAY", help="Known by this day; twice, or once against all known.")
@click.option(
    "--position", multiple=True, type=int, metavar="N", help="Up to this position; twice, or once against all."
)
@json_option
def diff_command(
    log: str, area: str, on: tuple[str, ...], known_on: tuple[str, ...], position: tuple[int, ...], as_json: bool
) -> None:
    """What differs for AREA between two days, two states of knowledge or two positions."""
    from timeline.cli import show
    from timeline.model.days import EVER

    if len(on) == 1 and not known_on and not position:
        raise click.UsageError("give two of --on, or --known-on or --position, so that there is something to compare")
    opened = open_timeline(log)
    difference = opened.diff(
        area,
        on=_both("--on", on, on[-1]),
        known_on=_both("--known-on", known_on, EVER),
        position=_both("--position", position, None),
    )
    if as_json:
        show.as_json(difference.as_data())
    else:
        show.diff(difference, _name(opened, difference.area))


def _both(option: str, given: tuple[Any, ...], latest: Any) -> tuple[Any, Any]:
    """One value is compared with the latest, two with each other."""
    if len(given) > 2:
        raise click.UsageError(f"{option} was given {len(given)} times; give it once or twice")
    return {0: (latest, latest), 1: (*given, latest), 2: given}[len(given)]


@click.command("explain")
@log_argument
@area_argument
@on_option
@click.option("--all", "every", is_flag=True, help="Every event that does not decide a value, not only five.")
@knowledge_options
@json_option
def explain_command(
    log: str, area: str, on: str, every: bool, known_on: str | None, position: int | None, as_json: bool
) -> None:
    """Why AREA has its status: each value, since when, and the events that make it so with their citations."""
    import sys

    from timeline.cli import show

    opened = open_timeline(log)
    reasons = opened.explain(area, on=on, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(reasons.as_data())
    else:
        show.explanation(reasons, _name(opened, reasons.area), most=sys.maxsize if every else 5)


def _name(opened: Timeline[Any], area: str) -> str:
    return opened.areas().find(area).name
