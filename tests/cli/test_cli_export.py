"""Answers out of the shell: what `--json` prints and `.rows()` gives agree, and exports go where they are told."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import timeline
from timeline.cli import main
from timeline.connectors import connector
from timeline.model.plain import row_of

SEEDS = Path(__file__).parents[2] / "seeds" / "oir"


@pytest.fixture
def tl(tmp_path):
    """The seeds, as `oir.db`."""
    with timeline.connect(tmp_path / "oir.db") as opened:
        reading = connector("timeline")([SEEDS], areas=opened.areas(), progress=lambda done, count: None)
        opened.append(reading.statements)
        yield opened


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs a command in an empty folder; gives (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["timeline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return run


def told(result):
    code, out, err = result
    assert (0, "") == (code, err)
    return out


def refused(result, code=1):
    assert (code, "") == result[:2]
    return result[2]


def printed(run, *question):
    command, *rest = question
    return json.loads(told(run(command, "oir.db", *rest, "--json")))


def flat(document, *, area):
    return {"area": area, **row_of(document)}


HAWIJA = "iq/kirkuk/hawija"
DAY = "2017-12-30"


def test_a_status_and_a_board_are_rows_of_their_documents(run, tl):
    known = {"known_on": "2017-12-29", "position": 200}
    question = ("status", "Hawija", "--on", DAY, "--known-on", "2017-12-29", "--position", "200")
    assert [row_of(printed(run, *question))] == tl.status("Hawija", on=DAY, **known).rows()
    assert [row_of(each) for each in printed(run, "board", "--on", DAY)] == tl.statuses(on=DAY).rows()


def test_a_history_and_days_of_it_are_rows_of_their_documents(run, tl):
    spans = [flat(each, area=HAWIJA) for each in printed(run, "history", "Hawija")]
    assert spans == tl.history("Hawija").rows(judged=True) == tl.spans(["Hawija"]).rows()
    document = printed(run, "during", "Hawija", "--on", "2017-10")
    rows = [flat(each, area=HAWIJA) for each in document["spans"]]
    assert rows == tl.statuses_during("Hawija", on="2017-10").rows()


def test_a_diff_an_explanation_and_contradictions_are_rows_of_their_documents(run, tl):
    document = printed(run, "diff", "Hawija", "--on", "2017-08-15", "--on", DAY)
    assert document["changes"] == tl.diff("Hawija", on=("2017-08-15", DAY)).rows()
    reasons = printed(run, "explain", "Hawija", "--on", DAY)["reasons"]
    causes = [
        {name: reason[name] for name in ("name", "value", "since")} | cause
        for reason in reasons
        for cause in reason["causes"]
    ]
    assert causes == tl.explain("Hawija", on=DAY).rows()
    found = printed(run, "contradictions", "--on", DAY)["contradictions"]
    objections = [
        {"contradicts": each["name"], "in_area": each["area"], **each["since"], **one}
        for each in found
        for one in each["objections"]
    ]
    assert objections == tl.contradictions(DAY).rows()


def test_surveys_are_rows_of_their_documents(run, tl):
    assert printed(run, "rollup", "Iraq", "--on", DAY)["groups"] == tl.rollup("Iraq", on=DAY).rows()
    assert [printed(run, "lag")] == tl.lag().rows()
    bounds = {"start": "2017-10-01", "end": "2018-01-01"}
    series = printed(
        run, "series", "Hawija", "--facet", "strikes", *(f"--{name}={day}" for name, day in bounds.items())
    )
    rows = [{"area": HAWIJA, **period} for period in series["periods"]]
    assert rows == tl.series("strikes", "Hawija", **bounds).rows()


def test_incidents_and_suggestions_are_rows_of_their_documents(run, tl):
    tl.join(tl.suggest_incidents()[0].ids, reason="one happening")
    members = [
        {"incident": each["id"], "apart_days": each["apart_days"], **member}
        for each in printed(run, "incidents")
        for member in each["members"]
    ]
    assert members == tl.incidents().rows() != []
    suggested = printed(run, "incidents", "--suggest", "--apart", "60")
    rows = [
        {"suggestion": each["members"][0]["id"], "apart_days": each["apart_days"], **member}
        for each in suggested
        for member in each["members"]
    ]
    assert rows == tl.suggest_incidents(apart_days=60).rows() != []


def test_events_are_rows_as_they_are_stored(run, tl):
    assert printed(run, "events", "Hawija") == tl.events("Hawija").rows() != []


def test_areas_and_sources_are_rows_with_the_coordinates_apart(run, tl):
    documents = [{"aliases": [], "parents": [], "note": "", "shape": None, **each} for each in printed(run, "areas")]
    points = [each.pop("point", {"latitude": None, "longitude": None}) for each in documents]
    expected = [{**document, **point} for document, point in zip(documents, points, strict=True)]
    assert expected == [{"kind": "area", **row} for row in tl.areas().rows()]
    assert printed(run, "sources") == [{"kind": "source", **row} for row in tl.sources().rows()]


def test_what_is_asked_on_the_spot_and_of_many_is_a_row_of_the_same_words(tl):
    one = tl.status("Hawija", on=DAY).rows()[0]
    many = tl.status_many("Hawija", [DAY]).rows()[0]
    assert {name: one[name] for name in many} == many
    asked = tl.ask(timeline.AreaStatus.strikes, "Hawija", on=DAY).rows()[0]
    assert {"value": one["strikes"], "certain": one["certain"]["strikes"]} == {
        name: asked[name] for name in ("value", "certain")
    }
    assert (one["possible"]["strikes"], one["evidence"]["strikes"]) == (asked["possible"], asked["evidence"])
    assert {"area", "on", "known_on", "position"} < asked.keys() & one.keys()


def test_a_log_exported_and_imported_is_the_same_log(run, tl):
    assert f"{tl.position} entries written to all.jsonl.\n" == told(
        run("export", "oir.db", "timeline", "-o", "all.jsonl")
    )
    assert f"{tl.position} entries new, 0 unchanged" in told(run("import", "new.db", "timeline", "all.jsonl"))
    assert f" 0 entries new, {tl.position} unchanged" in told(run("import", "new.db", "timeline", "all.jsonl"))
    with timeline.connect("new.db") as copy:
        assert list(tl.entries()) == list(copy.entries())


def test_an_export_with_a_bad_line_makes_nothing(run, tl):
    lines = exported(run, "timeline").splitlines()
    Path("bad.jsonl").write_text("\n".join([*lines[:100], "{}", *lines[100:]]), encoding="utf-8")
    message = refused(run("import", "new.db", "timeline", "bad.jsonl", "--skip-bad-rows"))
    assert "bad.jsonl, row 101, column kind" in message
    assert not Path("new.db").exists()


def exported(run, *arguments):
    told(run("export", "oir.db", *arguments, "-o", "out", "--overwrite"))
    return Path("out").read_text(encoding="utf-8")


def test_csv_has_events_in_force_or_spans_of_the_areas_named(run, tl):
    events = list(csv.DictReader(exported(run, "csv", "Hawija").splitlines()))
    assert {HAWIJA} == {row["area"] for row in events}
    spans = list(csv.DictReader(exported(run, "csv", "--spans", "Hawija", "Mosul").splitlines()))
    assert {HAWIJA, "iq/nineveh/mosul"} == {row["area"] for row in spans}
    then = exported(run, "csv", "Hawija", "--known-on", "2017-10-01")
    assert 0 < len(then.splitlines()) - 1 < len(events)


@pytest.mark.parametrize("format_name", ["parquet", "arrow"])
def test_a_table_is_written_for_other_tools(run, tl, format_name):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import ipc, parquet

    document = json.loads(told(run("export", "oir.db", format_name, "--spans", "-o", "spans", "--json")))
    table = parquet.read_table("spans") if format_name == "parquet" else ipc.open_stream("spans").read_all()
    assert {"file": "spans", "format": format_name, "rows": table.num_rows, "position": tl.position} == document
    assert arrow.date32() == table.schema.field("start").type


@pytest.mark.parametrize("command", [["export", "log.svg", "csv"], ["plot", "log.svg", "Iraq"], ["geojson", "log.svg"]])
def test_no_answer_is_ever_written_over_the_log(run, command):
    timeline.connect("log.svg").close()
    before = Path("log.svg").read_bytes()
    assert "log.svg is the log itself; name another" in refused(run(*command, "-o", "log.svg", "--overwrite"), 2)
    assert before == Path("log.svg").read_bytes()


@pytest.mark.parametrize("command", [["export", "oir.db", "csv"], ["areas", "oir.db"]])
def test_a_standard_output_without_room_is_told(tl, tmp_path, command):
    call = [sys.executable, "-m", "timeline", *command]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(call, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    expected = "standard output: expected what can be written to, found No space left on device"
    assert (1, f"Error: {expected}; send it to a disk with room, or to a file\n") == (ended.returncode, ended.stderr)


def test_names_of_any_script_are_printed_in_utf_8_whatever_the_locale(tl, tmp_path):
    tl.append([timeline.Area("x", "الحويجة")])
    call = [sys.executable, "-m", "timeline", "areas", "oir.db", "--json"]
    locale = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    printed = subprocess.run(call, cwd=tmp_path, env=locale, capture_output=True, check=True).stdout
    assert "الحويجة" in [area["name"] for area in json.loads(printed.decode())]


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (["timeline", "Hawija"], "the format timeline is the whole log"),
        (["timeline", "--position", "3"], "the format timeline is the whole log"),
        (["csv", "--json"], "name it with -o"),
        (["csv", "-o", "new/"], "expected a file with -o, found 'new/'; name a file"),
        (["csv", "-o", ""], "expected a file with -o, found ''; name a file"),
        (["csv", "-o", "oir.db"], "oir.db is the log itself"),
        (["csv", "-o", "oir.db-wal"], "oir.db-wal is the log itself"),
        (["xlsx"], "'xlsx' is not one of"),
    ],
)
def test_an_export_that_cannot_be_meant_is_a_usage_error(run, tl, arguments, told_of):
    assert told_of in refused(run("export", "oir.db", *arguments), 2)


def test_an_export_that_fails_or_is_not_to_overwrite_leaves_the_old_file(run, tl):
    Path("old.csv").write_text("as it was", encoding="utf-8")
    assert "expected no file of that name yet" in refused(run("export", "nowhere.db", "csv", "-o", "old.csv"))
    assert "Nowhere" in refused(run("export", "oir.db", "csv", "Nowhere", "-o", "old.csv", "--overwrite"))
    assert "expected a folder to write into" in refused(run("export", "oir.db", "csv", "-o", "nowhere/old.csv"))
    assert "expected a file, found a folder" in refused(run("export", "oir.db", "csv", "-o", "."))
    told(run("export", "oir.db", "csv", "-o", "/dev/null"))
    assert "as it was" == Path("old.csv").read_text(encoding="utf-8")
    assert {"oir.db", "oir.db-shm", "oir.db-wal", "old.csv"} >= set(os.listdir())
