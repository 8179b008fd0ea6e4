"""The network as lines with chainage, and where crashes lie on them."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.blackspots.risk import RiskArrays
from daoan.kernels.windows.profile import Profile, neighbour_correlation
from daoan.terms.frames import CrashFrame, Floats, Ints, Network, Objects


@dataclass(frozen=True, slots=True)
class Lines:
    """Segments of a network as pieces of lines. ``order`` sorts them by ``group`` (a route), then ``start_m``."""

    routes: Objects  # group -> route id
    group: Ints  # of each segment
    start_m: Floats  # chainage of each segment's nearer end
    end_m: Floats
    order: Ints
    route_end_m: Floats  # last chainage of each group


@dataclass(frozen=True, slots=True)
class Places:
    """Crashes on lines, sorted by ``group``, then ``chainage_m``; ``row`` is the row of the crash frame."""

    row: Ints
    group: Ints
    chainage_m: Floats


def lines_of(network: Network) -> Lines:
    """Routes of the network; a segment without a route is a line of its own."""
    names = [r if r is not None else f"segment:{s}" for r, s in zip(network.route, network.segment_id, strict=True)]
    position: dict[str, int] = {}
    group = np.array([position.setdefault(name, len(position)) for name in names], dtype=np.int64)
    # A segment without length still holds what snapped to it.
    length = np.maximum(network.length_m, 0.01)
    start = network.chainage_m.astype(np.float64)
    routes = np.array([*position, None], dtype=object)[:-1]
    last = np.full(len(routes), -np.inf)
    np.maximum.at(last, group, start + length)
    return Lines(routes, group, start, start + length, np.lexsort((start, group)), last)


def places_of(network: Network, lines: Lines, crashes: CrashFrame) -> Places:
    """Where the snapped crashes lie along their routes."""
    row = np.flatnonzero(crashes.segment >= 0)
    segment = crashes.segment[row]
    along = np.clip(crashes.offset_m[row], 0.0, network.length_m[segment])
    along = np.where(network.forward[segment], along, network.length_m[segment] - along)
    chainage = lines.start_m[segment] + along
    group = lines.group[segment]
    order = np.lexsort((row, chainage, group))
    return Places(row[order], group[order], chainage[order])


def model_profile(lines: Lines, risk: RiskArrays, years: float, crashes: CrashFrame) -> Profile:
    """What the model expects along the lines in a period, scaled so that its total is what was counted in it.

    The scaling keeps a falling trend, or a model of other years, from making every place or none stand out.
    ``crashes``: those of the period; only the ones on modelled segments count.
    """
    modelled = risk.modelled
    mean = np.where(modelled, risk.model_per_year, 0.0) * years
    on = crashes.segment[crashes.segment >= 0]
    counts = np.bincount(on, minlength=len(mean)).astype(np.float64) * modelled
    total = float(mean.sum())
    order = lines.order
    profile = Profile(
        group=lines.group[order],
        start=lines.start_m[order],
        end=lines.end_m[order],
        mean=mean[order] * (float(counts.sum()) / total if total > 0 else 1.0),
        spread=np.where(modelled, risk.dispersion, 0.0)[order],
    )
    rho = neighbour_correlation(profile, counts[order])
    return Profile(profile.group, profile.start, profile.end, profile.mean, profile.spread, rho)


def column_profile(lines: Lines, values: Floats) -> Profile:
    """Any amount per segment, spread evenly over its length, as a profile to sum over intervals."""
    order = lines.order
    return Profile(
        lines.group[order], lines.start_m[order], lines.end_m[order], values[order], np.zeros(len(order)), 0.0
    )
