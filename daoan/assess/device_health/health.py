"""Health of every site at a moment, put together; and its hours as a strip."""

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom

from daoan.assess.device_health.clocks import tell_clocks
from daoan.assess.device_health.quality import LEVEL, delay_quantiles, doubles, missing_plates, wrong_headings
from daoan.assess.device_health.records import (
    Clock,
    Fault,
    HourState,
    SharePart,
    Silence,
    SiteHealth,
    SiteHour,
    SiteState,
)
from daoan.assess.device_health.rhythm import HOUR_MS, HourCounts, Rhythm
from daoan.assess.device_health.rules import HealthRules
from daoan.assess.device_health.silence import find_silences
from daoan.kernels.stats.intervals import count_interval
from daoan.terms.estimates import Estimate
from daoan.terms.passes import PassFrame, SiteFrame

Floats = npt.NDArray[np.float64]

_CODES = tuple(HourState)


def judge_sites(
    passes: PassFrame, sites: SiteFrame, grid: HourCounts, rhythm: Rhythm, now_ms: int, rules: HealthRules
) -> tuple[tuple[SiteHealth, ...], tuple[Silence, ...]]:
    """Every site as it stands at ``now_ms``, and all silences of the window.

    ``passes``: those of the window that were known by then; ``grid``: the window's whole hours, the one under way too.
    """
    known = passes.take((passes.known_ms <= now_ms) & (passes.site >= 0) & (passes.site < len(sites)))
    p50, p95 = (delay_quantiles(known, len(sites), q) for q in (0.5, 0.95))
    lag_ms = np.array([0.0 if d is None else max(d.high, 0.0) * 1000.0 for d in p95])
    silences = find_silences(known, grid, rhythm, now_ms, rules, lag_ms)
    lasting = {s.site: s for s in silences if s.ended_ms is None}
    mean, spread = _window(grid, rhythm, now_ms)
    low, high = count_interval(mean, spread, level=LEVEL)
    counted, last = grid.passes.sum(axis=1), np.full(len(sites), -1, dtype=np.int64)
    np.maximum.at(last, known.site, known.happened_ms)
    few = _few(grid, rhythm, now_ms, rules)
    plates, twice, heading = (
        missing_plates(known, len(sites)), doubles(known, len(sites)), wrong_headings(known, sites),
    )  # fmt: skip
    clocks = tell_clocks(known, sites, rules)
    found = []
    for s in range(len(sites)):
        faults = _faults(p95[s], plates[s], twice[s], heading[s], clocks[s], bool(few[s]), rules)
        silent = lasting.get(s)
        state = (
            SiteState.SILENT if silent
            else SiteState.POOR if faults
            else SiteState.GOOD if rhythm.known[s]
            else SiteState.UNKNOWN
        )  # fmt: skip
        expected = Estimate(float(mean[s]), float(low[s]), float(high[s]), LEVEL) if rhythm.known[s] else None
        found.append(
            SiteHealth(
                s, state, faults, int(counted[s]), expected, int(last[s]) if last[s] >= 0 else None, silent,
                p50[s], p95[s], plates[s], twice[s], heading[s], clocks[s],
            )
        )  # fmt: skip
    return tuple(found), silences


def hour_states(
    grid: HourCounts, rhythm: Rhythm, silences: tuple[Silence, ...], now_ms: int, rules: HealthRules
) -> tuple[tuple[HourState, ...], ...]:
    """State of every hour that has begun, by site; the one under way by what should have come in its part so far."""
    begins = (grid.first_hour + np.arange(grid.passes.shape[1])) * HOUR_MS
    mean = rhythm.expected(grid.hour_of_week) * _part(begins, now_ms)
    low = chance_of_few(grid.passes, mean, rhythm.spread(grid.hour_of_week)) <= rules.hour_chance
    code = np.where(low, _CODES.index(HourState.LOW), _CODES.index(HourState.GOOD))
    for s in silences:
        over = (begins + HOUR_MS > s.since_ms) & (begins < (s.ended_ms or now_ms)) & (grid.passes[s.site] == 0)
        code[s.site, over] = _CODES.index(HourState.SILENT)
    code[~rhythm.known] = _CODES.index(HourState.UNKNOWN)
    return tuple(tuple(_CODES[k] for k in row) for row in code[:, begins < now_ms].tolist())


def hours_of(
    site: int, states: tuple[HourState, ...], grid: HourCounts, rhythm: Rhythm, now_ms: int
) -> tuple[SiteHour, ...]:
    """A site's hours, first to last, with its states as :func:`hour_states` tells them."""
    begins = (grid.first_hour + np.arange(grid.passes.shape[1])) * HOUR_MS
    mean = rhythm.expected(grid.hour_of_week)[site] * _part(begins, now_ms)
    low, high = count_interval(mean, rhythm.spread(grid.hour_of_week)[site], level=LEVEL)
    known = bool(rhythm.known[site])
    return tuple(
        SiteHour(
            int(begins[k]), int(grid.passes[site, k]),
            Estimate(float(mean[k]), float(low[k]), float(high[k]), LEVEL) if known else None, state,
        )
        for k, state in enumerate(states)
    )  # fmt: skip


def chance_of_few(counted: npt.NDArray[np.int64], mean: Floats, dispersion: Floats) -> Floats:
    """Chance of so few passes or fewer from a working site: lower tail of the negative binomial."""
    size = 1.0 / np.maximum(dispersion, 1e-9)
    return np.asarray(nbinom.cdf(counted, size, size / (size + np.maximum(mean, 1e-12))))


def _part(begins: npt.NDArray[np.int64], now_ms: int) -> Floats:
    return np.clip((now_ms - begins) / HOUR_MS, 0.0, 1.0)


def _window(grid: HourCounts, rhythm: Rhythm, now_ms: int) -> tuple[Floats, Floats]:
    """Expected passes of the window by site, and their dispersion: hours that go up and down together."""
    begins = (grid.first_hour + np.arange(grid.passes.shape[1])) * HOUR_MS
    mean = rhythm.expected(grid.hour_of_week) * _part(begins, now_ms)
    total = mean.sum(axis=1)
    taught = (mean**2 * (rhythm.spread(grid.hour_of_week) - rhythm.dispersion[:, None])).sum(axis=1)
    return total, rhythm.dispersion + taught / np.maximum(total, 1e-9) ** 2


def _few(grid: HourCounts, rhythm: Rhythm, now_ms: int, rules: HealthRules) -> npt.NDArray[np.bool_]:
    """Sites whose latest whole hour brought too few."""
    k = int(now_ms // HOUR_MS) - grid.first_hour - 1
    if not 0 <= k < grid.passes.shape[1]:
        return np.zeros(len(grid.passes), dtype=bool)
    here = grid.hour_of_week[k : k + 1]
    chance = chance_of_few(grid.passes[:, k], rhythm.expected(here)[:, 0], rhythm.spread(here)[:, 0])
    return np.asarray((chance <= rules.hour_chance) & rhythm.known)


def _faults(
    p95: Estimate | None, plates: SharePart | None, twice: SharePart | None, heading: SharePart | None, clock: Clock,
    few: bool, rules: HealthRules,
) -> tuple[Fault, ...]:  # fmt: skip
    def beyond(part: SharePart | None, most: float) -> bool:
        return part is not None and part.share.whole >= rules.fewest_passes and part.low > most

    offset = clock.offset_s
    enough = twice is not None and twice.share.whole >= rules.fewest_passes
    told = {
        Fault.LATE: p95 is not None and enough and p95.low > rules.delay_p95_s,
        Fault.PLATES: beyond(plates, rules.missing_plates),
        Fault.DOUBLES: beyond(twice, rules.doubles),
        Fault.HEADING: beyond(heading, rules.wrong_heading),
        Fault.CLOCK: offset is not None and min(abs(offset.low), abs(offset.high)) > rules.clock_s
        and offset.low * offset.high > 0,
        Fault.FEW: few,
    }  # fmt: skip
    return tuple(fault for fault, found in told.items() if found)
