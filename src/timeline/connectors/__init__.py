"""Foreign files to statements. A connector never sees a log: it is given the areas known, and gives statements."""

from __future__ import annotations

import importlib

from timeline.connectors.base import Connector
from timeline.errors import NotFoundError, listed

FORMATS = {
    "strike-releases": "timeline.connectors.strike_releases",
    "timeline": "timeline.connectors.json_lines",
    "ucdp-ged": "timeline.connectors.ucdp_ged",
    "boundaries": "timeline.connectors.boundaries",
}


def connector(name: str) -> Connector:
    """The connector that reads a format; the built-in event kinds are declared first.

    Raises:
        NotFoundError: there is no such format; names those there are.
    """
    if name not in FORMATS:
        raise NotFoundError(
            "format",
            expected=listed(tuple(FORMATS)),
            found=repr(name),
            what="format",
            name=name,
            nearest=tuple(FORMATS),
        )
    importlib.import_module("timeline.conflict")
    read: Connector = importlib.import_module(FORMATS[name]).read
    return read
