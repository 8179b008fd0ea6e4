"""What came of each crash: form, cause, who was in it, who was hurt or killed, what it cost. Columns, by crash."""

from dataclasses import dataclass
from itertools import compress

import numpy as np
import numpy.typing as npt

from daoan.terms.codes import Form, Light, RoadClass, VehicleKind
from daoan.terms.frames import Bools, Codes, Floats, Ints, codes_of
from daoan.town.happenings import Happenings
from daoan.town.parameters import Parameters, by_class
from daoan.town.segments import Roads
from daoan.town.spots import PlantedSpot

Strings = npt.NDArray[np.str_]

_FORMS = [
    Form.SIDE,
    Form.REAR_END,
    Form.HEAD_ON,
    Form.PEDESTRIAN,
    Form.SCRAPE,
    Form.OBJECT,
    Form.ROLLOVER,
    Form.RUN_OFF,
]
#: Shares of forms by kind of road; assumption.
_FORM_SHARES = {
    "motorway": [0.08, 0.44, 0.01, 0.04, 0.13, 0.20, 0.08, 0.02],
    "rural": [0.30, 0.13, 0.14, 0.15, 0.08, 0.06, 0.07, 0.07],
    "street": [0.42, 0.18, 0.05, 0.20, 0.12, 0.03, 0.00, 0.00],
    "long_slope": [0.05, 0.34, 0.06, 0.02, 0.05, 0.12, 0.20, 0.16],
    "vulnerable": [0.55, 0.04, 0.03, 0.34, 0.04, 0.00, 0.00, 0.00],
}
_KINDS = [
    VehicleKind.CAR, VehicleKind.MOTORCYCLE, VehicleKind.E_BIKE, VehicleKind.LIGHT_GOODS, VehicleKind.HEAVY_GOODS,
    VehicleKind.TRICYCLE, VehicleKind.MINIBUS, VehicleKind.BUS, VehicleKind.AGRICULTURAL, VehicleKind.TAXI,
]  # fmt: skip
#: Shares of vehicles in crashes by kind of road; assumption.
_KIND_SHARES = {
    "motorway": [0.52, 0.0, 0.0, 0.10, 0.31, 0.0, 0.04, 0.03, 0.0, 0.0],
    "rural": [0.38, 0.17, 0.08, 0.10, 0.08, 0.11, 0.04, 0.01, 0.03, 0.0],
    "street": [0.47, 0.08, 0.28, 0.05, 0.02, 0.03, 0.01, 0.02, 0.0, 0.04],
    "long_slope": [0.28, 0.05, 0.02, 0.15, 0.42, 0.04, 0.02, 0.02, 0.0, 0.0],
    "vulnerable": [0.10, 0.28, 0.42, 0.02, 0.01, 0.17, 0.0, 0.0, 0.0, 0.0],
}
#: Causes as a register words them, by form; assumption.
CAUSES = {
    Form.SIDE: ("未按规定让行", "违反交通信号", "违法变更车道"),
    Form.REAR_END: ("未与前车保持安全距离", "超速行驶", "疲劳驾驶"),
    Form.HEAD_ON: ("逆行", "违法超车", "违法占道行驶"),
    Form.PEDESTRIAN: ("未按规定让行", "行人违法横过道路", "超速行驶"),
    Form.SCRAPE: ("违法会车", "违法变更车道", "操作不当"),
    Form.OBJECT: ("操作不当", "酒后驾驶", "疲劳驾驶"),
    Form.ROLLOVER: ("超速行驶", "制动失效", "操作不当"),
    Form.RUN_OFF: ("操作不当", "超速行驶", "制动失效"),
}
_CAUSE_SHARES = np.array([0.55, 0.85, 1.0])


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One row a crash."""

    form: Codes
    cause: tuple[str, ...]
    first: Codes  # kind of the vehicle that comes first in the report
    second: Codes  # of the other vehicle; meaningless where there is none
    vehicles: Ints
    deaths_30d: Ints
    deaths_7d: Ints
    injured: Ints
    loss_yuan: Floats

    def where(self, mask: Bools) -> "Outcomes":
        """What came of the crashes that a mask chooses."""
        columns = {name: getattr(self, name)[mask] for name in self.__slots__ if name != "cause"}
        return Outcomes(cause=tuple(compress(self.cause, mask)), **columns)


def draw_outcomes(
    rng: np.random.Generator,
    roads: Roads,
    spots: tuple[PlantedSpot, ...],
    what: Happenings,
    parameters: Parameters,
) -> Outcomes:
    """Outcomes of all crashes; those that a spot added by its pattern look like it."""
    kind = _kind_of_road(roads, spots, what)
    form = _draw_by_kind(kind, _FORM_SHARES, codes_of(Form, _FORMS), rng)
    first = _draw_by_kind(kind, _KIND_SHARES, codes_of(VehicleKind, _KINDS), rng)
    second = _draw_by_kind(
        np.where(kind == "vulnerable", "street", kind), _KIND_SHARES, codes_of(VehicleKind, _KINDS), rng
    )
    alone = np.isin(form, codes_of(Form, [Form.PEDESTRIAN, Form.OBJECT, Form.ROLLOVER, Form.RUN_OFF]))
    vehicles = np.where(alone, 1, 2 + (rng.uniform(size=len(form)) < 0.06))
    pick = (rng.uniform(size=len(form))[:, None] >= _CAUSE_SHARES).sum(axis=1)
    cause = tuple(CAUSES[list(Form)[f]][k] for f, k in zip(form, pick, strict=True))
    fatal = rng.uniform(size=len(form)) < _fatal_share(roads, spots, what, parameters)
    o = parameters["outcome"]
    deaths = np.where(fatal, rng.geometric(1.0 - o["further_deaths"], len(form)), 0)
    within = rng.binomial(deaths, o["within_7_days"])
    injured = np.where(fatal, rng.poisson(0.7, len(form)), 1 + rng.poisson(o["injured_mean"] - 1.0, len(form)))
    loss = o["loss_median_yuan"] * np.exp(rng.normal(0, o["loss_sd_log"], len(form))) * np.where(fatal, 3.0, 1.0)
    return Outcomes(form, cause, first, second, vehicles, deaths, within, injured, np.round(loss, -2))


def _kind_of_road(roads: Roads, spots: tuple[PlantedSpot, ...], what: Happenings) -> Strings:
    motorway = roads.network.road_class[what.segment] == list(RoadClass).index(RoadClass.MOTORWAY)
    kind = np.where(roads.street[what.segment], "street", np.where(motorway, "motorway", "rural")).astype("U12")
    pattern = np.array([s.pattern for s in spots] + [""])[what.spot]
    for name in ("long_slope", "vulnerable"):
        kind[what.patterned & (pattern == name)] = name
    return kind


def _draw_by_kind(
    kind: Strings,
    shares: dict[str, list[float]],
    codes: Codes,
    rng: np.random.Generator,
) -> Codes:
    edges = np.array([np.cumsum(shares[k]) / np.sum(shares[k]) for k in shares])
    row = np.array([list(shares).index(k) for k in kind], dtype=np.int64)
    return np.asarray(codes[(rng.uniform(size=len(kind))[:, None] >= edges[row]).sum(axis=1)], dtype=np.uint8)


def _fatal_share(roads: Roads, spots: tuple[PlantedSpot, ...], what: Happenings, parameters: Parameters) -> Floats:
    """Probability that somebody dies within 30 days: by class, darkness and planted pattern."""
    o = parameters["outcome"]
    street: Bools = roads.street[what.segment]
    share = np.where(
        street, o["fatal_street"], by_class(o["fatal"])[roads.network.road_class[what.segment].astype(int)]
    )
    odds = share / (1.0 - share)
    odds *= np.where(what.light == list(Light).index(Light.DARK_UNLIT), o["fatal_dark_odds"], 1.0)
    pattern = np.array([s.pattern for s in spots] + [""])[what.spot]
    for name, ratio in o["fatal_spot_odds"].items():
        odds *= np.where(what.patterned & (pattern == name), ratio, 1.0)
    return np.asarray(odds / (1.0 + odds))
