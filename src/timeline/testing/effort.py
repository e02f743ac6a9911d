"""On how many examples each law is tried: chosen once for a run of tests, read by whatever makes examples.

Invariant: what was chosen goes before the environment; without either, nothing is said.
"""

from __future__ import annotations

import os

from timeline.errors import InputError

VARIABLE = "TIMELINE_EXAMPLES"

_chosen: int | None = None


def examples() -> int | None:
    """On how many examples each law is to be tried; None where nobody said.

    Raises:
        InputError: the environment variable TIMELINE_EXAMPLES is not a whole number from 1.
    """
    if _chosen is not None:
        return _chosen
    text = os.environ.get(VARIABLE)
    return None if text is None else to_count(text, name=VARIABLE)


def choose(count: int | None) -> int | None:
    """Try each law on so many examples from now on; None leaves it to the environment. Gives what was chosen before."""
    global _chosen
    before, _chosen = _chosen, count
    return before


def to_count(text: str, *, name: str) -> int:
    """A number of examples.

    Args:
        text: the number.
        name: where it comes from, for the error.

    Raises:
        InputError: it is not a whole number from 1.

    Example:
        >>> to_count("500", name="--timeline-examples")
        500
    """
    if not text.isdecimal() or int(text) < 1:
        raise InputError(name, expected="a whole number from 1", found=repr(text), do="say how many examples to try")
    return int(text)
