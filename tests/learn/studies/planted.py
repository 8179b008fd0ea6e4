"""Measures planted on the model town's worst roads: do the intervals hold the planted effect?

``python -m tests.learn.studies.planted 400 499`` measures every seed, one line each, then the shares. The roads, the
true flows and the counts of traffic are those of the town of seed 200, made once; each seed draws the town's own risk
(lognormal, correlated along routes), its planted spots, and Poisson crashes with the town's yearly levels: five years
before, three after. The measure goes to the stretches with the most crashes of the five years and multiplies what
comes after by the planted factor.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from daoan.assess.risk.forecast import exposure_history
from daoan.assess.risk.spf import design_of, fit_spf
from daoan.learn.studies.conduct import conduct_studies
from daoan.learn.studies.ground import Ground
from daoan.terms.frames import Floats
from daoan.terms.records import Measure, Study
from daoan.terms.rulepacks import RulePack, read_rule_pack
from daoan.town.course import lay_roads
from daoan.town.flow import count_traffic, true_flow
from daoan.town.parameters import read_parameters, town_plane
from daoan.town.risk import ordinary_risk, year_factors
from daoan.town.spots import plant_spots, planted_risk
from tests.assess.risk.simulated_roads import crash_frame

ROOT = Path(__file__).parents[3]
YEARS = range(2018, 2026)
STARTS, AS_OF = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
BASE = 200
FACTORS, SITES = (0.7, 1.0), (50,)


@dataclass(frozen=True)
class Planted:
    """One planted measure and its study."""

    seed: int
    factor: float
    sites: int
    study: Study

    @property
    def held(self) -> bool:
        return self.study.effect.low <= self.factor <= self.study.effect.high

    @property
    def naive_held(self) -> bool:
        return self.study.naive.low <= self.factor <= self.study.naive.high


@lru_cache
def pack(name: str) -> RulePack:
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text("utf-8"), name)


@lru_cache
def base():
    """Roads, flows, exposure and yearly levels of the town of :data:`BASE`."""
    parameters = read_parameters()
    _, roads = lay_roads(BASE, parameters, town_plane(parameters))
    flow = true_flow(BASE, roads, parameters)
    counts = count_traffic(BASE, roads, flow, YEARS, parameters)
    exposure = exposure_history(roads.network, counts, pack("exposure"), zone="Asia/Shanghai")(STARTS)
    return parameters, roads, flow, exposure, year_factors(YEARS, parameters)


def regression(crashes: Floats, years: float, _moment: datetime) -> Floats:
    _, roads, _, exposure, _ = base()
    return fit_spf(
        crashes, years, roads.network.length_m, design_of(roads.network, exposure, crashes, pack("severity"))
    ).expected


def measure(seed: int) -> Iterator[Planted]:
    """Every factor and number of sites, planted on the crashes of one seed."""
    parameters, roads, flow, _, levels = base()
    risk, _ = ordinary_risk(seed, roads, flow, parameters)
    risk = planted_risk(roads, risk, plant_spots(seed, roads, risk, parameters))
    rng = np.random.default_rng([seed, 7])
    counts = rng.poisson(risk[:, None] * levels[None, :])
    worst = np.argsort(-counts[:, :5].sum(axis=1), kind="stable")
    for sites in SITES:
        for factor in FACTORS:
            changed = counts.copy()
            rows = worst[:sites]
            changed[rows, 5:] = rng.poisson(factor * risk[rows, None] * levels[None, 5:])
            yield Planted(seed, factor, sites, study_of(changed, rows))


def study_of(counts, rows) -> Study:
    """The study of a measure on some rows of a table of crashes by stretch and year."""
    network = base()[1].network
    frame = frame_of_counts(counts)
    done = Measure(
        "m", "camera", "planted", STARTS, STARTS, "simulated", segment_ids=tuple(network.segment_id[np.sort(rows)])
    )
    ground = Ground(network, frame, np.ones(len(frame)), (done,), regression, AS_OF, pack("studies"))
    return conduct_studies(ground)[0]


def frame_of_counts(counts):
    """Crashes spread evenly over the year of each cell."""
    segment, year = np.nonzero(counts)
    number = counts[segment, year]
    segment, year = np.repeat(segment, number), np.repeat(year, number)
    part = (np.arange(len(segment)) * 0.6180339887498949) % 1.0
    day = np.datetime64("2018-01-01", "s") + (365.25 * 86400 * (year + 0.001 + 0.998 * part)).astype("timedelta64[s]")
    order = np.argsort(day, kind="stable")
    return crash_frame(day[order], segment[order], np.zeros(len(segment), dtype=bool))


def say(results: list[Planted]) -> str:
    """Shares held, with their standard error, and the mean bias of both figures, by sites and factor and for all."""
    lines = []
    groups = list(dict.fromkeys((r.sites, r.factor) for r in results))
    for sites, factor in [*groups, (None, None)]:
        some = [r for r in results if sites in (None, r.sites) and factor in (None, r.factor)]
        held = np.mean([r.held for r in some])
        lines.append(
            f"sites {sites or 'all'} factor {factor or 'all'}: held {100 * held:.1f} % "
            f"± {100 * np.sqrt(held * (1 - held) / len(some)):.1f} of {len(some)}, "
            f"bias {np.mean([r.study.effect.value / r.factor - 1 for r in some]):+.3f}; naive held "
            f"{100 * np.mean([r.naive_held for r in some]):.1f} %, bias "
            f"{np.mean([r.study.naive.value / r.factor - 1 for r in some]):+.3f}; half width "
            f"{np.mean([(r.study.effect.high - r.study.effect.low) / 2 / r.factor for r in some]):.3f}"
        )
    return "\n".join(lines)


def main(first: int, last: int, measure_seed: Callable[[int], Iterable[Planted]] = measure) -> None:
    results: list[Planted] = []
    for seed in range(first, last + 1):
        results += measure_seed(seed)
        sys.stdout.write(f"seed {seed}: held {sum(r.held for r in results)} of {len(results)}\n")
        sys.stdout.flush()
    sys.stdout.write(say(results) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
