"""The kit with which users hold the laws to their own kinds and projections."""
