"""The commands that draw: a chart into a file, and a map that plays."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import timeline
from timeline import Area, Point, Source
from timeline.cli import main
from timeline.conflict import AreaCaptured, AreaLiberated, StrikeReported


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs a command beside a small log; gives (exit code, standard output, standard error)."""
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append(
            [
                Source("rudaw", "Rudaw"),
                Area("iq", "Iraq"),
                Area("iq/hawija", "Hawija", point=Point(35.25, 43.75), parents=["iq"]),
                Area("sy/raqqa", "Raqqa", point=Point(35.95, 39.0)),
                Area("sy/quiet", "Quiet", point=Point(35.95, 39.0)),
                AreaCaptured(area="iq/hawija", when="2014-06-10", by="isis", reported_on="2014-06-11"),
                AreaLiberated(area="iq/hawija", when="2017-10-05", by="民兵", reported_on="2017-10-05"),
                StrikeReported(area="iq/hawija", when="2017-12-20", strikes=3, reported_on="2017-12-21"),
                AreaCaptured(area="sy/raqqa", when="2014-01-14", by="isis", reported_on="2014-01-15"),
            ]
        )
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["timeline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def test_a_chart_is_written_and_told_in_a_line(run):
    told = "hawija.svg: control, condition, strikes every month of iq/hawija, 2014-05-01 until before 2018-03-01\n"
    assert (0, told, "") == run("plot", "log.db", "hawija", "-o", "hawija.svg")
    assert "Hawija (iq/hawija)" in Path("hawija.svg").read_text()


def test_lanes_amounts_and_days_are_as_named_and_the_chart_tells_who_was_not_heard(run):
    named = ["--facet", "control", "--facet", "insurgency", "--amount", "strikes", "--every", "week"]
    days = ["--start", "2017-12-01", "--end", "2018-01-01", "--known-on", "2017-12-31"]
    told = "h.svg: control, insurgency, strikes every week of iq/hawija, 2017-12-01 until before 2018-01-01\n"
    assert (0, told, "") == run("--without", "rudaw", "plot", "log.db", "hawija", "-o", "h.svg", *named, *days)
    shown = "2017-12-01 until before 2018-01-01, as known on 2017-12-31 (dashed line), position 9; without rudaw"
    assert shown in Path("h.svg").read_text()


def test_letters_that_no_font_has_are_told_on_the_error_stream(run):
    code, _, err = run("plot", "log.db", "hawija", "-o", "h.png", "--facet", "control", "--no-amount")
    assert (0, "Warning: the font lacks 兵 民; an .svg leaves its letters to who shows it\n") == (code, err)


def test_a_file_is_refused_before_the_log_is_opened(run):
    Path("h.svg").write_text("mine")
    do = "choose another name, or overwrite it (--overwrite, overwrite=True)"
    told = f"Error: h.svg: expected no file of that name yet, found one; {do}\n"
    assert (1, "", told) == run("plot", "nowhere.db", "hawija", "-o", "h.svg")
    assert (1, "", told) == run("geojson", "nowhere.db", "-o", "h.svg")
    assert "mine" == Path("h.svg").read_text()


def test_amounts_cannot_be_both_named_and_left_out(run):
    code, _, err = run("plot", "log.db", "hawija", "-o", "h.svg", "--amount", "strikes", "--no-amount")
    assert 2 == code
    assert "give --amount or --no-amount, not both" in err


def test_a_map_is_printed_and_what_is_left_out_is_counted(run):
    code, out, err = run("geojson", "log.db", "--facet", "control")
    assert (0, {"iq/hawija", "sy/raqqa"}) == (
        code,
        {each["properties"]["area"] for each in json.loads(out)["features"]},
    )
    assert (
        "4 spans of 2 areas, 2014-01-14 until before 2017-11-04.\n"
        "Left out, for they have no point: 1 area.\n"
        "Left out, for nothing ever changes: 1 area.\n"
    ) == err


def test_a_map_of_one_area_and_those_inside_it_goes_into_a_file(run):
    asked = ["--inside", "Iraq", "--facet", "control", "--start", "2017-01-01", "--end", "2018-01-01"]
    code, out, _ = run("geojson", "log.db", "-o", "iq.geojson", *asked, "--known-on", "2017-01-01")
    assert (0, "") == (code, out)
    document = json.loads(Path("iq.geojson").read_text())
    assert ["isis"] == [each["properties"]["control"] for each in document["features"]]
    assert "2017-01-01" == document["known_on"]
    assert 0 == run("geojson", "log.db", "-o", "iq.geojson", *asked, "--overwrite")[0]
    assert ["isis", "民兵"] == [
        each["properties"]["control"] for each in json.loads(Path("iq.geojson").read_text())["features"]
    ]


def test_a_map_and_a_table_tell_who_was_not_heard(run):
    document = json.loads(run("--without", "rudaw", "geojson", "log.db")[1])
    assert ("without rudaw", 9) == (document["note"], document["position"])
    assert "note" not in json.loads(run("geojson", "log.db")[1])
    parquet = pytest.importorskip("pyarrow.parquet")
    run("--only", "rudaw", "export", "log.db", "parquet", "-o", "log.parquet")
    assert "only rudaw" == json.loads(parquet.read_schema("log.parquet").metadata[b"timeline"])["note"]


def test_a_log_in_which_no_area_has_a_point_has_no_map(run):
    run("add", "log.db", "area", "id=iq/desert", "name=Desert")
    told = "Error: geojson: expected areas with a point, found none among 1 area; describe where they are\n"
    assert (1, "", told) == run("geojson", "log.db", "--inside", "Desert")
    refused = run("geojson", "log.db", "--inside", "Desert", "--shapes")[2]
    assert "expected areas with a point or shape, found none among 1 area" in refused


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_file_that_cannot_be_written_is_told(run):
    code, _, err = run("geojson", "log.db", "-o", "/dev/full")
    do = "choose another name, or a folder that you may write into, on a disk with room"
    told = f"Error: /dev/full: expected a file that can be written, found No space left on device; {do}\n"
    assert (1, told) == (code, err)
