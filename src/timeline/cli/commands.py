"""All commands in the order of a first session: the module of each, and its line in `timeline --help`.

Invariant: each line is how the help of the command itself begins, so that listing the commands need import none.
"""

from __future__ import annotations

COMMANDS = {
    "init": ("keep", "Make an empty log, or check that LOG is one."),
    "import": ("imports", "Append what FILES say; FORMAT says how they are read."),
    "add": ("keep", "Append one event of KIND, or an `area` or a `source`."),
    "correct": ("keep", "Replace fields of ENTRY (an id), by appending a correction."),
    "retract": ("keep", "Withdraw ENTRY (an id) from a day on, by appending a retraction."),
    "reinstate": ("keep", "Undo RETRACTION (an id) from a day on, by appending a reinstatement."),
    "join": (
        "incidents",
        "Say that several events (ids) report one happening, by appending a join; retract it to undo it.",
    ),
    "areas": ("look", "The areas of the log: id, name, aliases, parents; those that events only name are marked."),
    "sources": ("look", "The sources of the log with their reliability (Admiralty A to F)."),
    "events": ("look", "The entries of the log as they are stored, of all areas or of AREA."),
    "status": ("ask", "The status of AREA (an id, name or alias) at the end of a day."),
    "during": (
        "ask",
        "The status of AREA on an unknown day: each value over the days it may be, and which days give what.",
    ),
    "board": ("ask", "The status of every area on a day."),
    "history": ("ask", "All spans of AREA in order: from each day until before the next."),
    "diff": ("ask", "What differs for AREA between two days, two states of knowledge or two positions."),
    "explain": (
        "ask",
        "Why AREA has its status: each value, since when, and the events that make it so with their citations.",
    ),
    "contradictions": (
        "survey",
        "Each claim in force by a day, such as a victory declared, with what speaks against it since, there or inside.",
    ),
    "rollup": ("survey", "How many of the areas inside AREA are in each condition on a day, and which."),
    "series": (
        "survey",
        "A value of AREA for each calendar week (from Monday) or month: "
        "amounts of its days, else the value at its end.",
    ),
    "plot": (
        "draw",
        "Draw AREA over time into a file: its values as lanes, amounts beneath, what was uncertain hatched.",
    ),
    "geojson": ("draw", "The spans of all areas as GeoJSON with times, for a map that plays such as kepler.gl."),
    "lag": (
        "survey",
        "How many days pass from happening to the first report, for AREA with those inside, a SOURCE or all.",
    ),
    "incidents": (
        "incidents",
        "What several events report as one happening: each source's date, and how far they are apart.",
    ),
    "export": (
        "export",
        "Write the log for other programs; FORMAT is `timeline` (whole, to be imported), `csv`, `parquet` or `arrow`.",
    ),
    "replay": ("keep", "Compute every span anew and keep them in LOG as a table for SQL, such as area_status."),
    "verify": ("keep", "Read the whole log and say what is wrong with it; exit code 1 if anything is."),
    "demo": ("demo", "Load the seeds of Operation Inherent Resolve into memory and ask what the project is for."),
}
