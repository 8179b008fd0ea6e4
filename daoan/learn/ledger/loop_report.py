"""Does the loop feed on itself? Where police are sent, beside where injuries would be expected without them.

Expected injuries come from crash records alone, and crashes are reported wherever they happen; nothing that police
found by being somewhere is in them. So hours that follow expected injuries do not run away, and hours that concentrate
beyond them would. The simulation shows what the other way would do on the same squares: patrols sent where patrols
found something.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from scipy.stats import rankdata

from daoan.kernels.feedback.urn import run_urn
from daoan.kernels.stats.intervals import normal_factor
from daoan.learn.ledger.verdicts import verdicts_of
from daoan.terms.cells import squares_of
from daoan.terms.estimates import Estimate, Share
from daoan.terms.frames import Floats, Ints
from daoan.terms.places import Plane
from daoan.terms.records import (
    DutyPlan,
    LedgerEntry,
    LoopConcentration,
    LoopReport,
    LoopShare,
    RunawayPoint,
    SegmentEstimate,
)
from daoan.terms.rulepacks import RulePack

TOPS_PCT = (1.0, 5.0, 10.0)


def report_loop(
    plan: DutyPlan,
    estimates: Sequence[SegmentEstimate],
    entries: Sequence[LedgerEntry],
    as_of: datetime,
    pack: RulePack,
) -> LoopReport | None:
    """The report on one plan; ``None`` where there is no stretch, or nothing is expected or sent anywhere.

    Hours are those of recorded presence where any row of the ledger has them, else those planned.
    """
    basis, hours_of = _hours(plan, entries)
    hours = np.array([hours_of.get(e.segment_id, 0.0) for e in estimates])
    expected = np.array([e.injury_weight_per_year.value for e in estimates])
    length = np.array([e.length_m for e in estimates])
    if hours.sum() <= 0 or expected.sum() <= 0:
        return None
    square_km = float(pack.get("runaway.square_km"))
    square = _squares(estimates, square_km)
    in_square = _sums(square, expected)
    correlation = rank_correlation(_sums(square, hours), in_square)
    top = np.argsort(-in_square, kind="stable")[: max(1, len(in_square) // 10)]
    concentration = tuple(_concentration(pct, hours, expected, length) for pct in TOPS_PCT)
    runaway = _runaway(in_square, top, pack)
    top_expected = Share(float(in_square[top].sum()), float(in_square.sum()))
    return LoopReport(
        as_of=as_of,
        plan_id=plan.plan_id,
        basis=basis,
        shares=_shares(estimates, hours, expected, length),
        concentration=concentration,
        correlation=correlation,
        squares=len(in_square),
        square_km=square_km,
        top_expected=top_expected,
        runaway=runaway,
        verdicts=verdicts_of(basis, concentration, correlation, top_expected, runaway),
        rule_pack=pack.stamp,
    )


def _hours(plan: DutyPlan, entries: Sequence[LedgerEntry]) -> tuple[str, Mapping[str, float]]:
    there = [e for e in entries if e.presence_hours is not None]
    hours: dict[str, float] = {}
    for e in there:
        hours[e.segment_id] = hours.get(e.segment_id, 0.0) + (e.presence_hours or 0.0)
    if there:
        return "presence", hours
    for p in plan.placements:
        hours[p.segment_id] = hours.get(p.segment_id, 0.0) + p.hours
    return "planned", hours


def _shares(
    estimates: Sequence[SegmentEstimate], hours: Floats, expected: Floats, length: Floats
) -> tuple[LoopShare, ...]:
    """By area, where there are several, and by road class; most expected injuries first."""
    rows = []
    for group in ("area", "road_class"):
        keys = np.array([str(getattr(e, group) or "") for e in estimates])
        names = [name for name in np.unique(keys) if name]
        if group == "area" and len(names) < 2:
            continue
        found = [
            LoopShare(
                group,
                str(name),
                *(Share(float(v[keys == name].sum()), float(v.sum())) for v in (hours, expected, length)),
            )
            for name in names
        ]
        rows += sorted(found, key=lambda r: (-r.expected.part, r.key))
    return tuple(rows)


def _concentration(top_pct: float, hours: Floats, expected: Floats, length: Floats) -> LoopConcentration:
    """What the stretches with most expected injuries a metre get, up to a share of the length."""
    order = np.argsort(-expected / np.maximum(length, 1.0), kind="stable")
    inside = order[np.cumsum(length[order]) <= top_pct / 100.0 * length.sum()]
    both = (Share(float(v[inside].sum()), float(v.sum())) for v in (hours, expected))
    return LoopConcentration(top_pct, *both)


def rank_correlation(x: Floats, y: Floats, level: float = 0.95) -> Estimate | None:
    """Spearman's rank correlation with Fisher's interval; ``None`` for fewer than four pairs or a constant.

    Standard error of atanh r: √(1.06 / (n − 3)). Fieller, Hartley and Pearson (1957), doi 10.1093/biomet/44.3-4.470.
    """
    if len(x) < 4 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    r = float(np.clip(np.corrcoef(rankdata(x), rankdata(y))[0, 1], -1.0, 1.0))
    z = np.arctanh(np.clip(r, -0.999999, 0.999999))
    half = normal_factor(level) * np.sqrt(1.06 / (len(x) - 3))
    return Estimate(r, min(r, float(np.tanh(z - half))), max(r, float(np.tanh(z + half))), level)


def _squares(estimates: Sequence[SegmentEstimate], side_km: float) -> Ints:
    lon, lat = np.array([e.lon for e in estimates]), np.array([e.lat for e in estimates])
    cells = np.stack(squares_of(Plane(float(lon.mean()), float(lat.mean())), side_km * 1000.0, lon, lat), axis=1)
    return np.asarray(np.unique(cells, axis=0, return_inverse=True)[1].ravel(), dtype=np.int64)


def _sums(square: Ints, values: Floats) -> Floats:
    return np.bincount(square, weights=values).astype(np.float64)


def _runaway(expected: Floats, top: Ints, pack: RulePack) -> tuple[RunawayPoint, ...]:
    """Share of patrols in the top squares, every thirteen weeks, by both ways of planning."""
    weeks = int(pack.get("runaway.weeks"))
    paths = [
        run_urn(
            expected,
            weeks,
            int(pack.get("runaway.visits_per_week")),
            float(pack.get("runaway.found_per_visit")),
            int(pack.get("runaway.replications")),
            np.random.default_rng(int(pack.get("runaway.seed"))),
            discovered=discovered,
        )[:, :, top].sum(axis=2)
        for discovered in (True, False)
    ]
    return tuple(
        RunawayPoint(week, *(_spread(path[week]) for path in paths)) for week in sorted({*range(0, weeks, 13), weeks})
    )


def _spread(shares: Floats) -> Estimate:
    """Mean over the replications and the middle 95 % of them."""
    low, high = np.quantile(shares, [0.025, 0.975])
    return Estimate(float(shares.mean()), float(low), float(high))
