"""A road of five sites 8 km apart, with vehicles that drive it as a test says."""

from collections.abc import Iterable

import numpy as np

from daoan.edge.files import read_rule_packs
from daoan.terms.passes import NEVER, PASS_TYPES, Heading, PassClass, PassFrame, SiteFrame, VehicleFrame
from daoan.terms.plates import pack_plate
from daoan.warn.shuttling.day import DayRuns, reduce_day
from daoan.warn.shuttling.ends import group_sites
from daoan.warn.shuttling.rules import read_shuttle_rules
from tests.conftest import ROOT

PACK = read_rule_packs(ROOT / "rulepacks")["passes"]
RULES = read_shuttle_rules(PACK)
DAY_MS, MINUTE = 86_400_000, 60_000
FIRST_MS = 20_500 * DAY_MS - 8 * 3_600_000  # local midnight of 16 February 2026 in the east of China
VAN, TRUCK, OTHER = (pack_plate(text) for text in ("甘M12345", "甘M54321", "陕A00001"))
SITES = SiteFrame(
    site_id=np.array([f"s{k}" for k in range(5)], object), kind=np.zeros(5, np.uint8),
    route=np.full(5, "", object), chainage_m=np.full(5, np.nan), heading=np.full(5, Heading.UNKNOWN, np.int8),
    lanes=np.ones(5, np.int8), lon=107.0 + np.arange(5) * 0.0888, lat=np.full(5, 36.0),
    area=np.full(5, "621002", object), segment=np.full(5, -1, np.int32), limit_car_kmh=np.full(5, 60, np.float32),
    limit_large_kmh=np.full(5, 60, np.float32), hazard=np.zeros(5, np.uint8),
)  # fmt: skip
ENDS = group_sites(SITES, RULES.end_m)

#: A read: minute of the day, site, heading, and what else differs.
Read = tuple[float, int, int, dict[str, float]]


def leg(minute: float, first: int, last: int) -> list[Read]:
    """A drive along the road, ten minutes from site to site."""
    step = 1 if last >= first else -1
    sites = range(first, last + step, step)
    return [(minute + 10 * k, site, Heading.UP if step > 0 else Heading.DOWN, {}) for k, site in enumerate(sites)]


def to_and_fro(runs: int, low: int = 1, high: int = 3, start: float = 400) -> list[Read]:
    """So many drives one way, forty-five minutes from a beginning to the next end's."""
    reads = []
    for run in range(runs):
        ends = (low, high) if run % 2 == 0 else (high, low)
        reads += leg(start + run * 65, *ends)
    return reads


def single(runs: int, site: int, start: float = 400, gap: float = 45) -> list[Read]:
    """Reads at one site that lies between two ends, in turns up and down."""
    headings = (Heading.UP, Heading.DOWN)
    return [(start + gap * k, site, headings[k % 2], {}) for k in range(runs)]


def passes(plate: int, reads: Iterable[Read], day: int = 0, kind: PassClass = PassClass.VAN) -> PassFrame:
    """Reads of a plate on a day as passes; ids follow from plate, day and position."""
    rows = []
    for k, (minute, site, heading, more) in enumerate(reads):
        at = FIRST_MS + day * DAY_MS + round(minute * MINUTE)
        values = {
            "pass_id": (plate % 9973) * 1_000_000 + day * 1000 + k + 1, "site": site, "lane": 1, "heading": heading,
            "happened_ms": at, "known_ms": at + 2000, "plate": plate, "plate_colour": 2, "score": 95,
            "kind": int(kind), "colour": 1, "brand": -1, "speed_kmh": 60.0,
        } | more  # fmt: skip
        rows.append([values[name] for name in PASS_TYPES])
    columns = zip(*rows, strict=True) if rows else [() for _ in PASS_TYPES]
    return PassFrame(**{n: np.array(c, t) for (n, t), c in zip(PASS_TYPES.items(), columns, strict=True)})


def reduced(frame: PassFrame) -> DayRuns:
    """The passes of a day, reduced by the project's rules."""
    return reduce_day(frame, SITES, ENDS, RULES)


def register(*rows: tuple[int, PassClass]) -> VehicleFrame:
    """Vehicles in order."""
    number = len(rows)
    return VehicleFrame(
        plate=np.array([plate for plate, _ in rows], np.int64),
        kind=np.array([kind for _, kind in rows], np.uint8),
        colour=np.zeros(number, np.uint8), brand=np.zeros(number, np.int16), state=np.zeros(number, np.uint8),
        inspect_by=np.full(number, NEVER), scrap_by=np.full(number, NEVER), unprocessed=np.zeros(number, np.int16),
        exempt_night=np.zeros(number, bool),
    )  # fmt: skip
