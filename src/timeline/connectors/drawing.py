"""How a chart is drawn with matplotlib; needs no display.

Invariant: each stretch is drawn once for each value that is possible, side by side over exactly its days.
"""

from __future__ import annotations

import datetime
import io
import math
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import DateLocator, DayLocator, MonthLocator, YearLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator, NullLocator

from timeline.connectors.colours import colours_of, is_dark
from timeline.connectors.plot import Chart, Doubt, Lane, Stretch
from timeline.model.days import Unbounded, plus
from timeline.projections.possible import Bounds
from timeline.queries.series import Period, Series

HATCHES = {Doubt.NONE: "", Doubt.SEVERAL: "/////", Doubt.DISPUTED: "xxxxx", Doubt.BASIS: "-----"}
WIDTH = 10.0
LANES_WIDTH = 7.0
LETTER_WIDTH = 0.085
LEGEND_LINE = 0.19
AMOUNT_HEIGHT = 1.0
SLIVER = 0.4
MOST_NAMED = 24
MOST_TICKS = 8
MOST_DAYS_IN_MONTHS = 366 * 12
LINE = "#444444"
FROM_LEFT = "\N{LEFT-TO-RIGHT MARK}"
SURELY, SURELY_IN_PART, PERHAPS = "#4477AA", "#8FB1D3", "#BBCCDD"

_STYLE: dict[Any, Any] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "none",
    "svg.hashsalt": "timeline",
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "savefig.dpi": 150,
}


@contextmanager
def _in_style() -> Iterator[None]:
    """Draw as we do, whatever the user's own settings."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def picture(chart: Chart, kind: str) -> bytes:
    """The bytes of a file with a title and no date of its making; an SVG leaves its letters to who shows it."""
    figure, buffer = draw(chart), io.BytesIO()
    undated: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with _in_style():
        figure.savefig(buffer, format=kind, metadata={"Title": _title(chart), **undated})
    if kind != "svg" and (missing := _missing_letters(chart)):
        warnings.warn(f"the font lacks {missing}; an .svg leaves its letters to who shows it", stacklevel=4)
    return buffer.getvalue()


def _missing_letters(chart: Chart) -> str:
    texts = [chart.name, chart.area, chart.note, *(word for lane in chart.lanes for word in (lane.name, *_words(lane)))]
    with _in_style():
        font = get_font(findfont(FontProperties()))
    return " ".join(sorted({letter for letter in "".join(map(_shown, texts)) if not font.get_char_index(ord(letter))}))


def draw(chart: Chart) -> Figure:
    """The figure of a chart."""
    colours = colours_of(word for lane in chart.lanes for each in lane.stretches for word in each.words)
    heights = [*map(_lane_height, chart.lanes), *(AMOUNT_HEIGHT for _ in chart.amounts)] or [0.5]
    with _in_style():
        figure = Figure(figsize=(WIDTH, sum(heights) + 1.6), layout="constrained")
        rows = list(figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0])
        lanes, amounts = rows[: len(chart.lanes)], rows[len(chart.lanes) :]
        for axes, lane in zip(lanes, chart.lanes, strict=True):
            _draw_lane(axes, lane, colours, _inches_a_day(chart))
        for axes, series in zip(amounts, chart.amounts, strict=False):
            _draw_amounts(axes, series)
        _write_around(figure, rows, chart)
    return figure


def _inches_a_day(chart: Chart) -> float:
    return LANES_WIDTH / (chart.end - chart.start).days


def _lane_height(lane: Lane) -> float:
    words = _words(lane)
    return max(0.6, LEGEND_LINE * (min(len(words), MOST_NAMED) / _columns(words) + 0.5))


def _words(lane: Lane) -> list[str]:
    return list(dict.fromkeys(word for stretch in lane.stretches for word in stretch.words))


def _labels(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each word with what is written of it; those that begin alike are numbered where the rest is cut off."""
    seen: Counter[str] = Counter()
    for word in words:
        label = _shown(word)
        seen[label] += 1
        yield word, label if seen[label] == 1 else f"{label} ({seen[label]})"


def _columns(words: list[str]) -> int:
    return 1 if len(words) <= 6 else 2


def _draw_lane(axes: Axes, lane: Lane, colours: dict[str, str], inches_a_day: float) -> None:
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylabel(_shown(lane.name), rotation=0, ha="right", va="center")
    for stretch in lane.stretches:
        _draw_stretch(axes, stretch, colours)
        _write_in(axes, stretch, colours, inches_a_day)
    words = _words(lane)
    handles = [Patch(color=colours[word], label=label) for word, label in _labels(words[:MOST_NAMED])]
    if len(words) > MOST_NAMED:
        handles.append(Patch(color="none", label=f"and {len(words) - MOST_NAMED} more"))
    _legend(axes, handles, _columns(words))


def _draw_stretch(axes: Axes, stretch: Stretch, colours: dict[str, str]) -> None:
    start, width = date2num(stretch.start), (stretch.end - stretch.start).days
    height = 1 / len(stretch.words)
    for number, word in enumerate(stretch.words, start=1):
        colour = colours[word]
        line = _on(colour) if stretch.doubt is not Doubt.NONE else colour
        strip = Rectangle((start, 1 - number * height), width, height, facecolor=colour, edgecolor=line)
        strip.set_linewidth(SLIVER if stretch.doubt is Doubt.NONE else 0)
        strip.set_hatch(HATCHES[stretch.doubt])
        axes.add_patch(strip)


def _on(colour: str) -> str:
    return "#FFFFFF" if is_dark(colour) else LINE


def _write_in(axes: Axes, stretch: Stretch, colours: dict[str, str], inches_a_day: float) -> None:
    """The value inside the bar, where it is sure and has room."""
    days_count, word = (stretch.end - stretch.start).days, _shown(stretch.words[0])
    if stretch.doubt is Doubt.NONE and (len(word) + 2) * LETTER_WIDTH < days_count * inches_a_day:
        middle = date2num(stretch.start) + days_count / 2
        axes.text(middle, 0.5, word, ha="center", va="center", color=_on(colours[stretch.words[0]]), fontsize=8)


@attrs.frozen
class _Bar:
    """An amount of a period, from `low` to `high`."""

    period: Period
    low: float
    high: float
    colour: str
    doubt: Doubt
    label: str


def _bars(series: Series) -> Iterator[_Bar]:
    """What surely happened in each period, and above it what may have."""
    for period in series:
        low, high = _bounds(period)
        colour, label = (SURELY, "surely") if period.is_whole else (SURELY_IN_PART, f"part of a {series.every}")
        is_doubtful = low == high and not period.is_certain
        if is_doubtful and low:
            yield _Bar(period, 0, low, PERHAPS, Doubt.BASIS, "doubtful")
        elif low:
            yield _Bar(period, 0, low, colour, Doubt.NONE, label)
        if low < high:
            yield _Bar(period, low, high, PERHAPS, Doubt.SEVERAL, "perhaps, up to")


def _bounds(period: Period) -> tuple[float, float]:
    """The least and the greatest amount; where nobody can know, the resolved one."""
    if isinstance(period.possible, Bounds):
        return period.possible.min, period.possible.max
    return period.value, period.value


def _draw_amounts(axes: Axes, series: Series) -> None:
    bars = list(_bars(series))
    for bar in bars:
        _draw_bar(axes, bar)
    axes.set_ylim(0, max([bar.high for bar in bars] + [1]) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_ylabel(f"{_shown(series.name)}\nevery {series.every}", rotation=0, ha="right", va="center")
    if not bars:
        none: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8, "backgroundcolor": "white"}
        axes.text(0.5, 0.5, "none", transform=axes.transAxes, **none)
    kinds = dict.fromkeys((bar.colour, bar.doubt, bar.label) for bar in bars)
    _legend(axes, [_hatched(*kind) for kind in kinds], 1)


def _draw_bar(axes: Axes, bar: _Bar) -> None:
    start, width = date2num(bar.period.start), (bar.period.end - bar.period.start).days
    drawn = Rectangle((start, bar.low), width, bar.high - bar.low, facecolor=bar.colour, edgecolor=LINE)
    drawn.set_hatch(HATCHES[bar.doubt])
    drawn.set_linewidth(0 if bar.doubt is Doubt.NONE else SLIVER)
    axes.add_patch(drawn)


def _hatched(colour: str, doubt: Doubt, label: str) -> Patch:
    return Patch(facecolor=colour, edgecolor=LINE, linewidth=0, hatch=HATCHES[doubt], label=label)


def _legend(axes: Axes, handles: list[Patch], columns: int) -> None:
    axes.legend(
        handles=handles,
        ncols=columns,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        handlelength=1.2,
        handleheight=1.0,
        labelspacing=0.3,
        columnspacing=1.0,
        borderaxespad=0.4,
    )


def _write_around(figure: Figure, rows: list[Axes], chart: Chart) -> None:
    _draw_days(rows[-1], chart)
    for axes in rows:
        axes.grid(axis="x", color="#CCCCCC", linewidth=0.5)
        axes.set_axisbelow(True)
        if _is_known_within(chart):
            after = date2num(plus(chart.known_on, 1))
            axes.axvline(after, color="#FFFFFF", linewidth=2.2)
            axes.axvline(after, color="#000000", linewidth=1.0, linestyle="--")
    for axes in rows[:-1]:
        axes.tick_params(axis="x", length=0)
    figure.suptitle(_title(chart), x=0.01, ha="left", fontsize=12, fontweight="bold")
    rows[0].set_title(_coordinates(chart), loc="left", fontsize=8, color=LINE)
    _explain_hatches(figure, chart)


def _draw_days(axes: Axes, chart: Chart) -> None:
    days_count = (chart.end - chart.start).days
    locator, letters = _ticks(days_count)
    axes.set_xlim(date2num(chart.start), date2num(chart.end))
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(lambda day, _: num2date(day).date().isoformat()[:letters])
    axes.xaxis.set_minor_locator(MonthLocator() if days_count < MOST_DAYS_IN_MONTHS else NullLocator())


def _ticks(days_count: int) -> tuple[DateLocator, int]:
    """Where days are named, no more than fit beside each other, and how many letters of an ISO day name them."""
    if days_count < 31 * MOST_TICKS // 4:
        return DayLocator(interval=math.ceil(days_count / MOST_TICKS)), len("2017-10-05")
    months = [step for step in (1, 2, 3, 6) if days_count <= 30 * step * MOST_TICKS]
    if months:
        return MonthLocator(range(1, 13, months[0])), len("2017-10")
    return YearLocator(math.ceil(days_count / 365 / MOST_TICKS)), len("2017")


def _title(chart: Chart) -> str:
    name, area = _shown(chart.name, 60), _shown(chart.area, 60)
    mark = FROM_LEFT if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name) else ""
    return f"{mark}{name}{mark}" + (f" ({area})" if area != name else "")


def _is_known_within(chart: Chart) -> bool:
    """True where days after the last report that counts are shown too."""
    return isinstance(chart.known_on, datetime.date) and chart.start <= chart.known_on < chart.end


def _coordinates(chart: Chart) -> str:
    is_ever = isinstance(chart.known_on, Unbounded)
    known_by = "by all that is known" if is_ever else f"as known on {chart.known_on}"
    line = " (dashed line)" if _is_known_within(chart) else ""
    note = f"; {_shown(chart.note, 100)}" if chart.note else ""
    return f"{chart.start} until before {chart.end}, {known_by}{line}, position {chart.position}{note}"


def _explain_hatches(figure: Figure, chart: Chart) -> None:
    doubts = {stretch.doubt for lane in chart.lanes for stretch in lane.stretches}
    handles = [_hatched("#EEEEEE", doubt, doubt.value) for doubt in Doubt if doubt in doubts - {Doubt.NONE}]
    if handles:
        figure.legend(handles=handles, loc="outside lower left", ncols=len(handles), handlelength=2.4, handleheight=1.2)


def _shown(text: str, most: int = 28) -> str:
    """A text on one line that any file can hold, and that leaves room for others."""
    clean = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"
