"""The ledger from turn to turn: rows are opened once, carried on, and filled with what became known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.learn.ledger.judging import judge
from daoan.learn.ledger.opening import open_alerts, open_placements
from daoan.learn.ledger.outcomes import Outcomes, fill_outcomes
from daoan.terms.records import Alert, DutyPlan, Experiment, LedgerEntry, SegmentEstimate
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Deeds:
    """What this turn orders and warns of, and the ledger and experiments of the turn before."""

    plans: Sequence[DutyPlan]
    experiments: Sequence[Experiment]
    alerts: Sequence[Alert]
    estimates: Sequence[SegmentEstimate]
    earlier_entries: Sequence[LedgerEntry] = ()
    earlier_experiments: Sequence[Experiment] = ()


def keep_ledger(
    deeds: Deeds,
    outcomes: Outcomes,
    as_of: datetime,
    pack: RulePack,
    middle_effect: float,
    presence_hours: Mapping[str, float] | None = None,
) -> tuple[tuple[Experiment, ...], tuple[LedgerEntry, ...]]:
    """Experiments and rows as of a moment, earliest first.

    A plan and an alert enter once: what was drawn when it was first seen stays, however the plan is drawn up later.
    Rows and experiments are let go ``ledger.keep_days`` after they ended.
    """
    oldest = as_of - timedelta(days=int(pack.get("ledger.keep_days")))
    earlier = [e for e in deeds.earlier_entries if e.ends_at >= oldest]
    trials = _merged([t for t in deeds.earlier_experiments if t.ends_at >= oldest], deeds.experiments)
    entries = fill_outcomes(
        [*earlier, *_opened(deeds, {e.source for e in earlier}, pack)],
        outcomes,
        presence_hours or {},
        as_of,
        int(pack.get("ledger.settled_days")),
    )
    entries = tuple(sorted(entries, key=lambda e: (e.starts_at, e.entry_id)))
    return _judged(trials, entries, as_of, pack, middle_effect), entries


def _merged(earlier: Sequence[Experiment], drawn: Sequence[Experiment]) -> list[Experiment]:
    known = {trial.experiment_id for trial in earlier}
    together = [*earlier, *(trial for trial in drawn if trial.experiment_id not in known)]
    return sorted(together, key=lambda trial: (trial.starts_at, trial.experiment_id))


def _opened(deeds: Deeds, known: set[str], pack: RulePack) -> list[LedgerEntry]:
    estimates = {e.segment_id: e for e in deeds.estimates}
    trials = {trial.plan_id: trial for trial in deeds.experiments}
    rows: list[LedgerEntry] = []
    for plan in deeds.plans:
        if plan.plan_id in trials and plan.plan_id not in known:
            rows += open_placements(plan, trials[plan.plan_id], estimates)
    fresh = [alert for alert in deeds.alerts if alert.alert_id not in known]
    return [*rows, *open_alerts(fresh, estimates, int(pack.get("ledger.alert_days")))]


def _judged(
    trials: Sequence[Experiment],
    entries: Sequence[LedgerEntry],
    as_of: datetime,
    pack: RulePack,
    middle_effect: float,
) -> tuple[Experiment, ...]:
    """Each experiment with what all of its design have shown up to and with it."""
    judged = []
    for k, trial in enumerate(trials):
        plans = {t.plan_id for t in trials[: k + 1] if t.design == trial.design}
        rows = [e for e in entries if e.source in plans]
        judged.append(judge(trial, rows, as_of, middle_effect, pack))
    return tuple(judged)
