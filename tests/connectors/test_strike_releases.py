"""Coalition strike releases: each grammar from 2014 to 2018 read to day, place, number and targets; nothing guessed."""

import csv
import datetime
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.conflict import StrikeReported, Target
from timeline.connectors import json_lines
from timeline.connectors.base import Reading
from timeline.connectors.releases.days import dated, days_of
from timeline.connectors.releases.lines import Struck, Unread, told_in
from timeline.connectors.releases.numbers import in_words, number
from timeline.connectors.releases.targets import targets
from timeline.connectors.strike_releases import read
from timeline.errors import InputError
from timeline.model.areas import Area, Areas

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "strikes"
SHARED = ROOT.parent / "shared" / "data" / "strikes"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs the strike releases beside the repository")
SEEDS = {
    each.id: each
    for each in json_lines.read([ROOT / "seeds" / "oir"], areas=Areas({}), progress=lambda *_: None).statements
    if isinstance(each, Area)
}


def reading(*paths: Path) -> Reading:
    return read(paths, areas=Areas(SEEDS), progress=lambda *_: None)


def strikes(*paths: Path) -> list[tuple[str, str, int]]:
    return [(each.area, str(each.when), each.strikes) for each in events(reading(*paths))]


def events(given: Reading) -> list[StrikeReported]:
    return [each for each in given.statements if isinstance(each, StrikeReported)]


def written(tmp_path: Path, text: str, name: str = "2017-05-04.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def told(text: str) -> Struck:
    (only,) = told_in(text)
    assert isinstance(only, Struck)
    return only


# Releases


def test_a_release_in_prose_of_2014_names_no_day_so_that_it_was_about_the_day_before():
    assert [
        ("sy/aleppo/kobani", "2014-10-19~", 3),
        ("sy/deir-ez-zor/deir-ez-zor", "2014-10-19~", 1),
        ("sy/raqqa/raqqa", "2014-10-19~", 1),
        ("iq/anbar/hit", "2014-10-19~", 1),
        ("iq/salah-ad-din/bayji", "2014-10-19~", 2),
        ("iq/anbar/fallujah", "2014-10-19~", 1),
    ] == strikes(FIXTURES / "2014-10-20.txt")


def test_what_a_later_sentence_adds_belongs_to_the_strikes_before_it():
    raqqa = next(each for each in events(reading(FIXTURES / "2014-10-20.txt")) if each.area == "sy/raqqa/raqqa")
    assert (Target("struck", 1, "training camp"), Target("damaged", 2, "ISIL vehicles")) == raqqa.targets
    assert "northwest of Ar Raqqah" == raqqa.note


def test_a_release_of_2015_has_the_day_it_names_and_the_country_of_each_section():
    given = reading(FIXTURES / "2015-06-10.txt")
    assert [
        ("sy/hasakah/hasakah", "2015-06-09", 2),
        ("iq/nineveh/mosul", "2015-06-09", 3),
        ("iq", "2015-06-09", 2),
        ("iq/nineveh/sinjar", "2015-06-09", 1),
    ] == [(each.area, str(each.when), each.strikes) for each in events(given)]
    assert () == tuple(given.warnings)


def test_strikes_on_two_places_are_somewhere_in_their_country_and_are_not_split():
    both = next(each for each in events(reading(FIXTURES / "2015-06-10.txt")) if each.area == "iq")
    assert ("somewhere_in", "near Ramadi and Fallujah") == (both.scope, both.note)


def test_a_release_of_2017_has_engagements_and_late_strikes_on_their_own_days():
    given = events(reading(FIXTURES / "2017-05-04.txt"))
    assert [
        ("sy/deir-ez-zor/abu-kamal", "2017-05-03", 1, None),
        ("sy/deir-ez-zor/deir-ez-zor", "2017-05-03", 2, None),
        ("sy/raqqa/raqqa", "2017-05-03", 6, 8),
        ("iq/nineveh/mosul", "2017-05-03", 3, None),
        ("sy/raqqa/tabqah", "2017-05-01", 1, None),
        ("iq/nineveh/qayyarah", "2017-05-02", 3, None),
    ] == [(each.area, str(each.when), each.strikes, each.engagements) for each in given]
    assert {datetime.date(2017, 5, 4)} == {each.reported_on for each in given}
    assert ("cjtf-oir", datetime.date(2017, 5, 4)) == (given[0].source.source, given[0].source.published)


def test_a_weekly_release_of_2018_gives_each_section_its_day_and_says_where_it_does_not_add_up():
    given = reading(FIXTURES / "2018-03-09.txt")
    assert ["2018-03-08", "2018-03-07", "2018-03-07", "2018-03-07"] == [str(each.when) for each in events(given)]
    (warning,) = given.warnings
    assert warning.endswith("line 2 announces 7 strikes in Iraq and Syria, the lines under it add up to 6")


def test_strikes_of_which_only_the_week_is_named_lasted_that_week(tmp_path):
    text = "Between Dec. 30 and Jan. 5, Coalition forces conducted 3 strikes.\n* Near Mosul, three strikes hit a cave."
    assert [("iq/nineveh/mosul", "2017-12-30/2018-01-05", 3)] == strikes(written(tmp_path, text, "2018-01-06.txt"))


@pytest.mark.parametrize("announced", ["did not conduct any strikes in Syria", "conducted no strikes in Syria"])
def test_strikes_where_there_were_none_are_told(tmp_path, announced):
    text = f"On May 3, Coalition forces {announced}.\nSyria\n- Near Raqqa, one strike destroyed a tunnel."
    (warning,) = reading(written(tmp_path, text)).warnings
    assert "announces 0 strikes in Syria, the lines under it add up to 1" in warning


def test_a_table_has_late_strikes_on_the_day_that_the_row_before_announces():
    given = reading(FIXTURES / "lines.csv")
    assert [
        ("iq/anbar/hit", "2015-11-23~", 1),
        ("sy/deir-ez-zor/deir-ez-zor", "2015-11-21", 1),
        ("sy", "2015-11-21", 1),
        ("iq/nineveh/mosul", "2015-11-23~", 3),
        ("iq/nineveh/sinjar", "2015-11-23~", 12),
    ] == [(each.area, str(each.when), each.strikes) for each in events(given)]
    assert ["1 line: the line comes again in its release and counts once"] == list(given.warnings)


def test_importing_again_changes_nothing():
    tl = timeline.connect()
    for new_count in (len(SEEDS) + 5, 0):
        given = reading(FIXTURES / "lines.csv")
        assert new_count == tl.append([*SEEDS.values(), *given.statements]).new_count


# Lines


@pytest.mark.parametrize(
    ("line", "place", "strikes_count"),
    [
        ("- Near Sinjar three airstrikes struck a sniper position.", "Sinjar", 3),
        ("-- Near Mosul, an airstike struck an ISIL unit.", "Mosul", 1),
        ("* Near Tal Afar, twenty-one strikes destroyed nine bunkers.", "Tal Afar", 21),
        ("In Iraq, one airstrike 40 km southwest of Haditha destroyed two Humvees.", "Haditha", 1),
        ("There were two airstrikes south of Al-Haskah damaging a collection point.", "Al-Haskah", 2),
        ("Three airstrikes in the vicinity of Ramadi damaged a vehicle.", "Ramadi", 3),
        ("Another strike took place near Bayji and destroyed a checkpoint.", "Bayji", 1),
        ("One strike against an artillery piece west of Ar Raqqah was not successful.", "Ar Raqqah", 1),
        ("In Iraq, one airstrike destroyed a vehicle that fired on forces northeast of Sinjar.", "Sinjar", 1),
    ],
)
def test_each_form_of_a_line_is_read(line, place, strikes_count):
    assert ((place,), strikes_count) == (told(line).places, told(line).strikes)


def test_clauses_of_one_sentence_are_told_apart():
    text = "In Syria, two airstrikes south of Kobani destroyed a tank, while four strikes near Tabqa struck a unit."
    assert [("Kobani", 2, "Syria"), ("Tabqa", 4, "Syria")] == [
        (each.places[0], each.strikes, each.country) for each in told_in(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Several airstrikes near Mosul destroyed a bunker.",
        "One strike is under investigation.",
        "Four airstrikes somewhere hit something.",
    ],
)
def test_what_cannot_be_read_is_given_back_as_it_stands(text):
    assert [Unread(text)] == list(told_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "All aircraft returned safely.",
        "A strike, as defined here, means one or more events.",
        "",
        "Near Mosul it rained.",
    ],
)
def test_what_says_nothing_of_strikes_is_no_line(text):
    assert [] == list(told_in(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "struck a command and control node and destroyed two vehicles, three gas and oil points, and a tank.",
            [
                ("struck", 1, "command and control node"),
                ("destroyed", 2, "vehicles"),
                ("destroyed", 3, "gas and oil points"),
                ("destroyed", 1, "tank"),
            ],
        ),
        (
            "engaged five ISIS tactical units; destroyed an IED (VBIED); and damaged 29 supply routes.",
            [("engaged", 5, "ISIS tactical units"), ("destroyed", 1, "IED (VBIED)"), ("damaged", 29, "supply routes")],
        ),
        ("struck a unit, destroying ISIL fighters", [("struck", 1, "unit"), ("destroyed", None, "ISIL fighters")]),
        ("denied ISIL access to terrain", [("denied", None, "ISIL access to terrain")]),
        ("destroyed two trucks, one which was armed", [("destroyed", 2, "trucks, one which was armed")]),
        ("destroyed 1,200 sacks", [("destroyed", 1200, "sacks")]),
        ("had inconclusive results", []),
    ],
)
def test_targets_are_verb_count_and_noun(text, expected):
    found, unread = targets(text)
    assert (expected, "") == ([(each.verb, each.count, each.noun) for each in found], unread)


def test_targets_that_cannot_be_read_are_kept_in_the_note(tmp_path):
    given = reading(written(tmp_path, "- Near Mosul, Iraq, one strike was conducted in support of partners."))
    (event,) = events(given)
    assert ((), "near Mosul; was conducted in support of partners") == (event.targets, event.note)
    assert ["1 line: what was hit cannot be read, so that it is kept in the note as printed"] == list(given.warnings)


NOUNS = st.sampled_from(["ISIS tactical units", "supply routes", "VBIED", "command and control node", "oil pump jacks"])
COUNTS = st.integers(1, 99)
HITS = st.lists(
    st.tuples(st.sampled_from(["engaged", "destroyed", "damaged", "suppressed"]), COUNTS, NOUNS), min_size=1, max_size=4
)
PLACES = st.sampled_from(["Mosul", "Tal Afar", "Dayr Az Zawr", "Mar’a"])
JOINTS = st.sampled_from(["; ", ", ", " and "])


@given(
    st.sampled_from(["Mosul", "Tal Afar", "Dayr Az Zawr", "Mar’a"]),
    COUNTS,
    st.booleans(),
    HITS,
    st.sampled_from(["; ", ", ", " and "]),
)
def test_a_line_printed_from_its_parts_is_read_back_to_them(place, count, has_words, hits, joint):
    words = in_words if has_words else str
    said = joint.join(f"{verb} {words(many)} {noun}" for verb, many, noun in hits)
    found = told(f"- Near {place}, {words(count)} strike{'s' * (count > 1)} {said}.")
    assert ((place,), count, [Target(*each) for each in hits], "") == (
        found.places,
        found.strikes,
        list(found.targets),
        found.unread,
    )


@given(st.integers(0, 999))
def test_a_number_in_words_is_read_back(value):
    assert (value, value) == (number(in_words(value)), number(str(value)))


@pytest.mark.parametrize("text", ["", "several", "twenty twenty", "five two", "one hundred hundred", "-3", "½"])
def test_what_is_no_number_is_none(text):
    assert number(text) is None


# Days

RELEASE = datetime.date(2018, 1, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan. 2", ("2018-01-02", "2018-01-02")),
        ("Dec. 31", ("2017-12-31", "2017-12-31")),
        ("January 4", ("2017-01-04", "2017-01-04")),
        ("Dec. 30 - Jan. 2", ("2017-12-30", "2018-01-02")),
        ("Jan. 1-2", ("2018-01-01", "2018-01-02")),
        ("Feb. 29", ("2016-02-29", "2016-02-29")),
    ],
)
def test_a_day_is_the_last_of_its_name_that_is_not_after_the_release(text, expected):
    assert expected == tuple(map(str, days_of(text, RELEASE) or ()))


@pytest.mark.parametrize("text", ["", "Feb. 30", "12", "Jan. 1, Jan. 2 and Jan. 3"])
def test_what_names_no_days_gives_none(text):
    assert days_of(text, RELEASE) is None


@pytest.mark.parametrize("text", ["release_2017-01-09", "Jan. 9, 2017", "on January 9 2017"])
def test_a_release_is_dated_by_a_day_with_its_year(text):
    assert datetime.date(2017, 1, 9) == dated(text)


# What is refused


def test_a_place_that_nobody_knows_is_told_with_the_nearest_ones(tmp_path):
    (error,) = reading(written(tmp_path, "Iraq\n- Near Nowhere Hill, one strike hit a cave.")).bad_rows
    assert (2, "place", "a place known in Iraq") == (error.row, error.column, error.expected)
    assert "timeline areas LOG alias" in error.do


def test_what_is_north_of_a_place_that_has_a_namesake_across_the_border_is_not_guessed(tmp_path):
    namesake = Area("sy/idlib/sinjar", "Sinjar", parents=["sy"])
    path = written(
        tmp_path, "Syria\n- One strike in Syria, north of Sinjar, hit a cave.\n- Near Sinjar, two strikes hit a cave."
    )
    given = read([path], areas=Areas(SEEDS | {namesake.id: namesake}), progress=lambda *_: None)
    assert [("sy/idlib/sinjar", 2)] == [(each.area, each.strikes) for each in events(given)]
    assert [2] == [error.row for error in given.bad_rows]


def test_a_release_without_a_day_is_refused(tmp_path):
    (error,) = reading(written(tmp_path, "- Near Mosul, one strike hit a cave.", "release.txt")).bad_rows
    assert "a release with its day" in error.expected


@pytest.mark.parametrize("day", ["0000-01-01", "9999-12-31", "13/01/2015", "2015-02-30", "1/2/15", ""])
def test_a_row_without_a_day_that_can_be_is_refused(tmp_path, day):
    path = written(tmp_path, f'date,line\n{day},"- Near Mosul, one strike hit a cave."\n', "lines.csv")
    (error,) = reading(path).bad_rows
    assert (1, "date") == (error.row, error.column)


def test_a_table_without_the_column_of_days_says_so(tmp_path):
    (error,) = reading(written(tmp_path, 'when,line\n1,"x"\n', "lines.csv")).bad_rows
    assert "date" == error.column


def test_a_row_that_tells_of_no_strike_is_told_with_its_text(tmp_path):
    (error,) = reading(written(tmp_path, "date,line\n01/02/2015,All aircraft returned.\n", "lines.csv")).bad_rows
    assert "All aircraft returned." in error.found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Date: 2017-05-04\n- Near Mosul, one strike hit \xff.", "UTF-8"),
        (gzip.compress(b"Date: 2017-05-04\n" * 99)[:-9], "gzip data up to its end"),
        (b"x" * (17 * 2**20), "16 MiB"),
    ],
    ids=["another encoding", "cut off", "a line without end"],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path, content, expected):
    path = tmp_path / "2017-05-04.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"2017-05-04\.txt") as refused:
        reading(path)
    assert expected in refused.value.expected


def test_a_mark_of_byte_order_and_packing_change_nothing(tmp_path):
    plain = (FIXTURES / "lines.csv").read_bytes()
    marked, packed = tmp_path / "marked.csv", tmp_path / "packed.csv.gz"
    marked.write_bytes(b"\xef\xbb\xbf" + plain)
    packed.write_bytes(gzip.compress(plain))
    assert strikes(FIXTURES / "lines.csv") == strikes(marked) == strikes(packed)


# The real files


@needs_shared
def test_number_agrees_with_the_file_corrected_by_hand_and_hardly_a_row_is_unread():
    with (SHARED / "centcom_refined_2014-2015.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [list(told_in(row["line"])) for row in rows]
    agreeing = [
        row
        for row, parts in zip(rows, found, strict=True)
        if [row["number"]] == [str(part.strikes) for part in parts if isinstance(part, Struck)]
    ]
    assert len(agreeing) / len(rows) > 0.999


@needs_shared
def test_the_release_of_2017_adds_up():
    given = reading(SHARED / "release_2017-01-09.txt")
    assert (34, (), ()) == (sum(each.strikes for each in events(given)), tuple(given.warnings), given.bad_rows)
