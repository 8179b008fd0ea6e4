"""Plans of those who drive for a living: trucks, coaches, strangers passing through, shuttles; and who breaks rules."""

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import PassClass
from daoan.town.traffic.fleet import Part
from daoan.town.traffic.plans import AT_ONCE, DAY_S, HOUR_S, Plan, Setting, careful, stays
from daoan.town.traffic.stated import between
from daoan.town.traffic.zones import attraction, draw_zones

_LEGS = 20  # of a long day


def plan_hauls(setting: Setting, rng: np.random.Generator) -> Plan:
    """Local trucks: out to a gate or a far place, back, most on every day."""
    vehicle = setting.rows(Part.LOCAL_HAUL)
    n, days, home = len(vehicle), setting.days, setting.fleet.home[vehicle]
    reach = setting.stated["trips"]["reach_minutes"]["goods"]
    chances = attraction(setting.zones, setting.free_s, reach, setting.stated)
    zone = np.repeat(home[:, None], 2 * days + 1, axis=1)
    for day in range(days):
        goes = rng.uniform(size=n) < 0.62
        zone[:, 2 * day + 1] = np.where(goes, draw_zones(chances, home, rng), home)
    not_before = np.full((n, 2 * days), AT_ONCE)
    leave = np.where(rng.uniform(size=n) < 0.3, rng.uniform(0.0, 24.0, n), rng.normal(6.8, 2.0, n))
    not_before[:, 0::2] = DAY_S * np.arange(days) + HOUR_S * (leave[:, None] + rng.normal(0.0, 0.7, (n, days)))
    pause = stays((n, 2 * days), setting.stated, rng)
    beyond = np.isin(zone[:, :-1], setting.zones.gates)
    return careful(vehicle, zone, np.maximum(not_before, 0.0), np.where(beyond, pause + 2 * HOUR_S, pause))


def plan_through(setting: Setting, rng: np.random.Generator) -> Plan:
    """Strangers: from a gate through the town, or to a seat and out again; some come back."""
    vehicle = setting.rows(Part.THROUGH)
    n, zones, home = len(vehicle), setting.zones, setting.fleet.home[vehicle]
    truck = np.isin(setting.fleet.kind[vehicle], (PassClass.HEAVY_TRUCK, PassClass.HAZMAT, PassClass.COACH))
    stops = rng.uniform(size=n) < np.where(truck, 0.4, 0.65)
    inside = np.where(rng.uniform(size=n) < 0.7, rng.choice(zones.seats, n), rng.integers(0, zones.gates[0], n))
    out = np.where(rng.uniform(size=n) < 0.3, home, rng.choice(zones.gates, n))
    again = rng.uniform(size=n) < 0.3
    zone = np.column_stack([home, np.where(stops, inside, home), out, np.where(again, home, out)])
    start = np.where(truck, rng.uniform(0.0, 24.0, n), np.clip(rng.normal(12.0, 4.2, n), 0.0, 23.9))
    not_before = np.full((n, 3), AT_ONCE)
    not_before[:, 0] = DAY_S * rng.integers(0, setting.days, n) + HOUR_S * start
    not_before[:, 1] = not_before[:, 0]
    pause = stays((n, 3), setting.stated, rng)
    pause[:, 2] += HOUR_S * rng.uniform(4.0, 20.0, n)
    return careful(vehicle, zone, not_before, pause)


def plan_lines(setting: Setting, rng: np.random.Generator) -> Plan:
    """Coaches on a line between two seats, or a seat and a gate, there and back twice a day."""
    vehicle = setting.rows(Part.LINE_COACH)
    n, days, zones = len(vehicle), setting.days, setting.zones
    one = rng.choice(zones.seats, n)
    other = np.where(rng.uniform(size=n) < 0.3, rng.choice(zones.gates, n), rng.choice(zones.seats, n))
    zone = np.where(np.arange(4 * days + 1) % 2 == 0, one[:, None], other[:, None])
    not_before = np.full((n, 4 * days), AT_ONCE)
    not_before[:, 0::4] = DAY_S * np.arange(days) + HOUR_S * rng.uniform(5.8, 9.5, n)[:, None]
    not_before[:, 2::4] = DAY_S * np.arange(days) + HOUR_S * rng.uniform(12.0, 14.5, n)[:, None]
    return careful(vehicle, zone, not_before, 60.0 * rng.uniform(22.0, 70.0, (n, 4 * days)))


def plan_runs(setting: Setting, part: Part, rng: np.random.Generator) -> Plan:
    """To and fro between two places all day: shuttles for hire without a licence, and builders' trucks, who may.

    The two places are near each other, with a site between them, and such that many people live at both.
    """
    p, vehicle = setting.stated["planted"], setting.rows(part)
    n, days, zones = len(vehicle), setting.days, setting.zones
    low, high = p["shuttle_minutes"]
    minutes = setting.free_s / 60.0
    near = (minutes >= low) & (minutes <= high) & (setting.ways.sites_between() >= 1)
    weight = np.where(near, zones.people * zones.people[:, None], 0.0)
    weight[:, zones.gates] = weight[zones.gates] = 0.0
    home, there = np.divmod(rng.choice(weight.size, n, p=weight.ravel() / weight.sum()), len(zones.node))
    fewest, legs = (2 * (runs // 2) for runs in p["shuttle_runs"])
    runs = 2 * rng.integers(fewest // 2, legs // 2, (n, days), endpoint=True)
    leg = np.arange(legs)  # that ends at the place in question
    away = (leg % 2 == 0) & (leg < runs[:, :, None])
    zone = np.concatenate(
        [home[:, None], np.where(away, there[:, None, None], home[:, None, None]).reshape(n, -1)], axis=1
    )
    not_before = np.full((n, legs * days), AT_ONCE)
    not_before[:, ::legs] = DAY_S * np.arange(days) + HOUR_S * rng.normal(6.8, 0.5, n)[:, None]
    return careful(vehicle, zone, not_before, 60.0 * between(p["shuttle_wait_minutes"], (n, legs * days), rng))


def plan_long_days(setting: Setting, rng: np.random.Generator) -> Plan:
    """Long chains of far places with stops of a few minutes. The tired drive on beyond the limit; near misses plan the
    same and rest in time."""
    d, p, fleet = setting.stated["driving"], setting.stated["planted"], setting.fleet
    vehicle = setting.rows(Part.TIRED, Part.NEAR_MISS)
    n, coach = len(vehicle), fleet.kind[vehicle] == PassClass.COACH
    tired = fleet.part[vehicle] == Part.TIRED
    night = coach & (np.arange(n) % 2 == 0)
    limit = HOUR_S * np.where(night, d["night_limit_h"], d["limit_h"])
    target = limit + 60.0 * between(p["tired_beyond_minutes"], n, rng)
    minutes = setting.free_s / 60.0
    far = (minutes >= 15.0) & (minutes <= 42.0) & (setting.ways.sites_between() >= 1)
    zone = np.repeat(rng.choice(setting.zones.seats, n)[:, None], _LEGS + 1, axis=1)
    driven = np.zeros(n)
    for leg in range(_LEGS):
        onward = _one_of(far[zone[:, leg]], rng, fallback=setting.zones.seats)
        zone[:, leg + 1] = np.where(driven < target, onward, zone[:, leg])
        driven += setting.free_s[zone[:, leg], zone[:, leg + 1]] * fleet.pace[vehicle]
    hour = np.where(night, rng.uniform(22.0, 22.6, n), rng.uniform(5.5, 13.0, n))
    span = setting.days if setting.days == 1 else setting.days - 1
    not_before = np.full((n, _LEGS), AT_ONCE)
    not_before[:, 0] = DAY_S * rng.integers(0, span, n) + HOUR_S * hour
    return Plan(vehicle, zone, not_before, 60.0 * rng.uniform(2.0, 12.0, (n, _LEGS)), ~tired, ~(tired & night))


def plan_nights(setting: Setting, rng: np.random.Generator) -> Plan:
    """Coaches that drive between 2 and 5, exempt or not; they keep the other rules."""
    vehicle = setting.rows(Part.NIGHT_COACH, Part.NIGHT_EXEMPT)
    n = len(vehicle)
    minutes = setting.free_s / 60.0
    zone = np.column_stack([rng.choice(setting.zones.gates, n), np.zeros(n, dtype=np.int64)])
    zone[:, 1] = _one_of((minutes >= 80.0)[zone[:, 0]], rng, fallback=setting.zones.seats)
    zone = np.column_stack([zone, zone[:, 0]])
    start = DAY_S * rng.integers(0, setting.days, n) + HOUR_S * rng.uniform(0.8, 2.6, n)
    not_before = np.column_stack([start, start + HOUR_S * rng.uniform(7.0, 11.0, n)])
    yes = np.ones(n, dtype=bool)
    return Plan(vehicle, zone, not_before, np.full((n, 2), HOUR_S), yes, ~yes)


def _one_of(among: Bools, rng: np.random.Generator, fallback: Ints) -> Ints:
    """One column of each row that is marked; of ``fallback`` where none is."""
    point: Floats = np.where(among, rng.uniform(size=among.shape), -1.0)
    return np.asarray(np.where(among.any(axis=1), point.argmax(axis=1), rng.choice(fallback, len(among))))
