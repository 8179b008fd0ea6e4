"""Squares hold the roads and crashes that lie in them."""

import numpy as np
import pytest

from daoan.assess.outlook.ground import lay_ground
from tests.assess.outlook.outlook_makers import crashes_of, frame, network, no_network


def test_road_length_is_shared_out_whole():
    ground = lay_ground(network(), frame([]), 1000.0)
    assert ground.road_km.sum() == pytest.approx(4.0, rel=0.005)
    assert ground.road_km.max() <= 1.26  # no square holds more of a straight road than it is wide, to a piece
    assert (ground.road_km > 0).all()
    assert set(ground.area) == {"a"}
    assert {name for names in ground.roads for name in names} == {"A1", "A2"}


def test_squares_with_a_crash_and_no_road_are_there():
    crashes = frame(crashes_of(days=60))
    ground = lay_ground(network(), crashes, 1000.0)
    cell = ground.grid.find_cells(crashes.lon, crashes.lat)
    assert (cell >= 0).all()
    assert (ground.road_km[cell] == 0).any()


def test_a_city_without_roads_or_crashes_has_no_squares():
    assert len(lay_ground(no_network(), frame([]), 1000.0)) == 0
    assert len(lay_ground(no_network(), frame(crashes_of(days=60)), 1000.0)) > 10


def test_crashes_without_coordinates_make_no_square():
    crashes = frame(crashes_of(days=60, lon=None, lat=None))
    assert len(lay_ground(no_network(), crashes, 1000.0)) == 0
    assert np.isnan(crashes.lon).all()
