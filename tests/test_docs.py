"""Every example in README.md, docs/ and the docstrings runs, and prints what it is said to print.

Each page runs in a process and an empty folder of its own (with `seeds`, `fixtures` and, where it is there,
the real files of `REAL` linked in), its blocks in order:

- `python` with `>>>` is a doctest; without, it is run and must print nothing; one that begins with a comment such as
  `# bridges.py` is kept as that file instead. All blocks of a page share their names.
- `console` gives each line after `$ ` (and those after `> ` below it) to a shell, and compares what it prints; lines
  that call `make` are not run.

In what is expected, `...` stands for anything; on a last line of its own also for nothing more. Blocks in other
languages are not run.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import os
import pkgutil
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import attrs
import click
import pytest

import timeline
from timeline.cli.app import app
from timeline.cli.commands import COMMANDS
from timeline.engine import Timeline

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(ROOT.glob("docs/**/*.md")),
]
COMMAND_LINE = ROOT / "docs" / "reference" / "command-line.md"
SHARED = ROOT.parent / "shared" / "data"
REAL = {
    "ged-syria.csv.gz": SHARED / "ucdp" / "ucdp_ged_syria_20160101-20191130.csv.gz",
    "strike-lines.csv": SHARED / "strikes" / "centcom_lines_2014-2015.csv",
    "dutch-strikes.csv": SHARED / "strikes" / "nl_mod_airstrikes_oir_2014-2018.csv",
}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE_PATH = re.compile(r"`((?:docs|fixtures|seeds|src|tests)/[\w./-]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


# Running a page


@attrs.frozen
class Block:
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = BLOCK.finditer(text)
    return [Block(page.name, text.count("\n", 0, each.start(2)) + 1, each[1], each[2]) for each in found]


def run_page(page: Path) -> Iterator[str]:
    """What differs from what the page says, a text each."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.language == "console":
            yield from run_console(block)
        elif block.language == "python" and ">>> " in block.text:
            yield from run_doctest(block, names)
        elif block.language == "python":
            yield from run_python(block, names)


def run_console(block: Block) -> Iterator[str]:
    for line, command, wanted in commands(block):
        if re.match(r"(\w+=\S+ )*make\b", command):
            continue
        done = subprocess.run(
            command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if not doctest.OutputChecker().check_output(
            re.sub(r"\n\.\.\.\n$", "\n...", wanted), done.stdout, doctest.ELLIPSIS
        ):
            yield f"{block.page}, line {line}: {command}\nExpected:\n{wanted}\nGot:\n{done.stdout}"


def commands(block: Block) -> Iterator[tuple[int, str, str]]:
    """Each command of a block with its line and the output that follows it."""
    for session in re.finditer(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
        yield block.line + block.text.count("\n", 0, session.start()), session[1].replace("\n> ", "\n"), session[2]


def run_doctest(block: Block, names: dict[str, object]) -> Iterator[str]:
    test = doctest.DocTestParser().get_doctest(block.text, {}, block.page, block.page, block.line - 1)
    test.globs = names
    told = io.StringIO()
    doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(test, out=told.write, clear_globs=False)
    if told.getvalue():
        yield told.getvalue()


def run_python(block: Block, names: dict[str, object]) -> Iterator[str]:
    if file := re.match(r"# (\w+\.py)\n", block.text):
        Path(file[1]).write_text(block.text, encoding="utf-8")
        return
    printed = io.StringIO()
    where = f"{block.page}, line {block.line}"
    with contextlib.redirect_stdout(printed):
        exec(compile(block.text, where, "exec", dont_inherit=True), names)
    if printed.getvalue():
        yield f"{where}: expected nothing printed outside of a >>> session, found:\n{printed.getvalue()}"


def run_docstrings() -> Iterator[str]:
    """What differs from what the docstrings of the package say."""
    runner = doctest.DocTestRunner(verbose=False)
    told = io.StringIO()
    for module in ["timeline", *(found.name for found in pkgutil.walk_packages(timeline.__path__, "timeline."))]:
        for test in doctest.DocTestFinder().find(
            importlib.import_module(module), module, extraglobs={"timeline": timeline}
        ):
            runner.run(test, out=told.write)
    if told.getvalue() or runner.tries < 10:
        yield f"{runner.tries} examples in docstrings\n{told.getvalue()}"


def start(what: Path | str, folder: Path) -> subprocess.Popen[str]:
    """Run a page (or the docstrings) in a process and a folder of its own; what differs is printed."""
    for name in ("seeds", "fixtures"):
        (folder / name).symlink_to(ROOT / name)
    for name, real in REAL.items():
        if real.exists():
            (folder / name).symlink_to(real)
    unwanted = ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "PYTHONDONTWRITEBYTECODE")
    return subprocess.Popen(
        [sys.executable, "-W", "error", __file__, str(what)],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in unwanted}
        | {"PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])}
        | {"PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def missing(page: Path) -> list[str]:
    """The real files that a page needs and that are not there."""
    text = page.read_text(encoding="utf-8")
    return [real.name for name, real in REAL.items() if name in text and not real.exists()]


@pytest.fixture(scope="module")
def running(request, tmp_path_factory):
    """The pages to be tested, all running at once: most of their time goes into starting commands."""
    tests = [item for item in request.session.items if item.function is test_examples_of_a_page_print_what_it_says]
    pages = [page for test in tests if not missing(page := test.callspec.params["page"])]
    return {page: start(page, tmp_path_factory.mktemp(page.stem)) for page in pages}


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=name_of)
def test_examples_of_a_page_print_what_it_says(page, running):
    if missing(page):
        pytest.skip(f"needs {', '.join(missing(page))}, which the repository does not have")
    differences, _ = running[page].communicate()
    assert not differences, differences


def test_examples_in_docstrings_print_what_they_say(tmp_path):
    differences, _ = start("docstrings", tmp_path).communicate()
    assert not differences, differences


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("```python\n>>> 1 + 1\n3\n```\n", "Got:\n    2"),
        ("```python\nprint(2)\n```\n", "expected nothing printed"),
        ("```console\n$ echo two\nthree\n```\n", "Got:\ntwo"),
        ("```console\n$ echo two\n```\n", "Got:\ntwo"),
        ("```console\n$ echo two; false\ntwo\n$ echo three\nfour\n```\n", "line 4: echo three"),
        ("```console\n$ nowhere-to-be-found\n```\n", "not found"),
    ],
)
def test_a_page_that_says_something_else_is_told(block, told, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(block, encoding="utf-8")
    assert told in "".join(run_page(page))


def test_a_page_that_says_what_is_printed_passes(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\n# own.py\nn = 2\n```\n\n```python\nfrom own import n\n```\n\n```python\n>>> n\n2\n```\n"
        "```console\n$ cat <<END\n> two\n> END\ntwo\n$ make nothing\n$ echo 1 2 3\n1 ... 3\n```\n",
        encoding="utf-8",
    )
    assert start(page, tmp_path).communicate() == ("", None)


# What the pages name is there, and what is there is named


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made by those who show Markdown."""
    headings = HEADING.findall(BLOCK.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "seeds" / "README.md"], ids=name_of)
def test_what_a_page_links_to_exists(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    links = [link.partition("#") for link in LINK.findall(text) if not re.match(r"https?://", link)]
    targets = [(page.parent / path if path else page, anchor) for path, _, anchor in links]
    missing = [str(target) for target, _ in targets if not target.exists()]
    missing += [path for path in CODE_PATH.findall(text) if not (ROOT / path).exists()]
    missing += [f"{target}#{anchor}" for target, anchor in targets if anchor and anchor not in anchors(target)]
    assert missing == []


def test_every_page_of_the_docs_is_linked_to():
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in LINK.findall(page.read_text(encoding="utf-8"))
    }
    assert [name_of(page) for page in PAGES if page.is_relative_to(ROOT / "docs") and page not in linked] == []


def test_every_page_that_the_code_names_exists():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert [path for path in sorted(set(re.findall(r"docs/[\w/-]+\.md", sources))) if not (ROOT / path).exists()] == []


def sections() -> dict[str, str]:
    """The sections of the page about the command line, by command."""
    parts = re.split(r"^### (.+)\n", COMMAND_LINE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_its_section_in_order():
    assert [heading for heading in sections() if heading in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_in_its_section(name):
    command = app.get_command(click.Context(app), name)
    assert command is not None
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if option not in sections()[name]] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_runs_in_its_section(name):
    sessions = [text for language, text in BLOCK.findall(sections()[name]) if language == "console"]
    assert re.search(rf"\btimeline {name}\b", "".join(sessions))


@pytest.mark.parametrize("name", timeline.__all__)
def test_every_public_name_is_mentioned(name):
    assert any(re.search(rf"`(timeline\.)?{name}\b", page.read_text(encoding="utf-8")) for page in PAGES)


@pytest.mark.parametrize("name", [name for name in vars(Timeline) if not name.startswith("_")])
def test_every_method_of_a_timeline_is_mentioned(name):
    reference = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert re.search(rf"`{name}\b", reference)


if __name__ == "__main__":
    sys.path[0] = ""
    found = run_docstrings() if sys.argv[1] == "docstrings" else run_page(Path(sys.argv[1]))
    for difference in found:
        print(difference)
