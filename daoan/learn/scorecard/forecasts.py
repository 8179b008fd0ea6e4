"""Forecasts on the scorecard: what a forecaster must give, and the dull baselines that it has to beat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np

from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import CrashFrame, Floats


class YearForecast(Protocol):
    """Expected crashes and KSI crashes of the coming year per stretch, and of the whole network with intervals."""

    @property
    def crashes(self) -> Floats: ...
    @property
    def ksi(self) -> Floats: ...
    @property
    def crashes_total(self) -> Estimate: ...
    @property
    def ksi_total(self) -> Estimate: ...


#: Crashes (snapped), the moment, how many years to learn from -> forecasts by method name.
Forecaster = Callable[[CrashFrame, datetime, int], Mapping[str, YearForecast]]

#: Methods by name. The three levels of empirical Bayes rank alike; they differ in the totals.
METHODS: Mapping[str, Text] = {
    "eb": Text("empirical Bayes", "经验贝叶斯"),
    "eb_trend": Text("empirical Bayes, severity recording taken as unchanged", "经验贝叶斯（视伤情登记口径不变）"),
    "eb_flat": Text("empirical Bayes, no trend", "经验贝叶斯（不计趋势）"),
    "model": Text("the model alone (what such roads have)", "仅模型（同类路段平均水平）"),
    "raw": Text("the raw count of all years", "历年事故起数"),
    "rate": Text("the rate per vehicle-kilometre", "单位车公里事故率"),
    "last_year": Text("last year's count", "上一年事故起数"),
    "raw_all": Text("the raw count of all collisions, light ones too", "历年全部事故起数（含轻微事故）"),
    "rate_all": Text("the rate of all collisions, light ones too", "单位车公里全部事故率（含轻微事故）"),
}

#: Methods that are ranked, by outcome; empirical Bayes first. "raw", "rate" and "last_year" count the outcome that is
#: judged. Light collisions foretell severe ones better than the few severe ones do, so the two harder baselines that
#: count all collisions stand beside them.
RANKED: Mapping[str, tuple[str, ...]] = {
    "all": ("eb", "model", "raw", "rate", "last_year"),
    "ksi": ("eb", "model", "raw", "rate", "last_year", "raw_all", "rate_all"),
}


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores that rank stretches, per method: per kilometre, or per vehicle-kilometre for the rate."""

    all: Mapping[str, Floats]
    ksi: Mapping[str, Floats]

    def of(self, outcome: str) -> Mapping[str, Floats]:
        """The scores for one outcome, "all" or "ksi"."""
        return self.ksi if outcome == "ksi" else self.all


def score_stretches(
    counts: Floats, ksi: Floats, length_m: Floats, vehicles_per_day: Floats, forecasts: Mapping[str, YearForecast]
) -> Scores:
    """Scores of every ranked method from counts (n, years) of the years before, oldest first, and forecasts."""
    km = length_m / 1000.0
    dull = _dull(counts, km, vehicles_per_day)
    harder = {"raw_all": dull["raw"], "rate_all": dull["rate"]}
    clever = ("eb", "model")
    return Scores(
        all={**{m: np.asarray(forecasts[m].crashes / km) for m in clever}, **dull},
        ksi={
            **{m: np.asarray(forecasts[m].ksi / km) for m in clever},
            **_dull(ksi, km, vehicles_per_day),
            **harder,
        },
    )


def _dull(counts: Floats, km: Floats, vehicles_per_day: Floats) -> dict[str, Floats]:
    total = counts.sum(axis=1)
    return {"raw": total / km, "rate": total / (km * vehicles_per_day), "last_year": counts[:, -1] / km}
