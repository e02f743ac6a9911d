"""Values in words, the same in a table, in a chart and on a map."""

from __future__ import annotations

from timeline.model.policy import Disputed


def value_text(value: object) -> str:
    """A value in words.

    Example:
        >>> value_text(None), value_text(True), value_text(Disputed(frozenset({"isf", "isis"})))
        ('unknown', 'yes', 'disputed: isf / isis')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Disputed):
        return "disputed: " + " / ".join(value_text(member) for member in value)
    return str(value)
