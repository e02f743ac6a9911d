"""Histories as texts: what they say, when they are taken as equal, and how tests are given new ones."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

import timeline
from timeline import Projection, derived, fold, last_on, latest, total
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    InsurgentActivity,
    OffensiveLaunched,
    StrikeReported,
    VictoryDeclared,
)
from timeline.testing.golden import assert_history, history_text

HAWIJA = "iq/kirkuk/hawija"
STORY = """
    ..          unknown
    2014-06-11  held        control isis, taken area-captured
    2017-09-21  contested   control isis, taken area-captured, fighting
    2017-10-05  contested   control isf, taken area-liberated, fighting
    2017-10-21  liberated   control isf, taken area-liberated
    2017-12-28  insurgency  control isf, taken area-liberated, strikes 3
    2018-01-27  liberated   control isf, taken area-liberated
"""


def said(kind, when, **fields):
    return kind(area=HAWIJA, when=when, **{"reported_on": "2018-01-01", **fields})


def told(*events):
    tl = timeline.connect()
    tl.append(events)
    return tl


@pytest.fixture
def tl():
    return told(
        said(AreaCaptured, "2014-06-11", by="isis", reported_on="2014-06-12"),
        said(OffensiveLaunched, "2017-09-21", by="isf"),
        said(AreaLiberated, "2017-10-05", by="isf"),
        said(StrikeReported, "2017-12-28", strikes=3),
    )


def lines(text):
    return textwrap.dedent(text).strip("\n").split("\n")


# What a text says


def test_a_history_reads_as_a_line_a_span(tl):
    assert lines(STORY) == history_text(tl, HAWIJA).split("\n")


def test_a_history_of_what_was_known_on_a_day(tl):
    expected = """
    ..          unknown
    2014-06-11  held     control isis, taken area-captured
    """
    assert lines(expected) == history_text(tl, HAWIJA, known_on="2015-01-01").split("\n")


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("condition", "..          unknown\n2014-06-11  held\n2017-09-21  contested\n2017-10-21  liberated\n"),
        ("control", "..          unknown\n2014-06-11  isis\n2017-10-05  isf"),
        ("fighting", "..          no\n2017-09-21  yes\n2017-10-21  no"),
        ("strikes", "..          0\n2017-12-28  3\n2018-01-27  0"),
    ],
)
def test_a_history_of_one_facet_gives_its_value_alone(tl, facet, expected):
    found = history_text(tl, HAWIJA, facet=facet)
    assert found.startswith(expected.strip("\n"))


@pytest.mark.parametrize(
    ("events", "line"),
    [
        (
            [said(AreaCaptured, "2014-06-11", by="isis"), said(AreaLiberated, "2014-07", by="isf")],
            "2014-07-01  held? (perhaps liberated)  control isis? (or isf), taken area-captured? (or area-liberated)",
        ),
        (
            [
                said(StrikeReported, "2017-12-28", strikes=3),
                said(StrikeReported, "[2017-12-26..2017-12-29]", strikes=1),
            ],
            "2017-12-28  unknown  strikes 3? (3..4)",
        ),
        ([said(InsurgentActivity, "[2017-12-26..2017-12-29]", by="isis")], "2017-12-26  unknown? (perhaps insurgency)"),
        (
            [said(InsurgentActivity, "[2017-12-26..2017-12-29]", by="isis")],
            "2018-03-26  insurgency? (perhaps unknown)  insurgency? (or no)",
        ),
        ([said(AreaCaptured, "2014-06-11?", by="isis")], "2014-06-11  held?    control isis?, taken area-captured?"),
        (
            [said(AreaCaptured, "2014-06-11", by="isis"), said(AreaCaptured, "2014-06-11", by="naqshbandi")],
            "control disputed: isis / naqshbandi, taken area-captured",
        ),
        ([said(VictoryDeclared, "2014", by="a, b")], "2014-12-31  unknown  victory 'a, b'"),
    ],
)
def test_what_is_not_certain_is_marked_with_what_else_it_may_be(events, line):
    assert line in history_text(told(*events), HAWIJA)


def test_a_facet_that_may_say_something_is_told_though_it_says_nothing():
    tl = told(said(OffensiveLaunched, "[2017-09-21..2017-09-23]", by="isf"))
    assert "2017-09-21  unknown? (perhaps contested)  fighting no? (or yes)" in history_text(tl, HAWIJA)


class Struck(Projection):
    strikes = total(StrikeReported.strikes)
    last = last_on(StrikeReported)


def test_a_projection_without_derived_values_is_told_by_its_facets():
    tl = told(said(StrikeReported, "[2017-12-26..2017-12-28]", strikes=2)).using(Struck)
    expected = """
    ..          nothing
    2017-12-26  strikes 0? (0..2), last unknown? (2017-12-26..2017-12-27, nothing)
    2017-12-28  strikes 2, last 2017-12-28? (2017-12-26..2017-12-28)
    """
    assert lines(expected) == history_text(tl, HAWIJA).split("\n")


class Judged(Projection):
    control = latest(AreaCaptured.by)
    parties = fold(lambda seen, event: seen | {event.by, "all"}, frozenset(), kinds=[AreaCaptured])

    @derived
    def busy(self) -> bool:
        return "all" in self.parties

    @derived
    def taken(self) -> bool:
        return self.control is not None


def test_several_derived_values_are_told_by_their_names(tl):
    expected = """
    ..          busy no?, taken no
    2014-06-11  busy yes?, taken yes  control isis, parties ['all', 'isis']?
    """
    assert lines(expected) == history_text(tl.using(Judged), HAWIJA).split("\n")


# What is equal


@pytest.mark.parametrize(
    "written",
    [
        STORY,
        textwrap.dedent(STORY),
        textwrap.dedent(STORY).strip(),
        textwrap.indent(STORY, "\t"),
        STORY.replace("\n", "   \n"),
        f"\n\n  \n{STORY}\n\n",
        STORY.replace("\n", "\r\n"),
    ],
)
def test_indentation_line_ends_and_blank_lines_around_do_not_matter(tl, written):
    assert_history(tl, HAWIJA, written)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("..          unknown", "..          held"),
        ("2014-06-11", "2014-06-12"),
        ("2018-01-27  liberated ", "2018-01-27  held      "),
        ("control isis, taken area-captured, fighting", "control isis, taken area-captured"),
        ("strikes 3", "strikes 4"),
        ("strikes 3", "strikes 3?"),
        ("held        ", "held         "),
        ("    2018-01-27  liberated   control isf, taken area-liberated\n", ""),
        ("    ..          unknown\n", ""),
        ("    2014-06-11", "\n    2014-06-11"),
        ("    2014-06-11", "      2014-06-11"),
        ("isis", "Isis"),
    ],
)
def test_all_else_matters(tl, old, new):
    with pytest.raises(AssertionError):
        assert_history(tl, HAWIJA, STORY.replace(old, new))


def test_a_difference_names_the_area_and_the_knowledge_and_shows_both_sides(tl):
    with pytest.raises(AssertionError) as failed:
        assert_history(tl, HAWIJA, STORY.replace("strikes 3", "strikes 4"))
    found = str(failed.value).split("\n")
    assert f"the history of {HAWIJA} by all that is known is not as expected:" == found[0]
    assert "-2017-12-28  insurgency  control isf, taken area-liberated, strikes 4" in found
    assert "+2017-12-28  insurgency  control isf, taken area-liberated, strikes 3" in found
    assert " 2018-01-27  liberated   control isf, taken area-liberated" in found
    assert "pytest --timeline-update" in found[-1]


def test_a_difference_names_the_facet_and_the_day(tl):
    with pytest.raises(AssertionError, match=f"the history of {HAWIJA}, control, as known on 2015-01-01 is not"):
        assert_history(tl, HAWIJA, "..  isf", facet="control", known_on="2015-01-01")


def test_a_text_left_out_fails_and_says_how_to_write_it(tl):
    with pytest.raises(AssertionError, match=r"has no expected text yet:\n\.\.  (.|\n)*--timeline-update"):
        assert_history(tl, HAWIJA)


# Writing it anew


BEFORE = """\
import pytest
import timeline
from timeline.conflict import AreaCaptured
from timeline.testing.golden import assert_history
from timeline.testing import golden

tl = timeline.connect()
tl.append([AreaCaptured(area="a", when="2014-06-11", by="isis"), AreaCaptured(area="b", when="2015-12-31", by="ypg")])
"""
CONTROL_OF_A = """\
        ..          unknown
        2014-06-11  isis
"""


@pytest.fixture
def update(pytester):
    """Runs the tests of a text with `--timeline-update` unless told otherwise; gives the result and the new text."""

    def update(text, *options):
        path = Path(pytester.path, "test_inner.py")
        if text is not None:
            path.write_text(BEFORE + textwrap.dedent(text), encoding="utf-8", newline="")
        plugin = ("-p", "timeline.testing.plugin", "-p", "no:cacheprovider", "-W", "error")
        done = pytester.runpytest_inprocess(*plugin, *(options or ["--timeline-update"]))
        return done, path.read_bytes().decode().removeprefix(BEFORE)

    return update


def passes_as_it_is(update):
    done, _ = update(None, "-q")
    return done.ret == 0


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            'assert_history(tl, "a", "no", facet="control")',
            f'assert_history(tl, "a", """\n{CONTROL_OF_A}    """, facet="control")',
        ),
        (
            'assert_history(tl, "a", facet="control")',
            f'assert_history(tl, "a", """\n{CONTROL_OF_A}    """, facet="control")',
        ),
        (
            'assert_history(tl, area="a", facet="control")',
            f'assert_history(tl, area="a", facet="control", expected="""\n{CONTROL_OF_A}    """)',
        ),
        (
            'assert_history(tl, facet="control", expected=None, area="a")',
            f'assert_history(tl, facet="control", expected="""\n{CONTROL_OF_A}    """, area="a")',
        ),
        (
            'golden.assert_history(tl, "a", "n" r"o", facet="control")',
            f'golden.assert_history(tl, "a", """\n{CONTROL_OF_A}    """, facet="control")',
        ),
        (
            'assert_history(\n        tl,\n        "a",  # ü\n        """..\n no""",\n        facet="control",\n    )',
            f'assert_history(\n        tl,\n        "a",  # ü\n        """\n{CONTROL_OF_A}        """,\n'
            '        facet="control",\n    )',
        ),
        (
            'assert_history(\n        tl,\n        "a",\n        facet="control",\n    )',
            f'assert_history(\n        tl,\n        "a", """\n{CONTROL_OF_A}    """,\n        facet="control",\n    )',
        ),
        (
            '"ßß"; assert_history(tl, "a", "no", facet="control"); "ßß"',
            f'"ßß"; assert_history(tl, "a", """\n{CONTROL_OF_A}    """, facet="control"); "ßß"',
        ),
    ],
)
def test_the_text_in_a_call_is_rewritten_in_place_and_then_holds(update, call, expected):
    done, text = update(f"def test_it():\n    {call}\n")
    assert f"def test_it():\n    {expected}\n" == text
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["timeline: expected histories rewritten in *test_inner.py"])
    assert passes_as_it_is(update)


def test_several_texts_of_one_file_do_not_disturb_each_other(update):
    _, text = update("""
    def test_one():
        assert_history(tl, "a", "short", facet="control"); assert_history(tl, "b", facet="control")

    def test_other():
        assert_history(tl, "b", "x\\ny\\nz\\n" * 1, facet="control") if False else None
        assert_history(tl, "b", '''
            long
            longer
            longest
            the longest of all
        ''', facet="control")
    """)
    assert (1, 2, 0) == (text.count("2014-06-11  isis"), text.count("2015-12-31  ypg"), text.count("longest"))
    assert passes_as_it_is(update)


def test_a_text_that_holds_is_left_as_it_is(update):
    text = 'def test_it():\n    assert_history(tl, "a", "..          unknown\\n2014-06-11  isis", facet="control")\n'
    done, after = update(text)
    assert text == after
    assert "rewritten" not in done.stdout.str()


def test_what_python_would_read_otherwise_is_escaped(update):
    _, text = update('''
    odd = 'a\\\\n"""b'
    other = timeline.connect()
    other.append([AreaCaptured(area="a", when="2014-06-11", by=odd)])

    def test_it():
        assert_history(other, "a", facet="control")
    ''')
    assert r"\\" in text
    assert passes_as_it_is(update)


def test_line_ends_of_a_file_are_kept(update, pytester):
    Path(pytester.path, "test_inner.py").write_bytes(
        (BEFORE + 'def test_it():\n    assert_history(tl, "a", facet="control")\n').replace("\n", "\r\n").encode()
    )
    _, text = update(None, "--timeline-update")
    assert text.count("\n") == text.count("\r\n") == len(BEFORE.split("\n")) + 4
    assert passes_as_it_is(update)


@pytest.mark.parametrize(
    "test",
    [
        """
        def test_it():
            for area in "ab":
                assert_history(tl, area, "no", facet="control")
        """,
        """
        @pytest.mark.parametrize("area", ["a", "b", "a"])
        def test_it(area):
            assert_history(tl, area, facet="control")
        """,
        """
        def test_it():
            for area in "ba":
                assert_history(tl, area, '''
                    ..          unknown
                    2015-12-31  ypg
                ''', facet="control")
        """,
        """
        def test_it():
            for area in "ab":
                assert_history(tl, area, '''
                    ..          unknown
                    2015-12-31  ypg
                ''', facet="control")
        """,
    ],
)
def test_a_call_that_would_need_two_texts_is_refused(update, test):
    done, text = update(test)
    assert textwrap.dedent(test) == text
    assert pytest.ExitCode.TESTS_FAILED == done.ret
    done.stdout.fnmatch_lines(
        ["*test_inner.py:*: expected the same text each time the call runs, found another; give*"]
    )


def test_a_call_that_has_one_text_each_time_is_rewritten(update):
    done, _ = update("""
    @pytest.mark.parametrize("time", [1, 2, 3])
    def test_it(time):
        assert_history(tl, "a", facet="control")
    """)
    done.assert_outcomes(passed=3)
    assert passes_as_it_is(update)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('assert_history(tl, "a", TEXT)', "TEXT"),
        ('assert_history(tl, "a", f"{TEXT}")', "f'{TEXT}'"),
        ('assert_history(tl, "a", expected=TEXT.strip())', "TEXT.strip()"),
        ('assert_history(*[tl, "a", TEXT])', "*[tl, 'a', TEXT]"),
    ],
)
def test_a_text_that_is_not_written_out_in_the_call_is_refused(update, call, found):
    test = f'TEXT = "no"\n\ndef test_it():\n    {call}\n'
    done, text = update(test)
    assert test == text
    done.assert_outcomes(failed=1)
    assert f"expected the text itself in the call, found {found}; rewrite it by hand" in done.stdout.str()


def test_a_text_that_is_not_written_out_may_hold(update):
    done, _ = update("""
    TEXTS = {"a": "..          unknown\\n2014-06-11  isis", "b": "..          unknown\\n2015-12-31  ypg"}

    def test_it():
        for area in "aba":
            assert_history(tl, area, TEXTS[area], facet="control")
    """)
    done.assert_outcomes(passed=1)


@pytest.mark.parametrize("new", ["# moved\n{}", "{}\n# longer\n", "syntax error (", None])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_file_that_changed_since_is_left_as_it_is(update, pytester, new, when):
    path = Path(pytester.path, "test_inner.py")
    change = f"change = lambda: path.write_text({new!r}.format(path.read_text()))"
    if new is None:
        change = "change = lambda: path.write_text(path.read_text().replace('wrong', 'right'))"
    done, _ = update(f"""
    import pathlib
    path = pathlib.Path(__file__)
    {change}

    def test_it():
        {"change()" if when == "before" else ""}
        assert_history(tl, "a", "wrong", facet="control")
        {"change()" if when == "after" else ""}
    """)
    unmoved = new == "{}\n# longer\n" and when == "before"
    assert unmoved == ("2014-06-11" in re.sub(r"when=.*", "", path.read_text()))
    assert unmoved == (done.ret == 0)
    assert unmoved != ("expected the source that was run, found a file that has changed since" in done.stdout.str())


def test_nothing_is_rewritten_under_xdist(update):
    test = 'def test_it():\n    assert_history(tl, "a", "no")\n'
    done, text = update(test, "--timeline-update", "-n", "1")
    assert (test, pytest.ExitCode.USAGE_ERROR) == (text, done.ret)
    assert "--timeline-update: expected tests in one process, found pytest-xdist; add -n 0" in done.stderr.str()


def test_a_run_of_xdist_without_workers_rewrites(update):
    done, text = update('def test_it():\n    assert_history(tl, "a")\n', "--timeline-update", "-n", "0")
    assert 0 == done.ret
    assert "2014-06-11  held" in text


def test_without_the_option_nothing_is_rewritten(update):
    test = 'def test_it():\n    assert_history(tl, "a", "no")\n'
    done, text = update(test, "-q")
    assert test == text
    done.assert_outcomes(failed=1)
