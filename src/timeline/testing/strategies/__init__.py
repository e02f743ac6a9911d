"""What property tests draw: dates, areas, sources, events of any kinds, whole logs and questions about them.

Invariant: the domains are small, so that collisions happen: dates of a few months that touch, nest and overlap, four
areas, three sources, a few names.
"""

from timeline.testing.strategies.areas import AREAS, SOURCES, areas, citations, sources
from timeline.testing.strategies.events import Kinds, events
from timeline.testing.strategies.fields import events_of
from timeline.testing.strategies.logs import continued, event_logs, logs, next_statements
from timeline.testing.strategies.questions import Question, boundaries, questions
from timeline.testing.strategies.times import DAY, DAYS_COUNT, FIRST_DAY, days, narrow_whens, when_texts, whens

__all__ = [
    "AREAS",
    "DAY",
    "DAYS_COUNT",
    "FIRST_DAY",
    "SOURCES",
    "Kinds",
    "Question",
    "areas",
    "boundaries",
    "citations",
    "continued",
    "days",
    "event_logs",
    "events",
    "events_of",
    "logs",
    "narrow_whens",
    "next_statements",
    "questions",
    "sources",
    "when_texts",
    "whens",
]
