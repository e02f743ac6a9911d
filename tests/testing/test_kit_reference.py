"""The page about the kit names all of it, and says of each law what the law says itself."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import timeline.testing
from timeline.testing import LAWS, Law, strategies
from timeline.testing.effort import VARIABLE

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "testing.md").read_text(encoding="utf-8")
STRATEGIES = [name for name in strategies.__all__ if name[0].islower() or name == "Question"]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_the_page_has_each_law_in_its_own_words(law: Law):
    assert f"| {law.number} | `{law.claim.__name__}` | {law.says} | {law.look_at} |" in PAGE


def test_the_page_has_the_laws_in_their_order():
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert [law.claim.__name__ for law in LAWS] == [line.split("`")[1] for line in lines]


@pytest.mark.parametrize("name", timeline.testing.__all__)
def test_the_page_has_each_public_name(name: str):
    assert f"`{name}" in PAGE


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_page_has_each_strategy(name: str):
    is_class = inspect.isclass(getattr(strategies, name))
    assert f"`{name}" + ("`" if is_class else "(") in PAGE


@pytest.mark.parametrize("name", ["--timeline-examples", "--timeline-update", "timeline`", "timeline_file", VARIABLE])
def test_the_page_has_each_option_and_fixture(name: str):
    assert f"| `{name}" in PAGE
