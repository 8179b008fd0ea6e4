"""Safety performance function: how many crashes a stretch like this one has, by negative binomial regression.

::

    ln m_i = ln length_km + ln years + β₀ + β_class + (β_f + β_f,class) f_i
             + β_d dual + β_j junction ends + β_l l_i + β_g g_i

======  ===========================================================================================
symbol  meaning
======  ===========================================================================================
f_i     ln flow, centred; β_f is drawn to the rule pack's exponent where the data do not tell
β_class of every class but the commonest; β_f,class how its flow exponent differs, drawn to 0
l_i     ln of length (50 m at least), centred: a stretch twice as long has not always twice the crashes (junction ends)
g_i     ln of a flow figure given with the road data, centred, where flows were spread from counts
======  ===========================================================================================

Weather and light of a crash describe the crash and are never covariates. Source: Hauer (2015) *The Art of Regression
Modeling in Road Safety*, doi:10.1007/978-3-319-12529-9.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.exposure import CLASS, GIVEN, Exposure
from daoan.kernels.stats.negative_binomial import CountFit, fit_nb2
from daoan.terms.codes import RoadClass
from daoan.terms.frames import NONE_CODE, Floats, Network
from daoan.terms.rulepacks import RulePack

#: A class with fewer crashes than this shares the flow exponent of all.
FEWEST_CRASHES_OF_CLASS = 50

#: Below this length crashes are taken to grow in proportion to length: GPS and snapping tell no finer.
SHORTEST_M = 50.0


@dataclass(frozen=True, slots=True)
class Design:
    """Design of the regression: columns, their names, the weak prior of each coefficient, and where ln flow stands."""

    X: Floats
    names: tuple[str, ...]
    centre: Floats
    precision: Floats
    flow_columns: Floats  # (columns,) 1 where a column carries ln flow, for the slope of each stretch

    def with_column(self, name: str, values: Floats, centre: float, precision: float) -> "Design":
        """The same design with one column more, drawn to ``centre``."""
        return Design(
            np.column_stack([self.X, values]),
            (*self.names, name),
            np.append(self.centre, centre),
            np.append(self.precision, precision),
            np.append(self.flow_columns, 0.0),
        )


@dataclass(frozen=True, slots=True)
class Spf:
    """A fitted safety performance function."""

    design: Design
    fit: CountFit
    expected: Floats  # crashes over the counted years
    log_variance: Floats  # of ln expected, from the regression's own uncertainty
    flow_exponent: Floats  # of each stretch


def design_of(network: Network, exposure: Exposure, crashes: Floats, severity: RulePack) -> Design:
    """Columns that this network and exposure allow. ``crashes`` (n,): which classes get their own exponent."""
    n = len(network)
    weak = float(severity.get("estimation.coefficient_sd")) ** -2
    flow_weak = float(severity.get("estimation.flow_exponent_sd")) ** -2
    log_flow = np.log(exposure.vehicles_per_day)
    log_flow = log_flow - log_flow.mean()
    columns: list[tuple[str, Floats, float, float, float]] = [("constant", np.ones(n), 0.0, 1e-6, 0.0)]
    columns.append(("flow", log_flow, float(severity.get("estimation.flow_exponent")), flow_weak, 1.0))
    code = network.road_class
    present, how_many = np.unique(code, return_counts=True)
    for c in present[np.argsort(-how_many, kind="stable")][1:]:
        name = "unknown" if c == NONE_CODE else str(list(RoadClass)[c])
        here = code == c
        columns.append((f"class:{name}", here.astype(float), 0.0, weak, 0.0))
        own_flows = float(np.ptp(log_flow[here])) > 0.2
        if own_flows and crashes[here].sum() >= FEWEST_CRASHES_OF_CLASS:
            columns.append((f"flow:{name}", here * (log_flow - log_flow[here].mean()), 0.0, flow_weak, 1.0))
    columns.append(("dual", network.dual.astype(float), 0.0, weak, 0.0))
    columns.append(("junction_ends", _junction_ends(network), 0.0, weak, 0.0))
    log_length = np.log(np.maximum(network.length_m, SHORTEST_M))
    columns.append(("length", log_length - log_length.mean(), 0.0, 4.0 * weak, 0.0))
    given = exposure.log_given
    counted = ~np.isin(exposure.source, (CLASS, GIVEN))
    if counted.any() and np.isfinite(given).all():
        columns.append(("given_flow", given - given.mean(), 0.0, weak, 0.0))
    columns = [c for c in columns if c[0] == "constant" or float(np.ptp(c[1])) > 0.0]
    return Design(
        X=np.stack([c[1] for c in columns], axis=1),
        names=tuple(c[0] for c in columns),
        centre=np.array([c[2] for c in columns]),
        precision=np.array([c[3] for c in columns]),
        flow_columns=np.array([c[4] for c in columns]),
    )


def _junction_ends(network: Network) -> Floats:
    """How many of a stretch's two ends are junctions of three or more stretches."""
    size = len(network.node_lon)
    degree = np.bincount(network.from_node, minlength=size) + np.bincount(network.to_node, minlength=size)
    return np.asarray((degree[network.from_node] >= 3).astype(float) + (degree[network.to_node] >= 3))


def fit_spf(crashes: Floats, years: float, length_m: Floats, design: Design) -> Spf:
    """Fit to ``crashes`` (n,) of ``years`` on stretches of ``length_m`` (n,)."""
    offset = np.log(length_m / 1000.0) + np.log(years)
    fit = fit_nb2(crashes, design.X, offset, ridge=design.precision, centre=design.centre)
    slopes = (fit.beta * design.flow_columns)[None, :] * (design.X != 0.0)
    return Spf(
        design=design,
        fit=fit,
        expected=fit.mean(design.X, offset),
        log_variance=fit.log_mean_variance(design.X),
        flow_exponent=slopes.sum(axis=1),
    )
