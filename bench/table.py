"""The table in Markdown, the machine it is of, and its place in a page between two marks."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.measure import Line, Target
from bench.rounds import Measured

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
_HEAD = """| measure | events | ours | beside | its figure | ratio | target | met |
|---|--:|--:|---|--:|--:|---|---|"""
_PEERS = ("duckdb", "eventsourcing", "numpy", "pandas", "polars", "umadb")


def table(results: Iterable[Measured]) -> str:
    """The lines of all measures."""
    return "\n".join([_HEAD, *(line for result in results for line in _lines(result))])


def _lines(result: Measured) -> Iterator[str]:
    for line in result.measure.lines:
        cells = [line.title, _size(result), *_compared(line, result)]
        yield f"| {' | '.join(cells)} |"


def _size(result: Measured) -> str:
    if not result.wanted:
        return "–"
    cut = f" of {result.wanted:,}" if result.size < result.wanted else ""
    return f"{result.size:,}{cut}"


def _compared(line: Line, result: Measured) -> tuple[str, ...]:
    ours, theirs = result.figures.get(line.ours), result.figures.get(line.rival)
    if ours is None or theirs is None:
        return ("–" if ours is None else line.shown(ours), line.beside, "not measured", "–", line.target.words, "–")
    ratio = line.target.ratio(ours, theirs)
    figures = (line.shown(ours), line.beside, line.shown(theirs), line.target.of_ratio.format(ratio))
    return (*figures, line.target.words, _met(line.target, ratio))


def _met(target: Target, ratio: float) -> str:
    if target.words == "–":
        return "–"
    return "yes" if target.is_met(ratio) else "**no**"


def machine(results: Iterable[Measured]) -> str:
    """What it ran on, with which versions."""
    rounds = sorted({result.rounds for result in results})
    said = f"{rounds[0]}" if len(rounds) == 1 else f"{rounds[0]} to {rounds[-1]}"
    computer = f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {platform.system()}"
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", *_versions()]
    return f"{computer}; {', '.join(versions)}. Medians of {said} rounds."


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


def _versions() -> Iterator[str]:
    for name in _PEERS:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue


def put(page: Path, text: str) -> None:
    """Write the text between the marks of a page; a page without them becomes the text."""
    old = page.read_text(encoding="utf-8") if page.exists() else f"{BEGIN}\n{END}\n"
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
