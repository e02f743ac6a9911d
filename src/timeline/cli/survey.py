"""The commands that look across areas, periods and reports: contradictions, rollup, series, lag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timeline.cli.app import json_option, knowledge_options, known, log_argument, on_option, open_timeline
from timeline.cli.ask import area_argument

if TYPE_CHECKING:
    from timeline.model.knowledge import InForce
    from timeline.queries.contradictions import Contradiction, Contradictions
    from timeline.queries.lag import Lag
    from timeline.queries.rollup import Rollup
    from timeline.queries.series import Series


@click.command("contradictions")
@log_argument
@on_option
@click.option("--within", type=click.IntRange(min=1), metavar="N", help="Only what speaks of the last N days.")
@knowledge_options
@json_option
def contradictions_command(
    log: str, on: str, within: int | None, known_on: str | None, position: int | None, as_json: bool
) -> None:
    """Each claim in force by a day, such as a victory declared, with what speaks against it since, there or inside."""
    import datetime

    from timeline.cli import show

    opened = open_timeline(log)
    length = None if within is None else datetime.timedelta(days=within)
    found = opened.contradictions(on, within=length, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(found.as_data())
    else:
        _show_contradictions(found, {area.id: area.name for area in opened.areas()})


def _show_contradictions(found: Contradictions, names: dict[str, str]) -> None:
    from timeline.cli import show

    within = f", in the last {_days(found.within_days)}" if found.within_days else ""
    show.heading(f"Claims and what speaks against them {show.at_text(found.at)}{within}")
    if not found:
        click.echo("nothing speaks against any claim")
        return
    rows = [
        [names[each.area], each.area, _claim(each), _when(each), *_counts(each), str(each.newest)] for each in found
    ]
    show.table(["", "area", "claim", "since", "surely against it", "perhaps", "newest"], rows)
    for each in found:
        _show_contradiction(each, names[each.area])


def _claim(found: Contradiction) -> str:
    return found.name.replace("_", " ")


def _when(found: Contradiction) -> str:
    return str(found.claims[0].known.event.when)


def _counts(found: Contradiction) -> list[str]:
    perhaps_count = len(found.objections) - found.sure_count
    return [str(found.sure_count), str(perhaps_count) if perhaps_count else ""]


def _show_contradiction(found: Contradiction, name: str) -> None:
    from timeline.cli import show

    click.echo()
    show.heading(f"{name} ({found.area}): {_claim(found)}")
    for claim in found.claims:
        _show_event(claim.known)
    click.echo("  against it, there or inside:")
    for objection in found.objections:
        _show_event(objection.claim.known, "" if objection.is_sure else " (perhaps earlier)")


def _show_event(known: InForce, mark: str = "") -> None:
    from timeline.queries.explain import describe

    citation = known.event.source
    said_by = ", ".join(filter(None, (citation.source, citation.locator))) if citation else "no source"
    click.echo(f"  - {known.event.area}: {describe(known.event)}{mark}")
    click.echo(f"    says {said_by}; entry {known.id}")


@click.command("rollup")
@log_argument
@area_argument
@on_option
@click.option("--facet", metavar="NAME", help="Count by this value; without it, by the first, the condition.")
@knowledge_options
@json_option
def rollup_command(
    log: str, area: str, on: str, facet: str | None, known_on: str | None, position: int | None, as_json: bool
) -> None:
    """How many of the areas inside AREA are in each condition on a day, and which."""
    from timeline.cli import show

    opened = open_timeline(log)
    found = opened.rollup(area, facet, on=on, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(found.as_data())
    else:
        _show_rollup(found, {each.id: each.name for each in opened.areas()})


def _show_rollup(found: Rollup, names: dict[str, str]) -> None:
    from timeline.cli import show
    from timeline.queries.words import value_text

    show.heading(f"Inside {names.get(found.area, found.area)} ({found.area}) {show.at_text(found.at)}")
    rows = [
        [value_text(group.value), str(len(group.areas)), ", ".join(names[area] for area in group.areas)]
        for group in found
    ]
    if rows:
        show.table([found.name, "areas", "which"], rows)
    else:
        click.echo("no areas inside")


@click.command("series")
@log_argument
@area_argument
@click.option("--facet", required=True, metavar="NAME", help="The value of the projection, such as strikes.")
@click.option("--every", type=click.Choice(["week", "month"]), default="week", show_default=True, help="How long.")
@click.option("--start", required=True, metavar="DAY", help="The first day.")
@click.option("--end", required=True, metavar="DAY", help="The day after the last.")
@knowledge_options
@json_option
def series_command(
    log: str,
    area: str,
    facet: str,
    every: str,
    start: str,
    end: str,
    known_on: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """A value of AREA for each calendar week (from Monday) or month: amounts of its days, else the value at its end.

    The first and the last one are cut to --start and --end, and marked where they are.
    """
    from timeline.cli import show

    opened = open_timeline(log)
    found = opened.series(facet, area, every=every, start=start, end=end, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(found.as_data())
    else:
        _show_series(found, opened.areas().find(found.area).name)


def _show_series(found: Series, name: str) -> None:
    from timeline.cli import show

    show.heading(f"{name} ({found.area}): {found.name} every {found.every}, {_known(found)}")
    rows = [
        [
            str(period.start),
            str(period.end),
            show.judged_text(period.value, period.possible, period.is_certain),
            "" if period.is_whole else f"part of a {found.every}",
        ]
        for period in found
    ]
    show.table(["from", "until before", found.name, ""], rows)


@click.command("lag")
@log_argument
@click.argument("area", required=False)
@click.option("--source", metavar="SOURCE", help="Only events that cite this source, by id or name.")
@knowledge_options
@json_option
def lag_command(
    log: str, area: str | None, source: str | None, known_on: str | None, position: int | None, as_json: bool
) -> None:
    """How many days pass from happening to the first report, for AREA with those inside, a SOURCE or all."""
    from timeline.cli import show

    opened = open_timeline(log)
    found = opened.lag(area, source=source, known_on=known(known_on), position=position)
    if as_json:
        show.as_json(found.as_data())
    else:
        _show_lag(found)


def _show_lag(found: Lag) -> None:
    from timeline.cli import show
    from timeline.queries.lag import first_report

    about = f" in {found.area}" if found.area else ""
    of = f" of {found.source}" if found.source else ""
    show.heading(f"From happening to known, events{about}{of}, {_known(found)}")
    if found.longest is None:
        click.echo("no events")
        return
    click.echo(f"events   {found.events_count}")
    click.echo(f"median   {_days(found.median_days)}")
    click.echo(f"longest  {_days(found.longest_days)}, to {first_report(found.longest)}:")
    _show_event(found.longest)
    if found.imprecise_count:
        click.echo(
            f"The dates of {found.imprecise_count} are imprecise; these may have waited longer than counted here."
        )
    if found.announced_count:
        click.echo(f"{found.announced_count} were announced before they happened; their days are negative.")


def _days(days_count: float | None) -> str:
    return "1 day" if days_count == 1 else f"{days_count:g} days"


def _known(found: Series | Lag) -> str:
    from timeline.model.days import Unbounded

    known_by = "by all that is known" if isinstance(found.known_on, Unbounded) else f"as known on {found.known_on}"
    return f"{known_by} (position {found.position})"
