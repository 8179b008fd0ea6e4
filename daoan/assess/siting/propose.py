"""The next checkpoints: maximal covering of flow × risk, greedily, with an exact bound.

A stretch weighs (vehicles a day) × (expected killed-or-serious crashes a year), told as a share of what all numbered
roads weigh. A checkpoint covers the stretches within its reach along the road; what one covers, a second does not cover
again. The places are taken one by one, the one that adds most first, so that the list holds for any number; the bound
of the integer programme says how much better another choice of as many could be.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.coverage.roads import numbered
from daoan.assess.siting.candidates import Places, places_on
from daoan.kernels.optimise.covering import Covering, cover
from daoan.kernels.optimise.most_covered import most_covered
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Share, Text
from daoan.terms.frames import Floats, Ints, Network
from daoan.terms.passes import SiteFrame
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place for a checkpoint. ``gain`` and ``total``: shares of all weight, by this one and with those before it.

    ``covers_m``: road that nothing covered before; ``vehicles_per_day``: on it, mean over its length;
    ``ksi_per_year``: expected on it; ``nearest_m``: to the next checkpoint that stands already, ``None`` where none can
    be reached.
    """

    rank: int
    segment: int
    route: str
    road_name: str
    chainage_m: float
    area: str
    lon: float
    lat: float
    gain: float
    total: float
    covers_m: float
    vehicles_per_day: float
    ksi_per_year: float
    nearest_m: float | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Siting:
    """Proposals, best first. ``covered``: weight that stands covered already, of all.

    ``gap``: how much better any choice of as many could be at most, as a fraction of the best possible; ``proved``:
    some choice reaches that bound. ``candidates``: places that were looked at.
    """

    proposals: tuple[Proposal, ...]
    covered: Share
    gap: float
    proved: bool
    candidates: int


def propose_sites(network: Network, sites: SiteFrame, flow: Floats, ksi: Floats, pack: RulePack, number: int) -> Siting:
    """Places for ``number`` checkpoints. ``flow`` (vehicles a day) and ``ksi`` (a year) by stretch; NaN is none."""
    places = places_on(
        network,
        sites,
        tuple(RoadClass(c) for c in pack.get("siting.road_classes")),
        1000.0 * float(pack.get("siting.apart_km")),
        1000.0 * float(pack.get("siting.reach_km")),
    )
    weight = np.nan_to_num(flow) * np.nan_to_num(ksi)
    whole = float(weight[_numbered(network, pack)].sum())
    mass = np.where(places.free, weight, 0.0)
    count = len(places.node)
    covered = cover(
        Covering(
            effect=np.ones(count), kind=np.zeros(count, dtype=np.int64), group=np.zeros(count, dtype=np.int64),
            pair_site=places.pair_place, pair_cell=places.pair_segment, mass=mass,
            limit=np.array([number], dtype=np.int64),
        )
    )  # fmt: skip
    best = most_covered(
        places.pair_place, places.pair_segment, mass, count, number, seconds=float(pack.get("siting.seconds"))
    )
    bound = max(best.bound, covered.value)
    return Siting(
        proposals=_told(network, places, covered.sites, flow, ksi, mass, whole),
        covered=Share(whole - float(mass.sum()), whole),
        gap=max(0.0, bound - covered.value) / bound if bound > 0 else 0.0,
        proved=best.proved,
        candidates=count,
    )


def _numbered(network: Network, pack: RulePack) -> Ints:
    classes = [list(RoadClass).index(RoadClass(c)) for c in pack.get("siting.road_classes")]
    return np.flatnonzero(numbered(network) & np.isin(network.road_class, classes))


def _told(
    network: Network, places: Places, chosen: Ints, flow: Floats, ksi: Floats, mass: Floats, whole: float
) -> tuple[Proposal, ...]:
    left = mass > 0
    total = 0.0
    found = []
    for rank, place in enumerate(chosen.tolist(), start=1):
        new = places.pair_segment[(places.pair_place == place) & left[places.pair_segment]]
        left[new] = False
        length = network.length_m[new]
        gain = float(mass[new].sum()) / whole if whole > 0 else 0.0
        total += gain
        row, node = int(places.segment[place]), int(places.node[place])
        nearest = float(places.nearest_m[place])
        vehicles = float((np.nan_to_num(flow[new]) * length).sum() / max(float(length.sum()), 1e-9))
        expected, covers = float(np.nan_to_num(ksi[new]).sum()), float(length.sum())
        found.append(
            Proposal(
                rank, row, str(network.route[row]), str(network.road_name[row]), float(places.chainage_m[place]),
                str(network.area[row] or ""), float(network.node_lon[node]), float(network.node_lat[node]), gain, total,
                covers, vehicles, expected, nearest if np.isfinite(nearest) else None,
                _reasons(covers, vehicles, expected, nearest, gain),
            )
        )  # fmt: skip
    return tuple(found)


def _reasons(covers_m: float, vehicles: float, ksi: float, nearest_m: float, gain: float) -> tuple[Text, ...]:
    km, near = covers_m / 1000.0, nearest_m / 1000.0
    return (
        Text(f"covers {km:.0f} km that no checkpoint covers", f"覆盖 {km:.0f} 公里空白路段"),
        Text(
            f"{vehicles:,.0f} vehicles a day, {ksi:.1f} crashes with killed or seriously hurt expected a year there",
            f"该段日均 {vehicles:,.0f} 辆，预期年死亡重伤事故 {ksi:.1f} 起",
        ),
        Text(f"the nearest checkpoint stands {near:.0f} km away", f"距最近卡口 {near:.0f} 公里")
        if np.isfinite(near)
        else Text("no checkpoint stands on the roads around", "周边道路尚无卡口"),
        Text(f"{gain:.1%} of all flow × risk on numbered roads", f"占国省道“流量×风险”的 {gain:.1%}"),
    )
