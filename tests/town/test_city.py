"""The town as a city: fictional names only, the moment replayed, labelled simulated."""

from daoan.town.build import Town
from daoan.town.city import city_of


def test_city_shows_fictional_names_only(town: Town) -> None:
    city = city_of(town)
    real = {a.name_real.zh for a in town.areas}
    assert len(city.areas) == 8
    for area in city.areas:
        assert area.name.zh.endswith("（虚构）")
        assert not any(name in area.name.zh for name in real)
    assert not any(name in city.name.zh for name in real)


def test_city_is_simulated_and_replays_the_towns_moment(town: Town) -> None:
    city = city_of(town)
    assert city.simulated
    assert city.replay_at == town.as_of
    assert city.zone == "Asia/Shanghai"
    assert city.population == sum(a.population for a in town.areas if a.level == "county")


def test_bounds_hold_every_road(town: Town) -> None:
    west, south, east, north = city_of(town).bounds
    lon, lat = town.network.coords.T
    assert west <= lon.min() <= lon.max() <= east
    assert south <= lat.min() <= lat.max() <= north
