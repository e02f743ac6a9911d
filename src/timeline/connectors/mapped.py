"""What a mapping file says of a row: its cells, put together to an event.

Invariant: what a row leaves open is not guessed, and a day that is yet to come is refused.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

import attrs

from timeline.connectors.cells import Cell, Field
from timeline.connectors.dates import between
from timeline.connectors.mapping import Column, Draft, LeftOut, RowMapping, Values
from timeline.connectors.named import Named
from timeline.connectors.tables import Shape
from timeline.errors import EventFieldError, InputError, listed
from timeline.model.areas import Point
from timeline.model.events import WHOLE, Event
from timeline.model.sources import Citation
from timeline.model.when import When


@attrs.frozen
class Where:
    """The cells of a place."""

    name: Field
    is_id: bool
    country: Field | None
    latitude: Field | None
    longitude: Field | None
    grid: Field | None
    scope: Field | None

    @property
    def fields(self) -> Iterator[Field]:
        given = (self.name, self.country, self.latitude, self.longitude, self.grid, self.scope)
        yield from (field for field in given if field)

    def place(self, row: Values) -> Named:
        name = self.name.value(row)
        country = self.country.value(row) if self.country else None
        return Named(name, country or "", self._point(row), self.is_id, self.name.cell.path)

    def _point(self, row: Values) -> Point | None:
        if self.grid:
            found: Point | None = self.grid.value(row)
            return found
        latitude = self.latitude.value(row) if self.latitude else None
        longitude = self.longitude.value(row) if self.longitude else None
        return None if latitude is None or longitude is None else Point(latitude, longitude)


@attrs.frozen
class Time:
    """The cells of a time: one, or its first and its last day."""

    first: Field
    last: Field | None = None
    lasts: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return (self.first, self.last) if self.last else (self.first,)

    def value(self, row: Values, today: datetime.date) -> When:
        first: When = self.first.value(row)
        if first.first.earliest > today:
            expected = f"a time that begins by {today}"
            raise EventFieldError("when", expected=expected, found=str(first), path=self.first.cell.path)
        last = self.last.value(row) if self.last else None
        return self._between(first, last) if self.last and last else first

    def _between(self, first: When, last: When) -> When:
        try:
            return between(first, last, lasts=self.lasts)
        except InputError as error:
            path = self.last.cell.path if self.last else ""
            raise EventFieldError("when", expected=error.expected, found=error.found, path=path) from error


@attrs.frozen
class MappingFile:
    """What a mapping file says.

    Args:
        source: the id of the source that is cited.
        kind: the cell of the kind.
        leaves_out: whether rows of kinds that are not mapped are left out.
        kinds: by name, the class and the fields that it takes.
        where: the cells of the place.
        when: gives the time of a row.
        fields: the fields that every event takes, those of the citation among them.
        shape: of delimited files.
        sheet: of workbooks.
    """

    source: str
    kind: Cell
    leaves_out: bool
    kinds: Mapping[str, tuple[type[Event], tuple[Field, ...]]]
    where: Where
    when: Time
    fields: tuple[Field, ...]
    shape: Shape
    sheet: str | None

    def rows(self) -> RowMapping:
        """The mapping of a row."""
        own = (field for _, fields in self.kinds.values() for field in fields)
        fields = (*self.where.fields, *self.when.fields, *self.fields, *own)
        columns: dict[str, Column] = {}
        for each in (self.kind, *(field.cell for field in fields)):
            for name in each.columns:
                may_lack = each.may_lack and (name not in columns or columns[name].may_lack)
                columns[name] = Column(str, may_lack)
        return RowMapping(columns, self._draft, "name the columns in the mapping file as the file does")

    def _draft(self, row: Values, today: datetime.date) -> Draft | LeftOut:
        common = {field.name: value for field in self.fields if (value := field.value(row)) is not None}
        id_ = common.pop("external_id", "")
        if self.leaves_out and self.kind.columns and row[self.kind.columns[0]].strip() not in self.kind.values:
            return LeftOut(id_, f"{self.kind.path} is none of the kinds mapped")
        kind, own = self.kinds[self.kind.text(row) or _no_kind(self.kind)]
        citation = Citation(self.source, common.pop("locator", ""), common.pop("published", None))
        _require_past("published", citation.published, self.fields, today)
        _require_past("reported_on", common.get("reported_on"), self.fields, today)
        fields = {field.name: value for field in own if (value := field.value(row)) is not None}
        scope = (self.where.scope.value(row) if self.where.scope else None) or WHOLE
        timed = {"when": self.when.value(row, today), "scope": scope, "source": citation}
        return Draft(kind, self.where.place(row), {**timed, **common, **fields}, id_)


def _no_kind(kind: Cell) -> str:
    raise EventFieldError("kind", expected=listed(list(kind.values)), found="nothing", path=kind.path)


def _require_past(name: str, day: datetime.date | None, fields: Sequence[Field], today: datetime.date) -> None:
    if day and day > today:
        path = next(field.cell.path for field in fields if field.name == name)
        raise EventFieldError(name, expected=f"a day up to {today}", found=str(day), path=path)
