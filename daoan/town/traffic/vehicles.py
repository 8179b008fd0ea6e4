"""The register of vehicles: local plates and those of other provinces, with what is wrong with some of them."""

from collections.abc import Mapping

import numpy as np

from daoan.terms.frames import Bools, Ints
from daoan.terms.passes import NEVER, Column, PassClass, PlateState, VehicleFrame
from daoan.terms.plates import LARGE, NUMBER_OF, PlateColour
from daoan.town.parameters import Parameters
from daoan.town.traffic.serials import LOCAL, draw_serials, plates_of
from daoan.town.traffic.stated import planted

YELLOW_KINDS = (
    PassClass.COACH, PassClass.SCHOOL_BUS, PassClass.HEAVY_TRUCK, PassClass.HAZMAT, PassClass.CONSTRUCTION,
)  # fmt: skip


def register_vehicles(scale: float, today: int, stated: Parameters, rng: np.random.Generator) -> VehicleFrame:
    """Local vehicles first, then strangers. ``today``: the first day of the passes, days since 1970 in the zone."""
    v = stated["vehicles"]
    local, strangers = max(1, round(v["local"] * scale)), max(1, round(v["strangers"] * scale))
    size = local + strangers
    kind = np.concatenate([_draw_kinds(v["local_kinds"], local, rng), _draw_kinds(v["stranger_kinds"], strangers, rng)])
    plate = _plates(kind, local, planted(v["same_signs"], scale), stated, rng)
    scrap = _scrap_days(kind, today, rng)
    late = rng.uniform(size=size) < v["scrap_overdue"]
    scrap[late] = today - rng.integers(1, 700, late.sum())
    return VehicleFrame(
        plate=plate,
        kind=kind.astype(np.uint8),
        colour=rng.choice(len(v["colours"]), size, p=v["colours"]).astype(np.uint8),
        brand=np.minimum(rng.zipf(1.4, size) - 1, rng.integers(0, v["brands"], size)).astype(np.int16),
        state=_states(size, v, rng),
        inspect_by=_inspections(size, today, v["inspection_overdue"], rng),
        scrap_by=scrap,
        unprocessed=_unprocessed(size, v, rng),
        exempt_night=(kind == PassClass.COACH) & (rng.uniform(size=size) < v["exempt_coaches"]),
    )


def plate_colours(plate: Column) -> Column:
    """The colour that a packed plate has: yellow if large, green if it has eight signs, else blue."""
    green = (plate & 0x7F) != 0
    colour = np.where(green, PlateColour.GREEN, np.where(plate & LARGE, PlateColour.YELLOW, PlateColour.BLUE))
    return np.asarray(colour, dtype=np.uint8)


def _draw_kinds(shares: Mapping[str, float], size: int, rng: np.random.Generator) -> Ints:
    kinds = np.array([PassClass[name] for name in shares])
    share = np.array(list(shares.values()))
    return np.sort(rng.choice(kinds, size, p=share / share.sum()))


def _plates(kind: Ints, local: int, twins: int, stated: Parameters, rng: np.random.Generator) -> Column:
    v, size = stated["vehicles"], len(kind)
    yellow, is_local = np.isin(kind, YELLOW_KINDS), np.arange(size) < local
    green = (kind == PassClass.CAR) & (rng.uniform(size=size) < v["green_share"])
    serial = draw_serials(size, rng)
    _share_signs(serial, kind, green, local, twins)
    names, share = list(v["provinces"]), np.array(list(v["provinces"].values()))
    province = np.array([NUMBER_OF[name] for name in names])[rng.choice(len(names), size, p=share / share.sum())]
    city = np.array([NUMBER_OF[c] for c in "ABCDEFGHJ"])[rng.integers(0, 9, size)]
    return plates_of(
        np.where(is_local, LOCAL[0], province), np.where(is_local, LOCAL[1], city), serial, yellow, green
    )  # fmt: skip


def _share_signs(serial: Ints, kind: Ints, green: Bools, local: int, twins: int) -> None:
    """Some local heavy trucks bear the signs of a local car, on a plate of another colour: both lawful."""
    cars = np.flatnonzero((kind[:local] == PassClass.CAR) & ~green[:local])
    trucks = np.flatnonzero(kind[:local] == PassClass.HEAVY_TRUCK)
    number = min(twins, len(cars), len(trucks))
    serial[trucks[:number]] = serial[cars[:number]]


def _states(size: int, v: Parameters, rng: np.random.Generator) -> Column:
    point = rng.uniform(size=size)
    edges = np.cumsum([v["cancelled"], v["scrapped"], v["stolen"]])
    states = np.array([PlateState.CANCELLED, PlateState.SCRAPPED, PlateState.STOLEN, PlateState.VALID])
    return np.asarray(states[np.searchsorted(edges, point, side="right")], dtype=np.uint8)


def _inspections(size: int, today: int, overdue: float, rng: np.random.Generator) -> Column:
    day = today + rng.integers(0, 730, size)
    late = rng.uniform(size=size) < overdue
    day[late] = today - 1 - np.minimum(rng.exponential(220.0, late.sum()), 2000.0).astype(np.int64)
    return np.asarray(day, dtype=np.int32)


def _scrap_days(kind: Ints, today: int, rng: np.random.Generator) -> Column:
    """Private cars may be driven for good; whatever works for money has a last day."""
    private = np.isin(kind, (PassClass.CAR, PassClass.VAN, PassClass.OTHER))
    return np.asarray(np.where(private, NEVER, today + rng.integers(30, 4500, len(kind))), dtype=np.int32)


def _unprocessed(size: int, v: Parameters, rng: np.random.Generator) -> Column:
    some = rng.uniform(size=size) < v["unprocessed_share"]
    many = rng.uniform(size=size) < v["many_share"]
    number = np.where(some, rng.geometric(1.0 / v["unprocessed_mean"], size), 0)
    return np.asarray(np.where(many, rng.integers(10, 67, size), number), dtype=np.int16)
