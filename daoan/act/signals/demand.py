"""Demand out of counts: how many drive each way from an entry to an exit, so that counted edges carry what was counted.

Our own least squares (:func:`daoan.kernels.signals.counts.fit_flows`) over the quickest way from each entry to each
exit that passes a counted edge. Turn counts and routes that were seen are better where there are any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.kernels.signals.counts import fit_flows, geh
from daoan.terms.errors import InputError
from daoan.terms.estimates import Share, Text
from daoan.terms.rulepacks import RulePack

GOOD_GEH = 5.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Vehicles an hour on a way."""

    edges: tuple[str, ...]
    vehicles_h: float


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted edge: vehicles an hour as counted and as the flows make them."""

    edge: str
    counted_h: float
    modelled_h: float
    geh: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Flows, how near they come to each count, and how many counts are met (GEH below 5)."""

    flows: tuple[Flow, ...]
    counts: tuple[Counted, ...]
    met: Share
    notes: tuple[Text, ...]


def fit_demand(ways: Sequence[tuple[str, ...]], counts: Mapping[str, float], pack: RulePack) -> Fitted:
    """Flows on ways (edges each) from vehicles an hour on some edges.

    Raises :class:`InputError` for no counts, a negative one, or counts that no way passes at all.
    """
    if not counts:
        raise InputError("there are no counts 没有流量数据")
    for edge, vehicles in counts.items():
        if not vehicles >= 0:
            raise InputError(f"the count of {edge} is {vehicles:g}: it must be 0 or more 流量不能为负")
    used = [way for way in ways if counts.keys() & set(way)]
    if not used:
        raise InputError("no way from an entry to an exit passes a counted edge 没有路径经过计数路段")
    most = int(pack.get("counts.most_routes"))
    if len(used) > most:
        raise InputError(f"{len(used):,} ways pass counted edges, {most:,} are the most: cut the network 路径过多")
    edges = sorted(counts)
    passes = np.array([[float(edge in set(way)) for way in used] for edge in edges])
    seen = np.array([counts[edge] for edge in edges])
    flows = fit_flows(passes, seen, float(pack.get("counts.even")))
    made = passes @ flows
    near = geh(made, seen)
    told = [Counted(e, float(c), float(m), float(g)) for e, c, m, g in zip(edges, seen, made, near, strict=True)]
    unseen = [edge for edge, row in zip(edges, passes, strict=True) if not row.any()]
    return Fitted(
        tuple(Flow(way, float(x)) for way, x in zip(used, flows, strict=True) if x >= 0.5),
        tuple(told),
        Share(float((near < GOOD_GEH).sum()), float(len(edges))),
        tuple(_notes(unseen)),
    )


def _notes(unseen: Sequence[str]) -> list[Text]:
    found = [
        Text(
            "counts do not say who turns where: other demand fits them as well; compare turns before trusting a plan",
            "断面流量不能唯一确定转向，满足流量的需求不止一种；使用前请核对转向流量",
        )
    ]
    if unseen:
        named = ", ".join(unseen[:5])
        found.append(Text(f"no way passes {named}: their counts are not met", f"没有路径经过{named}，其流量未被满足"))
    return found
