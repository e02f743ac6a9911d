"""The plain data of every answer, whole: what other programs read, each key and each place."""

from __future__ import annotations

import datetime
import enum

import attrs
import pytest

import timeline
from timeline import BEGINNING, EVER, Area, Citation, Disputed, Event, Projection, derived, fold, last_on, latest, total
from timeline.conflict import (
    AreaLiberated,
    FightingReported,
    InsurgentActivity,
    StrikeReported,
    Target,
    VictoryDeclared,
)
from timeline.errors import InputError, NotFoundError
from timeline.model.plain import plain
from timeline.projections.projection import as_data
from timeline.queries.explain import describe
from timeline.queries.status import age_days

FREED = AreaLiberated(
    area="town",
    when="2017-09",
    by="isf",
    from_="isis",
    source=Citation("afp", "page 9"),
    reported_on="2017-10-02",
    note="declared",
)
STRUCK = StrikeReported(area="town", when="2017-09-29/..", strikes=2, reported_on="2017-10-03")


class Held(Projection, name="held"):
    """A value of every sort."""

    holder = latest(AreaLiberated.by, before=AreaLiberated.from_)
    freed_on = last_on(AreaLiberated)
    strikes = total(StrikeReported.strikes)
    told = fold(lambda seen, event: seen | {event.kind}, frozenset(), kinds=[AreaLiberated])

    @derived
    def is_free(self) -> bool:
        return self.holder == "isf"


@pytest.fixture
def tl():
    made = timeline.connect(projection=Held)
    made.append([Area("town", "Town"), FREED, STRUCK])
    return made


def ids(tl):
    return [entry.id for entry in tl.events() if not isinstance(entry.statement, Area)]


UNTOLD = {"is_free": False, "holder": None, "freed_on": None, "strikes": 0, "told": []}
FREE = {"is_free": True, "holder": "isf", "freed_on": "2017-09-30", "strikes": 0, "told": ["area-liberated"]}
UNSURE = dict.fromkeys(UNTOLD, False)


def september(last: str, strikes: int):
    return {
        "is_free": {"values": [False, True], "at_most": True},
        "holder": {"values": ["isf", "isis", None]},
        "freed_on": {"windows": [["2017-09-01", last]], "nothing": True},
        "strikes": {"min": 0, "max": strikes},
    }


BEFORE = {
    "start": None,
    "end": "2017-09-01",
    "values": UNTOLD,
    "certain": {"is_free": True, "holder": False, "freed_on": True, "strikes": True, "told": False},
    "possible": {
        "is_free": {"values": [False]},
        "holder": {"values": ["isis", None]},
        "freed_on": {"windows": [], "nothing": True},
        "strikes": {"min": 0, "max": 0},
    },
}
QUIET = {
    "start": "2017-09-01",
    "end": "2017-09-29",
    "values": UNTOLD,
    "certain": UNSURE | {"strikes": True},
    "possible": september("2017-09-28", 0),
}
STRIKING = {
    "start": "2017-09-29",
    "end": "2017-09-30",
    "values": UNTOLD,
    "certain": UNSURE,
    "possible": september("2017-09-29", 2),
}
FREED_POSSIBLE = {
    "is_free": {"values": [True]},
    "holder": {"values": ["isf"]},
    "freed_on": {"windows": [["2017-09-01", "2017-09-30"]], "nothing": False},
    "strikes": {"min": 0, "max": 2},
}
AFTER = {
    "start": "2017-09-30",
    "end": None,
    "values": FREE,
    "certain": UNSURE | {"is_free": True, "holder": True},
    "possible": FREED_POSSIBLE,
}


def test_a_history_as_data_is_each_span_with_its_values_certainty_and_possibilities(tl):
    assert [BEFORE, QUIET, STRIKING, AFTER] == tl.history("Town").as_data()


def test_a_history_of_one_facet_tells_its_spans_alone_and_its_judgements_when_asked(tl):
    ends = [(None, "2017-09-01"), ("2017-09-01", "2017-09-30"), ("2017-09-30", None)]
    told = [(None, ["isis", None]), (None, ["isf", "isis", None]), ("isf", ["isf"])]
    rows = [
        {"area": "town", "start": start, "end": end, "holder": holder}
        for (start, end), (holder, _) in zip(ends, told, strict=True)
    ]
    judged = [
        row | {"certain": {"holder": row["holder"] == "isf"}, "possible": {"holder": {"values": values}}}
        for row, (_, values) in zip(rows, told, strict=True)
    ]
    assert (rows, judged) == (tl.history("Town", "holder").rows(), tl.history("Town", "holder").rows(judged=True))


def test_a_history_on_a_day_is_the_status_on_that_day_with_all_its_coordinates(tl):
    known = {"known_on": "2017-10-02", "position": 3}
    status, past = tl.status("Town", on="2017-09-10", **known), tl.history("Town", **known)
    assert as_data(status) == as_data(past.at("2017-09-10"))
    assert (datetime.date(2017, 10, 2), 3) == (past.known_on, past.position)
    assert QUIET | {"end": "2017-09-30", "possible": september("2017-09-29", 0)} == past.span_at("2017-09-10").as_data()


def test_a_span_tells_of_each_value_what_it_is_what_it_may_be_and_whether_it_is_certain(tl):
    before, _, striking, after = tl.history("Town")
    assert ("isf", datetime.date(2017, 9, 30), 0) == tuple(
        after.values[name] for name in ("holder", "freed_on", "strikes")
    )
    assert ({"isf", "isis", None}, {"isf"}) == (striking.possible("holder").values, after.possible("holder").values)
    assert [False, True] == [span.certain("holder") for span in (before, after)]
    assert [EVER, 1, EVER] == [span.days_count for span in (before, striking, after)]


def test_the_days_of_a_value_are_those_of_all_its_spans_that_lie_within_the_bounds():
    tl = timeline.connect()
    for month, by in enumerate(("isf", "isis", "isf", "isis"), 1):
        tl.append([AreaLiberated(area="a", when=f"2017-0{month}-01", by=by, reported_on="2018-01-01")])
    held = tl.history("a", "control")
    assert [31 + 31, 31, 31, 10 + 31, EVER] == [
        held.days("isf"),
        held.days("isf", end="2017-03-01"),
        held.days("isf", start="2017-02-15"),
        held.days("isf", start="2017-01-22"),
        held.days("isis"),
    ]


@pytest.mark.parametrize(
    ("name", "on", "since"),
    [
        ("holder", "2017-10-05", datetime.date(2017, 9, 30)),
        ("holder", "2017-09-30", datetime.date(2017, 9, 30)),
        ("holder", "2017-09-29", BEGINNING),
        ("strikes", "2017-10-05", BEGINNING),
    ],
)
def test_a_value_is_so_since_the_first_day_of_its_last_run_whatever_else_changed(tl, name, on, since):
    assert since == tl.history("Town").since(name, on)


def test_a_history_refuses_a_day_that_is_none_a_facet_that_is_none_and_to_count_several(tl):
    past = tl.history("Town")
    for ask in (past.at, past.span_at, lambda on: past.since("holder", on)):
        with pytest.raises(InputError, match=r"^on: expected one day as YYYY-MM-DD, found '2017'; "):
            ask("2017")
    for name in ("start", "end"):
        with pytest.raises(InputError, match=rf"^{name}: expected one day as YYYY-MM-DD, found '2017'; "):
            tl.history("Town", "holder").days("isf", **{name: "2017"})
    with pytest.raises(InputError) as refused:
        past.days("isf")
    names = "is_free, holder, freed_on, strikes or told"
    assert (f"days: expected a history of one facet, found {names}; ask history(area, facet) for one of them") == str(
        refused.value
    )
    with pytest.raises(NotFoundError) as unknown:
        tl.history("Town", "weather")
    assert ("facet", "weather", tuple(UNTOLD)) == (unknown.value.what, unknown.value.name, unknown.value.nearest)
    assert f"projection held: expected {names}, found 'weather'" == str(unknown.value)


def test_the_status_over_several_days_as_data_is_its_spans_cut_off_at_both_ends(tl):
    assert {
        "area": "town",
        "when": "2017-09-10/2017-10-02",
        "spans": [QUIET | {"start": "2017-09-10"}, STRIKING, AFTER | {"end": "2017-10-03"}],
    } == tl.statuses_during("Town", on="2017-09-10/2017-10-02").as_data()


def test_a_status_as_data_has_its_coordinates_its_judgements_and_the_evidence_there_is(tl):
    judged = {name: AFTER[name] for name in ("values", "certain", "possible")}
    assert {
        "area": "town",
        "at": {"on": "2017-10-02", "known_on": "2017-10-03", "position": 3},
        **judged,
        "evidence": dict.fromkeys(("holder", "freed_on", "told"), "2017-09-30"),
    } == as_data(tl.status("Town", on="2017-10-02", known_on="2017-10-03"))


def test_a_facet_asked_for_alone_has_all_that_a_status_has_of_it(tl):
    facet, status = Held.definition.facets["freed_on"], tl.status("Town", on="2017-10-02")
    answer = tl.ask(facet, "Town", on="2017-10-02")
    assert (status.at, "town", status.freed_on) == (answer.at, answer.area, answer.value)
    assert (status.certain("freed_on"), status.evidence["freed_on"]) == (answer.is_certain, answer.evidence)
    assert repr(status.possible("freed_on")) == repr(answer.possible)


def test_the_newest_evidence_is_that_of_what_the_derived_values_rest_on_or_of_all_where_none_is_derived(tl):
    class Facts(Projection, name="facts"):
        holder = latest(AreaLiberated.by)
        strikes = total(StrikeReported.strikes)

    tl.append([attrs.evolve(STRUCK, when="2017-10-04", reported_on="2017-10-04")])
    answers = [each.status("Town", on="2017-10-05") for each in (tl, tl.using(Facts))]
    assert [5, 1] == [age_days(answer) for answer in answers]
    assert [None, None] == [age_days(each.status("Town", on="2017-08-31")) for each in (tl, tl.using(Facts))]


def test_an_explanation_as_data_has_for_each_value_what_it_rests_on(tl):
    freed, struck = ids(tl)
    citing = {
        "id": freed,
        "positions": [2],
        "kind": "area-liberated",
        "area": "town",
        "when": "2017-09",
        "claim": "area-liberated",
        "source": "afp",
        "locator": "page 9",
        "reported_on": "2017-10-02",
        "note": "declared",
    }
    uncited = {
        "id": struck,
        "positions": [3],
        "kind": "strike-reported",
        "area": "town",
        "when": "2017-09-29/..",
        "claim": 2,
        "source": None,
        "locator": None,
        "reported_on": "2017-10-03",
        "note": None,
    }
    causes = {"holder": citing | {"claim": "isf"}, "freed_on": citing, "strikes": uncited, "told": citing}
    shown = tl.explain("Town", on="2017-10-02")
    assert {
        "area": "town",
        "at": {"on": "2017-10-02", "known_on": None, "position": 3},
        "reasons": [
            {
                "name": name,
                "value": value,
                "since": None if name == "strikes" else "2017-09-30",
                "rests_on": ["holder"] if name == "is_free" else [],
                "certain": AFTER["certain"][name],
                "possible": AFTER["possible"].get(name),
                "causes": [causes[name]] if name in causes else [],
                "rivals": [],
                "evidence": None if name in ("is_free", "strikes") else "2017-09-30",
                "age_days": None if name in ("is_free", "strikes") else 2,
            }
            for name, value in FREE.items()
        ],
    } == shown.as_data()
    assert [
        {"name": name, "value": FREE[name], "since": None if name == "strikes" else "2017-09-30", **cause}
        for name, cause in causes.items()
    ] == shown.rows()


def test_a_rival_as_data_says_who_told_it_when_and_why_it_does_not_count(tl):
    late = attrs.evolve(FREED, when="2017-10-09", source=None, note="", reported_on="2017-10-10")
    rivals = [tl.append([each]).ids[0] for each in (attrs.evolve(FREED, when="2017-08-01"), late)]
    told = {"kind": "area-liberated", "area": "town"}
    assert [
        told
        | {
            "id": rivals[0],
            "when": "2017-08-01",
            "source": "afp",
            "reported_on": "2017-10-02",
            "why": "superseded",
        },
        told
        | {
            "id": rivals[1],
            "when": "2017-10-09",
            "source": None,
            "reported_on": "2017-10-10",
            "why": "after the date",
        },
    ] == [rival.as_data() for rival in tl.explain("Town", on="2017-10-05")["holder"].rivals]


def test_a_diff_as_data_names_both_sides_each_change_and_the_entries_behind_it(tl):
    freed, _ = ids(tl)
    changes = [{"name": name, "before": UNTOLD[name], "after": FREE[name]} for name in UNTOLD if name != "strikes"]
    assert {
        "area": "town",
        "before": {"on": "2017-10-01", "known_on": "2017-10-01", "position": 3},
        "after": {"on": "2017-10-01", "known_on": "2017-10-02", "position": 3},
        "changes": changes,
        "because": [freed],
    } == tl.diff("Town", on="2017-10-01", known_on=("2017-10-01", "2017-10-02")).as_data()


def test_contradictions_as_data_cite_each_claim_and_what_speaks_against_it():
    tl = timeline.connect()
    won = VictoryDeclared(
        area="town", when="2017-12", by="gov", source=Citation("afp", "page 9"), reported_on="2018-01-01"
    )
    hit = InsurgentActivity(area="town", when="2017-12-20", by="isis", reported_on="2017-12-21")
    ids = tl.append([won, hit]).ids
    cited = {"kind": "victory-declared", "source": "afp", "locator": "page 9", "reported_on": "2018-01-01"}
    uncited = {"kind": "insurgent-activity", "source": None, "locator": None, "reported_on": "2017-12-21"}
    claim = {
        "id": ids[0],
        "area": "town",
        "when": "2017-12",
        "claim": "victory-declared",
        "positions": [1],
        "note": None,
    }
    other = {
        "id": ids[1],
        "area": "town",
        "when": "2017-12-20",
        "claim": "insurgent-activity",
        "positions": [2],
        "note": None,
    }
    objection = other | uncited | {"facets": ["insurgency"], "day": "2017-12-20", "sure": False}
    since = {"earliest": "2017-12-01", "latest": "2017-12-31"}
    found = tl.contradictions("2018-01-02", within=timeline.days(30))
    assert {
        "at": {"on": "2018-01-02", "known_on": None, "position": 2},
        "within_days": 30,
        "contradictions": [
            {
                "name": "victory_claim",
                "area": "town",
                "since": since,
                "claims": [claim | cited],
                "objections": [objection],
            }
        ],
    } == found.as_data()
    assert [{"contradicts": "victory_claim", "in_area": "town"} | since | objection] == found.rows()


def test_a_rollup_as_data_has_its_coordinates_and_the_areas_of_each_value(tl):
    tl.append([Area("land", "Land"), Area("hill", "Hill", parents=["land"])])
    tl.append([Area("town", "Town", parents=["land"], reported_on="2017-01-01")])
    by_holder = tl.rollup("Land", "holder", on="2017-12-30")
    assert {
        "area": "land",
        "at": {"on": "2017-12-30", "known_on": None, "position": 6},
        "name": "holder",
        "unanimous": False,
        "groups": [
            {"value": None, "areas_count": 1, "areas": ["hill"]},
            {"value": "isf", "areas_count": 1, "areas": ["town"]},
        ],
    } == by_holder.as_data()
    assert by_holder.as_data()["groups"] == by_holder.rows()


def test_a_lag_as_data_cites_the_event_that_became_known_latest(tl):
    freed, struck = ids(tl)
    longest = {
        "id": struck,
        "kind": "strike-reported",
        "area": "town",
        "when": "2017-09-29/..",
        "reported_on": "2017-10-03",
        "source": None,
        "locator": None,
    }
    counts = {"known_on": None, "position": 3, "imprecise_count": 1, "announced_count": 0}
    every = {"area": None, "source": None, "events_count": 2, "median_days": 3.0, "longest_days": 4}
    assert counts | every | {"longest": longest} == tl.lag().as_data()
    cited = longest | {"id": freed, "kind": "area-liberated", "when": "2017-09", "reported_on": "2017-10-02"}
    own = {"area": "town", "source": "afp", "events_count": 1, "median_days": 2, "longest_days": 2}
    tl.append([timeline.Source("afp", "AFP", "B")])
    assert [counts | {"position": 4} | own | {"longest": cited | {"source": "afp", "locator": "page 9"}}] == (
        tl.lag("Town", source="AFP").rows()
    )


def test_incidents_and_suggestions_as_data_cite_each_member(tl):
    other = attrs.evolve(FREED, when="2017-10-04", source=None, note="", reported_on="2017-10-05")
    ours, theirs = ids(tl)[0], tl.append([other]).ids[0]
    about = {"kind": "area-liberated", "area": "town"}
    cited = about | {"when": "2017-09", "source": "afp", "locator": "page 9", "reported_on": "2017-10-02"}
    uncited = about | {"when": "2017-10-04", "source": None, "locator": None, "reported_on": "2017-10-05"}
    members = [{"id": ours} | cited, {"id": theirs} | uncited]
    (suggestion,) = tl.suggest_incidents(apart_days=4)
    assert about | {"when": None, "apart_days": 4, "members": members} == suggestion.as_data()
    assert [] == tl.suggest_incidents(apart_days=3)
    twice = timeline.connect().what_if([FREED, attrs.evolve(FREED, when="[2017-09-20..2017-10-04]")])
    (overlapping,) = twice.suggest_incidents()
    assert ("[2017-09-20..2017-09-30]", 0) == tuple(overlapping.as_data()[key] for key in ("when", "apart_days"))
    joined = tl.join(suggestion.ids, reason="one town")
    (incident,) = tl.incidents()
    assert {
        "id": theirs,
        **about,
        "when": "2017-10-04",
        "placements": ["2017-09", "2017-10-04"],
        "apart_days": 4,
        "is_disputed": False,
        "members": members[::-1],
        "joins": [{"id": joined, "reason": "one town"}],
    } == incident.as_data()
    (cause,) = tl.explain("Town", on="2017-12-30")["freed_on"].as_data()["causes"]
    assert (theirs, "2017-10-05", [4, 2, 5]) == (cause["id"], cause["reported_on"], cause["positions"])
    assert [{"incident": theirs, "apart_days": 4, **member} for member in members[::-1]] == incident.rows()


@attrs.frozen(kw_only=True)
class Painted(Event):
    kind = "painted"
    colour: str = ""
    size_: int = 0


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (FREED, "area-liberated (by isf, from isis), 2017-09"),
        (
            attrs.evolve(STRUCK, targets=[Target("destroyed", 2, "tunnels"), Target("damaged", None, "a road")]),
            "strike-reported (strikes 2, by coalition, targets destroyed 2 tunnels / damaged a road), 2017-09-29/..",
        ),
        (FightingReported(area="town", when="2017-09"), "fighting-reported, 2017-09"),
        (Painted(area="town", when="2017-09"), "painted (size 0), 2017-09"),
    ],
)
def test_an_event_in_a_line_is_its_kind_what_it_says_of_its_own_and_its_date(event, line):
    assert line == describe(event)


@attrs.frozen
class Rivals:
    by: Disputed[str]
    on: frozenset[datetime.date]


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (EVER, None),
        (Colour.RED, "red"),
        (datetime.date(2017, 10, 5), "2017-10-05"),
        (Disputed(frozenset({Colour.RED, datetime.date(2017, 10, 5)})), {"disputed": ["red", "2017-10-05"]}),
        ({1: frozenset({"b", "a", 3}), "days": (EVER, [Colour.RED])}, {"1": ["a", "b", 3], "days": [None, ["red"]]}),
        (
            Citation("afp", "page 9", "2017-10-05"),
            {"source": "afp", "locator": "page 9", "published": "2017-10-05"},
        ),
        ({"at": Citation("afp")}, {"at": {"source": "afp", "locator": "", "published": None}}),
        (
            Rivals(Disputed(frozenset({"sdf", "isf"})), frozenset({datetime.date(2017, 10, 5)})),
            {"by": {"disputed": ["isf", "sdf"]}, "on": ["2017-10-05"]},
        ),
        (3 + 4j, "(3+4j)"),
    ],
)
def test_any_value_becomes_data_that_json_can_hold(value, data):
    assert data == plain(value)
