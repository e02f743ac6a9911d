"""`timeline demo`: the main job on the seeds, in a log in memory."""

from __future__ import annotations

from pathlib import Path

import click

COMMAND_DAYS = ("2017-08-15", "2017-10-20", "2017-12-30")
PALMYRA_DAYS = ("2015-01-01", "2015-06-01", "2016-06-01", "2016-12-20", "2017-06-01")


def seeds_folder() -> Path:
    """The seeds: beside the installed package, or in the repository that it runs from."""
    package = Path(__file__).resolve().parents[1]
    candidates = [package / "seeds" / "oir", package.parents[1] / "seeds" / "oir"]
    return next((folder for folder in candidates if folder.is_dir()), candidates[0])


@click.command("demo")
def demo_command() -> None:
    """Load the seeds of Operation Inherent Resolve into memory and ask what the project is for."""
    import timeline
    from timeline.cli import show
    from timeline.connectors import connector

    tl = timeline.connect()
    reading = connector("timeline")([seeds_folder()], areas=tl.areas(), progress=lambda done, count: None)
    reading.require_clean()
    tl.append(reading.statements)
    names = {area.id: area.name for area in tl.areas()}

    click.echo(f"{tl.position} entries of the campaign against ISIS in Iraq and Syria, 2014–2019.\n")
    show.board(tl.statuses(on="2017-12-30"), names)
    for day in COMMAND_DAYS:
        click.echo()
        show.status(tl.status("Hawija", on=day), "Hawija")
    click.echo()
    show.history(tl.history("Hawija"), "Hawija")
    click.echo("\nWhat was known of Hawija on 2017-10-01 about that day, against what is known now:")
    show.diff(tl.diff("Hawija", on="2017-10-01", known_on=("2017-10-01", timeline.EVER)), "Hawija")
    click.echo("\nWhy Abu Kamal has its status:")
    show.explanation(tl.explain("Abu Kamal", on="2017-12-30"), "Abu Kamal")
    click.echo("\nWho held Palmyra, and on whose word:")
    show.table(["on", "held by", "since", "says", "published"], [_palmyra(tl, day) for day in PALMYRA_DAYS])


def _palmyra(tl: object, day: str) -> list[str]:
    from timeline.cli.show import day_text
    from timeline.engine import Timeline
    from timeline.queries.words import value_text

    assert isinstance(tl, Timeline)
    reason = tl.explain("Palmyra", on=day)["control"]
    citations = [claim.known.event.source for claim in reason.causes]
    said_by = "; ".join(citation.source for citation in citations if citation)
    published = "; ".join(day_text(citation.published) for citation in citations if citation)
    return [day, value_text(reason.value), day_text(reason.since), said_by, published]
