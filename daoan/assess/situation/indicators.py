"""Which crashes each indicator of the situation counts, and for which crashes that is recorded at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from daoan.assess.indicators.register import Register, ksi_amounts
from daoan.terms.codes import Form, Light, Severity, Surface, VehicleKind
from daoan.terms.estimates import Text
from daoan.terms.frames import NONE_CODE, Bools, Codes, code_column, codes_of
from daoan.terms.rulepacks import RulePack

#: Dimensions of the index, with the words of the house. The last two are recorded nowhere yet.
DIMENSIONS: dict[str, Text] = {
    "crash": Text("crashes", "交通事故"),
    "road": Text("road", "道路隐患"),
    "driver": Text("driver", "驾驶人"),
    "vehicle": Text("vehicle", "机动车"),
    "company": Text("company", "运输企业"),
    "governance": Text("governance", "治理履职"),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """Crashes that an indicator counts, and crashes for which it could be told; one row a crash."""

    counted: Bools
    told: Bools


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: a count of crashes of a kind, so that no crash counts twice in it whatever its deaths."""

    key: str
    dimension: str
    label: Text
    mark: Callable[[Register, RulePack], Marks]


def _by_severity(*kinds: Severity) -> Callable[[Register, RulePack], Marks]:
    def mark(register: Register, _: RulePack) -> Marks:
        code = register.frame.severity
        return Marks(np.isin(code, codes_of(Severity, kinds)), np.isin(code, [NONE_CODE], invert=True))

    return mark


def _ksi(register: Register, _: RulePack) -> Marks:
    amounts = ksi_amounts(register)
    return Marks(np.asarray(amounts == 1), ~np.isnan(amounts))


def _vulnerable(register: Register, _: RulePack) -> Marks:
    return Marks(register.frame.vulnerable, np.asarray(register.roles.any(axis=1)))


def _by_code(column: str, kind: type[StrEnum], members: Sequence[StrEnum]) -> Callable[[Register, RulePack], Marks]:
    """``UNKNOWN`` says as little as nothing recorded."""
    blank = [m for m in kind if m.value == "unknown"]

    def mark(register: Register, _: RulePack) -> Marks:
        code: Codes = getattr(register.frame, column)
        untold = np.isin(code, [NONE_CODE, *code_column(kind, blank)])
        return Marks(np.isin(code, codes_of(kind, members)), ~untold)

    return mark


def _by_cause(key: str) -> Callable[[Register, RulePack], Marks]:
    def mark(register: Register, pack: RulePack) -> Marks:
        words = [str(word) for word in pack.get(f"causes.{key}")]
        wordings = {cause for cause in register.cause if cause is not None}
        chosen = {cause for cause in wordings if any(word in str(cause).lower() for word in words)}
        counted = np.array([cause in chosen for cause in register.cause], dtype=bool)
        return Marks(counted, np.array([cause is not None for cause in register.cause], dtype=bool))

    return mark


def _by_vehicle(*kinds: VehicleKind) -> Callable[[Register, RulePack], Marks]:
    def mark(register: Register, _: RulePack) -> Marks:
        hurt = register.vehicles[:, codes_of(VehicleKind, kinds).astype(np.int64)]
        return Marks(np.asarray(hurt.any(axis=1)), np.asarray(register.vehicles.any(axis=1)))

    return mark


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "injury",
        "crash",
        Text("crashes with injury", "伤亡事故"),
        _by_severity(Severity.FATAL, Severity.SERIOUS, Severity.SLIGHT, Severity.INJURED),
    ),
    Indicator("fatal", "crash", Text("fatal crashes", "死亡事故"), _by_severity(Severity.FATAL)),
    Indicator("ksi", "crash", Text("crashes with killed or seriously injured", "死亡或重伤事故"), _ksi),
    Indicator(
        "vulnerable",
        "crash",
        Text("crashes that hurt people on foot or on two and three wheels", "涉及行人、两三轮车伤亡事故"),
        _vulnerable,
    ),
    Indicator(
        "dark_unlit",
        "road",
        Text("crashes in the dark without lighting", "夜间无照明事故"),
        _by_code("light", Light, [Light.DARK_UNLIT]),
    ),
    Indicator(
        "slippery",
        "road",
        Text("crashes on a wet, icy or muddy surface", "湿滑路面事故"),
        _by_code("surface", Surface, [Surface.WET, Surface.SNOW, Surface.ICE, Surface.FLOOD, Surface.MUD]),
    ),
    Indicator(
        "run_off",
        "road",
        Text("crashes off the road, into an object or rolled over", "坠车、撞固定物、翻车事故"),
        _by_code("form", Form, [Form.RUN_OFF, Form.OBJECT, Form.ROLLOVER]),
    ),
    Indicator(
        "impaired_or_fast",
        "driver",
        Text("crashes by drink, drugs, fatigue or speed", "酒驾毒驾、疲劳、超速肇事"),
        _by_cause("impaired_or_fast"),
    ),
    Indicator(
        "priority",
        "driver",
        Text("crashes by taking the right of way", "未让行、闯信号、逆行、违法超车会车肇事"),
        _by_cause("priority"),
    ),
    Indicator(
        "defect", "vehicle", Text("crashes by a vehicle's defect", "车辆机件故障或超载肇事"), _by_cause("defect")
    ),
    Indicator(
        "heavy",
        "vehicle",
        Text("crashes with a heavy goods vehicle, bus or coach", "涉及重中型货车、大客车伤亡事故"),
        _by_vehicle(VehicleKind.HEAVY_GOODS, VehicleKind.BUS),
    ),
    Indicator(
        "two_three_wheel",
        "vehicle",
        Text("crashes with a motorcycle, e-bike or tricycle", "涉及摩托车、电动自行车、三轮车伤亡事故"),
        _by_vehicle(VehicleKind.MOTORCYCLE, VehicleKind.E_BIKE, VehicleKind.TRICYCLE),
    ),
)
