import pytest

from bench.measure import Line, Measure, as_fast, more_by, p50, p99, race, within
from bench.measures import MEASURES
from bench.rounds import Measured, measured
from bench.setting import Setting
from bench.table import put, table


def made(line, figures, **given):
    measure = Measure("some", lambda setting, size: figures, (line,))
    return table([Measured(measure, **{"wanted": 1_000, "size": 1_000, "rounds": 1} | given, figures=figures)])


def not_installed():
    raise ModuleNotFoundError("peer")


@pytest.mark.parametrize(
    ("target", "ours", "theirs", "said"),
    [
        (as_fast(2), 0.001, 0.002, "2 × as fast | ≥ 2 × as fast | yes"),
        (as_fast(2), 0.001, 0.0019, "1.9 × as fast | ≥ 2 × as fast | **no**"),
        (within(2), 0.004, 0.002, "2 × the cost | ≤ 2 × the cost | yes"),
        (within(2), 0.005, 0.002, "2.5 × the cost | ≤ 2 × the cost | **no**"),
        (more_by(60), 0.150, 0.100, "+50 ms | ≤ 60 ms more | yes"),
        (more_by(60), 0.180, 0.100, "+80 ms | ≤ 60 ms more | **no**"),
    ],
)
def test_a_line_says_whether_its_target_is_met(target, ours, theirs, said):
    assert said in made(Line("title", "ours", "theirs", target), {"ours": ours, "theirs": theirs})


def test_a_row_cut_down_to_fewer_events_says_so():
    assert "| 500 of 1,000 |" in made(Line("title", "ours", "theirs"), {"ours": 1.0, "theirs": 1.0}, size=500)


def test_a_peer_that_is_not_installed_costs_its_lines_only():
    figures = race({"ours": lambda: 0.01, "theirs": not_installed})
    assert {"ours": 0.01} == figures
    assert "| 100 /s | theirs | not measured |" in made(Line("title", "ours", "theirs"), figures)


def test_the_median_and_the_worst_of_few_and_of_many():
    assert (2, 4) == (p50([1, 2, 2, 4]), p99([1, 2, 2, 4]))
    assert (99.5, 198) == (p50(list(range(200))), p99(list(range(200))))


def test_a_page_keeps_what_is_around_its_table(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("above\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nbelow\n", encoding="utf-8")
    put(page, "new")
    put(page, "newer")
    assert "above\n<!-- bench: begin -->\n\nnewer\n\n<!-- bench: end -->\nbelow\n" == page.read_text(encoding="utf-8")


def test_each_line_compares_figures_that_its_measure_gives(tmp_path):
    setting = Setting(60, 1, 0.1, tmp_path)
    quick = [measure for measure in MEASURES if measure.name in ("import", "disk")]
    for measure in quick:
        result = measured(measure, setting)
        assert [] == [line.ours for line in measure.lines if line.ours not in result.figures]
        assert any(line.rival in result.figures for line in measure.lines)
