"""Tells Hypothesis how to draw the types of this package, so that `st.from_type(StrikeReported)` works.

Hypothesis calls `register` whenever it is imported, by its entry point; so this loads nothing that it can do without.
"""

from __future__ import annotations

import importlib
from typing import Any

from hypothesis import strategies as st

from timeline import conflict
from timeline.model.areas import Area, Point
from timeline.model.sources import Citation, Source
from timeline.model.when import When


def register() -> None:
    """Register a strategy for dates, areas, sources, citations and the built-in kinds."""
    for kind in vars(conflict).values():
        if isinstance(kind, type) and hasattr(kind, "kind"):
            st.register_type_strategy(kind, lambda cls: _home("strategies").events([cls]))
    st.register_type_strategy(When, lambda _: _home("strategies").whens())
    st.register_type_strategy(Citation, lambda _: _home("strategies").citations())
    st.register_type_strategy(Area, lambda _: _home("strategies").areas().filter(bool).flatmap(st.sampled_from))
    st.register_type_strategy(Source, lambda _: _home("strategies").sources().filter(bool).flatmap(st.sampled_from))
    st.register_type_strategy(Point, st.builds(Point, st.integers(-90, 90), st.integers(-180, 180)))


def _home(module: str) -> Any:
    return importlib.import_module(f"timeline.testing.{module}")
