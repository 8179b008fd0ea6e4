"""How far outside a jurisdiction a crash lies."""

import numpy as np
import pytest

from daoan.sense.quality.place_outside import Jurisdiction, box

TRIANGLE = Jurisdiction("T", ((107.0, 35.0), (108.0, 35.0), (107.5, 36.0)), 500.0)


def distance(area, lon, lat):
    return float(area.distances_m(np.array([lon]), np.array([lat]))[0])


@pytest.mark.parametrize(
    ("lon", "lat", "metres"),
    [
        (107.5, 35.5, 0),  # inside
        (107.5, 34.99, 1_109),  # a hundredth of a degree south of the southern side
        (107.0, 35.9, 37_600),  # beside the western side: inside its box, outside the triangle
    ],
)
def test_distances(lon, lat, metres):
    assert distance(TRIANGLE, lon, lat) == pytest.approx(metres, rel=0.03, abs=1)


def test_unknown_places_have_no_distance():
    found = TRIANGLE.distances_m(np.array([np.nan, 107.5]), np.array([35.5, 35.5]))
    assert np.isnan(found[0])
    assert found[1] == 0


def test_the_border_is_forgiving_and_the_sea_is_not():
    leeds = box("E08000035", -1.81, 53.69, -1.27, 53.96, 2_000.0)
    assert not leeds.refuses(distance(leeds, -1.26, 53.8))
    assert leeds.refuses(distance(leeds, 0.5, 53.8))
    assert "E08000035" in leeds.finding("Easting", 5_000.0).message.zh
