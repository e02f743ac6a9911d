"""The commands that list what the log holds: areas, sources, events."""

from __future__ import annotations

import click

from timeline.cli.app import json_option, knowledge_options, known, log_argument, open_timeline


@click.command("areas")
@log_argument
@click.argument("words", nargs=-1, metavar="[alias NAME AREA]")
@click.option("--inside", metavar="AREA", help="Only the areas inside this one, on --on or today.")
@click.option("--on", metavar="DAY", help="The day whose hierarchy counts.")
@knowledge_options
@json_option
def areas_command(
    log: str,
    words: tuple[str, ...],
    inside: str | None,
    on: str | None,
    known_on: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """The areas of the log: id, name, aliases, parents; those that events only name are marked.

    With `alias NAME AREA`: say once for all that NAME means AREA (an id, name or alias), by appending a correction.

    \b
    timeline areas oir.db --inside Iraq
    timeline areas oir.db alias "Al Hawayjah" Hawija
    """
    if words:
        _alias(log, words, as_json)
    else:
        _list(log, inside, on, known_on, position, as_json)


def _alias(log: str, words: tuple[str, ...], as_json: bool) -> None:
    from timeline.cli import show

    if words[0] != "alias" or len(words) != 3:
        raise click.UsageError(f"expected no more words or `alias NAME AREA`, found {' '.join(map(repr, words))}")
    _, name, area = words
    opened = open_timeline(log)
    correction = opened.alias(name, area)
    meant = opened.areas().find(area)
    if as_json:
        show.as_json({"id": correction, "position": opened.position, "is_new": correction is not None})
    elif correction is None:
        click.echo(f"already so: {name} is {meant.name} ({meant.id}).")
    else:
        click.echo(f"{name} is {meant.name} ({meant.id}) from now on: entry {correction}.")


def _list(
    log: str, inside: str | None, on: str | None, known_on: str | None, position: int | None, as_json: bool
) -> None:
    import datetime

    from timeline.cli import show
    from timeline.codec import encode_trusted
    from timeline.model.days import to_day

    areas = open_timeline(log).areas(known_on=known(known_on), position=position)
    chosen = list(areas)
    if inside is not None:
        day = to_day(on, name="on") if on else datetime.datetime.now(datetime.UTC).date()
        within = areas.inside(areas.find(inside).id, day)
        chosen = [area for area in chosen if area.id in within and area.id != areas.find(inside).id]
    if as_json:
        show.as_json([encode_trusted(area) | {"described": area.id in areas.described} for area in chosen])
        return
    rows = [
        [area.id, area.name if area.id in areas.described else "(undescribed)", "; ".join(area.aliases), _parents(area)]
        for area in chosen
    ]
    show.table(["id", "name", "aliases", "parents"], rows)


def _parents(area: object) -> str:
    from timeline.cli.show import day_text
    from timeline.model.areas import Area, Parent

    assert isinstance(area, Area)
    return "; ".join(
        parent.area
        if parent == Parent(parent.area)
        else f"{parent.area} [{day_text(parent.start)}, {day_text(parent.end)})"
        for parent in area.parents
    )


@click.command("sources")
@log_argument
@knowledge_options
@json_option
def sources_command(log: str, known_on: str | None, position: int | None, as_json: bool) -> None:
    """The sources of the log with their reliability (Admiralty A to F)."""
    from timeline.cli import show
    from timeline.codec import encode_trusted

    sources = open_timeline(log).sources(known_on=known(known_on), position=position)
    if as_json:
        show.as_json([encode_trusted(source) for source in sources])
    else:
        show.table(["id", "reliability", "name"], [[each.id, each.reliability, each.name] for each in sources])


@click.command("events")
@log_argument
@click.argument("area", required=False)
@click.option("--kind", metavar="KIND", help="Only events of this kind, and statements about them.")
@click.option("--position", type=int, metavar="N", help="Only entries up to this position.")
@json_option
def events_command(log: str, area: str | None, kind: str | None, position: int | None, as_json: bool) -> None:
    """The entries of the log as they are stored, of all areas or of AREA."""
    from timeline.cli import show
    from timeline.cli.entries import row

    entries = open_timeline(log).events(area, kind=kind, position=position)
    if as_json:
        show.as_json(entries.rows())
    else:
        headers = ["position", "id", "area", "says", "source", "reported on"]
        show.table(headers, [row(entry) for entry in entries])
