"""One key for all the spellings of a name in Latin letters that a transliteration leaves open.

Invariant: the key of a key is the key itself; spellings that differ by the tables below alone have one key. What has
one key need not be one place: whoever compares keys must find exactly one.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from timeline.connectors.places import settlement_name
from timeline.model.names import folded

ARTICLES = frozenset(
    {"al", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az"}
    | {"el", "ed", "en", "er", "es", "esh", "et", "ez", "il", "ul"}
)
WORDS = {"tall": "tal", "tel": "tal", "tell": "tal", "albu": "bu", "abu": "bu", "jebel": "jabal"}
LETTERS = (
    (r"(.)\1+", r"\1"),
    (r"dh", "d"),
    (r"th", "t"),
    (r"gh", "g"),
    (r"kh", "k"),
    (r"dj", "j"),
    (r"q", "k"),
    (r"ie|iy|yi", "i"),
    (r"ou|uw|wu", "u"),
    (r"ey|ei|ay", "ai"),
    (r"a[wu](?![aeiouy])", "u"),
    (r"e|y", "i"),
    (r"o", "u"),
)
_LETTERS = tuple((re.compile(pattern), written) for pattern, written in LETTERS)
_SILENT_END = re.compile(r"(?<=[aeiouy])h$")


@functools.lru_cache(maxsize=65536)
def spelling(name: str) -> str:
    """The key that a name shares with its other spellings; empty if it has no letter and no digit.

    Articles, spaces, a silent h at the end of a word, doubled letters and `town` or `city` at the end do not count;
    `WORDS` and `LETTERS` say which words and letters count as one.

    Example:
        >>> spelling("Ar-Raqqah") == spelling("Raqa"), spelling("Dayr Az Zawr") == spelling("Deir ez-Zor")
        (True, True)
        >>> spelling("Tall ‘Afar"), spelling("Homs Governorate")
        ('talafar', 'humsguvirnurati')
    """
    key = _rewritten(name)
    while (again := _rewritten(key)) != key:
        key = again
    return key


def _rewritten(name: str) -> str:
    words = [_word(word) for word in _latin(settlement_name(name)).split()]
    telling = [word for word in words if word not in ARTICLES]
    return _letters("".join(telling or words))


def _latin(name: str) -> str:
    """The folded name without the letter-like marks of transliterations, such as the half rings of ayn and hamza."""
    kept = (letter for letter in folded(name) if unicodedata.category(letter) != "Lm")
    return "".join(" " if letter == "/" else letter for letter in kept)


def _word(word: str) -> str:
    return _SILENT_END.sub("", WORDS.get(word, word))


def _letters(word: str) -> str:
    for pattern, written in _LETTERS:
        word = pattern.sub(written, word)
    return word
