"""Junctions of side roads, and how the risk of the stretches that meet there is shared out to them.

Risk is estimated for stretches; a crash within the reach of a junction is the junction's. On a stretch of length L of
which c metres lie in reach of a junction at either end, the share of its estimate that is in reach is

    κ·c / (κ·c + L − c)

===== =================================================================================================
κ     crashes per metre in reach of such junctions, by crashes per metre elsewhere on the same stretches
===== =================================================================================================

κ is counted on the city's own crashes; at 1 junctions are no more dangerous than the road between them.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate
from daoan.terms.frames import NONE_CODE, Bools, Floats, Ints, Network
from daoan.terms.records import Snap
from daoan.terms.rulepacks import RulePack

CLASSES = list(RoadClass)
#: Parts of a stretch that are told apart: in reach of its first end alone, of both ends, of its last end alone.
FIRST, BOTH, LAST, PARTS = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Junctions:
    """Junctions (n,) and their arms (m,). ``main``, ``side``: rows of the network, the greatest and the least road.

    ``arm_first``: whether the junction lies at the first point of the stretch.
    """

    site_id: tuple[str, ...]
    node: Ints
    main: Ints
    side: Ints
    arm_junction: Ints
    arm_stretch: Ints
    arm_first: Bools

    def __len__(self) -> int:
        return len(self.node)


@dataclass(frozen=True, slots=True)
class Reaches:
    """Metres (stretches, 3) of each stretch in reach of a junction at its first end, at both, at its last."""

    metres: Floats
    length_m: Floats

    def shares(self, concentration: Floats, stretch: Ints, part: Ints) -> Floats:
        """Share (draws, cells) of a stretch's estimate that lies in one of its parts, for draws of κ."""
        inside = self.metres.sum(axis=1)[stretch]
        k = concentration[:, None]
        return np.asarray(k * self.metres[stretch, part] / (k * inside + self.length_m[stretch] - inside), np.float64)


def junctions_of(network: Network, pack: RulePack) -> Junctions:
    """Every node where a main road meets a side road of a lower class; motorways have none."""
    main = {RoadClass(name) for name in pack.get("junctions.main")}
    side = {RoadClass(name) for name in pack.get("junctions.side")}
    arms: Mapping[int, list[int]] = defaultdict(list)
    for row, (a, b) in enumerate(zip(network.from_node.tolist(), network.to_node.tolist(), strict=True)):
        arms[a].append(row)
        if b != a:
            arms[b].append(row)
    found = []
    for node, rows in sorted(arms.items()):
        rank = {row: int(network.road_class[row]) for row in rows if network.road_class[row] != NONE_CODE}
        if len(rank) < 3:
            continue
        greatest, least = min(rank, key=lambda r: (rank[r], r)), max(rank, key=lambda r: (rank[r], -r))
        if CLASSES[rank[greatest]] in main and CLASSES[rank[least]] in side and rank[least] > rank[greatest]:
            found.append((node, sorted(rank), greatest, least))
    arm = [
        (place, row, int(network.from_node[row]) == node)
        for place, (node, rows, _, _) in enumerate(found)
        for row in rows
    ]
    return Junctions(
        site_id=tuple(_name(network, rows) for _, rows, _, _ in found),
        node=np.array([node for node, *_ in found], dtype=np.int64),
        main=np.array([m for *_, m, _ in found], dtype=np.int64),
        side=np.array([s for *_, s in found], dtype=np.int64),
        arm_junction=np.array([a for a, _, _ in arm], dtype=np.int64),
        arm_stretch=np.array([s for _, s, _ in arm], dtype=np.int64),
        arm_first=np.array([f for _, _, f in arm], dtype=bool),
    )


def reaches_of(network: Network, junctions: Junctions, reach_m: float) -> Reaches:
    """How much of each stretch lies in reach of a junction at either end."""
    length = network.length_m
    near = np.zeros((len(network), 2))
    near[junctions.arm_stretch, np.where(junctions.arm_first, 0, 1)] = reach_m
    near = np.minimum(near, length[:, None])
    both = np.maximum(0.0, near.sum(axis=1) - length)
    return Reaches(np.column_stack([near[:, 0] - both, both, near[:, 1] - both]), length)


def concentration_of(network: Network, reaches: Reaches, snaps: Sequence[Snap]) -> tuple[Estimate, Ints, Ints]:
    """κ, and crashes in reach of the first and the last end of every stretch.

    Both counts are Poisson; the interval is that of the logarithm of their ratio. Without crashes on both sides κ is
    taken to be 1, with an interval from a half to two.
    """
    row_of = {name: row for row, name in enumerate(network.segment_id)}
    placed = [(row_of[s.segment_id], s.offset_m) for s in snaps if s.segment_id in row_of and s.offset_m is not None]
    row = np.array([r for r, _ in placed], dtype=np.int64)
    offset = np.array([o for _, o in placed], dtype=np.float64)
    first_m, last_m = reaches.metres[:, :2].sum(axis=1), reaches.metres[:, 1:].sum(axis=1)
    at_first = offset <= first_m[row]
    at_last = offset >= network.length_m[row] - last_m[row]
    at_first &= first_m[row] > 0
    at_last &= last_m[row] > 0
    inside_m = reaches.metres.sum(axis=1)
    has_both = (inside_m > 0) & (inside_m < network.length_m)
    here = has_both[row]
    inside = int(((at_first | at_last) & here).sum())
    outside = int(here.sum()) - inside
    n = len(network)
    firsts, lasts = np.bincount(row[at_first], minlength=n), np.bincount(row[at_last], minlength=n)
    if not inside or not outside:
        return Estimate(1.0, 0.5, 2.0), firsts, lasts
    # Each stretch has its own level of risk, so metres are weighed by its crashes (Mantel-Haenszel).
    crashes = np.bincount(row, minlength=n)[has_both]
    inner, whole = inside_m[has_both], network.length_m[has_both]
    own = np.bincount(row[at_first | at_last], minlength=n)[has_both]
    above = float((own * (whole - inner) / whole).sum())
    below = float(((crashes - own) * inner / whole).sum())
    ratio = above / below if above > 0 and below > 0 else inside / outside
    spread = math.exp(1.96 * math.sqrt(1 / inside + 1 / outside))
    return Estimate(ratio, ratio / spread, ratio * spread), firsts, lasts


def _name(network: Network, rows: Sequence[int]) -> str:
    """An id that follows from the stretches that meet, so that it survives another import of the same roads."""
    names = "\n".join(sorted(str(network.segment_id[row]) for row in rows))
    return f"J{hashlib.blake2b(names.encode(), digest_size=5).hexdigest()}"
