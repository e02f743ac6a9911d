"""The paragraphs of a release and their sentences, wherever its lines break.

Invariant: every word of the text is in one sentence, in its order; a full stop of an abbreviation ends none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

Numbered = tuple[int, str]
"""A line of a file with its number."""

_END = re.compile(
    r"(?<=[A-Za-z0-9)”\"][A-Za-z0-9)”\"][.:;])\s+(?=[A-Z“\"])|,\s+(?=(?:The|These|Those)\s+(?:air)?strikes?\b)"
)
_OPEN = re.compile(r"(?:,|[-–—]|\b(?:a|an|the|in|of|on|near|and|or|to|by|with|for|from|at|as))$", re.IGNORECASE)
_ENDED = (".", ":", "!", "?", "”", '"')
_WIDEST, _SLACK = 140, 22


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph.

    Example:
        >>> sentences("The U.S. forces struck a VBIED. Near Hit, a strike hit one.")
        ['The U.S. forces struck a VBIED.', 'Near Hit, a strike hit one.']
    """
    return [sentence for sentence in _END.split(" ".join(text.split())) if sentence]


def paragraphs(
    lines: Sequence[Numbered], begins: Callable[[str], bool], stands_alone: Callable[[str], bool]
) -> Iterator[Numbered]:
    """The lines, those joined that were broken only for their width.

    Args:
        lines: the lines with their numbers.
        begins: whether a line begins a paragraph.
        stands_alone: whether a line is a paragraph by itself, such as a heading.
    """
    width = max((len(line.rstrip()) for _, line in lines), default=0)
    full = width - _SLACK if width <= _WIDEST else None
    number, held, last = 0, "", ""
    for at, line in lines:
        text = line.strip()
        is_open = bool(held) and not stands_alone(held) and bool(text) and not begins(text)
        if is_open and _goes_on(held, last, text, full):
            held, last = f"{held} {text}", line.rstrip()
            continue
        if held:
            yield number, held
        number, held, last = at, text, line.rstrip()
    if held:
        yield number, held


def _goes_on(held: str, last: str, text: str, full: int | None) -> bool:
    if text[0].islower() or _OPEN.search(held):
        return True
    return full is not None and len(last) >= full and not held.endswith(_ENDED)
