"""Printed names find the area they mean, never a namesake, and describe what nobody has described."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

from timeline.connectors.places import Places, district_name, kilometres, settlement_name, slug
from timeline.model.areas import Area, Areas, Point

MILLBROOK = Point(10.5, 20.5)
FAR_AWAY = Point(12.5, 20.5)
DESCRIBED = [
    Area("sl", "Sylvania", aliases=["Republic of Sylvania"]),
    Area("sl/north", "Northmark Province", aliases=["Northmark Governorate"], parents=["sl"]),
    Area("sl/south", "Southmark Governorate", parents=["sl"]),
    Area("sl/north/northmark", "Northmark", point=Point(10.9, 20.9), parents=["sl/north"]),
    Area("sl/north/millbrook", "Mill-brook", aliases=["Upper Vale"], point=MILLBROOK, parents=["sl/north"]),
    Area("sl/north/east-vale", "East Vale District", parents=["sl/north"]),
    Area("sl/north/east-vale/ford", "Ford", parents=["sl/north/east-vale"]),
]


def known() -> Areas:
    return Areas({area.id: area for area in DESCRIBED})


def placed(printed: str, *, governorate: str = "Northmark Governorate", district: str = "", near: Point | None = None):
    """The id of a place, and the ids of what had to be described for it."""
    places = Places(known())
    around = parent = places.division(governorate, places.country("Sylvania"))
    if district:
        parent = places.division(district, around)
    found = places.place(printed, parent, around=around, near=near, point=near)
    return found.id, [area.id for area in places.added]


def test_a_country_is_found_by_name_alias_and_the_name_before_brackets():
    places = Places(known())
    printed = ["Sylvania", "republic of sylvania", "Sylvania (Old Sylvania)"]
    assert ["sl", "sl", "sl"] == [places.country(name).id for name in printed]
    assert [] == places.added


def test_a_country_nobody_described_gets_a_slug_and_keeps_its_printed_name_as_alias():
    expected = Area("yemen", "Yemen", aliases=["Yemen (North Yemen)"], note="from a test")
    assert expected == Places(known(), note="from a test").country("Yemen (North Yemen)")


def test_a_name_that_is_all_brackets_still_gives_an_id():
    assert "north-yemen" == Places(known()).country("(North Yemen)").id


def test_a_governorate_is_found_by_alias_and_is_never_the_town_of_its_name():
    places = Places(known())
    sylvania = places.country("Sylvania")
    assert "sl/north" == places.division("northmark governorate", sylvania).id
    assert "sl/north/northmark" == placed("Northmark town")[0]


def test_a_district_is_not_the_town_that_has_its_name_without_the_word():
    places = Places(known())
    north = places.division("Northmark Governorate", places.country("Sylvania"))
    expected = Area("sl/north/upper-vale-district", "Upper Vale district", parents=["sl/north"])
    assert expected == places.division("Upper Vale district", north)


def test_a_division_is_looked_for_under_its_own_parent_only():
    places = Places(known())
    yonder = places.country("Yonder")
    assert "yonder/northmark-governorate" == places.division("Northmark Governorate", yonder).id


def test_a_place_is_found_without_its_word_for_settlement_hyphens_and_case():
    assert ("sl/north/millbrook", []) == placed("mill brook town", near=MILLBROOK)


def test_a_place_described_directly_in_the_governorate_is_found_from_a_district():
    expected = "sl/north/millbrook", ["sl/north/west-vale-district"]
    assert expected == placed("Mill-brook town", district="West Vale district", near=MILLBROOK)


def test_a_place_in_its_district_is_found_and_from_another_district_it_is_another_place():
    assert "sl/north/east-vale/ford" == placed("Ford", district="East Vale district")[0]
    assert "sl/north/west-vale-district/ford" == placed("Ford", district="West Vale district")[0]


def test_a_namesake_in_another_governorate_is_another_place():
    expected = "sl/south/mill-brook", ["sl/south/mill-brook"]
    assert expected == placed("Mill-brook town", governorate="Southmark Governorate", near=MILLBROOK)


def test_a_namesake_more_than_30_km_away_is_another_place():
    assert 222 == round(kilometres(MILLBROOK, FAR_AWAY))
    assert ("sl/north/mill-brook", ["sl/north/mill-brook"]) == placed("Mill-brook town", near=FAR_AWAY)


def test_of_two_namesakes_the_nearer_is_taken():
    twin = Area("sl/north/twin", "Millbrook", aliases=["Mill-brook"], point=Point(10.6, 20.5), parents=["sl/north"])
    places = Places(Areas({area.id: area for area in [*DESCRIBED, twin]}))
    north = places.division("Northmark Governorate", places.country("Sylvania"))
    near_twin = Point(10.58, 20.5)
    assert twin == places.place("Mill-brook town", north, around=north, near=near_twin, point=None)


def test_what_was_described_before_is_found_even_if_a_better_name_has_come_since():
    first = Places(Areas({}))
    first.division("Northmark Governorate", first.country("Sylvania"))
    again = Places(Areas({area.id: area for area in [*first.added, *DESCRIBED]}))
    assert "sylvania/northmark-governorate" == again.division("Northmark Governorate", again.country("Sylvania")).id


def test_only_words_for_settlements_are_left_out_of_a_name():
    printed = ["Khan town", "Khan dam", "Town", "Khan town (Old Khan)", "Khan Town Village"]
    expected = ["Khan", "Khan dam", "Town", "Khan town (Old Khan)", "Khan"]
    assert expected == [settlement_name(name) for name in printed]


def test_a_district_is_called_one_unless_it_says_what_it_is():
    assert ["Pell district", "Pell raion", "Qaḑā’ Pell"] == [
        district_name(name) for name in ("Pell", "Pell raion", "Qaḑā’ Pell")
    ]


def test_a_hierarchy_that_loops_is_walked_to_its_end():
    loop = [Area("sl/a", "A", parents=["sl", "sl/b"]), Area("sl/b", "B", parents=["sl/a"])]
    places = Places(Areas({area.id: area for area in [*DESCRIBED, *loop]}))
    sylvania = places.country("Sylvania")
    assert "sl/b" == places.place("B", sylvania, around=sylvania, near=None, point=None).id


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1).map(
    lambda text: " ".join(text.split())
)
PRINTED = NAMES.filter(slug)


@given(st.lists(st.tuples(PRINTED, PRINTED, PRINTED, PRINTED), max_size=6))
def test_reading_again_describes_nothing_and_finds_the_same(rows: list[tuple[str, str, str, str]]):
    first = Places(known(), note="first")
    found = [walked(first, *row) for row in rows]
    again = Places(Areas({area.id: area for area in [*DESCRIBED, *first.added]}), note="again")
    assert found == [walked(again, *row) for row in rows]
    assert [] == again.added


@given(PRINTED, PRINTED, PRINTED, PRINTED)
def test_every_printed_name_gives_areas_with_ids_under_their_parents(
    country: str, governorate: str, district: str, place: str
):
    places = Places(Areas({}))
    found = walked(places, country, governorate, district, place)
    by_id = {area.id: area for area in places.added}
    assert len(places.added) == len(by_id)
    assert {found} <= by_id.keys()
    assert {parent.area for area in places.added for parent in area.parents} <= by_id.keys()


def walked(places: Places, country: str, governorate: str, district: str, place: str) -> str:
    around = places.division(governorate, places.country(country))
    parent = places.division(district_name(district), around)
    return places.place(place, parent, around=around, near=None, point=None).id


def test_an_area_is_described_with_its_point_and_printed_name():
    places = Places(known())
    south = places.division("Southmark Governorate", places.country("Sylvania"))
    found = places.place("Reed town", south, around=south, near=MILLBROOK, point=MILLBROOK)
    expected = Area("sl/south/reed", "Reed", aliases=["Reed town"], point=MILLBROOK, parents=["sl/south"])
    assert expected == found
    assert attrs.evolve(expected, note="") == places.added[0]
