"""An area over time as a chart: who held it and how it was, what happened beneath, and what was uncertain.

Invariant: what is drawn starts and ends where the history says, and is hatched where and only where the history is not
certain. A chart is a value: the same answers give the same bytes.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from timeline.connectors.stretches import DayLike, Days, days_shown, require_names, stretches, usual_names
from timeline.connectors.writing import require_free, write
from timeline.errors import InputError, MissingExtraError, listed
from timeline.model.days import EVER, Day, Unbounded, plus
from timeline.model.policy import Disputed
from timeline.projections.facets import LastOn, Total
from timeline.projections.possible import Possible, Values
from timeline.projections.projection import Projection
from timeline.queries.history import History, Span
from timeline.queries.series import Series
from timeline.queries.words import value_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from timeline.engine import Timeline

SUFFIXES = (".svg", ".png", ".pdf")
WEEKS_UP_TO_DAYS = 800


class Doubt(enum.Enum):
    """How sure a stretch is."""

    NONE = "certain"
    SEVERAL = "uncertain: one of its colours"
    DISPUTED = "disputed: reports of equal rank say each"
    BASIS = "doubtful: rests on what is not sure"


@attrs.frozen
class Stretch:
    """The days `[start, end)` of a lane with one judgement.

    Args:
        words: each value that is possible, in words; the resolved ones first.
        doubt: how sure it is.
    """

    start: datetime.date
    end: datetime.date
    words: tuple[str, ...]
    doubt: Doubt


@attrs.frozen
class Lane:
    """One value over time."""

    name: str
    stretches: tuple[Stretch, ...]


@attrs.frozen
class Chart:
    """An area over the days `[start, end)`: a lane for each value, and bars for amounts beneath.

    It shows itself in a notebook.

    Args:
        name: what the area is called.
        known_on: the last day whose reports count.
        position: the last entry of the log that counts.
        note: what else a reader should know, such as whose words were left out.
    """

    area: str
    name: str
    known_on: Day
    position: int
    start: datetime.date
    end: datetime.date
    lanes: tuple[Lane, ...] = attrs.field(repr=False)
    amounts: tuple[Series, ...] = attrs.field(repr=False)
    note: str = ""

    def figure(self) -> Figure:
        """The chart as a figure of matplotlib, to be changed at will.

        Raises:
            MissingExtraError: the extra `timeline[plot]` is not installed.
        """
        require_matplotlib()
        from timeline.connectors.drawing import draw

        return draw(self)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the chart into a file: `.svg`, `.png` or `.pdf`.

        Args:
            overwrite: replace a file that is there.

        Raises:
            InputError: the suffix is another one, there is a file already, or it cannot be written.
            MissingExtraError: the extra `timeline[plot]` is not installed.
        """
        path = Path(path)
        require_picture(path)
        require_free(path, overwrite=overwrite)
        write(path, self.picture(path.suffix.lower()[1:]), overwrite=overwrite)
        return path

    def picture(self, kind: str) -> bytes:
        """The bytes of a file: of an `svg`, a `png` or a `pdf`; the same for the same chart."""
        require_matplotlib()
        from timeline.connectors.drawing import picture

        return picture(self, kind)

    def _repr_svg_(self) -> str:
        return self.picture("svg").decode()


def require_matplotlib() -> None:
    """Refuse to go on without the library that draws.

    Raises:
        MissingExtraError: the extra `timeline[plot]` is not installed.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        do = "pip install 'timeline[plot]'"
        raise MissingExtraError(
            "a chart", expected="matplotlib to draw it", found=str(error), do=do, extra="plot"
        ) from error


def require_picture(path: Path) -> None:
    """Refuse a path whose suffix says none of the kinds of picture there are.

    Raises:
        InputError: names the suffixes.
    """
    if path.suffix.lower() not in SUFFIXES:
        found = repr(path.suffix) if path.suffix else "none"
        raise InputError(str(path), expected=f"a suffix {listed(SUFFIXES)}", found=found, do="name the file so")


def plot(
    tl: Timeline[Any],
    area: str,
    *,
    facets: Sequence[str] | None = None,
    amounts: Sequence[str] | None = None,
    every: str | None = None,
    start: DayLike | None = None,
    end: DayLike | None = None,
    known_on: DayLike | Unbounded = EVER,
    position: int | None = None,
    note: str = "",
) -> Chart:
    """An area over time as a chart: a lane for each value, amounts beneath, and what was uncertain hatched.

    Args:
        area: its id, name or alias.
        facets: the values shown as lanes; without it control and condition, or all that are no amounts and no days.
        amounts: the values shown as bars; without it every amount of the projection, such as the strikes.
        every: a bar for each `week` or `month`; without it, what fits the days shown.
        start: the first day shown; without it, shortly before the first change.
        end: the day after the last; without it, shortly after the last change.
        known_on: use only what one could know by this day; omitted, all that is known.
        position: use only entries up to this one; omitted, the whole log.
        note: what a reader should know besides what the timeline leaves out or supposes, which is told anyhow.

    Returns: the chart; it shows itself in a notebook, and `save` writes it into a file.

    Raises:
        NotFoundError: the log has never seen that area, or the projection has no such value.
        InputError: a lane is an amount or a day, or nothing ever changes and no days are given.

    Example:
        >>> import timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf")])
        >>> chart = timeline.plot(tl, "iq/kirkuk/hawija")
        >>> str(chart.start), str(chart.end), [lane.name for lane in chart.lanes]
        ('2017-09-01', '2017-11-01', ['control', 'condition'])
    """
    history = tl.history(area, known_on=known_on, position=position)
    first, after = days = shown(history, start, end)
    period = every or usual_period(days)
    names = amounts_of(history.projection) if amounts is None else amounts
    bars = [
        tl.series(name, area, every=period, start=first, end=after, known_on=known_on, position=position)
        for name in names
    ]
    name = tl.areas(known_on=known_on, position=position).find(history.area).name
    return chart(
        history, *bars, lanes=facets, name=name, start=first, end=after, note="; ".join(filter(None, (tl.note, note)))
    )


def chart(
    history: History[Any],
    *amounts: Series,
    lanes: Sequence[str] | None = None,
    name: str | None = None,
    start: DayLike | None = None,
    end: DayLike | None = None,
    note: str = "",
) -> Chart:
    """A chart of a history, and of amounts over the same days.

    Args:
        history: what the lanes show.
        amounts: what the bars show, each of the same area in the same state of knowledge.
        lanes: the values to show by name; without it control and condition, or all that are no amounts and no days.
        name: what the area is called; without it, its id.
        start: the first day shown; without it, that of the amounts, else shortly before the first change.
        end: the day after the last; without it, that of the amounts, else shortly after the last change.
        note: what else a reader should know.

    Raises:
        NotFoundError: the history has no value of that name.
        InputError: a lane is an amount or a day, the amounts are about something else or about fewer days, or nothing
            ever changes and no days are given.

    Example:
        >>> import timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf")])
        >>> found = chart(tl.history("iq/kirkuk/hawija"), lanes=["control"], start="2017-10-01", end="2017-11-01")
        >>> [(str(each.start), each.words) for each in found.lanes[0].stretches]
        [('2017-10-01', ('unknown',)), ('2017-10-05', ('isf',))]
    """
    days = shown(history, *_of_amounts(amounts, start, end))
    for series in amounts:
        _require_fit(series, history, days)
    names = _usual_lanes(history) if lanes is None else tuple(lanes)
    require_names(f"chart of {history.area}", names, history.names)
    drawn = tuple(_lane(history, each, days) for each in names)
    return Chart(history.area, name or history.area, history.known_on, history.position, *days, drawn, amounts, note)


def _usual_lanes(history: History[Any]) -> tuple[str, ...]:
    """The lanes unless others are named: of a history of one value, that one."""
    usual = usual_names(history.projection)
    return usual if set(usual) <= set(history.names) else history.names


def _of_amounts(
    amounts: Sequence[Series], start: DayLike | None, end: DayLike | None
) -> tuple[DayLike | None, DayLike | None]:
    """The days to show: where none are given, those of the amounts."""
    if not amounts:
        return start, end
    first = max(series.periods[0].start for series in amounts)
    after = min(series.periods[-1].end for series in amounts)
    return first if start is None else start, after if end is None else end


def shown(history: History[Any], start: DayLike | None, end: DayLike | None) -> Days:
    """The days to show; those not given are whole months around the first and the last change.

    Raises:
        InputError: nothing ever changes and a bound is missing, or the start is not before the end.
    """
    found = [span.start for span in history if isinstance(span.start, datetime.date)]
    margin = 1 if not found else max(10, (found[-1] - found[0]).days // 40)
    try:
        first, after = days_shown(found, start, end, before=margin, after=margin)
    except InputError as error:
        error.where = f"chart of {history.area}"
        raise
    first = first if start is not None else first.replace(day=1)
    return first, after if end is not None or after.day == 1 else _month_after(after)


def _month_after(day: datetime.date) -> datetime.date:
    later = plus(day.replace(day=1), 31)
    return datetime.date.max if isinstance(later, Unbounded) else later.replace(day=1)


def amounts_of(projection: type[Projection]) -> tuple[str, ...]:
    """The values of a projection that are amounts."""
    return tuple(name for name, facet in projection.definition.facets.items() if isinstance(facet, Total))


def usual_period(days: Days) -> str:
    """Weeks where the bars of weeks can still be told apart, else months."""
    return "week" if (days[1] - days[0]).days <= WEEKS_UP_TO_DAYS else "month"


def _require_fit(series: Series, history: History[Any], days: Days) -> None:
    where = f"amount {series.name}"
    if (series.area, series.known_on, series.position) != (history.area, history.known_on, history.position):
        found = f"{series.area}, known on {series.known_on}, position {series.position}"
        expected = f"{history.area}, known on {history.known_on}, position {history.position}"
        raise InputError(where, expected=expected, found=found, do="ask both in one state of knowledge")
    first, after = series.periods[0].start, series.periods[-1].end
    if not (first <= days[0] and days[1] <= after):
        found = f"those from {first} until before {after}"
        raise InputError(where, expected=f"amounts from {days[0]} until before {days[1]}", found=found)
    if any(isinstance(each.value, bool) or not isinstance(each.value, (int, float)) for each in series):
        do = "show it as a lane"
        raise InputError(where, expected="a value that is an amount", found=value_text(series.periods[0].value), do=do)


def _lane(history: History[Any], name: str, days: Days) -> Lane:
    facet = history.projection.definition.facets.get(name)
    if isinstance(facet, Total):
        raise InputError(f"lane {name}", expected="a value that is no amount", found="one", do="show it as an amount")
    if isinstance(facet, LastOn):
        raise InputError(f"lane {name}", expected="a value that is no day", found="one", do="name another value")
    return Lane(name, tuple(_stretch(span, name) for span in stretches(history, name, days)))


def _stretch(span: Span, name: str) -> Stretch:
    value, possible, is_certain = span.judged[name]
    words = _words(value, possible)
    assert isinstance(span.start, datetime.date)
    assert isinstance(span.end, datetime.date)
    return Stretch(span.start, span.end, words, Doubt.NONE if is_certain else _doubt(value, words))


def _words(value: object, possible: Possible | None) -> tuple[str, ...]:
    resolved = list(value) if isinstance(value, Disputed) else [value]
    others = [other for other in possible if other not in resolved] if isinstance(possible, Values) else []
    return tuple(map(value_text, [*resolved, *others]))


def _doubt(value: object, words: Sequence[str]) -> Doubt:
    if isinstance(value, Disputed):
        return Doubt.DISPUTED
    return Doubt.SEVERAL if len(words) > 1 else Doubt.BASIS
