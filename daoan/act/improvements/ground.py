"""What does not depend on how many lights and bumps are asked for, and the problem that a plan solves on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.improvements.junctions import (
    BOTH,
    FIRST,
    LAST,
    PARTS,
    Junctions,
    Reaches,
    concentration_of,
    junctions_of,
    reaches_of,
)
from daoan.act.improvements.told import Asked, Effect
from daoan.kernels.optimise.covering import Covering
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import Ints, Network
from daoan.terms.records import SegmentEstimate, Snap
from daoan.terms.rulepacks import RulePack

KINDS = ("light", "bump")


@dataclass(frozen=True, slots=True)
class Ground:
    """What does not depend on how many are asked for, so that it is worked out once for a run."""

    network: Network
    junctions: Junctions
    reaches: Reaches
    concentration: Estimate
    near: Ints  # crashes in reach of each junction
    estimates: tuple[SegmentEstimate | None, ...]  # by row of the network
    off_network: Share
    pack: RulePack


def ground_of(network: Network, estimates: Sequence[SegmentEstimate], snaps: Sequence[Snap], pack: RulePack) -> Ground:
    """Junctions, how risk lies around them, and crashes near each."""
    junctions = junctions_of(network, pack)
    reaches = reaches_of(network, junctions, float(pack.get("junctions.reach_m")))
    concentration, firsts, lasts = concentration_of(network, reaches, snaps)
    at = np.where(junctions.arm_first, firsts[junctions.arm_stretch], lasts[junctions.arm_stretch])
    near = np.bincount(junctions.arm_junction, weights=at, minlength=len(junctions)).astype(np.int64)
    by_id = {e.segment_id: e for e in estimates}
    return Ground(
        network=network,
        junctions=junctions,
        reaches=reaches,
        concentration=concentration,
        near=near,
        estimates=tuple(by_id.get(name) for name in network.segment_id),
        off_network=Share(sum(s.segment_id is None for s in snaps), len(snaps)),
        pack=pack,
    )


def effects_of(pack: RulePack) -> tuple[Effect, ...]:
    """The effects of the rule pack, lights first."""
    rows = [(kind, pack.get(f"effects.{kind}")) for kind in KINDS]
    return tuple(
        Effect(
            k,
            Text(r["en"], r["zh"]),
            Estimate(r["cmf"], r["low"], r["high"]),
            Text(r["source"], r["source_zh"]),
            r["status"],
        )
        for k, r in rows
    )


def candidates(ground: Ground, area: str) -> Ints:
    """Junctions of a county, or all."""
    if not area:
        return np.arange(len(ground.junctions), dtype=np.int64)
    return np.flatnonzero(ground.network.area[ground.junctions.main] == area).astype(np.int64)


def cells_of(ground: Ground, rows: Ints) -> tuple[Ints, Ints]:
    """Pairs of place in ``rows`` and cell (3·stretch + part): the end alone, and what both ends reach."""
    j = ground.junctions
    place = np.full(len(j), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    own = np.flatnonzero(place[j.arm_junction] >= 0)
    end = np.where(j.arm_first[own], FIRST, LAST)
    cell = np.concatenate([PARTS * j.arm_stretch[own] + end, PARTS * j.arm_stretch[own] + BOTH])
    site = np.tile(place[j.arm_junction[own]], 2)
    reached = ground.reaches.metres[cell // PARTS, cell % PARTS] > 0
    pairs = np.unique(np.column_stack([site, cell])[reached], axis=0)
    return pairs[:, 0], pairs[:, 1]


def problem_of(ground: Ground, rows: Ints, effects: Sequence[Effect], asked: Asked) -> Covering:
    site, cell = cells_of(ground, rows)
    n = len(rows)
    areas = {a: i for i, a in enumerate(sorted({str(a) for a in ground.network.area[ground.junctions.main[rows]]}))}
    group = np.array([areas[str(a)] for a in ground.network.area[ground.junctions.main[rows]]], dtype=np.int64)
    share = ground.reaches.shares(
        np.array([ground.concentration.value]),
        np.arange(len(ground.network) * PARTS) // PARTS,
        np.arange(len(ground.network) * PARTS) % PARTS,
    )[0]
    weight = np.array([e.injury_weight_per_year.value if e else 0.0 for e in ground.estimates])
    return Covering(
        effect=np.repeat([max(0.0, 1.0 - e.cmf.value) for e in effects], n),
        kind=np.repeat(np.arange(len(effects)), n),
        group=np.tile(group, len(effects)),
        pair_site=np.concatenate([site + k * n for k in range(len(effects))]).astype(np.int64),
        pair_cell=np.tile(cell, len(effects)),
        mass=share * np.repeat(weight, PARTS),
        limit=np.array([asked.lights, asked.bumps], dtype=np.int64),
        least=asked.least_per_area,
    )
