"""The kit: strategies, laws and machines, to hold your own projections to what the engine promises of any.

Everything is loaded when first used, for pytest loads the plugin of this package in every run.

Example:
    >>> from timeline import AreaStatus
    >>> from timeline.testing import check_projection
    >>> check_projection(AreaStatus, examples=2)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeline.testing.check import check_law, check_projection
    from timeline.testing.fields import events_of
    from timeline.testing.golden import assert_history, history_text
    from timeline.testing.laws import LAWS, Law, LawBroken, Subject
    from timeline.testing.log_contract import LogContract
    from timeline.testing.machines import machine
    from timeline.testing.oracle import Oracle
    from timeline.testing.script import Script

_HOMES = {
    "LAWS": "laws",
    "Law": "laws",
    "LawBroken": "laws",
    "LogContract": "log_contract",
    "Oracle": "oracle",
    "Script": "script",
    "Subject": "laws",
    "assert_history": "golden",
    "check_law": "check",
    "check_projection": "check",
    "events_of": "fields",
    "history_text": "golden",
    "machine": "machines",
}

__all__ = [
    "LAWS",
    "Law",
    "LawBroken",
    "LogContract",
    "Oracle",
    "Script",
    "Subject",
    "assert_history",
    "check_law",
    "check_projection",
    "events_of",
    "history_text",
    "machine",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'timeline.testing' has no attribute {name!r}")
    return getattr(importlib.import_module(f"timeline.testing.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
