"""Density of crashes along the roads 路网核密度: where on a stretch they gather, smoothed over the roads around.

In: the network and its snapped crashes. Out: crashes per km and year of every piece of some 50 m, by stretch. It says
where crashes lie, not where the road is bad: a busy road is dense. For that see :mod:`daoan.assess.risk.table`.
"""

from datetime import datetime

import numpy as np

from daoan.kernels.density import Kernel, Pieces, Split, Spread, cut_pieces, spread_points, weighted_count_interval
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Estimate
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.places import plane_of
from daoan.terms.records import SegmentDensity
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64, years_before

LEVEL = 0.95


def density_of(network: Network, crashes: CrashFrame, as_of: datetime, pack: RulePack) -> tuple[SegmentDensity, ...]:
    """Density on every stretch within reach of a crash, densest piece first.

    ``crashes``: snapped; those of the ``density.years`` years before ``as_of`` that were known by then count.
    """
    years = int(pack.get("density.years"))
    seen = crashes.known_by(moment64(as_of))
    begins = moment64(years_before(as_of, years))
    on = seen.where((seen.segment >= 0) & (seen.happened_at > begins))
    if not len(on):
        return ()
    pieces = cut_pieces(network.length_m, float(pack.get("density.piece_m")))
    spread = spread_points(
        network.from_node,
        network.to_node,
        pieces,
        on.segment,
        on.offset_m,
        float(pack.get("density.bandwidth_m")),
        kernel=_kernel(pack),
        split=_split(pack),
    )
    return _records(network, pieces, spread, years)


def _kernel(pack: RulePack) -> Kernel:
    try:
        return Kernel(pack.get("density.kernel"))
    except ValueError as problem:
        raise RulePackInvalid(f"{pack.stamp}: {problem}; density.kernel is quartic or triangular") from problem


def _split(pack: RulePack) -> Split:
    try:
        return Split(pack.get("density.split"))
    except ValueError as problem:
        raise RulePackInvalid(f"{pack.stamp}: {problem}; density.split is discontinuous or continuous") from problem


def _records(network: Network, pieces: Pieces, spread: Spread, years: int) -> tuple[SegmentDensity, ...]:
    km_years = pieces.length_m / 1000.0 * years
    counts = weighted_count_interval(spread.mass, spread.squares, spread.highest_share, level=LEVEL)
    density, low, high = spread.mass / km_years, counts[0] / km_years, counts[1] / km_years
    first = pieces.starts[:-1]
    peak = np.array([a + int(np.argmax(density[a:b])) for a, b in zip(first, pieces.starts[1:], strict=True)])
    order = [i for i in np.argsort(-density[peak], kind="stable") if density[peak[i]] > 0]
    lon, lat = _middles(network, (peak - first + 0.5) / np.diff(pieces.starts))
    return tuple(
        SegmentDensity(
            segment_id=network.segment_id[i],
            road_name=network.road_name[i],
            area=network.area[i],
            length_m=float(network.length_m[i]),
            lon=float(lon[i]),
            lat=float(lat[i]),
            rank=rank,
            crashes_per_km_year=float(
                spread.mass[first[i] : pieces.starts[i + 1]].sum() / (pieces.segment_m[i] / 1000.0 * years)
            ),
            peak_crashes_per_km_year=Estimate(
                float(density[peak[i]]), float(low[peak[i]]), float(high[peak[i]]), LEVEL
            ),
            piece_m=float(pieces.length_m[first[i]]),
            pieces=tuple(round(float(v), 3) for v in density[first[i] : pieces.starts[i + 1]]),
        )
        for rank, i in enumerate(order, start=1)
    )


def _middles(network: Network, share: Floats) -> tuple[Floats, Floats]:
    """The point at a share (0 to 1) of each segment's length, lon and lat."""
    x, y = plane_of(network.coords[:, 0], network.coords[:, 1]).to_metres(network.coords[:, 0], network.coords[:, 1])
    lon, lat = np.empty(len(network)), np.empty(len(network))
    for i, part in enumerate(share):
        rows = slice(network.starts[i], network.starts[i + 1])
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x[rows]), np.diff(y[rows])))])
        lon[i] = np.interp(part * along[-1], along, network.coords[rows, 0])
        lat[i] = np.interp(part * along[-1], along, network.coords[rows, 1])
    return lon, lat
