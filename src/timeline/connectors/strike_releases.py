"""Coalition strike releases: their text, or a table of their lines, as strikes on areas.

Invariant: a line gives events whose content depends on it, its release and the areas known, so that reading it again
changes nothing; what cannot be read is told with its text. `docs/how-to/strike-releases.md` says how each is read.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from timeline.conflict.kinds import StrikeReported
from timeline.connectors.base import Progress, Reading, require_few
from timeline.connectors.finding import PlaceFinder
from timeline.connectors.found import Found
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.releases.days import Days, dated
from timeline.connectors.releases.lines import COUNTRIES, Struck
from timeline.connectors.releases.release import LineReader, Part, releases_in
from timeline.connectors.tables import (
    SEE_FILE,
    At,
    Table,
    Tick,
    bad_header,
    delimited,
    lines_of,
    not_readable,
    shortened,
)
from timeline.errors import InputError, RowError
from timeline.model.areas import Areas
from timeline.model.entries import Statement
from timeline.model.events import SOMEWHERE_IN, WHOLE
from timeline.model.sources import Citation
from timeline.model.when import When, Window

SOURCE = "cjtf-oir"
LONGEST_TEXT = 32 * 2**20
AREA_NOTE = "named by a coalition strike release"
TARGETS_UNREAD = "what was hit cannot be read, so that it is kept in the note as printed"

_DAY = datetime.timedelta(days=1)
_FIRST_RELEASE = datetime.date(2014, 8, 8)
_DAILY_FROM = datetime.date(2015, 1, 1)
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ASIDE = re.compile(r"\s+in\s+.+$|\s+area$|\s*\*+$|^(?:the\s+)?(?:city|town|village)\s+of\s+|^the\s+", re.IGNORECASE)
_TABLE = re.compile(r"(?:^|[,;\t\"])line(?:$|[,;\t\"])", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|div|p|\?xml)\b", re.IGNORECASE)
_COLUMNS = ("date", "line")
_SHORTEST_COUNTED = 80
_SHOWN = 300


@attrs.frozen
class _Told:
    """A part of a release, with where it stands in a file.

    Args:
        at: the row or line.
        day: the day of the release.
        url: where the release was published; empty if it does not say.
        part: what it says.
    """

    at: At
    day: datetime.date
    url: str
    part: Part


def read(
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """The strikes of releases: texts, or tables with the columns `date` and `line`, and `country` if there is one.

    Raises:
        InputError: a file cannot be read, or is not text in UTF-8.
    """
    collected = _Collected(PlaceFinder(areas, gazetteer=gazetteer, describes=describes, note=AREA_NOTE))
    sizes = [_size(path) for path in paths]
    for number, path in enumerate(paths):
        for said in _parts(path, _ticking(progress, sum(sizes[:number]), sum(sizes))):
            collected.take(said)
        progress(sum(sizes[: number + 1]), sum(sizes))
    return collected.reading()


def _ticking(progress: Progress, before: int, total: int) -> Tick:
    return lambda done: progress(before + done, total)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise not_readable(path, error) from error


# Files to parts of releases.

_Said = At | _Told | RowError | str
"""A row that was read, a part, a row that cannot be read, or something that a person should know."""


def _parts(path: Path, tick: Tick) -> Iterator[_Said]:
    with lines_of(path, "utf-8", tick) as lines:
        first = next((line for _, line in lines if line.strip()), "")
    if _MARKUP.match(first):
        do = "save what it shows as text, or copy it"
        raise InputError(str(path), expected="the text of releases", found="a web page", do=do)
    if not first:
        raise InputError(str(path), expected="releases", found="an empty file", do=SEE_FILE)
    yield from (_of_table if _TABLE.search(first.strip()) else _of_text)(path, tick)


def _of_text(path: Path, tick: Tick) -> Iterator[_Said]:
    today = datetime.datetime.now(datetime.UTC).date()
    with lines_of(path, "utf-8", tick) as lines:
        for release in releases_in(_bounded(path, _any_ends(lines)), dated(path.stem)):
            at = At(path, release.line, release.line, is_below_header=False)
            if release.day is None and release.tells_nothing and release.line > 1:
                yield from (f"{path}, {each}" for each in release.remarks)
                continue
            if release.day is None or not _FIRST_RELEASE <= release.day <= today:
                yield at.refuse("", _no_day(release.day, today))
                continue
            for part in release.parts:
                yield _Told(attrs.evolve(at, row=part.line, line=part.line), release.day, release.url, part)
            yield from (f"{path}, {each}" for each in release.remarks)


def _any_ends(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, of which some may end in a CR alone, as a person sees them."""
    parts = (part for _, line in lines for part in line.rstrip("\r\n").split("\r"))
    return enumerate((_INVISIBLE.sub("", part) for part in parts), 1)


def _bounded(path: Path, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, as long as they may be releases: some thousand of them are shorter."""
    room = LONGEST_TEXT
    for number, line in lines:
        room -= max(len(line), _SHORTEST_COUNTED)
        if room < 0:
            expected = f"releases of {LONGEST_TEXT // 2**20} MiB of text at most"
            raise InputError(f"{path}, line {number}", expected=expected, found="more", do="give them in several files")
        yield number, line


def _no_day(found: datetime.date | None, today: datetime.date) -> InputError:
    return InputError(
        "release",
        expected=f"a release with its day, from {_FIRST_RELEASE} to {today}",
        found=str(found) if found else "none above its first line",
        do="write it above, such as Date: 2017-01-09, or into the name of the file",
    )


def _of_table(path: Path, tick: Tick) -> Iterator[_Said]:
    with delimited()(path, tick) as table:
        yield from bad_header(table, _COLUMNS, (*_COLUMNS, "country"), "name the columns so")
        if set(_COLUMNS) <= set(table.columns or ()):
            yield from _of_rows(table)


def _of_rows(table: Table) -> Iterator[_Said]:
    today = datetime.datetime.now(datetime.UTC).date()
    reader = LineReader(None, "row")
    for at, texts in table.rows:
        try:
            if isinstance(texts, RowError):
                raise texts
            day = _release_day(texts["date"], today)
        except InputError as error:
            yield error if isinstance(error, RowError) else at.refuse("date", error)
            continue
        if day != reader.release:
            yield from _remarks(table, reader)
            reader = LineReader(day, "row")
        yield at
        before = len(reader.parts)
        reader.take_alone(at.row, _INVISIBLE.sub("", texts["line"]), _country(texts.get("country", "")))
        yield from (_Told(at, day, "", part) for part in reader.parts[before:])
    yield from _remarks(table, reader)


def _remarks(table: Table, reader: LineReader) -> Iterator[str]:
    return (f"{table.at.file}, release of {reader.release}, {each}" for each in reader.remarks())


def _release_day(text: str, today: datetime.date) -> datetime.date:
    """A day as 2015-12-31, or as the releases print it, the month first: 12/31/2015."""
    american, iso = _US_DAY.fullmatch(text.strip()), _ISO_DAY.fullmatch(text.strip())
    try:
        if american:
            month, day, year = map(int, american.groups())
            found = datetime.date(year, month, day)
        else:
            found = datetime.date(*map(int, iso.groups())) if iso else datetime.date.max
    except ValueError:
        found = datetime.date.max
    if not _FIRST_RELEASE <= found <= today:
        expected = f"a day from {_FIRST_RELEASE} to {today}, as 2015-12-31 or with the month first as 12/31/2015"
        raise InputError("date", expected=expected, found=repr(shortened(text)))
    return found


def _country(printed: str) -> str:
    """The one country that a column names; it may name a place before it."""
    named = [country for country in COUNTRIES if re.search(rf"\b{country}\b", printed, re.IGNORECASE)]
    return named[0] if len(named) == 1 else ""


# Parts of releases to events.


class _Collected:
    """What was read of the files so far.

    Args:
        finder: finds the areas of the places.
    """

    def __init__(self, finder: PlaceFinder) -> None:
        self._finder = finder
        self._events: dict[str, StrikeReported] = {}
        self._bad_rows: list[RowError] = []
        self._warnings: list[str] = []
        self._remarks: Counter[str] = Counter()
        self._rows: set[tuple[Path, int]] = set()

    def reading(self) -> Reading:
        """All of it."""
        remarks = (f"{count} line{'s' * (count > 1)}: {text}" for text, count in self._remarks.items())
        statements: list[Statement] = [*self._finder.added, *self._events.values()]
        return Reading(statements, len(self._rows), tuple(self._bad_rows), (*self._warnings, *remarks))

    def take(self, said: _Said) -> None:
        """Take in what a file says."""
        if isinstance(said, str):
            self._warnings.append(said)
            return
        at = said.at if isinstance(said, _Told) else said
        self._rows.add((Path(at.file), at.row))
        try:
            if not isinstance(said, At):
                self._keep(said)
        except RowError as error:
            self._bad_rows.append(error)
            require_few(self._bad_rows, len(self._rows))

    def _keep(self, said: _Told | RowError) -> None:
        if isinstance(said, RowError):
            raise said
        if isinstance(said.part.said, str):
            raise _unread(said.at, said.part.said)
        event = self._event(said, said.part.said)
        assert event.external_id is not None
        if said.part.repeats is not None:
            self._warnings.append(_repeated(said, said.part.repeats))
        elif self._events.setdefault(event.external_id, event) != event:
            raise _contradicted(said.at, event, self._events[event.external_id])

    def _event(self, told: _Told, struck: Struck) -> StrikeReported:
        area, scope = self._area(told.at, struck, told.part.country)
        if struck.unread:
            self._remarks[TARGETS_UNREAD] += 1
        return StrikeReported(
            area=area,
            scope=scope,
            when=_when(told.part.days or _days_before(told.day), struck.strikes),
            reported_on=told.day,
            source=Citation(SOURCE, told.url or f"release of {told.day}", told.day),
            external_id=_external_id(told.day, told.part, struck.text),
            note="; ".join(filter(None, (f"{struck.relation} {' and '.join(struck.places)}", struck.unread))),
            strikes=struck.strikes,
            engagements=struck.engagements,
            targets=struck.targets,
        )

    def _area(self, at: At, struck: Struck, country: str) -> tuple[str, str]:
        """Where the strikes were: the place, or somewhere in the country where several are named, or it alone."""
        places = [_ASIDE.sub("", place) for place in struck.places]
        if len(places) > 1 and country:
            for place in places:
                self._found(at, place, country, struck)
            return self._found(at, country, None, struck), SOMEWHERE_IN
        if places[0] in COUNTRIES:
            return self._found(at, places[0], None, struck), SOMEWHERE_IN
        if len(places) > 1:
            raise at.refuse("", InputError("place", expected="one place, or a country", found=repr(struck.text)))
        return self._found(at, places[0], country or None, struck), WHOLE

    def _found(self, at: At, place: str, country: str | None, struck: Struck) -> str:
        """The id of the area of a place; none if strikes across the border from it are told and it has a namesake."""
        found = self._finder.find(place, country=country)
        if struck.is_across and found.area != (anywhere := self._finder.find(place)).area:
            found = anywhere if anywhere.area is None else Found(None, candidates=found.candidates)
        if found.area is None:
            raise at.refuse("place", _unknown(place, country, found, struck))
        return found.area.id


def _unread(at: At, text: str) -> RowError:
    expected = "a line such as: Near Mosul, four strikes destroyed two vehicles"
    return at.refuse("", InputError("line", expected=expected, found=repr(shortened(text, _SHOWN))))


def _unknown(place: str, country: str | None, found: Found, struck: Struck) -> InputError:
    nearest = "; ".join(map(str, found.candidates))
    do = "say what it means with: timeline areas LOG alias NAME AREA" + (f" (nearest: {nearest})" if nearest else "")
    where = f" in {country}" if country else ""
    return InputError(
        "place", expected=f"a place known{where}", found=f"{place!r} in {shortened(struck.text, _SHOWN)!r}", do=do
    )


def _repeated(told: _Told, repeats: int) -> str:
    counted = "row" if told.at.is_below_header else "line"
    return (
        f"{told.at.file}, {counted} {told.at.row} says the same as {counted} {repeats} of its release, and counts once"
    )


def _contradicted(at: At, event: StrikeReported, known: StrikeReported) -> RowError:
    found = f"{event.when} and {event.source}, where another file has {known.when} and {known.source}"
    do = "import the release in one form only"
    return at.refuse("", InputError("line", expected="what the same line says elsewhere", found=found, do=do))


def _days_before(release: datetime.date) -> Days:
    """The days that a release is about if it names none: since the release before it, as far as that is known."""
    days = 1 if release >= _DAILY_FROM else 3
    return max(release - days * _DAY, _FIRST_RELEASE), release


def _when(days: Days, strikes: int) -> When:
    """One unknown day among those for one strike; for several, which may be of several days, a stretch among them."""
    window = Window(*days)
    return When(window, window) if strikes == 1 or days[0] == days[1] else When.stretch(window, window)


def _external_id(release: datetime.date, part: Part, text: str) -> str:
    said = " ".join(text.casefold().split())
    digest = hashlib.blake2b(f"{part.country}|{said}".encode(), digest_size=8).hexdigest()
    return f"{release} {digest}" + (f" {part.nth + 1}" if part.nth else "")
