"""From ratios to points: indicators, dimensions and the total, each 0 to 100.

    s(r) = 100 rᵏ / (1 + rᵏ),      S = Σ_i w_i s_i,      contribution of i = w_i (s_i − 50)

=====  ==================================================================================================
symbol meaning
=====  ==================================================================================================
r      an indicator's ratio: against its own history or against the peers; 1 gives 50 points
k      steepness of the scale
s_i    an indicator's points: a mean of both comparisons, of its own history alone where there are no peers
w_i    the indicator's weight in the total after what is not recorded gave its weight away, Σ w_i = 1
=====  ==================================================================================================

So the contributions add up to the total's distance from 50.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.situation.indicators import DIMENSIONS, INDICATORS
from daoan.assess.situation.ratios import Ratios
from daoan.terms.frames import Bools, Floats
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the indicators, (indicators,), and of the dimensions by name; both sum to 1, 0: not recorded."""

    indicators: Floats
    dimensions: dict[str, float]
    inside: Floats  # (dimensions, indicators): weight of each indicator inside its dimension


@dataclass(frozen=True, slots=True)
class Scale:
    """The way from a ratio to points, and the mix of the two comparisons."""

    steepness: float
    own: float
    peers: float

    def points(self, ratio: Floats) -> Floats:
        """0 to 100, 50 at a ratio of 1."""
        power = np.power(ratio, self.steepness)
        return np.asarray(100.0 * power / (1.0 + power))

    def mix(self, own: Floats, peer: Floats) -> Floats:
        """Points of both comparisons together; ``peer`` NaN: the own history alone."""
        both = (self.own * own + self.peers * peer) / (self.own + self.peers)
        return np.asarray(np.where(np.isnan(peer), own, both))


def scale_of(pack: RulePack) -> Scale:
    """The scale of the rule pack."""
    return Scale(*(float(pack.get(f"scale.{name}")) for name in ("steepness", "own", "peers")))


def weights_of(told: Bools, pack: RulePack) -> Weights:
    """Default weights of what is recorded; what is not gives its weight to the rest, in proportion.

    ``told`` (indicators,). With nothing recorded all weights are 0.
    """
    inside = np.zeros((len(DIMENSIONS), len(INDICATORS)))
    default = np.zeros(len(DIMENSIONS))
    for d, dimension in enumerate(DIMENSIONS):
        rows = [i for i, one in enumerate(INDICATORS) if one.dimension == dimension]
        for i in rows:
            inside[d, i] = float(pack.get(f"indicators.{dimension}.{INDICATORS[i].key}")) * told[i]
        if inside[d].sum() > 0:
            inside[d] /= inside[d].sum()
            default[d] = float(pack.get(f"dimensions.{dimension}"))
    share = default / default.sum() if default.sum() > 0 else default
    return Weights(
        indicators=share @ inside,
        dimensions=dict(zip(DIMENSIONS, (float(s) for s in share), strict=True)),
        inside=inside,
    )


@dataclass(frozen=True, slots=True)
class MonthPoints:
    """Points of one month, by unit; no intervals yet."""

    indicators: Floats  # (indicators, units)
    total: Floats  # (units,)
    total_less_one: Floats  # (units,): with one crash fewer in every indicator


def month_points(history: Ratios, peers: Ratios, weights: Weights, scale: Scale) -> MonthPoints:
    """Points of every unit in one month, at the posterior means of its ratios."""
    points = scale.mix(scale.points(history.ratio), scale.points(peers.ratio))
    fewer = scale.mix(scale.points(history.less_one()), scale.points(peers.less_one()))
    return MonthPoints(points, weights.indicators @ points, weights.indicators @ fewer)
