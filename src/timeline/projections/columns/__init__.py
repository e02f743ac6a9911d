"""What facets tell of many areas over all time, in columns: the same as the plain definition, for all events at once.

Days are ordinals here, and areas the places in a sorted list of ids.
"""
