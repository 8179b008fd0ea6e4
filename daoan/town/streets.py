"""The streets of the county seats: a grid in each, where the roads from outside end."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats
from daoan.town.gazetteer import SEATS, Gazetteer
from daoan.town.lines import RoadLine
from daoan.town.names import street_name
from daoan.town.parameters import Parameters
from daoan.town.streams import stream


@dataclass(frozen=True, slots=True)
class Grid:
    """The crossings of one seat's streets, (n, n, 2) metres; the middle one is the seat's point."""

    county: str
    crossings: Floats

    def node(self, row: int, column: int) -> Hashable:
        """The name of a crossing as a node."""
        return ("street", self.county, row, column)

    def entry(self, towards: Floats) -> tuple[Hashable, Floats]:
        """The crossing on the rim nearest to a point outside: node name and position."""
        n = len(self.crossings)
        rim = [(r, c) for r in range(n) for c in range(n) if r in (0, n - 1) or c in (0, n - 1)]
        middle = self.crossings[n // 2, n // 2]
        reach = np.hypot(*(self.crossings[0, n // 2] - middle))
        gap = towards - middle
        aim = middle + gap / np.hypot(*gap) * reach
        far = [np.hypot(*(self.crossings[r, c] - aim)) for r, c in rim]
        row, column = rim[int(np.argmin(far))]
        return self.node(row, column), self.crossings[row, column]


def lay_grids(seed: int, places: Gazetteer, parameters: Parameters) -> dict[str, Grid]:
    """A grid for each seat: 13 × 13 streets in the district, 7 × 7 in the counties."""
    rng, block = stream(seed, "streets"), parameters["network"]["block_m"]
    grids = {}
    for county, seat in SEATS.items():
        n = 13 if county == "621002" else 7
        turn = rng.uniform(-0.3, 0.3)
        steps = (np.arange(n) - n // 2) * block
        x, y = np.meshgrid(steps, steps)
        wobble = rng.normal(0, 12.0, (n, n, 2))
        wobble[n // 2, n // 2] = 0.0
        middle = places.township_xy[places.township_code.index(seat)]
        rotated = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], axis=-1)
        grids[county] = Grid(county, middle + rotated + wobble)
    return grids


def _street_class(offset: int) -> RoadClass:
    if offset % 4 == 0:
        return RoadClass.PRIMARY
    return RoadClass.SECONDARY if offset % 2 == 0 else RoadClass.LOCAL


def street_lines(grids: dict[str, Grid]) -> list[RoadLine]:
    """Every block of every street as a line; demand falls away from the middle of the town."""
    lines = []
    for county, grid in grids.items():
        n = len(grid.crossings)
        for across in (True, False):
            for k in range(n):
                lines += _street(county, grid, k, across)
    return lines


def _street(county: str, grid: Grid, k: int, across: bool) -> list[RoadLine]:
    n = len(grid.crossings)
    chainage, lines = 0.0, []
    for step in range(n - 1):
        a, b = ((k, step), (k, step + 1)) if across else ((step, k), (step + 1, k))
        ends = np.array([grid.crossings[a], grid.crossings[b]])
        points = np.array([ends[0], ends.mean(axis=0), ends[1]])
        off_centre = (abs(k - n // 2) + abs(step + 0.5 - n // 2)) / n
        line = RoadLine(
            points=points,
            start=grid.node(*a),
            end=grid.node(*b),
            road_class=_street_class(k - n // 2),
            route=f"U{county}{'W' if across else 'J'}{k + 1:02d}",
            chainage_m=chainage,
            name=street_name(k, across),
            street=True,
            demand=float(np.exp(-1.2 * off_centre)) * (1.0 if n > 7 else 0.6),
        )
        lines.append(line)
        chainage += line.length_m
    return lines
