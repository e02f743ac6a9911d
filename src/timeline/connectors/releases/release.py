"""A release as text: its day, what it says before each line, and whether its lines add up to what it announces.

Invariant: the lines are given in their order, each with the country and the days under which it stands.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from timeline.connectors.releases.days import DAYS, Days, dated, days_of
from timeline.connectors.releases.lines import COUNTRIES, Struck, Unread, told_in
from timeline.connectors.releases.numbers import NUMBER, number

Numbered = tuple[int, str]
"""A line of a file with its number."""


@attrs.frozen
class Announced:
    """What a release says of all the lines under a sentence.

    Args:
        line: the number of the line of the file.
        text: the sentence.
        strikes: how many it announces.
        countries: those it names.
        days: the days it names.
    """

    line: int
    text: str
    strikes: int
    countries: tuple[str, ...]
    days: Days | None

    @property
    def is_late(self) -> bool:
        """Whether it speaks of strikes of earlier days, besides those of the release."""
        return bool(_LATE.search(self.text))


@attrs.define
class Section:
    """What stands under an announcement: the strikes told of in its lines."""

    announced: Announced
    found: int = 0

    @property
    def is_full(self) -> bool:
        """Whether all late strikes that were announced are told of; what follows is of the day of the release."""
        return self.announced.is_late and self.found >= self.announced.strikes

    @property
    def disagreement(self) -> str:
        """Says that the lines do not add up, if they do not."""
        strikes = self.announced.strikes
        if strikes == self.found:
            return ""
        where = f" in {' and '.join(self.announced.countries)}" if self.announced.countries else ""
        return (
            f"line {self.announced.line} announces {strikes} strikes{where}, the lines under it add up to {self.found}"
        )


@attrs.frozen
class Part:
    """A part of a release that tells of strikes, or cannot be read.

    Args:
        line: the number of the line of the file.
        said: what it says.
        country: the country it stands under; empty if none.
        days: the days it stands under; none where the release names none.
    """

    line: int
    said: Struck | Unread
    country: str
    days: Days | None


@attrs.frozen
class Release:
    """One release.

    Args:
        line: the number of its first line.
        day: when it was published; none if that is not said.
        url: where it was published; empty if that is not said.
        parts: what it tells of strikes.
        disagreements: where its lines do not add up to what it announces.
    """

    line: int
    day: datetime.date | None
    url: str
    parts: tuple[Part, ...]
    disagreements: tuple[str, ...]


_STRIKES = r"(?:air\s?)?strikes?"
_BULLET = re.compile(r"^\s*(?:[-–—*•·▪‣.\u25cf]+|o)\s+(?=\S)|^\s*--?(?=[A-Z])")
_META = re.compile(
    r"^(?P<name>Title|Source|URL|Link|Date|Published|Release|Re3d-Id|Id)\b[^:]{0,20}:\s*(?P<value>.*)$", re.IGNORECASE
)
_COUNTRY = re.compile(
    rf"^(?:(?:{_STRIKES}|coalition\s+{_STRIKES})\s+in\s+|in\s+)?(?P<country>{'|'.join(COUNTRIES)})\s*[:.]?$",
    re.IGNORECASE,
)
_LINE = re.compile(rf"^(?:Near|On\s+{DAYS}\s*,?\s+near)\s", re.IGNORECASE)
_ANNOUNCES = re.compile(
    rf"\b(?:conducted|carried\s+out|reported|executed)\s+(?:a\s+total\s+of\s+)?(?:another\s+)?(?P<count>{NUMBER})\s+(?:\w+\s+)?{_STRIKES}"
    rf"|\b(?P<passive>{NUMBER})\s+(?:\w+\s+)?{_STRIKES}(?:\s+consisting\s+of\s+\S+\s+engagements?)?\s+(?:were|was|occurred|took)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    rf"\b(?:no|zero)\s+(?:\w+\s+)?{_STRIKES}\b|\bdid\s+not\s+(?:conduct|report|carry\s+out)\s+(?:any\s+)?{_STRIKES}",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|to\s+date|as\s+of|so\s+far)\b", re.IGNORECASE)
_LATE = re.compile(
    r"\b(?:closed\s+within|previously\s+unreported|not\s+previously\s+reported|late|earlier)\b", re.IGNORECASE
)
_ANY_DAYS = re.compile(rf"(?P<days>{DAYS})", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:near|(?:north|south|east|west)\w*\s+of)\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"\b(?:between|from)\s+(?P<days>{DAYS})", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[a-z0-9)”\"][.:;])\s+(?=[A-Z])")
_LEAD = re.compile(r"^[A-Z][A-Z ,.'-]{3,}(?:\([^)]*\)\s*)?(?:,[^–—-]{0,40})?\s*(?:--|[–—-])\s*")
_TITLE = re.compile(r"^Title\s*:", re.IGNORECASE)


def releases_in(lines: Iterable[Numbered], day: datetime.date | None = None) -> Iterator[Release]:
    """The releases in a text; each but the first begins with `Title:`.

    Args:
        lines: the lines with their numbers.
        day: the day of the release if the text does not say it.
    """
    held: list[Numbered] = []
    for number_, line in lines:
        if _TITLE.match(line) and any(text.strip() for _, text in held):
            yield _release(held, day)
            held = []
        held.append((number_, line))
    if any(text.strip() for _, text in held):
        yield _release(held, day)


def _release(lines: Sequence[Numbered], day: datetime.date | None) -> Release:
    published = _published(lines) or day
    reader = LineReader(published)
    url = ""
    for number_, line in _joined(lines):
        meta = _META.match(line)
        if meta and meta["value"].startswith("http"):
            url = meta["value"].strip()
        elif not meta:
            reader.take(number_, line)
    return Release(lines[0][0], published, url, tuple(reader.parts), tuple(reader.disagreements()))


def _published(lines: Sequence[Numbered]) -> datetime.date | None:
    """The day with its year that stands before the lines about strikes."""
    for _, line in lines:
        if _is_told(line):
            return None
        if found := dated(line):
            return found
    return None


def _is_told(line: str) -> bool:
    return bool(_BULLET.match(line) or _LINE.match(line))


def _joined(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """The paragraphs: a line that goes on where one broke off belongs to it."""
    number_, held = 0, ""
    for at, line in lines:
        text = line.strip()
        goes_on = held and text and not held.endswith((".", ":")) and not _begins(text) and text[:1].islower()
        if goes_on:
            held = f"{held} {text}"
            continue
        if held:
            yield number_, held
        number_, held = at, text
    if held:
        yield number_, held


def _begins(text: str) -> bool:
    return bool(_is_told(text) or _COUNTRY.match(text) or _META.match(text))


class LineReader:
    """Goes through the paragraphs of a release, and keeps under what each stands.

    Args:
        release: the day of the release.
    """

    def __init__(self, release: datetime.date | None) -> None:
        self.release = release
        self.parts: list[Part] = []
        self._sections: list[Section] = []
        self._whole: Section | None = None
        self._of_country: dict[str, Section] = {}
        self._country = ""

    def take(self, line: int, text: str) -> None:
        """Read a paragraph."""
        heading = _COUNTRY.match(text)
        if heading:
            self._country = heading["country"].title()
        elif _is_told(text):
            self.take_line(line, _BULLET.sub("", text, count=1))
        else:
            self._take_sentences(line, _LEAD.sub("", text, count=1))

    def take_line(self, line: int, text: str, country: str = "") -> None:
        """Read a line about strikes; if it tells of none, it cannot be read.

        Args:
            country: the country it stands under, where the line is told apart from its release.
        """
        self._country = country or self._country
        before = len(self.parts)
        self._take_sentences(line, text)
        if len(self.parts) == before:
            self._keep(line, Unread(text))

    def _take_sentences(self, line: int, text: str) -> None:
        """Announcements hold for what follows; what stands between them is read together."""
        between: list[str] = []
        for sentence in _SENTENCE.split(" ".join(text.split())):
            announced = self._announced(line, sentence)
            if announced:
                self._read(line, between)
                self._announce(announced)
                between = []
            elif not _SINCE.search(sentence):
                between.append(sentence)
        self._read(line, between)

    def _read(self, line: int, sentences: Sequence[str]) -> None:
        for said in told_in(" ".join(sentences)):
            self._keep(line, said)

    def disagreements(self) -> Iterator[str]:
        """Where lines do not add up to what is announced."""
        return (section.disagreement for section in self._sections if section.disagreement)

    def _announced(self, line: int, sentence: str) -> Announced | None:
        """What a sentence announces of the lines that follow; None if it is no announcement."""
        if _SINCE.search(sentence) or _PLACED.search(sentence):
            return None
        countries = tuple(each for each in COUNTRIES if re.search(rf"\b{each}\b", sentence))
        found = _ANNOUNCES.search(sentence)
        if found and (strikes := number(found["count"] or found["passive"])) is not None:
            return Announced(line, sentence, strikes, countries, self._days_in(sentence))
        if _NONE.search(sentence):
            return Announced(line, sentence, 0, countries, self._days_in(sentence))
        return None

    def _days_in(self, sentence: str) -> Days | None:
        named = _BETWEEN.search(sentence) or _ANY_DAYS.search(sentence)
        return days_of(named["days"], self.release) if named and self.release else None

    def _announce(self, announced: Announced) -> None:
        section = Section(announced)
        self._sections.append(section)
        self._country = announced.countries[0] if len(announced.countries) == 1 else ""
        if self._country and not announced.is_late:
            self._of_country[self._country] = section
        else:
            self._whole, self._of_country = section, {}

    def _keep(self, line: int, said: Struck | Unread) -> None:
        country, on = (said.country or self._country, said.on) if isinstance(said, Struck) else (self._country, "")
        above = [each for each in (self._of_country.get(country), self._whole) if each and not each.is_full]
        named = days_of(on, self.release) if on and self.release else None
        days = named or next((section.announced.days for section in above if section.announced.days), None)
        if isinstance(said, Struck):
            for section in above:
                section.found += said.strikes
        self.parts.append(Part(line, said, country, days))
