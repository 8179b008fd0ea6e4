"""Measure on towns of some seeds how well the estimators find what was planted, and print it.

``python -m tests.town.recovery 101 120`` measures every seed from 101 to 120, one line each, then the sums.
"""

import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np

from daoan.assess.blackspots.find import find_blackspots, rank_excess
from daoan.assess.blackspots.risk import risk_arrays_of
from daoan.assess.segments import assess_segments
from daoan.sense.snapping import snap
from daoan.terms.frames import frame_of
from daoan.terms.records import BlackSpot
from daoan.terms.rulepacks import RulePack, read_rule_pack
from daoan.town.build import build_town
from daoan.town.city import SNAP_WITHIN_M
from daoan.town.spots import PlantedSpot

ROOT = Path(__file__).parents[2]
YEARS = 5  # the years that the excess pack looks at, and that segments are estimated from


@dataclass(frozen=True)
class Recovery:
    """What was recovered of one seed: from the town with spots, and from the same town without."""

    seed: int
    covered: float  # share of segments whose interval holds the true expected crashes a year
    too_low: float  # share whose whole interval lies below the truth
    too_high: float
    null_covered: float
    planted: int
    found: int  # planted spots among the first as many places, ranked by the statistical finder
    found_fourth_more: int  # the same among a quarter more places
    reported: int  # places that the finder reports at its own stated rate …
    reported_false: int  # … and how many of them touch no planted spot
    null_reported: int

    @property
    def line(self) -> str:
        return " ".join(f"{name}={value:.4g}" for name, value in vars(self).items())


@lru_cache
def pack(name: str) -> RulePack:
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text("utf-8"), name)


def overlaps(place: BlackSpot, spot: PlantedSpot) -> bool:
    """The place covers at least half of the planted stretch."""
    if place.route_id != spot.route:
        return False
    return min(place.to_m, spot.to_m) - max(place.from_m, spot.from_m) >= 0.5 * (spot.to_m - spot.from_m)


@lru_cache
def measure(seed: int) -> Recovery:
    covered, low, high, ranked, reported, spots = _assess(seed, null=False)
    null_covered, _, _, _, null_reported, _ = _assess(seed, null=True)
    first, more = ranked[: len(spots)], ranked[: len(spots) * 5 // 4]
    return Recovery(
        seed=seed,
        covered=covered,
        too_low=low,
        too_high=high,
        null_covered=null_covered,
        planted=len(spots),
        found=sum(any(overlaps(place, spot) for place in first) for spot in spots),
        found_fourth_more=sum(any(overlaps(place, spot) for place in more) for spot in spots),
        reported=len(reported),
        reported_false=sum(not any(overlaps(place, spot) for spot in spots) for place in reported),
        null_reported=len(null_reported),
    )


def _assess(seed: int, null: bool) -> tuple:
    town = build_town(seed, null=null)
    frame = snap(frame_of(town.register_as_of(), town.zone), town.network, SNAP_WITHIN_M)
    table, _ = assess_segments(town.network, frame, town.counts, town.as_of, YEARS, pack("severity"), pack("exposure"))
    last = (town.as_of + timedelta(hours=8)).year
    truth = town.truth.expected_in(range(last - YEARS, last))
    risk, excess = risk_arrays_of(table), pack("blackspots-excess")
    spots = town.truth.spots
    ranked = rank_excess(town.network, frame, risk, town.as_of, excess, town.zone, limit=len(spots) * 5 // 4)
    reported = find_blackspots(town.network, frame, risk, town.as_of, [excess], town.zone)
    too_low, too_high = float(np.mean(table.high < truth)), float(np.mean(table.low > truth))
    return 1.0 - too_low - too_high, too_low, too_high, ranked, reported, spots


def main(first: int, last: int) -> None:
    results = []
    for seed in range(first, last + 1):
        results.append(measure(seed))
        sys.stdout.write(results[-1].line + "\n")
        sys.stdout.flush()
    n = len(results)
    sys.stdout.write(
        f"mean coverage {np.mean([r.covered for r in results]):.4f} "
        f"(null {np.mean([r.null_covered for r in results]):.4f}); "
        f"found {sum(r.found for r in results)} of {sum(r.planted for r in results)}; "
        f"false among reported {sum(r.reported_false for r in results)} of {sum(r.reported for r in results)}; "
        f"null towns with a finding {sum(r.null_reported > 0 for r in results)} of {n}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
