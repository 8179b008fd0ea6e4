"""The vehicles that there truly are: those of the register, then those that copy a plate or made one up."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import Column, PassClass, VehicleFrame
from daoan.terms.plates import NUMBER_OF
from daoan.town.parameters import Parameters
from daoan.town.traffic.serials import LOCAL, draw_serials, plates_of
from daoan.town.traffic.stated import between, by_kind, planted
from daoan.town.traffic.zones import Zones


class Part(IntEnum):
    """What a vehicle does in the town in these days."""

    PARKED = 0
    OUTINGS = 1
    COMMUTER = 2
    LOCAL_HAUL = 3
    LINE_COACH = 4
    SITE_RUNS = 5  # construction, between a quarry and a site
    THROUGH = 6  # a stranger
    TIRED = 7
    NEAR_MISS = 8
    NIGHT_COACH = 9
    NIGHT_EXEMPT = 10
    SHUTTLER = 11


class Haste(IntEnum):
    """How a driver treats limits."""

    NONE = 0
    SECTION = 1  # fast all the way, lawful at cameras
    POINT = 2  # fast at some cameras


@dataclass(frozen=True, slots=True)
class Fleet:
    """Columns; row *i* below the register's length is its row *i*."""

    plate: Column  # that it bears
    kind: Column
    colour: Column
    brand: Column
    exempt_night: Bools
    local: Bools
    copies: Ints  # row of the vehicle whose plate it copies; -1
    fake: Bools  # its plate is in no register
    part: Column  # uint8, Part
    haste: Column  # uint8, Haste
    home: Ints  # row of a zone
    outings: Floats  # a day
    pace: Floats  # its time relative to a car's
    dirty: Bools
    avoids_toll: Bools

    def __len__(self) -> int:
        return len(self.plate)


def gather_fleet(
    register: VehicleFrame, zones: Zones, scale: float, stated: Parameters, rng: np.random.Generator
) -> Fleet:
    """Give each vehicle of the register a home and a part, and add the copies and the fakes."""
    p, kind = stated["planted"], register.kind
    local = _is_local(register)
    part = _ordinary_parts(kind, local, stated, rng)
    haste = np.zeros(len(register), dtype=np.uint8)
    outings = by_kind(stated["trips"]["outings"])[kind]
    _plant_parts(part, kind, local, register.exempt_night, scale, p, rng)
    copied = _choose(part, kind, (Part.OUTINGS,), (PassClass.CAR, PassClass.VAN, PassClass.LIGHT_TRUCK),
                     planted(p["clones"], scale), rng)  # fmt: skip
    parked = copied[: round(len(copied) * p["clone_parked"])]
    outings[copied] = 1.6
    for which, number in ((Haste.SECTION, p["section_speeders"]), (Haste.POINT, p["point_speeders"])):
        free = np.where(haste == Haste.NONE, part, Part.PARKED)
        chosen = _choose(free, kind, (Part.OUTINGS, Part.THROUGH), (PassClass.CAR,), planted(number, scale), rng)
        haste[chosen] = which
        outings[chosen] = np.maximum(outings[chosen], 0.9)
    part[parked] = Part.PARKED
    home = _homes(part, local, zones, rng)
    base = Fleet(
        register.plate, kind, register.colour, register.brand, register.exempt_night, local,
        np.full(len(register), -1), np.zeros(len(register), dtype=bool), part, haste, home, outings,
        np.ones(len(register)), np.zeros(len(register), dtype=bool), np.zeros(len(register), dtype=bool),
    )  # fmt: skip
    fakes = planted(p["fakes"], scale)
    joined = _join(base, _copies(base, copied, zones, p, rng), _fakes(base, fakes, zones, rng))
    return _with_traits(joined, planted(p["dirty"], scale), stated, rng)


def _is_local(register: VehicleFrame) -> Bools:
    head = register.plate >> 42 & 0x3FFF
    return np.asarray(head == (LOCAL[0] << 7 | LOCAL[1]))


def _ordinary_parts(kind: Column, local: Bools, stated: Parameters, rng: np.random.Generator) -> Column:
    of = np.full(len(PassClass), Part.OUTINGS, dtype=np.uint8)
    of[[PassClass.HEAVY_TRUCK, PassClass.HAZMAT]] = Part.LOCAL_HAUL
    of[PassClass.COACH], of[PassClass.CONSTRUCTION] = Part.LINE_COACH, Part.SITE_RUNS
    part = np.where(local, of[kind], Part.THROUGH).astype(np.uint8)
    commutes = local & (kind == PassClass.CAR) & (rng.uniform(size=len(kind)) < stated["trips"]["commuters"])
    part[commutes] = Part.COMMUTER
    return part


def _choose(
    part: Column, kind: Column, parts: tuple[Part, ...], kinds: tuple[PassClass, ...], number: int,
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Up to ``number`` rows of some parts and kinds, at random."""
    rows = np.flatnonzero(np.isin(part, parts) & np.isin(kind, kinds))
    return np.asarray(rng.permutation(rows)[:number])


def _plant_parts(
    part: Column, kind: Column, local: Bools, exempt: Bools, scale: float, p: Parameters, rng: np.random.Generator
) -> None:
    """Who is tired, who nearly, who drives a coach by night, who shuttles; changes ``part`` in place."""
    trucks, coach = (PassClass.HEAVY_TRUCK, PassClass.HAZMAT), (PassClass.COACH,)
    lawful, not_lawful = np.where(exempt, part, Part.PARKED), np.where(exempt, Part.PARKED, part)
    haul, line = (Part.LOCAL_HAUL, Part.THROUGH), (Part.LINE_COACH, Part.THROUGH)
    for allowed, parts, kinds, number, then in (
        (lawful, line, coach, p["night_exempt"], Part.NIGHT_EXEMPT),
        (not_lawful, line, coach, p["night_coaches"], Part.NIGHT_COACH),
        (not_lawful, line, coach, p["tired_coaches"], Part.TIRED),
        (not_lawful, line, coach, p["near_misses"] // 4, Part.NEAR_MISS),
        (part, haul, trucks, p["tired_trucks"], Part.TIRED),
        (part, haul, trucks, p["near_misses"] * 3 // 4, Part.NEAR_MISS),
    ):
        still = np.where(part == allowed, part, Part.PARKED)
        part[_choose(still, kind, parts, kinds, planted(number, scale), rng)] = then
    mine = np.where(local, part, Part.PARKED)
    vans = (PassClass.VAN, PassClass.CAR)
    part[_choose(mine, kind, (Part.OUTINGS,), vans, planted(p["shuttlers"], scale), rng)] = Part.SHUTTLER


def _homes(part: Column, local: Bools, zones: Zones, rng: np.random.Generator) -> Ints:
    townships = np.delete(np.arange(len(zones.node)), zones.gates)
    share = zones.people[townships]
    home = rng.choice(townships, len(part), p=share / share.sum())
    return np.asarray(np.where(local, home, rng.choice(zones.gates, len(part))))


def _copies(base: Fleet, copied: Ints, zones: Zones, p: Parameters, rng: np.random.Generator) -> Fleet:
    """A second vehicle for each of some plates, at home elsewhere; some with other looks."""
    size = len(copied)
    same = rng.uniform(size=size) < p["clone_same_looks"]
    kinds = rng.choice([PassClass.CAR, PassClass.CAR, PassClass.VAN, PassClass.LIGHT_TRUCK], size)
    townships = np.delete(np.arange(len(zones.node)), zones.gates)
    share = zones.people[townships]
    far = rng.choice(townships, (size, 12), p=share / share.sum())
    at = base.home[copied]
    apart = np.hypot(zones.lon[far] - zones.lon[at][:, None], zones.lat[far] - zones.lat[at][:, None])
    return _more(
        base, base.plate[copied], np.where(same, base.kind[copied], kinds),
        np.where(same, base.colour[copied], rng.integers(0, 11, size)),
        np.where(same, base.brand[copied], rng.integers(0, 60, size)), copied,
        far[np.arange(size), apart.argmax(axis=1)],
    )  # fmt: skip


def _fakes(base: Fleet, number: int, zones: Zones, rng: np.random.Generator) -> Fleet:
    """Vehicles under plates that nobody issued."""
    serial = draw_serials(len(base) // 4 + 40 * number, rng)
    no = np.zeros(len(serial), dtype=bool)
    plate = plates_of(np.full(len(serial), LOCAL[0]), np.full(len(serial), NUMBER_OF["M"]), serial, no, no)
    plate = plate[~np.isin(plate, base.plate)][:number]
    townships = np.delete(np.arange(len(zones.node)), zones.gates)
    return _more(
        base, plate, rng.choice([PassClass.CAR, PassClass.VAN], number), rng.integers(0, 11, number),
        rng.integers(0, 60, number), np.full(number, -1), rng.choice(townships, number),
    )  # fmt: skip


def _more(base: Fleet, plate: Column, kind: Column, colour: Column, brand: Column, copies: Ints, home: Ints) -> Fleet:
    size = len(plate)
    no = np.zeros(size, dtype=bool)
    return Fleet(
        plate, kind.astype(base.kind.dtype), colour.astype(base.colour.dtype), brand.astype(base.brand.dtype), no, ~no,
        copies, copies < 0, np.full(size, Part.OUTINGS, dtype=np.uint8), np.zeros(size, dtype=np.uint8), home,
        np.full(size, 1.8), np.ones(size), no, no,
    )  # fmt: skip


def _join(*parts: Fleet) -> Fleet:
    return Fleet(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in Fleet.__slots__})


def _with_traits(fleet: Fleet, dirty: int, stated: Parameters, rng: np.random.Generator) -> Fleet:
    """Pace, muddy plates and dislike of tolls."""
    s, size = stated["speeds"], len(fleet)
    pace = by_kind(s["pace"])[fleet.kind] * np.exp(rng.normal(0.0, s["vehicle_sd_log"], size))
    fast = fleet.haste == Haste.SECTION
    pace[fast] = between(stated["planted"]["section_pace"], fast.sum(), rng)
    mud = np.zeros(size, dtype=bool)
    mud[
        _choose(fleet.part, fleet.kind, (Part.OUTINGS, Part.LOCAL_HAUL, Part.COMMUTER), tuple(PassClass), dirty, rng)
    ] = True
    avoids = rng.uniform(size=size) < stated["trips"]["avoid_toll"]
    avoids |= np.isin(fleet.kind, (PassClass.MOTORCYCLE, PassClass.AGRICULTURAL))
    columns = {name: getattr(fleet, name) for name in Fleet.__slots__}
    return Fleet(**{**columns, "pace": pace, "dirty": mud, "avoids_toll": avoids})
