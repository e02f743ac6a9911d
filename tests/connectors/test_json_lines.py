"""Our own format: a whole log comes back entry by entry, whatever it holds, and a damaged file not at all."""

from __future__ import annotations

import json
import os
import threading

import pytest
from hypothesis import given, settings

import timeline
from timeline import Area
from timeline.codec import encode
from timeline.connectors import connector
from timeline.connectors.json_lines import lines
from timeline.errors import BadRowsError, ContentConflictError, InputError
from timeline.log.sqlite import SqliteLog
from timeline.model.areas import Areas
from timeline.testing.statements import area, correct, liberation, retract, strike
from timeline.testing.strategies import logs


def read(*files):
    return connector("timeline")(files, areas=Areas({}), progress=lambda done, count: None)


def exported(tl, folder):
    file = folder / "log.jsonl"
    file.write_text("".join(lines(tl.entries())), encoding="utf-8")
    return file


@pytest.fixture
def tl():
    made = timeline.connect()
    ids = made.append([area("iq"), strike("iq", note="a\u2028b \n ü"), liberation("iq"), strike("iq")]).ids
    made.correct(ids[1], strike("iq", 2), reason="misread", because="our-error")
    made.reinstate(made.retract(ids[2], reason="x"), reason="y")
    made.join([ids[1], ids[3]], reason="one", reported_on="2018-03-01")
    return made


@settings(max_examples=20)
@given(script=logs())
def test_any_log_comes_back_equal_in_memory_and_in_a_file(script, tmp_path_factory):
    tl = script.played(timeline.connect())
    file = exported(tl, tmp_path_factory.mktemp("exported"))
    in_memory, stored = timeline.connect(), SqliteLog(":memory:")
    in_memory.append_entries(read(file).entries)
    stored.append_entries(read(file).entries)
    assert list(tl.entries()) == list(in_memory.entries()) == list(stored.read())


def test_answers_of_a_copy_are_equal_at_each_known_day_and_position(tl, tmp_path):
    copy = timeline.connect(tmp_path / "copy.db")
    copy.append_entries(read(exported(tl, tmp_path)).entries)
    for known_on in ("2017-12-28", "2018-03-02", timeline.EVER):
        for position in range(1, tl.position + 1):
            at = {"known_on": known_on, "position": position}
            assert tl.status("iq", on="2018-01-01", **at).rows() == copy.status("iq", on="2018-01-01", **at).rows()
    copy.close()


def test_an_entry_is_a_line_with_all_that_the_log_gave_it(tl):
    first = json.loads(next(lines(tl.entries())))
    assert ["position", "id", "recorded_at", "reported_on", "statement"] == list(first)
    assert (1, None, {"kind": "area", "id": "iq", "name": "a place"}) == (
        first["position"],
        first["reported_on"],
        first["statement"],
    )


def test_every_bad_row_of_a_log_is_named_and_nothing_is_taken(tl, tmp_path):
    told = list(lines(tl.entries()))
    told[1] = told[1].replace('"strikes":1', '"strikes":"one"')
    told[3] = '{"position": 4}\n'
    told[4] = told[4].replace('"recorded_at":"', '"recorded_at":"the day before ')
    told[5] = "[]\n"
    file = tmp_path / "bad.jsonl"
    file.write_text("".join(told), encoding="utf-8")
    with pytest.raises(BadRowsError) as refused:
        read(file)
    columns = ["strikes", "kind", "recorded_at", ""]
    assert [(2, 4, 5, 6), columns] == [
        tuple(row.row for row in refused.value.rows),
        [row.column for row in refused.value.rows],
    ]


def test_a_line_left_out_or_twice_is_refused(tl, tmp_path):
    told = list(lines(tl.entries()))
    for wrong in (told[:2] + told[3:], told[1:], told[:2] + told[1:]):
        (tmp_path / "wrong.jsonl").write_text("".join(wrong), encoding="utf-8")
        with pytest.raises(InputError, match="expected an entry at position"):
            timeline.connect().append_entries(read(tmp_path / "wrong.jsonl").entries)


def test_a_log_of_its_own_takes_no_export(tl, tmp_path):
    other = timeline.connect()
    other.append([strike("elsewhere")])
    with pytest.raises(ContentConflictError, match="position 1"):
        other.append_entries(read(exported(tl, tmp_path)).entries)
    assert 1 == other.position


def test_a_timeline_that_leaves_sources_out_exports_nothing(tl):
    tl.append([liberation("iq", source=timeline.Citation("afp"))])
    with pytest.raises(InputError, match="a whole log"):
        tl.without(source="afp").entries()


def test_areas_are_given_before_events(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"kind":"victory-declared","area":"iq","when":"2017","by":"isf"}\n\n')
    (tmp_path / "b.jsonl").write_text('{"kind" : "area","id":"iq","name":"Iraq"}\nnot json\n')
    reading = read(tmp_path)
    statements = iter(reading.statements)
    assert Area("iq", "Iraq") == next(statements)
    assert ["victory-declared"] == [each.kind for each in statements]


def test_every_bad_row_is_known_before_a_statement_is_given(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"kind":"area","id":"iq"}\n{"kind":"area","id":"iq","name":"Iraq"}\n')
    (tmp_path / "b.jsonl").write_text('\nnot json\n{"kind":"area","id":"sy","name":"Syria"}\n')
    reading = read(tmp_path)
    assert [("a.jsonl", 1), ("b.jsonl", 2)] == [(os.path.basename(row.file), row.row) for row in reading.bad_rows]
    assert (4, ["iq", "sy"]) == (reading.rows_count, [each.id for each in reading.statements])


def test_a_kind_said_in_a_replacement_or_in_escapes_is_not_taken_for_a_description(tmp_path):
    tl = timeline.connect()
    (id_,) = tl.append([area("iq")]).ids
    written = [
        json.dumps(encode(correct(id_, area("iq", name="Irak")))),
        '{"kind":"are\\u0061","id":"sy","name":"Syria"}',
        '{"kind":"area","id":"ir","name":"Iran"}',
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(written))
    names = [getattr(each, "id", "a correction") for each in read(tmp_path / "c.jsonl").statements]
    assert ["ir", "a correction", "sy"] == names


def test_a_pipe_is_read_once_and_whole(tl, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told = "".join(lines(tl.entries()))
    writer = threading.Thread(target=lambda: pipe.write_text(told, encoding="utf-8"))
    writer.start()
    copy = timeline.connect()
    copy.append_entries(read(pipe).entries)
    writer.join()
    assert list(tl.entries()) == list(copy.entries())


def test_what_a_file_keeps_short_or_whole_comes_back_equal(tmp_path):
    with timeline.connect(tmp_path / "a.db") as stored:
        ids = stored.append([strike("iq", day="2017-09?"), strike("iq", reported_on="2018-01-02")]).ids
        stored.append([retract(ids[0]), correct(ids[1], strike("iq", 9))])
        with timeline.connect(tmp_path / "b.db") as copy:
            copy.append_entries(read(exported(stored, tmp_path)).entries)
            assert (list(stored.entries()), ()) == (list(copy.entries()), copy.verify().problems)


def test_a_file_of_another_kind_is_refused_before_all_of_its_lines_are_told(tmp_path):
    file = tmp_path / "words.jsonl"
    file.write_text("words\n" * 30_000)
    with pytest.raises(InputError, match=r"expected 20,000 bad rows at most, found more, of 20,001 rows"):
        read(file)
