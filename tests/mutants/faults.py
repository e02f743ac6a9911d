"""Small faults that somebody could make in the engine, each of which the kit must catch.

Invariant: the old text of a mutant occurs exactly once in its file. Left out are changes that alter no answer: the
position is respected twice (`States._heard` cuts the entries, `knowledge` looks at each), so that either alone would
do; a facet resolves only claims that its `witnesses` let through, so that a looser `resolve` of `active` takes no more;
and a fold copies its initial state only for the sake of steps that change it, which a law forbids.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Mutant:
    """A fault: a claim of what is wrong, and the text of the engine that is replaced by another to make it so.

    Args:
        name: what is wrong.
        file: where, below `src/timeline`.
        old: the text as it is.
        new: the text that makes it wrong.
    """

    name: str
    file: str
    old: str
    new: str


MUTANTS = (
    # What is known
    Mutant(
        "a report is not known yet on the day it is reported",
        "model/knowledge.py",
        "entry.position <= position and entry.reported_on <= known_on]",
        "entry.position <= position and entry.reported_on < known_on]",
    ),
    Mutant(
        "the last entry up to a position is not seen",
        "model/knowledge.py",
        "if entry.position <= position and",
        "if entry.position < position and",
    ),
    Mutant(
        "a retraction is seen a day early",
        "log/base.py",
        "        return reported_on\n\n    def _target",
        "        return reported_on - datetime.timedelta(days=isinstance(statement, Retraction))\n\n    def _target",
    ),
    Mutant(
        "a correction of our own error is known from the day it was made",
        "log/base.py",
        "return self._target(statement).reported_on",
        "return self.at.date()",
    ),
    Mutant(
        "a correction of our own error with a day of its own is known from that day",
        "log/base.py",
        "statement.because == OUR_ERROR:",
        "statement.because == OUR_ERROR and statement.reported_on is None:",
    ),
    Mutant(
        "of two corrections the one known first counts",
        "model/knowledge.py",
        "entry.reported_on > rival.reported_on:",
        "entry.reported_on < rival.reported_on:",
    ),
    Mutant(
        "of two corrections the one appended last counts",
        "model/knowledge.py",
        "if rival is None or entry.reported_on > rival.reported_on:",
        "if rival is None:",
    ),
    Mutant(
        "a correction that was withdrawn still counts",
        "model/knowledge.py",
        "if entry.id in gone or isinstance(",
        "if (entry.id in gone and not isinstance(statement, Correction)) or isinstance(",
    ),
    Mutant(
        "a reinstatement restores nothing",
        "model/knowledge.py",
        "            gone.add(entry.statement.target)",
        "            gone |= {entry.statement.target} if isinstance(entry.statement, Retraction) else set()",
    ),
    Mutant(
        "an earlier description of an area supersedes a later one",
        "model/knowledge.py",
        "reported_on > kept[key][0]:",
        "reported_on < kept[key][0]:",
    ),
    # What a timeline keeps between questions
    Mutant(
        "a state of knowledge is kept without its position",
        "engine/states.py",
        "        coordinates = to_known_day(known_on), position_in(position, len(self._entries))\n"
        "        if coordinates not in self._states:\n"
        "            known, at = coordinates\n",
        "        coordinates = to_known_day(known_on)\n"
        "        if coordinates not in self._states:\n"
        "            known, at = coordinates, position_in(position, len(self._entries))\n",
    ),
    Mutant(
        "a state of knowledge is kept without the day it is of",
        "engine/states.py",
        "        coordinates = to_known_day(known_on), position_in(position, len(self._entries))\n"
        "        if coordinates not in self._states:\n"
        "            known, at = coordinates\n",
        "        coordinates = position_in(position, len(self._entries))\n"
        "        if coordinates not in self._states:\n"
        "            known, at = to_known_day(known_on), coordinates\n",
    ),
    Mutant(
        "a log is read once and not read on",
        "engine/states.py",
        "self._entries.extend(self._log.read(after=len(self._entries)))",
        "self._entries = self._entries or list(self._log.read())",
    ),
    # Areas
    Mutant(
        "a parent still holds on the day after its last",
        "model/areas.py",
        "return self.start <= on < self.end",
        "return self.start <= on <= self.end",
    ),
    Mutant(
        "the hierarchy of today is used for every day",
        "queries/status.py",
        "return claims(knowledge, policy, area, on, look",
        "return claims(knowledge, policy, area, datetime.date.today(), look",
    ),
    Mutant(
        "an event counts once for each path up to an area",
        "projections/claims.py",
        "    return list(_claims(knowledge, policy, distances, look, tuple(kinds), read, takes))\n",
        '    if look != "down":\n'
        "        return list(_claims(knowledge, policy, distances, look, tuple(kinds), read, takes))\n"
        "    found = list(_claims(knowledge, policy, {area: 0}, look, tuple(kinds), read, takes))\n"
        "    for child in knowledge.areas._children_on(area, on):\n"
        "        for each in claims(knowledge, policy, child, on, look=look, kinds=kinds, read=read, takes=takes):\n"
        "            found.append(attrs.evolve(each, rank=(each.rank[0] - 1, *each.rank[1:])))\n"
        "    return found\n",
    ),
    Mutant(
        "the nearer area does not outrank the farther",
        "projections/claims.py",
        "yield Claim(reading, value, (-distance, *",
        "yield Claim(reading, value, (0, *",
    ),
    Mutant(
        "an event somewhere in an area above speaks for those inside",
        "projections/claims.py",
        'is_too_vague = look == "up" and distance and event.scope != WHOLE',
        "is_too_vague = False",
    ),
    Mutant(
        "an event somewhere in an area decides a value of the whole",
        "projections/facets/base.py",
        "return type(event) in self._reads and (self.takes_somewhere or event.scope == WHOLE)",
        "return type(event) in self._reads",
    ),
    # Whose word counts
    Mutant(
        "events of one day and rank are folded as they arrived",
        "projections/claims.py",
        "return sorted(tied, key=lambda claim: repr(claim.known.event)) if len(tied) > 1 else tied",
        "return tied",
    ),
    Mutant(
        "of equal reports that differ the last appended counts",
        "projections/facets/latest.py",
        "Resolved(one_or_disputed(frozenset(cast(V, claim.value) for claim in claims)), claims)",
        "Resolved(cast(V, claims[-1].value), claims)",
    ),
    Mutant(
        "the report known last counts, whatever its source",
        "model/policy.py",
        "return (-RELIABILITIES.index(sources.reliability(source)), -credibility, reported_on)",
        "return (reported_on, -RELIABILITIES.index(sources.reliability(source)), -credibility)",
    ),
    # What is so, and what is possible
    Mutant(
        "the day before a window of days still counts",
        "projections/facets/total.py",
        "after is None or day > after",
        "after is None or day >= after",
    ),
    Mutant(
        "an event may be active a day too long",
        "projections/facets/active.py",
        "return when.first.earliest <= on < plus(when.last.latest, self.days_count)",
        "return when.first.earliest <= on <= plus(when.last.latest, self.days_count)",
    ),
    Mutant(
        "the last event is one that may yet come",
        "projections/facets/last_on.py",
        "happened = [claim for claim in claims if claim.day <= on]",
        "happened = [claim for claim in claims if claim.first.earliest <= on]",
    ),
    Mutant(
        "a total counts what may not be over yet",
        "projections/facets/total.py",
        "if claim.last_day <= on and _is_after(after, claim.last_day)]",
        "if claim.day <= on and _is_after(after, claim.last_day)]",
    ),
    Mutant(
        "what was so before the first change is taken for the value",
        "projections/facets/latest.py",
        "            return Resolved(None)\n        last = max(",
        "            return Resolved(next(iter(sorted(self._values_before(claims, on), key=repr)), None))\n"
        "        last = max(",
    ),
    Mutant(
        "nothing yet is left out of what is possible",
        "projections/facets/latest.py",
        "values |= {None, *self._values_before(claims, on)}",
        "values |= {*self._values_before(claims, on)}",
    ),
    Mutant(
        "what rests on a doubtful date is called certain",
        "projections/facets/base.py",
        " and self.possible.is_single and not self.rests_on_doubt",
        " and self.possible.is_single",
    ),
    Mutant(
        "a derived value is never computed from what is disputed",
        "projections/projection.py",
        "return [*possible, *finding.disputes]",
        "return [*possible]",
    ),
    Mutant(
        "the evidence of a lasting event is newer than the day asked about",
        "projections/facets/base.py",
        "return max((min(claim.last_day, on) for claim in self.support), default=None)",
        "return max((claim.last_day for claim in self.support), default=None)",
    ),
    # Incidents
    Mutant(
        "a joined event counts besides its incident",
        "model/incidents.py",
        "events = [incident_at.get(each.id, each) for each in known.events if each.id not in others]",
        "events = [incident_at.get(each.id, each) for each in known.events]",
    ),
    Mutant(
        "the dates of an incident are united instead of intersected",
        "model/when.py",
        "return Window(max(self.earliest, other.earliest), min(self.latest, other.latest))",
        "return Window(min(self.earliest, other.earliest), max(self.latest, other.latest))",
    ),
    Mutant(
        "an incident leaves unset what its best report leaves unset",
        "model/incidents.py",
        "for member in (top, *ranked)]",
        "for member in (top,)]",
    ),
    Mutant(
        "of the equal best reports of an incident one is heard",
        "model/incidents.py",
        "for top in tops)",
        "for top in tops[:1])",
    ),
    Mutant(
        "of the first reports of a day the worst counts",
        "projections/facets/latest.py",
        "rank = max(",
        "rank = min(",
    ),
    Mutant(
        "what is outranked on the last day is possible",
        "projections/facets/latest.py",
        "(claim.latest_by(on), claim.rank) >= bar)",
        "claim.latest_by(on) >= bar[0])",
    ),
    # Histories and other questions
    Mutant(
        "a history changes a day late",
        "model/days.py",
        "return bisect.bisect_right(",
        "return bisect.bisect_left(",
    ),
    Mutant(
        "a history does not see that the hierarchy changes",
        "queries/past.py",
        "turns: list[Day] = [BEGINNING, *sorted(knowledge.areas.boundaries())]",
        "turns: list[Day] = [BEGINNING]",
    ),
    Mutant(
        "a history does not see an amount leave its window",
        "projections/facets/total.py",
        "return ends if self.days_count is None else ends | {plus(end, self.days_count) for end in ends}",
        "return ends",
    ),
    Mutant(
        "a history is cut where nothing changes",
        "queries/history.py",
        "if current is not None and judged != current:",
        "if current is not None:",
    ),
    Mutant(
        "an unknown day is never the last that it may be",
        "queries/during.py",
        "plus(when.last.latest, 1)",
        "when.last.latest",
    ),
    Mutant(
        "an area lies inside itself",
        "engine/parts.py",
        "return sorted(areas.inside(around, on).keys() - {around})",
        "return sorted(areas.inside(around, on).keys())",
    ),
    Mutant(
        "an event became known when it was last corrected",
        "queries/lag.py",
        "reported_on = min(entry.reported_on for entry in known.entries",
        "reported_on = max(entry.reported_on for entry in known.entries",
    ),
    Mutant(
        "what may be one with some of a group is suggested to be one with all",
        "queries/incidents.py",
        "return all(_may_be_one(known.event, other.event, apart) for other in group)",
        "return any(_may_be_one(known.event, other.event, apart) for other in group)",
    ),
    Mutant(
        "a report of no strikes speaks against a claim",
        "queries/contradictions.py",
        "if claim.value != 0 and question.after",
        "if question.after",
    ),
    # Logs
    Mutant(
        "what is there already is counted as new",
        "log/base.py",
        "new_count = len(batch.entries)",
        "new_count = len(ids)",
    ),
    Mutant(
        "a log in memory keeps what stands before the refused statement of a batch",
        "log/memory.py",
        "            entries, appended = admit(\n"
        "                statements, self, at=self._clock(), fresh_id=self._fresh_id, if_position=if_position\n"
        "            )\n"
        "            for entry in entries:\n"
        "                if entry.id in self._by_id:\n"
        "                    raise repeated_id(entry.id)\n"
        "            self._keep(entries)\n"
        "        return appended\n",
        "            ids, head = [], self.head\n"
        "            for each in statements:\n"
        "                entries, one = admit(\n"
        "                    [each], self, at=self._clock(), fresh_id=self._fresh_id, if_position=if_position\n"
        "                )\n"
        "                self._keep(entries)\n"
        "                ids += one.ids\n"
        "        return Appended(tuple(ids), self.head - head, len(ids) - self.head + head, self.head)\n",
    ),
    Mutant(
        "the last day of a parent is not stored",
        "codec.py",
        "return value.area if value == Parent(value.area) else",
        "return value.area if value == Parent(value.area, end=value.end) else",
    ),
    Mutant(
        "a date that is uncertain and approximate is stored as uncertain",
        "model/when.py",
        '(False, True): "~", (True, True): "%"}\n\n\n@functools.lru_cache',
        '(False, True): "~", (True, True): "?"}\n\n\n@functools.lru_cache',
    ),
    Mutant(
        "two corrections of one entry may be known from the same day",
        "log/base.py",
        "if rival.reported_on == reported_on:",
        "if rival.reported_on > reported_on:",
    ),
    Mutant(
        "what came right after the given position is not looked at",
        "log/base.py",
        "batch.holding.read(after=if_position)",
        "batch.holding.read(after=if_position + 1)",
    ),
    Mutant(
        "a log in a file does not read its last entry",
        "log/sqlite.py",
        'where = "WHERE position > ? AND position <= ? ORDER BY',
        'where = "WHERE position > ? AND position < ? ORDER BY',
    ),
    # What is looked up in an index
    Mutant(
        "what counts for so many days is looked up a day too short",
        "engine/stretches.py",
        "[plus(on, 1 - reach.days_count)]",
        "[plus(on, 2 - reach.days_count)]",
    ),
    Mutant(
        "the last claim is looked up behind one that may be doubtful",
        "log/index.py",
        "is_sure = event.scope == WHOLE and not when.is_qualified and not when.lasts",
        "is_sure = event.scope == WHOLE and not when.lasts",
    ),
    Mutant(
        "the last claim is looked up behind one at an unknown place inside",
        "log/index.py",
        "is_sure = event.scope == WHOLE and not when.is_qualified and not when.lasts",
        "is_sure = not when.is_qualified and not when.lasts",
    ),
    Mutant(
        "the reports of one incident are looked up apart",
        "log/sqlite_index.py",
        "        together = sorted({entry.position}.union(*before.values()))",
        "        together = [entry.position]",
    ),
    Mutant(
        "what is retracted can still be looked up as beyond doubt",
        "log/index.py",
        "days[after] if after < len(days) else EVER)",
        "EVER)",
    ),
    Mutant(
        "what is still to be reported can already be looked up as beyond doubt",
        "log/sqlite_index.py",
        '_KNOWN = "known_from <= :known_on AND (',
        '_KNOWN = "(',
    ),
    Mutant(
        "what is corrected is looked up where it first was said to be",
        "log/sqlite_index.py",
        "self._insert((together[0], each) for each in named(entries))",
        "self._insert((together[0], each) for each in named(entries[:1]))",
    ),
    Mutant(
        "a claim that tells what was so before it is not looked up",
        "engine/stretches.py",
        "    for pair in ahead:",
        "    for pair in ahead[:0]:",
    ),
    Mutant(
        "areas described since the last question are not seen",
        "engine/lookup.py",
        "                self._bases.clear()",
        "                pass",
    ),
    # What is told in columns
    Mutant(
        "in columns a day is told what was so on the day before",
        "projections/columns/steps.py",
        'key(area, day), "right") - 1]',
        'key(area, day), "left") - 1]',
    ),
    Mutant(
        "in columns a doubtful date is as good as any",
        "projections/columns/order.py",
        "    return is_one_day & ~claims.is_qualified",
        "    return is_one_day",
    ),
    Mutant(
        "in columns a farther area outranks a nearer one",
        "projections/columns/claims.py",
        "[(-distance, *rank) for distance, rank in zip(distances",
        "[(distance, *rank) for distance, rank in zip(distances",
    ),
    Mutant(
        "in columns an amount that may lie inside is left out of the greatest",
        "projections/columns/amounts.py",
        "    stretches = [(claims.ended_by, over), (claims.ended_by, surely_over), (claims.begun_from, over)]",
        "    stretches = [(claims.ended_by, over), (claims.ended_by, surely_over), (claims.ended_by, over)]",
    ),
    Mutant(
        "in columns what rests on a doubtful date alone is certain",
        "projections/columns/amounts.py",
        "changes(claims.is_qualified, stretch, -1)",
        "changes(~claims.is_qualified & claims.is_qualified, stretch, -1)",
    ),
    Mutant(
        "in columns equal ranks that disagree are not seen",
        "projections/columns/order.py",
        "& (claims.value[rows] != claims.value[rows[best]])",
        "& (claims.value[rows] == -1)",
    ),
    Mutant(
        "in columns what another surely followed may be the last",
        "projections/columns/crowds.py",
        ">= bar[self.day])",
        ">= _NEVER)",
    ),
    Mutant(
        "in columns no doubtful date among many makes a value doubtful",
        "projections/columns/crowds.py",
        "    doubt = (all_.so != unqualified.so) | (all_.may != unqualified.may)",
        "    doubt = (all_.so != all_.so) | (unqualified.may != unqualified.may)",
    ),
    Mutant(
        "in columns what was joined or corrected is read as if it stood alone",
        "log/sqlite_columns.py",
        "is_alone[np.array(changed, np.int64) - 1] = False",
        "is_alone[:] &= True",
    ),
    Mutant(
        "in columns what happened somewhere in an area is about the whole of it",
        "engine/stored.py",
        "[scope in (None, WHOLE) for scope in events.scope.values]",
        "[True for scope in events.scope.values]",
    ),
    Mutant(
        "in columns what is reported on the known day is not known yet",
        "engine/stored.py",
        "lone.reported <= number(known_on)",
        "lone.reported < number(known_on)",
    ),
    Mutant(
        "in columns a derived value is that of another row that reads alike at first",
        "projections/columns/memory.py",
        "if facet in names)",
        "if facet in sorted(names)[:1])",
    ),
    Mutant(
        "in columns a fold takes in the events of a day whatever their rank",
        "projections/columns/folds.py",
        "order = np.lexsort((rank, at))",
        'order = np.argsort(at, kind="stable")',
    ),
    Mutant(
        "in columns what was so before the first change is not possible",
        "projections/columns/order.py",
        "Values(frozenset([None, value]))",
        "Values(frozenset([None]))",
    ),
    Mutant(
        "in columns an amount rests on doubt only where reports disagree",
        "projections/columns/amounts.py",
        "for place, _ in (*of_all, *of_sure))",
        "for place, _ in of_all)",
    ),
    Mutant(
        "an event that another is near is not suggested with it if a third is nearer",
        "log/sqlite_index.py",
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING",
        "ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING",
    ),
)
