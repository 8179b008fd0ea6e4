"""Silence: times without a pass in which so many should have come that a working site would hardly send none.

    P(no pass in a time that should bring E) = (1 + a E)^(−1/a),      a = α_s + 1 / (E · hours learnt from)

the gamma–Poisson predictive: α_s is how much whole stretches of hours go up and down together, the rest what is not
known of the rate. A site is called dead from the moment at which E reaches the least number, the least time is over and
the chance is small enough.
"""

import numpy as np
import numpy.typing as npt

from daoan.assess.device_health.records import Silence
from daoan.assess.device_health.rhythm import HOUR_MS, HourCounts, Rhythm, once
from daoan.assess.device_health.rules import HealthRules
from daoan.terms.passes import PassFrame

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def chance_of_none(expected: Floats, dispersion: Floats, hours: Floats) -> Floats:
    """Chance that a working site sends nothing where ``expected`` passes should come; ``hours`` taught its rate."""
    e = np.maximum(expected, 1e-9)
    a = dispersion + 1.0 / (e * np.maximum(hours, 1e-9))
    return np.asarray(np.exp(-np.log1p(a * e) / a))


def needed(dispersion: Floats, hours: Floats, rules: HealthRules) -> Floats:
    """Expected passes after which a site without one is called dead, by bisection (the chance falls with them)."""
    low, high = np.zeros(len(dispersion)), np.full(len(dispersion), 1e9)
    for _ in range(80):
        middle = 0.5 * (low + high)
        enough = chance_of_none(middle, dispersion, hours) <= rules.silence_chance
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(np.maximum(high, rules.silence_expected))


def find_silences(
    passes: PassFrame, grid: HourCounts, rhythm: Rhythm, now_ms: int, rules: HealthRules, lag_ms: Floats | float = 0.0
) -> tuple[Silence, ...]:
    """Silences that were found in the window of ``grid`` until ``now_ms``, by site, then time.

    ``grid``: the hours of the window; its begin counts as a pass, so that what was before it is not judged twice.
    ``lag_ms``: how late each site usually uploads, (sites,): what happened since may still be under way.
    """
    sites, hours = grid.passes.shape
    begin_ms = grid.first_hour * HOUR_MS
    site, since, until = _waits(passes, sites, begin_ms, now_ms)
    lasts = until >= now_ms
    until = np.where(lasts, until - np.broadcast_to(np.asarray(lag_ms, dtype=np.int64), sites)[site], until)
    long = until - since >= rules.silence_ms
    site, since, until, lasts = site[long], since[long], until[long], lasts[long]
    total = np.concatenate([np.zeros((sites, 1)), np.cumsum(rhythm.expected(grid.hour_of_week), axis=1)], axis=1)
    taught = np.average(rhythm.hours, axis=1, weights=rhythm.rate.mean(axis=0) + 1e-9)
    start = _at(total, site, (since - begin_ms) / HOUR_MS, hours)
    expected = _at(total, site, (until - begin_ms) / HOUR_MS, hours) - start
    enough = needed(rhythm.dispersion, taught, rules)
    dead = (expected >= enough[site]) & rhythm.known[site]
    chance = chance_of_none(expected, rhythm.dispersion[site], taught[site])
    found = []
    for k in np.flatnonzero(dead).tolist():
        s = int(site[k])
        reached = np.interp(start[k] + enough[s], total[s], np.arange(hours + 1)) * HOUR_MS + begin_ms
        at = int(min(max(reached, since[k] + rules.silence_ms), until[k]))
        ended = None if lasts[k] else int(until[k])
        found.append(Silence(s, int(since[k]), at, ended, float(expected[k]), float(chance[k])))
    return tuple(found)


def _waits(passes: PassFrame, sites: int, begin_ms: int, now_ms: int) -> tuple[Ints, Ints, Ints]:
    """Every wait between passes of a site, from the begin of the window to now: site, since, until (ms)."""
    inside = (passes.happened_ms >= begin_ms) & (passes.happened_ms < now_ms) & (passes.known_ms <= now_ms)
    inside &= (passes.site >= 0) & (passes.site < sites) & once(passes.pass_id)
    every = np.arange(sites, dtype=np.int64)
    site = np.concatenate([every, passes.site[inside].astype(np.int64), every])
    begins, ends = np.full(sites, begin_ms), np.full(sites, now_ms)
    at = np.concatenate([begins, passes.happened_ms[inside], ends]).astype(np.int64)
    order = np.lexsort((at, site))
    site, at = site[order], at[order]
    same = site[1:] == site[:-1]
    return site[1:][same], at[:-1][same], at[1:][same]


def _at(total: Floats, site: Ints, hour: Floats, hours: int) -> Floats:
    """Expected passes of a site from the begin of the window to a moment, told in hours since then."""
    whole = np.clip(np.floor(hour).astype(np.int64), 0, hours - 1)
    part = np.clip(hour - whole, 0.0, 1.0)
    return np.asarray(total[site, whole] + part * (total[site, whole + 1] - total[site, whole]))
