"""Studies of measures on Leeds: black spots that nobody treated, as if they had been, and what each method makes of it.

On 1 January 2014 the worst 2 % of stretches by crashes of 2009 to 2013 are taken to have been treated, though they were
not. Whatever a method then finds is its own error. The figures of differences in differences and the interrupted series
are fitted again by statsmodels in the same run.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import statsmodels.api as sm

from daoan.app.cities import find_city_plan
from daoan.assess.risk.forecast import exposure_history
from daoan.assess.risk.spf import design_of, fit_spf
from daoan.config import ROOT
from daoan.edge.files import read_bytes, read_rule_packs
from daoan.kernels.effects.series import interrupted_series
from daoan.learn.studies.conduct import conduct_studies
from daoan.learn.studies.ground import Ground, find_span
from daoan.learn.studies.methods import monthly
from daoan.learn.studies.people import people_hurt
from daoan.learn.studies.sites import Sites, sites_of
from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.roads.assemble import leeds_network
from daoan.sense.snapping import snap
from daoan.terms.frames import Floats, frame_of
from daoan.terms.records import Measure, Study

EXAMPLE = ROOT / "examples" / "leeds"
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
TREATED = datetime(2014, 1, 1, tzinfo=UTC)
WORST_SHARE = 0.02


def run(small: bool = False) -> dict[str, Any]:  # noqa: ARG001 - it is small as it is
    """The placebo on Leeds; ``small`` changes nothing."""
    ground = _leeds()
    placebo = _placebo(ground)
    began = time.process_time()
    (study,) = conduct_studies(replace(ground, measures=(placebo,)))
    seconds = time.process_time() - began
    return {
        **_figures(study),
        "cpu_seconds": round(seconds, 3),
        "peers": {"statsmodels": _peer(replace(ground, measures=(placebo,)), placebo)},
        "data": "examples/leeds",
    }


def _leeds() -> Ground:
    city, packs = find_city_plan("leeds").city, read_rule_packs(ROOT / "rulepacks")
    crashes = [
        crash
        for path in sorted((EXAMPLE / "collisions_raw").glob("leeds_*.csv"))
        for crash in read_leeds(read_bytes(path), path.name, AS_OF).records
    ]
    path = EXAMPLE / "exposure" / "dft_aadf_local_authority_id_63.csv"
    counts = list(read_aadf(read_bytes(path), path.name, AS_OF).records)
    network = leeds_network(EXAMPLE / "network", read_at=AS_OF, crashes=crashes, counts=counts).stretches.network
    frame = snap(frame_of(crashes, city.zone), network, city.snap_within_m)
    hurt = {crash.crash_id: people_hurt(crash) for crash in crashes}
    exposure_at = exposure_history(network, counts, packs["exposure"], zone=city.zone)

    def regression(count: Floats, years: float, moment: datetime) -> Floats:
        return fit_spf(
            count, years, network.length_m, design_of(network, exposure_at(moment), count, packs["severity"])
        ).expected

    people = np.array([hurt[i] for i in frame.crash_id], dtype=np.float64)
    return Ground(network, frame, people, (), regression, AS_OF, packs["studies"])


def _placebo(ground: Ground) -> Measure:
    before = ground.count(datetime(2009, 1, 1, tzinfo=UTC), TREATED)
    worst = np.sort(np.argsort(-before, kind="stable")[: round(WORST_SHARE * len(before))])
    ids = tuple(str(i) for i in ground.network.segment_id[worst])
    return Measure("placebo", "placebo", "nothing was done", TREATED, TREATED, "chosen by count", segment_ids=ids)


def _figures(study: Study) -> dict[str, Any]:
    ratios = {
        r.method: [round(100 * (x - 1), 1) for x in (r.ratio.value, r.ratio.low, r.ratio.high)] for r in study.readings
    }
    assert study.before is not None
    assert study.after is not None
    return {
        "change_pct": ratios,  # value, low, high by method
        "regression_pct": round(100 * ((study.regression_ratio or 1.0) - 1), 1),
        "trend_pct": round(100 * ((study.trend_ratio or 1.0) - 1), 1),
        "places": study.places,
        "comparison_places": study.comparison_places,
        "crashes_before": study.before.crashes,
        "crashes_after": study.after.crashes,
    }


def _peer(ground: Ground, placebo: Measure) -> dict[str, Any]:
    """The interrupted series by statsmodels on the same months, and how far ours is from it."""
    span = find_span(placebo, ground)
    assert span is not None
    sites = sites_of(placebo, span, ground)
    assert isinstance(sites, Sites)
    mine, theirs = (monthly(span, mask, ground) for mask in (sites.changed, sites.comparison))
    y, offset, start = np.concatenate(mine), np.log(np.concatenate(theirs) + 0.5), len(mine[0])
    t = np.arange(len(y))
    X = np.column_stack(
        [np.ones(len(y)), t, np.cos(2 * np.pi * t / 12), np.sin(2 * np.pi * t / 12), (t >= start).astype(float)]
    )
    began = time.process_time()
    peer = sm.GLM(y, X, family=sm.families.Poisson(), offset=offset).fit()
    peer_seconds = time.process_time() - began
    began = time.process_time()
    ours = interrupted_series(y, start, 12, offset, harmonics=1)
    seconds = time.process_time() - began
    return {
        "series_log_ratio": round(float(peer.params[-1]), 6),
        "ours_log_ratio": round(float(np.log(ours.effect.value)), 6),
        "cpu_seconds": round(peer_seconds, 4),
        "ours_cpu_seconds": round(seconds, 4),
    }
