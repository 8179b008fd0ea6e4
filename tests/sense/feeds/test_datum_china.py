"""GCJ-02 and BD-09 against values that public map tools agree on, and there and back again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.sense.feeds.datum_china import (
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

QINGYANG = (107.6432, 35.7091)


def metres(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> tuple[float, float]:
    """East and north from a to b, near enough for points some hundred metres apart."""
    return (lon_b - lon_a) * 111_320 * np.cos(np.radians(lat_a)), (lat_b - lat_a) * 111_000


def one(pair):
    return float(pair[0][0]), float(pair[1][0])


def test_known_points_of_public_map_tools():
    lon, lat = np.array([116.404]), np.array([39.915])
    assert one(wgs84_to_gcj02(lon, lat)) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert one(gcj02_to_bd09(lon, lat)) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


def test_the_shift_at_qingyang_is_some_428_m_east_and_44_m_south():
    lon, lat = one(wgs84_to_gcj02(np.array([QINGYANG[0]]), np.array([QINGYANG[1]])))
    east, north = metres(*QINGYANG, lon, lat)
    assert east == pytest.approx(428, abs=10)
    assert north == pytest.approx(-44, abs=10)


inland = st.tuples(st.floats(76, 134), st.floats(19, 53))


@settings(max_examples=200, deadline=None)
@given(inland)
def test_there_and_back_again_to_a_tenth_of_a_metre(point):
    lon, lat = np.array([point[0]]), np.array([point[1]])
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        returned = one(back(*there(lon, lat)))
        assert np.hypot(*metres(*point, *returned)) < 0.1
        again = one(there(*back(lon, lat)))
        assert np.hypot(*metres(*point, *again)) < 0.1


def test_outside_china_nothing_is_shifted():
    lon, lat = np.array([-1.55, np.nan]), np.array([53.8, np.nan])
    moved = wgs84_to_gcj02(lon, lat)
    assert moved[0][0] == -1.55
    assert np.isnan(moved[0][1])
