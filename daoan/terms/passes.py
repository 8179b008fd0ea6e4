"""Passes 过车: vehicles seen by cameras and checkpoints, as columns; and the sites and vehicles that they speak of.

A pass is one row of a :class:`PassFrame`. It names its site by row of a :class:`SiteFrame`, its vehicle by packed plate
(:mod:`daoan.terms.plates`), and holds no text. What the owner's register says of vehicles is a :class:`VehicleFrame`.
Moments are UTC, milliseconds since 1970; days are days since 1970 in the city's zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from daoan.terms.errors import Fault

Column = npt.NDArray[Any]

NOT_RECORDED = 255  # of a score, a class or a colour
NO_BRAND = -1
NOT_COUNTED = -1  # of violations: a register that says nothing of them does not say that there are none
NEVER = np.int32(2**31 - 1)  # a day that does not come


class PassClass(IntEnum):
    """Class of a vehicle, as far as rules for the road tell them apart (GA/T 16.4 车辆类型, coarser)."""

    CAR = 0
    VAN = 1  # 面包车
    COACH = 2  # 大中型客车
    SCHOOL_BUS = 3
    LIGHT_TRUCK = 4
    HEAVY_TRUCK = 5
    HAZMAT = 6
    CONSTRUCTION = 7  # 渣土、工程运输车
    MOTORCYCLE = 8
    AGRICULTURAL = 9
    OTHER = 10


#: Classes that the limit for large vehicles holds for.
LARGE_KINDS = (
    PassClass.COACH,
    PassClass.SCHOOL_BUS,
    PassClass.LIGHT_TRUCK,
    PassClass.HEAVY_TRUCK,
    PassClass.HAZMAT,
    PassClass.CONSTRUCTION,
)


class SiteKind(IntEnum):
    """What stands at a site."""

    CAMERA = 0
    CHECKPOINT = 1  # 卡口
    STATION = 2  # 执法站, with a checkpoint of its own


class Heading(IntEnum):
    """Direction of travel along the route of a site."""

    UNKNOWN = -1
    UP = 0  # towards higher chainage
    DOWN = 1


class PlateState(IntEnum):
    """What the register says of a plate."""

    VALID = 0
    CANCELLED = 1  # 注销
    SCRAPPED = 2  # 达到报废标准公告作废
    STOLEN = 3  # reported by its owner


class Columns:
    """Frozen columns of one length."""

    __slots__ = ()

    def __post_init__(self) -> None:
        lengths = {f.name: len(getattr(self, f.name)) for f in fields(self)}  # type: ignore[arg-type]
        if len(set(lengths.values())) > 1:
            raise Fault(f"columns of {type(self).__name__} differ in length: {lengths}")

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]

    def take(self, rows: Column | slice) -> Self:
        """Some rows: positions, a mask or a slice."""
        taken = {f.name: getattr(self, f.name)[rows] for f in fields(self)}  # type: ignore[arg-type]
        return replace(self, **taken)  # type: ignore[type-var]


@dataclass(frozen=True, slots=True, eq=False)
class PassFrame(Columns):
    """Passes as columns, in the order in which they became known."""

    pass_id: Column  # int64; follows from site, lane, moment and the device's own number, so that a double has the same
    site: Column  # int32, row of the sites
    lane: Column  # int8, from 1; 0 not recorded
    heading: Column  # int8, Heading
    happened_ms: Column  # int64, by the device's clock
    known_ms: Column  # int64, when it reached us
    plate: Column  # int64, packed
    plate_colour: Column  # uint8, PlateColour
    score: Column  # uint8, how sure the camera says it is of the plate, 0 to 100; NOT_RECORDED
    kind: Column  # uint8, PassClass as the camera judged it; NOT_RECORDED
    colour: Column  # uint8, of the body: position in GA/T 16.8's A to J and Z; NOT_RECORDED
    brand: Column  # int16, row of a list of brands; NO_BRAND
    speed_kmh: Column  # float32, NaN where not measured


#: The type of each column of a :class:`PassFrame`.
PASS_TYPES: dict[str, npt.DTypeLike] = {
    "pass_id": np.int64, "site": np.int32, "lane": np.int8, "heading": np.int8, "happened_ms": np.int64,
    "known_ms": np.int64, "plate": np.int64, "plate_colour": np.uint8, "score": np.uint8, "kind": np.uint8,
    "colour": np.uint8, "brand": np.int16, "speed_kmh": np.float32,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SiteFrame(Columns):
    """Sites as columns. ``limit_car_kmh`` and ``limit_large_kmh``: limits by day for small and for large vehicles."""

    site_id: Column  # object, str
    kind: Column  # uint8, SiteKind
    route: Column  # object, str; empty off the numbered roads
    chainage_m: Column  # float64; NaN off the numbered roads
    heading: Column  # int8, the Heading that it watches; UNKNOWN: both
    lanes: Column  # int8
    lon: Column  # float64, WGS-84
    lat: Column  # float64
    area: Column  # object, str: county
    segment: Column  # int32, row of the network's segment; -1 where not on it
    limit_car_kmh: Column  # float32; NaN where not known
    limit_large_kmh: Column  # float32
    hazard: Column  # uint8, bits of SiteHazard: what kind of road begins here


class SiteHazard(IntEnum):
    """What makes the road behind a site one that some vehicles should not enter unseen. Bits."""

    LONG_DESCENT = 1
    ICE = 2
    SCHOOL = 4
    MOUNTAIN = 8  # class III or lower, in the mountains: no coach by night


@dataclass(frozen=True, slots=True, eq=False)
class VehicleFrame(Columns):
    """What the register of vehicles says, one row a plate."""

    plate: Column  # int64, packed
    kind: Column  # uint8, PassClass; NOT_RECORDED
    colour: Column  # uint8; NOT_RECORDED
    brand: Column  # int16; NO_BRAND
    state: Column  # uint8, PlateState
    inspect_by: Column  # int32, the last day on which its inspection holds; NEVER
    scrap_by: Column  # int32, the last day on which it may be driven; NEVER
    unprocessed: Column  # int16, violations that nobody has dealt with; NOT_COUNTED
    exempt_night: Column  # bool: a coach that may drive between 2 and 5, by line or relay (接驳)


#: The type of each column of a :class:`VehicleFrame`.
VEHICLE_TYPES: dict[str, npt.DTypeLike] = {
    "plate": np.int64, "kind": np.uint8, "colour": np.uint8, "brand": np.int16, "state": np.uint8,
    "inspect_by": np.int32, "scrap_by": np.int32, "unprocessed": np.int16, "exempt_night": np.bool_,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Road distance and the time of free flow from one site to another.

    ``road_m`` and ``free_s``: float32, shape (sites, sites), from row to column; infinite where no road leads.
    """

    road_m: Column
    free_s: Column


def empty_passes(length: int) -> PassFrame:
    """Columns to be filled: zeros of the right types."""
    return PassFrame(**{name: np.zeros(length, dtype) for name, dtype in PASS_TYPES.items()})


def empty_vehicles(length: int) -> VehicleFrame:
    """Columns to be filled: zeros of the right types."""
    return VehicleFrame(**{name: np.zeros(length, dtype) for name, dtype in VEHICLE_TYPES.items()})


def join_vehicles(parts: Sequence[VehicleFrame]) -> VehicleFrame:
    """Parts of a register one behind another; none is an empty one."""
    whole = (empty_vehicles(0), *parts)
    return VehicleFrame(**{name: np.concatenate([getattr(p, name) for p in whole]) for name in VEHICLE_TYPES})


def join_passes(parts: Sequence[PassFrame]) -> PassFrame:
    """Passes one behind another."""
    return PassFrame(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in PASS_TYPES})
