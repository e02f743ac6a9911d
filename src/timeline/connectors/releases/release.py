"""A release as text: its day, what it tells of strikes, and whether that adds up to what it announces.

Invariant: what it tells is given in its order, each part with the country and the days it stands under; a sentence
that says a number of strikes is an announcement, a part, or given back as one that cannot be read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from timeline.connectors.releases.days import DAYS, Days, dated, days_in, names_days
from timeline.connectors.releases.lines import (
    COUNTRIES,
    STRIKES,
    Struck,
    clauses,
    continued,
    speaks_of_strikes,
    struck_in,
)
from timeline.connectors.releases.sections import OF_DAYS, Announced, Sections, announced, headed, is_aside
from timeline.connectors.releases.sentences import Numbered, paragraphs
from timeline.connectors.releases.splitting import BULLET, LEAD, LONGEST_LINE, is_told, split
from timeline.connectors.releases.targets import VERBS


@attrs.frozen
class Part:
    """A part of a release that tells of strikes, or cannot be read.

    Args:
        line: the number of the line of the file.
        said: what it says, or its text if it cannot be read.
        country: the country it stands under; empty if none.
        days: the days it stands under; none where the release names none.
        nth: how often the release has said so before of other days.
        repeats: the line that says the same of the same days, which counts already; none if there is none.
    """

    line: int
    said: Struck | str
    country: str
    days: Days | None
    nth: int = 0
    repeats: int | None = None


@attrs.frozen
class Release:
    """One release.

    Args:
        line: the number of its first line.
        day: when it was published; none if that is not said.
        url: where it was published; empty if that is not said.
        parts: what it tells of strikes.
        remarks: where its lines do not add up to what it announces, and what it tells besides that is not read.
        tells_nothing: whether it says nothing of strikes, nor that there were none.
    """

    line: int
    day: datetime.date | None
    url: str
    parts: tuple[Part, ...]
    remarks: tuple[str, ...]
    tells_nothing: bool


_META = re.compile(
    r"^(?P<name>Title|Source|URL|Link|Date|Published|Release|Re3d-Id|Id)\b[^:]{0,20}:\s*(?P<value>.*)$", re.IGNORECASE
)
_COUNTRY = re.compile(
    rf"^(?:(?:{STRIKES}\s+)?in\s+)?(?P<country>{'|'.join(COUNTRIES)})\s*[:.]?$",
    re.IGNORECASE,
)
_TELLS = re.compile(rf"\bnear\b|strikes?\b|\b(?:{VERBS})\b", re.IGNORECASE)
_DID = re.compile(rf"strikes?\b.*\b(?:{VERBS})\b|\b(?:{VERBS})\b.*strikes?\b", re.IGNORECASE)
_CONTINUED = re.compile(r"\bcontinue[ds]?\s+to\s+(?:attack|strike)\b", re.IGNORECASE)
_ATTACKED = re.compile(
    rf"{_CONTINUED.pattern}|\bconduct(?:ed|ing)\b|\bstruck\b|\bstrikes?,?\s+(?:which\s+)?(?:took\s+place|were)\b"
    r"|['’]s\s+(?:air)?strikes\b",
    re.IGNORECASE,
)
_TOOK_PLACE = re.compile(rf"{STRIKES},?\s+(?:which\s+)?took\s+place\b", re.IGNORECASE)
_OF_STRIKES = re.compile(rf"\b(?:on|between|from|since)\s+{DAYS}(?:,?\s+\d{{4}})?", re.IGNORECASE)


def releases_in(lines: Iterable[Numbered], day: datetime.date | None = None) -> Iterator[Release]:
    """The releases in a text.

    Args:
        lines: the lines with their numbers.
        day: the day of the release if the text does not say it.
    """
    for number, told in enumerate(split(lines)):
        yield _release(told, None if number else day)


def _release(lines: Sequence[Numbered], day: datetime.date | None) -> Release:
    published = _published(lines) or day
    reader = LineReader(published)
    url = ""
    for number, line in paragraphs(lines, _begins, _stands_alone):
        meta = _META.match(line)
        if meta and meta["value"].startswith("http"):
            url = meta["value"].strip()
        elif not meta:
            reader.take(number, line)
    nothing = [f"line {lines[0][0]} begins a text that tells of no strikes"] if reader.tells_nothing else []
    return Release(lines[0][0], published, url, tuple(reader.parts), (*reader.remarks(), *nothing), bool(nothing))


def _published(lines: Sequence[Numbered]) -> datetime.date | None:
    """The day with its year that stands before the lines about strikes."""
    for _, line in lines:
        if is_told(line):
            return None
        if found := dated(_OF_STRIKES.sub(" ", line[:LONGEST_LINE])):
            return found
    return None


def _begins(text: str) -> bool:
    return bool(is_told(text) or _stands_alone(text) or LEAD.match(text))


def _stands_alone(text: str) -> bool:
    return bool(_COUNTRY.match(text) or _META.match(text) or OF_DAYS.match(text))


class LineReader:
    """Goes through the paragraphs of a release, and keeps under what each stands.

    Args:
        release: the day of the release.
        counted: what the numbers of its parts count, such as `line`.
    """

    def __init__(self, release: datetime.date | None, counted: str = "line") -> None:
        self.release = release
        self._counted = counted
        self.parts: list[Part] = []
        self._sections = Sections()
        self._heading = ""
        self._country_of_lines = ""
        self._country_of_paragraph = ""
        self._is_in_line = False
        self._days: Days | None = None
        self._took_place: Days | None = None
        self._is_lead = True
        self._has_led = False
        self._said: dict[tuple[str, str], dict[Days | None, int]] = {}
        self._of_paragraph = 0
        self._may_continue = False
        self._unread: list[str] = []

    def take(self, line: int, text: str) -> None:
        """Read a paragraph."""
        heading = _COUNTRY.match(text)
        if heading:
            self._heading = self._country_of_lines = heading["country"].title()
        elif is_told(text):
            self._take_line(line, BULLET.sub("", text, count=1), is_alone=False)
        else:
            self._is_in_line = False
            self._is_lead = not self._has_led
            self._take_clauses(line, LEAD.sub("", text, count=1))

    def take_alone(self, line: int, text: str, country: str) -> None:
        """Read a line that is told apart from its release; if it tells of no strikes, it cannot be read.

        Args:
            line: its number.
            text: the line.
            country: the country it is said to stand under; empty if that is not known.
        """
        self._country_of_lines = self._sections.late_country() or country
        self._take_line(line, BULLET.sub("", text, count=1), is_alone=True)

    def _take_line(self, line: int, text: str, *, is_alone: bool) -> None:
        self._is_in_line = True
        before, announced_before = len(self.parts), len(self._sections)
        self._take_clauses(line, text)
        if len(self._sections) > announced_before and not is_told(text):
            return
        if len(self.parts) == before and (is_alone or _TELLS.search(text[:LONGEST_LINE])):
            self._keep(line, text)

    @property
    def tells_nothing(self) -> bool:
        """Whether nothing was told of strikes, nor that there were none."""
        return not self.parts and not self._sections

    def remarks(self) -> Iterator[str]:
        """Where lines do not add up to what is announced, and what is not read."""
        for each in self._sections.disagreements():
            yield f"{self._counted} {each}"
        yield from self._unread

    def _take_clauses(self, line: int, text: str) -> None:
        self._of_paragraph, self._country_of_paragraph = 0, ""
        if len(text) > LONGEST_LINE or "\0" in text:
            self._keep(line, text)
            return
        for clause in clauses(text):
            self._take_clause(line, clause)

    def _take_clause(self, line: int, clause: str) -> None:
        """Take what a clause tells, or what it announces; an aside is passed over."""
        struck = struck_in(clause)
        if struck:
            self._keep(line, struck)
            self._learn_days_of_attack(clause)
        elif not self._continue(clause) and not is_aside(clause):
            self._take_other(line, clause)

    def _take_other(self, line: int, clause: str) -> None:
        found = announced(line, clause, self._heading, self.release) or headed(line, clause, self.release)
        if not found or not found.is_late:
            self._learn_days(clause, is_announced=bool(found))
        if found:
            self._country_of_lines = found.countries[0] if len(found.countries) == 1 else ""
            self._country_of_paragraph = self._country_of_lines
            self._heading = self._heading if self._heading == self._country_of_lines else ""
            self._sections.announce(found)
        elif speaks_of_strikes(clause):
            self._keep(line, clause)
        elif _DID.search(clause) and not _is_title(clause):
            self._unread.append(f"{self._counted} {line} is not read, for it says no number of strikes: {clause!r}")
        self._may_continue = False

    def _learn_days(self, clause: str, *, is_announced: bool) -> None:
        """Keep the days that a release names for all its strikes: those they took place on, else those of its lead."""
        if _TOOK_PLACE.search(clause):
            self._took_place = self._days_in(clause)
        elif self._is_lead and self._days is None and _ATTACKED.search(clause):
            self._days = self._days_in(clause)
            self._has_led = self._has_led or is_announced

    def _learn_days_of_attack(self, clause: str) -> None:
        """Keep the days of a lead that tells of strikes on a place by itself."""
        if self._is_lead and not self._is_in_line and self._days is None and _CONTINUED.search(clause):
            self._days = self._days_in(clause)

    def _days_in(self, text: str) -> Days | None:
        return days_in(text, self.release) if self.release else None

    def _continue(self, clause: str) -> bool:
        """Add to the strikes just told of what a clause says that they did."""
        if not self._may_continue or not isinstance(last := self.parts[-1].said, Struck):
            return False
        more = continued(clause, last, is_only_one=self._of_paragraph < 2)
        if more:
            self.parts[-1] = attrs.evolve(self.parts[-1], said=more)
        return bool(more)

    def _keep(self, line: int, said: Struck | str) -> None:
        self._may_continue = isinstance(said, Struck)
        if isinstance(said, str):
            self.parts.append(Part(line, said, self._country_of_lines, None))
            return
        self._of_paragraph += 1
        self._country_of_paragraph = said.opens or self._country_of_paragraph
        country = said.country or self._country_of_paragraph or self._country_above()
        named = self._days_in(said.on)
        if named is None and names_days(said.on):
            self._keep(line, said.text)
        else:
            self._keep_struck(line, said, country, named)

    def _keep_struck(self, line: int, struck: Struck, country: str, named: Days | None) -> None:
        above = self._sections.above(country)
        days = named or self._days_under(above)
        said_before = self._said.setdefault((country, _plain(struck.text)), {})
        repeats = said_before.get(days)
        said_before.setdefault(days, line)
        if repeats is None:
            self._sections.count(struck.strikes, country, named or (above.days if above else None))
        self.parts.append(Part(line, struck, country, days, list(said_before).index(days), repeats))

    def _days_under(self, above: Announced | None) -> Days | None:
        if above and above.is_late:
            return above.days
        return self._took_place or (above.days if above else None) or self._days

    def _country_above(self) -> str:
        return self._country_of_lines if self._is_in_line else self._heading


def _is_title(text: str) -> bool:
    """Whether it is printed as titles are, with capitals and no full stop."""
    return not text.endswith(".") and all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", text))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
