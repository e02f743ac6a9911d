"""The values of the domain: time, areas, sources, events, entries, policy. No input, output or clock."""
