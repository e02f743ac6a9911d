"""The log, an append-only sequence of entries: `base` says what it is, `memory` is the reference, `sqlite` keeps it."""
