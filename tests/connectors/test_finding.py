"""A printed name leads to the one area it means; what is doubtful leads nowhere, with the nearest candidates."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.connectors.finding import FAR_KM, PlaceFinder
from timeline.connectors.gazetteer import Gazetteer, GazetteerPlace
from timeline.connectors.spelling import spelling
from timeline.model.areas import Area, Areas, Point

COPENHAGEN = Point(55.676, 12.568)
AL_QAIM = Point(34.39, 40.99)
SINJAR_IN_SYRIA = Point(35.59, 37.0)
DESCRIBED = [
    Area("iq", "Iraq", aliases=["Republic of Iraq"]),
    Area("sy", "Syria"),
    Area("iq/anbar", "Anbar Governorate", parents=["iq"]),
    Area("iq/anbar/al-qaim", "Al-Qaim", point=AL_QAIM, parents=["iq/anbar"]),
    Area("iq/anbar/ramadi", "Ramadi", point=Point(33.42, 43.31), parents=["iq/anbar"]),
    Area("iq/nineveh", "Nineveh Governorate", aliases=["Nineveh"], parents=["iq"]),
    Area("iq/nineveh/mosul", "Mosul", point=Point(36.335, 43.119), parents=["iq/nineveh"]),
    Area("iq/nineveh/sinjar", "Sinjar", point=Point(36.32, 41.88), parents=["iq/nineveh"]),
    Area("iq/nineveh/wadi", "Wadi", parents=["iq/nineveh"]),
    Area("iq/anbar/wadi", "Wadi", parents=["iq/anbar"]),
    Area("iq/kirkuk", "Kirkuk Governorate", parents=["iq"]),
    Area("iq/kirkuk/hawija", "Hawija", aliases=["Al-Huwayjah"], parents=["iq/kirkuk"]),
    Area("sy/idlib", "Idlib Governorate", parents=["sy"]),
    Area("sy/idlib/sinjar", "Sinjar", point=SINJAR_IN_SYRIA, parents=["sy/idlib"]),
    Area("sy/raqqa", "Raqqa", aliases=["Ar-Raqqah"], parents=["sy"]),
    Area("iq-sy/crossing", "Border crossing", parents=["iq/anbar", "sy/idlib"]),
]
PLACES = Gazetteer(
    [
        GazetteerPlace("Ḩadīthah", Point(34.14, 42.38), ("IQ", "Iraq"), ("Haditha",), ("IQ.01",)),
        GazetteerPlace("Ar Ramādī", Point(33.42, 43.31), ("IQ", "Iraq"), ("Ramadi", "Rumadiyah"), ("IQ.01",)),
        GazetteerPlace("Al Mawşil", Point(36.335, 43.119), ("IQ", "Iraq"), ("Mosul", "Mussil"), ("IQ.15",)),
        GazetteerPlace("Khān", Point(33.9, 44.6), ("IQ", "Iraq")),
        GazetteerPlace("Khān", Point(33.1, 44.1), ("IQ", "Iraq")),
        GazetteerPlace("Post Seven", Point(33.5, 39.2), ("Iraq",), ("BP 7",), ("Anbar", "Nineveh")),
    ]
)


def areas(*more: Area) -> Areas:
    return Areas({area.id: area for area in (*DESCRIBED, *more)})


def found(printed: str, country: str | None = None, point: Point | None = None, **how: object):
    """What the name leads to: an id and how, or the ids of the candidates."""
    answer = PlaceFinder(areas(), **how).find(printed, country=country, point=point)
    if answer.area is None:
        return [candidate.area.id if candidate.area else candidate.name for candidate in answer.candidates]
    return answer.area.id, answer.how


@pytest.mark.parametrize(
    ("printed", "country", "expected"),
    [
        ("iq/kirkuk/hawija", "Iraq", ("iq/kirkuk/hawija", "id")),
        ("HAWIJA", "Iraq", ("iq/kirkuk/hawija", "name")),
        ("al huwayjah", "Iraq", ("iq/kirkuk/hawija", "alias")),
        ("Al Ḩawījah", "Iraq", ("iq/kirkuk/hawija", "spelling")),
        ("Huwayja", "republic of iraq", ("iq/kirkuk/hawija", "spelling")),
        ("Raqa", "Syria", ("sy/raqqa", "spelling")),
        ("Mosul city", "iq", ("iq/nineveh/mosul", "spelling")),
        ("Nineveh", "Iraq", ("iq/nineveh", "alias")),
        ("Irak", "Iraq", ("iq", "spelling")),
        ("Border crossing", "Iraq", ("iq-sy/crossing", "name")),
        ("Border crossing", "Syria", ("iq-sy/crossing", "name")),
    ],
)
def test_a_name_is_found_by_id_name_alias_and_spelling_in_this_order(printed, country, expected):
    assert expected == found(printed, country)


@pytest.mark.parametrize("printed", ["", " - ", "’"])
def test_what_is_no_name_leads_nowhere(printed):
    assert [] == found(printed, "Iraq", describes=True, gazetteer=PLACES)


def test_a_name_that_two_areas_of_the_country_have_leads_to_neither_and_lists_both():
    assert ["iq/anbar/wadi", "iq/nineveh/wadi"] == found("Wadi", "Iraq")


def test_the_country_tells_namesakes_apart_and_without_it_they_stay_apart_from_the_answer():
    assert ("iq/nineveh/sinjar", "name") == found("Sinjar", "Iraq")
    assert ("sy/idlib/sinjar", "name") == found("Sinjar", "Syria")
    assert ["iq/nineveh/sinjar", "sy/idlib/sinjar"] == found("Sinjar")


def test_a_point_tells_namesakes_apart_and_the_nearest_is_listed_first():
    assert ("sy/idlib/sinjar", "name") == found("Sinjar", point=SINJAR_IN_SYRIA)
    assert ["sy/idlib/sinjar", "iq/nineveh/sinjar"] == found("Sinjar", point=Point(35.6, 38.0))


def test_a_place_across_the_border_is_no_match_and_the_candidate_says_why():
    answer = PlaceFinder(areas()).find("Raqqa", country="Iraq")
    assert ["Raqqa (sy/raqqa): not in Iraq"] == [str(candidate) for candidate in answer.candidates]


def test_a_country_that_nobody_knows_has_no_places():
    assert ["iq/nineveh/mosul"] == found("Mosul", "Sylvania")


@pytest.mark.parametrize("settings", [{}, {"describes": True}, {"gazetteer": PLACES, "describes": True}])
@pytest.mark.parametrize("point", [COPENHAGEN, Point(0, 0), Point(-34.39, 40.99)])
def test_a_name_placed_far_from_where_it_lies_is_refused_and_never_described_anew(point, settings):
    answer = PlaceFinder(areas(), **settings).find("Al Qaim", country="Iraq", point=point)
    assert (None, "iq/anbar/al-qaim") == (answer.area, answer.candidates[0].area.id)
    assert "km from the coordinates given" in answer.candidates[0].why
    assert answer.candidates[0].kilometres > FAR_KM


def test_an_area_without_a_point_is_as_far_as_the_nearest_of_those_in_it():
    assert ("iq/anbar", "spelling") == found("Al Anbar Governorate", "Iraq", Point(33.5, 42.0))
    assert "iq/anbar" == found("Anbar Governorate", "Iraq", COPENHAGEN)[0]


def test_where_a_namesake_is_known_to_be_far_one_that_nobody_can_place_is_not_taken():
    finder = PlaceFinder(areas(Area("iq/kaim", "Kaim", parents=["iq"])))
    assert finder.find("Kaim", country="Iraq", point=COPENHAGEN).area is not None
    assert finder.find("Al Qaim", country="Iraq", point=COPENHAGEN).area is None


def test_a_misspelled_name_lists_the_areas_spelled_most_like_it():
    assert ["iq/kirkuk/hawija"] == found("Hawiga", "Iraq")


# Gazetteers and new areas


def test_a_gazetteer_leads_to_the_area_that_has_another_of_its_names():
    finder = PlaceFinder(areas(), gazetteer=PLACES)
    answer = finder.find("Rumadiyah", country="Iraq")
    assert ("iq/anbar/ramadi", "gazetteer", []) == (answer.area.id, answer.how, finder.added)


def test_what_only_a_gazetteer_knows_is_described_in_the_division_where_its_neighbours_lie():
    finder = PlaceFinder(areas(), gazetteer=PLACES, note="from a test")
    answer = finder.find("Haditha", country="Iraq")
    expected = Area(
        "iq/anbar/hadithah",
        "Ḩadīthah",
        aliases=["Haditha"],
        point=Point(34.14, 42.38),
        parents=["iq/anbar"],
        note="from a test",
    )
    assert (expected, "gazetteer", [expected]) == (answer.area, answer.how, finder.added)
    assert expected == finder.find("HADITHA", country="Iraq").area


def test_a_gazetteer_may_name_several_divisions():
    finder = PlaceFinder(areas(), gazetteer=PLACES)
    assert ["iq/anbar", "iq/nineveh"] == [parent.area for parent in finder.find("BP 7", country="Iraq").area.parents]


def test_a_gazetteer_is_not_believed_without_a_country_nor_far_from_the_point():
    assert ["iq/anbar/ramadi"] == found("Rumadiyah", gazetteer=PLACES)
    assert ["iq/anbar/ramadi"] == found("Rumadiyah", "Iraq", COPENHAGEN, gazetteer=PLACES)


def test_namesakes_in_a_gazetteer_are_listed_and_a_point_tells_them_apart():
    assert ["Khān", "Khān"] == found("Khan", "Iraq", gazetteer=PLACES)
    assert ("iq/khan", "gazetteer") == found("Khan", "Iraq", Point(33.9, 44.6), gazetteer=PLACES)


def test_a_place_that_nobody_knows_is_described_in_its_country_if_one_asks_for_that():
    finder = PlaceFinder(areas(), describes=True, note="from a test")
    answers = [finder.find("Millbrook town", country="Sylvania", point=Point(1, 2)) for _ in range(2)]
    assert ["described", "spelling"] == [answer.how for answer in answers]
    assert [
        Area("sylvania", "Sylvania", note="from a test"),
        Area("sylvania/millbrook", "Millbrook", point=Point(1, 2), parents=["sylvania"], note="from a test"),
    ] == finder.added


def test_a_namesake_abroad_is_described_only_where_the_coordinates_tell_it_apart():
    assert ["sy/raqqa"] == found("Raqqa", "Iraq", describes=True)
    assert ("iq/ramadi-beach", "described") == found("Ramadi Beach", "Iraq", describes=True)
    assert ["iq/anbar/al-qaim"] == found("Al Qaim", "Syria", AL_QAIM, describes=True)
    assert ("sy/al-qaim", "described") == found("Al Qaim", "Syria", SINJAR_IN_SYRIA, describes=True)


# What holds of any names

names = st.text(alphabet=string.ascii_letters + " '-’āēīḩ‘ʿqdhouaeiy/ـعربي", max_size=25)


@given(names | st.text(max_size=12))
def test_the_key_of_a_spelling_is_its_own_key(name):
    assert spelling(name) == spelling(spelling(name))


@given(st.sampled_from(DESCRIBED), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.data())
def test_a_name_is_found_in_any_case_and_with_any_marks(area, recase, data):
    finder = PlaceFinder(areas())
    name = data.draw(st.sampled_from([area.name, *area.aliases]))
    marks = data.draw(st.lists(st.sampled_from(["", "\u0304", "\u0323", "’", "‘"]), min_size=60, max_size=60))
    marked = "".join(letter + mark for letter, mark in zip(recase(name), marks, strict=False))
    assert finder.find(name, country="Iraq").area == finder.find(marked, country="Iraq").area


@given(names | st.sampled_from([area.name for area in DESCRIBED]), names, st.sampled_from([None, AL_QAIM, COPENHAGEN]))
def test_an_area_in_another_country_changes_no_match(name, other, point):
    abroad = [
        Area("jo", "Jordan"),
        Area("jo/other", f"x{other}x", aliases=[name.strip()] if name.strip() else [], point=AL_QAIM, parents=["jo"]),
    ]
    asked = {"country": "Iraq", "point": point}
    without, with_it = (PlaceFinder(known).find(name, **asked) for known in (areas(), areas(*abroad)))
    assert (without.area, without.how) == (with_it.area, with_it.how)


@given(st.text(max_size=30) | names, st.text(max_size=10))
def test_any_text_is_answered_and_what_is_described_is_an_area_found_again(printed, country):
    finder = PlaceFinder(areas(), describes=True, gazetteer=PLACES)
    first = finder.find(printed, country=country)
    assert (first.area is None) == (first.how == "")
    assert first.area is None or first.area == finder.find(printed, country=country).area
