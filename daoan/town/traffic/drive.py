"""From trips to passes as they truly are: which vehicle was at which site, when, which way, how fast."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column, Heading, PassClass, SiteFrame
from daoan.town.parameters import Parameters
from daoan.town.traffic.fleet import Fleet, Haste
from daoan.town.traffic.follow import Trips
from daoan.town.traffic.plans import DAY_S
from daoan.town.traffic.stated import between
from daoan.town.traffic.ways import Ways


@dataclass(frozen=True, slots=True)
class TruePasses:
    """One row a vehicle at a site, in the order of trips and driving."""

    site: Column  # int32
    heading: Column  # int8
    vehicle: Column  # int32
    trip: Column  # int32
    at_s: Floats  # since the first local midnight
    speed_kmh: Column  # float32

    def take(self, rows: Column) -> "TruePasses":
        """Some rows."""
        return TruePasses(**{name: getattr(self, name)[rows] for name in TruePasses.__slots__})


def drive_trips(
    trips: Trips, ways: Ways, sites: SiteFrame, free_kmh: Floats, fleet: Fleet, days: int, stated: Parameters,
    rng: np.random.Generator,
) -> TruePasses:  # fmt: skip
    """Passes of all trips at sites that watch their direction, on the days of the town.

    ``free_kmh``: speed of an unhindered car at each site. A stretch between two sites takes a little more or less than
    its share of the trip, the whole as long as the trip says.
    """
    pair = (trips.choice * ways.zones + trips.origin) * ways.zones + trips.destination
    number = ways.first[pair + 1] - ways.first[pair]
    trip = np.repeat(np.arange(len(trips)), number)
    start = np.cumsum(number) - number
    row = np.arange(len(trip)) - start[trip] + ways.first[pair][trip]
    driven = _driven(trips, ways.at_s[row], trip, start, number, stated, rng)
    stood = np.zeros(len(trip))
    for k in range(trips.break_s.shape[1]):
        stood += np.where(trips.break_at_s[trip, k] < driven, trips.break_s[trip, k], 0.0)
    site, heading, vehicle = ways.site[row], ways.heading[row], trips.vehicle[trip]
    at = trips.depart_s[trip] + driven + stood
    seen = (at < days * DAY_S) & ((sites.heading[site] == Heading.UNKNOWN) | (sites.heading[site] == heading))
    speed = _speeds(site, vehicle, trips.pace[trip], sites, free_kmh, fleet, stated, rng)
    whole = TruePasses(site, heading, vehicle.astype(np.int32), trip.astype(np.int32), at, speed.astype(np.float32))
    return whole.take(np.flatnonzero(seen))


def _driven(
    trips: Trips, at_s: Floats, trip: Ints, start: Ints, number: Ints, stated: Parameters, rng: np.random.Generator
) -> Floats:
    """Seconds of driving from the beginning of a trip to each of its sites."""
    first = np.zeros(len(trip), dtype=bool)
    first[start[number > 0]] = True
    gap = np.diff(at_s, prepend=0.0)
    gap = np.where(first, at_s, gap) * np.exp(rng.normal(0.0, stated["speeds"]["link_sd_log"], len(trip)))
    total = np.cumsum(gap)
    base = np.concatenate([[0.0], total])[start]
    along = total - base[trip]
    some = number > 0
    last = np.zeros(len(trips))
    last[some] = along[start[some] + number[some] - 1]
    rest = np.zeros(len(trips))
    rest[some] = trips.drive_s[some] / trips.pace[some] - at_s[start[some] + number[some] - 1]
    scale = np.divide(trips.drive_s, last + rest, out=np.ones(len(trips)), where=some)
    return np.asarray(along * scale[trip])


def _speeds(
    site: Column, vehicle: Ints, pace: Floats, sites: SiteFrame, free_kmh: Floats, fleet: Fleet, stated: Parameters,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """True speed at the site, km/h. Who speeds on a section brakes at the camera; who speeds at points does not."""
    p, haste = stated["planted"], fleet.haste[vehicle]
    speed = free_kmh[site] / pace * np.exp(rng.normal(0.0, stated["speeds"]["spot_sd_log"], len(site)))
    large = np.isin(fleet.kind[vehicle], LARGE_KINDS)
    limit = np.where(large, sites.limit_large_kmh[site], sites.limit_car_kmh[site])
    brakes = haste == Haste.SECTION
    speed[brakes] = np.minimum(speed[brakes], limit[brakes] * rng.uniform(0.88, 1.0, brakes.sum()))
    fast = (haste == Haste.POINT) & (rng.uniform(size=len(site)) < p["point_share"])
    speed[fast] = limit[fast] * between(p["point_factor"], fast.sum(), rng)
    return np.asarray(speed)


#: Classes for which the lower limit holds.
LARGE_KINDS = (
    PassClass.COACH, PassClass.SCHOOL_BUS, PassClass.HEAVY_TRUCK, PassClass.HAZMAT, PassClass.CONSTRUCTION,
    PassClass.AGRICULTURAL,
)  # fmt: skip
