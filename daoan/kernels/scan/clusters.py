"""From cases and a null model to clusters with p-values."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.scan.models import Model
from daoan.kernels.scan.significance import p_values, reached
from daoan.kernels.scan.windows import best_windows, highest_ratios, log_table
from daoan.kernels.scan.zones import Zones

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Draws are made and weighed in batches of about so many cases and places, to stay in the processor's cache.
_CELLS_AT_ONCE = 100_000
_MOST_DRAWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Scan:
    """Clusters, likeliest first; all columns (k,), ``members`` a list of k arrays of places.

    ``periods``: how many of the latest periods; ``by_tail``: p comes from the Gumbel tail; ``draws`` (R,): the highest
    LLR of each simulated draw; ``stopped``: fewer draws than asked for were enough.
    """

    centre: Ints
    members: list[Ints]
    radius: Floats
    periods: Ints
    observed: Ints
    expected: Floats
    ratio: Floats
    p_value: Floats
    by_tail: Bools
    draws: Floats
    stopped: bool

    def __len__(self) -> int:
        return len(self.centre)


def scan(
    zones: Zones,
    model: Model,
    *,
    replications: int = 999,
    seed: int = 0,
    stop_after: int | None = None,
    least_cases: int = 2,
    most_clusters: int | None = None,
) -> Scan:
    """Clusters of high rates; of windows that share a place only the likeliest stands.

    ``replications`` draws of the null model at most; with ``stop_after`` h the simulation ends as soon as h draws reach
    the likeliest cluster, which is then no news. The best window around each centre is a candidate, as in SaTScan.
    Raises ValueError where zones and model speak of different places.
    """
    if len(zones) != len(model.counts):
        raise ValueError(f"there are zones around {len(zones)} places, but counts of {len(model.counts)}")
    ratio, size, periods = best_windows(
        zones.starts, zones.member, zones.closes, model.counts, model.expected, log_table(model.total), least_cases
    )
    chosen = _disjoint(zones, ratio, size)[:most_clusters]
    members = [zones.members(i, int(size[i])) for i in chosen]
    draws, stopped = _simulate(zones, model, replications, seed, stop_after, ratio, least_cases)
    p, by_tail = p_values(ratio[chosen], draws, stopped)
    windows = list(zip(members, periods[chosen], strict=True))
    return Scan(
        centre=chosen,
        members=members,
        radius=zones.distance[zones.starts[chosen] + size[chosen] - 1],
        periods=periods[chosen],
        observed=np.array([model.counts[m, :d].sum() for m, d in windows], dtype=np.int64),
        expected=np.array([model.expected[m, :d].sum() for m, d in windows]),
        ratio=ratio[chosen],
        p_value=p,
        by_tail=by_tail,
        draws=draws,
        stopped=stopped,
    )


def _disjoint(zones: Zones, ratio: Floats, size: Ints) -> Ints:
    """Centres whose best windows share no place with a likelier one."""
    taken = np.zeros(len(zones), dtype=bool)
    chosen = []
    for i in np.argsort(-ratio, kind="stable"):
        if ratio[i] <= 0:
            break
        members = zones.members(i, int(size[i]))
        if not taken[members].any():
            taken[members] = True
            chosen.append(i)
    return np.array(chosen, dtype=np.int64)


def _simulate(
    zones: Zones, model: Model, replications: int, seed: int, stop_after: int | None, ratio: Floats, least: int
) -> tuple[Floats, bool]:
    """The highest LLR of each draw, in order, and whether the simulation stopped early."""
    logs, top = log_table(model.total), float(ratio.max(initial=0.0))
    highest = np.empty(0)
    for draws in _batches(model, replications, seed, stop_after):
        some = highest_ratios(zones.starts, zones.member, zones.closes, draws, model.expected, logs, least)
        highest = np.concatenate([highest, some])
        if stop_after is not None and reached(highest, top) >= stop_after:
            last = np.flatnonzero(highest >= top - 1e-9)[stop_after - 1]
            return highest[: last + 1], bool(last + 1 < replications)
    return highest, False


def _batches(model: Model, replications: int, seed: int, stop_after: int | None) -> Iterator[list[Ints]]:
    """The same draws whatever the size of the batches; small ones first where few may be enough."""
    rng = np.random.default_rng(seed)
    most = int(np.clip(_CELLS_AT_ONCE // (len(model.counts) + model.counts.sum()), 16, _MOST_DRAWS_AT_ONCE))
    made, size = 0, most if stop_after is None else min(most, 4 * stop_after)
    while made < replications:
        count = min(size, replications - made)
        yield [model.draw(rng) for _ in range(count)]
        made, size = made + count, most
