"""What devices measured in cells that were drawn 点位测速: mean speeds, vehicles over the limit, against what is usual.

A cell's devices are those that stand on its own stretches and measure speed. What is usual of a device is what it
measured in the same hours of the weeks before the draw, so that it is known before any coin falls. A pair counts where
both cells have a device that told enough before and anything at all in the cell's hours; a device that was silent then
is left out, and with it what it says of the weeks before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.store.lake import PassLake
from daoan.store.lake.questions import SpeedsAsked, SpeedsSeen, speeds_seen
from daoan.terms.frames import Network
from daoan.terms.passes import SiteFrame
from daoan.terms.records.holdouts import HoldoutCell, HoldoutPair
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import to_ms

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class SpeedSite:
    """A device that measures speed: its row in the lake, and above what a small or a large vehicle counts as over."""

    row: int
    car_kmh: float
    large_kmh: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A cell: mean speed less what is usual, vehicles over the limit, and how many are usual in such hours."""

    above_usual_kmh: float
    over: float
    usual_over: float


@dataclass(frozen=True, slots=True)
class MeasuredPair:
    """Both cells of a pair, as it was drawn."""

    held: Measured
    patrolled: Measured


def speed_sites(sites: SiteFrame, network: Network, tolerance: float) -> dict[str, tuple[SpeedSite, ...]]:
    """Devices with a limit by the id of their stretch. ``sites``: by row of the lake; ``tolerance``: how far above the
    limit a vehicle counts as over, as a share of it."""
    found: dict[str, tuple[SpeedSite, ...]] = {}
    for n in np.flatnonzero((sites.segment >= 0) & ~np.isnan(sites.limit_car_kmh)).tolist():
        car = float(sites.limit_car_kmh[n])
        large = car if np.isnan(sites.limit_large_kmh[n]) else float(sites.limit_large_kmh[n])
        site = SpeedSite(n, car * (1 + tolerance), large * (1 + tolerance))
        name = str(network.segment_id[sites.segment[n]])
        found[name] = (*found.get(name, ()), site)
    return found


def measure_pairs(
    lake: PassLake,
    on: Mapping[str, Sequence[SpeedSite]],
    pairs: Sequence[HoldoutPair],
    drawn_at: datetime,
    pack: RulePack,
) -> dict[str, MeasuredPair]:
    """Measured pairs by id; what cannot be told is left out. ``on``: devices by stretch, of :func:`speed_sites`."""
    weeks, fewest = int(pack.get("holdout.usual_weeks")), int(pack.get("holdout.usual_passes"))
    cells = [(p, [_sites(on, cell) for cell in (p.held, p.patrolled)]) for p in pairs]
    told = [(p, sites) for p, sites in cells if all(sites)]
    asked = [
        a
        for p, sites in told
        for cell, own in zip((p.held, p.patrolled), sites, strict=True)
        for a in _asked(cell, own, drawn_at, weeks)
    ]
    seen = iter(speeds_seen(lake, asked) if asked else ())
    found = {}
    for pair, (held_sites, patrolled_sites) in told:
        held = _measured(len(held_sites), weeks, fewest, seen)
        patrolled = _measured(len(patrolled_sites), weeks, fewest, seen)
        if held is not None and patrolled is not None:
            found[pair.pair_id] = MeasuredPair(held, patrolled)
    return found


def _sites(on: Mapping[str, Sequence[SpeedSite]], cell: HoldoutCell) -> list[SpeedSite]:
    return [site for name in cell.stretches for site in on.get(name, ())]


def _asked(cell: HoldoutCell, sites: Sequence[SpeedSite], drawn_at: datetime, weeks: int) -> list[SpeedsAsked]:
    """For each device the cell's hours, then the same hours of the last weeks that were over at the draw."""
    first = max(1, -((drawn_at - cell.ends_at) // WEEK))
    back = [timedelta(0), *(WEEK * (first + k) for k in range(weeks))]
    return [
        SpeedsAsked(site.row, to_ms(cell.starts_at - b), to_ms(cell.ends_at - b), site.car_kmh, site.large_kmh)
        for site in sites
        for b in back
    ]


def _measured(sites: int, weeks: int, fewest: int, seen: Iterator[SpeedsSeen]) -> Measured | None:
    told: list[tuple[SpeedsSeen, list[SpeedsSeen]]] = []
    for _ in range(sites):
        here, *before = [next(seen) for _ in range(1 + weeks)]
        usual = [b for b in before if b.passes]
        if here.passes and sum(b.passes for b in usual) >= fewest:
            told.append((here, usual))
    if not told:
        return None
    passes = sum(here.passes for here, _ in told)
    above = sum(here.passes * (here.mean_kmh - _mean(usual)) for here, usual in told) / passes
    over = float(sum(here.over for here, _ in told))
    return Measured(above, over, sum(sum(b.over for b in usual) / len(usual) for _, usual in told))


def _mean(usual: Sequence[SpeedsSeen]) -> float:
    return sum(b.passes * b.mean_kmh for b in usual) / sum(b.passes for b in usual)
