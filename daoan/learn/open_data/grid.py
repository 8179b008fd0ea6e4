"""Cells of a fixed grid: rows of equal height, each cut into cells that are about as wide as high.

The grid stands on the globe and not on the city, so that a cell keeps its name whatever is released.
"""

from math import cos, floor, radians

METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km

#: West, south, east, north; WGS-84 degrees.
Box = tuple[float, float, float, float]


def cell_of(lon: float, lat: float, side_m: int) -> str:
    """The cell that a place lies in, named by row and column."""
    row = floor(lat * METRES_A_DEGREE / side_m)
    return f"{row}:{floor(lon / _width(row, side_m))}"


def box_of(cell: str, side_m: int) -> Box:
    """The box of a cell, degrees to six places."""
    row, column = (int(part) for part in cell.split(":"))
    height, width = side_m / METRES_A_DEGREE, _width(row, side_m)
    west, south = column * width, row * height
    return round(west, 6), round(south, 6), round(west + width, 6), round(south + height, 6)


def _width(row: int, side_m: int) -> float:
    """Degrees of longitude that a cell of a row is wide."""
    middle = (row + 0.5) * side_m / METRES_A_DEGREE
    return side_m / (METRES_A_DEGREE * cos(radians(middle)))
