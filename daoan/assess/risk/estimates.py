"""The risk table as records, most severe per kilometre first."""

import numpy as np

from daoan.assess.risk.reasons import reasons_of
from daoan.assess.risk.table import RiskTable
from daoan.kernels.stats.intervals import normal_factor
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats, Ints, Network
from daoan.terms.records import SegmentEstimate

_CLASSES = (*RoadClass,)


def estimates_of(table: RiskTable, network: Network) -> tuple[SegmentEstimate, ...]:
    """One record a stretch, in order of rank."""
    lon, lat = network.midpoints()
    order = np.argsort(table.rank, kind="stable")
    level = table.level
    columns = zip(
        order.tolist(),
        lon[order].tolist(),
        lat[order].tolist(),
        network.length_m[order].tolist(),
        network.road_class[order].tolist(),
        _flows(table, order),
        _estimates(table.mean, table.low, table.high, order, level),
        _estimates(table.ksi_mean, table.ksi_low, table.ksi_high, order, level),
        _estimates(table.weight_mean, table.weight_low, table.weight_high, order, level),
        _estimates(table.excess, table.excess_low, table.excess_high, order, level),
        table.model[order].tolist(),
        table.prob_excess[order].tolist(),
        _class_median_flow(table, network)[order].tolist(),
        strict=True,
    )
    return tuple(
        SegmentEstimate(
            segment_id=network.segment_id[i],
            road_name=network.road_name[i],
            road_class=_CLASSES[code] if code < len(_CLASSES) else RoadClass.OTHER,
            area=network.area[i],
            length_m=length_m,
            lon=x,
            lat=y,
            vehicles_per_day=flow,
            exposure_source=table.exposure.source[i],
            crashes=int(table.crashes[i]),
            ksi=int(table.ksi[i]),
            years=float(table.years),
            crashes_per_year=crashes,
            ksi_per_year=ksi,
            injury_weight_per_year=weight,
            model_crashes_per_year=model,
            excess_crashes_per_year=excess,
            prob_excess=prob,
            rank=int(table.rank[i]),
            reasons=reasons_of(table, i, typical),
            from_m=float(network.chainage_m[i]),
        )
        for i, x, y, length_m, code, flow, crashes, ksi, weight, excess, model, prob, typical in columns
    )


def _estimates(value: Floats, low: Floats, high: Floats, order: Ints, level: float) -> list[Estimate]:
    rows = zip(value[order].tolist(), low[order].tolist(), high[order].tolist(), strict=True)
    return [Estimate(v, lo, hi, level) for v, lo, hi in rows]


def _flows(table: RiskTable, order: Ints) -> list[Estimate]:
    value = table.exposure.vehicles_per_day
    reach = np.exp(normal_factor(0.95) * table.exposure.log_sd)
    return _estimates(value, value / reach, value * reach, order, 0.95)


def _class_median_flow(table: RiskTable, network: Network) -> Floats:
    """Median flow of the network's roads of the same class, per segment."""
    out = np.empty(len(network))
    for code in np.unique(network.road_class):
        here = network.road_class == code
        out[here] = np.median(table.exposure.vehicles_per_day[here])
    return out
