"""Where and how many: "Near Mosul, four strikes destroyed …", and the other forms in which a sentence says so.

Invariant: a sentence is read whole by one form, or not at all; no place, number or target is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from timeline.conflict.kinds import Target
from timeline.connectors.releases.days import DAYS
from timeline.connectors.releases.numbers import NUMBER, number
from timeline.connectors.releases.sentences import sentences
from timeline.connectors.releases.targets import ADVERB, VERBS, targets

COUNTRIES = ("Iraq", "Syria")
LONGEST_SENTENCE = 4000


@attrs.frozen
class Struck:
    """So many strikes on one place, or on several of which each had some.

    Args:
        places: the names as printed.
        relation: how the place is meant, such as `near` or `south of`.
        country: the country that the text names; empty if it names none.
        is_across: whether only the strikes are said to be in that country, as in "a strike in Syria, north of Sinjar".
        opens: the country for which it says "In Syria, …", so that it holds for what follows; empty if none.
        on: the part that names the day, as printed; empty if none does.
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
    opens: str
    on: str
    strikes: int
    engagements: int | None
    targets: tuple[Target, ...]
    unread: str
    text: str


# The pieces of a sentence.

_COUNTRY = "|".join(COUNTRIES)
_DIRECTION = r"(?:north|south|east|west)(?:-?(?:east|west|ern))?"
_DIRECTIONS = rf"{_DIRECTION}(?:\s+(?:and|or)\s+{_DIRECTION})*"
_AWAY = r"(?:\d+\s?(?:km|kilometers|miles)\s+)?"
_BY = rf"{_AWAY}{_DIRECTIONS}\s+of|near|at|around|outside|(?:in\s+)?the\s+vicinity\s+of"
_AT = rf"{_BY}|in(?:\s+{_DIRECTION}\s+Syria\s+near)?"
_KIND = (
    r"(?:second|third|fourth|fifth|final|U\.S\.|additional|separate|coalition|more|precision|partner[ -]nation|"
    r"reported|artillery|successful)\s+"
)
STRIKES = rf"(?:{_KIND})*(?:air\s?str?i?kes?|strikes?)\b"
COUNT = rf"(?P<count>{NUMBER})\s+{STRIKES}"
ENGAGEMENTS = rf"(?:,?\s*(?:consisting\s+of|resulting\s+in)\s+(?P<engagements>{NUMBER})\s+engagements?\b)?"
_PLACE = r"(?P<place>(?:the\s+)?[A-Za-z‘’'ʿʾ\u00c0-\u024f\u1e00-\u1eff][^,;:.]{0,60}?)"
_IN_COUNTRY = rf"(?:\s*,\s*(?:in\s+)?(?P<country>{_COUNTRY}))?"
_ON_DAY = rf"(?:\s*,?\s*(?:on\s+)?(?P<on>{DAYS}))?"
_BORDER = r"(?:\s*,\s*(?:on|along)\s+the\s+[A-Za-z ]*border)?"
_ADVERB = r"(?:(?:Also|Additionally|Finally|Meanwhile|Separately|In\s+addition)\s*,?\s+)?"
_OPENING = rf"^{_ADVERB}(?:(?:On\s+)?(?P<first_on>{DAYS})\s*,?\s+)?(?:In\s+(?P<in_country>{_COUNTRY})\s*,?\s+)?"
_RESULTS = r"resulted|had|produced|was|were"
_DONE = rf"(?P<rest>{ADVERB}\b(?:{VERBS}|{_RESULTS})\b.*)"
_THEY = r"(?:\s*,?\s*(?:that|which|and|where)?(?:\s*,?\s*initial\s+reports\s+indicate)?(?:\s+(?:they|it))?\s*,?)?"
_TOOK_PLACE = r"(?:(?:was|were|also)\s+)*(?:conducted\s+|occurred\s+|took\s+place\s+)?"
CONDUCTED = r"\b(?:conduct(?:ed|ing|s)?|carr(?:y|ied|ying)\s+out|report(?:ed|ing)?|execut(?:ed?|ing)|launch(?:ed|ing)?)"
_BUT_STRIKES = r"(?:(?!\bnear\b|\bstrikes?\b|\bairstrikes?\b).)*?"

# The forms of a sentence.

_FLAGS = re.IGNORECASE | re.DOTALL
_PLACE_FIRST = re.compile(
    rf"{_OPENING}(?P<relation>{_AT})\s+{_PLACE}{_IN_COUNTRY}{_BORDER}{_ON_DAY}\s*,?\s+{COUNT}{ENGAGEMENTS}"
    rf"\s*,?\s*(?P<rest>.*)$",
    _FLAGS,
)
_COUNT_FIRST = re.compile(
    rf"{_OPENING}(?:There\s+(?:was|were)\s+)?{COUNT}{ENGAGEMENTS}\s*,?\s*(?:in\s+(?P<strikes_in>{_COUNTRY})\s*,?\s*)?"
    rf"{_TOOK_PLACE}(?:(?:on|against)\s+[^,]*?\s+)??(?P<relation>{_AT})\s+{_PLACE}"
    rf"(?:\s*,\s*(?P<of_country>{_COUNTRY})\s*,?)?{_THEY}\s*{_DONE}$",
    _FLAGS,
)
_PLACE_LAST = re.compile(
    rf"{_OPENING}{COUNT}{ENGAGEMENTS}\s+(?P<rest>{ADVERB}(?:{VERBS})\b(?:(?!\b(?:{_AT})\b).)*?)\s+"
    rf"(?P<relation>{_AT})\s+{_PLACE}$",
    _FLAGS,
)
_CONDUCTED_NEAR = re.compile(
    rf"{_OPENING}(?P<before>{_BUT_STRIKES}){CONDUCTED}\s+{COUNT}{ENGAGEMENTS}(?P<between>{_BUT_STRIKES})\s*"
    rf"\b(?P<relation>{_BY})\s+{_PLACE}(?:\s*,\s*(?P<of_country>{_COUNTRY}))?(?:{_THEY}\s*{_DONE})?$",
    _FLAGS,
)
_NEAR_CONDUCTED = re.compile(
    rf"{_OPENING}(?P<relation>{_BY})\s+{_PLACE}{_IN_COUNTRY}\s*,\s+(?P<before>{_BUT_STRIKES}){CONDUCTED}\s+"
    rf"{COUNT}{ENGAGEMENTS}(?P<between>{_BUT_STRIKES})(?:(?:,\s*|\s+(?:that|which|and)\s+){_DONE})?$",
    _FLAGS,
)
_ATTACKED_NEAR = re.compile(
    rf"{_OPENING}(?P<before>{_BUT_STRIKES}\bcontinued\s+to\s+attack\b{_BUT_STRIKES})\s*\b(?P<relation>{_BY})\s+{_PLACE}"
    rf"(?:\s+(?P<on>{DAYS}))?\s*,\s+(?P<between>{_BUT_STRIKES}){CONDUCTED}\s+{COUNT}{ENGAGEMENTS}(?P<rest>)$",
    _FLAGS,
)
_FORMS = (_COUNT_FIRST, _PLACE_LAST, _PLACE_FIRST, _CONDUCTED_NEAR, _NEAR_CONDUCTED, _ATTACKED_NEAR)

_CONTINUES = re.compile(
    rf"^(?:(?:Also|Additionally|In\s+addition|In\s+total)\s*,\s*)?(?P<which>The|These|Those|This)\s+{STRIKES}\s+"
    rf"(?P<rest>{ADVERB}(?:{VERBS})\b.*)$",
    _FLAGS,
)
_NUMBERED = re.compile(rf"\b(?:{NUMBER}|several|multiple|numerous|many|some)\s+{STRIKES}", re.IGNORECASE)
_DID = re.compile(rf"\b(?:{VERBS})\b", re.IGNORECASE)
_GLUED = re.compile(
    rf"(?<=[.;,])\s*(?:[-–—*•]+\s*)?(?=(?:Near|In)\s+[A-Z][^,.;]*,?\s+{NUMBER}\s+(?:{_KIND})*(?:air)?strikes?\b)"
)
_CLAUSE = re.compile(
    rf"(?:\s*,)?\s+while\s+(?={NUMBER}\s+{STRIKES})|;\s+(?:and\s+)?(?={NUMBER}\s+{STRIKES})"
    rf"|,?\s+and\s+(?={NUMBER}\s+{STRIKES}\s+(?:{_BY}|in\s+(?:{_COUNTRY})\b)|near\s[^,;.]{{1,40}},\s+{NUMBER}\s+{STRIKES})",
    re.IGNORECASE,
)
_AND_PLACE = re.compile(r"\s+and\s+(?=[A-Z])")
_OFFICIALS = re.compile(
    r",\s*(?:\w+\s+)?officials\s+(?:said|added|explained|noted|reported)(?:\s+today)?(?=[,.]|$)", re.IGNORECASE
)
_WORD = re.compile(r"[^\s-]+")
_ARTICLES = "al ar as at ad an ash az ez el bin abu the of and in"
_FEATURES = (
    "city town area dam oil refinery airfield airport river valley mountain mountains border lake region district"
)
_SMALL_WORDS = frozenset(f"{_ARTICLES} {_FEATURES} province governorate".split(" "))


def clauses(text: str) -> Iterator[str]:
    """The parts of a line that may each tell of strikes: its sentences, and lines glued to it.

    Args:
        text: without its bullet.
    """
    for line in _GLUED.split(" ".join(text.split()).lstrip("-–—*•.· ")):
        for sentence in sentences(line):
            yield from (clause for part in _CLAUSE.split(sentence) if (clause := part.strip(" ;")))


def struck_in(clause: str) -> Struck | None:
    """The strikes of which a clause tells in one of the forms; None if in none.

    Example:
        >>> found = struck_in("Near Hit, two strikes destroyed a bridge and three boats.")
        >>> found.places, found.strikes, [(each.count, each.noun) for each in found.targets]
        (('Hit',), 2, [(1, 'bridge'), (3, 'boats')])
    """
    said = _OFFICIALS.sub("", clause).rstrip(". ")
    if len(said) > LONGEST_SENTENCE:
        return None
    read = (_from_match(found, clause) for form in _FORMS if (found := form.match(said)))
    return next((struck for struck in read if struck), None)


def speaks_of_strikes(clause: str) -> bool:
    """Whether a clause says how many strikes there were, in whatever form."""
    return bool(_NUMBERED.search(clause[:LONGEST_SENTENCE]))


def continued(clause: str, last: Struck, *, is_only_one: bool) -> Struck | None:
    """The strikes last told of with what a sentence such as "The strikes also damaged …" adds; None if it is none.

    Args:
        is_only_one: whether its paragraph tells of no others; else several strikes cannot mean a single one.
    """
    found = _CONTINUES.match(clause.rstrip(". ")[:LONGEST_SENTENCE])
    is_plural = found and found["which"].lower() in ("these", "those")
    if not found or (is_plural and last.strikes == 1 and not is_only_one):
        return None
    more, unread = targets(found["rest"])
    joined = "; ".join(filter(None, (last.unread, unread)))
    return attrs.evolve(last, targets=last.targets + more, unread=joined, text=f"{last.text} {clause}")


def _from_match(found: re.Match[str], clause: str) -> Struck | None:
    parts = found.groupdict()
    strikes = number(parts["count"])
    places = tuple(place.strip() for place in _AND_PLACE.split(parts["place"]))
    around = f"{parts.get('before') or ''} {parts.get('between') or ''}"
    has_more = _NUMBERED.search(parts["rest"] or "") or _DID.search(around)
    if not strikes or not all(map(_is_name, places)) or has_more:
        return None
    done, unread = targets(parts["rest"] or "")
    if places[0] in COUNTRIES and not done:
        return None
    of_place, of_strikes = parts.get("of_country") or parts.get("country"), parts.get("strikes_in")
    named = of_place or of_strikes or parts["in_country"] or country_in(around)
    return Struck(
        places,
        " ".join(parts["relation"].lower().split()),
        named.title(),
        bool(of_strikes and not of_place),
        (parts["in_country"] or "").title(),
        parts.get("on") or parts["first_on"] or around.strip(),
        strikes,
        number(parts["engagements"]) if parts["engagements"] else None,
        done,
        unread,
        clause,
    )


def _is_name(place: str) -> bool:
    """Whether each word may be of a name, and no number is among them."""
    words = _WORD.findall(place)
    return bool(words) and all(not word[0].islower() or word.lower() in _SMALL_WORDS for word in words)


def country_in(text: str) -> str:
    """The one country that a text names; empty if it names none or both."""
    named = [country for country in COUNTRIES if re.search(rf"\b{country}\b(?!\s+and\s+the\s+Levant)", text)]
    return named[0] if len(named) == 1 else ""
