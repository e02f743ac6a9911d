"""How fast `timeline` is, beside the limits and what else a person could use; run by `make bench`."""
