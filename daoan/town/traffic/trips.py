"""All trips of a town's days: everybody's plans, followed."""

import numpy as np

from daoan.town.parameters import Parameters
from daoan.town.streams import stream
from daoan.town.traffic.fleet import Fleet, Part
from daoan.town.traffic.follow import Trips, follow, join_trips
from daoan.town.traffic.hauls import plan_hauls, plan_lines, plan_long_days, plan_nights, plan_runs, plan_through
from daoan.town.traffic.outings import plan_commuters, plan_outings
from daoan.town.traffic.plans import Plan, Setting
from daoan.town.traffic.ways import Ways
from daoan.town.traffic.zones import Zones


def make_trips(seed: int, fleet: Fleet, zones: Zones, ways: Ways, days: int, today: int, stated: Parameters) -> Trips:
    """Trips of ``days`` days from ``today`` on, days since 1970."""
    weekday = (today + 3) % 7  # day 0 was a Thursday
    plans = _make_plans(seed, Setting(fleet, zones, ways, days, weekday, stated))
    rng = stream(seed, "traffic trips")
    return join_trips([follow(plan, fleet, ways, days, stated, rng) for plan in plans])


def _make_plans(seed: int, setting: Setting) -> tuple[Plan, ...]:
    """The plans of everybody who drives; each vehicle is in one."""

    def rng(name: str) -> np.random.Generator:
        return stream(seed, f"traffic plan {name}")

    return (
        plan_outings(setting, rng("outings")),
        plan_commuters(setting, rng("commuters")),
        plan_hauls(setting, rng("hauls")),
        plan_through(setting, rng("through")),
        plan_lines(setting, rng("lines")),
        plan_runs(setting, Part.SITE_RUNS, rng("runs")),
        plan_runs(setting, Part.SHUTTLER, rng("shuttles")),
        plan_long_days(setting, rng("long days")),
        plan_nights(setting, rng("nights")),
    )
