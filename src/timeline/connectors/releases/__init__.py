"""The grammar of coalition strike releases: numbers, targets, lines and whole releases, from text to plain values."""
