"""Plans of those who drive for themselves: outings, and to work and back."""

import numpy as np

from daoan.terms.frames import Floats
from daoan.town.traffic.fleet import Part
from daoan.town.traffic.plans import AT_ONCE, DAY_S, HOUR_S, Plan, Setting, careful, stays
from daoan.town.traffic.zones import attraction, draw_zones


def plan_outings(setting: Setting, rng: np.random.Generator) -> Plan:
    """Up to two outings a day, out and back, to places that draw people."""
    vehicle = setting.rows(Part.OUTINGS)
    fleet, days, reach = setting.fleet, setting.days, setting.stated["trips"]["reach_minutes"]
    n, home = len(vehicle), fleet.home[vehicle]
    number = np.minimum(rng.poisson(np.tile(fleet.outings[vehicle], (days, 1)).T), 2)
    leave = np.sort(_rhythm((n, days, 2), rng), axis=2)
    chances = attraction(setting.zones, setting.free_s, reach["errand"], setting.stated)
    zone = np.repeat(home[:, None], 4 * days + 1, axis=1)
    not_before = np.full((n, 4 * days), AT_ONCE)
    for day in range(days):
        for tour in range(2):
            leg, goes = 4 * day + 2 * tour, number[:, day] > tour
            zone[:, leg + 1] = np.where(goes, draw_zones(chances, home, rng), home)
            not_before[:, leg] = DAY_S * day + leave[:, day, tour]
    return careful(vehicle, zone, not_before, stays((n, 4 * days), setting.stated, rng))


def plan_commuters(setting: Setting, rng: np.random.Generator) -> Plan:
    """To the same place every working day, and home in the evening."""
    vehicle = setting.rows(Part.COMMUTER)
    reach = setting.stated["trips"]["reach_minutes"]["commute"]
    n, days, home = len(vehicle), setting.days, setting.fleet.home[vehicle]
    work = draw_zones(attraction(setting.zones, setting.free_s, reach, setting.stated), home, rng)
    usual = rng.normal(7.4, 0.45, n)[:, None] + rng.normal(0.0, 0.12, (n, days))
    evening = rng.normal(17.7, 0.5, n)[:, None] + rng.normal(0.0, 0.3, (n, days))
    weekday = (setting.first_weekday + np.arange(days)) % 7 < 5
    goes = weekday & (rng.uniform(size=(n, days)) < 0.95)
    zone = np.repeat(home[:, None], 2 * days + 1, axis=1)
    zone[:, 1::2] = np.where(goes, work[:, None], home[:, None])
    not_before = np.empty((n, 2 * days))
    not_before[:, 0::2] = DAY_S * np.arange(days) + HOUR_S * usual
    not_before[:, 1::2] = DAY_S * np.arange(days) + HOUR_S * evening
    return careful(vehicle, zone, not_before, np.full((n, 2 * days), 30 * 60.0))


def _rhythm(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Seconds of the day at which people go out: morning, afternoon, evening, and a few at any hour."""
    which = rng.choice(4, shape, p=[0.42, 0.33, 0.17, 0.08])
    mean, sd = np.array([8.8, 14.0, 18.2, 0.0])[which], np.array([1.4, 1.6, 1.4, 0.0])[which]
    hour = np.where(which == 3, rng.uniform(0.0, 24.0, shape), mean + sd * rng.normal(size=shape))
    return np.asarray(HOUR_S * np.clip(hour, 0.0, 23.9))
