"""Public instances of location problems: OR-Library's p-medians, covering in São José dos Campos, bases in Utrecht."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: What a place covers in São José dos Campos.
SJC_RADIUS_M = 800.0


def read_pmed(path: Path) -> tuple[Floats, int]:
    """Shortest ways (n, n) and p of an OR-Library p-median. Where an edge is told twice, the last cost holds."""
    numbers = np.array(path.read_text(encoding="ascii").split(), dtype=np.int64)
    n, p = int(numbers[0]), int(numbers[2])
    told: dict[tuple[int, int], int] = {}
    for a, b, c in numbers[3:].reshape(-1, 3).tolist():
        told[min(a, b) - 1, max(a, b) - 1] = c
    ends = np.array(list(told))
    graph = coo_array((np.array(list(told.values()), dtype=np.float64), (ends[:, 0], ends[:, 1])), shape=(n, n))
    return np.asarray(shortest_path(graph.tocsr(), directed=False)), p


def read_sjc(path: Path) -> tuple[Floats, Floats]:
    """Straight distances (n, n) in metres between the points of SJC, and how much is at each (n,)."""
    rows = np.loadtxt(path, skiprows=1, usecols=(0, 1, 2))
    x, y, mass = rows.T
    return np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]), mass


@dataclass(frozen=True, slots=True)
class Utrecht:
    """Minutes with siren from places to bases (i, j) and from base to base (j, j), and inhabitants (i,), 1 in all."""

    minutes: Floats
    between: Floats
    share: Floats


def read_utrecht(folder: Path) -> Utrecht:
    """Rows of the file's table are places, columns bases; the two ways differ."""
    with (folder / "siren_driving_matrix_2022.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    with (folder / "nodes_Utrecht_2021.csv").open(encoding="utf-8-sig") as file:
        share = {row["postal code"]: float(row["inhabitants"]) for row in csv.DictReader(file)}
    bases = (folder / "RAVU_base_locations_Utrecht_2021.csv").read_text(encoding="utf-8-sig").split("\n")[1:]
    column = {name: k for k, name in enumerate(rows[0])}
    chosen = [column[name.strip()] for name in bases if name.strip()]
    minutes = np.array([[float(row[k]) for k in chosen] for row in rows[1:]])
    place = {row[0]: k for k, row in enumerate(rows[1:])}
    return Utrecht(minutes, minutes[[place[rows[0][k]] for k in chosen]], np.array([share[row[0]] for row in rows[1:]]))
