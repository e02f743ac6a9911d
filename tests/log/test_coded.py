"""A column of values of which many are equal gives each row its value back."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeline.log.bodies import to_json
from timeline.log.coded import coded, joined

values = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.just(1.0), st.sampled_from(["", "isf"]))
columns = st.lists(st.one_of(values, st.lists(values, max_size=2)), max_size=8)


@given(columns)
def test_each_row_has_its_value_and_what_json_tells_apart_is_told_apart(column):
    assert to_json(column) == to_json(coded(column).listed())


@given(column=columns, data=st.data())
def test_some_rows_have_theirs(column, data):
    rows = data.draw(st.lists(st.integers(0, len(column) - 1), max_size=8)) if column else []
    assert to_json([column[row] for row in rows]) == to_json(coded(column).at(np.array(rows, np.int64)).listed())


@given(st.lists(columns, max_size=3))
def test_columns_one_behind_the_other_are_one(parts):
    whole = joined([coded(column) for column in parts])
    assert to_json(list(itertools.chain.from_iterable(parts))) == to_json(whole.listed())
    assert len({to_json(value) for value in whole.values}) == len(whole.values)
