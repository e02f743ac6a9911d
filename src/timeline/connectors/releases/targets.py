"""What strikes did to what: "destroyed two vehicles and a tunnel; and damaged a supply route" as verb, count and noun.

Invariant: nothing of the text is dropped: it is in a target, or given back as what cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.conflict.kinds import Target
from timeline.connectors.releases.numbers import NUMBER, number

_FORMS = {
    "struck": "struck striking stuck",
    "destroyed": "destroyed destroying",
    "damaged": "damaged damaging",
    "engaged": "engaged engaging",
    "suppressed": "suppressed suppressing",
    "degraded": "degraded degrading",
    "cratered": "cratered cratering",
    "denied": "denied denying",
    "disabled": "disabled disabling",
    "neutralized": "neutralized neutralizing",
    "wounded": "wounded wounding",
    "killed": "killed killing",
    "targeted": "targeted targeting",
    "hit": "hit hitting",
    "collapsed": "collapsed collapsing",
    "removed": "removed removing",
    "demolished": "demolished demolishing",
    "severed": "severed severing",
    "disrupted": "disrupted disrupting",
    "eliminated": "eliminated eliminating",
    "inhibited": "inhibited inhibiting",
    "halted": "halted halting",
    "immobilized": "immobilized immobilizing",
    "breached": "breached breaching",
    "closed": "closed closing",
    "sealed": "sealed sealing",
}
_EITHER = "damaged or destroyed"
_VERB_OF = {form: verb for verb, forms in _FORMS.items() for form in forms.split()} | {
    _EITHER: _EITHER,
    "destroyed or damaged": _EITHER,
}
VERBS = "|".join(sorted(_VERB_OF, key=len, reverse=True)).replace("closed", r"closed(?!\s+(?:with)?in\b)")
"""A pattern of the verbs that say what was done."""
ADVERB = r"(?:(?:also|successfully|then|heavily|both)\s+)*"
"""A pattern of what may stand before such a verb."""

_JOINT = r"(?:[;,]\s*)?(?:\b(?:and|while|plus|that|which|as\ well\ as)\b\s*)?"
_VERB = re.compile(rf"(?:^|{_JOINT}(?<=[\s;,])){ADVERB}\b({VERBS})\b\s*(?:both\s+)?", re.IGNORECASE)
_BEGINS = re.compile(rf"^{ADVERB}(?:{VERBS})\b", re.IGNORECASE)
_INDICATIONS = re.compile(r"[,;]?\s+and\s+initial\s+(?:indications|reports)\b.*$", re.IGNORECASE | re.DOTALL)
_VAGUE = r"several|multiple|numerous|some|various|at\ least|approximately|about|ISI[LS]|Daesh|the"
_ITEM = rf"(?={NUMBER}\s|(?:{_VAGUE})\b)"
_BETWEEN = re.compile(
    rf"(?:\s*[;,](?!\d)\s*(?:and\s+)?|\s+and\s+|[,;]?\s+as\ well\ as\s+)(?:also\s+)?{_ITEM}", re.IGNORECASE
)
_COUNTED = re.compile(rf"({NUMBER})\s+(.+)", re.IGNORECASE | re.DOTALL)
_ADDED = re.compile(r"(?:of\s+)?(?:which|whom|that|who|used)\b", re.IGNORECASE)
_SIZES = ("large", "small")
_SIZE = re.compile(rf"(?:{'|'.join(_SIZES)})\s+", re.IGNORECASE)
_OF_NOUN = re.compile(rf"\b{NUMBER}\s+$", re.IGNORECASE)
_WITHOUT_RESULT = re.compile(
    r"(?:(?:had|produced|resulted\s+in|with|were|was)\s+)?(?:inconclusive(?:\s+results?)?|not\s+successful|unsuccessful|"
    r"no\s+(?:observed\s+)?(?:results|effects?))",
    re.IGNORECASE,
)


def targets(text: str) -> tuple[tuple[Target, ...], str]:
    """What was done to what, and what of the text cannot be read.

    Example:
        >>> found, unread = targets("engaged an ISIS tactical unit; destroyed two vehicles and a tunnel")
        >>> [(each.verb, each.count, each.noun) for each in found], unread
        ([('engaged', 1, 'ISIS tactical unit'), ('destroyed', 2, 'vehicles'), ('destroyed', 1, 'tunnel')], '')
    """
    said = _INDICATIONS.sub("", " ".join(text.split()).strip(" .,;"))
    if not said or _WITHOUT_RESULT.fullmatch(said):
        return (), ""
    if not _BEGINS.match(said):
        return (), said
    found = tuple(target for verb, done_to in _clauses(said) for target in _targets(verb, done_to))
    return found, "" if found else said


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each verb with what follows until the next."""
    verbs = [verb for verb in _VERB.finditer(text) if not _OF_NOUN.search(text[: verb.start(1)])]
    ends = [verb.start() for verb in verbs[1:]] + [len(text)]
    for verb, end in zip(verbs, ends, strict=True):
        yield _VERB_OF[verb[1].lower()], text[verb.end() : end].strip(" .,;")


def _targets(verb: str, done_to: str) -> Iterator[Target]:
    items: list[str] = []
    for item in filter(None, _BETWEEN.split(done_to)):
        counted = _COUNTED.fullmatch(item)
        if items and counted and _ADDED.match(counted[2]):
            items[-1] += f", {item}"
        else:
            items.append(item)
    noun = ""
    found: list[Target] = []
    for item in reversed(items):
        counted = _COUNTED.fullmatch(item)
        count = number(counted[1]) if counted else None
        noun = _whole_noun(" ".join((counted[2] if counted and count is not None else item).split()), noun)
        found.append(Target(verb, count, noun))
    yield from reversed(found)


def _whole_noun(noun: str, following: str) -> str:
    """The noun, taken from what follows where only a size is said: "one large and one small unit"."""
    return f"{noun} {_SIZE.sub('', following, count=1)}" if noun.lower() in _SIZES and following else noun
