"""Vehicles on a made-up plane of sites, for the benchmark of the pass engine: drives, registers, a watch list."""

from pathlib import Path

import numpy as np

from bench import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.passes import NEVER, NO_BRAND, NOT_RECORDED, Distances, PassFrame, SiteFrame, VehicleFrame
from daoan.terms.plates import BITS, NUMBER_OF, PLACES
from daoan.terms.rulepacks import RulePack
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.ground import facts_of, ground_of
from daoan.warn.passes.rules import read_rules
from daoan.warn.passes.watching import WatchColumns, watched_of

SITES, STEPS = 2_000, 10  # of them a vehicle passes so many a day
DAY_MS, FIRST_MS = 86_400_000, 20_500 * 86_400_000
EAST_8 = (np.array([0]), np.array([8 * 3_600_000]))
SERIAL = [NUMBER_OF[sign] for sign in "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"]


def pack() -> RulePack:
    """The rules of the project."""
    return read_rule_packs(Path(ROOT / "rulepacks"))["passes"]


def plates(rng: np.random.Generator, number: int) -> np.ndarray:
    """So many different packed plates of one province."""
    code = rng.choice(13 * 34**5, int(number * 1.02), replace=False)[:number]
    packed = np.full(number, NUMBER_OF["甘"], np.int64) << BITS
    packed |= NUMBER_OF["A"] + code // 34**5
    for power in (4, 3, 2, 1, 0):
        packed = packed << BITS | np.array(SERIAL)[code // 34**power % 34]
    return packed << (BITS * (PLACES - 7))


def with_letter(packed: np.ndarray, letter: int) -> np.ndarray:
    """The same plates with another letter of the place; ``letter``: 0 for A."""
    at = BITS * (PLACES - 2)
    return packed & ~np.int64(((1 << BITS) - 1) << at) | np.int64(NUMBER_OF["A"] + letter) << at


def sites(rng: np.random.Generator) -> tuple[SiteFrame, Distances]:
    """Two thousand sites on two hundred by two hundred kilometres, roads a third longer than the crow flies."""
    at = rng.uniform(0, 200_000, (SITES, 2))
    road = (np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) * 1.33).astype(np.float32)
    frame = SiteFrame(
        site_id=np.array([f"s{i}" for i in range(SITES)], object),
        kind=np.ones(SITES, np.uint8),
        route=np.array([f"G{i % 40}" for i in range(SITES)], object),
        chainage_m=np.zeros(SITES),
        heading=np.zeros(SITES, np.int8),
        lanes=np.full(SITES, 2, np.int8),
        lon=np.zeros(SITES),
        lat=np.zeros(SITES),
        area=np.array(["x"] * SITES, object),
        segment=np.full(SITES, -1, np.int32),
        limit_car_kmh=np.full(SITES, 100, np.float32),
        limit_large_kmh=np.full(SITES, 80, np.float32),
        hazard=np.where(rng.random(SITES) < 0.1, rng.integers(1, 9, SITES), 0).astype(np.uint8),
    )
    return frame, Distances(road, road / np.float32(80 / 3.6))


def register(rng: np.random.Generator, listed: np.ndarray) -> VehicleFrame:
    """Registered vehicles, of which few are not in order."""
    number = len(listed)
    return VehicleFrame(
        plate=listed,
        kind=rng.choice(11, number, p=[0.7, 0.08, 0.02, 0.005, 0.06, 0.08, 0.005, 0.02, 0.01, 0.01, 0.01]).astype(
            np.uint8
        ),
        colour=rng.integers(0, 10, number).astype(np.uint8),
        brand=rng.integers(0, 200, number).astype(np.int16),
        state=np.where(rng.random(number) < 0.001, 1, 0).astype(np.uint8),
        inspect_by=np.where(rng.random(number) < 0.02, 20_400, NEVER).astype(np.int32),
        scrap_by=np.where(rng.random(number) < 0.001, 20_400, NEVER).astype(np.int32),
        unprocessed=np.where(rng.random(number) < 0.002, 25, 0).astype(np.int16),
        exempt_night=rng.random(number) < 0.5,
    )


def drives(
    rng: np.random.Generator, vehicles: VehicleFrame, roads: Distances, passes: int, span_ms: int = DAY_MS
) -> PassFrame:
    """A day of passes in the order in which they happened: vehicles go from site to near site and stop now and then.

    ``span_ms``: they set out within it; some of them arrive after it.
    """
    number = passes // STEPS
    near = np.argpartition(roads.road_m, 9, axis=1)[:, 1:9]
    who = np.resize(rng.permutation(len(vehicles)), number)
    site = np.empty((number, STEPS), np.int32)
    at = np.empty((number, STEPS), np.int64)
    site[:, 0] = rng.integers(0, SITES, number)
    at[:, 0] = FIRST_MS + rng.integers(0, span_ms, number)
    for k in range(1, STEPS):
        site[:, k] = near[site[:, k - 1], rng.integers(0, 8, number)]
        taken = roads.free_s[site[:, k - 1], site[:, k]] * rng.lognormal(0.05, 0.1, number)
        taken += np.where(rng.random(number) < 0.1, rng.exponential(3600, number), 0)
        at[:, k] = at[:, k - 1] + (taken * 1000).astype(np.int64)
    order = np.argsort(at.ravel(), kind="stable")
    row = np.repeat(who, STEPS)[order]
    large = vehicles.kind[row] >= 2
    looks = rng.random(len(row)) < 0.97  # else the camera misjudges the look
    return PassFrame(
        pass_id=rng.permutation(len(row)).astype(np.int64) + 1,
        site=site.ravel()[order],
        lane=np.ones(len(row), np.int8),
        heading=np.zeros(len(row), np.int8),
        happened_ms=at.ravel()[order],
        known_ms=at.ravel()[order] + 2000,
        plate=np.where(rng.random(len(row)) < 0.03, 0, vehicles.plate[row]),
        plate_colour=np.full(len(row), 2, np.uint8),
        score=rng.integers(85, 100, len(row)).astype(np.uint8),
        kind=np.where(looks, vehicles.kind[row], NOT_RECORDED).astype(np.uint8),
        colour=np.where(looks, vehicles.colour[row], 3).astype(np.uint8),
        brand=np.where(looks, vehicles.brand[row], NO_BRAND).astype(np.int16),
        speed_kmh=(rng.normal(0.75, 0.12, len(row)) * np.where(large, 80, 100)).astype(np.float32),
    )


def surroundings(
    seed: int, number: int, watches: int, letters: int = 1
) -> tuple[Surroundings, VehicleFrame, Distances]:
    """Sites, a register of so many vehicles, and a watch list.

    ``letters``: of the place in the plate. With more than one, the register has each of the first ``number`` vehicles
    again with every further letter: :func:`with_letter`.
    """
    rng = np.random.default_rng(seed)
    frame, roads = sites(rng)
    first = plates(rng, number)
    vehicles = register(rng, first if letters == 1 else np.unique(with_letter(first, 0)))
    if letters > 1:
        columns = {name: np.tile(getattr(vehicles, name), letters) for name in VehicleFrame.__slots__}
        columns["plate"] = np.concatenate([with_letter(vehicles.plate, k) for k in range(letters)])
        vehicles = VehicleFrame(**columns)
    listed = vehicles.plate[rng.choice(len(vehicles), watches, replace=False)]
    facts, rules = facts_of(vehicles), pack()
    always = np.zeros(watches, np.int64), np.full(watches, 2**61)
    watched = watched_of(
        WatchColumns(listed, *always, np.ones(watches, np.float32), np.arange(watches, dtype=np.int32)), facts, rules
    )
    return Surroundings(ground_of(frame, roads, EAST_8), facts, watched, read_rules(rules)), vehicles, roads
