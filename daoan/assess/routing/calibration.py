"""How well routes were foretold: predictions from reads by chance, held against the reads that came after them."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.routing.ahead import look_ahead
from daoan.assess.routing.hops import in_journeys
from daoan.assess.routing.model import RouteModel, seen_of
from daoan.terms.estimates import Share
from daoan.terms.frames import Bools, Floats
from daoan.terms.passes import PassFrame
from daoan.terms.rulepacks import RulePack

#: Predicted chances are told apart at these.
EDGES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0 + 1e-9)
#: Looked back so far for the journey that a read belongs to, milliseconds.
_BACK_MS = 6 * 3_600_000


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about one chance: how many, what they said on average, how often it came so."""

    low: float
    number: int
    predicted: float
    came: float


@dataclass(frozen=True, slots=True)
class RouteCard:
    """How predictions fared. ``covered``: arrivals within their 80 % interval, of all that came by as expected."""

    reads: int
    bins: tuple[Bin, ...]
    predicted: float  # mean number of sites that a vehicle was expected at
    came: float  # … and came to
    covered: Share
    early: Share  # arrivals before the interval
    width_minutes: float  # median width of the interval

    @property
    def worst(self) -> float:
        """The largest difference between said and seen in a bin of 100 predictions or more."""
        return max((abs(b.predicted - b.came) for b in self.bins if b.number >= 100), default=0.0)


def measure_routes(
    model: RouteModel, passes: PassFrame, from_ms: int, pack: RulePack, reads: int, rng: np.random.Generator
) -> RouteCard:
    """Foretell from some reads by chance at or after a moment, and look at what came. Reads must reach a horizon past.

    ``passes``: those from which predictions are made, and those that came after, all by plate.
    """
    told = passes.take(in_journeys(passes))
    horizon_ms = int(model.horizon_s * 1000)
    last = int(told.happened_ms.max()) - horizon_ms
    able = np.flatnonzero((told.happened_ms >= from_ms) & (told.happened_ms < last))
    chosen = rng.choice(able, min(reads, len(able)), replace=False)
    predicted, came, inside, early, width = [], [], [], [], []
    for row in chosen:
        plate, at = told.plate[row], int(told.happened_ms[row])
        first, end = np.searchsorted(told.plate, [plate, plate + 1])
        own = told.take(slice(int(first), int(end)))
        seen = seen_of(model, own.take((own.happened_ms <= at) & (own.happened_ms > at - _BACK_MS)))
        if seen is None:
            continue
        ahead = look_ahead(model, seen, at, pack)
        later = own.take((own.happened_ms > at) & (own.happened_ms <= at + horizon_ms))
        low, high = ahead.quantile_s(0.1), ahead.quantile_s(0.9)
        for k, site in enumerate(ahead.site):
            there = later.happened_ms[later.site == site]
            predicted.append(float(ahead.chance[k]))
            came.append(len(there) > 0)
            if len(there):
                after_s = (int(there[0]) - at) / 1000.0
                inside.append(low[k] <= after_s <= high[k])
                early.append(after_s < low[k])
                width.append((high[k] - low[k]) / 60.0)
    said, seen_there = np.array(predicted), np.array(came, dtype=bool)
    return RouteCard(
        reads=len(chosen),
        bins=_bins(said, seen_there),
        predicted=float(said.sum() / len(chosen)),
        came=float(seen_there.sum() / len(chosen)),
        covered=Share(float(np.sum(inside)), len(inside)),
        early=Share(float(np.sum(early)), len(early)),
        width_minutes=float(np.median(width)),
    )


def _bins(said: Floats, came: Bools) -> tuple[Bin, ...]:
    of = np.searchsorted(EDGES, said, side="right") - 1
    return tuple(
        Bin(EDGES[k], int((of == k).sum()), float(said[of == k].mean()), float(came[of == k].mean()))
        for k in range(len(EDGES) - 1)
        if (of == k).any()
    )
