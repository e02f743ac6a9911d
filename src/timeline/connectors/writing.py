"""Files that answers are written into.

Invariant: a file that is there stays as it is unless one says that it may be overwritten.
"""

from __future__ import annotations

from pathlib import Path

from timeline.errors import InputError


def require_free(path: Path, *, overwrite: bool) -> None:
    """Refuse a path that nothing can be written to, before anything is computed for it.

    Raises:
        InputError: it is a folder, its folder is not there, or there is a file already and it may not be overwritten.
    """
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
    require_free(path, overwrite=overwrite)
    try:
        path.write_bytes(content)
    except OSError as error:
        do = "choose a folder that you may write into, on a disk with room"
        raise InputError(str(path), expected="a file that can be written", found=str(error.strerror), do=do) from error
