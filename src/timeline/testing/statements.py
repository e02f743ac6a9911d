"""Statements to append, each made in a word or two; what a test does not name stays the same everywhere."""

from __future__ import annotations

from typing import Any

from timeline.conflict import AreaLiberated, Citation, StrikeReported
from timeline.model.areas import Area
from timeline.model.entries import Correction, Reinstatement, Retraction

HAWIJA = "iq/kirkuk/hawija"
KIRKUK = "iq/kirkuk"
MOSUL = "iq/nineveh/mosul"
UNKNOWN = "f" * 32
"""The id of no entry."""


def strike(area: str = HAWIJA, strikes: int = 1, *, day: str = "2017-12-28", **fields: Any) -> StrikeReported:
    """A strike on one day."""
    return StrikeReported(area=area, when=day, strikes=strikes, **fields)


def numbered(external_id: str, strikes: int = 1, *, area: str = HAWIJA, **fields: Any) -> StrikeReported:
    """A strike that its source has numbered."""
    return strike(area, strikes, source=Citation("cjtf-oir"), external_id=external_id, **fields)


def liberation(area: str = HAWIJA, day: str = "2017-10-05", **fields: Any) -> AreaLiberated:
    """A liberation on one day."""
    return AreaLiberated(area=area, when=day, by="isf", **fields)


def area(id: str, *parents: Any, name: str = "a place", **fields: Any) -> Area:  # noqa: A002
    """An area inside others."""
    return Area(id, name, parents=parents, **fields)


def correct(target: str, replacement: Any, **fields: Any) -> Correction:
    """A correction of an entry."""
    return Correction(target=target, replacement=replacement, reason="misread", **fields)


def retract(target: str, **fields: Any) -> Retraction:
    """A retraction of an entry."""
    return Retraction(target=target, reason="withdrawn", **fields)


def reinstate(target: str, **fields: Any) -> Reinstatement:
    """A reinstatement of what a retraction withdrew."""
    return Reinstatement(target=target, reason="confirmed after all", **fields)
