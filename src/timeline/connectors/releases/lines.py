"""Where and how many: "Near Mosul, four strikes destroyed …", and the older forms in prose.

Invariant: each part of a text that speaks of a number of strikes is read, or given back as it stands; none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from timeline.conflict.kinds import Target
from timeline.connectors.releases.days import DAYS
from timeline.connectors.releases.numbers import NUMBER, number
from timeline.connectors.releases.targets import VERBS, targets

COUNTRIES = ("Iraq", "Syria")
_COUNTRY = "|".join(COUNTRIES)


@attrs.frozen
class Struck:
    """So many strikes on one place, or on several of which each had some.

    Args:
        places: the names as printed.
        relation: how the place is meant, such as `near` or `south of`.
        country: the country that the text names; empty if it names none.
        is_across: whether only the strikes are said to be in that country, as in "a strike in Syria, north of Sinjar".
        on: the day that it names, as printed; empty if it names none.
        strikes: how many.
        engagements: how many engagements they had, if that is said.
        targets: what they did to what.
        unread: what it says of targets that cannot be read.
        text: all of it, as printed.
    """

    places: tuple[str, ...]
    relation: str
    country: str
    is_across: bool
    on: str
    strikes: int
    engagements: int | None
    targets: tuple[Target, ...]
    unread: str
    text: str


@attrs.frozen
class Unread:
    """What speaks of strikes and cannot be read."""

    text: str


_DIRECTION = r"(?:north|south|east|west)(?:-?(?:east|west|ern))?"
_DIRECTIONS = rf"{_DIRECTION}(?:\s+(?:and|or)\s+{_DIRECTION})*"
_AWAY = r"(?:\d+\s?(?:km|kilometers|miles)\s+)?"
_IN = rf"in(?!\s+the\s+vicinity)(?:\s+{_DIRECTION}\s+Syria\s+near)?"
_FROM = rf"{_AWAY}{_DIRECTIONS}\s+of|near|{_IN}|in\ the\ vicinity\ of|around|outside|at"
_ADJECTIVE = r"(?:U\.S\.|additional|separate|coalition|more|precision)\s+"
_STRIKES = r"(?:air\s?str?i?kes?|strikes?|artillery\s+strikes?)"
_COUNT = rf"(?P<count>{NUMBER})\s+(?:{_ADJECTIVE})*{_STRIKES}"
_ENGAGEMENTS = rf"(?:,?\s*consisting\s+of\s+(?P<engagements>{NUMBER})\s+engagements?)?"
_PLACE = r"(?P<place>(?:the\s+)?[A-Za-z‘’'ʿʾ\u00c0-\u024f\u1e00-\u1eff][^,;:.]*?)"
_IN_COUNTRY = rf"(?:\s*,\s*(?:in\s+)?(?P<country>{_COUNTRY}))?"
_ON_DAY = rf"(?:\s*,?\s*on\s+(?P<on>{DAYS}))?"
_ASIDE = r"(?:\s*,\s*(?:on|along)\s+the\s+[A-Za-z ]*border)?"
_ADVERB = r"(?:(?:Also|Additionally|Finally|Meanwhile|Separately)\s*,?\s+)?"
_OPENING = rf"{_ADVERB}(?:On\s+(?P<first_on>{DAYS})\s*,?\s+)?(?:In\s+(?P<in_country>{_COUNTRY})\s*,\s*)?"

_PLACE_FIRST = re.compile(
    rf"^{_OPENING}(?P<relation>{_FROM})\s+{_PLACE}{_IN_COUNTRY}{_ASIDE}{_ON_DAY}\s*,?\s+{_COUNT}{_ENGAGEMENTS}\s*,?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BRIDGE = r"(?:\s*(?:that|which|and|where\s+they|,)\s*)?"
_COUNT_FIRST = re.compile(
    rf"^{_OPENING}(?:There\s+(?:was|were)\s+)?{_COUNT}{_ENGAGEMENTS}\s*,?\s*(?:in\s+(?P<strikes_in>{_COUNTRY})\s*,?\s*)?"
    rf"(?:(?:was|were|also)\s+)*(?:conducted\s+|occurred\s+|took\s+place\s+)?(?:(?:on|against)\s+[^,]*?\s+)??"
    rf"(?P<relation>{_FROM})\s+{_PLACE}(?:\s*,\s*(?P<of_country>{_COUNTRY}))?{_BRIDGE}\s*"
    rf"(?P<rest>(?:(?:also|successfully)\s+)*\b(?:{VERBS}|resulted|had|produced|was|were)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PLACE_LAST = re.compile(
    rf"^{_OPENING}{_COUNT}{_ENGAGEMENTS}\s+(?P<rest>(?:{VERBS})\b(?:(?!\b(?:{_FROM})\b).)*?)\s+(?P<relation>{_FROM})\s+{_PLACE}$",
    re.IGNORECASE | re.DOTALL,
)
_FORMS = (_COUNT_FIRST, _PLACE_LAST, _PLACE_FIRST)

_GLUED = re.compile(rf"(?<=[.;,])\s*(?:[-–—*•]+\s*)?(?=(?:Near|In)\s+[A-Z][^,.;]*,?\s+{NUMBER}\s+{_STRIKES})")
_SENTENCE = re.compile(
    rf"(?<=[a-z0-9)”\"]\.)\s+(?=[A-Z])|(?<=\.)\s+(?=(?:An?|One|Two|Three|Near|In)\s)|;\s+(?={NUMBER}\s+(?:{_ADJECTIVE})*{_STRIKES})",
    re.IGNORECASE,
)
_CLAUSE = re.compile(rf"(?:\s*,)?\s+(?:while|and)\s+(?={NUMBER}\s+(?:{_ADJECTIVE})*{_STRIKES})", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"\b(?:{NUMBER}|several|multiple|numerous|many|some)\s+(?:{_ADJECTIVE})*{_STRIKES}\b", re.IGNORECASE
)
_CONTINUES = re.compile(
    rf"^(?:(?:Also|Additionally|In\s+addition)\s*,\s*)?(?:The|These|Those)\s+{_STRIKES}\s+(?P<rest>(?:also\s+)?(?:{VERBS})\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DEFINES = re.compile(
    r"\b(?:as\s+defined|means\s+one\s+or\s+more|is\s+one\s+strike|each\s+strike|classified\s+as|to\s+conduct\s+these)\b",
    re.IGNORECASE,
)
_AND_PLACE = re.compile(r"\s+and\s+(?=[A-Z])")


def told_in(text: str) -> Iterator[Struck | Unread]:
    """What a line or a paragraph says of strikes, in its order; what says nothing of them is left out.

    Args:
        text: without its bullet.
    """
    last: Struck | None = None
    country = ""
    for clause in _clauses(text):
        struck = _struck(clause, country)
        if struck:
            country = struck.country or country
        elif continued := _continued(clause, last):
            last = continued
            continue
        if last:
            yield last
        last = struck
        if struck is None and _speaks_of_strikes(clause):
            yield Unread(clause)
    if last:
        yield last


def _speaks_of_strikes(clause: str) -> bool:
    return bool(_NUMBERED.search(clause) or _CONTINUES.match(clause)) and not _DEFINES.search(clause)


def _clauses(text: str) -> Iterator[str]:
    said = " ".join(text.split()).lstrip("-–—*•.· ")
    for line in _GLUED.split(said):
        for sentence in _SENTENCE.split(line):
            yield from (clause.strip(" ;") for clause in _CLAUSE.split(sentence))


def _continued(clause: str, last: Struck | None) -> Struck | None:
    """The strikes last told of with what a sentence adds to their targets."""
    found = _CONTINUES.match(clause.rstrip(". "))
    if not found or last is None:
        return None
    more, unread = targets(found["rest"])
    joined = "; ".join(filter(None, (last.unread, unread)))
    return attrs.evolve(last, targets=last.targets + more, unread=joined, text=f"{last.text} {clause}")


def _struck(clause: str, country: str) -> Struck | None:
    said = clause.rstrip(". ")
    for form in _FORMS:
        if found := form.match(said):
            return _from_match(found, clause, country)
    return None


def _from_match(found: re.Match[str], clause: str, country: str) -> Struck | None:
    parts = found.groupdict()
    strikes = number(parts["count"])
    if strikes is None:
        return None
    done, unread = targets(parts["rest"])
    engagements = number(parts["engagements"]) if parts["engagements"] else None
    strikes_in = parts.get("strikes_in")
    named = parts.get("of_country") or parts.get("country") or strikes_in or parts["in_country"]
    return Struck(
        tuple(place.strip() for place in _AND_PLACE.split(parts["place"])),
        " ".join(parts["relation"].lower().split()),
        named.title() if named else country,
        strikes_in is not None and parts.get("of_country") is None,
        parts.get("on") or parts["first_on"] or "",
        strikes,
        engagements,
        done,
        unread,
        clause,
    )
