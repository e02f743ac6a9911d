"""Files that answers are written into.

Invariant: a file that is there stays as it is unless one says that it may be overwritten, and then until the new one is
whole: what fails or is stopped on the way leaves it.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from timeline.errors import InputError, TimelineError


def require_free(path: Path, *, overwrite: bool) -> None:
    """Refuse a path that nothing can be written to, before anything is computed for it.

    Raises:
        InputError: it is a folder, its folder is not there, or there is a file already and it may not be overwritten.
    """
    with _refused(path):
        if path.is_dir():
            raise InputError(str(path), expected="a file", found="a folder", do="name a file in it")
        if not path.parent.is_dir():
            raise InputError(str(path), expected="a folder to write into", found="none there", do="make it first")
        if path.is_file() and not overwrite:
            do = "choose another name, or overwrite it (--overwrite, overwrite=True)"
            raise InputError(str(path), expected="no file of that name yet", found="one", do=do)


def write(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file.

    Raises:
        InputError: there is a file already and it may not be overwritten, or it cannot be written.
    """
    with replacing(path, overwrite=overwrite) as out:
        out.write(content)


@contextmanager
def replacing(path: Path, *, overwrite: bool = False) -> Iterator[IO[bytes]]:
    """A file to write into, which is there under its name when all is written; a device or a pipe is written as it is.

    Raises:
        InputError: there is a file already and it may not be overwritten, or it cannot be written.
    """
    require_free(path, overwrite=overwrite)
    is_special = path.exists() and not path.is_file()
    with _refused(path), path.open("wb") if is_special else _beside(path.resolve()) as out:
        yield out


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except TimelineError:
        raise
    except OSError as error:
        do = "choose another name, or a folder that you may write into, on a disk with room"
        found = error.strerror or str(error)
        raise InputError(str(path), expected="a file that can be written", found=found, do=do) from error


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of another, and its permissions, when all is written and on the disk."""
    made = target.with_name(f".timeline-{secrets.token_hex(8)}")
    try:
        with made.open("xb") as out:
            if target.exists():
                shutil.copymode(target, made)
            yield out
            out.flush()
            os.fsync(out.fileno())
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
