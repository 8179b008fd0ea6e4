"""The delay of reports, learnt from its reports: for the whole, then for each part beside it."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.nowcast.lags import Lags
from daoan.kernels.nowcast.delays import DelayLaw, choose_weight, fit_delays, vague_prior
from daoan.kernels.nowcast.habits import lag_change, report_dispersion
from daoan.kernels.nowcast.reports import tally_by_block, tally_reports
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Delay:
    """A delay with how regular reports are, and whether it changed lately (z > 0: slower than before)."""

    law: DelayLaw
    dispersion: float
    change_z: float
    change_p: float
    window: int  # days of reports that it was learnt from


def learn_delay(lags: Lags, pack: RulePack) -> Delay | None:
    """The delay of a whole; ``None`` where fewer than ``least_reports`` came in the window."""
    longest, window, short = (
        int(pack.get(f"nowcast.{name}")) for name in ("longest_days", "window_days", "changed_days")
    )
    reports = tally_reports(lags.age, lags.delay, longest, window)
    if reports.number < float(pack.get("nowcast.least_reports")):
        return None
    dispersion = report_dispersion(tally_by_block(lags.age, lags.delay, longest, window, 7))
    late = tally_reports(lags.age, lags.delay, longest, short)
    early = tally_reports(lags.age, lags.delay, longest, window - short, ends=short)
    z, p = lag_change(late, early, dispersion)
    changed = p < float(pack.get("nowcast.change_p"))
    prior = vague_prior(longest, float(pack.get("nowcast.prior_crashes")))
    law = fit_delays(late if changed else reports, prior, dispersion)
    return Delay(law, dispersion, z, p, short if changed else window)


def learn_part_delay(lags: Lags, whole: Delay, pack: RulePack) -> Delay:
    """The delay of a part (an area, a rare severity): the whole's, unless its own reports tell otherwise."""
    longest = int(pack.get("nowcast.longest_days"))
    reports = tally_reports(lags.age, lags.delay, longest, whole.window)
    centre = np.maximum(whole.law.pmf, 1e-9)
    weights = tuple(float(w) for w in pack.get("nowcast.shared_weights"))
    weight = choose_weight(reports, centre, weights, whole.dispersion)
    law = fit_delays(reports, weight * centre, whole.dispersion)
    return Delay(law, whole.dispersion, whole.change_z, whole.change_p, whole.window)
