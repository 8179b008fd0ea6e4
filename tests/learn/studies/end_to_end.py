"""Measures planted in whole model towns: does what the loop would say hold the planted effect?

``python -m tests.learn.studies.end_to_end 400 499`` measures every seed, one line each, then the shares. Nothing is
given but what a city has: the register as it stood at the end, snapped to the roads, with its lags, faults and doubles,
and the traffic counts. The measure goes to the stretches that the register of its first day shows as the worst of five
years, and multiplies their crashes from then on.
"""

import sys
from datetime import UTC, datetime, timedelta

import numpy as np

from daoan.assess.risk.forecast import exposure_history
from daoan.assess.risk.spf import design_of, fit_spf
from daoan.learn.studies.conduct import conduct_studies
from daoan.learn.studies.ground import Ground
from daoan.learn.studies.people import people_hurt
from daoan.sense.snapping import snap
from daoan.terms.frames import CrashFrame, Floats, frame_of
from daoan.terms.records import Measure, Study
from daoan.terms.times import moment64
from daoan.town.build import Town, town_of
from daoan.town.changes import Change, ChangeKind
from daoan.town.city import SNAP_WITHIN_M
from daoan.town.course import draw_course
from tests.learn.studies.planted import FACTORS, Planted, main, pack

STARTS = datetime(2022, 12, 31, 16, tzinfo=UTC)  # 1 January 2023 in the town
BEFORE = timedelta(days=5 * 365.25)
SITES = 50


def register_of(town: Town, as_of: datetime) -> CrashFrame:
    """Crashes of a town's register at a moment, on its roads."""
    return snap(frame_of(town.register_as_of(as_of), town.zone), town.network, SNAP_WITHIN_M)


def measure(seed: int) -> list[Planted]:
    """Both factors on one seed's town."""
    course = draw_course(seed)
    untouched = town_of(course)
    then = register_of(untouched, STARTS)
    counted = (then.segment >= 0) & (then.happened_at >= moment64(STARTS - BEFORE))
    seen = np.bincount(then.segment[counted], minlength=len(untouched.network))
    worst = np.sort(np.argsort(-seen, kind="stable")[:SITES])
    first = (STARTS + timedelta(hours=8)).date()
    results = []
    for factor in FACTORS:
        change = Change(ChangeKind.MEASURE, first, None, factor, segments=tuple(worst.tolist()))
        town = untouched if factor == 1.0 else town_of(course, [change])
        results.append(Planted(seed, factor, SITES, study_of(town, tuple(town.network.segment_id[worst]))))
    return results


def study_of(town: Town, segments: tuple[str, ...]) -> Study:
    """What the loop makes of the measure at the town's end."""
    severity, network = pack("severity"), town.network
    crashes = register_of(town, town.as_of)
    exposure_at = exposure_history(network, town.counts, pack("exposure"), zone=town.zone)

    def regression(count: Floats, years: float, moment: datetime) -> Floats:
        design = design_of(network, exposure_at(moment), count, severity)
        return fit_spf(count, years, network.length_m, design).expected

    done = Measure("m", "camera", "planted", STARTS, STARTS, "simulated", segment_ids=segments)
    hurt = {c.crash_id: people_hurt(c) for c in town.crashes}
    people = np.array([hurt[i] for i in crashes.crash_id], dtype=np.float64)
    return conduct_studies(Ground(network, crashes, people, (done,), regression, town.as_of, pack("studies")))[0]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), measure)
