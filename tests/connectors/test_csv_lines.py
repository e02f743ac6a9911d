"""CSV: what is written is read back equal, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.connectors.csv_lines import as_told, harmless, lines

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0"]
TEXTS = st.text("'=+-@\t\r\n\"; a,é＝", max_size=5)


def cells(rows, columns=None):
    return list(csv.reader(io.StringIO("".join(lines(rows, columns)), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_as_a_formula_begins_with_an_apostrophe(text):
    assert [["x"], [f"'{text}"]] == cells([{"x": text}])


@pytest.mark.parametrize("text", ["", "a=1", "'Ayn Issa", "''", " =1", "1-2", "é", "null"])
def test_any_other_text_is_as_it_was(text):
    assert [["x"], [text]] == cells([{"x": text}])


@given(text=TEXTS)
def test_any_text_is_harmless_and_told_again(text):
    assert text == as_told(harmless(text))
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(told=st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=3))
def test_texts_are_read_back_equal(told):
    header, *rows = cells([dict(zip("ab", row, strict=True)) for row in told], ["a", "b"])
    assert (["a", "b"], told) == (header, [list(map(as_told, row)) for row in rows])


def test_nothing_is_an_empty_cell_and_an_empty_text_a_quoted_one():
    assert ["a,b,c\n", ',"",x\n'] == list(lines([{"a": None, "b": "", "c": "x"}]))


def test_numbers_and_truth_are_no_texts_and_what_is_several_values_is_json():
    row = {"n": -5, "f": -0.5, "t": True, "l": ["a", None], "d": {"min": 1}}
    assert "-5,-0.5,true" == list(lines([row]))[1][:12]
    assert [["a", None], {"min": 1}] == [json.loads(cell) for cell in cells([row])[1][3:]]


def test_a_cell_that_another_delimiter_would_part_is_quoted():
    assert '"a;=1"\n' == list(lines([{"x": "a;=1"}]))[1]


def test_all_columns_that_occur_are_told_in_the_order_in_which_they_occur():
    assert ["a,b,c\n", "1,2,\n", "3,,4\n"] == list(lines([{"a": 1, "b": 2}, {"a": 3, "c": 4}]))
