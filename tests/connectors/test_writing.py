"""A file is there whole or as it was before, and what cannot be written is told."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest

import timeline
from timeline.conflict import AreaLiberated
from timeline.connectors import frames
from timeline.connectors.flat import flat_events
from timeline.connectors.writing import write
from timeline.errors import InputError


@pytest.fixture
def old(tmp_path):
    """A file with what somebody wrote before."""
    file = tmp_path / "old.csv"
    file.write_text("mine")
    return file


@pytest.fixture
def full_disk():
    """No file may grow beyond some hundred bytes, as on a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def alone(file: Path) -> bool:
    return [file.name] == os.listdir(file.parent)


def events(count: int):
    tl = timeline.connect()
    tl.append([AreaLiberated(area=f"iq/{number}", when="2017-11-17", by="isf") for number in range(count)])
    return tl.events()


def test_a_file_that_is_there_stays_unless_one_says_that_it_may_be_overwritten(old):
    table = frames.events(events(1))
    for refused in (frames.to_csv, frames.to_parquet, frames.to_arrow):
        with pytest.raises(InputError, match=r"old.csv: expected no file of that name yet, found one; choose another"):
            refused([] if refused is frames.to_csv else table, old)
    assert "mine" == old.read_text()
    frames.to_csv([{"area": "iq"}], old, overwrite=True)
    assert "area\niq\n" == old.read_text()
    assert alone(old)


def test_a_disk_without_room_is_told_and_leaves_the_old_file(old, full_disk):
    expected = r"old.csv: expected a file that can be written, found File too large; choose .* a disk with room"
    for number, write_on in enumerate((frames.to_parquet, frames.to_arrow)):
        with pytest.raises(InputError, match=expected):
            write_on(frames.events(events(number + 1)), old, overwrite=True)
    with pytest.raises(InputError, match=expected):
        frames.to_csv([{"note": "x" * 300}], old, overwrite=True)
    assert "mine" == old.read_text()
    assert alone(old)


def test_an_answer_that_fails_on_the_way_leaves_the_old_file(old):
    def rows():
        yield {"area": "iq"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        frames.to_csv(rows(), old, overwrite=True)
    assert "mine" == old.read_text()
    assert alone(old)


def test_a_file_that_is_overwritten_keeps_its_permissions_and_its_links(old, tmp_path):
    old.chmod(0o600)
    link = tmp_path / "link.csv"
    link.symlink_to(old)
    write(link, b"new", overwrite=True)
    assert (True, "new", 0o600) == (link.is_symlink(), old.read_text(), old.stat().st_mode & 0o777)


@pytest.mark.parametrize("letter", ["a", "ع"])
def test_a_name_may_be_as_long_as_the_folder_takes_and_no_longer(letter, tmp_path):
    longest = letter * (255 // len(letter.encode()))
    write(tmp_path / longest, b"new")
    assert alone(tmp_path / longest)
    with pytest.raises(InputError, match="expected a file that can be written, found File name too long"):
        write(tmp_path / f"{longest}aa", b"new")


def test_a_pipe_is_written_as_it_is():
    write(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(InputError, match="/dev/full: expected a file that can be written, found No space left"):
        write(Path("/dev/full"), b"x")


def test_a_table_is_written_in_batches_as_it_would_be_whole(tmp_path, monkeypatch):
    parquet, ipc = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow.ipc")
    monkeypatch.setattr(frames, "ROWS_OF_A_BATCH", 2)
    flat = flat_events(events(5))
    frames.to_parquet(frames.batches(flat), tmp_path / "x.parquet")
    frames.to_arrow(frames.batches(flat), tmp_path / "x.arrow")
    whole = frames.table(flat)
    assert [f"iq/{number}" for number in range(5)] == whole["area"].to_pylist()
    assert whole.equals(parquet.read_table(tmp_path / "x.parquet").unify_dictionaries())
    assert whole.equals(ipc.open_stream(tmp_path / "x.arrow").read_all().unify_dictionaries())
    assert 3 == parquet.ParquetFile(tmp_path / "x.parquet").num_row_groups
