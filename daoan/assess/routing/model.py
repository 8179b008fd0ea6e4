"""The route model: choices at sites and times on links, fitted together from passes."""

from dataclasses import dataclass, field

import numpy as np

from daoan.assess.routing.choices import Choices, count_choices
from daoan.assess.routing.hops import NOWHERE, group_of, hops_of, in_journeys
from daoan.assess.routing.times import LEAST_FREE_S, LinkTimes, fit_times
from daoan.terms.arrivals import Seen
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column, Distances, PassFrame
from daoan.terms.rulepacks import RulePack

#: Moments (UTC, milliseconds) from which a difference of local time holds, ascending; the differences in milliseconds.
ZoneShift = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class RouteModel:
    """What was learned. ``bands``: local hours at which an hour band begins, ascending from 0."""

    choices: Choices
    times: LinkTimes
    bands: Ints
    zone: ZoneShift
    bins: int
    step_s: float
    horizon_s: float
    hops: int  # that it was learned from
    known: dict[tuple[int, ...], tuple[Ints, Floats]] = field(default_factory=dict)  # choices looked up before
    kernels: dict[tuple[int, ...], Floats] = field(default_factory=dict)

    def band_of(self, at_ms: int) -> int:
        """The hour band of a moment."""
        return int(_bands(np.array([at_ms]), self.bands, self.zone)[0])

    def onward(self, before: int, site: int, heading: int, kind: int, least: float) -> tuple[Ints, Floats]:
        """Sites that come next with at least some chance, and the chances; what is missing to 1 ends."""
        group = int(group_of(np.array([kind]))[0])
        key = (before, site, -1 if before != NOWHERE else heading, group)
        if key not in self.known:
            share = self.choices.shares(before, site, heading, group)[:-1]
            after = np.flatnonzero(share >= least)
            self.known[key] = (after, share[after])
        return self.known[key]

    def kernel(self, site: int, after: int, kind: int, band: int) -> Floats:
        """Chances of the time from one site to the next by bin."""
        key = (site, after, kind, band)
        if key not in self.kernels:
            self.kernels[key] = self.times.kernel(site, after, kind, band, self.step_s)
        return self.kernels[key]


def fit_routes(passes: PassFrame, distances: Distances, zone: ZoneShift, until_ms: int, pack: RulePack) -> RouteModel:
    """Learn routes from passes that happened before a moment.

    ``distances``: over all sites. ``zone``: as the pass engine's ground has it. ``pack``: the rule pack
    ``interception``.
    """
    free_s = distances.free_s.astype(np.float64)
    step_s, horizon_s = float(pack.get("routes.step_s")), 60.0 * float(pack.get("routes.horizon_minutes"))
    bins, edges = round(horizon_s / step_s), np.array(pack.get("times.hour_bands"), dtype=np.int64)
    hops = hops_of(passes, free_s, horizon_s, until_ms)
    times = fit_times(hops, _bands(hops.at_ms, edges, zone), len(edges), free_s, bins, step_s, pack)
    choices = count_choices(hops, len(free_s), float(pack.get("routes.prior_hops")))
    return RouteModel(choices, times, edges, zone, bins, step_s, horizon_s, len(hops))


def seen_of(model: RouteModel, passes: PassFrame) -> Seen | None:
    """The last read of one vehicle with what its journey so far says of its pace; ``None``: it was never read.

    ``passes``: its passes, in any order, none later than now.
    """
    told = passes.take(in_journeys(passes))
    if not len(told):
        return None
    site, at, kind = told.site.astype(np.int64), told.happened_ms, int(told.kind[-1])
    gap = np.diff(at) / 1000.0
    first = int(np.flatnonzero(np.concatenate([[True], gap > model.horizon_s]))[-1])
    total = weight = 0.0
    times = model.times
    for k in range(first, len(site) - 1):
        a, b = int(site[k]), int(site[k + 1])
        if a == b or times.free_s[a, b] < LEAST_FREE_S or gap[k] <= 0:
            continue
        off = float(np.log(gap[k]) - times.expected_log(a, b, kind, model.band_of(int(at[k]))))
        variance = float(times.link_sd[a, b]) ** 2
        if abs(off) < 3.0 * np.sqrt(variance + times.pace_sd**2):  # else it stood, or is two vehicles
            total, weight = total + off / variance, weight + 1.0 / variance
    spread = 1.0 / (weight + times.pace_sd**-2)
    before = int(site[-2]) if len(site) - 1 > first else NOWHERE
    return Seen(int(site[-1]), int(at[-1]), kind, int(told.heading[-1]), before, total * spread, float(np.sqrt(spread)))


def _bands(at_ms: Column, edges: Ints, zone: ZoneShift) -> Ints:
    shift = zone[1][np.maximum(np.searchsorted(zone[0], at_ms, side="right") - 1, 0)]
    hour = (at_ms + shift) // 3_600_000 % 24
    return np.asarray(np.searchsorted(edges, hour, side="right") - 1)
