"""Experiments judged by their own randomness, and what they could ever see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite

import numpy as np

from daoan.kernels.experiments.effect import RateRatio, complier_ratio, permutation_p, rate_ratio
from daoan.kernels.experiments.power import months_to_see
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.records import Experiment, LedgerEntry
from daoan.terms.rulepacks import RulePack

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Trial:
    """Counted rows of the ledger as columns."""

    crashes: Ints
    expected: Floats  # crashes, without patrol
    treated: Bools
    chance: Floats  # of treatment
    pair: Ints  # what was drawn together
    shift: Ints
    presence: Floats  # hours; NaN where not recorded


def trial_of(entries: Sequence[LedgerEntry], as_of: datetime) -> Trial:
    """The rows that count: drawn by chance, not washed out, ended, with an outcome and an expectation."""
    rows = [
        e
        for e in entries
        if e.counts and e.ends_at <= as_of and e.crashes is not None and e.predicted_crashes and e.chance < 1.0
    ]

    def numbers(names: list[str]) -> Ints:
        return np.asarray(np.unique(np.array(names, dtype=str), return_inverse=True)[1], dtype=np.int64)

    return Trial(
        crashes=np.array([e.crashes for e in rows], dtype=np.int64),
        expected=np.array([e.predicted_crashes for e in rows], dtype=np.float64),
        treated=np.array([e.arm == "treat" for e in rows], dtype=bool),
        chance=np.array([e.chance for e in rows], dtype=np.float64),
        pair=numbers([f"{e.source}|{e.pair}" for e in rows]),
        shift=numbers([f"{e.source}|{e.shift}" for e in rows]),
        presence=np.array([np.nan if e.presence_hours is None else e.presence_hours for e in rows], dtype=np.float64),
    )


def judge(
    experiment: Experiment, entries: Sequence[LedgerEntry], as_of: datetime, middle_effect: float, pack: RulePack
) -> Experiment:
    """What all experiments of this design have shown so far.

    ``entries``: the rows of this experiment and of earlier ones of its design. ``middle_effect``: the share of crashes
    under cover that the duty pack's middle scenario prevents, for the statement of power.
    """
    trial, level = trial_of(entries, as_of), float(pack.get("judge.level"))
    months = _months(experiment, entries, middle_effect, pack)
    arms = (int(trial.treated.sum()), int((~trial.treated).sum()))
    judged = replace(
        experiment,
        crashes_treated=int(trial.crashes[trial.treated].sum()),
        crashes_held=int(trial.crashes[~trial.treated].sum()),
        months_to_see=months,
        power=_power_words(months, middle_effect, float(pack.get("judge.power"))),
    )
    if min(arms) < int(pack.get("judge.fewest_assignments")):
        return judged
    ratio = rate_ratio(trial.crashes, trial.expected, trial.treated, trial.chance, trial.pair, level=level)
    drawn = draw_again(trial, experiment.design, experiment.seed, int(pack.get("judge.permutations")))
    return replace(
        judged,
        effect=_estimate(ratio.value, ratio.low, ratio.high, level),
        effect_where_present=where_present(trial, ratio, level),
        p_value=permutation_p(trial.crashes, trial.expected, trial.treated, drawn) if trial.crashes.sum() else None,
    )


def where_present(trial: Trial, ratio: RateRatio, level: float) -> Estimate | None:
    """The effect of presence where it followed the draw; ``None`` where presence is not recorded of every row."""
    if not len(trial.presence) or np.isnan(trial.presence).any():
        return None
    present = trial.presence > 0
    shares = [float(np.average(present[arm], weights=trial.expected[arm])) for arm in (trial.treated, ~trial.treated)]
    return _estimate(*complier_ratio(ratio, *shares), level)


def draw_again(trial: Trial, design: str, seed: str, times: int) -> Bools:
    """Arms drawn again by the design, (times, rows): each pair of a switch-back turned or not; a hold-out shuffled
    inside its shifts."""
    rng = np.random.default_rng(int(seed, 16))
    if design == "switch_back":
        turned = rng.uniform(size=(times, int(trial.pair.max()) + 1)) < 0.5
        return np.asarray(trial.treated ^ turned[:, trial.pair])
    drawn = np.tile(trial.treated, (times, 1))
    for shift in np.unique(trial.shift):
        rows = np.flatnonzero(trial.shift == shift)
        drawn[:, rows] = rng.permuted(drawn[:, rows], axis=1)
    return drawn


def _estimate(value: float, low: float, high: float, level: float) -> Estimate | None:
    return Estimate(value, low, high, level) if all(isfinite(v) for v in (value, low, high)) else None


def _months(
    experiment: Experiment, entries: Sequence[LedgerEntry], middle_effect: float, pack: RulePack
) -> float | None:
    """Months like this experiment's until the middle effect could be seen; ``None`` where never."""
    mine = [e for e in entries if e.source == experiment.plan_id and e.counts and e.predicted_crashes]
    months = max((experiment.ends_at - experiment.starts_at).total_seconds() / 86_400 / DAYS_PER_MONTH, 1 / 31)
    treated, held = (sum(e.predicted_crashes or 0.0 for e in mine if e.arm == a) for a in ("treat", "hold_out"))
    needed = months_to_see(
        1.0 - middle_effect,
        treated / months,
        held / months,
        level=float(pack.get("judge.level")),
        power=float(pack.get("judge.power")),
    )
    return needed if isfinite(needed) else None


def _power_words(months: float | None, effect: float, power: float) -> Text:
    if months is None:
        return Text("nothing is held out, so nothing can be learned", "没有对照时段，无法评估效果")
    span = (
        (f"{months:.0f} months", f"{months:.0f}个月")
        if months < 36
        else (f"{months / 12:,.0f} years", f"{months / 12:,.0f}年")
    )
    return Text(
        f"a fall of {effect:.0%} could be seen after {span[0]} of plans like this one (power {power:.0%})",
        f"若实际下降{effect:.0%}，按此规模约需{span[1]}才能识别（把握度{power:.0%}）",
    )
