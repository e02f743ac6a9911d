"""The group of all commands, its options, and how errors end a command."""

from __future__ import annotations

import importlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.commands import COMMANDS

if TYPE_CHECKING:
    from timeline.engine import Timeline
    from timeline.projections.projection import Projection

F = TypeVar("F", bound=Any)


class InOrder(click.Group):
    """A group that lists its commands in the order in which they were given."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(self.commands)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are named; its own help imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a first session."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"timeline.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of each command, as click would write it of the command itself."""
        lines = {name: click.Command(name, help=line) for name, (_, line) in COMMANDS.items()}
        InOrder(commands=lines).format_commands(ctx, formatter)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--load", "modules", multiple=True, metavar="MODULE", help="Import a module that declares event kinds.")
@click.option("--projection", metavar="MODULE:CLASS", help="Ask this projection instead of AreaStatus.")
@click.option("--without", multiple=True, metavar="SOURCE", help="Ask as if this source had never spoken.")
@click.option("--only", multiple=True, metavar="SOURCE", help="Ask as if all other sources had never spoken.")
@click.version_option(package_name="timeline")
@click.pass_context
def app(
    context: click.Context,
    modules: tuple[str, ...],
    projection: str | None,
    without: tuple[str, ...],
    only: tuple[str, ...],
) -> None:
    """What was the status of an area on a date, and what was known about it then?

    LOG is a SQLite file; make one with `timeline init LOG`. See it work with `timeline demo`.
    """
    context.obj = projection
    for module in modules:
        _import(module)


def main() -> None:
    """Run the command line; every error ends as one message and an exit code."""
    from timeline.errors import TimelineError

    _take_any_letter()
    try:
        app(prog_name="timeline")
    except TimelineError as error:
        _end(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("TIMELINE_DEBUG"):
            raise
        if isinstance(error, OSError) and error.filename is None:
            do = "send it to a disk with room, or to a file"
            _end(f"standard output: expected what can be written to, found {error.strerror}; {do}")
        _end(f"{type(error).__name__}: {error}\nThis is a defect of timeline; TIMELINE_DEBUG=1 shows the traceback.")


def _take_any_letter() -> None:
    """Write names of any script: into a file or a pipe in UTF-8 whatever the locale, else escaped where need be."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _end(message: str) -> None:
    click.secho("Error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(message, err=True)
    sys.exit(1)


def log_argument(command: F) -> F:
    """The LOG that every command takes first."""
    decorated: F = click.argument("log", type=click.Path(dir_okay=True))(command)
    return decorated


def json_option(command: F) -> F:
    """Print one JSON document instead of a table."""
    decorated: F = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)
    return decorated


def knowledge_options(command: F) -> F:
    """The state of knowledge to ask in."""
    known_on = click.option("--known-on", metavar="DAY", help="Use only what one could know by this day.")
    position = click.option("--position", type=int, metavar="N", help="Use only entries up to this position.")
    decorated: F = known_on(position(command))
    return decorated


def on_option(command: F) -> F:
    """The day asked about."""
    decorated: F = click.option("--on", required=True, metavar="DAY", help="The day asked about, as YYYY-MM-DD.")(
        command
    )
    return decorated


def overwrite_option(command: F) -> F:
    """Leave to replace a file."""
    decorated: F = click.option("--overwrite", is_flag=True, help="Replace the file if there is one.")(command)
    return decorated


def output_path(output: str, log: str, *, overwrite: bool) -> Path:
    """The file to write, if it can be written, found before anything is asked; the log is none, come what may."""
    from timeline.connectors.writing import require_free

    own, path = {f"{Path(log).resolve()}{suffix}" for suffix in ("", "-wal", "-shm")}, Path(output)
    if str(path.resolve()) in own:
        raise click.UsageError(f"{output} is the log itself; name another file with -o")
    if not output or output.endswith(os.sep):
        raise click.UsageError(f"expected a file with -o, found {output!r}; name a file")
    require_free(path, overwrite=overwrite)
    return path


def open_timeline(log: str, *, create: bool = False) -> Timeline[Projection]:
    """The timeline over a log, asked through the projection and the sources named on the command line."""
    import timeline

    context = click.get_current_context()
    root = context.find_root()
    opened = timeline.connect(log, projection=_projection(root.obj), create=create)
    context.call_on_close(opened.close)
    if root.params["without"]:
        opened = opened.without(source=root.params["without"])
    return opened.only(source=root.params["only"]) if root.params["only"] else opened


def known(known_on: str | None) -> Any:
    """The coordinate on the known axis: a day as written, or `EVER`."""
    from timeline.model.days import EVER

    return EVER if known_on is None else known_on


def _import(module: str) -> Any:
    sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise click.BadParameter(f"cannot import {module}: {error}") from error
    finally:
        sys.path.pop(0)


def _projection(name: str | None) -> type[Projection]:
    from timeline.conflict import AreaStatus
    from timeline.projections.projection import Projection

    if name is None:
        return AreaStatus
    module, _, attribute = name.partition(":")
    found = getattr(_import(module), attribute, None) if attribute else None
    if not (isinstance(found, type) and issubclass(found, Projection)):
        raise click.BadParameter(f"expected MODULE:CLASS of a projection, found {name}")
    return found
