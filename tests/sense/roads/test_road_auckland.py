"""A whole city as graph edges: Auckland, which the project does not ship."""

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from daoan.kernels.geo import NOWHERE, nearest_segments
from daoan.sense.roads.edges import read_edges
from daoan.sense.roads.plane import plane_coords
from daoan.sense.roads.stretches import make_stretches
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass
from tests.sense.roads.road_drawing import READ_AT, ROOT, geodesic_m

FOLDER = ROOT.parent / "shared" / "data" / "auckland"


@pytest.fixture(scope="module")
def reading():
    if not FOLDER.is_dir():
        pytest.skip("../shared/data/auckland is not here")
    return read_edges(FOLDER / "osm_road_edges.parquet", READ_AT)


@pytest.fixture(scope="module")
def network(reading):
    return build_network(reading.links).network


def test_edges_and_twins_are_counted(reading, network):
    assert (reading.rows_read, reading.rows_accepted, reading.rows_refused) == (60_364, 60_364, 0)
    assert len(network) == 60_347  # 17 edges stand there twice
    motorway = network.road_class == list(RoadClass).index(RoadClass.MOTORWAY)
    assert motorway.sum() == pytest.approx(2020 + 3194, abs=5)


def test_nodes_are_those_of_the_table(reading, network):
    links = reading.links
    assert len(network.node_lon) == len(set(links.from_ref) | set(links.to_ref))


def test_length_is_kept(reading, network):
    assert network.length_m.sum() == pytest.approx(geodesic_m(reading.links), rel=1e-3)
    stretches = make_stretches(network, 200.0).network
    assert stretches.length_m.sum() == pytest.approx(network.length_m.sum(), rel=1e-9)
    assert len(stretches) < len(network) / 3


def test_seventy_seven_percent_inside_the_hull_lie_within_ten_metres(network):
    table = pq.read_table(FOLDER / "nz_cas_crashes_2000_2018.parquet", columns=["longitude", "latitude"])
    lon, lat = table["longitude"].to_numpy(), table["latitude"].to_numpy()
    plane, xy = plane_coords(network)
    points = np.column_stack(plane.to_metres(lon, lat))
    inside = shapely.contains_xy(shapely.convex_hull(shapely.MultiPoint(xy)), points[:, 0], points[:, 1])
    near = nearest_segments(points, network.starts, xy, 10.0).line != NOWHERE
    assert inside.sum() == pytest.approx(145_613, rel=1e-3)
    assert near[inside].mean() == pytest.approx(0.77, abs=0.005)
