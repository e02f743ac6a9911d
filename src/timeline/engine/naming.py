"""Giving an area another name.

Invariant: a name that means an area is never made to mean another one too.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from timeline.errors import InputError
from timeline.model.areas import Area, Areas
from timeline.model.entries import OUR_ERROR, Correction, Entry, said_by
from timeline.model.knowledge import withdrawn


def naming(name: str, area: Area, areas: Areas, entries: Sequence[Entry]) -> Correction | None:
    """The correction that adds a name to an area's aliases; None if the name means the area already.

    Args:
        name: the new name.
        area: the area as it is described now.
        areas: all areas, none of which may have the name.
        entries: the entries about the area.

    Raises:
        AmbiguousNameError: several areas have the name.
        InputError: another area has it, or nobody has described this one.
    """
    meant = _meant(name, areas)
    if meant == area.id:
        return None
    if meant is not None:
        do = "ask for it by its id, or correct its aliases there"
        raise InputError("alias", expected="a name that no other area has", found=f"{name!r}, which is {meant}", do=do)
    if area.id not in areas.described:
        do = f"describe it first: timeline add LOG area id={area.id} name=…"
        raise InputError("alias", expected="an area that is described", found=area.id, do=do)
    named = attrs.evolve(area, aliases=(*area.aliases, name))
    return Correction(
        target=_describing(area, entries), replacement=named, reason=f"also called {name}", because=OUR_ERROR
    )


def _meant(name: str, areas: Areas) -> str | None:
    found = areas.fitting(name)
    return found.id if found else None


def _describing(area: Area, entries: Sequence[Entry]) -> str:
    """The id of the entry in force that describes the area as it is: a correction corrects this one."""
    gone = withdrawn(entries)
    return next(entry.id for entry in reversed(entries) if entry.id not in gone and said_by(entry.statement) == area)
