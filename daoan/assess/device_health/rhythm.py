"""The rhythm of a site: how many passes each hour of its week should bring, learnt from its own weeks.

    λ_sh = (w·m_s·p_h + n_sh) / (w + W_sh)        n ~ NB(λ, α_s):  Var = λ + α_s λ²

======== ==================================================================================
s, h     site, hour of the local week (0: Monday 0 to 1 o'clock)
p_h      share of the week's passes that all sites have in hour h; m_s: level of the site
n, W     passes of that hour in the weeks looked at, and how many such hours there were
w        weeks that the city's rhythm counts beside the own ones
α_s      dispersion of hours beyond chance, by moments, drawn towards that of all sites
======== ==================================================================================

Hours in which a site was dead would teach it silence; they are found in a first round and left out in the second.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.assess.device_health.rules import HealthRules
from daoan.terms.passes import PassFrame

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

HOUR_MS = 3_600_000
WEEK_H = 168
MOST_DISPERSION = 2.0
SHRINK_HOURS = 50.0  # so many hours the city's dispersion counts beside a site's own


@dataclass(frozen=True, slots=True)
class HourCounts:
    """Passes by site and hour. ``passes``: (sites, hours); ``first_hour``: hours since 1970, UTC."""

    passes: Ints
    first_hour: int
    hour_of_week: Ints  # (hours,), local: Monday 0 o'clock is 0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Passes an hour (sites, 168), relative weight of what it was learnt from, dispersion, whether a site is judged."""

    rate: Floats
    hours: Floats  # (sites, 168): hours that taught it, borrowed ones included
    dispersion: Floats  # (sites,)
    known: Bools  # (sites,)

    def expected(self, hour_of_week: Ints) -> Floats:
        """Expected passes of some hours, (sites, hours)."""
        return self.rate[:, hour_of_week]

    def spread(self, hour_of_week: Ints) -> Floats:
        """Dispersion of the count to come in some hours: the site's own, and what the rate is not known by."""
        rate, hours = self.rate[:, hour_of_week], self.hours[:, hour_of_week]
        return np.asarray(self.dispersion[:, None] + 1.0 / np.maximum(rate * hours, 1e-9))


def count_hours(passes: PassFrame, sites: int, first_hour: int, hours: int) -> Ints:
    """Passes by site and hour of happening, (sites, hours); doubles count once, others' hours are left out."""
    hour = passes.happened_ms // HOUR_MS - first_hour
    inside = (hour >= 0) & (hour < hours) & (passes.site >= 0) & (passes.site < sites)
    inside &= once(passes.pass_id)
    cell = passes.site[inside].astype(np.int64) * hours + hour[inside]
    return np.bincount(cell, minlength=sites * hours).reshape(sites, hours)


def once(pass_id: Ints) -> Bools:
    """Which rows are the first with their id."""
    order = np.argsort(pass_id, kind="stable")
    ordered = pass_id[order]
    first = np.ones(len(order), dtype=bool)
    first[order[1:]] = ordered[1:] != ordered[:-1]
    return first


def learn_rhythm(counts: HourCounts, rules: HealthRules) -> Rhythm:
    """The rhythm of every site from hours before the window."""
    alive = np.ones(counts.passes.shape, dtype=bool)
    rhythm = _learn(counts, alive, rules)
    return _learn(counts, ~_dead(counts, rhythm, rules), rules)


def _learn(counts: HourCounts, alive: Bools, rules: HealthRules) -> Rhythm:
    sites, week = len(counts.passes), np.zeros((counts.passes.shape[1], WEEK_H))
    week[np.arange(len(week)), counts.hour_of_week] = 1.0
    n, hours = (counts.passes * alive) @ week, alive @ week
    seen = hours.sum(axis=0)
    profile = n.sum(axis=0) / np.maximum(seen, 1.0)
    profile = np.where(seen > 0, profile, profile.mean() if len(profile) else 0.0)
    level = n.sum(axis=1) / np.maximum(hours @ profile, 1e-9)
    borrowed = level[:, None] * profile[None, :]
    rate = (rules.borrowed_weeks * borrowed + n) / (rules.borrowed_weeks + hours)
    known = (hours.sum(axis=1) >= 24 * rules.fewest_days) & (n.sum(axis=1) > 0)
    dispersion = _dispersion(counts, alive, rate, known, rules) if known.any() else np.zeros(sites)
    return Rhythm(rate, hours + rules.borrowed_weeks, np.maximum(dispersion, rules.least_dispersion), known)


def _dispersion(counts: HourCounts, alive: Bools, rate: Floats, known: Bools, rules: HealthRules) -> Floats:
    """By moments. An hour is part of what its rate was learnt from, so the square misses a share 1 / (hours + w)."""
    mean = rate[:, counts.hour_of_week] * alive
    learnt = rules.borrowed_weeks + (alive @ np.eye(WEEK_H)[counts.hour_of_week])[:, counts.hour_of_week]
    square = alive * (counts.passes - mean) ** 2 / np.maximum(1.0 - 1.0 / learnt, 0.2)
    beyond, base = (square - mean).sum(axis=1), (mean**2).sum(axis=1)
    usable = known & (base > 0)
    common = float(np.median((beyond / np.maximum(base, 1e-9))[usable])) if usable.any() else 0.0
    weight = alive.sum(axis=1)
    own = beyond / np.maximum(base, 1e-9)
    return np.asarray(np.clip((weight * own + SHRINK_HOURS * common) / (weight + SHRINK_HOURS), 0.0, MOST_DISPERSION))


def _dead(counts: HourCounts, rhythm: Rhythm, rules: HealthRules) -> Bools:
    """Hours inside runs without a pass in which enough should have come, (sites, hours)."""
    mean = rhythm.expected(counts.hour_of_week)
    zero = counts.passes == 0
    begins = zero & ~np.pad(zero, ((0, 0), (1, 0)))[:, :-1]
    run = np.cumsum(begins, axis=1) * zero  # 0 outside runs
    most = int(run.max(initial=0)) + 1
    cell = (np.arange(len(zero))[:, None] * most + run).ravel()
    expected = np.bincount(cell, (mean * zero).ravel(), len(zero) * most)
    return np.asarray(zero & (expected[cell].reshape(zero.shape) >= rules.silence_expected))
