"""Nowcast of late reports on model towns: coverage of the 95 % interval, and error beside dull ways to count."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bench import ROOT
from daoan.assess.nowcast.nowcasts import list_nowcasts
from daoan.terms.records import Crash, Nowcast
from daoan.terms.rulepacks import RulePack, read_rule_pack
from daoan.town.build import build_town

SEEDS = range(2021, 2041)  # looked at by nobody while the method was made; 2001 to 2020 were
ORIGINS, APART_DAYS = 24, 21  # the last so long before the end that what comes late is known
SETTLED_DAYS = 60
WEEKS = 4


def run(small: bool = False) -> dict[str, Any]:
    """Coverage and error over seeds and moments, for all severities together.

    ``coverage_pct``: share of weeks whose final count lies in the 95 % interval, latest week first;
    ``coverage_fatal_pct`` the same for fatal crashes alone. Intervals of whole numbers hold more than they promise
    where little is missing. ``mae`` and ``bias``: crashes a week, latest week, of ours and of ``peers``: the count as
    it stands, and the count over the share that earlier records of that age were known by, with delays taken from
    records as they come in (truncation not seen).
    """
    pack = read_rule_pack((ROOT / "rulepacks" / "recent.toml").read_text("utf-8"), "recent")
    seeds, origins = (SEEDS[:1], 8) if small else (SEEDS, ORIGINS)
    scored = [row for seed in seeds for row in _score_town(seed, origins, pack)]
    ours = _errors([r["ours"][0] for r in scored], [r["truth"][0] for r in scored])
    return {
        "seeds": len(seeds),
        "weeks_judged": len(scored) * WEEKS,
        "coverage_pct": [_pct([r["inside"][k] for r in scored]) for k in range(WEEKS)],
        "coverage_all_weeks_pct": _pct([r["inside"][k] for r in scored for k in range(WEEKS)]),
        "coverage_by_seed_pct": _by_seed(scored),
        "coverage_fatal_pct": [_pct([r["inside_fatal"][k] for r in scored]) for k in range(WEEKS)],
        "completeness_pct": [round(100 * float(np.mean([r["share"][k] for r in scored])), 1) for k in range(WEEKS)],
        "known_truly_pct": [
            round(100 * sum(r["known"][k] for r in scored) / sum(r["truth"][k] for r in scored), 1)
            for k in range(WEEKS)
        ],
        "interval_width": [round(float(np.mean([r["width"][k] for r in scored])), 2) for k in range(WEEKS)],
        **ours,
        "seconds_per_nowcast": round(float(np.mean([r["seconds"] for r in scored])), 4),
        "peers": {
            "count as it stands": _errors([r["known"][0] for r in scored], [r["truth"][0] for r in scored]),
            "scaled by delays as they come in": _errors([r["scaled"] for r in scored], [r["truth"][0] for r in scored]),
        },
        "data": [{"file": "model town, simulated", "seeds": [seeds[0], seeds[-1]]}],
    }


def _score_town(seed: int, origins: int, pack: RulePack) -> Iterator[dict[str, Any]]:
    town = build_town(seed=seed, years=3)
    for i in range(origins):
        as_of = town.as_of - timedelta(days=SETTLED_DAYS + APART_DAYS * i)
        begun = time.process_time()
        everything, *by_severity = list_nowcasts(town.crashes, as_of, "town", [], pack)
        seconds = time.process_time() - begun
        fatal = next(n for n in by_severity if n.severity == "fatal")
        yield {
            "seed": seed,
            "seconds": seconds,
            "truth": _truth(town.crashes, everything),
            "known": [w.known for w in everything.weeks[:WEEKS]],
            "ours": [w.crashes.value for w in everything.weeks[:WEEKS] if w.crashes],
            "share": [w.completeness.value for w in everything.weeks[:WEEKS] if w.completeness],
            "width": [w.crashes.high - w.crashes.low for w in everything.weeks[:WEEKS] if w.crashes],
            "inside": _inside(town.crashes, everything),
            "inside_fatal": _inside(town.crashes, fatal),
            "scaled": _scaled(town.crashes, as_of, everything.weeks[0].known),
        }


def _truth(crashes: Sequence[Crash], nowcast: Nowcast) -> list[int]:
    wanted = [c for c in crashes if nowcast.severity in (None, c.severity)]
    return [sum(w.starts <= c.happened_at < w.ends for c in wanted) for w in nowcast.weeks[:WEEKS]]


def _inside(crashes: Sequence[Crash], nowcast: Nowcast) -> list[bool]:
    return [
        w.crashes is not None and w.crashes.low <= truth <= w.crashes.high
        for w, truth in zip(nowcast.weeks, _truth(crashes, nowcast), strict=False)
    ]


def _scaled(crashes: Sequence[Crash], as_of: datetime, known: int) -> float:
    """The latest week's count over the mean share of half a year's known delays that are shorter than its ages."""
    first = as_of - timedelta(days=182)
    delays = np.array(
        [
            (c.known_at - c.happened_at) / timedelta(days=1)
            for c in crashes
            if c.known_at <= as_of and c.happened_at >= first
        ]
    )
    ages = (np.arange(70) + 0.5) / 10
    return float(known / np.mean([(delays <= a).mean() for a in ages]))


def _errors(guess: Sequence[float], truth: Sequence[float]) -> dict[str, float]:
    off = np.array(guess) - np.array(truth)
    return {"mae": round(float(np.abs(off).mean()), 3), "bias": round(float(off.mean()), 3)}


def _pct(hits: Sequence[bool]) -> float:
    return round(100 * float(np.mean(hits)), 2)


def _by_seed(scored: Sequence[dict[str, Any]]) -> dict[str, float]:
    by: dict[int, list[bool]] = defaultdict(list)
    for row in scored:
        by[row["seed"]].extend(row["inside"])
    shares = sorted(_pct(hits) for hits in by.values())
    return {"least": shares[0], "median": shares[len(shares) // 2], "most": shares[-1]}
