"""What speaks for, against and beside an answer is held to the oracle: each question once more, as its docs say it."""

from __future__ import annotations

import itertools
import statistics
from typing import Any

import attrs
from asked import AREA, DAY, KNOWN, LastDays, Wide, expected, happenings, told
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import AREAS, DESCRIBED, Script, days, events, played
from timeline import BEGINNING, AreaStatus, Correction, Event, Reinstatement, Retraction, When
from timeline.conflict import AreaCaptured, AreaLiberated, InsurgentActivity, StrikeReported, VictoryDeclared
from timeline.model.days import Unbounded, plus
from timeline.model.entries import OUR_ERROR, Source
from timeline.model.events import own_fields
from timeline.testing import oracle as plainly
from timeline.testing.oracle import Claim, Oracle
from timeline.testing.strategies import DAYS_COUNT, FIRST_DAY, events_of, logs, narrow_whens

SOURCES = ("good", "fair")
# Of few kinds, so that more of what is drawn speaks for or against the same.
LOGS = logs([AreaCaptured, AreaLiberated, StrikeReported, InsurgentActivity, VictoryDeclared], described=DESCRIBED).map(
    played
)
ASKED = st.sampled_from([AreaStatus, Wide, LastDays])


def reported(events: st.SearchStrategy[Event]) -> Any:
    """Logs of nothing but some events, enough of them to stand beside each other."""
    told = st.lists(events, min_size=5, max_size=12)
    return told.map(lambda drawn: played(Script([*DESCRIBED, *drawn])))


def dense(kinds: Any, areas: Any) -> Any:
    """Events of few days about all of few areas, of a date in two its source is not certain."""
    return st.builds(
        lambda event, area, uncertain: attrs.evolve(
            event, area=area, scope="whole", when=attrs.evolve(event.when, uncertain=uncertain)
        ),
        events(kinds, whens=narrow_whens()),
        st.sampled_from(areas),
        st.booleans(),
    )


# Of strikes one in two has none, so that more speaks against a claim, or all but does.
STRUCK = events_of(StrikeReported, strikes=st.integers(0, 1))
DISPUTED = reported(dense([AreaLiberated, VictoryDeclared, STRUCK, STRUCK, InsurgentActivity], AREAS[:3]))
# So that more of it may be one in pairs, and not all together.
FREED = events_of(AreaLiberated, by=st.just("isf"), from_=st.sampled_from([None, "isis", "sdf"]))
ALIKE = reported(dense([FREED], AREAS[:1]))
# So that several are known equally late.
LATE = reported(
    st.builds(
        lambda event, days_count: attrs.evolve(event, reported_on=plus(event.when.first.latest, days_count)),
        dense([FREED], AREAS),
        st.integers(0, 2),
    )
)
ON = st.one_of(days(), st.just(FIRST_DAY + DAYS_COUNT * DAY))


def reports_of(known: Any) -> frozenset[str]:
    """The ids of the events that say something: one, or those of an incident."""
    return frozenset(each.id for each in known.members or (known,))


def around(described: Any, area: str, on: Any, look: str) -> dict[str, int]:
    """An area with those that it lies in that day, or that lie in it, each with the steps to it."""
    lies_in = {(each.id, p.area) for each in described.values() for p in each.parents if p.start <= on < p.end}
    ways = {"up": lies_in, "down": {(above, below) for below, above in lies_in}, "here": set()}[look]
    steps = {area: 0}
    for count in range(len(ways)):
        steps = {there: count + 1 for here, there in ways if steps.get(here) == count} | steps
    return steps


def described_by(entries: Any, known_on: Any) -> Any:
    return Oracle(entries, AreaStatus).known(known_on, None)[0]


# Contradictions: whole claims that nothing has ended since, and what is said there or inside since the first of them.

CLAIMED = {"victory_claim": (VictoryDeclared, None), "liberation_claim": (AreaLiberated, AreaCaptured)}
AGAINST = {"insurgency": InsurgentActivity, "strikes": StrikeReported}


@given(st.one_of(LOGS, DISPUTED), ON, KNOWN, st.one_of(st.none(), st.integers(1, 60)))
def test_what_speaks_against_each_claim_is_what_was_said_there_or_inside_since(tl, on, known_on, length):
    found = tl.contradictions(on, within=None if length is None else timeline.days(length), known_on=known_on)
    areas, said = described_by(tl.events(), known_on), happenings(tl.events(), known_on)
    begun = [(claim, frozenset(ids)) for claim, ids in said if claim.event.when.first.latest <= on]
    after = BEGINNING if length is None else plus(on, -length)
    wanted = {
        (name, area): against
        for (name, kinds), area in itertools.product(CLAIMED.items(), AREAS)
        if (standing := _standing(begun, area, around(areas, area, on, "up"), *kinds))
        and (against := _against(begun, around(areas, area, on, "down"), on, after, standing))
    }
    assert wanted == {
        (each.name, each.area): {reports_of(o.claim.known): (o.facets, o.day, o.is_sure) for o in each.objections}
        for each in found
    }
    assert sorted(wanted, key=lambda claimed: _most_sure(wanted[claimed], *claimed)) == [
        (e.name, e.area) for e in found
    ]
    for each in found:
        assert sorted((o.day for o in each.objections), reverse=True) == [o.day for o in each.objections]
        assert sorted(claim.day for claim in each.claims) == [claim.day for claim in each.claims]
        standing = _standing(begun, each.area, around(areas, each.area, on, "up"), *CLAIMED[each.name])
        assert {ids for _, ids in standing} == {reports_of(claim.known) for claim in each.claims}
        assert _since(standing) == (each.since.earliest, each.since.latest)
        assert each.newest == max(day for _, day, _ in wanted[each.name, each.area].values())


def _most_sure(against: Any, name: str, area: str) -> Any:
    """Most sure objections, then most, then the newest; then by name."""
    days_of = [day for _, day, _ in against.values()]
    return -sum(is_sure for _, _, is_sure in against.values()), -len(against), -max(days_of).toordinal(), area, name


def _standing(begun: Any, area: str, above: Any, kind: Any, until: Any) -> Any:
    ends = [each.event.when.first.latest for each, _ in begun if each.event.area in above and _is_whole(each, until)]
    claims = [(each, ids) for each, ids in begun if each.event.area == area and _is_whole(each, kind)]
    return [(each, ids) for each, ids in claims if each.event.when.first.latest >= max(ends, default=BEGINNING)]


def _is_whole(claim: Claim, kind: Any) -> bool:
    return kind is not None and any(isinstance(event, kind) and event.scope == "whole" for event, _ in claim.said)


def _since(standing: Any) -> tuple[Any, Any]:
    """The days on which the first of some claims may have been made."""
    return min(_earliest(claim) for claim, _ in standing), min(_latest(claim) for claim, _ in standing)


def _earliest(claim: Claim) -> Any:
    return min(when.first.earliest for when in claim.dates)


def _latest(claim: Claim) -> Any:
    return max(when.first.latest for when in claim.dates)


def _against(begun: Any, inside: Any, on: Any, after: Any, standing: Any) -> Any:
    certain = [_latest(claim) for claim, _ in standing if not claim.event.when.is_qualified]
    against = {}
    for claim, ids in begun:
        facets = tuple(name for name, kind in AGAINST.items() if isinstance(claim.event, kind))
        newest = min(claim.event.when.last.latest, on)
        amounts = {getattr(event, "strikes", 1) for event, _ in claim.said}
        if facets and claim.event.area in inside and amounts != {0} and _since(standing)[0] <= newest > after:
            is_later = any(day <= _earliest(claim) for day in certain)
            is_recent = min(when.last.earliest for when in claim.dates) > after
            against[ids] = (facets, newest, is_later and is_recent and not claim.event.when.is_qualified)
    return against


# Suggestions: each event, by date and content, with the first others that may all be one with it.


@given(st.one_of(LOGS, ALIKE), KNOWN, st.one_of(st.integers(0, 3), st.integers(0, 30)))
def test_what_may_be_one_is_alike_near_and_not_numbered_apart(tl, known_on, apart):
    said = sorted(happenings(tl.events(), known_on), key=lambda each: _by_date(each[0].event))
    groups: list[list[tuple[Event, set[str]]]] = []
    for claim, ids in said:
        fitting = [group for group in groups if all(_may_be_one(claim.event, other, apart) for other, _ in group)]
        (fitting[0] if fitting else groups.append([]) or groups[-1]).append((claim.event, ids))
    wanted = {frozenset(frozenset(ids) for _, ids in group): group for group in groups if len(group) > 1}
    suggested = tl.suggest_incidents(apart_days=apart, known_on=known_on)
    found = {frozenset(map(reports_of, each.members)): each for each in suggested}
    assert list(wanted) == list(found)
    for key, group in wanted.items():
        assert [_by_date(event) for event, _ in group] == [_by_date(each.event) for each in found[key].members]
        whens = [event.when for event, _ in group]
        farthest = max(_apart(one, two) for one, two in itertools.combinations(whens, 2))
        assert (plainly._common(whens), farthest) == (found[key].when, found[key].apart_days)


def _by_date(event: Event) -> Any:
    return (event.area, event.when.first.latest, event.when.first.earliest, repr(event))


def _may_be_one(one: Event, two: Event, apart: int) -> bool:
    kinds = {(each.kind, each.area, each.scope, each.when.lasts) for each in (one, two)}
    sources, numbers = {one.source.source, two.source.source}, {one.external_id, two.external_id}
    if len(kinds) > 1 or (len(sources) == 1 and len(numbers - {None}) > 1):
        return False
    fields = [{getattr(each, name) for each in (one, two)} - {None, "", ()} for name in own_fields(type(one))]
    return _apart(one.when, two.when) <= apart and all(len(values) < 2 for values in fields)


def _apart(one: When, two: When) -> float:
    """The days between the windows of the ends that are farther apart."""
    gaps = []
    for windows in ((one.first, two.first), (one.last, two.last)):
        start, end = min(each.latest for each in windows), max(each.earliest for each in windows)
        is_endless = isinstance(start, Unbounded) or isinstance(end, Unbounded)
        gaps.append(0 if end <= start else float("inf") if is_endless else (end - start).days)
    return max(gaps)


# Lag by area and source.


@given(st.one_of(LOGS, LATE), st.one_of(st.none(), AREA), st.sampled_from([None, *SOURCES]), KNOWN)
def test_the_lag_in_an_area_and_of_a_source_counts_what_happened_inside_and_its_own_reports(tl, area, source, known_on):
    areas, reported = described_by(tl.events(), known_on), {entry.id: entry.reported_on for entry in tl.events()}
    happened = [(claim.event, ids) for claim, ids in happenings(tl.events(), known_on)]
    said = plainly._in_force([entry for entry in tl.events() if entry.reported_on <= known_on])
    single = [(event, {id_}) for id_, (event, _) in said.items() if isinstance(event, Event)]
    counted = [
        (event.when.first, min(reported[id_] for id_ in ids), frozenset(ids))
        for event, ids in (single if source else happened)
        if source in (None, event.source.source)
        and (area is None or area in around(areas, event.area, event.when.first.latest, "up"))
    ]
    lags = [0 if day in first else (day - first.latest).days for first, day, _ in counted]
    lag = tl.lag(area, source=source, known_on=known_on)
    assert (len(lags), max(lags, default=None)) == (lag.events_count, lag.longest_days)
    assert (statistics.median(lags) if lags else None) == lag.median_days
    order = [(-days_late, first.latest) for days_late, (first, _, _) in zip(lags, counted, strict=True)]
    longest = [ids for place, (_, _, ids) in zip(order, counted, strict=True) if place == min(order)]
    assert (reports_of(lag.longest) in longest) if counted else lag.longest is None
    assert sum(first.earliest != first.latest for first, _, _ in counted) == lag.imprecise_count
    assert sum(days_late < 0 for days_late in lags) == lag.announced_count


# Whose words count: what is said under each entry by those who are heard; our own mending of a word belongs to it.


@given(LOGS, st.sampled_from([*SOURCES, "unheard"]), st.booleans(), days(), KNOWN)
def test_without_a_source_and_only_a_source_is_what_the_rest_say(tl, source, only, on, known_on):
    tl.append([Source("unheard", "Unheard")])
    view = tl.only(source=source) if only else tl.without(source=source)
    entries = [entry for entry in tl.events() if entry.reported_on <= known_on]
    oracle = Oracle(list(_heard(entries, lambda event: (event.source.source == source) == only)), AreaStatus)
    for area in AREAS:
        assert expected(oracle, area, on, known_on) == told(view.status(area, on=on, known_on=known_on))


def _heard(seen: Any, hears: Any) -> Any:
    """The entries with what is left to say in place of each event and its corrections."""
    cancelled = cancelled_among(seen)
    for entry in seen:
        if isinstance(entry.statement, Event):
            said = _said(entry, seen, cancelled, hears)
            if said and hears(said[0]):
                yield attrs.evolve(entry, statement=said[0], reported_on=said[1])
        elif not (isinstance(entry.statement, Correction) and isinstance(entry.statement.replacement, Event)):
            yield entry


def cancelled_among(seen: Any) -> set[str]:
    """The ids of what was withdrawn and not restored."""
    cancelled: set[str] = set()
    for entry in reversed(seen):
        if isinstance(entry.statement, (Retraction, Reinstatement)) and entry.id not in cancelled:
            cancelled.add(entry.statement.target)
    return cancelled


def corrections_of(entry: Any, seen: Any, cancelled: set[str]) -> list[Any]:
    """The corrections of an entry in force, the one that counts first."""
    about = [each for each in seen if isinstance(each.statement, Correction) and each.id not in cancelled]
    own = [each for each in about if each.statement.target == entry.id]
    return sorted(own, key=lambda each: each.reported_on, reverse=True)


def _said(entry: Any, seen: Any, cancelled: set[str], hears: Any) -> Any:
    for correction in corrections_of(entry, seen, cancelled):
        said = _said(correction, seen, cancelled, hears)
        if correction.statement.because == OUR_ERROR or (said and hears(said[0])):
            return said
    return getattr(entry.statement, "replacement", entry.statement), entry.reported_on


# Rivals: every other event or earlier wording that a value might have heeded, each with the one reason it did not.


@given(LOGS, ASKED, days(), KNOWN)
def test_each_rival_of_a_value_has_the_reason_that_the_docs_give(tl, projection, on, known_on):
    for area in AREAS:
        entries = tl.events()
        explanation = tl.using(projection).explain(area, on=on, known_on=known_on)
        said, areas = happenings(entries, known_on), described_by(entries, known_on)
        for name, facet in projection.definition.facets.items():
            near = around(areas, area, on, facet.look)
            causes = set().union(*(reports_of(cause.known) for cause in explanation[name].causes))
            fates = _fates(facet, said, areas, area, on) | dict.fromkeys(causes, "cause")
            wanted = [
                (entry.id, event, why)
                for entry in entries
                for event, why in _candidates(entry, entries, known_on, fates)
                if why != "cause" and event.area in near and type(event) in facet.kinds
            ]
            assert wanted == [(each.entry.id, each.event, each.why) for each in explanation[name].rivals], name


def _candidates(entry: Any, entries: Any, known_on: Any, fates: dict[str, str]) -> Any:
    """What an entry says now with its fate, and what it no longer says."""
    wording = getattr(entry.statement, "replacement", entry.statement)
    seen = [each for each in entries if each.reported_on <= known_on]
    cancelled = cancelled_among(seen)
    if not isinstance(wording, Event):
        return
    if entry not in seen:
        yield wording, "not yet known"
    elif _is_withdrawn(entry, entries, cancelled):
        yield wording, "retracted"
    else:
        if isinstance(entry.statement, Event):
            yield plainly._in_force(seen)[entry.id][0], fates.get(entry.id, "cause")
        if not _counts(entry, seen, cancelled):
            yield wording, "superseded"


def _is_withdrawn(entry: Any, entries: Any, cancelled: set[str]) -> bool:
    """Whether it, or what it corrects, was."""
    target = next((each for each in entries if each.id == getattr(entry.statement, "target", None)), None)
    return entry.id in cancelled or (target is not None and _is_withdrawn(target, entries, cancelled))


def _counts(entry: Any, seen: Any, cancelled: set[str]) -> bool:
    """Whether its wording stands: nothing corrects it, and of the corrections of what it corrects it counts."""
    if corrections_of(entry, seen, cancelled):
        return False
    while isinstance(entry.statement, Correction):
        target = next(each for each in seen if each.id == entry.statement.target)
        if corrections_of(target, seen, cancelled)[0] != entry:
            return False
        entry = target
    return True


def _fates(facet: Any, said: Any, areas: Any, area: str, on: Any) -> dict[str, str]:
    """Why each report does not decide, if it does not."""
    asked, steps = steps_of(facet, areas, area, on)
    near = [(asked._heard(each, steps[each.event.area]), ids) for each, ids in said if is_near(each, facet, steps)]
    speaking = [claim for claim, _ in near if speaks(claim)]
    return {id_: _fate(asked, claim, speaking, on) for claim, ids in near for id_ in ids}


def steps_of(facet: Any, areas: Any, area: str, on: Any) -> Any:
    asked = plainly._Asked(facet, type(facet).__name__, on)
    return asked, asked._steps(area, areas)


def is_near(claim: Claim, facet: Any, steps: Any) -> bool:
    return claim.event.area in steps and type(claim.event) in facet.kinds


def speaks(claim: Claim) -> bool:
    return any(value is not None for _, value in claim.said)


def _fate(asked: Any, claim: Claim, speaking: list[Claim], on: Any) -> str:
    if not speaks(claim):
        return "out of scope"
    if on < _earliest(claim) or (asked.reducer == "Fold" and on < claim.event.when.first.latest):
        return "after the date"
    if asked.reducer == "Active":
        is_active = any(asked._inside(when.first.earliest, when.last.latest) for when in claim.dates)
        return "agrees" if is_active else "expired"
    if asked.reducer == "Total":
        return "expired" if any(value for _, value in claim.said) else "agrees"
    return _fate_beside(asked, claim, speaking, on)


def _fate_beside(asked: Any, claim: Claim, speaking: list[Claim], on: Any) -> str:
    """Of the latest, or first, only one decides: another took the place of what does in no world."""
    worlds = [asked._places(each) for each in speaking]
    own = worlds[speaking.index(claim)]
    leading = plainly._leading(worlds, on, latest=asked.reducer != "First")
    if any(place in leading for place in own):
        return "agrees"
    sure = [each for each in speaking if _latest(each) <= on and all(value is not None for _, value in each.said)]
    its_days = [place.first for place in own if place.first <= on]
    is_before, is_behind = (min(_latest(e) for e in sure) < min(its_days)), (max(map(_earliest, sure)) > max(its_days))
    return "superseded" if (is_before if asked.reducer == "First" else is_behind) else "outranked"


# Since when, by what evidence, and what changed it.


@given(LOGS, ASKED, AREA, days(), KNOWN, st.lists(days(), max_size=5))
def test_a_value_is_so_since_the_first_day_from_which_it_was_told(tl, projection, area, on, known_on, drawn):
    oracle = Oracle(tl.events(), projection)
    now = oracle.status(area, on, known_on)
    for reason in tl.using(projection).explain(area, on=on, known_on=known_on).reasons:
        begun = [] if reason.since is BEGINNING else [reason.since]
        for day in (*begun, *(day for day in drawn if reason.since <= day <= on)):
            assert now[reason.name].value == oracle.status(area, day, known_on)[reason.name].value
        for day in begun:
            assert now[reason.name].value != oracle.status(area, day - DAY, known_on)[reason.name].value


@given(LOGS, ASKED, AREA, days(), KNOWN)
def test_the_evidence_of_a_value_is_the_newest_day_that_what_makes_it_speaks_of(tl, projection, area, on, known_on):
    oracle, answer = Oracle(tl.events(), projection), tl.using(projection).status(area, on=on, known_on=known_on)
    known = oracle.known(known_on, None)
    explanation = tl.using(projection).explain(area, on=on, known_on=known_on)
    for name, facet in projection.definition.facets.items():
        newest = max((min(day, on) for day in _last_days(facet, area, on, *known)), default=None)
        reason = explanation[name]
        age = (on - newest).days if newest else None
        assert (newest, newest, age) == (answer.evidence[name], reason.evidence, reason.age_days), name


def _last_days(facet: Any, area: str, on: Any, areas: Any, claims: Any) -> list[Any]:
    """The last days of what decides a value, each event placed on its latest day."""
    asked, steps = steps_of(facet, areas, area, on)
    heard = [asked._heard(each, steps[each.event.area]) for each in claims if is_near(each, facet, steps)]
    telling = [each for each in heard if (_adds(each) if asked.reducer == "Total" else speaks(each))]
    whens = [(each.event.when.first.latest, each.event.when.last.latest, each.rank) for each in telling]
    happened = [each for each in whens if each[0] <= on]
    if asked.reducer == "Active":
        return [last for first, last, _ in happened if asked._inside(first, last)]
    if asked.reducer == "Total":
        return [last for _, last, _ in happened if asked._inside(last, last)]
    if asked.reducer in ("Latest", "LastOn"):
        return [last for first, last, rank in happened if (first, rank) == max((day, its) for day, _, its in happened)]
    if asked.reducer == "First":
        day = min((first for first, _, _ in happened), default=None)
        on_it = [(rank, last) for first, last, rank in happened if first == day]
        return [last for rank, last in on_it if rank == max(on_it)[0]]
    return [last for _, last, _ in happened]


def _adds(claim: Claim) -> bool:
    """Whether a happening surely adds to an amount: where one of its reports tells of none, nothing is counted."""
    amounts = [value for _, value in claim.said]
    return None not in amounts and any(amounts)


@given(LOGS, AREA, days(), st.tuples(KNOWN, KNOWN))
def test_a_diff_is_because_of_what_one_side_knows_of_what_changed(tl, area, on, known_on):
    diff, entries = tl.diff(area, on=on, known_on=known_on), tl.events()
    sides = [tl.explain(area, on=on, known_on=each) for each in known_on]
    changed = {change.name for change in diff.changes} & AreaStatus.definition.facets.keys()
    causes = [cause for side in sides for name in changed for cause in side[name].causes]
    rests_on = {id_ for cause in causes for id_ in reports_of(cause.known)}
    told = [ids for each in known_on for _, ids in happenings(entries, each) if ids & rests_on]
    rests_on = rests_on.union(*told)
    rests_on |= {each.id for each in entries if set(_subjects(each, entries)) & rests_on}
    areas = [described_by(entries, each) for each in known_on]
    places = [[around(each, area, on, look) for look in ("up", "down")] for each in areas]
    moved = set().union(*places[0], *places[1]) if places[0] != places[1] else set()
    letters = [{each.id: each.reliability for each in tl.sources(known_on=day).described.values()} for day in known_on]
    cited = {getattr(each.statement, "replacement", each.statement) for each in entries if each.id in rests_on}
    sources = {each.source.source for each in cited if isinstance(each, Event)}
    renamed = moved | {each for each in sources if letters[0].get(each, "F") != letters[1].get(each, "F")}
    described = {each.id for each in entries if getattr(each.statement, "id", None) in renamed}
    learnt = [each for each in entries if min(known_on) < each.reported_on <= max(known_on)]
    assert [each for each in learnt if {*_subjects(each, entries)} & (rests_on | described)] == list(diff.because)


def _subjects(entry: Any, entries: Any) -> Any:
    """The ids of an entry and of all that it is about, near and far."""
    yield entry.id
    for id_ in getattr(entry.statement, "members", (getattr(entry.statement, "target", None),)):
        yield from itertools.chain.from_iterable(_subjects(each, entries) for each in entries if each.id == id_)
