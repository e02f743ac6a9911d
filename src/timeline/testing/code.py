"""Values as the Python that makes them: what a failing test prints can be pasted into another.

Invariant: evaluating the code of a value, with the names that `names` lists in scope, gives an equal value.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from timeline.model.areas import Parent
from timeline.model.days import Unbounded
from timeline.model.when import When

_WRITTEN_AS_TEXT = {"when", "reported_on", "published", "start", "end"}
_AT_HOME_IN_TIMELINE = ("timeline.model", "timeline.engine")


def code(value: object) -> str:
    """The Python that makes a value, with whatever is left at its default left out.

    Example:
        >>> from timeline.conflict import StrikeReported
        >>> code(StrikeReported(area="town", when="2017-01", strikes=2))
        "StrikeReported(area='town', when='2017-01', strikes=2)"
    """
    if isinstance(value, (tuple, list)):
        return _sequence(value)
    if isinstance(value, enum.Enum):
        return value.name if isinstance(value, Unbounded) else f"{type(value).__name__}.{value.name}"
    if isinstance(value, Parent) and value == Parent(value.area):
        return repr(value.area)
    if attrs.has(type(value)) and not isinstance(value, When):
        return f"{type(value).__name__}({', '.join(_arguments(value))})"
    return repr(value)


def _sequence(values: Iterable[object]) -> str:
    return f"[{', '.join(map(code, values))}]"


def _arguments(value: Any) -> Iterator[str]:
    is_behind_a_gap = False
    for field in attrs.fields(type(value)):
        given = getattr(value, field.name)
        if not field.init or (field.default is not attrs.NOTHING and given == _default(field, value)):
            is_behind_a_gap = True
            continue
        text = repr(str(given)) if _is_written_as_text(field.name, given) else code(given)
        yield f"{field.alias or field.name}={text}" if field.kw_only or is_behind_a_gap else text


def _default(field: attrs.Attribute[Any], value: object) -> object:
    default: Any = field.default
    if not hasattr(default, "factory"):
        return default
    return default.factory(value) if default.takes_self else default.factory()


def _is_written_as_text(name: str, given: object) -> bool:
    return name in _WRITTEN_AS_TEXT and isinstance(given, (datetime.date, When))


def names(value: object) -> set[tuple[str, str]]:
    """The names that the code of a value uses, each with the module to import it from."""
    if isinstance(value, (tuple, list)):
        return {name for each in value for name in names(each)}
    if isinstance(value, datetime.date):
        return {("", "datetime")}
    if isinstance(value, Unbounded):
        return {("timeline", value.name)}
    if isinstance(value, (When, enum.Enum)):
        return {_home(type(value))}
    return _names_of_fields(value) if attrs.has(type(value)) else set()


def _names_of_fields(value: Any) -> set[tuple[str, str]]:
    found = {_home(type(value))}
    for field in attrs.fields(type(value)):
        given = getattr(value, field.name)
        found |= set() if _is_written_as_text(field.name, given) else names(given)
    return found


def _home(cls: type) -> tuple[str, str]:
    if cls.__module__.startswith(_AT_HOME_IN_TIMELINE):
        return "timeline", cls.__name__
    return ("timeline.conflict" if cls.__module__.startswith("timeline.conflict") else cls.__module__), cls.__name__


def imports(values: Iterable[object]) -> list[str]:
    """The import lines that the code of values needs, in order."""
    by_module: dict[str, set[str]] = {}
    for module, name in names(list(values)):
        by_module.setdefault(module, set()).add(name)
    by_module.pop("__main__", None)
    lines = [f"from {module} import {', '.join(sorted(by_module[module]))}" for module in sorted(by_module) if module]
    return [*(f"import {name}" for name in sorted(by_module.get("", ()))), "import timeline", *lines]
