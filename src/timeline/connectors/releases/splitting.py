"""A text to the lines of each release in it.

Invariant: every line is in one release, in its order; what stands right above the beginning of a release is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from timeline.connectors.releases.days import DAYS, WHOLE_DAY
from timeline.connectors.releases.sentences import Numbered

LONGEST_LINE = 20_000
BULLET = re.compile(r"^\s*(?:[-–—*•·▪‣●.]+|o\s)\s*(?=[A-Z])")
_LINE = re.compile(rf"^(?:Near|On\s+{DAYS}\s*,?\s+near)\s", re.IGNORECASE)
LEAD = re.compile(
    r"^(?:[A-Z][A-Z ,.'-]{3,}(?:,\s*[A-Z][a-z]{1,4}\.)?(?:\([^)]*\)\s*)?(?:,[^–—-]{0,40})?\s*(?:--|[–—-])\s*"
    r"|date\s+[0-9-]{10}\s+)"
)
_TITLE = re.compile(r"^Title\s*:", re.IGNORECASE)
_NUMBER = r"for\s+immediate\s+release|(?:(?:news|press)\s+)?release\s*(?:no\b\.?|number\b|\#)\s*:?\s*\S+"
_HEAD = re.compile(rf"^\s*(?:{_NUMBER}|date\s*:.*|{WHOLE_DAY})?\s*$", re.IGNORECASE)
_NUMBERED = re.compile(rf"^\s*(?:{_NUMBER}|date\s*:.*)\s*$", re.IGNORECASE)


def is_told(line: str) -> bool:
    """Whether a line tells of strikes by its form."""
    return bool(BULLET.match(line) or _LINE.match(line))


def split(lines: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """The lines of each release that has any.

    Each but the first begins with `Title:` or with another dateline, or where a number or a date of a release stands
    below lines that tell of strikes.
    """
    held: list[Numbered] = []
    has_dateline = has_told = False
    for number, line in lines:
        start = line[:LONGEST_LINE]
        is_dateline = bool(LEAD.match(start))
        if _TITLE.match(start) or (is_dateline and has_dateline) or (has_told and _NUMBERED.match(start)):
            over, held = _without_head(held)
            if over:
                yield over
                has_dateline = has_told = False
        has_dateline, has_told = has_dateline or is_dateline, has_told or is_told(start)
        held.append((number, line))
    if any(text.strip() for _, text in held):
        yield held


def _without_head(held: list[Numbered]) -> tuple[list[Numbered], list[Numbered]]:
    """The lines of a release that is over, and those at their end that are of the next; all are if none is else."""
    end = len(held)
    while end and _HEAD.match(held[end - 1][1][:LONGEST_LINE]):
        end -= 1
    return held[:end], held[end:]
