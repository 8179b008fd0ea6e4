"""A grid finds a place's square as looking through all of them would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.terms.cells import lay_cells
from daoan.terms.errors import InputError

places = st.lists(st.tuples(st.floats(-1.8, -1.2), st.floats(53.6, 54.0)), min_size=1, max_size=30)


def columns(rows) -> tuple[np.ndarray, np.ndarray]:
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows])


@settings(deadline=None, max_examples=60)
@given(places, places, st.sampled_from([250.0, 1000.0, 3000.0]))
def test_places_are_found_as_by_looking_everywhere(laid, sought, size_m):
    grid = lay_cells(*columns(laid), size_m)
    assert (grid.find_cells(*columns(laid)) >= 0).all()
    lon, lat = columns(sought)
    x, y = grid.plane.to_metres(lon, lat)
    for found, east, north in zip(grid.find_cells(lon, lat), x, y, strict=True):
        right, up = (np.array([east, north]) - np.column_stack([grid.x_m, grid.y_m]) + size_m / 2).T
        inside = (right >= 0) & (right < size_m) & (up >= 0) & (up < size_m)
        assert found == (np.flatnonzero(inside)[0] if inside.any() else -1)


def test_each_cell_is_there_once_with_a_name_of_its_own():
    grid = lay_cells(np.array([-1.5, -1.5, -1.6, np.nan]), np.array([53.8, 53.8, 53.7, 53.8]), 1000.0)
    assert len(grid) == 2
    assert len(set(grid.ids())) == 2
    lon, lat = grid.centres()
    assert grid.find_cells(lon, lat).tolist() == [0, 1]
    west, south = grid.corners()[0, 0]
    assert west < lon[0]
    assert south < lat[0]


def test_no_place_no_cell():
    grid = lay_cells(np.array([np.nan]), np.array([53.8]), 1000.0)
    assert len(grid) == 0
    assert grid.find_cells(np.array([-1.5]), np.array([53.8])).tolist() == [-1]


@pytest.mark.parametrize("size_m", [0.0, -5.0, np.nan, np.inf])
def test_a_size_that_is_none_is_refused(size_m):
    with pytest.raises(InputError, match="length above zero"):
        lay_cells(np.array([-1.5]), np.array([53.8]), size_m)
