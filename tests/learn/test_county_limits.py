"""Limits of counties run between roads of different counties, and nowhere where there is one county or none."""

import numpy as np
import pytest

from daoan.learn.documents.limits import county_limits


class Roads:
    """A square of short roads; those west of ``east_from`` degrees lie in county A."""

    def __init__(self, east_from: float) -> None:
        steps = np.arange(107.0, 107.5, 0.05) + 0.003
        self.lon, self.lat = (a.ravel() for a in np.meshgrid(steps, steps - 71.0))
        self.coords = np.column_stack([self.lon, self.lat])
        self.area = np.array(["A" if x < east_from else "B" for x in self.lon], dtype=object)

    def midpoints(self):
        return self.lon, self.lat


def test_limits_lie_half_way_between_roads_of_two_counties() -> None:
    points = np.array([point for line in county_limits(Roads(107.25)) for point in line])
    assert points[:, 0] == pytest.approx(107.228, abs=0.001)
    assert points[:, 1].max() - points[:, 1].min() > 0.3


@pytest.mark.parametrize("east_from", [100.0, 120.0])
def test_one_county_has_no_limits(east_from: float) -> None:
    assert county_limits(Roads(east_from)) == ()
