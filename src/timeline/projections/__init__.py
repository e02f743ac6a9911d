"""Projections fold events into the status of an area; they are made of facets."""
