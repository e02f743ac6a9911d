"""What a chart draws is what the history says: where it starts and ends, what is possible, and what is hatched."""

from __future__ import annotations

import datetime
import sys
import warnings

import pytest
from hypothesis import assume, given, settings
from matplotlib.colors import to_hex
from matplotlib.dates import num2date

import timeline
from tests.strategies import played, scripts
from timeline import Area, AreaStatus, Projection, count, fold, last_on, latest
from timeline.conflict import AreaCaptured, AreaLiberated, Citation, StrikeReported
from timeline.connectors.plot import Chart, Doubt, Stretch, amounts_of, chart, usual_period
from timeline.connectors.stretches import usual_names
from timeline.errors import InputError, MissingExtraError, NotFoundError
from timeline.model.policy import Disputed

HAWIJA = "iq/kirkuk/hawija"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def told(*statements):
    tl = timeline.connect()
    tl.append([Area(HAWIJA, "Hawija"), *statements])
    return tl


def captured(when: str, by: str = "isis", **fields) -> AreaCaptured:
    return AreaCaptured(area=HAWIJA, when=when, by=by, reported_on="2020-01-01", **fields)


def liberated(when: str, by: str = "isf", **fields) -> AreaLiberated:
    return AreaLiberated(area=HAWIJA, when=when, by=by, reported_on="2020-01-01", **fields)


def strips(axes) -> list[tuple[datetime.date, datetime.date, str, bool]]:
    """What is drawn in a lane: from which day until before which, the colour, and whether it is hatched."""
    return [(*days_of(each), to_hex(each.get_facecolor()), bool(each.get_hatch())) for each in axes.patches]


def days_of(rectangle) -> tuple[datetime.date, datetime.date]:
    start = rectangle.get_x()
    return num2date(start).date(), num2date(start + rectangle.get_width()).date()


def legend(axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def hatches_explained(drawn: Chart) -> list[str]:
    return [text.get_text() for each in drawn.figure().legends for text in each.get_texts()]


@settings(max_examples=8)
@given(scripts())
def test_what_is_drawn_starts_and_ends_where_the_history_says_and_is_hatched_where_it_is_not_certain(script):
    tl = played(script)
    history = tl.history("town")
    assume(len(history) > 1)
    names = ("control", "condition", "fighting")
    drawn = chart(history, lanes=names)
    for axes, name in zip(drawn.figure().axes, names, strict=True):
        spans = [span.cut(drawn.start, drawn.end) for span in tl.history("town", name)]
        spans = [span for span in spans if span.start < span.end]
        assert [(each.start, each.end, not each.certain(name)) for each in spans] == list(
            dict.fromkeys((start, end, hatched) for start, end, _, hatched in strips(axes))
        )


@settings(max_examples=8)
@given(scripts())
def test_each_possible_value_has_a_strip_and_its_colour_in_the_legend(script):
    history = played(script).history("town", "control")
    assume(len(history) > 1)
    drawn = chart(history, lanes=["control"])
    (axes,) = drawn.figure().axes
    count_of = {}
    for start, *_ in strips(axes):
        count_of[start] = count_of.get(start, 0) + 1
    for stretch in drawn.lanes[0].stretches:
        span = history.span_at(stretch.start)
        value, possible = span.values["control"], span.possible("control")
        assert {*(value if isinstance(value, Disputed) else [value]), *possible} == {
            None if word == "unknown" else word for word in stretch.words
        }
        assert len(stretch.words) == count_of[stretch.start]
        assert set(stretch.words) <= set(legend(axes))


def test_an_imprecise_change_is_drawn_as_either_and_a_doubtful_date_as_doubtful():
    tl = told(captured("2014-06-10"), liberated("2017-10"), captured("2018-03-01?", by="isis"))
    drawn = chart(tl.history(HAWIJA), lanes=["control"], start="2014-06-01", end="2018-06-01")
    expected = (
        Stretch(day("2014-06-01"), day("2014-06-10"), ("unknown",), Doubt.NONE),
        Stretch(day("2014-06-10"), day("2017-10-01"), ("isis",), Doubt.NONE),
        Stretch(day("2017-10-01"), day("2017-10-31"), ("isis", "isf"), Doubt.SEVERAL),
        Stretch(day("2017-10-31"), day("2018-03-01"), ("isf",), Doubt.NONE),
        Stretch(day("2018-03-01"), day("2018-06-01"), ("isis",), Doubt.BASIS),
    )
    assert expected == drawn.lanes[0].stretches
    assert [Doubt.SEVERAL.value, Doubt.BASIS.value] == hatches_explained(drawn)


def test_what_is_disputed_is_drawn_as_disputed_with_each_side():
    tl = told(liberated("2017-10-05", by="isf"), liberated("2017-10-05", by="peshmerga"))
    drawn = chart(tl.history(HAWIJA), lanes=["control"])
    assert Stretch(day("2017-10-05"), drawn.end, ("isf", "peshmerga"), Doubt.DISPUTED) == drawn.lanes[0].stretches[-1]
    assert [Doubt.DISPUTED.value] == hatches_explained(drawn)


def test_a_history_of_one_value_is_drawn_with_that_one():
    history = told(captured("2014-06-10")).history(HAWIJA, "taken")
    assert ["taken"] == [lane.name for lane in chart(history).lanes]
    with pytest.raises(NotFoundError, match=f"chart of {HAWIJA}: expected taken, found 'control'"):
        chart(history, lanes=["control"])


def test_nothing_is_hatched_or_explained_where_all_is_certain():
    drawn = chart(told(captured("2014-06-10"), liberated("2017-10-05")).history(HAWIJA))
    assert {False} == {hatched for axes in drawn.figure().axes for *_, hatched in strips(axes)}
    assert [] == hatches_explained(drawn)


def test_bars_are_what_surely_happened_with_what_may_have_hatched_above():
    tl = told(
        StrikeReported(area=HAWIJA, when="2017-12-20", strikes=3),
        StrikeReported(area=HAWIJA, when="2017-12-22/2018-01-03", strikes=7),
    )
    drawn = timeline.plot(tl, HAWIJA, facets=(), start="2017-12-01", end="2018-02-01", every="month")
    (axes,) = drawn.figure().axes
    bars = [(*days_of(each), each.get_y(), each.get_height(), bool(each.get_hatch())) for each in axes.patches]
    december, january = ((day("2017-12-01"), day("2018-01-01")), (day("2018-01-01"), day("2018-02-01")))
    assert [(*december, 0, 3, False), (*december, 3, 7, True), (*january, 0, 7, True)] == bars
    assert ["surely", "perhaps, up to"] == legend(axes)


def test_an_amount_of_a_doubtful_date_is_drawn_as_doubtful():
    tl = told(StrikeReported(area=HAWIJA, when="2017-12-20?", strikes=3))
    drawn = timeline.plot(tl, HAWIJA, facets=(), start="2017-12-01", end="2018-01-01", every="month")
    (axes,) = drawn.figure().axes
    assert [(0, 3, "-----")] == [(each.get_y(), each.get_height(), each.get_hatch()) for each in axes.patches]
    assert ["doubtful"] == legend(axes)


def test_a_bar_that_the_days_shown_cut_short_is_told_from_whole_ones():
    tl = told(*(StrikeReported(area=HAWIJA, when=when, strikes=3) for when in ("2017-12-02", "2018-01-10")))
    drawn = timeline.plot(tl, HAWIJA, facets=(), start="2017-12-01", end="2018-01-20", every="month")
    (axes,) = drawn.figure().axes
    assert 2 == len({to_hex(each.get_facecolor()) for each in axes.patches})
    assert ["surely", "part of a month"] == legend(axes)


def test_the_same_answers_give_the_same_bytes():
    tl = told(captured("2014-06-10"), liberated("2017-10"))
    first, again = (timeline.plot(tl, HAWIJA, amounts=())._repr_svg_() for _ in range(2))
    assert first == again
    assert [] == [word for word in (">isis<", ">isf<", ">Hawija (iq/kirkuk/hawija)<") if word not in first]


def test_a_file_has_the_title_of_the_chart_for_who_cannot_see_it():
    tl = told(Area("x", "الحويجة <b>"), AreaCaptured(area="x", when="2014-06-10", by="isis"))
    drawn = timeline.plot(tl, "x", facets=["control"], amounts=())
    mark = "\N{LEFT-TO-RIGHT MARK}"
    assert f"<title>{mark}الحويجة &lt;b&gt;{mark} (x)</title>" in drawn._repr_svg_()
    assert "<b>".encode("utf-16-be") in drawn.picture("pdf")
    assert "الحويجة <b>".encode() in drawn.picture("png")


def test_the_title_says_what_it_takes_to_draw_it_again():
    tl = told(captured("2014-06-10"), liberated("2017-10-05"))
    drawn = timeline.plot(tl, "hawija", known_on="2020-01-01", position=2, end="2015-01-01", note="without rudaw")
    shown = "2014-05-01 until before 2015-01-01, as known on 2020-01-01, position 2; without rudaw"
    assert shown == drawn.figure().axes[0].get_title(loc="left")


def test_a_chart_says_by_itself_whose_words_it_leaves_out_and_what_it_only_supposes():
    said = Citation("rudaw", "page 1")
    tl = told(captured("2014-06-10", source=said), liberated("2017-10-05", source=Citation("afp", "page 2")))
    supposed = (
        tl.without(source="rudaw").only(source=["afp"]).what_if([captured("2018-01-01"), liberated("2018-02-01")])
    )
    notes = "without rudaw; only afp; with 2 entries supposed"
    assert ("", notes, notes) == (tl.note, supposed.note, supposed.using(Own).note)
    assert f"{notes}; a draft" == timeline.plot(supposed, HAWIJA, note="a draft").note


def test_a_line_marks_the_day_after_which_nothing_was_known():
    tl = told(captured("2014-06-10"), liberated("2017-10-05"))
    drawn = timeline.plot(tl, HAWIJA, known_on="2020-01-01", end="2021-01-01")
    lines = {num2date(line.get_xdata()[0]).date() for axes in drawn.figure().axes for line in axes.lines}
    assert {day("2020-01-02")} == lines


def test_a_value_has_the_same_colour_in_every_chart_and_no_two_of_one_chart_share_one():
    many = [captured(f"2014-06-{number:02}", by=f"group {number}") for number in range(1, 21)]
    alone = chart(told(captured("2015-01-01", by="sdf")).history(HAWIJA), lanes=["control"])
    beside = chart(told(*many, captured("2015-01-01", by="sdf")).history(HAWIJA), lanes=["control"])
    first, second = (strips(each.figure().axes[0]) for each in (alone, beside))
    assert first[-1][2] == second[-1][2]
    assert 22 == len({colour for _, _, colour, _ in second})


def test_names_in_any_script_are_drawn_and_letters_that_no_font_has_are_told(tmp_path):
    tl = timeline.connect()
    tl.append([Area("x", "الحويجة — Al Ḩawījah $x^2 <&"), captured("2014-06-10", by="داعش")])
    tl.append([AreaCaptured(area="x", when="2014-06-10", by="Ḩashd $\\frac & 'co'")])
    drawn = timeline.plot(tl, "x", facets=["control"], amounts=())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = drawn._repr_svg_()
    assert "الحويجة — Al Ḩawījah $x^2 &lt;&amp;\N{LEFT-TO-RIGHT MARK} (x)<" in shown
    assert "$\\frac &amp; 'co'" in shown
    tl.append([AreaLiberated(area="x", when="2014-06-20", by="民兵")])
    with pytest.warns(UserWarning, match="the font lacks 兵 民; an .svg leaves"):
        timeline.plot(tl, "x", facets=["control"], amounts=()).save(tmp_path / "x.png")


def test_an_area_of_which_nothing_ever_changes_has_no_chart_unless_days_are_given():
    tl = told()
    with pytest.raises(InputError, match="expected something that changes on some day, found nothing; name another"):
        timeline.plot(tl, HAWIJA)
    drawn = timeline.plot(tl, HAWIJA, start="2017-01-01", end="2017-03-01")
    stretch = Stretch(day("2017-01-01"), day("2017-03-01"), ("unknown",), Doubt.NONE)
    assert [(stretch,), (stretch,)] == [lane.stretches for lane in drawn.lanes]
    assert "none" in [text.get_text() for text in drawn.figure().axes[-1].texts]


@pytest.mark.parametrize("when", ["0001-01-01", "0001/9999-12-30"])
def test_the_ends_of_the_calendar_can_be_drawn(when, tmp_path):
    drawn = timeline.plot(told(captured(when)), HAWIJA, amounts=())
    assert {"isis"} == {word for each in drawn.lanes[0].stretches for word in each.words} - {"unknown"}
    assert drawn.picture("svg")


@pytest.mark.parametrize(
    ("end", "name", "are_months_marked"),
    [("0001-03-01", "0001-02-10", True), ("0003-01-01", "0002-01", True), ("0030-01-01", "0013", False)],
)
def test_days_are_named_as_iso_days_with_months_marked_where_they_can_be_told_apart(end, name, are_months_marked):
    drawn = timeline.plot(told(captured("0001-06-01")), HAWIJA, amounts=(), start="0001-01-01", end=end).figure()
    drawn.canvas.draw()
    axis = drawn.axes[-1].xaxis
    assert name in [label.get_text() for label in axis.get_ticklabels()]
    assert are_months_marked == (len(axis.get_minorticklocs()) > 0)


class Own(Projection, name="own", version=1):
    holder = latest(AreaCaptured.by, AreaLiberated.by)
    captures = count(AreaCaptured)
    captured_on = last_on(AreaCaptured)
    path = fold(lambda so_far, event: [*so_far, event.kind], [], kinds=[AreaCaptured, AreaLiberated])


def test_a_value_with_letters_that_no_file_can_hold_is_drawn_without_them():
    class Odd(Projection, name="odd", version=1):
        word = fold(lambda so_far, event: "two\nlines\x07", None, kinds=[AreaCaptured])

    drawn = timeline.plot(told(captured("2014-06-10")).using(Odd), HAWIJA)
    assert ["unknown", "two lines"] == legend(drawn.figure().axes[0])


def test_values_that_begin_alike_are_told_apart_in_the_legend():
    tl = told(*(captured(f"2014-06-1{number}", by="a" * 200 + str(number)) for number in range(3)))
    drawn = chart(tl.history(HAWIJA), lanes=["control"])
    cut = "a" * 27 + "…"
    assert ["unknown", cut, f"{cut} (2)", f"{cut} (3)"] == legend(drawn.figure().axes[0])


def test_any_projection_is_drawn_with_its_values_as_lanes_and_its_amounts_beneath():
    tl = told(captured("2014-06-10"), liberated("2017-10-05")).using(Own)
    drawn = timeline.plot(tl, HAWIJA)
    assert ["holder", "path"] == [lane.name for lane in drawn.lanes]
    assert [("captures", "month")] == [(series.name, series.every) for series in drawn.amounts]
    assert ("['area-captured', 'area-liberated']",) == drawn.lanes[1].stretches[-1].words
    assert drawn.figure().axes


def test_values_that_cannot_be_drawn_so_are_refused():
    tl = told(captured("2014-06-10")).using(Own)
    history = tl.history(HAWIJA)
    with pytest.raises(InputError, match="lane captures: expected a value that is no amount"):
        chart(history, lanes=["captures"])
    with pytest.raises(InputError, match="lane captured_on: expected a value that is no day"):
        chart(history, lanes=["captured_on"])
    with pytest.raises(NotFoundError, match="expected holder, captures, captured_on or path, found 'control'"):
        chart(history, lanes=["control"])
    with pytest.raises(InputError, match="amount holder: expected a value that is an amount"):
        timeline.plot(tl, HAWIJA, amounts=["holder"])


def test_amounts_of_another_question_or_of_fewer_days_are_refused():
    tl = told(captured("2014-06-10"), Area("x", "X"))
    days = {"start": "2014-01-01", "end": "2015-01-01"}
    history = tl.history(HAWIJA)
    with pytest.raises(InputError, match="ask both in one state of knowledge"):
        chart(history, tl.series("strikes", "x", **days))
    with pytest.raises(InputError, match="ask both in one state of knowledge"):
        chart(history, tl.series("strikes", HAWIJA, known_on="2019-01-01", **days))
    with pytest.raises(
        InputError, match="amounts from 2013-01-01 until before 2015-01-01, found those from 2014-01-01"
    ):
        chart(history, tl.series("strikes", HAWIJA, **days), start="2013-01-01")
    shown = chart(history, tl.series("strikes", HAWIJA, **days))
    assert (day("2014-01-01"), day("2015-01-01")) == (shown.start, shown.end)


def test_without_matplotlib_the_extra_is_named(monkeypatch, tmp_path):
    drawn = timeline.plot(told(captured("2014-06-10")), HAWIJA)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for refused in (drawn.figure, drawn._repr_svg_, lambda: drawn.save(tmp_path / "x.svg")):
        with pytest.raises(MissingExtraError, match=r"pip install 'timeline\[plot\]'") as told_of:
            refused()
        assert "plot" == told_of.value.extra


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("there.svg", "expected no file of that name yet, found one"),
        ("chart.gif", "expected a suffix .svg, .png or .pdf, found '.gif'"),
        ("chart", "expected a suffix .svg, .png or .pdf, found none"),
        ("nowhere/chart.svg", "expected a folder to write into, found none there"),
        ("folder.svg", "expected a file, found a folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_and_left_alone(name, expected, tmp_path):
    (tmp_path / "there.svg").write_text("mine")
    (tmp_path / "folder.svg").mkdir()
    drawn = timeline.plot(told(captured("2014-06-10")), HAWIJA)
    with pytest.raises(InputError, match=expected):
        drawn.save(tmp_path / name)
    assert "mine" == (tmp_path / "there.svg").read_text()


def test_a_file_is_overwritten_only_on_demand_and_each_suffix_is_a_kind_of_picture(tmp_path):
    drawn = timeline.plot(told(captured("2014-06-10")), HAWIJA, facets=["control"], amounts=())
    (tmp_path / "a.svg").write_text("mine")
    for suffix, begin in {".svg": b"<?xml", ".pdf": b"%PDF"}.items():
        assert drawn.save(tmp_path / f"a{suffix}", overwrite=True).read_bytes().startswith(begin)


def test_what_is_shown_unless_something_else_is_named():
    assert ("control", "condition") == usual_names(AreaStatus)
    assert ("strikes",) == amounts_of(AreaStatus)
    days = day("2016-01-01"), day("2017-12-31"), day("2019-12-31")
    assert ["week", "month"] == [usual_period((days[0], each)) for each in days[1:]]
