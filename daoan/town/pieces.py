"""Where lines are cut: at junctions, and between these into equal parts of at most a stated length."""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from daoan.terms.frames import Floats, Ints, Objects
from daoan.town.lines import RoadLine
from daoan.town.parameters import Parameters
from daoan.town.relief import Relief


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of lines, one row a piece: of which line (``owner``), from which of its vertices to which."""

    lines: list[RoadLine]
    reliefs: list[Relief]
    owner: Ints
    first: Ints
    last: Ints

    def of_line(self, column: str) -> Objects:
        """A field of the line that each piece was cut from."""
        return np.array([getattr(self.lines[i], column) for i in self.owner] + [None], dtype=object)[:-1]

    def begins(self, column: str) -> Floats:
        """A column of the relief at each piece's first vertex."""
        return np.array([getattr(self.reliefs[i], column)[v] for i, v in zip(self.owner, self.first, strict=True)])

    def ends(self, column: str) -> Floats:
        """A column of the relief at each piece's last vertex."""
        return np.array([getattr(self.reliefs[i], column)[v] for i, v in zip(self.owner, self.last, strict=True)])

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """Line, first and last vertex of each piece."""
        return [(int(i), int(a), int(b)) for i, a, b in zip(self.owner, self.first, self.last, strict=True)]

    @property
    def points(self) -> list[Floats]:
        """The points of each piece, metres on the plane."""
        return [self.lines[i].points[a : b + 1] for i, a, b in self.rows]

    @property
    def length_m(self) -> Floats:
        """Length of each piece."""
        return self.ends("along_m") - self.begins("along_m")

    @property
    def grade_pct(self) -> Floats:
        """Mean gradient along the chainage, percent; negative is downhill."""
        return (self.ends("road_m") - self.begins("road_m")) / self.length_m * 100.0

    @property
    def turning_deg_km(self) -> Floats:
        """Degrees of turning per kilometre."""
        turned = np.array([self.reliefs[i].turning_deg[a + 1 : b + 1].sum() for i, a, b in self.rows])
        return turned / self.length_m * 1000.0

    def node_at(self, line: int, vertex: int) -> Hashable:
        """The name of the node at a vertex that lines were cut at."""
        if vertex == 0:
            return self.lines[line].start
        if vertex == len(self.lines[line].points) - 1:
            return self.lines[line].end
        return ("on", line, vertex)

    def nodes(self) -> tuple[Ints, Ints, Floats]:
        """Rows of the nodes at both ends of each piece, and where the nodes are."""
        row: dict[Hashable, int] = {}
        xy: list[Floats] = []
        ends = np.empty((len(self.owner), 2), dtype=np.int64)
        for k, (line, *vertices) in enumerate(self.rows):
            for end, vertex in enumerate(vertices):
                name = self.node_at(line, vertex)
                if name not in row:
                    row[name] = len(xy)
                    xy.append(self.lines[line].points[vertex])
                ends[k, end] = row[name]
        return ends[:, 0].copy(), ends[:, 1].copy(), np.array(xy)


def cut_pieces(
    lines: list[RoadLine], met: dict[int, set[int]], reliefs: list[Relief], parameters: Parameters
) -> Pieces:
    """Pieces of every line, by line and chainage. ``met``: vertices at which other lines meet a line."""
    limit = parameters["network"]["segment_m"]
    cuts = [_cuts(reliefs[i].along_m, met.get(i, set()), limit[line.road_class.value]) for i, line in enumerate(lines)]
    owner = np.repeat(np.arange(len(lines)), [len(c) - 1 for c in cuts])
    return Pieces(lines, reliefs, owner, np.concatenate([c[:-1] for c in cuts]), np.concatenate([c[1:] for c in cuts]))


def _cuts(along_m: Floats, met: set[int], limit_m: float) -> Ints:
    """Vertices at which a line is cut: its ends, where others meet it, and between these into equal parts."""
    fixed = sorted({0, len(along_m) - 1} | met)
    cuts: set[int] = set(fixed)
    for a, b in pairwise(fixed):
        parts = int(np.ceil((along_m[b] - along_m[a]) / limit_m))
        wanted = along_m[a] + (along_m[b] - along_m[a]) * np.arange(1, parts) / parts
        cuts.update(int(k) for k in a + np.searchsorted(along_m[a : b + 1], wanted) if a < k < b)
    return np.array(sorted(cuts), dtype=np.int64)
