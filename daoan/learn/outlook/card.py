"""Build the weekly scores of one city: every figure from forecasts made before the week they are judged on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.learn.outlook.calibration import calibration_bins
from daoan.learn.outlook.scoring import LESS_IS_BETTER, draw_days, estimate_of, score_keys, scores_of
from daoan.learn.outlook.tally import Happened, Tally, join, tally_week
from daoan.learn.outlook.verdicts import write_verdicts
from daoan.learn.outlook.weeks import Replay, WeekForecast, find_shortage, list_origins, what_happened
from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame, Floats
from daoan.terms.records import OutlookScore, OutlookScores, OutlookSkill, OutlookWeek
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64

#: Share of area, in percent, by which single weeks are told apart.
WEEKLY_TOP_PCT = 10.0


@dataclass(frozen=True, slots=True)
class Methods:
    """Forecasting methods by name, and which of them is served; the others are what it has to beat."""

    names: Mapping[str, Text]
    served: str


def build_outlook_scores(
    crashes: CrashFrame, replay: Replay, methods: Methods, as_of: datetime, zone: str, pack: RulePack
) -> OutlookScores:
    """Forecast the past weeks again and judge them.

    ``crashes``: as known at ``as_of`` at the latest; ``replay`` sees of them only what was known at each week's start.
    A record too short to judge gives scores with a ``refusal`` and nothing else.
    """
    known = crashes.known_by(moment64(as_of)).injury_crashes()
    origins = list_origins(known, as_of, zone, pack)
    shortage = find_shortage(known, origins, pack)
    if shortage is not None:
        return OutlookScores(as_of, (), methods.served, methods.names, (), (), (), (), (), shortage)
    tops = [float(top) for top in pack.get("scores.tops_pct")]
    weeks, tallies = [], []
    for forecast in replay(crashes, origins):
        happened = what_happened(known, forecast)
        judged = {name: tally_week(forecast.probability[name], happened, tops) for name in methods.names}
        weeks.append(_week(forecast, happened, judged))
        tallies.append(judged)
    joined = {name: join([judged[name] for judged in tallies]) for name in methods.names}
    level = float(pack.get("scores.level"))
    scores, skills = _score(joined, methods, tops, int(pack.get("scores.draws")), level)
    bins = calibration_bins(joined[methods.served], level)
    return OutlookScores(
        as_of=as_of,
        weeks=tuple(weeks),
        served=methods.served,
        methods=methods.names,
        scores=scores,
        skills=skills,
        calibration=bins,
        verdicts=write_verdicts(skills, bins, weeks, methods.names),
        notes=_notes(known, weeks, int(pack.get("scores.regrid_weeks"))),
    )


def _week(forecast: WeekForecast, happened: Happened, judged: Mapping[str, Tally]) -> OutlookWeek:
    """One week by itself."""
    on, outside = int(happened.counts.sum()), int(happened.outside.sum())
    hit = f"hit_area:{WEEKLY_TOP_PCT:g}"
    return OutlookWeek(
        starts=forecast.plan.first,
        expected=forecast.total,
        observed=on + outside,
        outside=outside,
        log_loss={m: float(t.sums["log_loss"].sum() / t.sums["cell_shifts"].sum()) for m, t in judged.items()},
        hit_area={m: float(t.sums[hit].sum() / (on + outside)) if on + outside else None for m, t in judged.items()},
    )


def _score(
    joined: Mapping[str, Tally], methods: Methods, tops: Sequence[float], draws: int, level: float
) -> tuple[tuple[OutlookScore, ...], tuple[OutlookSkill, ...]]:
    """Every score of every method, and how far the served one is ahead, on the same drawings of days."""
    weights = draw_days(len(joined[methods.served].positive), draws)
    scores, skills = [], []
    for wanted in score_keys(tops):
        drawn = {name: scores_of(tally, wanted, weights) for name, tally in joined.items()}
        sign = -1.0 if wanted.key in LESS_IS_BETTER else 1.0
        for name, values in drawn.items():
            value = estimate_of(values, level)
            if value is not None:
                scores.append(OutlookScore(name, wanted.key, wanted.top_pct, value))
            gain = estimate_of(_ahead(drawn[methods.served], values, sign), level)
            if name != methods.served and gain is not None:
                skills.append(OutlookSkill(name, wanted.key, wanted.top_pct, gain))
    return tuple(scores), tuple(skills)


def _ahead(served: Floats, other: Floats, sign: float) -> Floats:
    return np.asarray(sign * (served - other))


def _notes(known: CrashFrame, weeks: Sequence[OutlookWeek], regrid: int) -> tuple[Text, ...]:
    """What a reader has to know before believing the figures."""
    outside = sum(week.outside for week in weeks)
    notes = [
        Text(
            "Every week was forecast from what was known at its first moment. The model was fitted anew every week, "
            f"the grid laid anew every {regrid} weeks.",
            f"每周预报只使用该周开始时已知的数据；模型每周重新拟合，网格每{regrid}周重新划定。",
        )
    ]
    if outside:
        notes.append(
            Text(
                f"{outside} crashes happened in no cell of the forecast; they count as missed, whatever the method.",
                f"有{outside}起事故发生在预报网格之外，对所有方法均按漏报计。",
            )
        )
    if len(known) and bool((known.known_at == known.happened_at).all()):
        notes.append(
            Text(
                "The source does not say when a crash became known; it is taken as known when it happened, which is "
                "kinder to every method than real reporting is.",
                "数据源未记录事故何时被知悉，按事发即知悉处理；这对各方法都比实际报送更有利。",
            )
        )
    return tuple(notes)
