"""The command that writes what a log holds, or answers, for other programs: export."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import attrs
import click

from timeline.cli.app import (
    json_option,
    knowledge_options,
    known,
    log_argument,
    open_timeline,
    output_path,
    overwrite_option,
)

if TYPE_CHECKING:
    from timeline.connectors.flat import Flat
    from timeline.engine import Timeline

_TABLES = ("csv", "parquet", "arrow")
_OF_BYTES = ("parquet", "arrow")


@click.command("export")
@log_argument
@click.argument("format_name", metavar="FORMAT", type=click.Choice(["timeline", *_TABLES]))
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option("--spans/--events", help="A row for each span of each area, or for each event, the default.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE.")
@overwrite_option
@knowledge_options
@json_option
def export_command(
    log: str,
    format_name: str,
    areas: tuple[str, ...],
    spans: bool,
    output: str | None,
    overwrite: bool,
    known_on: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """Write the log for other programs; FORMAT is `timeline` (whole, to be imported), `csv`, `parquet` or `arrow`.

    A table has a row for each event in force, corrected and without the retracted, or with --spans for each span; of
    all areas or of each AREA. It goes to the standard output, or to -o FILE.

    \b
    timeline export oir.db timeline -o oir.jsonl
    timeline export oir.db csv --spans Hawija Mosul
    """
    _require_fitting(format_name, whole=not (areas or spans or known_on or position is not None))
    _require_target(format_name, output, as_json)
    path = None if output is None else output_path(output, log, overwrite=overwrite)
    opened = open_timeline(log)
    if format_name == "timeline":
        rows_count = head = _write(path, _log_writer(opened), overwrite=overwrite)
    else:
        flat = _noted(_flat(opened, areas, spans, known_on, position), opened.note)
        rows_count, head = _write(path, _table_writer(format_name, flat), overwrite=overwrite), flat.about["position"]
    if path is not None:
        _tell(path, format_name, rows_count, head, as_json)


def _require_fitting(format_name: str, *, whole: bool) -> None:
    if format_name == "timeline" and not whole:
        raise click.UsageError("the format timeline is the whole log; give no AREA, --spans, --known-on or --position")


def _require_target(format_name: str, output: str | None, as_json: bool) -> None:
    if output is None and as_json:
        raise click.UsageError("--json tells what was written to a file; name it with -o")
    if output is None and format_name in _OF_BYTES and sys.stdout.isatty():
        raise click.UsageError(f"{format_name} is not for a terminal; name a file with -o, or pipe it")


def _flat(
    opened: Timeline[Any], areas: tuple[str, ...], spans: bool, known_on: str | None, position: int | None
) -> Flat:
    from timeline.connectors.flat import flat_events, flat_spans
    from timeline.model.days import to_known_day

    if spans:
        return flat_spans(opened.spans(areas or None, known_on=known(known_on), position=position))
    ids = [opened.areas(position=position).find(area).id for area in areas] if areas else None
    return flat_events(opened.events(position=position), known_on=to_known_day(known(known_on)), areas=ids)


def _noted(flat: Flat, note: str) -> Flat:
    return attrs.evolve(flat, about={**flat.about, "note": note}) if note else flat


def _log_writer(opened: Timeline[Any]) -> Callable[[IO[bytes]], int]:
    from timeline.connectors.json_lines import lines

    return lambda out: _write_lines(out, lines(opened.entries()))


def _table_writer(format_name: str, flat: Flat) -> Callable[[IO[bytes]], int]:
    from timeline.connectors import csv_lines, frames

    if format_name == "csv":
        names = [column.name for column in flat.columns]
        return lambda out: _write_lines(out, csv_lines.lines(flat.rows(), names)) - 1
    batches, write = frames.batches(flat), frames.write_parquet if format_name == "parquet" else frames.write_arrow
    return lambda out: write(batches, out)


def _write_lines(out: IO[bytes], lines: Iterable[str]) -> int:
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        out.write(line.encode())
    return count


def _write(output: Path | None, write: Callable[[IO[bytes]], int], *, overwrite: bool) -> int:
    from timeline.connectors.writing import replacing

    if output is None:
        return write(sys.stdout.buffer)
    with replacing(output, overwrite=overwrite) as out:
        return write(out)


def _tell(output: Path, format_name: str, rows_count: int, head: int, as_json: bool) -> None:
    from timeline.cli import show

    if as_json:
        show.as_json({"file": str(output), "format": format_name, "rows": rows_count, "position": head})
    else:
        click.echo(f"{rows_count} {'entries' if format_name == 'timeline' else 'rows'} written to {output}.")
