"""What drivers mean to do: from zone to zone, not before when, after which stay. Following it is :mod:`.follow`."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.town.parameters import Parameters
from daoan.town.traffic.fleet import Fleet, Part
from daoan.town.traffic.graph import FASTEST
from daoan.town.traffic.ways import Ways
from daoan.town.traffic.zones import Zones

DAY_S = 86_400.0
HOUR_S = 3_600.0
#: Seconds before the first day, for legs that only wait for the one before them.
AT_ONCE = -1e12


@dataclass(frozen=True, slots=True)
class Plan:
    """Some vehicles' days: K legs each, from ``zone[:, k]`` to ``zone[:, k + 1]``; equal zones are no leg.

    A leg begins at ``not_before_s[:, k]`` (seconds since the first local midnight), or ``pause_s[:, k]`` after the
    end of the leg before, whichever is later.
    """

    vehicle: Ints
    zone: Ints  # (n, K + 1)
    not_before_s: Floats  # (n, K)
    pause_s: Floats  # (n, K)
    rests: Bools  # keeps the rules on driving and rest
    sleeps: Bools  # a coach that stands still between 2 and 5


@dataclass(frozen=True, slots=True)
class Setting:
    """What all plans are made from."""

    fleet: Fleet
    zones: Zones
    ways: Ways
    days: int
    first_weekday: int  # 0: Monday
    stated: Parameters

    @property
    def free_s(self) -> Floats:
        """Free driving of a car on the fastest way, (zones, zones)."""
        return np.asarray(self.ways.drive_s[FASTEST])

    def rows(self, *parts: Part) -> Ints:
        """Rows of the fleet with one of some parts."""
        return np.flatnonzero(np.isin(self.fleet.part, parts))


def careful(vehicle: Ints, zone: Ints, not_before_s: Floats, pause_s: Floats) -> Plan:
    """A plan of drivers who keep the rules."""
    yes = np.ones(len(vehicle), dtype=bool)
    return Plan(vehicle, zone, not_before_s, pause_s, yes, yes)


def stays(shape: tuple[int, ...], stated: Parameters, rng: np.random.Generator) -> Floats:
    """How long people stay where they went, seconds; 25 minutes at least."""
    t = stated["trips"]
    minutes = t["stay_median_minutes"] * np.exp(rng.normal(0.0, t["stay_sd_log"], shape))
    return np.asarray(60.0 * np.clip(minutes, 25.0, 600.0))
