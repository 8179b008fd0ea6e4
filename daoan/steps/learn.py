"""反馈 How good earlier forecasts were, what came of orders and measures."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from daoan.act.experiments.draw import draw_experiment
from daoan.assess.outlook.model import METHOD
from daoan.assess.outlook.replay import METHODS, outlook_replay
from daoan.assess.risk.forecast import risk_forecaster
from daoan.assess.risk.spf import design_of, fit_spf
from daoan.assess.risk.tally import crash_weights
from daoan.learn.ledger.book import Deeds, keep_ledger
from daoan.learn.ledger.loop_report import report_loop
from daoan.learn.ledger.outcomes import Outcomes
from daoan.learn.outlook.card import Methods, build_outlook_scores
from daoan.learn.scorecard.card import build_scorecard
from daoan.learn.studies.conduct import conduct_studies
from daoan.learn.studies.ground import Ground, Regression
from daoan.learn.studies.people import people_hurt
from daoan.steps.assess import Assessed
from daoan.steps.given import Given
from daoan.terms.frames import CrashFrame, Floats
from daoan.terms.months import month_of
from daoan.terms.records import (
    Alert,
    DutyPlan,
    Experiment,
    LedgerEntry,
    LoopReport,
    OutlookScores,
    Scorecard,
    Study,
)
from daoan.terms.times import day_of, utc_to_local


def learn(given: Given, frame: CrashFrame, assessed: Assessed) -> tuple[Scorecard, ...]:
    """反馈 How good the forecasts of earlier years were; nothing where the record is too short to look back on."""
    pack = given.packs["loop"]
    origins = judged_years(
        frame,
        given.as_of,
        given.city.zone,
        int(pack.get("scorecard.origins")),
        int(pack.get("scorecard.years_before")),
    )
    if not origins:
        return ()

    forecaster = risk_forecaster(given.network, assessed.exposure_at, given.packs["severity"])

    def flow_at(moment: datetime) -> Floats:
        return assessed.exposure_at(moment).vehicles_per_day

    return (build_scorecard(given.network, frame, forecaster, flow_at, given.as_of, origins, given.city.zone),)


def learn_outlook(given: Given, frame: CrashFrame) -> OutlookScores:
    """反馈 How good the outlooks of the past weeks were, each made again from what was known before its week."""
    pack = given.packs["outlook"]
    replay = outlook_replay(given.city, given.network, pack)
    methods = Methods(METHODS, served=METHOD)
    return build_outlook_scores(frame, replay, methods, given.as_of, given.city.zone, pack)


def keep_accounts(
    given: Given, frame: CrashFrame, assessed: Assessed, alerts: Sequence[Alert], plans: Sequence[DutyPlan]
) -> tuple[tuple[Experiment, ...], tuple[LedgerEntry, ...], tuple[LoopReport, ...]]:
    """反馈 What came of earlier plans and alerts, what this turn's plans may teach, where police are sent."""
    pack, duty, city = given.packs["experiments"], given.packs["duty"], given.city
    drawn = [draw_experiment(plan, given.as_of, city.zone, city.code, pack) for plan in plans]
    deeds = Deeds(plans, drawn, alerts, assessed.estimates, given.earlier_ledger, given.earlier_experiments)
    outcomes = Outcomes(frame, given.network, crash_weights(frame, given.packs["severity"]))
    middle = float(duty.get("effect.middle"))
    experiments, entries = keep_ledger(deeds, outcomes, given.as_of, pack, middle)
    months = [plan for plan in plans if plan.kind == "month"]
    reports = [report_loop(plan, assessed.estimates, entries, given.as_of, pack) for plan in months]
    return experiments, entries, tuple(report for report in reports if report is not None)


def study(given: Given, frame: CrashFrame, assessed: Assessed) -> tuple[Study, ...]:
    """反馈 What came of each measure."""
    if not given.measures:
        return ()
    hurt = {c.crash_id: people_hurt(c) for c in given.crashes}
    ground = Ground(
        network=given.network,
        crashes=frame,
        people=np.array([hurt[i] for i in frame.crash_id], dtype=np.float64),
        measures=tuple(given.measures),
        regression=regression_of(given, assessed),
        as_of=given.as_of,
        pack=given.packs["studies"],
    )
    return conduct_studies(ground)


def regression_of(given: Given, assessed: Assessed) -> Regression:
    """What the safety performance function alone lets expect of each stretch, from the crashes of some years."""

    def expected(crashes: Floats, years: float, moment: datetime) -> Floats:
        design = design_of(given.network, assessed.exposure_at(moment), crashes, given.packs["severity"])
        return fit_spf(crashes, years, given.network.length_m, design).expected

    return expected


def judged_years(frame: CrashFrame, as_of: datetime, zone: str, origins: int, years_before: int) -> list[int]:
    """The last full local years of the record that have enough years before them to learn from.

    A year is full where it had ended at ``as_of`` and the record goes on at least into its December: a register that
    fell silent in January tells nothing about how good the forecast of that year was.
    """
    if not len(frame):
        return []
    ended = utc_to_local(as_of, zone).year - 1
    months = month_of(day_of(frame.local_at.max())) + 1  # since 1970, as far as the record goes
    first, last = int(frame.year.min()), min(ended, 1969 + months // 12)
    return [year for year in range(last - origins + 1, last + 1) if year - first >= years_before]
