"""The commands that draw answers: a chart of one area, and a map that plays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.app import (
    knowledge_options,
    known,
    log_argument,
    open_timeline,
    output_path,
    overwrite_option,
)
from timeline.cli.ask import area_argument

if TYPE_CHECKING:
    from timeline.connectors.geojson import FeatureCollection
    from timeline.model.areas import Areas


def days_options(command: Any) -> Any:
    """The days to show."""
    start = click.option("--start", metavar="DAY", help="The first day; without it, shortly before the first change.")
    end = click.option("--end", metavar="DAY", help="The day after the last; without it, after the last change.")
    return start(end(command))


@click.command("plot")
@log_argument
@area_argument
@click.option("-o", "--output", required=True, metavar="FILE", help="The file: .svg, .png or .pdf.")
@click.option("--facet", "facets", multiple=True, metavar="NAME", help="A value as a lane; may be given again.")
@click.option("--amount", "amounts", multiple=True, metavar="NAME", help="An amount as bars; may be given again.")
@click.option("--no-amount", is_flag=True, help="No amounts, lanes only.")
@click.option("--every", type=click.Choice(["week", "month"]), help="A bar for each; without it, what fits.")
@days_options
@overwrite_option
@knowledge_options
def plot_command(
    log: str,
    area: str,
    output: str,
    facets: tuple[str, ...],
    amounts: tuple[str, ...],
    no_amount: bool,
    every: str | None,
    start: str | None,
    end: str | None,
    overwrite: bool,
    known_on: str | None,
    position: int | None,
) -> None:
    """Draw AREA over time into a file: its values as lanes, amounts beneath, what was uncertain hatched."""
    import timeline
    from timeline.connectors.plot import require_matplotlib, require_picture

    if no_amount and amounts:
        raise click.UsageError("give --amount or --no-amount, not both")
    require_picture(Path(output))
    path = output_path(output, log, overwrite=overwrite)
    require_matplotlib()
    chart = timeline.plot(
        open_timeline(log),
        area,
        facets=facets or None,
        amounts=() if no_amount else amounts or None,
        every=every,
        start=start,
        end=end,
        known_on=known(known_on),
        position=position,
    )
    with _warnings_as_lines():
        chart.save(path, overwrite=overwrite)
    names = [*(lane.name for lane in chart.lanes), *(f"{each.name} every {each.every}" for each in chart.amounts)]
    click.echo(f"{output}: {', '.join(names)} of {chart.area}, {chart.start} until before {chart.end}")


@contextmanager
def _warnings_as_lines() -> Iterator[None]:
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in caught:
        click.echo(f"Warning: {warning.message}", err=True)


@click.command("geojson")
@log_argument
@click.option("-o", "--output", metavar="FILE", help="The file; without it, standard output.")
@click.option("--inside", metavar="AREA", help="Only this area and those inside it, on any day.")
@click.option("--facet", "facets", multiple=True, metavar="NAME", help="A value to tell; may be given again.")
@click.option("--shapes", is_flag=True, help="Areas in their shape where they have one, else at their point.")
@days_options
@overwrite_option
@knowledge_options
def geojson_command(
    log: str,
    output: str | None,
    inside: str | None,
    facets: tuple[str, ...],
    shapes: bool,
    start: str | None,
    end: str | None,
    overwrite: bool,
    known_on: str | None,
    position: int | None,
) -> None:
    """The spans of all areas as GeoJSON with times, for a map that plays such as kepler.gl."""
    from timeline.connectors.geojson import features, geometry
    from timeline.connectors.writing import write
    from timeline.errors import InputError

    path = None if output is None else output_path(output, log, overwrite=overwrite)
    opened = open_timeline(log)
    areas = opened.areas(known_on=known(known_on), position=position)
    within = None if inside is None else _inside_ever(areas, inside)
    chosen = [area for area in areas if within is None or area.id in within]
    where = "point or shape" if shapes else "point"
    placed = [area for area in chosen if geometry(area, shapes=shapes)]
    if not placed:
        none = f"none among {_count(len(chosen), 'area')}"
        raise InputError("geojson", expected=f"areas with a {where}", found=none, do="describe where they are")
    asked = None if inside is None else [area.id for area in placed]
    spans = opened.spans(asked, known_on=known(known_on), position=position)
    found = features(spans, placed, names=facets, start=start, end=end, shapes=shapes, note=opened.note)
    if path is None:
        click.echo(found.as_json(), nl=False)
    else:
        write(path, found.as_json().encode(), overwrite=overwrite)
    _tell(found, len(chosen) - len(placed), where)


def _inside_ever(areas: Areas, name: str) -> set[str]:
    """The area and all that lay inside it on any day."""
    from timeline.model.days import BEGINNING, Day

    around = areas.find(name).id
    days: list[Day] = [BEGINNING, *areas.boundaries()]
    return {area for day in days for area in areas.inside(around, day)}


def _tell(found: FeatureCollection, nowhere_count: int, where: str) -> None:
    """Say on the error stream what there is and what is left out."""
    about = len({feature["properties"]["area"] for feature in found.features})
    said = f"{_count(len(found.features), 'span')} of {_count(about, 'area')}"
    click.echo(f"{said}, {found.start} until before {found.end}.", err=True)
    if nowhere_count:
        click.echo(f"Left out, for they have no {where}: {_count(nowhere_count, 'area')}.", err=True)
    if found.unchanged:
        click.echo(f"Left out, for nothing ever changes: {_count(len(found.unchanged), 'area')}.", err=True)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
