"""Threads may share a log."""

from __future__ import annotations

import datetime
import threading
from contextlib import closing
from pathlib import Path

from timeline.log.base import new_id
from timeline.testing.log_contract.subject import LogTests, StoredLog, add
from timeline.testing.statements import HAWIJA, MOSUL, numbered, strike


class Threads(LogTests):
    """Several threads."""

    def test_threads_that_append_to_one_log_lose_nothing(self, log: StoredLog) -> None:
        ids: list[str] = []
        start = threading.Barrier(4)

        def append_some(area: str) -> None:
            start.wait()
            for number in range(25):
                ids.extend(log.append([numbered(f"{area} {number}", area=area), strike(area)]).ids)

        threads = [threading.Thread(target=append_some, args=(f"area-{number}",)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(range(1, 201)) == [entry.position for entry in log.read()]
        assert sorted(ids) == sorted(entry.id for entry in log.read())

    def test_an_append_keeps_other_threads_out_until_it_is_done(self, path: Path) -> None:
        others: list[threading.Thread] = []

        def let_another_append(at: datetime.datetime) -> str:
            if not others:
                others.append(threading.Thread(target=add, args=(log, strike(MOSUL))))
                others[0].start()
                others[0].join(0.05)
            return new_id(at)

        with closing(self.make_log(path, fresh_id=let_another_append)) as log:
            log.append([strike(HAWIJA), strike(HAWIJA)])
            others[0].join()
            assert [(1, strike(HAWIJA)), (2, strike(HAWIJA)), (3, strike(MOSUL))] == [
                (entry.position, entry.statement) for entry in log.read()
            ]
