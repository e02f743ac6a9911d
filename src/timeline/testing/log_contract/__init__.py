"""What every log must do, as tests to inherit: somebody who writes a log runs those that ours pass.

Needs `pip install 'timeline[testing]'`. In a test module:

    from timeline.testing.log_contract import LogContract

    class TestMyLog(LogContract):
        def make_log(self, path, **options):  # clock and fresh_id, either or none
            return MyLog(path, **options)

A log that keeps nothing once it is closed says `is_durable = False`. Each module here is one part of the contract, and
can be inherited alone while a log is being written.
"""

from __future__ import annotations

from timeline.testing.log_contract.agreement import Agreement
from timeline.testing.log_contract.areas import Areas
from timeline.testing.log_contract.batches import Batches
from timeline.testing.log_contract.copying import Copying
from timeline.testing.log_contract.corrections import Corrections
from timeline.testing.log_contract.durability import Durability
from timeline.testing.log_contract.ids import Ids
from timeline.testing.log_contract.joins import Joins
from timeline.testing.log_contract.known_from import KnownFrom
from timeline.testing.log_contract.moved_on import MovedOn
from timeline.testing.log_contract.reading import Reading
from timeline.testing.log_contract.repeats import Repeats
from timeline.testing.log_contract.rows import Rows
from timeline.testing.log_contract.subject import Clock, LogTests, StoredLog, add, counted_ids, entries
from timeline.testing.log_contract.threads import Threads
from timeline.testing.log_contract.transactions import Transactions

__all__ = ["Clock", "LogContract", "LogTests", "StoredLog", "add", "counted_ids", "entries"]


class LogContract(
    Batches,
    Repeats,
    Ids,
    MovedOn,
    Corrections,
    Copying,
    KnownFrom,
    Joins,
    Areas,
    Reading,
    Threads,
    Transactions,
    Durability,
    Rows,
    Agreement,
):
    """Everything that a log promises."""
