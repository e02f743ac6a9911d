"""The commands about one happening that several events report: incidents, join."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timeline.cli.app import json_option, knowledge_options, known, log_argument, open_timeline
from timeline.cli.keep import reason_option, reported_on_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.model.knowledge import InForce
    from timeline.queries.incidents import Incident, Suggestion


@click.command("join")
@log_argument
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY ENTRY...")
@reason_option
@reported_on_option
@json_option
def join_command(log: str, entries: tuple[str, ...], reason: str, reported_on: str | None, as_json: bool) -> None:
    """Say that several events (ids) report one happening, by appending a join; retract it to undo it.

    They must share kind, area and shape (a day, or lasting). The happening counts once.
    """
    from timeline.cli import show

    opened = open_timeline(log)
    id_ = opened.join(entries, reason=reason, reported_on=reported_on)
    if as_json:
        show.as_json({"id": id_, "position": opened.position, "is_new": True})
    else:
        click.echo(f"appended: entry {id_}; the log is at {opened.position}.")


@click.command("incidents")
@log_argument
@click.option("--on", metavar="DAY", help="Only what may have begun by the end of this day.")
@click.option("--suggest", is_flag=True, help="Propose events that may be one; nothing is joined.")
@click.option("--apart", type=click.IntRange(min=0), metavar="N", help="Propose also dates up to N days apart.")
@knowledge_options
@json_option
def incidents_command(
    log: str,
    on: str | None,
    suggest: bool,
    apart: int | None,
    known_on: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """What several events report as one happening: each source's date, and how far they are apart.

    Two dates are as far apart as there are days from the end of the earlier window to the start of the later one.
    """
    from timeline.cli import show

    if on and suggest:
        raise click.UsageError("--on selects incidents; it does not go with --suggest")
    if apart is not None and not suggest:
        raise click.UsageError("--apart widens what --suggest proposes; give both")
    opened, by = open_timeline(log), known(known_on)
    found: list[Incident] | list[Suggestion] = (
        opened.suggest_incidents(apart_days=apart or 0, known_on=by, position=position)
        if suggest
        else opened.incidents(on=on, known_on=by, position=position)
    )
    if as_json:
        show.as_json([each.as_data() for each in found])
    else:
        _show(found, log, "nothing is suggested" if suggest else "no incidents")


def _show(found: Iterable[Incident | Suggestion], log: str, nothing: str) -> None:
    from timeline.queries.incidents import Incident

    printed = False
    for each in found:
        printed = True
        _show_incident(each) if isinstance(each, Incident) else _show_suggestion(each, log)
    if not printed:
        click.echo(nothing)


def _show_incident(incident: Incident) -> None:
    from timeline.cli import show

    show.heading(f"{incident.event.area}: {_title(incident)}")
    if incident.is_conflicting:
        whens = " or ".join(map(str, incident.placements))
        click.echo(f"  conflict: {whens}, {_days(incident.apart_days)} apart; resolved as {incident.event.when}")
    for event in incident.alternatives:
        click.echo(f"  disputed: {_describe(event)}")
    _show_members(incident.members)
    for join in incident.as_data()["joins"]:
        click.echo(f"  joined by entry {join['id']} ({join['reason']})")


def _title(incident: Incident) -> str:
    return _describe(incident.event) + (f", incident {incident.event.incident}" if incident.event.incident else "")


def _show_suggestion(suggestion: Suggestion, log: str) -> None:
    import shlex

    from timeline.cli import show

    apart = f", {_days(suggestion.apart_days)} apart" if suggestion.apart_days else ""
    show.heading(f"{suggestion.members[0].event.area}: perhaps one {suggestion.members[0].event.kind}{apart}")
    _show_members(suggestion.members)
    click.echo(f"  timeline join {shlex.quote(log)} {' '.join(suggestion.ids)} --reason TEXT")


def _show_members(members: Iterable[InForce]) -> None:
    from timeline.cli.show import day_text

    for known_ in members:
        source = known_.event.source.source if known_.event.source else "no source"
        click.echo(f"  - {source}: {_describe(known_.event)}; known from {day_text(known_.reported_on)}")
        click.echo(f"    entry {known_.id}")


def _describe(event: object) -> str:
    from timeline.model.events import Event
    from timeline.queries.explain import describe

    assert isinstance(event, Event)
    return describe(event)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
