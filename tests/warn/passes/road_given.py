"""A straight road with sites every ten kilometres, a few registered vehicles, and passes along it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from daoan.edge.files import read_rule_packs
from daoan.terms.passes import (
    NEVER,
    NO_BRAND,
    NOT_RECORDED,
    Distances,
    PassClass,
    PassFrame,
    SiteFrame,
    SiteHazard,
    VehicleFrame,
    empty_passes,
)
from daoan.terms.plates import pack_plate
from daoan.warn.passes.engine import Engine, Surroundings
from daoan.warn.passes.ground import facts_of, ground_of
from daoan.warn.passes.rules import read_rules
from daoan.warn.passes.watching import WatchColumns, no_watches, watched_of

PACK = read_rule_packs(Path(__file__).parents[3] / "rulepacks")["passes"]
DAY = 20_500  # of 1970
MINUTE = 60_000
ZONE = (np.array([0]), np.array([8 * 3_600_000]))
MIDNIGHT = DAY * 86_400_000 - 8 * 3_600_000  # local
SITES, FAR = 60, 59  # the last one lies a thousand kilometres away

CAR, COACH, TRUCK = (pack_plate(p) for p in ("甘MI0001", "甘MI0002", "甘MI0003"))
STRANGER = pack_plate("陕AI0009")


def sites(**columns: Any) -> SiteFrame:
    """Sites at 0, 10, 20 km of one route; limits of 100 for small and 80 for large vehicles."""
    number = SITES
    frame = SiteFrame(
        site_id=np.array([f"site-{i}" for i in range(number)], object),
        kind=np.ones(number, np.uint8),
        route=np.array(["G22"] * number, object),
        chainage_m=np.arange(number) * 10_000.0,
        heading=np.zeros(number, np.int8),
        lanes=np.full(number, 2, np.int8),
        lon=np.full(number, 107.6),
        lat=np.full(number, 35.7),
        area=np.array(["621002"] * number, object),
        segment=np.full(number, -1, np.int32),
        limit_car_kmh=np.full(number, 100, np.float32),
        limit_large_kmh=np.full(number, 80, np.float32),
        hazard=np.zeros(number, np.uint8),
    )
    return replace(frame, **columns)


def roads(kmh: float = 80.0) -> Distances:
    """By the straight road, in free flow at a speed."""
    at = np.arange(SITES) * 10_000.0
    at[FAR] = 1_000_000.0
    road = np.abs(at[:, None] - at[None, :]).astype(np.float32)
    return Distances(road, (road / (kmh / 3.6)).astype(np.float32))


def vehicles(**changes: dict[int, Any]) -> VehicleFrame:
    """A car, a coach and a truck in good order. ``changes``: column → plate → value."""
    plates = np.array([CAR, COACH, TRUCK], np.int64)
    frame = VehicleFrame(
        plate=plates,
        kind=np.array([PassClass.CAR, PassClass.COACH, PassClass.HEAVY_TRUCK], np.uint8),
        colour=np.array([1, 2, 3], np.uint8),
        brand=np.array([5, 6, 7], np.int16),
        state=np.zeros(3, np.uint8),
        inspect_by=np.full(3, NEVER, np.int32),
        scrap_by=np.full(3, NEVER, np.int32),
        unprocessed=np.zeros(3, np.int16),
        exempt_night=np.zeros(3, np.bool_),
    )
    for name, by_plate in changes.items():
        for plate, value in by_plate.items():
            getattr(frame, name)[plates == plate] = value
    return frame


def passes(rows: Iterable[Sequence[Any]], **same: Any) -> PassFrame:
    """Passes of (plate, site, minute after local midnight) and columns that all of them share."""
    given = list(rows)
    frame = empty_passes(len(given))
    frame.score[:], frame.kind[:], frame.colour[:] = 99, NOT_RECORDED, NOT_RECORDED
    frame.brand[:], frame.speed_kmh[:] = NO_BRAND, np.nan
    for i, (plate, site, minute) in enumerate(given):
        frame.plate[i], frame.site[i] = plate, site
        frame.happened_ms[i] = MIDNIGHT + round(minute * MINUTE)
        frame.pass_id[i] = 1 + int(site) * 10**9 + round(minute * 60) * 7 + int(plate) % 1009
    frame.known_ms[:] = frame.happened_ms + 2000
    for name, value in same.items():
        getattr(frame, name)[:] = value
    return frame


def along(plate: int, start: float, places: Iterable[int], minutes: float = 7.5) -> list[tuple[int, int, float]]:
    """One vehicle from site to site, so many minutes each."""
    return [(plate, site, start + k * minutes) for k, site in enumerate(places)]


def engine(
    registered: VehicleFrame | None = None,
    watches: WatchColumns | None = None,
    at: SiteFrame | None = None,
    *,
    clock_s: Any = None,
    clock_sd_s: float = 1.0,
    pack: Any = PACK,
) -> Engine:
    """An engine over the road."""
    facts = facts_of(registered or vehicles())
    ground = ground_of(at or sites(), roads(), ZONE, clock_s, np.full(SITES, clock_sd_s))
    watched = watched_of(watches or no_watches(), facts, pack)
    return Engine(Surroundings(ground, facts, watched, read_rules(pack)))


def hazard(kind: SiteHazard, *places: int) -> SiteFrame:
    """Sites of which some stand before a hazard."""
    flags = np.zeros(SITES, np.uint8)
    flags[list(places)] = kind
    return sites(hazard=flags)
