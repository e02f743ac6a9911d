"""What several events report as one happening: on the seeds, as a list, and as suggestions."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import attrs
import pytest

import timeline
from timeline import Citation, Event, Policy
from timeline.cli import main
from timeline.conflict import AreaCaptured, AreaLiberated, InsurgentActivity, StrikeReported
from timeline.connectors import connector
from timeline.errors import InputError, NotFoundError
from timeline.queries.incidents import apart_days

ROOT = Path(__file__).parents[2]


@pytest.fixture
def seeded():
    made = timeline.connect()
    read = connector("timeline")([ROOT / "seeds" / "oir"], areas=made.areas(), progress=lambda done, count: None)
    made.append(read.statements)
    return made


def liberations(tl, area: str) -> list[str]:
    return [entry.id for entry in tl.events(area, kind=AreaLiberated) if isinstance(entry.statement, Event)]


def told(tl, area: str, days: list[str]) -> list[tuple[object, bool, list[object]]]:
    """Who holds an area on some days, whether that is certain, and who may."""
    answers = [tl.status(area, on=day) for day in days]
    return [
        (each.control, each.certain("control"), sorted(map(str, each.possible("control").values))) for each in answers
    ]


HAWIJA = ["2017-09-15", "2017-10-03", "2017-10-10"]


def test_hawija_as_two_events_fell_in_september_and_again_in_october(seeded):
    assert [
        ("isis", False, ["isf", "isis"]),
        ("isf", True, ["isf"]),
        ("isf", True, ["isf"]),
    ] == told(seeded, "Hawija", HAWIJA)


def test_hawija_as_one_incident_fell_in_october_and_perhaps_in_september(seeded):
    seeded.join(liberations(seeded, "Hawija"), reason="the one liberation of the town")
    assert [
        ("isis", False, ["isf", "isis"]),
        ("isis", False, ["isf", "isis"]),
        ("isf", True, ["isf"]),
    ] == told(seeded, "Hawija", HAWIJA)
    (incident,) = seeded.incidents()
    assert (True, 5) == (incident.is_conflicting, incident.apart_days)
    assert ["2017-09", "2017-10-05"] == [str(when) for when in incident.placements]
    assert [("cjtf-oir", "2017-10-05"), ("jerusalem-post", "2017-09")] == [
        (row["source"], row["when"]) for row in incident.rows()
    ]


def test_hawija_as_known_before_the_second_report_or_the_join_is_not_joined(seeded):
    seeded.join(liberations(seeded, "Hawija"), reason="one", reported_on="2018-01-05")
    assert ["isis", "isf"] == [
        seeded.status("Hawija", on="2017-10-03", known_on=day).control for day in ("2017-12-29", "2018-01-04")
    ]
    assert "isis" == seeded.status("Hawija", on="2017-10-03", known_on="2018-01-05").control
    assert [] == seeded.incidents(known_on="2018-01-04")


def test_ramadi_joined_fell_on_the_later_day_that_the_better_source_has(seeded):
    days = ["2015-12-27", "2016-01-15", "2016-02-09"]
    apart = told(seeded, "Ramadi", days)
    assert [("isis", True), ("isf", True), ("isf", True)] == [each[:2] for each in apart]
    seeded.join(liberations(seeded, "Ramadi"), reason="declared, then cleared")
    assert [
        ("isis", True, ["isis"]),
        ("isis", False, ["isf", "isis"]),
        ("isf", True, ["isf"]),
    ] == told(seeded, "Ramadi", days)
    assert 43 == seeded.incidents()[0].apart_days


def test_the_reports_of_an_incident_are_all_among_its_evidence(seeded):
    ids = liberations(seeded, "Hawija")
    join = seeded.join(ids, reason="one")
    reason = seeded.explain("Hawija", on="2017-12-30")["control"]
    (cause,) = reason.causes
    assert {*ids, join} == {entry.id for entry in cause.known.entries}
    assert not {*ids} & {rival.entry.id for rival in reason.rivals}
    changes = seeded.diff("Hawija", on="2017-10-03", position=(seeded.position - 1, None))
    assert join in [entry.id for entry in changes.because]


def test_the_seeds_suggest_four_incidents_and_join_none(seeded):
    found = seeded.suggest_incidents()
    assert [
        ("iq", "victory-declared", "2017-12-09"),
        ("iq/kirkuk/hawija", "offensive-launched", "2017-09-21"),
        ("iq/nineveh/mosul", "area-liberated", "2017-07-09"),
        ("sy/deir-ez-zor/abu-kamal", "area-liberated", "[2017-11-01..2017-11-15]"),
    ] == [(each.members[0].event.area, each.members[0].event.kind, str(each.when)) for each in found]
    assert [] == seeded.incidents()
    for each in found:
        seeded.join(each.ids, reason="accepted")
    assert ([], [0, 0, 0, 0]) == (seeded.suggest_incidents(), [each.apart_days for each in seeded.incidents()])


FALL = AreaLiberated(area="a", when="2017-09", by="isf", reported_on="2018-01-01")


@pytest.mark.parametrize(
    ("other", "suggested"),
    [
        ({"when": "2017-09-30"}, True),
        ({"when": "2017-10-01"}, False),
        ({"when": "2017-09/2017-09"}, False),
        ({"from_": "isis"}, True),
        ({"by": "sdf"}, False),
        ({"area": "b"}, False),
        ({"scope": "somewhere_in"}, False),
        ({"credibility": 1, "note": "sure", "source": Citation("afp")}, True),
    ],
)
def test_what_may_be_one_agrees_in_all_but_who_says_so(other, suggested):
    tl = timeline.connect()
    tl.append([FALL, attrs.evolve(FALL, **other)])
    assert suggested == bool(tl.suggest_incidents())


def test_an_event_of_another_kind_is_not_suggested():
    tl = timeline.connect()
    tl.append([FALL, AreaCaptured(area="a", when="2017-09", by="isf", reported_on="2018-01-01")])
    assert [] == tl.suggest_incidents()


def test_a_suggested_group_agrees_throughout_though_one_leaves_the_field_unset():
    tl = timeline.connect()
    ids = tl.append([attrs.evolve(FALL, from_=from_) for from_ in ("isis", None, "aqi")]).ids
    (suggestion,) = tl.suggest_incidents()
    assert 2 == len(suggestion.members)
    assert {ids[0], ids[2]} - set(suggestion.ids)


def test_an_incident_may_be_suggested_with_a_further_event_and_then_grows():
    tl = timeline.connect()
    ids = tl.append([FALL] * 3).ids
    tl.join(ids[:2], reason="one")
    (suggestion,) = tl.suggest_incidents()
    tl.join(suggestion.ids, reason="this too")
    assert ([3], [2]) == (
        [len(each.members) for each in tl.incidents()],
        [len(each.joins) for each in tl.incidents()],
    )


def test_incidents_on_a_day_are_those_that_may_have_begun_by_then():
    tl = timeline.connect()
    tl.join(tl.append([FALL, attrs.evolve(FALL, when="2017-10-05")]).ids, reason="one")
    assert [0, 1, 1] == [len(tl.incidents(on=day)) for day in ("2017-08-31", "2017-09-01", "2018-01-01")]


def test_a_correction_stands_for_the_event_that_it_corrects():
    tl = timeline.connect()
    one, two = tl.append([FALL, FALL]).ids
    correction = tl.correct(one, attrs.evolve(FALL, when="2017-09-05"), reason="typo", because="our-error")
    tl.join([correction, two], reason="one")
    assert ["2017-09-05"] == [str(each.event.when) for each in tl.incidents()]
    with pytest.raises(InputError, match="two different texts"):
        tl.join([one, correction], reason="itself")


def test_events_that_differ_by_now_are_not_joined_though_they_once_agreed():
    tl = timeline.connect()
    one, two = tl.append([FALL, FALL]).ids
    tl.correct(one, attrs.evolve(FALL, area="b"), reason="typo", because="our-error")
    with pytest.raises(InputError, match="events that share their area, found a and b"):
        tl.join([one, two], reason="one")
    with pytest.raises(NotFoundError):
        tl.join([one, "f" * 32], reason="one")


def test_an_incident_lasts_as_long_as_two_of_its_members_are_in_force():
    tl = timeline.connect()
    ids = tl.append(
        [StrikeReported(area="a", when="2017-12-22", strikes=n, reported_on="2018-01-01") for n in (3, 3, 3)]
    ).ids
    tl.join(ids, reason="one", reported_on="2018-01-02")
    for number, id_ in enumerate(ids[:2], 3):
        tl.retract(id_, reason="withdrawn", reported_on=f"2018-01-0{number}")
    known = [f"2018-01-0{number}" for number in range(1, 5)]
    assert [0, 3, 2, 0] == [sum(len(each.members) for each in tl.incidents(known_on=day)) for day in known]
    assert [9, 3, 3, 3] == [tl.status("a", on="2017-12-30", known_on=day).strikes for day in known]


def test_a_join_is_undone_by_retracting_it():
    tl = timeline.connect()
    tl.retract(tl.join(tl.append([FALL, FALL]).ids, reason="one"), reason="two")
    assert [] == tl.incidents()


def test_best_ranked_reports_that_differ_are_disputed_and_their_amounts_are_bounds():
    tl = timeline.connect()
    reports = [attrs.evolve(FALL, when="2017-09-05", by=by) for by in ("isf", "sdf")]
    tl.join(tl.append(reports).ids, reason="one")
    answer = tl.status("a", on="2017-12-30")
    assert (timeline.Disputed({"isf", "sdf"}), False) == (answer.control, answer.certain("control"))
    assert {"isf", "sdf"} == answer.possible("control").values
    assert [True] == [incident.as_data()["is_disputed"] for incident in tl.incidents()]
    strikes = [
        StrikeReported(area="a", when="2017-12-22", strikes=number, reported_on="2018-01-01") for number in (4, 3, 5)
    ]
    tl.join(tl.append(strikes).ids, reason="one")
    answer = tl.status("a", on="2017-12-30")
    assert (3, False, 3, 5) == (
        answer.strikes,
        answer.certain("strikes"),
        answer.possible("strikes").min,
        answer.possible("strikes").max,
    )


@pytest.mark.parametrize(
    ("one", "two", "days"),
    [
        ("2017-09", "2017-10-05", 5),
        ("2015-12-28", "2016-02-09", 43),
        ("2017-10-05", "2017-10-06", 1),
        ("2017-09", "2017-09-30", 0),
        ("[..2017-09-30]", "2017-10-05", 5),
        ("2017-09-01/2017-09-09", "2017-09-01/2017-09-20", 11),
        ("2017-09-01/..", "2017-09-01/2017-09-20", 0),
        ("2017-09-01/..", "2017-09-03/..", 2),
    ],
)
def test_two_dates_are_apart_from_the_end_of_one_to_the_start_of_the_other(one, two, days):
    one, two = timeline.When.parse(one), timeline.When.parse(two)
    assert days == apart_days(one, two) == apart_days(two, one)


# In a shell


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs a command upon the seeds; gives (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["timeline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    assert 0 == run("import", "oir.db", "timeline", str(ROOT / "seeds" / "oir"))[0]
    return run


def test_events_of_which_a_join_was_withdrawn_are_suggested_again(tmp_path: Path):
    for tl in (timeline.connect(), timeline.connect(tmp_path / "log.db")):
        with tl:
            ids = tl.append([FALL] * 2).ids
            join = tl.join(ids, reason="one")
            assert [] == tl.suggest_incidents()
            tl.retract(join, reason="two after all")
            assert [set(ids)] == [set(each.ids) for each in tl.suggest_incidents()]


def test_a_suggestion_prints_the_command_that_accepts_it(run):
    assert (0, "no incidents\n", "") == run("incidents", "oir.db")
    lines = [line.split() for line in run("incidents", "oir.db", "--suggest")[1].splitlines()]
    commands = [line[1:-1] for line in lines if line[:2] == ["timeline", "join"]]
    for command in commands:
        assert 0 == run(*command, "the same")[0]
    assert (4, "nothing is suggested\n") == (len(commands), run("incidents", "oir.db", "--suggest")[1])
    assert 4 == len(json.loads(run("incidents", "oir.db", "--json")[1]))


def test_a_conflict_is_shown_with_each_source_s_date(run):
    listed = json.loads(run("events", "oir.db", "Hawija", "--kind", "area-liberated", "--json")[1])
    ids = [entry["id"] for entry in listed]
    assert 1 == json.loads(run("join", "oir.db", *ids, "--reason", "one town", "--json")[1])["is_new"]
    out = run("incidents", "oir.db")[1]
    assert "conflict: 2017-09 or 2017-10-05, 5 days apart; resolved as 2017-10-05" in out
    assert "- cjtf-oir: area-liberated (by isf, from isis), 2017-10-05; known from 2017-10-05" in out
    assert "- jerusalem-post: area-liberated (by isf, from isis), 2017-09; known from 2017-12-30" in out
    assert "(one town)" in out
    assert "no incidents\n" == run("incidents", "oir.db", "--on", "2017-08-31")[1]
    (document,) = json.loads(run("incidents", "oir.db", "--on", "2017-09-01", "--json")[1])
    assert (5, ["2017-09", "2017-10-05"], 2) == (
        document["apart_days"],
        document["placements"],
        len(document["members"]),
    )
    assert "join of" in run("events", "oir.db", "Hawija")[1]


def test_a_join_that_cannot_be_is_refused_in_words(run):
    listed = json.loads(run("events", "oir.db", "Hawija", "--json")[1])
    ids = {entry["statement"]["kind"]: entry["id"] for entry in listed}
    code, out, err = run("join", "oir.db", ids["strike-reported"], ids["insurgent-activity"], "--reason", "x")
    assert (1, "") == (code, out)
    assert "expected events that share their kind, found insurgent-activity and strike-reported" in err
    assert 2 == run("incidents", "oir.db", "--suggest", "--on", "2017-09-01")[0]
    assert 1 == run("correct", "oir.db", ids["area"], "members=x", "--because", "our-error", "--reason", "x")[0]


def test_activity_that_leaves_its_tactic_unsaid_is_not_taken_for_another():
    tl = timeline.connect()
    base = InsurgentActivity(area="a", when="2017", by="isis", reported_on="2018-01-01")
    tl.append([base, attrs.evolve(base, tactic="ambush")])
    assert [] == tl.suggest_incidents()


def test_dates_that_are_apart_are_suggested_only_when_asked_for(seeded):
    apart = {each.members[0].event.area: each.apart_days for each in seeded.suggest_incidents(apart_days=60)}
    assert (43, 5) == (apart["iq/anbar/ramadi"], apart["iq/kirkuk/hawija"])
    assert max(apart.values()) == apart["iq/anbar/ramadi"]
    assert {0} == {each.apart_days for each in seeded.suggest_incidents()}
    with pytest.raises(InputError):
        seeded.suggest_incidents(apart_days=-1)


def test_what_one_source_numbers_apart_is_not_suggested():
    tl = timeline.connect()
    said = [Citation("afp", "page 1"), Citation("afp", "page 2"), Citation("axios", "page 1")]
    tl.append(
        [AreaLiberated(area="a", when="2017-10", by="isf", source=each, external_id=each.locator) for each in said]
    )
    (suggestion,) = tl.suggest_incidents()
    assert ["afp", "axios"] == [member.event.source.source for member in suggestion.members]


@pytest.mark.parametrize(
    ("one", "two", "suggested"),
    [
        (("afp", "1"), ("afp", "2"), False),
        (("afp", "1"), ("afp", None), True),
        (("afp", None), ("afp", None), True),
        (("afp", "1"), ("axios", "2"), True),
        (("afp", "1"), (None, None), True),
        ((None, None), ("afp", "1"), True),
    ],
)
def test_only_one_source_numbers_its_events_apart(one, two, suggested):
    tl = timeline.connect()
    tl.append(
        [
            attrs.evolve(FALL, source=Citation(source, page) if source else None, external_id=id_)
            for page, (source, id_) in zip(("page 1", "page 2"), (one, two), strict=True)
        ]
    )
    assert suggested == bool(tl.suggest_incidents())


def test_dates_may_be_as_far_apart_as_asked_for_and_no_farther():
    tl = timeline.connect()
    tl.append([attrs.evolve(FALL, when=day) for day in ("2017-10-05", "2017-10-06")])
    assert [0, 1] == [len(tl.suggest_incidents(apart_days=apart)) for apart in (0, 1)]


def test_suggestions_come_by_the_date_of_their_first_member_and_arrival_has_no_part_in_it():
    dated = [("isf", "2017-09-01"), ("isf", "2017-09"), ("sdf", "2017-09-02"), ("sdf", "2017-09-02")]
    notes = ("first", "second", "third", "fourth")
    reports = [attrs.evolve(FALL, by=by, when=when, note=note) for (by, when), note in zip(dated, notes, strict=True)]
    for order in (reports, reports[::-1]):
        tl = timeline.connect()
        tl.append(order)
        groups = [[member.event.note for member in each.members] for each in tl.suggest_incidents()]
        assert [["first", "second"], ["fourth", "third"]] == groups


def test_the_lag_of_an_incident_is_that_of_its_first_report_and_of_a_source_its_own(seeded):
    before = [seeded.lag(source=source).events_count for source in ("jerusalem-post", "cjtf-oir", None)]
    seeded.join(liberations(seeded, "Hawija"), reason="one", reported_on="2017-10-01")
    after = [seeded.lag(source=source).events_count for source in ("jerusalem-post", "cjtf-oir", None)]
    assert [*before[:2], before[2] - 1] == after


def test_a_source_left_out_is_no_member(seeded):
    seeded.join(liberations(seeded, "Hawija"), reason="one")
    without = seeded.without(source="cjtf-oir")
    assert ([], "isf") == (without.incidents(), without.status("Hawija", on="2017-10-03").control)


HAWIJA_DAYS = ("2017-09-15", "2017-10-03", "2017-10-10")
RAMADI_DAYS = ("2015-12-27", "2016-01-15", "2016-02-10")


def held(tl, area, days):
    """For each day who holds an area, and who else may."""
    answers = [tl.status(area, on=day) for day in days]
    return [(answer.control, answer.possible("control").values - {answer.control}) for answer in answers]


def test_hawija_and_ramadi_by_each_source(seeded):
    paper, release = seeded.only(source="jerusalem-post"), seeded.only(source="cjtf-oir")
    assert [(None, {"isf", "isis"}), ("isf", set()), ("isf", set())] == held(paper, "Hawija", HAWIJA_DAYS)
    assert [(None, {"isis"}), (None, {"isis"}), ("isf", set())] == held(release, "Hawija", HAWIJA_DAYS)
    agency, encyclopedia = seeded.without(source="wikipedia"), seeded.without(source="afp")
    assert ["contested", "contested", "isf"] == [holder for holder, _ in held(agency, "Ramadi", RAMADI_DAYS)]
    assert ["isis", "isf", "isf"] == [holder for holder, _ in held(encyclopedia, "Ramadi", RAMADI_DAYS)]


def test_hawija_by_a_policy_that_trusts_the_paper_more(seeded):
    def paper_first(known, sources):
        return (known.event.source is not None and known.event.source.source == "jerusalem-post",)

    other = timeline.Timeline(seeded._log, timeline.AreaStatus, Policy("paper-first", 1, paper_first))
    seeded.join(liberations(seeded, "Hawija"), reason="one battle")
    assert [("isis", {"isf"}), ("isis", {"isf"}), ("isf", set())] == held(seeded, "Hawija", HAWIJA_DAYS)
    assert [("isis", {"isf"}), ("isf", {"isis"}), ("isf", set())] == held(other, "Hawija", HAWIJA_DAYS)
