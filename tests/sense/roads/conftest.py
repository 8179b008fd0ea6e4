"""The road files that ship with the project, each read once."""

import pytest

from daoan.sense.roads.geopackage import read_geopackage
from daoan.sense.roads.os_open_roads import read_os_open_roads
from daoan.sense.roads.osm import read_osm
from daoan.sense.roads.topology import build_network
from tests.sense.roads.road_drawing import LEEDS, READ_AT, WIGHT

NETWORK = LEEDS / "network"

SHIPPED = {
    "published": lambda: read_geopackage(NETWORK / "leeds_major_road_segments_exposure.gpkg", READ_AT),
    "centre": lambda: read_geopackage(NETWORK / "osm_leeds_centre_tagged_small.gpkg", READ_AT),
    "wight": lambda: read_geopackage(WIGHT / "osm_road_network_full.gpkg", READ_AT),
    "wight_main": lambda: read_geopackage(WIGHT / "osm_main_highways_tagged.gpkg", READ_AT),
    "a_roads": lambda: read_os_open_roads(NETWORK / "os_open_roads_A_roads_2016.parquet", READ_AT),
    "university": lambda: read_osm(NETWORK / "Leeds_small_university.osm.pbf", READ_AT),
    "its": lambda: read_osm(NETWORK / "its-example.osm.pbf", READ_AT),
    "cycleway": lambda: read_osm(NETWORK / "osm2streets_leeds_cycleway.osm", READ_AT),
}


@pytest.fixture(scope="session")
def shipped():
    """Readings of the shipped files by short name, made when first asked for."""
    kept = {}
    return lambda name: kept.setdefault(name, None) or kept.__setitem__(name, SHIPPED[name]()) or kept[name]


@pytest.fixture(scope="session")
def published(shipped):
    """The published segments of Leeds as a network, each link one segment."""
    return build_network(shipped("published").links, split_at_vertices=False).network
