"""What a release announces, such as 23 strikes in Syria, and the strikes told of under it.

Invariant: strikes count for each announcement that is about their country and their days, and for no other.
"""

from __future__ import annotations

import datetime
import re

import attrs

from timeline.connectors.releases.days import DAYS, Days, days_in
from timeline.connectors.releases.lines import CONDUCTED, COUNTRIES, ENGAGEMENTS, STRIKES
from timeline.connectors.releases.numbers import NUMBER, number

_MADE = (
    rf"{CONDUCTED}\s+(?:details\s+today\s+on\s+)?(?:a\s+total\s+of\s+)?(?:another\s+)?(?P<count>{NUMBER})\s+{STRIKES}"
)
_PLACES = rf"(?:{'|'.join(COUNTRIES)})"
_WHERE = rf"(?:\s+in\s+{_PLACES}(?:\s+and\s+{_PLACES})?)?(?:\s+(?:on\s+|from\s+)?{DAYS})?"
_WERE_MADE = (
    rf"\b(?P<passive>{NUMBER})\s+{STRIKES}{ENGAGEMENTS},?(?:\s+(?:were|was|occurred|took|conducted)\b"
    rf"|{_WHERE}(?:\s+that)?\s+closed\s+(?:with)?in\b)"
)
_BARE = rf"^(?P<bare>{NUMBER})\s+{STRIKES}\s+in\s+(?:{'|'.join(COUNTRIES)})\b"
_ANNOUNCES = re.compile(f"{_MADE}|{_WERE_MADE}|{_BARE}", re.IGNORECASE)
_NONE = re.compile(
    rf"\b(?:no|zero)\s+(?:\w+\s+)?{STRIKES}|\bdid\s+not\s+(?:conduct|report|carry\s+out)\s+(?:any\s+)?{STRIKES}",
    re.IGNORECASE,
)
_CUMULATIVE = re.compile(
    r"\b(?:since(?!\s+(?:the\s+last|yesterday|\w+day\b))|to\s+date|so\s+far)\b|\b(?:has|have)\s+(?:now\s+)?conducted\b"
    rf"|\bof\s+(?:those|these|the)\s+{NUMBER}\s+{STRIKES}",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    rf"\b(?:defined?|defines|definition)\b|\b(?:means|is|refers\s+to)\s+one\s+or\s+more|\bis\s+one\s+{STRIKES}"
    rf"|\b(?:in|employed\s+in)\s+(?:a|each)\s+{STRIKES}|\bclassified\s+as\b|\bto\s+conduct\s+these\b",
    re.IGNORECASE,
)
_STRIKES = re.compile(STRIKES, re.IGNORECASE)
OF_DAYS = re.compile(
    rf"^(?:{DAYS}\s+{STRIKES}|{STRIKES}(?:\s+in\s+{_PLACES})?\s*,?\s+(?:on\s+|from\s+)?{DAYS}"
    rf"|on\s+{DAYS}(?:\s*,?\s+in\s+{_PLACES})?)\s*:?$",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\bclosed\s+(?:with)?in\b|\bpreviously\s+unreported|\bnot\s+(?:previously|yet)\b|\blate\b|\bearlier\b",
    re.IGNORECASE,
)


@attrs.frozen
class Announced:
    """What a release says of all the strikes told of under a sentence.

    Args:
        line: the number of the line of the file.
        strikes: how many it announces; none if it only says of which days what follows is.
        countries: those it is about; all if it names none.
        days: the days it is about; none if it names none.
        is_late: whether it is about strikes of earlier days, besides those of the release.
    """

    line: int
    strikes: int | None
    countries: tuple[str, ...]
    days: Days | None
    is_late: bool

    def is_about(self, country: str, days: Days | None) -> bool:
        """Whether strikes in a country (empty: in any) on some days are among those announced."""
        in_country = not self.countries or not country or country in self.countries
        return in_country and (not self.days or not days or (self.days[0] <= days[0] and days[1] <= self.days[1]))

    def replaces(self, other: Announced) -> bool:
        """Whether it speaks of the same or of more, so that the other is over when this one begins."""
        return self.is_late == other.is_late and all(
            self.is_about(country, other.days) for country in other.countries or COUNTRIES
        )


def announced(line: int, sentence: str, country: str, release: datetime.date | None) -> Announced | None:
    """What a sentence announces; None if it is no announcement.

    Args:
        line: the number of the line of the file.
        sentence: one that names no place.
        country: that of the heading above it; empty if there is none.
        release: the day of the release.
    """
    found = _ANNOUNCES.search(sentence)
    strikes = number(found["count"] or found["passive"] or found["bare"]) if found else None
    if strikes is None and not _NONE.search(sentence):
        return None
    named = _countries(sentence)
    is_late = bool(_LATE.search(sentence))
    return Announced(
        line,
        strikes or 0,
        named or ((country,) if country and not is_late else ()),
        days_in(sentence, release) if release else None,
        is_late,
    )


def headed(line: int, sentence: str, release: datetime.date | None) -> Announced | None:
    """What a heading such as "Aug. 15 Strikes" announces, which names days and no number; None if it is none.

    Args:
        line: the number of the line of the file.
        sentence: the heading.
        release: the day of the release.
    """
    is_heading = OF_DAYS.match(sentence) or (sentence.endswith(":") and _STRIKES.search(sentence))
    days = days_in(sentence, release) if is_heading and release else None
    return Announced(line, None, _countries(sentence), days, is_late=True) if days else None


def _countries(sentence: str) -> tuple[str, ...]:
    return tuple(each for each in COUNTRIES if re.search(rf"\b{each}\b(?!\s+and\s+the\s+Levant)", sentence))


def is_aside(sentence: str) -> bool:
    """Whether a sentence speaks of strikes in general, or of all since a campaign began, and not of those told of."""
    return bool(_CUMULATIVE.search(sentence) or _DEFINES.search(sentence))


@attrs.define
class Section:
    """An announcement.

    Args:
        announced: what it says.
        told: how many strikes were told of under it.
        perhaps: how many were told of besides without a country, so that they may be of another.
    """

    announced: Announced
    told: int = 0
    perhaps: int = 0

    @property
    def is_full(self) -> bool:
        """Whether all late strikes that were announced are told of; what follows is of the day of the release."""
        strikes = self.announced.strikes
        return self.announced.is_late and strikes is not None and self.told >= strikes

    @property
    def disagreement(self) -> str:
        """Says of which line that those under it do not add up to what it announces, if they do not."""
        strikes, countries = self.announced.strikes, self.announced.countries
        where = f" in {' and '.join(countries)}" if countries else ""
        besides = f", and {self.perhaps} stand under no country" if self.perhaps else ""
        counted = "1 strike" if strikes == 1 else f"{strikes} strikes"
        said = f"{self.announced.line} announces {counted}{where}, the lines under it add up to {self.told}"
        return "" if strikes is None or self.told <= strikes <= self.told + self.perhaps else f"{said}{besides}"


class Sections:
    """The announcements of one release so far."""

    def __init__(self) -> None:
        self._all: list[Section] = []
        self._open: list[Section] = []

    def __len__(self) -> int:
        return len(self._all)

    def announce(self, announced: Announced) -> None:
        """Begin a section; those that it replaces are over."""
        self._open = [section for section in self._open if not announced.replaces(section.announced)]
        section = Section(announced)
        self._open.append(section)
        self._all.append(section)

    def above(self, country: str) -> Announced | None:
        """The announcement that a line stands under: the last one about its country that may have more.

        Args:
            country: that of the line; empty if it is not known, so that an announcement of one country says nothing.
        """
        may_have_more = [each.announced for each in reversed(self._open) if not each.is_full]
        if not country:
            return next((each for each in may_have_more if len(each.countries) != 1), None)
        return next((each for each in may_have_more if each.is_about(country, None)), None)

    def late_country(self) -> str:
        """The country of the late strikes that are now told of, where it is one."""
        late = [each.announced for each in self._open if each.announced.is_late and not each.is_full]
        return late[-1].countries[0] if late and len(late[-1].countries) == 1 else ""

    def count(self, strikes: int, country: str, days: Days | None) -> None:
        """Count strikes for each announcement that is about them."""
        above = self.above(country)
        is_late = bool(above and above.is_late and above.strikes is not None)
        for section in self._open:
            if section.announced.is_late == is_late and section.announced.is_about(country, days):
                if country or len(section.announced.countries) != 1:
                    section.told += strikes
                else:
                    section.perhaps += strikes

    def disagreements(self) -> list[str]:
        """Where lines do not add up to what is announced."""
        return [section.disagreement for section in self._all if section.disagreement]
