"""`timeline import`: as it is, as a release of a source, and as a rehearsal."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import timeline
from timeline.connectors import FORMATS
from timeline.testing.answers import content

ROOT = Path(__file__).parents[2]
GED = ROOT.parent / "shared" / "data" / "ucdp"
SYRIA, WORLD = GED / "ucdp_ged_syria_20160101-20191130.csv.gz", GED / "ucdp_ged_v23_1_sample1000_49cols.csv"


def line(id_: str, strikes: int, **fields: object) -> str:
    given = {"area": "iq/hawija", "when": "2017-12-28", "source": {"source": "cjtf-oir"}, "reported_on": "2017-12-29"}
    return json.dumps({"kind": "strike-reported", **given, "external_id": id_, "strikes": strikes} | fields) + "\n"


FIRST = [line("same", 1), line("changed", 1), line("gone", 1)]
SECOND = [line("same", 1, reported_on=None), line("changed", 5), line("new", 7)]
RELEASE = ("--release", "18.1", "--released-on", "2018-06")


@pytest.fixture
def files(run, tmp_path):
    """A log with a first release, and a file with a second."""
    (tmp_path / "first.jsonl").write_text("".join(FIRST))
    (tmp_path / "second.jsonl").write_text("".join(SECOND).replace(', "reported_on": null', ""))
    assert 0 == run("import", "a.db", "timeline", "first.jsonl")[0]
    return run


def counted(result: tuple[int, str, str]) -> dict[str, int | bool]:
    code, out, err = result
    assert (0, "") == (code, err)
    document: dict[str, int | bool] = json.loads(out)
    return document


def refused(result: tuple[int, str, str], code: int = 1) -> str:
    assert (code, "") == result[:2]
    assert "Traceback" not in result[2]
    return result[2]


def strikes(run, *more: str) -> int:
    asked = run("status", "a.db", "iq/hawija", "--on", "2017-12-30", "--json", *more)
    found: int = json.loads(asked[1])["values"]["strikes"]
    return found


def test_a_release_appends_what_it_says_otherwise_from_its_day_on(files):
    counts = counted(files("import", "a.db", "timeline", "second.jsonl", *RELEASE, "--json"))
    names = ("read", "new", "unchanged", "corrected", "retracted", "reinstated", "skipped", "position")
    assert [3, 1, 1, 1, 0, 0, 0, 5] == [counts[name] for name in names]
    assert [3, 14] == [strikes(files, "--known-on", known_on) for known_on in ("2018-06-29", "2018-06-30")]
    again = counted(files("import", "a.db", "timeline", "second.jsonl", *RELEASE, "--json"))
    assert (0, 3, 5) == (again["new"], again["unchanged"], again["position"])


def test_a_complete_release_retracts_what_it_has_no_more(files):
    code, out, _ = files("import", "a.db", "timeline", "second.jsonl", *RELEASE, "--complete")
    told = (
        "3 rows read, 0 skipped; 1 entries new, 1 unchanged, 1 corrected, 1 retracted, 0 reinstated; the log is at 6.\n"
    )
    assert (0, told) == (code, out)
    assert 13 == strikes(files)


def test_a_later_release_taken_for_the_same_one_is_refused_and_says_what_to_do(files):
    message = refused(files("import", "a.db", "timeline", "second.jsonl"))
    assert "expected the same content as stored" in message
    assert "say so with --release NAME --released-on DAY; nothing was appended" in message
    assert 3 == strikes(files)


def test_a_dry_run_says_what_would_be_done_and_appends_nothing(files, tmp_path):
    dry = ("import", "a.db", "timeline", "second.jsonl", *RELEASE, "--complete", "--dry-run")
    assert "1 corrected, 1 retracted, 0 reinstated; the log stays at 3." in files(*dry)[1]
    assert (True, 1, 3) == tuple(counted(files(*dry, "--json"))[name] for name in ("is_dry_run", "new", "position"))
    assert 3 == strikes(files)


def test_a_dry_run_makes_no_log(files, tmp_path):
    before = sorted(os.listdir(tmp_path))
    code, out, _ = files("import", "new.db", "timeline", "first.jsonl", "--dry-run")
    told = "dry run, nothing appended: 3 rows read, 0 skipped; 3 entries new, 0 unchanged; the log stays at 0.\n"
    assert (0, told, before) == (code, out, sorted(os.listdir(tmp_path)))
    assert "first.jsonl" in before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--release", "1"], "given together"),
        (["--released-on", "2018"], "given together"),
        (["--release", " ", "--released-on", "2018"], "the name of a release"),
        (["--complete"], "give --release and --released-on"),
        ([*RELEASE, "--complete", "--skip-bad-rows"], "would be retracted"),
    ],
)
def test_options_that_do_not_go_together_are_refused(files, options, said):
    assert said in refused(files("import", "a.db", "timeline", "second.jsonl", *options), 2)


def test_a_release_with_a_bad_row_is_refused_whole_unless_told_otherwise(files, tmp_path):
    (tmp_path / "bad.jsonl").write_text("".join([line("new", 7), "nonsense\n"]))
    assert "1 of 2 rows" in refused(files("import", "a.db", "timeline", "bad.jsonl", *RELEASE))
    code, out, err = files("import", "a.db", "timeline", "bad.jsonl", *RELEASE, "--skip-bad-rows")
    assert (0, True, True) == (code, "1 skipped; 1 entries new" in out, err.startswith("skipped: bad.jsonl, row 2"))


def test_a_day_that_is_none_is_refused_and_makes_no_log(files, tmp_path):
    message = refused(files("import", "new.db", "timeline", "second.jsonl", "--release", "1", "--released-on", "soon"))
    assert "expected a year of four digits, found 'soon'" in message
    assert not (tmp_path / "new.db").exists()


def test_a_release_says_whose_it_is(files, tmp_path):
    (tmp_path / "two.jsonl").write_text(line("a", 1) + line("b", 1, source={"source": "bbc"}))
    message = refused(files("import", "a.db", "timeline", "two.jsonl", *RELEASE))
    assert "cjtf-oir release 18.1: expected events of cjtf-oir with an external_id, found" in message
    (tmp_path / "areas.jsonl").write_text('{"kind": "area", "id": "iq", "name": "Iraq"}')
    assert "found no event" in refused(files("import", "a.db", "timeline", "areas.jsonl", *RELEASE))


def test_the_help_names_every_format(run):
    told = run("import", "--help")[1]
    assert [] == [name for name in FORMATS if name not in told]


def test_an_import_that_is_killed_can_be_run_again(run, tmp_path):
    (tmp_path / "many.jsonl").write_text("".join(line(str(number), 1) for number in range(2000)))
    command = [
        sys.executable,
        "-c",
        "from timeline.cli import main; main()",
        "import",
        "a.db",
        "timeline",
        "many.jsonl",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) as process:
        while not (tmp_path / "a.db").exists():
            assert process.poll() is None
        process.kill()
    counts = counted(run("import", "a.db", "timeline", "many.jsonl", "--json"))
    assert (2000, 2000) == (counts["new"] + counts["unchanged"], counts["position"])
    assert 0 == run("verify", "a.db")[0]


def ids_of(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["id"] for row in csv.DictReader(rows)}


def shared(into: Path) -> None:
    """Write those rows of the release of 2019 that are in that of 2023 too."""
    ids = ids_of(WORLD)
    with gzip.open(SYRIA, "rt", encoding="utf-8", newline="") as old, into.open("w", encoding="utf-8") as new:
        rows = csv.reader(old)
        header = next(rows)
        csv.writer(new).writerows([header, *(row for row in rows if row[header.index("id")] in ids)])


@pytest.mark.skipif(not WORLD.exists(), reason="needs the files of UCDP GED, which are not in the repository")
def test_the_release_of_2023_leaves_what_was_known_from_that_of_2019(run, tmp_path):
    shared(tmp_path / "2019.csv")
    assert 0 == run("import", "a.db", "ucdp-ged", "2019.csv")[0]
    with timeline.connect("a.db") as tl:
        before = [content(each) for each in tl.statuses(on="2017-05-28", known_on="2022-01-01")]
    assert "--release NAME" in refused(run("import", "a.db", "ucdp-ged", str(WORLD)))
    options = ("--release", "23.1", "--released-on", "2023-06-01", "--json")
    counts = json.loads(run("import", "a.db", "ucdp-ged", str(WORLD), *options)[1])
    assert (1000, 29, 13) == (counts["read"], counts["unchanged"], counts["corrected"])
    with timeline.connect("a.db") as tl:
        assert before == [content(each) for each in tl.statuses(on="2017-05-28", known_on="2022-01-01")]


CONFLICTING = [line("twice", 1), line("twice", 2)]


def test_a_failed_import_leaves_no_log_that_it_made(run, tmp_path):
    (tmp_path / "bad.jsonl").write_text("".join(CONFLICTING))
    assert "position 1" in refused(run("import", "new.db", "timeline", "bad.jsonl"))
    assert ["bad.jsonl"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_failed_import_leaves_the_empty_log_that_was_there(run, tmp_path):
    (tmp_path / "bad.jsonl").write_text("".join(CONFLICTING))
    assert 0 == run("init", "old.db")[0]
    refused(run("import", "old.db", "timeline", "bad.jsonl"))
    assert 0 == timeline.connect(tmp_path / "old.db", create=False).position
