"""The colour of a value: the same in every chart, and told apart by people who see few colours.

Invariant: a known word always has its own colour; of others each has the one that its letters choose, unless two values
of one chart choose the same. The colours are those of Paul Tol (muted) and of Okabe and Ito.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_PALETTE = (
    "#332288",
    "#CC6677",
    "#117733",
    "#DDCC77",
    "#AA4499",
    "#88CCEE",
    "#882255",
    "#999933",
    "#44AA99",
)

_KNOWN = {
    "unknown": "#DDDDDD",
    "no": "#EEEEEE",
    "yes": "#EE7733",
    "contested": "#D55E00",
    "insurgency": "#F0A830",
    "liberated": "#009E73",
    "held": "#56B4E9",
    "isis": "#2B2B2B",
    "isf": "#332288",
    "sdf": "#DDCC77",
    "syrian-government": "#AA4499",
    "peshmerga": "#117733",
    "turkey-backed-opposition": "#44AA99",
    "syrian-opposition": "#999933",
    "iraqi-government": "#882255",
    "coalition": "#88CCEE",
}


def colours_of(words: Iterable[str]) -> dict[str, str]:
    """A colour for each word: all different while there are enough, then paler ones of the same.

    Example:
        >>> colours_of(["isf", "isis"]) == colours_of(["isis", "isf"])
        True
    """
    wanted = sorted(set(words))
    colours = {word: _KNOWN[word] for word in wanted if word in _KNOWN}
    for word in wanted:
        if word not in colours:
            colours[word] = _free(zlib.crc32(word.encode()) % len(_PALETTE), set(colours.values()))
    return colours


def _free(first: int, taken: set[str]) -> str:
    """The chosen colour, or the next one that is free; after the third round any will do."""
    turned = (*_PALETTE[first:], *_PALETTE[:first])
    rounds = (_paler(colour, share) for share in (0.0, 0.35, 0.6) for colour in turned)
    return next((colour for colour in rounds if colour not in taken), turned[0])


def _paler(colour: str, share: float) -> str:
    mixed = (round(part + (255 - part) * share) for part in _parts(colour))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def is_dark(colour: str) -> bool:
    """True where white is better seen on it than black."""
    red, green, blue = _parts(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
