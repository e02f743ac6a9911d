"""The command line as a person uses it: what it prints, its JSON, its exit codes, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import timeline
from timeline.conflict import AreaLiberated, InsurgentActivity

ROOT = Path(__file__).parents[2]
SEEDS = str(ROOT / "seeds" / "oir")


@pytest.fixture
def seeded(run):
    assert 0 == run("import", "oir.db", "timeline", SEEDS)[0]
    return run


def told(result: tuple[int, str, str]) -> str:
    code, out, err = result
    assert (0, "") == (code, err)
    return out


def refused(result: tuple[int, str, str], code: int = 1) -> str:
    assert (code, "") == result[:2]
    assert "Traceback" not in result[2]
    return result[2]


def test_status_prints_the_values_with_the_age_of_their_evidence(seeded):
    lines = told(seeded("status", "oir.db", "Hawija", "--on", "2017-12-30")).splitlines()
    assert lines[0].startswith("Hawija (iq/kirkuk/hawija) on 2017-12-30, by all that is known")
    assert ["control", "isf", "2017-10-05", "86", "days", "old"] in [line.split() for line in lines]


def test_status_as_json_is_the_document_of_the_design(seeded):
    document = json.loads(told(seeded("status", "oir.db", "Hawija", "--on", "2017-12-30", "--json")))
    assert ["area", "at", "values", "certain", "possible", "evidence"] == list(document)
    assert {"values": ["isf"]} == document["possible"]["control"]
    assert {"min": 3, "max": 3} == document["possible"]["strikes"]
    assert document["certain"]["control"]
    assert "iq/kirkuk/hawija" == document["area"]
    assert ("2017-12-30", None) == (document["at"]["on"], document["at"]["known_on"])
    assert ("insurgency", "isf", 3) == tuple(document["values"][name] for name in ("condition", "control", "strikes"))
    assert ("2017-10-05", "2017-12-28") == (document["evidence"]["control"], document["evidence"]["strikes"])


def test_the_state_of_knowledge_changes_the_answer(seeded):
    question = ("status", "oir.db", "Hawija", "--on", "2017-10-01", "--json")
    now, then = (json.loads(told(seeded(*question, *more))) for more in ((), ("--known-on", "2017-10-01")))
    assert ("isf", "isis") == (now["values"]["control"], then["values"]["control"])
    assert "2017-10-01" == then["at"]["known_on"]


def test_board_lists_areas_with_evidence_and_says_what_it_leaves_out(seeded):
    out = told(seeded("board", "oir.db", "--on", "2017-12-30"))
    assert "Abu Kamal" in out
    assert "areas without any evidence are left out; --all shows them." in out
    every = json.loads(told(seeded("board", "oir.db", "--on", "2017-12-30", "--json")))
    inside = json.loads(
        told(seeded("board", "oir.db", "--on", "2017-12-30", "--inside", "Kirkuk Governorate", "--json"))
    )
    assert len(every) > 100
    assert {"iq/hamrin", "iq/kirkuk/bashir", "iq/kirkuk/hawija", "iq/kirkuk/kirkuk"} == {row["area"] for row in inside}


def test_history_as_json_has_null_for_unbounded_ends(seeded):
    spans = json.loads(told(seeded("history", "oir.db", "Palmyra", "--facet", "control", "--json")))
    holders = [span["values"]["control"] for span in spans]
    assert [None, "isis", "syrian-government", "isis", "syrian-government"] == holders
    assert (None, None) == (spans[0]["start"], spans[-1]["end"])


def test_diff_compares_two_days_or_two_states_of_knowledge(seeded):
    days = json.loads(told(seeded("diff", "oir.db", "Hawija", "--on", "2017-08-15", "--on", "2017-12-30", "--json")))
    assert {"name": "control", "before": "isis", "after": "isf"} in days["changes"]
    known = told(seeded("diff", "oir.db", "Hawija", "--on", "2017-10-01", "--known-on", "2017-10-01"))
    assert ["control", "isis", "isf"] in [line.split() for line in known.splitlines()]
    same = ("--on", "2017-08-15", "--on", "2017-08-16")
    assert "nothing differs" in told(seeded("diff", "oir.db", "Hawija", *same))


def test_explain_cites_who_says_so_and_from_when_it_was_known(seeded):
    out = told(seeded("explain", "oir.db", "Hawija", "--on", "2017-12-30"))
    assert "control: isf, since 2017-09-30; evidence 86 days old" in out
    assert "says cjtf-oir, " in out
    document = json.loads(told(seeded("explain", "oir.db", "Hawija", "--on", "2017-12-30", "--json")))
    control = next(reason for reason in document["reasons"] if reason["name"] == "control")
    assert ["cjtf-oir"] == [cause["source"] for cause in control["causes"]]


def test_importing_twice_changes_nothing(seeded):
    counts = json.loads(told(seeded("import", "oir.db", "timeline", SEEDS, "--json")))
    assert (0, 0, counts["read"]) == (counts["new"], counts["skipped"], counts["unchanged"])


def test_add_correct_retract_reinstate_and_ask_on_both_sides(run):
    told(run("init", "a.db"))
    told(run("add", "a.db", "area", "id=iq/kirkuk/hawija", "name=Hawija", 'aliases=["Huwayjah"]'))
    what = ("area-liberated", "--area", "huwayjah", "--when", "2017-10-05", "by=isf", "--reported-on", "2017-10-05")
    id_ = json.loads(told(run("add", "a.db", *what, "--json")))["id"]
    reason = ("--reason", "test", "--reported-on", "2018-01-01", "--json")
    told(run("correct", "a.db", id_[:14], "by=sdf", "--because", "source-changed", *reason))

    def control(known_on: str) -> str:
        question = ("status", "a.db", "Hawija", "--on", "2017-12-30", "--known-on", known_on, "--json")
        return json.loads(told(run(*question)))["values"]["control"]

    assert ["isf", "sdf"] == [control("2017-12-31"), control("2018-01-01")]
    later = ("--reason", "test", "--json", "--reported-on")
    retraction = json.loads(told(run("retract", "a.db", id_, *later, "2018-02-01")))["id"]
    assert ["sdf", None] == [control("2018-01-31"), control("2018-02-01")]
    told(run("reinstate", "a.db", retraction, *later, "2018-03-01"))
    assert [None, "sdf"] == [control("2018-02-28"), control("2018-03-01")]
    pinned = ("status", "a.db", "Hawija", "--on", "2017-12-30", "--position", "2", "--json")
    assert "isf" == json.loads(told(run(*pinned)))["values"]["control"]


def test_replay_fills_the_table_for_sql_and_verify_says_when_it_is_stale(seeded, tmp_path):
    import sqlite3

    assert "spans of 125 areas" in told(seeded("replay", "oir.db"))
    connection = sqlite3.connect(tmp_path / "oir.db")
    sql = "SELECT control, is_current FROM area_status WHERE area = 'iq/kirkuk/hawija' AND \"end\" IS NULL"
    assert [("isf", 1)] == connection.execute(sql).fetchall()
    assert "no defect" in told(seeded("verify", "oir.db"))
    told(seeded("add", "oir.db", "area-captured", "--area", "Hawija", "--when", "2018-01-01", "by=isis"))
    assert [("isf", 0)] == connection.execute(sql).fetchall()
    assert "stale: area-status: replayed at position" in told(seeded("verify", "oir.db"))
    connection.close()


def test_events_areas_and_sources_are_listed(seeded):
    events = json.loads(told(seeded("events", "oir.db", "Hawija", "--kind", "strike-reported", "--json")))
    assert [3] == [entry["statement"]["strikes"] for entry in events]
    assert "iq/diyala; iq/kirkuk; iq/salah-ad-din" in told(seeded("areas", "oir.db"))
    assert "Agence France-Presse" in told(seeded("sources", "oir.db"))


def test_an_unknown_area_lists_the_nearest_names(seeded):
    assert "did you mean Hawija" in refused(seeded("status", "oir.db", "Hawja", "--on", "2017-12-30"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("status", "oir.db", "Hawija", "--on", "2017-13-30"),
            "on: expected one day as YYYY-MM-DD",
        ),
        (("status", "oir.db", "Hawija", "--on", "2017-12-30", "--known-on", "x"), "known_on: expected one day"),
        (("status", "oir.db", "Hawija", "--on", "2017-12-30", "--position", "9999"), "expected a position from 0 to"),
        (("history", "oir.db", "Hawija", "--facet", "weather"), "projection area-status: expected condition, control,"),
        (("add", "oir.db", "strike-reported", "--area", "Hawija", "--when", "2017", "strikes=x"), "a whole number"),
        (("add", "oir.db", "strike-reported", "--area", "Hawja", "--when", "2017", "strikes=1"), "did you mean"),
        (("add", "oir.db", "strike", "--area", "Hawija"), "strike-reported"),
        (("retract", "oir.db", "feedfeed", "--reason", "x"), "expected the id of one entry"),
        (("import", "oir.db", "csv", "oir.db"), "a mapping file ending in .toml"),
        (("import", "oir.db", "timeline", "oir.db"), "oir.db"),
    ],
)
def test_a_refused_input_ends_with_code_1_and_one_message(seeded, arguments, said):
    assert said in refused(seeded(*arguments))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("status", "oir.db", "Hawija"), "Missing option '--on'"),
        (("nonsense",), "No such command 'nonsense'"),
        (("diff", "oir.db", "Hawija", *("--on", "2017-12-30") * 3), "--on was given 3 times"),
        (("diff", "oir.db", "Hawija", "--on", "2017-12-30"), "give two of --on, or --known-on or --position"),
        (("add", "oir.db", "strike-reported", "strikes"), "expected FIELD=VALUE, found 'strikes'"),
        (("add", "oir.db", "strike-reported", "--locator", "page"), "--locator and --published need --source"),
        (
            ("--projection", "nowhere:Nothing", "status", "oir.db", "Hawija", "--on", "2017-12-30"),
            "cannot import nowhere",
        ),
    ],
)
def test_wrong_usage_ends_with_code_2_and_says_what_is_wrong(seeded, arguments, said):
    assert said in refused(seeded(*arguments), 2)


def test_a_question_about_a_missing_log_makes_no_file(run, tmp_path):
    assert "timeline init" in refused(run("status", "nowhere.db", "Hawija", "--on", "2017-12-30"))
    assert [] == list(tmp_path.iterdir())


def test_a_refused_import_into_a_new_log_makes_no_file(run, tmp_path):
    (tmp_path / "bad.jsonl").write_text("not json\n")
    assert "bad.jsonl, row 1" in refused(run("import", "new.db", "timeline", "bad.jsonl"))
    assert ["bad.jsonl"] == [path.name for path in tmp_path.iterdir()]


def test_a_bad_line_refuses_the_whole_file_unless_told_to_skip_it(run, tmp_path):
    lines = ['{"kind": "area", "id": "a", "name": "A"}', '{"kind": "area", "id": "b"}', '{"kind": "area-liberated"}']
    (tmp_path / "three.jsonl").write_text("\n".join(lines))
    message = refused(run("import", "a.db", "timeline", "three.jsonl"))
    assert "three.jsonl, row 2, column name: expected a value, found nothing" in message
    assert "three.jsonl, row 3, column area: expected a value, found nothing" in message
    code, out, err = run("import", "a.db", "timeline", "three.jsonl", "--skip-bad-rows")
    assert (0, 2) == (code, err.count("skipped: "))
    assert "3 rows read, 2 skipped; 1 entries new" in out


def test_a_projection_of_ones_own_answers_from_the_shell(seeded, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from timeline import Projection, count\nfrom timeline.conflict import AreaLiberated\n"
        "class Claims(Projection, name='claims'):\n    liberations = count(AreaLiberated)\n"
    )
    answer = told(seeded("--projection", "mine:Claims", "status", "oir.db", "Ramadi", "--on", "2017-12-30", "--json"))
    assert {"liberations": 2} == json.loads(answer)["values"]


def test_kinds_of_ones_own_are_loaded_by_name(run, tmp_path):
    (tmp_path / "bridges.py").write_text(
        "import attrs\nfrom timeline import Event, event_kind\n@event_kind('bridge-mended')\n"
        "@attrs.frozen(kw_only=True)\nclass BridgeMended(Event):\n    bridge: str\n"
    )
    (tmp_path / "own.jsonl").write_text(
        '{"kind": "bridge-mended", "area": "a", "when": "2018", "bridge": "Old bridge"}'
    )
    assert "import the module that declares it" in refused(run("import", "a.db", "timeline", "own.jsonl"))
    assert "1 entries new" in told(run("--load", "bridges", "import", "a.db", "timeline", "own.jsonl"))
    assert "bridge Old bridge" in told(run("--load", "bridges", "events", "a.db"))


def test_what_is_added_by_hand_has_the_present_fields_of_its_kind(run, tmp_path):
    (tmp_path / "wells.py").write_text(
        "import attrs\nfrom timeline import Event, event_kind\n"
        "@event_kind('well-dug', schema=2, upcasts={1: lambda old: {'metres': old.pop('depth'), **old}})\n"
        "@attrs.frozen(kw_only=True)\nclass WellDug(Event):\n    metres: int\n"
    )
    older = {"kind": "well-dug", "area": "a", "when": "2018-01-01", "depth": 7}
    (tmp_path / "older.jsonl").write_text(json.dumps(older))
    told(run("--load", "wells", "import", "a.db", "timeline", "older.jsonl"))
    told(run("--load", "wells", "add", "a.db", "well-dug", "--area", "a", "--when", "2018-01-02", "metres=9"))
    events = told(run("--load", "wells", "events", "a.db"))
    assert [True, True] == [f"metres {metres}" in events for metres in (7, 9)]


def test_the_shell_and_python_give_the_same_answers(seeded, tmp_path):
    with timeline.connect(tmp_path / "oir.db") as tl:
        rows = json.loads(told(seeded("board", "oir.db", "--on", "2017-07-15", "--json")))
        for row, answer in zip(rows, tl.statuses(on="2017-07-15"), strict=True):
            assert answer.area == row["area"]
            assert (answer.condition, answer.strikes) == (row["values"]["condition"], row["values"]["strikes"])


def test_disputed_values_are_shown_as_such(run, tmp_path):
    with timeline.connect(tmp_path / "a.db") as tl:
        known = {"area": "a", "when": "2017-10-05", "reported_on": "2017-10-05"}
        tl.append([AreaLiberated(by="isf", **known), AreaLiberated(by="sdf", **known)])
        tl.append([InsurgentActivity(by="isis", **known)])
    out = told(run("status", "a.db", "a", "--on", "2017-12-30"))
    assert "disputed: isf / sdf" in out
    document = json.loads(told(run("status", "a.db", "a", "--on", "2017-12-30", "--json")))
    assert {"disputed": ["isf", "sdf"]} == document["values"]["control"]


def test_the_demo_answers_what_the_project_is_for():
    command = [sys.executable, "-c", "from timeline.cli import main; main()", "demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for said in ("The board on 2017-12-30", "Hawija (iq/kirkuk/hawija) on 2017-08-15", "Why Abu Kamal has its status"):
        assert said in done.stdout


def test_a_first_import_in_a_fresh_process_knows_the_built_in_kinds(tmp_path):
    command = [sys.executable, "-m", "timeline", "import", "new.db", "timeline", SEEDS]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)


def test_a_closed_pipe_ends_quietly():
    command = f"{sys.executable} -c 'from timeline.cli import main; main()' demo | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "" == done.stderr


def test_board_may_be_narrowed_to_areas_where_a_value_is_so_or_may_be(seeded):
    board = ("board", "oir.db", "--on", "2017-07-15", "--inside", "Iraq")
    held = json.loads(told(seeded(*board, "--where", "control=isis", "--json")))
    assert "iq/kirkuk/hawija" in {row["area"] for row in held}
    assert all("isis" in row["possible"]["control"]["values"] for row in held)
    assert "isis" in told(seeded(*board, "--where", "control=isis"))
    refused(seeded(*board, "--where", "control"), 2)
    assert "expected condition, control" in refused(seeded(*board, "--where", "weather=fine"))
