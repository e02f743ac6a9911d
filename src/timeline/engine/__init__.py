"""`Timeline`: append, ask and replay. The one place where log, projections and queries meet.

Read `states` first: what is known for given coordinates; `questions` asks it; `timeline` appends to it and keeps it.
"""

from timeline.engine.states import Store
from timeline.engine.timeline import Replayed, Timeline, Verification

__all__ = ["Replayed", "Store", "Timeline", "Verification"]
