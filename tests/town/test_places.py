"""Places: real codes and borders, simulated points inside them, fictional names wherever something is ranked."""

import numpy as np
import shapely

from daoan.town.build import Town
from daoan.town.gazetteer import county_borders
from daoan.town.names import fictional_names


def test_every_real_place_is_there_once(town: Town) -> None:
    levels = [a.level for a in town.areas]
    assert (levels.count("county"), levels.count("township"), levels.count("village")) == (8, 119, 1392)
    assert len({a.code for a in town.areas}) == len(town.areas)


def test_43_township_points_are_known_and_all_villages_are_simulated(town: Town) -> None:
    townships = [a for a in town.areas if a.level == "township"]
    assert sum(a.placed == "known" for a in townships) == 43
    assert {a.placed for a in town.areas if a.level == "village"} == {"simulated"}


def test_known_points_are_where_geonames_has_them(town: Town) -> None:
    seat = next(a for a in town.areas if a.code == "621022100")
    assert (round(seat.lon, 5), round(seat.lat, 5)) == (107.29596, 36.57561)


def test_places_lie_inside_their_county(town: Town) -> None:
    borders = county_borders()
    lower = [a for a in town.areas if a.level != "county"]
    inside = [bool(shapely.contains_xy(borders[a.code[:6]], a.lon, a.lat)) for a in lower]
    assert all(inside), [a.code for a, good in zip(lower, inside, strict=True) if not good]


def test_people_add_up_from_village_to_county(town: Town) -> None:
    by_code = {a.code: a for a in town.areas}
    below: dict[str, int] = {}
    for a in town.areas:
        if a.parent:
            below[a.parent] = below.get(a.parent, 0) + a.population
    assert all(by_code[code].population == people for code, people in below.items())
    assert 2_100_000 < sum(a.population for a in town.areas if a.level == "county") < 2_250_000
    assert min(a.population for a in town.areas) > 0


def test_shown_names_are_fictional_different_and_say_so(town: Town) -> None:
    real = {a.name_real.zh for a in town.areas}
    shown = [a.name_shown for a in town.areas]
    assert len({t.zh for t in shown}) == len(shown)
    for text in shown:
        bare = text.zh.removesuffix("（虚构）")
        assert text.zh.endswith("（虚构）")
        assert text.en.endswith("(fictional)")
        assert bare not in real
        assert not any(name.startswith(bare[:2]) for name in real)


def test_shown_names_do_not_depend_on_the_seed(town: Town, null_town: Town) -> None:
    assert fictional_names(3, frozenset()) == fictional_names(3, frozenset())
    assert [a.name_shown for a in town.areas] == [a.name_shown for a in null_town.areas]


def test_a_real_name_is_never_made_up() -> None:
    free = fictional_names(1, frozenset())[0][0]
    assert all(zh != free for zh, _ in fictional_names(50, frozenset({free + "镇"})))


def test_townships_keep_their_distance(town: Town) -> None:
    at = np.array([(a.lon, a.lat) for a in town.areas if a.level == "township" and not a.code.startswith("621002")])
    gap = np.hypot((at[:, None, 0] - at[None, :, 0]) * 90_000, (at[:, None, 1] - at[None, :, 1]) * 111_000)
    np.fill_diagonal(gap, np.inf)
    assert gap.min() > 1500
