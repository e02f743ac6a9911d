"""What a mapping file says of one field: which columns its text comes from, or that it is always the same.

Invariant: each key of a mapping file is known, and has the type it must have; all else is refused by its place.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from timeline.connectors.mapping import Values
from timeline.errors import EventFieldError, InputError, listed

Options = Mapping[str, Any]

CELL = {
    "column": str,
    "columns": list,
    "value": object,
    "values": dict,
    "empty": list,
    "join": str,
    "may_lack": bool,
}


@attrs.frozen
class Cell:
    """A text made of a row.

    Args:
        columns: those it comes from; none if it is always the same.
        constant: the text that is always the same.
        join: what stands between the texts of several columns.
        values: what each printed text becomes; empty if it stays as it is.
        empty: texts that stand for nothing, such as `-`.
        may_lack: whether a file may be without the columns.
    """

    columns: tuple[str, ...] = ()
    constant: str = ""
    join: str = " "
    values: Mapping[str, str] = attrs.Factory(dict)
    empty: frozenset[str] = frozenset()
    may_lack: bool = False

    @property
    def path(self) -> str:
        """The columns, for what is said of them."""
        return ", ".join(self.columns)

    def text(self, row: Values) -> str:
        """The text that a row has here; empty if it has none.

        Raises:
            EventFieldError: it is none of those that are mapped.
        """
        if not self.columns:
            return self.constant
        parts = (row[column].strip() for column in self.columns)
        text = self.join.join(part for part in parts if part and part not in self.empty)
        return self._mapped(text) if self.values and text else text

    def _mapped(self, text: str) -> str:
        if text not in self.values:
            expected = f"one of {listed([repr(value) for value in list(self.values)[:12]])}"
            do = "say in `values` what it becomes"
            raise EventFieldError("values", expected=expected, found=repr(text[:60]), do=do, path=self.path)
        return self.values[text]


def cell(where: str, given: object, options: Mapping[str, type] | None = None) -> tuple[Cell, Options]:
    """A cell and its other options, from the name of a column or a table.

    Args:
        where: its place in the mapping file, for errors.
        given: what stands there.
        options: the keys that a table may have besides those of every cell, with their types.

    Raises:
        InputError: it is neither, or has keys it cannot have.
    """
    if isinstance(given, str):
        return cell(where, {"column": given}, options)
    plain = table(where, given, CELL | dict(options or {}))
    ways = [key for key in ("column", "columns", "value") if key in plain]
    if len(ways) != 1:
        found = listed(ways).replace(" or ", " and ")
        raise InputError(where, expected="one of column, columns or value", found=found)
    columns = tuple(texts(where, plain.get("columns", [plain["column"]] if "column" in plain else [])))
    if "" in columns or not (columns or "value" in plain):
        raise InputError(where, expected="the name of a column", found="an empty one")
    made = Cell(
        columns,
        constant=_constant(where, plain["value"]) if "value" in plain else "",
        join=plain.get("join", " "),
        values={key: _constant(f"{where}.values", value) for key, value in plain.get("values", {}).items()},
        empty=frozenset(texts(where, plain.get("empty", []))),
        may_lack=plain.get("may_lack", False),
    )
    return made, {key: value for key, value in plain.items() if key not in CELL}


def table(where: str, given: object, allowed: Mapping[str, type]) -> Options:
    """A table whose keys are all known.

    Raises:
        InputError: it is none, has a key it cannot have, or a value of another type.
    """
    if not isinstance(given, dict):
        raise InputError(where, expected="the name of a column or a table", found=repr(given))
    for key, value in given.items():
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1)
            do = f"did you mean {near[0]!r}?" if near else ""
            raise InputError(f"{where}.{key}", expected=listed(sorted(allowed)), found=repr(key), do=do)
        if not isinstance(value, allowed[key]):
            raise InputError(f"{where}.{key}", expected=_TYPES[allowed[key]], found=repr(value))
    return given


def texts(where: str, given: Iterable[object]) -> Sequence[str]:
    """A list of texts.

    Raises:
        InputError: one of them is something else.
    """
    found = list(given)
    wrong = [each for each in found if not isinstance(each, str)]
    if wrong:
        raise InputError(where, expected="a list of texts", found=repr(wrong[0]))
    return [str(each) for each in found]


def _constant(where: str, value: object) -> str:
    if isinstance(value, (dict, list)):
        raise InputError(where, expected="a text, a number or a day", found=repr(value))
    return str(value)


_TYPES = {str: "a text", list: "a list", dict: "a table", bool: "true or false", int: "a whole number"}


@attrs.frozen
class Field:
    """A field of an event: its name, the cell it is read from, and how.

    Args:
        name: of the field.
        cell: where its text is.
        read: from the text to its value.
        is_required: whether a row must have it.
    """

    name: str
    cell: Cell
    read: Callable[[str], Any]
    is_required: bool = False

    def value(self, row: Values) -> Any:
        """Its value in a row; nothing if the row has none.

        Raises:
            EventFieldError: it cannot be read, or is missing; with the column as path.
        """
        text = self.cell.text(row)
        if not text and not self.is_required:
            return None
        try:
            return self.read(text) if text else _missing(self.name)
        except InputError as error:
            raise EventFieldError(
                self.name, expected=error.expected, found=error.found, do=error.do, path=self.cell.path
            ) from error


def _missing(name: str) -> None:
    raise InputError(name, expected=f"a text, for each event has {name!r}", found="nothing")
