"""Who truly drove how long without rest, and which coaches by night: told by the trips, whatever was meant."""

from dataclasses import dataclass, replace

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import PassClass
from daoan.town.parameters import Parameters
from daoan.town.traffic.fleet import Fleet
from daoan.town.traffic.follow import Trips
from daoan.town.traffic.plans import DAY_S, HOUR_S


@dataclass(frozen=True, slots=True)
class Drives:
    """Stretches of driving without a stop, by vehicle and time; seconds since the first local midnight."""

    vehicle: Ints
    begin_s: Floats
    end_s: Floats


@dataclass(frozen=True, slots=True)
class Spells:
    """Continuous driving: no rest as long as the rule asks for. One row a spell, by vehicle and time."""

    vehicle: Ints
    begin_s: Floats
    end_s: Floats
    driven_s: Floats  # stops of a few minutes left out
    night_s: Floats  # of it, by night
    tired: Bools  # longer than the limit, or a coach longer by night than the limit of the night
    passes: Ints  # recorded in it, the plate read right
    seen_s: Floats  # from the first to the last of them: what an observer could at best know

    def take(self, rows: Ints | Bools) -> "Spells":
        """Some rows."""
        return Spells(**{name: getattr(self, name)[rows] for name in Spells.__slots__})


def drives_of(trips: Trips, days: int) -> Drives:
    """The stretches between stops, of trips on the days of the town."""
    order = np.argsort(trips.break_at_s, axis=1)
    at = np.take_along_axis(trips.break_at_s, order, axis=1)
    stands = np.take_along_axis(trips.break_s, order, axis=1)
    drive = trips.drive_s[:, None]
    edge = np.minimum(np.concatenate([np.zeros_like(drive), at, drive], axis=1), drive)
    stood = np.concatenate([np.zeros_like(drive), np.cumsum(stands, axis=1)], axis=1)
    begin = (trips.depart_s[:, None] + edge[:, :-1] + stood).ravel()
    end = np.minimum(trips.depart_s[:, None] + edge[:, 1:] + stood, days * DAY_S).ravel()
    vehicle = np.repeat(trips.vehicle, edge.shape[1] - 1)
    kept = np.flatnonzero(end > begin)
    kept = kept[np.lexsort((begin[kept], vehicle[kept]))]
    return Drives(vehicle[kept], begin[kept], end[kept])


def spells_of(drives: Drives, fleet: Fleet, stated: Parameters) -> Spells:
    """Drives joined where the stop between them is no rest."""
    d = stated["driving"]
    apart = drives.begin_s[1:] - drives.end_s[:-1] >= 60.0 * d["rest_minutes"]
    first = np.flatnonzero(np.concatenate([[True], apart | (drives.vehicle[1:] != drives.vehicle[:-1])]))
    last = np.append(first[1:], len(drives.vehicle)) - 1
    driven = np.add.reduceat(drives.end_s - drives.begin_s, first)
    dark = in_hours(drives.begin_s, drives.end_s, d["night_from_h"], d["night_until_h"])
    night = np.add.reduceat(dark, first)
    vehicle = drives.vehicle[first]
    coach = fleet.kind[vehicle] == PassClass.COACH
    tired = (driven > HOUR_S * d["limit_h"]) | (coach & (night > HOUR_S * d["night_limit_h"]))
    none = np.zeros(len(first), dtype=np.int64)
    return Spells(
        vehicle, drives.begin_s[first], drives.end_s[last], driven, night, tired, none, none.astype(np.float64)
    )


def seen_in(spells: Spells, vehicle: Ints, at_s: Floats) -> Spells:
    """The same spells with what was seen of each. ``vehicle`` and ``at_s``: passes read right, seconds since the first
    local midnight, in any order."""
    chosen = np.flatnonzero(np.isin(vehicle, spells.vehicle))
    chosen = chosen[np.lexsort((at_s[chosen], vehicle[chosen]))]
    far = 1e9  # more seconds than any town has
    key = vehicle[chosen] * far + at_s[chosen]
    first = np.searchsorted(key, spells.vehicle * far + spells.begin_s, side="left")
    after = np.searchsorted(key, spells.vehicle * far + spells.end_s, side="right")
    some = after > first
    seen = np.zeros(len(first))
    seen[some] = at_s[chosen[after[some] - 1]] - at_s[chosen[first[some]]]
    return replace(spells, passes=after - first, seen_s=seen)


def night_coaches(drives: Drives, fleet: Fleet, stated: Parameters) -> Ints:
    """Rows of coaches that drove in the hours in which they must stand, exempt or not."""
    inside = in_hours(drives.begin_s, drives.end_s, *stated["driving"]["coach_stop_h"]) > 0.0
    return np.unique(drives.vehicle[inside & (fleet.kind[drives.vehicle] == PassClass.COACH)])


def in_hours(begin_s: Floats, end_s: Floats, from_h: float, until_h: float) -> Floats:
    """Seconds of each stretch, shorter than a day, that lie in some hours of the day; ``from_h`` may be the later."""
    until = until_h + (24.0 if until_h < from_h else 0.0)
    day = np.floor(begin_s / DAY_S)
    total = np.zeros(len(begin_s))
    for shift in (-1.0, 0.0, 1.0):
        low = (day + shift) * DAY_S + HOUR_S * from_h
        high = (day + shift) * DAY_S + HOUR_S * until
        total += np.maximum(np.minimum(end_s, high) - np.maximum(begin_s, low), 0.0)
    return total
