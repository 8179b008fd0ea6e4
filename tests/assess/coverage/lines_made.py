"""Straight roads east along a parallel, written by hand: stretches of given lengths in metres."""

from collections.abc import Sequence

import numpy as np

from daoan.assess.coverage.gaps import Happened
from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import Network, code_column
from daoan.terms.passes import Heading, SiteFrame, SiteKind

M_PER_DEGREE = 90_000.0  # near enough for lines to be drawn by; lengths are given


def network_of(
    stretches: Sequence[tuple[str, float, float]], *, road_class: RoadClass = RoadClass.TRUNK, row: float = 0.0,
    chainage: bool = True, backward: Sequence[int] = (),
) -> Network:  # fmt: skip
    """Stretches (route, chainage, length): nodes are shared where one ends at the chainage at which the next begins."""
    ends = sorted({(r, m) for r, a, n in stretches for m in (a, a + n)})
    node = {end: k for k, end in enumerate(ends)}
    routes = sorted({r for r, _, _ in stretches})
    lat = {r: 35.7 + 0.05 * routes.index(r) + row for r in routes}
    turn = set(backward)
    first = [(r, a + n) if i in turn else (r, a) for i, (r, a, n) in enumerate(stretches)]
    last = [(r, a) if i in turn else (r, a + n) for i, (r, a, n) in enumerate(stretches)]
    points = [p for pair in zip(first, last, strict=True) for p in pair]
    size = len(stretches)
    names = np.array([*(r for r, _, _ in stretches), None], dtype=object)[:-1]
    return Network(
        segment_id=np.array([*(f"{r}@{a:06.0f}" for r, a, _ in stretches), None], dtype=object)[:-1],
        from_node=np.array([node[e] for e in first]), to_node=np.array([node[e] for e in last]),
        road_class=code_column(RoadClass, [road_class] * size), road_name=names,
        structure=code_column(Structure, [None] * size), dual=np.zeros(size, dtype=bool),
        length_m=np.array([n for _, _, n in stretches], dtype=float), route=names,
        chainage_m=np.array([a if chainage else np.nan for _, a, _ in stretches], dtype=float),
        forward=np.array([i not in turn for i in range(size)]),
        area=np.array([*("621021" if a < 20_000 else "621022" for _, a, _ in stretches), None], dtype=object)[:-1],
        vehicles_per_day=np.full(size, np.nan), starts=np.arange(size + 1) * 2,
        coords=np.array([(107.0 + m / M_PER_DEGREE, lat[r]) for r, m in points]),
        node_lon=np.array([107.0 + m / M_PER_DEGREE for _, m in ends]), node_lat=np.array([lat[r] for r, _ in ends]),
    )  # fmt: skip


def sites_at(network: Network, places: Sequence[tuple[str, float, SiteKind, Heading]]) -> SiteFrame:
    """Sites (route, chainage, kind, heading) on the stretches that have them."""
    found, n = [], len(places)
    for route, at, _, _ in places:
        here = (network.route == route) & (network.chainage_m <= at) & (at <= network.chainage_m + network.length_m)
        found.append(int(np.flatnonzero(here)[0]) if here.any() else -1)
    return SiteFrame(
        site_id=np.array([*(f"S{i}" for i in range(n)), None], dtype=object)[:-1],
        kind=np.array([k for _, _, k, _ in places], np.uint8),
        route=np.array([*(r for r, _, _, _ in places), None], dtype=object)[:-1],
        chainage_m=np.array([m for _, m, _, _ in places], dtype=float),
        heading=np.array([h for _, _, _, h in places], np.int8), lanes=np.full(n, 2, np.int8), lon=np.full(n, 107.0),
        lat=np.full(n, 36.0), area=np.array([""] * n, dtype=object), segment=np.array(found, np.int32),
        limit_car_kmh=np.full(n, 80, np.float32), limit_large_kmh=np.full(n, 60, np.float32),
        hazard=np.zeros(n, np.uint8),
    )  # fmt: skip


def nothing_happened(network: Network) -> Happened:
    return Happened(
        np.zeros(0, np.int64), np.zeros(0), np.zeros(0, bool), np.zeros(len(network)), np.zeros(len(network))
    )
