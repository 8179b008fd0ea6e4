"""Simulated passes with what is wrong planted. Drawn otherwise than the estimators think: vehicles drive in platoons,
days go up and down by gamma factors, travel times are log-normal with stops."""

from pathlib import Path

import numpy as np

from daoan.assess.device_health.rhythm import HOUR_MS, HourCounts, count_hours
from daoan.assess.device_health.rules import HealthRules
from daoan.terms.passes import PASS_TYPES, Heading, PassFrame, SiteFrame, empty_passes, join_passes
from daoan.terms.rulepacks import read_rule_pack

FIRST_HOUR = 490_000 - 490_000 % 168 + 96  # a Monday, 0 o'clock UTC
PACK = Path(__file__).parents[3] / "rulepacks" / "device_health.toml"


def rules() -> HealthRules:
    return HealthRules.of(read_rule_pack(PACK.read_text(encoding="utf-8"), "device_health"))


def sites_of(count: int, *, spacing_m: float = 5000.0, heading: int = Heading.UNKNOWN) -> SiteFrame:
    """Checkpoints along one route."""
    n = np.zeros(count)
    return SiteFrame(
        site_id=np.array([*(f"K{i}" for i in range(count)), None], dtype=object)[:-1],
        kind=np.ones(count, np.uint8), route=np.array(["G309"] * count, dtype=object),
        chainage_m=np.arange(count) * spacing_m, heading=np.full(count, heading, np.int8),
        lanes=np.full(count, 2, np.int8), lon=107 + np.arange(count) * spacing_m / 90_000,
        lat=36 + n, area=np.array(["621002"] * count, dtype=object),
        segment=np.arange(count, dtype=np.int32), limit_car_kmh=n.astype(np.float32) + 80,
        limit_large_kmh=n.astype(np.float32) + 60, hazard=np.zeros(count, np.uint8),
    )  # fmt: skip


def grid_of(passes: PassFrame, sites: int, first_hour: int, hours: int) -> HourCounts:
    week = (np.arange(hours) + first_hour - FIRST_HOUR) % 168
    return HourCounts(count_hours(passes, sites, first_hour, hours), first_hour, week)


def plain_passes(site: np.ndarray, happened_ms: np.ndarray, rng: np.random.Generator, *, delay_s: float = 3.0):
    """Columns of some passes, in order of happening; plates are drawn at random."""
    order = np.argsort(happened_ms, kind="stable")
    columns = {f: getattr(empty_passes(len(order)), f) for f in PASS_TYPES}
    late = rng.gamma(2.0, delay_s / 2.0, len(order)) * 1000
    columns |= {
        "pass_id": np.arange(len(order), dtype=np.int64) + int(rng.integers(1 << 40)) * 1000,
        "site": site[order].astype(np.int32), "happened_ms": happened_ms[order].astype(np.int64),
        "known_ms": (happened_ms[order] + late).astype(np.int64), "plate": rng.integers(1, 1 << 40, len(order)),
        "heading": np.full(len(order), Heading.UNKNOWN, np.int8),
    }  # fmt: skip
    return PassFrame(**columns)


def flowing(seed: int, sites: int, days: int, a_day: float = 900.0) -> PassFrame:
    """Working sites only, from FIRST_HOUR on: a rhythm of day and week, days that differ, platoons."""
    rng = np.random.default_rng(seed)
    hour = np.arange(days * 24)
    shape = 0.25 + np.exp(-((((hour + 8) % 24) - 9) ** 2) / 18) + np.exp(-((((hour + 8) % 24) - 17) ** 2) / 18)
    shape = shape / shape.mean() * np.where((hour // 24) % 7 >= 5, 0.8, 1.05) / 24
    level = a_day * rng.lognormal(0.0, 0.8, sites)
    common, own = rng.gamma(25, 1 / 25, days), rng.gamma(30, 1 / 30, (sites, days))
    rate = level[:, None] * shape * np.repeat(common * own, 24, axis=1) * rng.gamma(15, 1 / 15, (sites, days * 24))
    heads = rng.poisson(rate / 1.25)
    site = np.repeat(np.repeat(np.arange(sites), days * 24), heads.ravel())
    begin = np.repeat(np.tile(hour, sites), heads.ravel())
    at = (begin + rng.random(len(begin))) * HOUR_MS + FIRST_HOUR * HOUR_MS
    behind = rng.geometric(0.8, len(at)) - 1  # platoons: a quarter more vehicles on the heels of others
    site, at = np.concatenate([site, np.repeat(site, behind)]), np.concatenate([at, np.repeat(at, behind) + 2500])
    return plain_passes(site, at, rng)


def without(passes: PassFrame, site: int, since_ms: float, until_ms: float = np.inf) -> PassFrame:
    """The same with one site dead for a while."""
    dead = (passes.site == site) & (passes.happened_ms >= since_ms) & (passes.happened_ms < until_ms)
    return passes.take(~dead)


def driving(seed: int, offsets_s: np.ndarray, vehicles: int, *, spacing_m: float, one_way: tuple[int, ...] = ()):
    """Vehicles along a row of sites, both ways, by clocks that go wrong; every tenth stops, every twentieth is not
    read. ``one_way``: sites that see only those who drive up."""
    rng, sites = np.random.default_rng(seed), len(offsets_s)
    up = rng.random(vehicles) < 0.55
    speed = rng.lognormal(np.log(22.0), 0.18, vehicles)
    legs = spacing_m / speed[:, None] * rng.lognormal(0.0, 0.04, (vehicles, sites - 1))
    legs += np.where(rng.random(legs.shape) < 0.1, rng.exponential(900.0, legs.shape), 0.0)
    reach = np.concatenate([np.zeros((vehicles, 1)), np.cumsum(legs, axis=1)], axis=1)
    true_s = FIRST_HOUR * 3600 + rng.random(vehicles)[:, None] * 86_400 * 2 + reach
    order = np.where(up[:, None], np.arange(sites), np.arange(sites)[::-1])
    read = (rng.random((vehicles, sites)) > 0.05) & ~(np.isin(order, one_way) & ~up[:, None])
    vehicle, step = np.nonzero(read)
    site = order[vehicle, step]
    made = plain_passes(site, np.zeros(len(site)), rng)
    columns = {f: getattr(made, f) for f in PASS_TYPES}
    true_ms = true_s[vehicle, step] * 1000
    columns |= {
        "site": site.astype(np.int32), "plate": vehicle.astype(np.int64) + 1,
        "happened_ms": (true_ms + offsets_s[site] * 1000).astype(np.int64),
        "known_ms": (true_ms + 4000).astype(np.int64),
        "heading": np.where(up[vehicle], Heading.UP, Heading.DOWN).astype(np.int8),
    }  # fmt: skip
    return PassFrame(**columns)


__all__ = ["FIRST_HOUR", "driving", "flowing", "grid_of", "join_passes", "plain_passes", "rules", "sites_of", "without"]
