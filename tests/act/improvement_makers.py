"""A few roads with side roads, and estimates of them by hand."""

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Network
from daoan.terms.records import SegmentEstimate

CLASSES = list(RoadClass)


def roads(lines: list[tuple[int, int, str, float, str]]) -> Network:
    """Stretches as (first node, last node, class, metres, county)."""
    n, nodes = len(lines), 1 + max(max(a, b) for a, b, *_ in lines)
    nobody = np.array([None] * n, dtype=object)
    return Network(
        segment_id=np.array([f"s{i}" for i in range(n)], dtype=object),
        from_node=np.array([a for a, *_ in lines]), to_node=np.array([b for _, b, *_ in lines]),
        road_class=np.array([CLASSES.index(RoadClass(c)) for _, _, c, *_ in lines], dtype=np.uint8),
        road_name=np.array([f"{c}-{i}" for i, (_, _, c, *_) in enumerate(lines)], dtype=object),
        structure=np.zeros(n, dtype=np.uint8), dual=np.zeros(n, dtype=bool),
        length_m=np.array([m for *_, m, _ in lines], dtype=float), route=nobody, chainage_m=np.zeros(n),
        forward=np.ones(n, dtype=bool), area=np.array([a for *_, a in lines], dtype=object),
        vehicles_per_day=np.full(n, np.nan), starts=np.arange(n + 1) * 2, coords=np.zeros((2 * n, 2)),
        node_lon=107.0 + np.arange(nodes) / 100.0, node_lat=np.full(nodes, 35.0), source="test",
    )  # fmt: skip


#: 0 ─ 1 ─ 2 ─ 3 ─ 4 main, side roads at 1 (village), 2 (village) and 3 (another main road, which is none).
TOY = roads(
    [
        (0, 1, "primary", 400.0, "A"), (1, 2, "primary", 100.0, "B"), (2, 3, "primary", 600.0, "B"),
        (3, 4, "primary", 500.0, "B"), (1, 5, "local", 300.0, "A"), (2, 6, "tertiary", 200.0, "B"),
        (3, 7, "primary", 700.0, "B"),
    ]
)  # fmt: skip
WEIGHT = [2.0, 1.0, 3.0, 5.0, 0.4, 0.2, 4.0]


def estimate(row: int, network: Network, weight: float) -> SegmentEstimate:
    one = Estimate(weight, weight * 0.5, weight * 1.6)
    return SegmentEstimate(
        str(network.segment_id[row]), network.road_name[row], CLASSES[int(network.road_class[row])], network.area[row],
        float(network.length_m[row]), 107.0, 35.0, None, "class", 3, 0, 5.0, one, one, one, weight, one, 0.5, row + 1,
    )  # fmt: skip
