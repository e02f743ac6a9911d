"""Coalition strike releases: each grammar from 2014 to 2018 read to day, place, number and targets; nothing guessed."""

import csv
import datetime
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.conflict import StrikeReported, Target
from timeline.connectors import json_lines
from timeline.connectors.base import Reading
from timeline.connectors.finding import PlaceFinder
from timeline.connectors.releases.days import dated, days_in
from timeline.connectors.releases.lines import Struck
from timeline.connectors.releases.numbers import in_words, number
from timeline.connectors.releases.release import LineReader
from timeline.connectors.releases.sentences import sentences
from timeline.connectors.releases.targets import targets
from timeline.connectors.strike_releases import read
from timeline.errors import InputError
from timeline.model.areas import Area, Areas
from timeline.model.when import When

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


def told_in(text: str) -> list[Struck | str]:
    """What a line tells, by itself: strikes, or the text of what cannot be read."""
    reader = LineReader(datetime.date(2018, 1, 3))
    reader.take(1, text)
    return [part.said for part in reader.parts]


def told(text: str) -> Struck:
    (only,) = told_in(text)
    assert isinstance(only, Struck)
    return only


# Releases


def test_a_release_of_2014_that_names_no_day_is_about_the_days_since_the_one_before_it():
    several = "[2014-10-17..2014-10-20]/[2014-10-17..2014-10-20]"
    assert [
        ("sy/aleppo/kobani", several, 3),
        ("sy/deir-ez-zor/deir-ez-zor", "[2014-10-17..2014-10-20]", 1),
        ("sy/raqqa/raqqa", "[2014-10-17..2014-10-20]", 1),
        ("iq/anbar/hit", "[2014-10-17..2014-10-20]", 1),
        ("iq/salah-ad-din/bayji", several, 2),
        ("iq/anbar/fallujah", "[2014-10-17..2014-10-20]", 1),
    ] == strikes(FIXTURES / "2014-10-20.txt")


def test_what_these_strikes_did_besides_is_told_where_it_may_be_of_more_than_one_place():
    (warning,) = reading(FIXTURES / "2014-10-20.txt").warnings
    assert warning.endswith("line 6 is not read, for it says no number of strikes: '" + LATER + "'")


LATER = "These strikes also damaged two ISIL vehicles."


@pytest.mark.parametrize("later", ["The strike also damaged a truck.", "This strike damaged a truck."])
def test_what_a_next_sentence_adds_belongs_to_the_strikes_before_it(tmp_path, later):
    text = f"On May 3, forces conducted a strike consisting of two engagements near Mosul, Iraq. {later}"
    (event,) = events(reading(written(tmp_path, text)))
    assert (1, 2, (Target("damaged", 1, "truck"),)) == (event.strikes, event.engagements, event.targets)


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


WEEK = "Between Dec. 30 and Jan. 5, Coalition forces conducted 3 strikes."


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("three strikes hit a cave", "[2017-12-30..2018-01-05]/[2017-12-30..2018-01-05]"),
        ("one strike hit a cave", "[2017-12-30..2018-01-05]"),
    ],
)
def test_strikes_of_which_only_the_week_is_named_were_on_any_of_its_days(tmp_path, line, when):
    ((_, found, _),) = strikes(written(tmp_path, f"{WEEK}\n* Near Mosul, {line}.", "2018-01-06.txt"))
    assert When.parse(when) == When.parse(found)


@pytest.mark.parametrize(
    ("named", "when"),
    [
        ("On May 3, forces", "2017-05-03"),
        ("Yesterday, forces", "2017-05-03"),
        ("Forces continued to attack ISIS yesterday, and", "2017-05-03"),
        ("Wednesday and today, forces", "[2017-05-03..2017-05-04]"),
        ("In the last 24 hours, forces", "[2017-05-03..2017-05-04]"),
        ("Over the last three days, forces", "[2017-05-01..2017-05-04]"),
        ("Since Tuesday, forces", "[2017-05-02..2017-05-04]"),
        ("Between May 1 and yesterday, forces", "[2017-05-01..2017-05-03]"),
        ("Officials reported today that forces", "[2017-05-03..2017-05-04]"),
        (
            "All strikes took place between 8 a.m., May 2, and 8 a.m., May 3, local time. Forces",
            "[2017-05-02..2017-05-03]",
        ),
    ],
)
def test_lines_have_the_days_that_their_announcement_names(tmp_path, named, when):
    text = f"{named} conducted a strike in Iraq.\n- Near Mosul, one strike destroyed a cave."
    ((_, found, _),) = strikes(written(tmp_path, text))
    assert when == found


def test_an_announcement_that_names_a_place_and_has_lines_under_it_counts_once(tmp_path):
    text = "On May 3, forces conducted two strikes in Iraq near Mosul:\n- Near Mosul, one strike hit a cave."
    given = reading(written(tmp_path, text))
    assert [1] == [each.strikes for each in events(given)]
    assert given.warnings[0].endswith("announces 2 strikes in Iraq, the lines under it add up to 1")


def test_a_place_that_no_country_stands_above_has_not_the_day_of_another_country(tmp_path):
    lead = "On May 2-3, forces continued to attack ISIS. On May 3, forces conducted a strike in Iraq."
    ((_, found, _),) = strikes(written(tmp_path, f"{lead}\n\nOne strike near Raqqa hit a cave."))
    assert "[2017-05-02..2017-05-03]" == found


def test_a_text_without_strikes_is_told_of(tmp_path):
    (warning,) = reading(written(tmp_path, "Weather: it rained near Mosul.")).warnings
    assert warning.endswith("line 1 begins a text that tells of no strikes")


def test_the_same_line_on_two_days_of_a_week_is_two_events_and_on_one_day_it_counts_once(tmp_path):
    line = "* Near Mosul, one strike hit a cave."
    text = "\n".join(
        [
            WEEK,
            "On Jan. 4 in Iraq, forces conducted a strike.",
            line,
            "On Jan. 3 in Iraq, forces conducted two strikes.",
            line,
            line,
        ]
    )
    given = reading(written(tmp_path, text, "2018-01-06.txt"))
    assert ["2018-01-04", "2018-01-03"] == [str(each.when) for each in events(given)]
    assert 2 == len({each.external_id for each in events(given)})
    assert ["says the same as line 5 of its release, and counts once"] == [
        warning.partition("line 6 ")[2] for warning in given.warnings if "line 6" in warning
    ]


def test_a_release_of_2017_may_tell_of_each_day_and_place_in_a_sentence():
    given = reading(FIXTURES / "2017-12-11.txt")
    assert [
        ("sy/deir-ez-zor/abu-kamal", "2017-12-10", 5, 9),
        ("sy/deir-ez-zor/abu-kamal", "2017-12-09", 1, 1),
        ("sy/hasakah/shadadi", "2017-12-08", 2, None),
        ("iq/nineveh/qayyarah", "2017-12-10", 2, None),
        ("iq/anbar/rawah", "2017-12-07", 1, None),
    ] == [(each.area, str(each.when), each.strikes, each.engagements) for each in events(given)]
    assert ((), ()) == (tuple(given.warnings), tuple(given.bad_rows))


@pytest.mark.parametrize("announced", ["did not conduct any strikes in Syria", "conducted no strikes in Syria"])
def test_strikes_where_there_were_none_are_told(tmp_path, announced):
    text = f"On May 3, Coalition forces {announced}.\nSyria\n- Near Raqqa, one strike destroyed a tunnel."
    (warning,) = reading(written(tmp_path, text)).warnings
    assert "announces 0 strikes in Syria, the lines under it add up to 1" in warning


def test_a_table_has_late_strikes_on_the_day_that_the_row_before_announces():
    given = reading(FIXTURES / "lines.csv")
    assert [
        ("iq/anbar/hit", "[2015-11-23..2015-11-24]", 1),
        ("sy/deir-ez-zor/deir-ez-zor", "2015-11-21", 1),
        ("sy", "2015-11-21", 1),
        ("iq/nineveh/mosul", TWO_DAYS, 3),
        ("iq/nineveh/sinjar", TWO_DAYS, 12),
    ] == [(each.area, str(each.when), each.strikes) for each in events(given)]
    (warning,) = given.warnings
    assert warning.endswith("row 5 says the same as row 4 of its release, and counts once")


TWO_DAYS = "[2015-11-23..2015-11-24]/[2015-11-23..2015-11-24]"


def test_a_release_in_two_forms_is_refused_and_not_counted_twice(tmp_path):
    table = written(tmp_path, 'date,line\n05/04/2017,"- Near Mosul, one strike hit a cave."\n', "lines.csv")
    text = written(tmp_path, "On May 3, forces conducted a strike.\n- Near Mosul, one strike hit a cave.")
    given = reading(table, text, table)
    assert 1 == len(events(given))
    (error,) = given.bad_rows
    assert "what the same line says elsewhere" == error.expected


def test_several_releases_in_one_file_each_have_their_day(tmp_path):
    releases = [
        f"ASIA, May {day}, 2017 - On May {day - 1}, forces struck.\n- Near Mosul, one strike hit a cave."
        for day in (4, 5)
    ]
    assert ["2017-05-03", "2017-05-04"] == [
        when for _, when, _ in strikes(written(tmp_path, "\n".join(releases), "both.txt"))
    ]


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
        ("A third partner-nation airstrike east of Hit destroyed a boat, officials said.", "Hit", 1),
        (
            "On Dec. 20, near Rawah, forces conducted one strike consisting of one engagement that destroyed a road.",
            "Rawah",
            1,
        ),
        (
            "Forces continued to attack ISIL in support of partners near Haditha, using jets to conduct a strike.",
            "Haditha",
            1,
        ),
        (
            "Forces conducted one airstrike west of Bayji where initial reports indicate they destroyed a gun.",
            "Bayji",
            1,
        ),
    ],
)
def test_each_form_of_a_line_is_read(line, place, strikes_count):
    assert ((place,), strikes_count) == (told(line).places, told(line).strikes)


def test_clauses_of_one_sentence_are_told_apart():
    first = "In Syria, two airstrikes south of Kobani hit a tank"
    text = f"{first}, while four strikes near Tabqa hit a unit and one strike near Hit hit a bus."
    assert [("Kobani", 2), ("Tabqa", 4), ("Hit", 1)] == [
        (each.places[0], each.strikes) for each in told_in(text) if isinstance(each, Struck)
    ]


def test_places_that_each_have_their_strikes_in_one_sentence_are_told_apart():
    text = "Near Hit, one strike hit a cave, and near Tal Afar, five airstrikes hit a boat and damaged another."
    assert [("Hit", 1), ("Tal Afar", 5)] == [
        (each.places[0], each.strikes) for each in told_in(text) if isinstance(each, Struck)
    ]


def test_an_abbreviation_does_not_end_a_sentence():
    text = "The U.S. forces hit a VBIED. Near Hit, a strike hit one on Jan. 2."
    assert ["The U.S. forces hit a VBIED.", "Near Hit, a strike hit one on Jan. 2."] == sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        "Several airstrikes near Mosul destroyed a bunker.",
        "One strike is under investigation.",
        "Four airstrikes somewhere hit something.",
        "Near Ramadi, Hit and Mosul, two strikes hit a cave.",
        "Near Hit, zero strikes hit a cave.",
        "On Feb. 30 near Hit, one strike hit a cave.",
        "On June 6 near Hit, one strike hit a cave.",
        "Near Hit, one strike hit a\0cave.",
        "Near Hit, one strike hit " + "a cave and " * 2000,
    ],
)
def test_what_cannot_be_read_is_given_back_as_it_stands(text):
    assert [text] == told_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "All aircraft returned safely.",
        "A strike, as defined here, means one or more events.",
        "",
        "It rained near Mosul.",
        "Officials define a strike as one or more events in one place.",
        "So an aircraft that drops one bomb on a truck is one strike, and so is many aircraft that drop many.",
        "They do not report the number of aircraft employed in a strike.",
        "Since Aug. 8, forces have conducted a total of 68 airstrikes. Of those 68 strikes, 35 were near a dam.",
    ],
)
def test_what_says_nothing_of_strikes_is_no_line(text):
    assert [] == told_in(text)


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
        (
            "struck one large and two small ISIL tactical units, and an ISIL cave",
            [
                ("struck", 1, "large ISIL tactical units"),
                ("struck", 2, "small ISIL tactical units"),
                ("struck", 1, "ISIL cave"),
            ],
        ),
        ("engaged a unit and closed three tunnels", [("engaged", 1, "unit"), ("closed", 3, "tunnels")]),
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


@given(PLACES, COUNTS, st.booleans(), HITS, JOINTS)
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
        ("Dec. 30 - Jan. 2", ("2017-12-30", "2018-01-02")),
        ("Jan. 1-2", ("2018-01-01", "2018-01-02")),
        ("Dec. 28 to 30", ("2017-12-28", "2017-12-30")),
        ("Dec. 26, 27, 29 and 30", ("2017-12-26", "2017-12-30")),
        ("Dec. 30, Dec. 31, and Jan. 2", ("2017-12-30", "2018-01-02")),
        ("Dec. 28/29", ("2017-12-28", "2017-12-29")),
        ("Dec. 28 & 29", ("2017-12-28", "2017-12-29")),
        ("On Dec. 28, 29 strikes and 30 engagements", ("2017-12-28", "2017-12-28")),
        ("January 2nd, 2018", ("2018-01-02", "2018-01-02")),
        ("yesterday", ("2018-01-02", "2018-01-02")),
        ("Monday and today", ("2018-01-01", "2018-01-03")),
        ("between 8 a.m. yesterday and 8 a.m. today", ("2018-01-02", "2018-01-03")),
        ("reported today of Jan. 1", ("2018-01-01", "2018-01-01")),
    ],
)
def test_a_day_is_the_last_of_its_name_that_is_not_after_the_release(text, expected):
    assert expected == tuple(map(str, days_in(text, RELEASE) or ()))


@pytest.mark.parametrize("text", ["", "Feb. 30", "12", "January 4", "June 30", "Jan. 2-1", "yesterday's report"])
def test_what_names_no_days_near_the_release_gives_none(text):
    assert days_in(text, RELEASE) is None


@given(st.dates(datetime.date(2014, 9, 1), datetime.date(2018, 12, 31)), st.integers(0, 180), st.integers(0, 9))
def test_days_printed_without_a_year_are_read_back(release, ago, lasts):
    first = release - datetime.timedelta(ago)
    last = min(release, first + datetime.timedelta(lasts))
    printed = " and ".join(f"{day:%B} {day.day}" for day in (first, last))
    assert (first, last) == days_in(f"between {printed}", release)


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


@pytest.mark.parametrize("day", ["Jan. 9, 0001", "9999-12-31", "Aug. 7, 2014"])
def test_a_release_of_a_day_that_cannot_be_is_refused(tmp_path, day):
    (error,) = reading(written(tmp_path, f"Date: {day}\n- Near Mosul, one strike hit a cave.", "release.txt")).bad_rows
    assert "a release with its day" in error.expected


@pytest.mark.parametrize(
    "day", ["0000-01-01", "0001-01-01", "2014-08-07", "9999-12-31", "13/01/2015", "2015-02-30", "1/2/15", ""]
)
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
        (gzip.compress((b"x" * 2**20 + b"\n") * 33), "32 MiB"),
        (b"\n \n", "releases"),
    ],
    ids=["another encoding", "cut off", "a line without end", "too much text", "no text"],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path, content, expected):
    path = tmp_path / "2017-05-04.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"2017-05-04\.txt") as refused:
        reading(path)
    assert expected in refused.value.expected


def test_many_short_lines_are_as_much_text_as_longer_ones(tmp_path, monkeypatch):
    monkeypatch.setattr("timeline.connectors.strike_releases.LONGEST_TEXT", 2**20)
    with pytest.raises(InputError, match="1 MiB of text at most"):
        reading(written(tmp_path, "x\n" * 2**14))


def test_lines_may_end_in_any_way(tmp_path):
    text = (FIXTURES / "2017-05-04.txt").read_text(encoding="utf-8")
    as_is = reading(written(tmp_path, text))
    for end in ("\r", "\r\n"):
        (tmp_path / "2017-05-04.txt").write_bytes(text.replace("\n", end).encode())
        ended = reading(tmp_path / "2017-05-04.txt")
        assert (as_is.warnings, events(as_is)) == (ended.warnings, events(ended))


def test_a_mark_of_byte_order_and_packing_change_nothing(tmp_path):
    plain = (FIXTURES / "lines.csv").read_bytes()
    marked, packed = tmp_path / "marked.csv", tmp_path / "packed.csv.gz"
    marked.write_bytes(b"\xef\xbb\xbf" + plain)
    packed.write_bytes(gzip.compress(plain))
    assert strikes(FIXTURES / "lines.csv") == strikes(marked) == strikes(packed)


# The real files


@needs_shared
def test_place_and_number_agree_with_the_file_corrected_by_hand_for_98_of_100_rows():
    found = {(each.reported_on, each.area, each.strikes) for each in events(reading(LINES))}
    rows = [row for row in refined() if (row["day"], row["area"], int(row["number"])) in found]
    assert len(rows) / len(list(refined())) >= 0.98


LINES = SHARED / "centcom_lines_2014-2015.csv"


def refined() -> Iterator[dict[str, Any]]:
    """The rows of the reference, with the day of the release and the area of the place."""
    finder = PlaceFinder(Areas(SEEDS))
    with (SHARED / "centcom_refined_2014-2015.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            month, day, year = map(int, row["date"].split("/"))
            area = finder.find(row["location"], country=row["country"]).area
            yield row | {"day": datetime.date(year, month, day), "area": area.id if area else None}


@needs_shared
def test_the_release_of_2017_adds_up():
    given = reading(SHARED / "release_2017-01-09.txt")
    assert (34, (), ()) == (sum(each.strikes for each in events(given)), tuple(given.warnings), given.bad_rows)


def test_late_strikes_that_closed_are_announced_for_the_lines_under_them(tmp_path):
    text = """Date: 2018-08-13
    Strikes in Iraq
    - Near Mosul, one strike destroyed a cave.
    Additionally, three strikes in Syria closed within the last 24 hours:
    - On Aug. 5, near Hajin, two strikes destroyed a cave.
    """
    path = written(tmp_path, text)
    assert [("iq/nineveh/mosul", "[2018-08-12..2018-08-13]", 1), ("sy/deir-ez-zor/hajin", "2018-08-05", 2)] == (
        strikes(path)
    )
    assert [f"{path}, line 4 announces 3 strikes in Syria, the lines under it add up to 2"] == (
        list(reading(path).warnings)
    )


def test_a_title_is_no_sentence_that_is_left_out(tmp_path):
    text = "Strikes Hit ISIS Targets in Syria, Iraq\nDate: 2018-08-13\nNear Mosul, one strike destroyed a cave.\n"
    assert () == tuple(reading(written(tmp_path, text)).warnings)


def test_a_lead_that_tells_of_strikes_on_a_place_says_the_days_of_what_follows(tmp_path):
    text = """SOUTHWEST ASIA, Oct. 14, 2014 - Forces continued to attack ISIL in Syria Monday and today, using
    bombers to conduct 21 airstrikes near the city of Kobani. Separately, one airstrike near Hajin struck an oil field.
    """
    assert [
        ("sy/aleppo/kobani", "[2014-10-13..2014-10-14]/[2014-10-13..2014-10-14]", 21),
        ("sy/deir-ez-zor/hajin", "[2014-10-13..2014-10-14]", 1),
    ] == strikes(written(tmp_path, text))


@pytest.mark.parametrize(
    "heading",
    ["Strikes in Iraq, May 11", "Strikes in Iraq on May 11:", "On May 11", "May 11 strikes", "On May 11 in Iraq:"],
)
def test_a_heading_says_the_day_of_the_lines_under_it(tmp_path, heading):
    text = f"""Date: 2018-05-14
    Between May 7 and May 13, forces conducted 3 strikes.
    {heading}
    - Near Mosul, one strike destroyed a cave.
    On May 13, forces conducted no strikes in Iraq.
    Strikes in Iraq, May 9-10
    - Near Tuz, two strikes, resulting in three engagements, destroyed a cave.
    """
    found = reading(written(tmp_path, text))
    assert ((), [("2018-05-11", None), ("[2018-05-09..2018-05-10]/[2018-05-09..2018-05-10]", 3)]) == (
        found.warnings,
        [(str(each.when), each.engagements) for each in events(found)],
    )


def test_what_nobody_sees_in_a_text_is_not_read(tmp_path):
    text = "Date: 2017-05-04\n- Near\u200b Tal\u00ad Afar, one\ufeff strike destroyed a cave.\n"
    assert [("iq/nineveh/tal-afar", "[2017-05-03..2017-05-04]", 1)] == strikes(written(tmp_path, text))


def test_no_strike_was_before_the_first_of_the_campaign(tmp_path):
    text = "Date: 2014-08-09\n- Near Sinjar, one strike destroyed a cave.\n"
    assert [("iq/nineveh/sinjar", "[2014-08-08..2014-08-09]", 1)] == strikes(written(tmp_path, text))


def test_the_country_of_an_announcement_holds_for_the_rest_of_its_paragraph(tmp_path):
    text = "Date: 2018-11-20\nIn Iraq, forces conducted one strike. Near Hajin, one strike destroyed a cave.\n"
    (refused,) = reading(written(tmp_path, text)).bad_rows
    assert "a place known in Iraq" == refused.expected


def test_releases_in_one_file_may_each_have_a_number_and_their_date_above_them(tmp_path):
    one = """May {day}, 2017
    Release # 17-{day}
    FOR IMMEDIATE RELEASE
    On May {before}, forces conducted one strike.
    - Near Mosul, one strike destroyed a cave.
    A strike is one or more events.
    """
    both = one.format(day=4, before=3) + one.format(day=3, before=2) + "Release # 17-3\nAll rights reserved.\n"
    given = reading(written(tmp_path, both, "both.txt"))
    assert [("2017-05-03", "2017-05-04"), ("2017-05-02", "2017-05-03")] == [
        (str(each.when), str(each.reported_on)) for each in events(given)
    ]
    assert ((), 1) == (given.bad_rows, len(given.warnings))


def test_a_row_may_announce_strikes_or_say_that_there_were_none(tmp_path):
    rows = [
        "There were no strikes in Syria.",
        "Forces conducted two strikes in Iraq.",
        "Near Mosul, Iraq, one strike hit a cave.",
    ]
    path = written(tmp_path, "date,line\n" + "".join(f"2017-05-04,{row!r}\n" for row in rows), "lines.csv")
    path.write_text(path.read_text().replace("'", '"'))
    given = reading(path)
    assert ((), 3, 1) == (given.bad_rows, given.rows_count, len(events(given)))
    assert [f"{path}, release of 2017-05-04, row 2 announces 2 strikes in Iraq, the lines under it add up to 1"] == (
        list(given.warnings)
    )


def test_a_web_page_is_refused_and_not_taken_for_a_text_without_strikes(tmp_path):
    with pytest.raises(
        InputError, match=r"expected the text of releases, found a web page; save what it shows as text"
    ):
        reading(written(tmp_path, "<!DOCTYPE html><p>Near Mosul, one strike hit a cave.</p>"))


def test_a_lead_may_say_place_days_and_number_and_the_next_sentence_what_was_hit(tmp_path):
    text = """TAMPA, Fla., Sept. 8, 2014 - Jets continued to attack ISIL near Haditha yesterday and today, made to
    conduct five airstrikes.

    The strikes destroyed eight vehicles. All aircraft exited safely.
    """
    (event,) = events(reading(written(tmp_path, text)))
    assert ("iq/anbar/haditha", "[2014-09-07..2014-09-08]/[2014-09-07..2014-09-08]") == (event.area, str(event.when))
    assert (5, (Target("destroyed", 8, "vehicles"),)) == (event.strikes, event.targets)
