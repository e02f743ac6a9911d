"""How answers are printed: tables and colour for a terminal, plain text when piped."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from timeline.model.at import At
from timeline.model.days import Day, Unbounded
from timeline.model.policy import Disputed
from timeline.projections.possible import Bounds, Possible, PossibleDays
from timeline.projections.projection import Projection, judgements
from timeline.queries.diff import Diff
from timeline.queries.during import During
from timeline.queries.explain import Explanation, Reason, describe
from timeline.queries.history import History, Span
from timeline.queries.rivals import Rival
from timeline.queries.status import age_days, newest_evidence
from timeline.queries.words import value_text

if TYPE_CHECKING:
    from rich.console import Console

    from timeline.projections.claims import Claim

Progress = Callable[[int, int], None]

_COLOURS = {
    "contested": "red",
    "insurgency": "yellow",
    "liberated": "green",
    "held": "cyan",
    "unknown": "dim",
}


def as_json(document: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def judged_text(value: object, possible: Possible | None, is_certain: bool) -> str:
    """A value in words, with what else it may be where it is not certain."""
    text = value_text(value)
    if is_certain or possible is None:
        return text
    if isinstance(possible, Bounds):
        return (
            f"{text} ({possible.min} to {possible.max})" if possible.min < possible.max else f"{text} (date doubtful)"
        )
    if isinstance(possible, PossibleDays):
        return f"{text} (possible: {possible!r})"
    members = value.members if isinstance(value, Disputed) else {value}
    others = [value_text(other) for other in possible if other not in members]
    if not others:
        return text if isinstance(value, Disputed) else f"{text} (date doubtful)"
    return f"{text} ({'perhaps' if possible.at_most else 'or'} {' / '.join(others)})"


def judged_texts(judged: Mapping[str, tuple[Any, Possible | None, bool]]) -> list[str]:
    """The values of an answer or a span in words."""
    return [judged_text(*each) for each in judged.values()]


def day_text(day: Day | None, unbounded: str = "…") -> str:
    """A day as it is written, and a mark for an unbounded end."""
    return unbounded if day is None or isinstance(day, Unbounded) else day.isoformat()


def at_text(at: At) -> str:
    """The coordinates of an answer in words."""
    known_by = "by all that is known" if isinstance(at.known_on, Unbounded) else f"as known on {at.known_on}"
    return f"on {at.on}, {known_by} (position {at.position})"


def age_text(days_count: int | None) -> str:
    """How old the newest evidence is."""
    if days_count is None:
        return "no evidence"
    return {0: "the same day", 1: "1 day old"}.get(days_count, f"{days_count} days old")


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers, or `none`; columns that are empty throughout are left out."""
    if not rows:
        click.echo("none")
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = _console()
    style = box.SIMPLE_HEAD if console.is_terminal else None
    grid = Table(box=style, pad_edge=False, header_style="bold", show_edge=False)
    kept = [number for number in range(len(headers)) if any(row[number] for row in rows)]
    for number in kept:
        grid.add_column(headers[number], overflow="fold", no_wrap=not console.is_terminal)
    for row in rows:
        grid.add_row(*(Text(row[number], style=_COLOURS.get(row[number].partition(" ")[0], "")) for number in kept))
    with console.capture() as printed:
        console.print(grid)
    click.echo("\n".join(line.rstrip() for line in printed.get().rstrip("\n").split("\n")))


def heading(text: str) -> None:
    """Print a line that stands out on a terminal."""
    click.secho(text, bold=True)


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=10_000, no_color=True)


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """A progress bar on a terminal; nothing when piped."""
    with progress_bars(title) as (told,):
        yield told


@contextmanager
def progress_bars(*titles: str) -> Iterator[tuple[Progress, ...]]:
    """Several, one below the other; each is shown when there is something to tell."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    with Bars(console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = [bars.add_task(title, total=None) for title in titles]
        yield tuple(functools.partial(_tell_progress, bars, *each) for each in zip(titles, tasks, strict=True))


def _tell_progress(bars: Any, title: str, task: Any, done: int, count: int) -> None:
    """How much is done of all, or only how much where nobody knows how much there is."""
    bars.update(task, description=title if count else f"{title} {done:,}", completed=done, total=count or None)


def status(answer: Projection, name: str) -> None:
    """Print the status of an area."""
    heading(f"{name} ({answer.area}) {at_text(answer.at)}")
    evidence = answer.evidence
    rows = [
        [key, judged_text(*judged), day_text(evidence.get(key), ""), _age(answer, evidence.get(key))]
        for key, judged in judgements(answer).items()
    ]
    table(["", "value", "newest evidence", "age"], rows)


def _age(answer: Projection, evidence: Day | None) -> str:
    return age_text((answer.at.on - evidence).days) if isinstance(evidence, datetime.date) else ""


def board(answers: Sequence[Projection], names: dict[str, str], *, every: bool = False) -> None:
    """Print the status of many areas: those with any evidence, or every one."""
    if not answers:
        click.echo("no areas")
        return
    heading(f"The board {at_text(answers[0].at)}")
    told = [answer for answer in answers if every or newest_evidence(answer)]
    columns = answers[0].definition.names
    rows = [
        [names[answer.area], answer.area, *judged_texts(judgements(answer)), age_text(age_days(answer))]
        for answer in told
    ]
    table(["", "area", *columns, "evidence"], rows)
    if len(told) < len(answers):
        click.echo(f"{len(answers) - len(told)} areas without any evidence are left out; --all shows them.")


def during(answer: During, name: str) -> None:
    """Print the status over the days that an imprecise date may mean."""
    heading(f"{name} ({answer.area}) on a day of {answer.when}")
    rows = [[day_text(span.start), day_text(span.end), *judged_texts(span.judged)] for span in answer.spans]
    table(["from", "until before", *answer.spans[0].judged], rows)


def history(spans: History[Projection], name: str) -> None:
    """Print the spans of an area."""
    known_by = "by all that is known" if isinstance(spans.known_on, Unbounded) else f"as known on {spans.known_on}"
    heading(f"{name} ({spans.area}) over time, {known_by} (position {spans.position})")
    rows = [
        [day_text(span.start), day_text(span.end), *judged_texts(span.judged), _evidence(spans, span)] for span in spans
    ]
    table(["from", "until before", *spans.names, "newest evidence"], rows)


def _evidence(spans: History[Projection], span: Span) -> str:
    """The newest day that speaks for a span where it begins: of its one facet, else of what is derived."""
    if isinstance(span.start, Unbounded):
        return ""
    answer = spans.at(span.start)
    (name, *others) = spans.names
    newest = newest_evidence(answer) if others or name not in answer.evidence else answer.evidence[name]
    return day_text(newest, "")


def diff(difference: Diff, name: str) -> None:
    """Print what differs."""
    heading(f"{name} ({difference.area})")
    click.echo(f"before: {at_text(difference.before)}")
    click.echo(f"after:  {at_text(difference.after)}")
    if difference.changes:
        rows = [
            [change.name, judged_text(*change.judged_before), judged_text(*change.judged_after)]
            for change in difference.changes
        ]
        table(["", "before", "after"], rows)
        _because(difference)
    else:
        click.echo("nothing differs")


def _because(difference: Diff) -> None:
    from timeline.cli.entries import row

    if difference.because:
        click.echo("\nbecause of")
    for entry in difference.because:
        _, _, area, says, source, reported_on = row(entry)
        where = f"{area}: " if area else ""
        click.echo(f"  - {where}{says}; {source or 'no source'}, known from {reported_on}; entry {entry.id}")


def explanation(reasons: Explanation, name: str, *, most: int = 5) -> None:
    """Print each value with the events that make it so, and up to so many that do not decide it."""
    heading(f"{name} ({reasons.area}) {at_text(reasons.at)}")
    for reason in reasons.reasons:
        _reason(reason, most)


def _reason(reason: Reason, most: int) -> None:
    since = "as far back as known" if isinstance(reason.since, Unbounded) else f"since {reason.since}"
    rests_on = f", from {', '.join(reason.rests_on)}" if reason.rests_on else ""
    age = "" if reason.age_days is None else f"; evidence {age_text(reason.age_days)}"
    value = judged_text(reason.value, reason.possible, reason.is_certain)
    click.echo(f"\n{reason.name}: {value}, {since}{rests_on}{age}")
    for claim in reason.causes:
        _cause(claim)
    for rival in reason.rivals[:most]:
        _rival(rival)
    if len(reason.rivals) > most:
        click.echo(f"  … and {len(reason.rivals) - most} more that do not decide it; --all shows them")


def _rival(rival: Rival) -> None:
    source = rival.event.source.source if rival.event.source else "no source"
    click.echo(f"  · {rival.why}: {rival.event.area}: {describe(rival.event)}; {source}; entry {rival.entry.id}")


def _cause(claim: Claim) -> None:
    event = claim.known.event
    citation = event.source
    said_by = f"{citation.source}, {citation.locator}" if citation and citation.locator else ""
    said_by = said_by or (citation.source if citation else "no source")
    click.echo(f"  - {event.area}: {describe(event)}")
    click.echo(f"    says {said_by}; known from {day_text(claim.known.reported_on, 'ever')}; entry {claim.known.id}")
    if event.note:
        click.echo(f"    note: {event.note}")
