"""Surge detection: false alarms, detection and seconds, beside Noufaily's method, statsmodels and R's surveillance."""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench import SHARED_DATA, DataMissing
from bench._surge_peers import time_statsmodels, time_surveillance
from bench._surge_scenarios import FIRST_JUDGED, WEEKS, Ints, Replicates, draw_counts, generate, list_scenarios
from bench._surge_score import Alarms, at_equal_fpr, paired_gain, read_series, scenario_rows, score, span_of_outbreaks
from bench.machine import describe_file
from daoan.kernels.surveillance.farrington import NOUFAILY, judge_farrington
from daoan.kernels.surveillance.surges import detect_surges

TEST_SEED, REPLICATES, SMALL_REPLICATES = 20131, 100, 4
TEN_YEARS = 520
JUDGED = np.arange(FIRST_JUDGED, WEEKS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--series``: score these series and not generated ones."""
    parser.add_argument("--series", type=Path, help="series in the format of bench/surge_sim (csv or csv.gz)")


def run(small: bool = False, series: Path | None = None) -> dict[str, Any]:
    """Figures on generated replicates of the 28 scenarios, or on ``series``.

    ``fpr`` and ``pod`` are ours (definitions: ``_surge_score``); ``noufaily`` the published method, level 0.005, and
    with the level moved to our false-positive rate. ``held_out`` are the 14 scenarios that nothing was chosen on.
    ``seconds_per_1000_series`` is one judged week of 1,000 series of ten years, compiled code in the cache.
    """
    if series is not None and not series.exists():
        raise DataMissing(f"{series} is not here")
    replicates = SMALL_REPLICATES if small else REPLICATES
    drawn = read_series(series) if series else generate(list_scenarios(), replicates, TEST_SEED)
    return {
        **_judge(drawn),
        **_speed(small),
        "replicates": len(drawn.scenario),
        "seed": None if series else TEST_SEED,
        "data": [describe_file(series)] if series else [_shipped()],
    }


def _judge(drawn: Replicates) -> dict[str, Any]:
    span = span_of_outbreaks(drawn)
    both = np.concatenate([drawn.without, drawn.with_outbreak])
    n = len(drawn.scenario)
    ours_test, peer_test = detect_surges(both, JUDGED), judge_farrington(both, JUDGED, NOUFAILY)
    ours, peer = (Alarms(t.alarm[:n], t.alarm[n:]) for t in (ours_test, peer_test))
    result = score(ours, span)
    p = np.where(np.isnan(peer_test.p_value), 1.0, peer_test.p_value)
    equal = at_equal_fpr(p[:n], p[n:], result["fpr"])
    held = drawn.scenario % 2 == 0
    return {
        **result,
        "gain_over_noufaily": paired_gain(ours, peer, span),
        "gain_at_equal_fpr": paired_gain(ours, equal, span),
        "noufaily": score(peer, span),
        "noufaily_at_equal_fpr": score(equal, span),
        "held_out": _held_out(ours, peer, equal, span, held),
        "scenarios": scenario_rows(drawn, ours, peer, span),
    }


def _held_out(ours: Alarms, peer: Alarms, equal: Alarms, span: Any, rows: Any) -> dict[str, Any] | None:
    if not rows.any():
        return None
    a, b, c = (Alarms(m.without[rows], m.with_outbreak[rows]) for m in (ours, peer, equal))
    return {
        **score(a, span[rows]),
        "noufaily": score(b, span[rows]),
        "gain_over_noufaily": paired_gain(a, b, span[rows]),
        "gain_at_equal_fpr": paired_gain(a, c, span[rows]),
    }


def _speed(small: bool) -> dict[str, Any]:
    sizes = (100, 300, 1000) if small else (100, 300, 1000, 3000)
    counts = _ten_years(max(sizes))
    detect_surges(counts[:2], [TEN_YEARS - 1])  # compile, or fetch from the cache
    scaling = [{"series": size, **_time(counts[:size])} for size in sizes]
    thousand = next(row for row in scaling if row["series"] == 1000)
    peers: dict[str, Any] = {"statsmodels": time_statsmodels(counts[: 20 if small else 100])}
    with tempfile.TemporaryDirectory() as folder:
        r = time_surveillance(counts[: 20 if small else 100], folder)
    if r is not None:
        ours = judge_farrington(counts[: r["series"]], [TEN_YEARS - 1], NOUFAILY).upper_bound[:, 0]
        theirs = np.array([np.nan if b is None else b for b in r.pop("bounds")], dtype=float)
        r["equal_bounds"] = int((ours == theirs).sum())
        peers["R surveillance"] = r
    slope = np.polyfit(np.log(sizes), np.log([max(row["cpu_seconds"], 1e-4) for row in scaling]), 1)[0]
    return {
        "seconds_per_1000_series": thousand["seconds"],
        "cpu_seconds_per_1000_series": thousand["cpu_seconds"],
        "scaling": scaling,
        "scaling_exponent": round(float(slope), 3),
        "peers": peers,
    }


def _time(counts: Ints) -> dict[str, float]:
    begun, begun_cpu = time.perf_counter(), time.process_time()
    detect_surges(counts, [TEN_YEARS - 1])
    return {
        "seconds": round(time.perf_counter() - begun, 4),
        "cpu_seconds": round(time.process_time() - begun_cpu, 4),
    }


def _ten_years(series: int) -> Ints:
    scenarios = list_scenarios()
    rng = np.random.default_rng(TEST_SEED)
    means = np.stack([s.mean()[:TEN_YEARS] for s in scenarios])
    rows = [draw_counts(means[i % 28], scenarios[i % 28].dispersion, rng) for i in range(series)]
    return np.stack(rows)


def _shipped() -> dict[str, Any]:
    """The table of scenarios that the generator follows, where the ten shipped replicates are here to be seen."""
    table = SHARED_DATA / "bench" / "surge_sim" / "scenarios.csv"
    return describe_file(table) if table.exists() else {"generated": "28 scenarios of doi:10.1002/sim.5595"}
