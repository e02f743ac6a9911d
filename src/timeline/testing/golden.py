"""Histories as texts that an analyst can read and write, and a check that a history is as its text says.

One line a span: its first day (`..` for the beginning of time), its derived values, then the facets that say something.
A flag goes by its name alone; `?` marks what is not certain, with what else it may be.

    ..          unknown
    2014-06-11  held        control isis, taken area-captured
    2017-09-21  contested   control isis, taken area-captured, fighting
    2017-10-05  insurgency  control isf, taken area-liberated, strikes 3? (1..5)
"""

from __future__ import annotations

import datetime
import difflib
import enum
import inspect
import re
import sys
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

from timeline.engine import Timeline
from timeline.engine.states import KnownLike
from timeline.errors import InputError
from timeline.model.days import EVER, Unbounded, show_day
from timeline.model.plain import plain
from timeline.model.policy import Disputed
from timeline.projections.possible import Bounds, Possible, PossibleDays
from timeline.queries.history import History, Span
from timeline.testing.rewriting import current

Judged = tuple[Any, Possible | None, bool]

_PLAIN = re.compile(r"[\w-]([\w .:/'+-]*\w)?")


def history_text(tl: Timeline[Any], area: str, *, facet: str | None = None, known_on: KnownLike = EVER) -> str:
    """The history of an area as a text, one line a span.

    Args:
        area: its id, name or alias.
        facet: tell the spans of this one value; without it, of all values.
        known_on: by what was known on this day.

    Example:
        >>> import timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf")])
        >>> print(history_text(tl, "iq/kirkuk/hawija"))
        ..          unknown
        2017-10-05  liberated  control isf, taken area-liberated
    """
    return _text(tl.history(area, facet, known_on=known_on), facet)


def assert_history(
    tl: Timeline[Any],
    area: str,
    expected: str | None = None,
    *,
    facet: str | None = None,
    known_on: KnownLike = EVER,
) -> None:
    """Fail unless the history of an area is what a text says; `pytest --timeline-update` writes the text.

    Indentation, ends of lines and blank lines around the text do not matter; all else does.

    Args:
        area: its id, name or alias.
        expected: the text, as `history_text` gives it; left out, it is yet to be written.
        facet: tell the spans of this one value; without it, of all values.
        known_on: by what was known on this day.

    Raises:
        AssertionError: the history is another; shows what differs, and why it cannot be rewritten where it should be.
    """
    __tracebackhide__ = True
    spans = tl.history(area, facet, known_on=known_on)
    found = _text(spans, facet)
    differs = expected is None or _lines(expected) != _lines(found)
    refusal = _refusal(sys._getframe(1), expected, found, differs=differs)
    if refusal is not None:
        raise AssertionError((_difference(spans, facet, expected, found) if differs else "it holds") + refusal)


def _refusal(caller: FrameType, expected: str | None, found: str, *, differs: bool) -> str | None:
    """Why a text is not taken, to be told behind what differs; None where it holds or is to be rewritten."""
    rewriting = current()
    if rewriting is None:
        return "" if differs else None
    try:
        if differs:
            rewriting.differ(caller, expected, found)
        else:
            rewriting.agree(caller, found)
    except InputError as error:
        return f"\nbut not here: {error}"
    return None


def _lines(text: str) -> list[str]:
    bare = "\n".join(line.rstrip() for line in text.splitlines())
    return inspect.cleandoc(bare).split("\n")


def _difference(spans: History[Any], facet: str | None, expected: str | None, found: str) -> str:
    what = f"the history of {spans.area}{f', {facet},' if facet else ''} {_known_by(spans)}"
    if expected is None:
        return f"{what} has no expected text yet:\n{found}\n`pytest --timeline-update` writes it"
    lines = difflib.unified_diff(_lines(expected), _lines(found), "expected", "found", lineterm="")
    told = "\n".join(lines)
    return f"{what} is not as expected:\n{told}\nif that is right, `pytest --timeline-update` writes it"


def _known_by(spans: History[Any]) -> str:
    """In which state of knowledge a history is told."""
    return "by all that is known" if isinstance(spans.known_on, Unbounded) else f"as known on {spans.known_on}"


def _text(spans: History[Any], facet: str | None) -> str:
    derived = () if facet else tuple(spans.at(datetime.date.min).definition.derived)
    rows = [(_start_text(span), *_columns(span.judged, facet, derived)) for span in spans]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _width(cell: str) -> int:
    """How wide a cell makes its column; what else a value may be runs over, so that it moves no other line."""
    return len(cell.partition(" (")[0])


def _start_text(span: Span) -> str:
    return (show_day(span.start) or "..").ljust(len("YYYY-MM-DD"))


def _columns(judged: Mapping[str, Judged], facet: str | None, derived: Sequence[str]) -> list[str]:
    """What a span says: the value of its one facet, or what is derived and what its facets say."""
    if facet:
        return [_judged_text(judged[facet])]
    facets = [text for name, each in judged.items() if name not in derived and (text := _facet_text(name, each))]
    if not derived:
        return [", ".join(facets) or "nothing"]
    return [_derived_text({name: judged[name] for name in derived}), ", ".join(facets)]


def _derived_text(judged: Mapping[str, Judged]) -> str:
    """The one derived value by itself; several by their names."""
    if len(judged) == 1:
        return _judged_text(*judged.values())
    return ", ".join(f"{name} {_judged_text(each)}" for name, each in judged.items())


def _facet_text(name: str, judged: Judged) -> str:
    """What a facet says; nothing where it has nothing to say, and certainly so."""
    value, possible, is_certain = judged
    says_something = bool(value) or isinstance(value, str)
    if not says_something and (is_certain or possible is None):
        return ""
    return f"{name}{_doubt_text(judged)}" if value is True else f"{name} {_judged_text(judged)}"


def _judged_text(judged: Judged) -> str:
    return _value_text(judged[0]) + _doubt_text(judged)


def _doubt_text(judged: Judged) -> str:
    """A mark where a value is not certain, with what else it may be; nothing where it is."""
    value, possible, is_certain = judged
    if is_certain or (isinstance(value, Disputed) and not _others(value, possible)):
        return ""
    others = _others(value, possible)
    return f"? ({others})" if others else "?"


def _others(value: object, possible: Possible | None) -> str:
    """What else a value may be; nothing where it is only its date that is doubtful, or nobody can know."""
    if possible is None or possible.is_single:
        return ""
    if isinstance(possible, (Bounds, PossibleDays)):
        return repr(possible).strip("{}")
    members = value.members if isinstance(value, Disputed) else {value}
    others = [_value_text(other) for other in possible if other not in members]
    return f"{'perhaps' if possible.at_most else 'or'} {' / '.join(others)}" if others else ""


def _value_text(value: object) -> str:
    """A value in the words of the command line, quoted where it could be taken for more than one word of a line."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Disputed):
        return "disputed: " + " / ".join(map(_value_text, value))
    if isinstance(value, str):
        return str(value) if _PLAIN.fullmatch(value) else repr(str(value))
    return str(value if isinstance(value, enum.Enum) else plain(value))
