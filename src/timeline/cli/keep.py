"""The commands that keep a log: init, import, add, correct, retract, reinstate, replay, verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.app import json_option, log_argument, open_timeline

if TYPE_CHECKING:
    from timeline.connectors.base import Reading
    from timeline.log.base import Appended
    from timeline.model.entries import Described


def reported_on_option(command: Any) -> Any:
    """From when one could know it."""
    help_ = "The first day one could know it; of a month or year the last day."
    return click.option("--reported-on", metavar="DAY", help=help_)(command)


def reason_option(command: Any) -> Any:
    """Why a statement about an entry is made."""
    return click.option("--reason", required=True, metavar="TEXT", help="Why, for those who ask later.")(command)


@click.command("init")
@log_argument
@json_option
def init_command(log: str, as_json: bool) -> None:
    """Make an empty log, or check that LOG is one."""
    position = open_timeline(log, create=True).position
    _tell(as_json, {"log": log, "position": position}, f"{log} is a log at position {position}.")


@click.command("import")
@log_argument
@click.argument("format_name", metavar="FORMAT")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--skip-bad-rows", is_flag=True, help="Append the good rows and list those left out.")
@json_option
def import_command(log: str, format_name: str, files: tuple[Path, ...], skip_bad_rows: bool, as_json: bool) -> None:
    """Append what FILES say; FORMAT says how they are read.

    It is `timeline` (JSON Lines, or a folder of them), `ucdp-ged`, `acled`, `gdelt`, `dutch`, `strike-releases`,
    `boundaries`, or a mapping file ending in `.toml` for a table of your own.

    A file with a bad row is refused whole, unless told otherwise. Importing again changes nothing.
    """
    from timeline.cli import show
    from timeline.connectors import connector
    from timeline.model.areas import Areas

    read = connector(format_name)
    areas = open_timeline(log).areas() if Path(log).exists() else Areas({})
    with show.progress("reading") as progress:
        reading = read(files, areas=areas, progress=progress)
    if not skip_bad_rows:
        reading.require_clean()
    for line in (*reading.warnings, *(f"skipped: {row}" for row in reading.bad_rows)):
        click.echo(line, err=True)
    opened = open_timeline(log, create=True)
    appended = opened.append(reading.statements) if reading.entries is None else opened.append_entries(reading.entries)
    _tell(as_json, _counts(reading, appended), _counts_text(reading, appended))


def _counts(reading: Reading, appended: Appended) -> dict[str, int]:
    return {
        "read": reading.rows_count,
        "new": appended.new_count,
        "unchanged": appended.unchanged_count,
        "skipped": len(reading.bad_rows),
        "position": appended.position,
    }


def _counts_text(reading: Reading, appended: Appended) -> str:
    return (
        f"{reading.rows_count} rows read, {len(reading.bad_rows)} skipped; "
        f"{appended.new_count} entries new, {appended.unchanged_count} unchanged; the log is at {appended.position}."
    )


@click.command("add")
@log_argument
@click.argument("kind")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--area", metavar="AREA", help="The area it is about, by id, name or alias.")
@click.option("--new-area", metavar="ID", help="An area that the log has never seen.")
@click.option("--when", metavar="WHEN", help="2017-10-05, 2017-09, [A..B], A/B: see docs/reference/dates.md.")
@reported_on_option
@click.option("--source", metavar="ID", help="Who says so.")
@click.option("--locator", metavar="TEXT", help="The page, row or release of the source.")
@click.option("--published", metavar="DAY", help="When the source published it.")
@json_option
def add_command(log: str, kind: str, fields: tuple[str, ...], as_json: bool, **options: str | None) -> None:
    """Append one event of KIND, or an `area` or a `source`.

    \b
    timeline add oir.db area-liberated --area Hawija --when 2017-10-05 by=isf from_=isis --source cjtf-oir
    timeline add oir.db area id=iq/kirkuk/hawija name=Hawija parents='["iq/kirkuk"]'
    """
    from timeline.cli.fields import base_fields, own_fields
    from timeline.codec import decode, of_kind

    opened = open_timeline(log)
    plain = {**of_kind(kind), **base_fields(opened.areas(), options), **own_fields(kind, fields)}
    appended = opened.append([decode(plain)])
    _tell_appended(as_json, appended.ids[0], appended.position, is_new=bool(appended.new_count))


@click.command("correct")
@log_argument
@click.argument("entry")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option(
    "--because", type=click.Choice(["our-error", "source-changed"]), required=True, help="Whose change it is."
)
@reason_option
@reported_on_option
@json_option
def correct_command(
    log: str, entry: str, fields: tuple[str, ...], because: str, reason: str, reported_on: str | None, as_json: bool
) -> None:
    """Replace fields of ENTRY (an id), by appending a correction.

    An `our-error` was never believed: it is known from the entry's own day. A `source-changed` is known from
    --reported-on, else from today.

    \b
    timeline correct oir.db 01a2042f67b2 when=2017-10-06 --because our-error --reason "misread the release"
    """
    from timeline.cli.fields import own_fields
    from timeline.codec import decode, encode_trusted

    opened = open_timeline(log)
    stored = opened.entry(entry)
    plain = encode_trusted(_said(stored.statement))
    replacement: Any = decode(plain | own_fields(plain["kind"], fields))
    correction = opened.correct(stored.id, replacement, reason=reason, because=because, reported_on=reported_on)
    _tell_appended(as_json, correction, opened.position)


def _said(statement: Any) -> Described:
    from timeline.errors import InputError
    from timeline.model.entries import Correction, Join, Reinstatement, Retraction

    if isinstance(statement, (Retraction, Reinstatement, Join)):
        do = "retract it, or reinstate what it withdrew"
        raise InputError("correct", expected="an event, area, source or correction", found=repr(statement), do=do)
    said: Described = statement.replacement if isinstance(statement, Correction) else statement
    return said


@click.command("retract")
@log_argument
@click.argument("entry")
@reason_option
@reported_on_option
@json_option
def retract_command(log: str, entry: str, reason: str, reported_on: str | None, as_json: bool) -> None:
    """Withdraw ENTRY (an id) from a day on, by appending a retraction."""
    opened = open_timeline(log)
    _tell_appended(as_json, opened.retract(entry, reason=reason, reported_on=reported_on), opened.position)


@click.command("reinstate")
@log_argument
@click.argument("retraction")
@reason_option
@reported_on_option
@json_option
def reinstate_command(log: str, retraction: str, reason: str, reported_on: str | None, as_json: bool) -> None:
    """Undo RETRACTION (an id) from a day on, by appending a reinstatement."""
    opened = open_timeline(log)
    _tell_appended(as_json, opened.reinstate(retraction, reason=reason, reported_on=reported_on), opened.position)


@click.command("replay")
@log_argument
@click.option("--index", is_flag=True, help="First make anew the index by which questions look things up.")
@json_option
def replay_command(log: str, index: bool, as_json: bool) -> None:
    """Compute every span anew and keep them in LOG as a table for SQL, such as area_status."""
    import attrs

    from timeline.cli import show

    opened = open_timeline(log)
    if index:
        opened.reindex()
    with show.progress("replaying") as progress:
        replayed = opened.replay(progress=progress)
    text = (
        f"{replayed.projection}: {replayed.spans_count} spans of {replayed.areas_count} areas, "
        f"replayed up to position {replayed.position}."
    )
    _tell(as_json, attrs.asdict(replayed), text)


@click.command("verify")
@log_argument
@json_option
def verify_command(log: str, as_json: bool) -> None:
    """Read the whole log and say what is wrong with it; exit code 1 if anything is."""
    import attrs

    from timeline.cli import show

    opened = open_timeline(log)
    with show.progress("verifying") as progress:
        found = opened.verify(progress=progress)
    verdict = f"{found.entries_count} entries, no defect." if found.is_sound else "The log is damaged."
    text = "\n".join(
        [*found.problems, *(f"stale: {line}; run timeline {_mend(line)}" for line in found.stale), verdict]
    )
    _tell(as_json, attrs.asdict(found) | {"is_sound": found.is_sound}, text)
    if not found.is_sound:
        sys.exit(1)


def _mend(stale: str) -> str:
    return "replay --index" if stale.startswith("index:") else "replay"


def _tell_appended(as_json: bool, id_: str, position: int, *, is_new: bool = True) -> None:
    text = f"{'appended' if is_new else 'already there'}: entry {id_}; the log is at {position}."
    _tell(as_json, {"id": id_, "position": position, "is_new": is_new}, text)


def _tell(as_json: bool, document: dict[str, Any], text: str) -> None:
    from timeline.cli import show

    if as_json:
        show.as_json(document)
    else:
        click.echo(text)
