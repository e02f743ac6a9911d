"""The date syntax: every form, every refusal with its column, and the round trip."""

from __future__ import annotations

import datetime
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strategies import when_texts, whens
from timeline import BEGINNING, EVER, Citation, Parent, Source, When, Window
from timeline.errors import InputError, WhenSyntaxError
from timeline.model.when import to_last_day, to_when, united


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


FORMS = {
    "2017-10-05": ("2017-10-05", "2017-10-05", "2017-10-05", "2017-10-05", False),
    "2017-09": ("2017-09-01", "2017-09-30", "2017-09-01", "2017-09-30", False),
    "2016-02": ("2016-02-01", "2016-02-29", "2016-02-01", "2016-02-29", False),
    "2017": ("2017-01-01", "2017-12-31", "2017-01-01", "2017-12-31", False),
    "[2017-12-22..2017-12-28]": ("2017-12-22", "2017-12-28", "2017-12-22", "2017-12-28", False),
    "[2017-09..2017-10]": ("2017-09-01", "2017-10-31", "2017-09-01", "2017-10-31", False),
    "[..2017-10-05]": (BEGINNING, "2017-10-05", BEGINNING, "2017-10-05", False),
    "2017-12-22/2017-12-22": ("2017-12-22", "2017-12-22", "2017-12-22", "2017-12-22", True),
    "2017-12-22/2017-12-28": ("2017-12-22", "2017-12-22", "2017-12-28", "2017-12-28", True),
    "2017-09/2017-12-09": ("2017-09-01", "2017-09-30", "2017-12-09", "2017-12-09", True),
    "2017-10-05/..": ("2017-10-05", "2017-10-05", "2017-10-05", EVER, True),
    "2017-09/2017-09": ("2017-09-01", "2017-09-30", "2017-09-01", "2017-09-30", True),
    "2017-09/2017-09-10": ("2017-09-01", "2017-09-10", "2017-09-10", "2017-09-10", True),
    "2017-09-20/2017-09": ("2017-09-20", "2017-09-20", "2017-09-20", "2017-09-30", True),
    "[..2017-10-05]/2017-12-01": (BEGINNING, "2017-10-05", "2017-12-01", "2017-12-01", True),
    "2017-10-05/[2017-11-01..]": ("2017-10-05", "2017-10-05", "2017-11-01", EVER, True),
    "[2017-10-05..]/2017-11-01": ("2017-10-05", "2017-11-01", "2017-11-01", "2017-11-01", True),
}


@pytest.mark.parametrize("text", FORMS)
def test_each_form_means_windows_of_first_and_last_days(text):
    bounds = [day(each) if isinstance(each, str) else each for each in FORMS[text][:4]]
    when = When.parse(text)
    assert (Window(*bounds[:2]), Window(*bounds[2:]), FORMS[text][4]) == (when.first, when.last, when.lasts)


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [("2017-10-05?", True, False), ("2017-09~", False, True), ("2017%", True, True), ("2017?/2018~", True, True)],
)
def test_a_qualifier_is_kept_and_moves_no_bound(text, uncertain, approximate):
    when, plain = When.parse(text), When.parse(text.translate({ord(mark): None for mark in "?~%"}))
    assert (uncertain, approximate) == (when.uncertain, when.approximate)
    assert (plain.first, plain.last) == (when.first, when.last)
    assert when != plain


MALFORMED = {
    "": 1,
    "Sept 2017": 1,
    " 2017": 1,
    "0000": 1,
    "17-09": 3,
    "10/05/2017": 3,
    "20171005": 5,
    "2017 ": 5,
    "2017-W40-4": 6,
    "2017-1X": 7,
    "2017-13": 6,
    "2017-00-10": 6,
    "2017-02-29": 9,
    "2017-04-31": 9,
    "2017-10-5": 10,
    "2017-10-055": 11,
    "2017-10-05T12:00": 11,
    "2017-10-05x": 11,
    "2017??": 6,
    "2017/": 6,
    "../2017": 1,
    "2018/2017": 6,
    "2017-10-05/2017-10-04": 12,
    "2017-10-05/../..": 14,
    "[2017-12-28..2017-12-22]": 2,
    "[2017-10-05": 12,
    "[2017-10-05,2017-10-06]": 12,
    "[..]": 4,
    "[2017-10-05..]": 14,
    "[2017-10-05..]/..": 14,
    "[]": 2,
    "٢٠١٧": 1,
    "２０１７-10-05": 1,
}


@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_text_is_refused_with_its_column(text):
    with pytest.raises(WhenSyntaxError) as refused:
        When.parse(text)
    assert (MALFORMED[text], text) == (refused.value.column, refused.value.text)
    assert f"column {MALFORMED[text]}" in str(refused.value)


FOR_ANY = "write YYYY-MM-DD, YYYY-MM, YYYY, [A..B] or A/B"
FOR_A_DAY = "write YYYY-MM-DD, YYYY-MM or YYYY"


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (When.parse, "2017-13", f"column 6: expected a month from 01 to 12, found '13'; {FOR_ANY}"),
        (When.parse, "2017/", f"column 6: expected a year of four digits, found the end of the text; {FOR_ANY}"),
        (
            When.parse,
            "Sept 2017 or later",
            f"column 1: expected a year of four digits, found 'Sept 2017 or'; {FOR_ANY}",
        ),
        (When.parse, "2017??", f"column 6: expected the end of the date, '?', '~', '%' or '/', found '?'; {FOR_ANY}"),
        (When.parse, "2017/2018/", f"column 10: expected the end of the date, '?', '~', '%', found '/'; {FOR_ANY}"),
        (When.parse, "20171", f"column 5: expected 4 digits: a year of four digits, found '1'; {FOR_ANY}"),
        (When.parse, "2017-02-30", f"column 9: expected a day from 01 to 28 in 2017-02, found '30'; {FOR_ANY}"),
        (
            When.parse,
            "[2017-01-01..2017-02-30]",
            f"column 22: expected a day from 01 to 28 in 2017-02, found '30]'; {FOR_ANY}",
        ),
        (
            When.parse,
            "[2018..2017]",
            f"column 2: expected a range whose end is not before its start, found '2018..2017]'; {FOR_ANY}",
        ),
        (When.parse, "[2017", f"column 6: expected '..', found the end of the text; {FOR_ANY}"),
        (When.parse, "[2017..2018", f"column 12: expected ']', found the end of the text; {FOR_ANY}"),
        (When.parse, "2018/2017", f"column 6: expected an end that is not before the start, found '2017'; {FOR_ANY}"),
        (
            When.parse,
            "[2017..]/..",
            "column 8: expected a latest day that it may have happened on, found ']/..'; write [A..B] or A/..",
        ),
        (to_last_day, "2017?", f"column 5: expected a day, month or year and no more, found '?'; {FOR_A_DAY}"),
    ],
)
def test_a_refusal_says_what_was_expected_there_what_was_found_and_what_to_write(read, text, said):
    with pytest.raises(WhenSyntaxError) as refused:
        read(text)
    assert f"when {text!r}, {said}" == str(refused.value)


@given(st.text(alphabet="0123456789-/.[]?~%T ", max_size=24))
def test_any_text_is_read_or_refused_with_a_column_inside_it(text):
    try:
        When.parse(text)
    except WhenSyntaxError as refused:
        assert 1 <= refused.column <= len(text) + 1


@given(whens())
@example(When.parse("2017-09/2017-09-10"))
@example(When.parse("[..2017-10-05]/.."))
def test_law_12_what_is_printed_means_the_same(when):
    assert when == When.parse(str(when))
    assert when == eval(repr(when))
    assert when == pickle.loads(pickle.dumps(when))


@given(whens())
def test_windows_are_tight_and_not_empty(when):
    assert when.first.earliest <= when.first.latest <= when.last.latest
    assert when.first.earliest <= when.last.earliest <= when.last.latest
    assert when.lasts or when.first == when.last


windows = st.tuples(
    st.one_of(st.just(BEGINNING), st.dates(day("2017-01-01"), day("2017-03-01"))),
    st.one_of(st.just(EVER), st.dates(day("2017-01-01"), day("2017-03-01"))),
).filter(lambda ends: ends[0] <= ends[1])


@given(windows, windows)
def test_every_when_that_can_be_built_can_be_written(first, last):
    try:
        when = When.stretch(Window(*first), Window(*last))
    except InputError:
        return
    assert when == When.parse(str(when))


@given(when_texts(), when_texts())
def test_two_whens_overlap_exactly_if_some_day_may_belong_to_both(text, other):
    try:
        one, two = When.parse(text), When.parse(other)
    except WhenSyntaxError:
        return
    assert one.overlaps(two) == two.overlaps(one)
    apart = one.last.latest < two.first.earliest or two.last.latest < one.first.earliest
    assert one.overlaps(two) != apart


def test_windows_that_touch_or_overlap_are_united_and_others_are_not():
    drawn = [
        Window(day(f"2017-01-{one:02}"), day(f"2017-01-{two:02}")) for one, two in ((8, 9), (4, 6), (1, 3), (5, 5))
    ]
    assert ("2017-01-01..2017-01-06", "2017-01-08..2017-01-09") == tuple(
        f"{each.earliest}..{each.latest}" for each in united(drawn)
    )


def test_an_event_that_could_never_have_begun_is_refused():
    with pytest.raises(InputError):
        When(Window(BEGINNING, EVER), Window(BEGINNING, EVER))


def test_a_day_event_with_two_different_windows_is_refused():
    with pytest.raises(InputError):
        When(Window(day("2017-01-01"), day("2017-01-01")), Window(day("2017-01-02"), day("2017-01-02")))


@pytest.mark.parametrize("value", [2017, None, datetime.datetime(2017, 10, 5), b"2017"])
def test_what_is_neither_text_nor_day_is_no_when(value):
    with pytest.raises(InputError):
        to_when(value)


@pytest.mark.parametrize(
    ("text", "last"), [("2017", "2017-12-31"), ("2016-02", "2016-02-29"), ("2017-10-05", "2017-10-05")]
)
def test_of_a_month_or_year_of_a_report_the_last_day_counts(text, last):
    assert day(last) == to_last_day(text)


@pytest.mark.parametrize("text", ["2017-00", "2017-13", "2017-02-30", "2017?", "", "[2017..2018]", 2017])
def test_a_report_day_that_is_not_one_is_refused(text):
    with pytest.raises(InputError):
        to_last_day(text)


def test_a_report_day_that_is_no_text_is_refused_by_the_name_of_its_field():
    with pytest.raises(InputError) as refused:
        to_last_day(2017, name="published")
    assert f"published: expected a day, month or year, found 2017; {FOR_A_DAY}" == str(refused.value)


OF_A_REPORT = "reported_on: expected a day, month or year"
EARLY, LATE = day("2017-10-05"), day("2017-10-09")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (Window(LATE, LATE), Window(EARLY, LATE)),
        (Window(EARLY, LATE), Window(EARLY, EARLY)),
        (Window(EARLY, EVER), Window(EARLY, EVER)),
        (Window(BEGINNING, BEGINNING), Window(BEGINNING, BEGINNING)),
    ],
)
def test_windows_that_are_not_tight_or_never_come_are_refused_in_words(first, last):
    with pytest.raises(InputError) as refused:
        When(first, last, lasts=True)
    assert f"when: expected tight windows and a first day that comes, found {first}, {last}" == str(refused.value)


PRINTED = {
    "[2017-01-01..2017-12-31]": "2017",
    "[2017-09-01..2017-09-30]": "2017-09",
    "[2017..2018]": "[2017-01-01..2018-12-31]",
    "[2017-01-01..2017-10-31]": "[2017-01-01..2017-10-31]",
    "[2017-02-01..2017-12-31]": "[2017-02-01..2017-12-31]",
    "[..2017]": "[..2017-12-31]",
    "2017-01-01/2018-12-31": "2017-01-01/2018-12-31",
    "[2017-01-01..2017-12-31]/[2018-01-01..2018-12-31]": "2017/2018",
    "[2017-02-01..2017-02-28]?/[2017-10-01..2017-10-31]": "2017-02?/2017-10",
    "2017-02/[2017-05..2017-06]": "2017-02/[2017-05-01..2017-06-30]",
    "2017%/..": "2017%/..",
    "0001": "0001",
    "9999-12": "9999-12",
    "2017-12-22?": "2017-12-22?",
}


def test_a_stretch_is_certain_and_exact_unless_it_is_said_not_to_be():
    windows = Window(EARLY, EARLY), Window(LATE, LATE)
    flags = [{}, {"uncertain": True}, {"approximate": True}, {"uncertain": True, "approximate": True}]
    texts = ["2017-10-05/2017-10-09", "2017-10-05?/2017-10-09", "2017-10-05~/2017-10-09", "2017-10-05%/2017-10-09"]
    assert texts == [str(When.stretch(*windows, **each)) for each in flags]


@pytest.mark.parametrize("text", PRINTED)
def test_a_date_is_printed_as_the_month_or_year_it_is_and_else_by_its_days(text):
    assert PRINTED[text] == str(When.parse(text))


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: When.parse(5), "when: expected a text, found 5"),
        (lambda: to_when(5), "when: expected a date, or a text such as 2017-10-05 or 2017-09, found 5"),
        (lambda: Window(LATE, EARLY), "window: expected earliest <= latest, found 2017-10-09 > 2017-10-05"),
        (
            lambda: When.stretch(Window(LATE, LATE), Window(EARLY, EARLY)),
            "when: expected an end that is not before the start, found "
            "Window(earliest=datetime.date(2017, 10, 9), latest=datetime.date(2017, 10, 9)) to "
            "Window(earliest=datetime.date(2017, 10, 5), latest=datetime.date(2017, 10, 5))",
        ),
        (lambda: Citation("afp", published=5), f"published: expected a day, month or year, found 5; {FOR_A_DAY}"),
        (lambda: Source("afp", "AFP", reported_on=5), f"{OF_A_REPORT}, found 5; {FOR_A_DAY}"),
        (lambda: to_last_day(5), f"{OF_A_REPORT}, found 5; {FOR_A_DAY}"),
        (
            lambda: Parent("iq", start="2014"),
            "day: expected one day as YYYY-MM-DD, found '2014'; give a year, month and day",
        ),
        (
            lambda: When.parse("x" * 61),
            f"when {'x' * 60!r}, column 1: expected a year of four digits, found {'x' * 12!r}; {FOR_ANY}",
        ),
    ],
)
def test_what_is_no_date_is_refused_by_its_place_in_words(read, said):
    with pytest.raises(InputError) as refused:
        read()
    assert said == str(refused.value)
