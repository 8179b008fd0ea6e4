"""Short-term forecast: recall, MAP, AUC and log loss beside dull baselines and scikit-learn, with intervals by day."""

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT, DataMissing, find_data
from bench._forecast_data import gsnet_panel, read_gsnet, simulated_panel, victoria_panel
from bench._forecast_peer import fit_peers
from bench.machine import describe_file
from daoan.assess.forecast.baselines import list_baselines
from daoan.assess.forecast.model import FittedForecast, fit_forecast
from daoan.assess.forecast.panel import Panel
from daoan.kernels.scores.blocks import Score, difference_interval, value_of
from daoan.kernels.scores.probability import brier, calibration, log_loss
from daoan.kernels.scores.ranking import area_under_roc, hit_rate_by_area, mean_average_precision, recall_at_k
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack, read_rule_pack

#: Chicago is learnt from the rows before this and scored on the rest; Victoria from the days before 2017.
CHICAGO_UNTIL, VICTORIA_UNTIL = 3499, np.datetime64("2017-01-01")
#: The baseline that ``baseline_…`` figures are of: the hardest to beat in the published comparisons.
HARD = "frequency_hour_weekend"
SCORES: dict[str, Callable[[Floats, Floats, Ints, int], Score]] = {
    "recall_pct": recall_at_k,
    "map": mean_average_precision,
    "auc": area_under_roc,
    "log_loss": log_loss,
    "brier": brier,
}
#: Victoria is asked for so many rows at a time, to bound memory.
ROWS_AT_ONCE = 720


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Other periods than the split of the shipped file."""
    parser.add_argument("--train", type=Path, help="NPZ in the format of bench/gsnet to learn from, all of it")
    parser.add_argument("--test", type=Path, help="NPZ that follows it; all of it is scored")


def run(small: bool = False, train: Path | None = None, test: Path | None = None) -> dict[str, Any]:
    """Figures of one split of a GSNet file; without ``small`` also of Victoria, and a scaling curve.

    Every row is forecast from the days before its own; the expanding baselines also see the hours before it, which is
    more. ``differences`` are ours less theirs with 95 % intervals from drawing whole days; a negative log loss is a
    gain. ``fit_seconds`` is wall clock with the kernels compiled; ``first_fit_seconds`` may have compiled them.
    """
    panel, until, gap, files = _panel_of(train, test)
    draws = 300 if small else 2000
    rows = np.arange(until + gap, len(panel.counts))
    rows = rows[np.isfinite(panel.counts[rows]).all(axis=1)]
    fitted, told, seconds = _ours(panel, until, rows)
    judge = Judge.of(panel, rows, draws)
    baselines = list_baselines(panel, rows)
    ours, hard = judge.values(told), judge.values(baselines[HARD])
    figures = {
        **ours,
        **{f"baseline_{name}": value for name, value in hard.items()},
        **seconds,
        "rows": len(rows),
        "gap_hours": gap,
        "events": int((judge.seen > 0).sum()),
        "expected_events": round(float(told.sum()), 1),
        "baselines": [{"baseline": name, **judge.values(p)} for name, p in baselines.items()],
        "differences": judge.against_all(told, baselines),
        "calibration": judge.calibration(told),
        "hit_rate_pct_by_area": judge.hit_rates(told),
        "peers": _peers(panel, until, rows, judge, told, small),
        "factors": _example(fitted, panel, rows),
        "data": [describe_file(file, licence="none stated") for file in files],
    }
    if not small and test is None:
        figures["victoria"] = _victoria(draws)
        figures["scaling"] = [_scale_row(cells) for cells in (100, 400, 1600)]
    return figures


@dataclass(frozen=True, slots=True)
class Judge:
    """What was seen in some rows, by days, and how forecasts of them are scored."""

    seen: Floats
    day: Ints
    days: int
    draws: int

    @classmethod
    def of(cls, panel: Panel, rows: Ints, draws: int) -> "Judge":
        """Blocks are local days."""
        days, day = np.unique(panel.day_of[rows], return_inverse=True)
        return cls(panel.counts[rows], day, len(days), draws)

    def score(self, name: str, told: Floats) -> Score:
        """One score of probabilities (rows, cells)."""
        return SCORES[name](self.seen, told, self.day, self.days)

    def values(self, told: Floats) -> dict[str, float]:
        """Every score; recall in per cent."""
        return {n: round(value_of(self.score(n, told)) * (100 if n == "recall_pct" else 1), 5) for n in SCORES}

    def against_all(self, told: Floats, others: Mapping[str, Floats]) -> list[dict[str, Any]]:
        """Ours less each of several others, our scores made once."""
        ours = {score: self.score(score, told) for score in SCORES}
        return [self._difference(score, ours[score], name, p) for name, p in others.items() for score in SCORES]

    def _difference(self, score: str, ours: Score, name: str, theirs: Floats) -> dict[str, Any]:
        by = 100 if score == "recall_pct" else 1
        d = difference_interval(ours, self.score(score, theirs), draws=self.draws)
        limits = {k: round(v * by, 5) for k, v in (("value", d.value), ("low", d.low), ("high", d.high))}
        return {"against": name, "score": score, **limits, "excludes_zero": d.excludes_zero}

    def calibration(self, told: Floats) -> list[dict[str, float]]:
        """Tenths of the places by probability."""
        c = calibration(self.seen, told)
        names = ("predicted", "observed", "low", "high")
        return [{n: round(float(getattr(c, n)[i]), 5) for n in names} for i in range(len(c.places))]

    def hit_rates(self, told: Floats) -> dict[str, float]:
        """Per cent of the crashes in the first 5, 10, 20 % of the cells of each period."""
        return {
            f"{share:.0%}": round(
                100 * value_of(hit_rate_by_area(self.seen, told, share, self.day, self.days).score), 2
            )
            for share in (0.05, 0.10, 0.20)
        }


def read_pack() -> RulePack:
    """The rule pack as shipped."""
    return read_rule_pack((ROOT / "rulepacks" / "forecast.toml").read_text(encoding="utf-8"), "forecast")


def _panel_of(train: Path | None, test: Path | None) -> tuple[Panel, int, int, list[Path]]:
    """Panel, the row that learning stops at, missing hours behind it, and the files."""
    if (train is None) != (test is None):
        raise DataMissing("give --train and --test together")
    files = [find_data("bench", "gsnet", "chicago_train_valid.npz")] if train is None or test is None else [train, test]
    for file in files:
        if not file.exists():
            raise DataMissing(f"{file.name} is not here")
    parts = [read_gsnet(file) for file in files]
    panel, gap, lead = gsnet_panel(parts[0], parts[1] if len(parts) > 1 else None)
    until = len(parts[0]["data"]) if len(parts) > 1 else CHICAGO_UNTIL
    return panel, until + lead, gap, files


def _ours(panel: Panel, until: int, rows: Ints) -> tuple[FittedForecast, Floats, dict[str, float]]:
    pack = read_pack()
    first = _timed(lambda: fit_forecast(panel, until, pack))[1]
    begun = time.process_time()
    fitted, seconds = _timed(lambda: fit_forecast(panel, until, pack))
    cpu = time.process_time() - begun
    day = rows[: panel.periods_per_day]
    one = _timed(lambda: fitted.predict(panel, day))[1]
    told = np.concatenate([fitted.predict(panel, part).probability for part in _parts(rows)])
    return (
        fitted,
        told,
        {
            "fit_seconds": round(seconds, 3),
            "predict_seconds": round(one, 4),
            "fit_cpu_seconds": round(cpu, 3),
            "first_fit_seconds": round(first, 3),
        },
    )


def _peers(panel: Panel, until: int, rows: Ints, judge: Judge, told: Floats, small: bool) -> dict[str, Any]:
    return {
        name: {
            **judge.values(theirs),
            "fit_seconds": round(fit, 3),
            "predict_seconds": round(predict, 3),
            "version": version("scikit-learn"),
            "ours_less_theirs": judge.against_all(told, {name: theirs}),
        }
        for name, (theirs, fit, predict) in fit_peers(panel, until, rows, small).items()
    }


def _example(fitted: FittedForecast, panel: Panel, rows: Ints) -> dict[str, float]:
    """The factors of the highest figure of the first day."""
    told = fitted.predict(panel, rows[: panel.periods_per_day])
    row, cell = np.unravel_index(int(told.expected.argmax()), told.expected.shape)
    return {factor.name: round(factor.value, 3) for factor in told.factors(int(row), int(cell))}


def _victoria(draws: int) -> dict[str, Any]:
    panel, facts = victoria_panel(find_data("victoria", "vic_crashes.parquet"))
    until = int(np.searchsorted(panel.starts_local, VICTORIA_UNTIL))
    rows = np.arange(until, len(panel.counts))
    _, told, seconds = _ours(panel, until, rows)
    judge = Judge.of(panel, rows, draws)
    baselines = list_baselines(panel, rows)
    return {
        **judge.values(told),
        **{f"baseline_{name}": value for name, value in judge.values(baselines[HARD]).items()},
        **seconds,
        **facts,
        "events": int((judge.seen > 0).sum()),
        "expected_events": round(float(told.sum()), 1),
        "baselines": [{"baseline": name, **judge.values(p)} for name, p in baselines.items()],
        "differences": judge.against_all(told, baselines),
    }


def _scale_row(cells: int) -> dict[str, Any]:
    """Two simulated years of four shifts a day."""
    panel = simulated_panel(cells)
    until = len(panel.counts) - 28
    fitted, seconds = _timed(lambda: fit_forecast(panel, until, read_pack()))
    _, one = _timed(lambda: fitted.predict(panel, np.arange(until, until + 4)))
    return {"cells": cells, "rows": until, "fit_seconds": round(seconds, 3), "predict_seconds": round(one, 4)}


def _parts(rows: Ints) -> list[Ints]:
    return [rows[i : i + ROWS_AT_ONCE] for i in range(0, len(rows), ROWS_AT_ONCE)]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun
