"""Texts rewritten in the files where they stand: each call says what its text should be, and one step writes all.

Invariant: a file is written only if it is as it was when its calls ran; a call has one text however often it ran.
"""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from types import FrameType

import attrs

from timeline.errors import InputError


@attrs.frozen
class Place:
    """Where a call ends in its file, as no other call does; the column counts bytes, as the compiler does."""

    path: str
    line: int | None
    column: int | None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@attrs.frozen(order=True)
class Edit:
    """Bytes of a file to be replaced."""

    start: int
    end: int
    new: bytes


@attrs.frozen
class Written:
    """What writing did: the files rewritten, and why others were left as they are."""

    paths: tuple[Path, ...]
    refusals: tuple[str, ...]


class Rewriting:
    """The texts to be rewritten in one run.

    Args:
        position: where calls take the text among their positional arguments, counted from 0.
        keyword: what they call it.
    """

    def __init__(self, *, position: int = 2, keyword: str = "expected") -> None:
        self._position = position
        self._keyword = keyword
        self._sources: dict[str, bytes] = {}
        self._texts: dict[Place, str | None] = {}
        self._edits: dict[Place, Edit] = {}

    def agree(self, caller: FrameType, text: str) -> None:
        """Take note that a call has its text already.

        Raises:
            InputError: the same call was to be rewritten with another text.
        """
        place = _place(caller)
        if place in self._edits:
            self._require_one_text(place, text)
        self._texts.setdefault(place, text)

    def differ(self, caller: FrameType, given: str | None, text: str) -> None:
        """Take note that a call should have another text than it was given.

        Raises:
            InputError: the text is not written out in the call, the file is not what was run, or the same call ran
                with another text.
        """
        place = _place(caller)
        edit = self._edit(place, given, text)
        self._require_one_text(place, text)
        self._edits[place] = edit

    def _require_one_text(self, place: Place, text: str) -> None:
        if self._texts.setdefault(place, text) != text:
            self._texts[place] = None
            self._edits.pop(place, None)
            do = "give each its own call, for one call can have only one text"
            raise InputError(str(place), expected="the same text each time the call runs", found="another", do=do)

    def _edit(self, place: Place, given: str | None, text: str) -> Edit:
        source = self._source(place)
        call = _call_at(source, place)
        offset = _Offsets(source)
        literal = self._argument(call, place)
        if literal is None:
            return _inserted(call, offset, self._position, self._keyword, text)
        if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str | None):
            found = ast.unparse(literal)
            raise InputError(str(place), expected="the text itself in the call", found=found, do="rewrite it by hand")
        if literal.value != given:
            raise _changed(str(place))
        start = offset(literal.lineno, literal.col_offset)
        return Edit(start, offset.end(literal), _literal(text, offset.line_before(start), offset.newline))

    def _source(self, place: Place) -> bytes:
        if place.path not in self._sources:
            self._sources[place.path] = _read(place.path)
        return self._sources[place.path]

    def _argument(self, call: ast.Call, place: Place) -> ast.expr | None:
        """The text among the arguments of a call; None if it is left out."""
        starred = [each.value for each in call.args if isinstance(each, ast.Starred)]
        starred += [each.value for each in call.keywords if each.arg is None]
        if starred:
            found = f"*{ast.unparse(starred[0])}"
            raise InputError(str(place), expected="the text itself in the call", found=found, do="rewrite it by hand")
        if len(call.args) > self._position:
            return call.args[self._position]
        return next((each.value for each in call.keywords if each.arg == self._keyword), None)

    def write(self) -> Written:
        """Rewrite each file that is still what it was; the last edit of a file first, so that none moves another."""
        by_path: dict[str, list[Edit]] = defaultdict(list)
        for place, edit in self._edits.items():
            by_path[place.path].append(edit)
        self._edits.clear()
        refused = [path for path, edits in by_path.items() if not self._rewrite(path, edits)]
        rewritten = tuple(Path(path) for path in by_path if path not in refused)
        return Written(rewritten, tuple(str(_changed(path)) for path in refused))

    def _rewrite(self, path: str, edits: Sequence[Edit]) -> bool:
        """Put all edits into a file; False if it has changed."""
        source = self._sources[path]
        if not Path(path).exists() or Path(path).read_bytes() != source:
            return False
        for edit in sorted(edits, reverse=True):
            source = source[: edit.start] + edit.new + source[edit.end :]
        Path(path).write_bytes(source)
        return True


def _changed(where: str) -> InputError:
    do = "run it again; the file was left as it is"
    return InputError(where, expected="the source that was run", found="a file that has changed since", do=do)


def _read(path: str) -> bytes:
    try:
        source = Path(path).read_bytes()
    except OSError as error:
        raise InputError(path, expected="a call in a file", found=str(error)) from error
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    if not encoding.startswith("utf-8"):
        raise InputError(path, expected="a file in UTF-8", found=encoding, do="rewrite the text by hand")
    return source


def _place(caller: FrameType) -> Place:
    positions = islice(caller.f_code.co_positions(), caller.f_lasti // 2, None)
    _, end_line, _, end_column = next(positions, (None, None, None, None))
    return Place(caller.f_code.co_filename, end_line, end_column)


def _call_at(source: bytes, place: Place) -> ast.Call:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            raise _changed(str(place)) from error
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = [call for call in calls if (call.end_lineno, call.end_col_offset) == (place.line, place.column)]
    if not found:
        raise _changed(str(place))
    return found[0]


class _Offsets:
    """Where the lines of a file begin, in bytes."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self.newline = "\r\n" if b"\r\n" in source else "\n"

    def __call__(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def end(self, node: ast.expr | ast.keyword) -> int:
        """Behind the last byte of a node."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self(node.end_lineno, node.end_col_offset)

    def line_before(self, offset: int) -> str:
        """What stands before a byte on its line."""
        start = max(start for start in self._starts if start <= offset)
        return self._source[start:offset].decode()


def _inserted(call: ast.Call, offset: _Offsets, position: int, keyword: str, text: str) -> Edit:
    """The text as a new argument: the next positional one, or else by its name behind the others."""
    by_position = len(call.args) == position
    arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    last = call.args[-1] if by_position else arguments[-1]
    at = offset.end(last)
    literal = _literal(text, offset.line_before(offset(call.lineno, call.col_offset)) + "(", offset.newline)
    return Edit(at, at, (b", " if by_position else f", {keyword}=".encode()) + literal)


def _literal(text: str, before: str, newline: str) -> bytes:
    """A text as a triple-quoted literal, indented to match what stands before it on its line."""
    outer = before[: len(before) - len(before.lstrip())]
    inner = outer + "    " if before.strip() else outer
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = ['"""', *(inner + line for line in escaped.split("\n")), f'{outer}"""']
    return newline.join(lines).encode()


_current: Rewriting | None = None


def current() -> Rewriting | None:
    """The rewriting that this run does; None when texts are compared only."""
    return _current


def use(rewriting: Rewriting | None) -> Rewriting | None:
    """Rewrite texts from now on, or none; gives what was in use before."""
    global _current
    before, _current = _current, rewriting
    return before
