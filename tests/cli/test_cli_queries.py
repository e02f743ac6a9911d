"""The commands that look across areas, periods and reports, and questions to some sources only."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

import timeline
from timeline.cli import main
from timeline.connectors import connector

SEEDS = Path(__file__).parents[2] / "seeds" / "oir"


@pytest.fixture(scope="module")
def seeded_log(tmp_path_factory):
    path = tmp_path_factory.mktemp("seeded") / "oir.db"
    with timeline.connect(path) as tl:
        reading = connector("timeline")([SEEDS], areas=tl.areas(), progress=lambda done, count: None)
        tl.append(reading.statements)
    return path


@pytest.fixture
def run(capsys, monkeypatch, tmp_path, seeded_log):
    """Runs a command beside a copy of the seeded log; gives (exit code, standard output, standard error)."""
    shutil.copy(seeded_log, tmp_path / "oir.db")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["timeline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def told(result: tuple[int, str, str]) -> str:
    code, out, err = result
    assert (0, "") == (code, err)
    return out


def document(result: tuple[int, str, str]):
    return json.loads(told(result))


def test_contradictions_are_ranked_in_a_table_and_cited_below_it(run):
    out = told(run("contradictions", "oir.db", "--on", "2017-12-30"))
    lines = [line.split() for line in out.splitlines()]
    assert ["Iraq", "iq", "victory", "claim", "2017-12-09", "8", "3", "2017-12-30"] == lines[2]
    assert "Abu Kamal (sy/deir-ez-zor/abu-kamal): liberation claim" in out
    assert "  - sy/deir-ez-zor/abu-kamal: strike-reported (strikes 27, by coalition), 2017-12-22/2017-12-28\n" in out
    assert "[2017-10-01..2017-12-30] (perhaps earlier)" in out


def test_contradictions_as_json_name_both_sides(run):
    found = document(run("contradictions", "oir.db", "--on", "2017-12-30", "--within", "30", "--json"))
    assert ("2017-12-30", 30) == (found["at"]["on"], found["within_days"])
    claimed = {each["area"]: each["name"] for each in found["contradictions"]}
    assert ("victory_claim", "victory_claim") == (claimed["iq"], claimed["sy"])
    assert "liberation_claim" == claimed["iq/kirkuk/hawija"] == claimed["sy/deir-ez-zor/abu-kamal"]
    for each in found["contradictions"]:
        assert all(event["source"] for event in (*each["claims"], *each["objections"]))


def test_where_nothing_is_contradicted_it_is_said(run):
    assert "nothing speaks against any claim" in told(run("contradictions", "oir.db", "--on", "2013-12-30"))


def test_rollup_counts_the_areas_in_each_condition_and_names_them(run):
    lines = told(run("rollup", "oir.db", "Iraq", "--on", "2017-07-15")).splitlines()
    assert lines[0].startswith("Inside Iraq (iq) on 2017-07-15")
    assert "Hawija" in next(line for line in lines if line.startswith("held"))
    found = document(run("rollup", "oir.db", "Iraq", "--on", "2017-07-15", "--json"))
    board = document(run("board", "oir.db", "--on", "2017-07-15", "--inside", "Iraq", "--json"))
    assert len(board) == sum(group["areas_count"] for group in found["groups"])
    assert {row["values"]["condition"] for row in board} == {group["value"] for group in found["groups"]}


def test_rollup_counts_by_any_value_and_says_where_nothing_is_inside(run):
    found = document(run("rollup", "oir.db", "Iraq", "--on", "2017-07-15", "--facet", "control", "--json"))
    assert "iq/kirkuk/hawija" in next(group["areas"] for group in found["groups"] if group["value"] == "isis")
    assert "no areas inside" in told(run("rollup", "oir.db", "Hawija", "--on", "2017-07-15"))


def test_series_prints_each_week_and_marks_the_cut_ones(run):
    out = told(run("series", "oir.db", "Iraq", "--facet", "strikes", "--start", "2017-12-16", "--end", "2018-01-01"))
    lines = [line.split() for line in out.splitlines()]
    assert ["2017-12-16", "2017-12-18", "0", "part", "of", "a", "week"] == lines[2]
    assert ["2017-12-25", "2018-01-01", "6", "(0", "to", "6)"] == lines[4]


def test_series_as_json_gives_months(run):
    options = ("--facet", "control", "--every", "month", "--start", "2016-02-01", "--end", "2016-05-01", "--json")
    found = document(run("series", "oir.db", "Palmyra", *options))
    assert ["isis", "syrian-government", "syrian-government"] == [period["value"] for period in found["periods"]]
    assert ("control", "month", None) == (found["name"], found["every"], found["known_on"])


def test_lag_says_the_median_and_the_longest_and_cites_it(run):
    out = told(run("lag", "oir.db", "Hawija"))
    assert "median   8 days" in out
    assert "longest  995 days, to 2017-09-21:" in out
    assert "says global-coalition, " in out
    found = document(run("lag", "oir.db", "--source", "Wikipedia", "--json"))
    assert ("wikipedia", None, "wikipedia") == (found["source"], found["area"], found["longest"]["source"])


def test_without_events_there_is_no_lag(run):
    assert "no events" in told(run("lag", "oir.db", "--known-on", "2010-01-01"))


def test_sources_may_be_left_out_of_any_question(run):
    question = ("status", "oir.db", "Hawija", "--on", "2017-12-30", "--json")
    without = document(run("--without", "jerusalem-post", *question))["values"]
    only = document(run("--only", "cjtf-oir", "--only", "The Jerusalem Post", *question))["values"]
    assert (0, 3) == (without["strikes"], only["strikes"])


def test_nothing_is_appended_through_a_view(run):
    arguments = ("--without", "wikipedia", "add", "oir.db", "source", "id=new", "name=New")
    code, out, err = run(*arguments)
    assert (1, "") == (code, out)
    assert "on the timeline that it was made from" in err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--without", "wikipedai", "status", "oir.db", "Hawija", "--on", "2017-12-30"), 1, "did you mean Wikipedia?"),
        (("contradictions", "oir.db", "--on", "2017"), 1, "one day as YYYY-MM-DD"),
        (("contradictions", "oir.db", "--on", "2017-12-30", "--within", "0"), 2, "--within"),
        (("rollup", "oir.db", "Iraq", "--on", "2017-12-30", "--facet", "colour"), 1, "expected condition, control"),
        (
            ("series", "oir.db", "Iraq", "--facet", "strikes", "--start", "2018-01-01", "--end", "2017-01-01"),
            1,
            "start",
        ),
        (("series", "oir.db", "Iraq", "--facet", "strikes", "--every", "day"), 2, "--every"),
        (("lag", "oir.db", "--source", "nobody"), 1, "list the sources"),
    ],
)
def test_a_refused_question_ends_with_a_code_and_one_message(run, arguments, code, said):
    ended, out, err = run(*arguments)
    assert (code, "") == (ended, out)
    assert said in err
    assert "Traceback" not in err


# Names for areas


def test_an_alias_settles_a_name_for_questions_in_every_state_of_knowledge(run):
    assert "Hawiga is Hawija (iq/kirkuk/hawija) from now on" in told(
        run("areas", "oir.db", "alias", "Hawiga", "Al-Hawija")
    )
    assert "Hawiga" in told(run("areas", "oir.db", "--known-on", "2014-01-01"))
    assert "iq/kirkuk/hawija" == document(run("status", "oir.db", "HAWIGA", "--on", "2017-12-30", "--json"))["area"]


def test_an_alias_may_follow_another_and_is_taken_back_by_correcting_its_entry(run):
    told(run("areas", "oir.db", "alias", "One", "Fallujah"))
    second = document(run("areas", "oir.db", "alias", "Two", "Fallujah", "--json"))["id"]
    assert "Falluja; One; Two  " in told(run("areas", "oir.db"))
    reason = ("--because", "our-error", "--reason", "nobody calls it so")
    told(run("correct", "oir.db", second, 'aliases=["Al-Fallujah", "Falluja", "One"]', *reason))
    told(run("areas", "oir.db", "alias", "Three", "Fallujah"))
    assert "Falluja; One; Three  " in told(run("areas", "oir.db"))


def test_a_retracted_alias_means_nothing_any_more(run):
    given = document(run("areas", "oir.db", "alias", "One", "Fallujah", "--json"))["id"]
    told(run("retract", "oir.db", given, "--reason", "nobody calls it so"))
    assert "One" not in told(run("areas", "oir.db"))


def test_an_alias_that_is_so_already_appends_nothing(run):
    told(run("areas", "oir.db", "alias", "Hawiga", "Hawija"))
    again = document(run("areas", "oir.db", "alias", "hawiga", "iq/kirkuk/hawija", "--json"))
    assert (None, 235, False) == (again["id"], again["position"], again["is_new"])
    assert "already so: Huwayjah is Hawija" in told(run("areas", "oir.db", "alias", "Huwayjah", "Hawija"))


def test_the_seeds_are_imported_again_after_an_alias_and_it_stays(run):
    told(run("areas", "oir.db", "alias", "Hawiga", "Hawija"))
    assert "0 entries new, 234 unchanged" in told(run("import", "oir.db", "timeline", str(SEEDS)))
    assert "Hawiga" in told(run("areas", "oir.db"))


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("alias", "Raqqa", "Hawija"), 1, "found 'Raqqa', which is sy/raqqa/raqqa"),
        (("alias", "Hawiga", "Nowhere"), 1, "expected a known id, name or alias, found 'Nowhere'"),
        (("alias", " ", "Hawija"), 1, "expected a tuple of texts that are not empty"),
        (("alias", "Hawiga"), 2, "expected no more words or `alias NAME AREA`"),
        (("rename", "Hawiga", "Hawija"), 2, "expected no more words or `alias NAME AREA`"),
    ],
)
def test_an_alias_that_cannot_be_is_refused(run, words, code, message):
    ended, out, err = run("areas", "oir.db", *words)
    assert (code, "") == (ended, out)
    assert message in err


def test_an_area_that_events_only_name_has_to_be_described_before_it_gets_an_alias(run):
    told(run("add", "oir.db", "strike-reported", "strikes=1", "--new-area", "iq/mill", "--when", "2017-01-01"))
    assert "expected an area that is described, found iq/mill" in run("areas", "oir.db", "alias", "Mill", "iq/mill")[2]
