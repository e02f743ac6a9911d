"""Numbers as releases print them, in digits or in words.

Invariant: a word that is no number is never taken for one; `in_words` and `number` are each other's inverse.
"""

from __future__ import annotations

import re

_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = f"zero one two three four five six seven eight nine {_TEENS}".split(" ")
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)
}
_ONE = frozenset({"a", "an", "another", "single"})

_WORD = "|".join(sorted([*_ONES, *_TENS, "hundred", *_ONE], key=len, reverse=True))
NUMBER = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})*|(?:{_WORD})(?:(?:[ -]|\ and\ )(?:{_WORD})){{0,4}})"
"""A pattern (case is to be ignored) of whatever may be a number; `number` says whether it is."""


def number(text: str) -> int | None:
    """The number that a text means; None if it means none.

    Example:
        >>> number("twenty-three"), number("an"), number("283"), number("one hundred and four"), number("several")
        (23, 1, 283, 104, None)
    """
    digits = text.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return int(digits)
    words = [word for word in re.split(r"[\s-]+", text.lower()) if word != "and"]
    if len(words) == 1 and words[0] in _ONE:
        return 1
    return _of_words(words)


def _of_words(words: list[str]) -> int | None:
    if "hundred" in words:
        place = words.index("hundred")
        hundreds, rest = _below_hundred(words[:place] or ["one"]), words[place + 1 :]
        below = _below_hundred(rest) if rest else 0
        return None if hundreds is None or below is None or not 0 < hundreds < 10 else hundreds * 100 + below
    return _below_hundred(words)


def _below_hundred(words: list[str]) -> int | None:
    values = [1 if word in ("a", "an") else _WORDS.get(word, -1) for word in words]
    if len(values) == 1 and values[0] >= 0:
        return values[0]
    if len(values) == 2 and values[0] in range(20, 100, 10) and values[1] in range(1, 10):
        return sum(values)
    return None


def in_words(value: int) -> str:
    """A number from 0 to 999 in words.

    Example:
        >>> in_words(117)
        'one hundred and seventeen'
    """
    hundreds, below = divmod(value, 100)
    if hundreds:
        return f"{_ONES[hundreds]} hundred" + (f" and {in_words(below)}" if below else "")
    tens, ones = divmod(below, 10)
    if below < 20:
        return _ONES[below]
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
