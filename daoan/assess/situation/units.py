"""What is compared: the counties of a city, or its road classes, and what their risk is divided by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.assess.indicators.rates import Denominators
from daoan.assess.indicators.register import Register
from daoan.assess.situation.lenses import Stock
from daoan.terms.codes import LABELS, RoadClass
from daoan.terms.estimates import Text
from daoan.terms.frames import NONE_CODE, Floats, Network, Objects, code_at
from daoan.terms.records import BlackSpot, SegmentEstimate
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Units:
    """What is compared: counties or road classes, with what their risk is divided by."""

    kind: str  # "area", "road_class"
    names: Mapping[str, Text]  # by code, in the order of the answer
    unit_of: Objects  # of each crash: a code, or None
    exposure: Floats  # NaN: not known, or not to be compared
    exposure_name: Text | None  # None: not compared
    stock: Stock


def county_units(
    register: Register,
    names: Mapping[str, Text],
    by: Mapping[str, Denominators],
    blackspots: Sequence[BlackSpot],
    estimates: Sequence[SegmentEstimate],
    pack: RulePack,
) -> Units:
    """Counties. In a city of one area every crash is the area's, whatever code it carries."""
    codes = list(names)
    only = len(codes) == 1
    unit_of = np.full(len(register), codes[0], dtype=object) if only else register.frame.area
    exposure, name = exposure_of(codes, by, estimates)
    excess = float(pack.get("stock.prob_excess"))
    return Units(
        kind="area",
        names=names,
        unit_of=unit_of,
        exposure=exposure,
        exposure_name=name,
        stock=Stock(
            blackspots=np.array([sum(b.area == code for b in blackspots) for code in codes], dtype=np.float64),
            excess_stretches=np.array(
                [sum(e.area == code and e.prob_excess >= excess for e in estimates) for code in codes], dtype=np.float64
            ),
            length_km=np.array([by.get(code, Denominators()).network_length_km or 0.0 for code in codes]),
        ),
    )


def class_units(register: Register, network: Network) -> Units:
    """Road classes: that of the road a crash was snapped to, else as recorded. They are no peers of each other: a
    motorway is no better county road, so each stands against its own history alone."""
    frame = register.frame
    snapped = frame.segment >= 0
    code = frame.road_class.copy()
    code[snapped] = network.road_class[frame.segment[snapped]]
    present = [c for c in RoadClass if (code == list(RoadClass).index(c)).any()]
    named = [None if c == NONE_CODE else class_unit(code_at(RoadClass, int(c))) for c in code]
    unit_of = np.array([*named, None], dtype=object)[:-1]
    nothing = np.zeros(len(present))
    return Units(
        kind="road_class",
        names={class_unit(c): LABELS[c] for c in present},
        unit_of=unit_of,
        exposure=np.full(len(present), np.nan),
        exposure_name=None,
        stock=Stock(nothing, nothing, nothing),
    )


def exposure_of(
    codes: Sequence[str], by: Mapping[str, Denominators], estimates: Sequence[SegmentEstimate]
) -> tuple[Floats, Text | None]:
    """What counties are compared by, NaN where a county has none; ``None`` as a name where fewer than two have any.

    First the crashes that the safety performance function expects of their stretches: traffic, length and kind of road
    in one number (indirect standardisation), so that a district of streets is not measured by a country road. Else
    distance driven where all but roadless counties have it, else length, else people.
    """
    model = np.zeros(len(codes))
    row = {code: i for i, code in enumerate(codes)}
    for estimate in estimates:
        if estimate.area in row:
            model[row[estimate.area]] += estimate.model_crashes_per_year
    if (model > 0).sum() >= 2:
        name = Text("the crashes that the model expects of their roads and traffic", "路网与流量模型预期的事故数")
        return np.where(model > 0, model, np.nan), name
    return _exposure_by_denominator([by.get(code, Denominators()) for code in codes])


def _exposure_by_denominator(rows: Sequence[Denominators]) -> tuple[Floats, Text | None]:
    for field, name in (
        ("vehicle_km_per_year", Text("vehicle-kilometres", "车公里")),
        ("network_length_km", Text("kilometres of road", "道路里程")),
        ("population", Text("residents", "常住人口")),
    ):
        values = np.array([getattr(row, field) or np.nan for row in rows], dtype=np.float64)
        with_roads = np.array([bool(row.network_length_km) for row in rows]) if field != "population" else values > 0
        if np.isfinite(values).sum() >= 2 and np.isfinite(values[with_roads]).all():
            return values, name
    return np.full(len(rows), np.nan), None


def class_unit(road_class: RoadClass) -> str:
    """The name of a road class as a unit."""
    return f"class:{road_class.value}"
