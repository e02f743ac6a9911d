"""Foreign files to statements. A connector never sees a log: it is given the areas known, and gives statements."""

from __future__ import annotations

import functools
import importlib
from pathlib import Path

from timeline.connectors.base import Connector
from timeline.errors import NotFoundError, listed

FORMATS = {
    "strike-releases": "timeline.connectors.strike_releases",
    "timeline": "timeline.connectors.json_lines",
    "ucdp-ged": "timeline.connectors.ucdp_ged",
    "boundaries": "timeline.connectors.boundaries",
    "acled": "timeline.connectors.acled",
    "gdelt": "timeline.connectors.gdelt",
    "dutch": "timeline.connectors.dutch",
}


MAPPING_FILE = ".toml"


def connector(name: str) -> Connector:
    """The connector that reads a format; the built-in event kinds are declared first.

    Args:
        name: of a format, or of a mapping file, which ends in `.toml`.

    Raises:
        NotFoundError: there is no such format; names those there are.
    """
    if name.endswith(MAPPING_FILE):
        importlib.import_module("timeline.conflict")
        read_by = importlib.import_module("timeline.connectors.mapping_file").read
        return functools.partial(read_by, Path(name))
    if name not in FORMATS:
        raise NotFoundError(
            "format",
            expected=listed((*FORMATS, f"a mapping file ending in {MAPPING_FILE}")),
            found=repr(name),
            what="format",
            name=name,
            nearest=tuple(FORMATS),
        )
    importlib.import_module("timeline.conflict")
    read: Connector = importlib.import_module(FORMATS[name]).read
    return read
