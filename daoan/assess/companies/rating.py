"""Monthly risk of companies: direct grounds first, then a score in which small fleets are believed less.

A company is **high** by score (:mod:`daoan.assess.companies.scoring`) only where the score reaches the high level with
the scheme's certainty, so that a firm of two vehicles with one mishap is not; **middle** where the score itself reaches
the middle level. The interval is a guide to how little is known, not a proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daoan.assess.companies.carrying import Carried
from daoan.assess.companies.counting import COUNTS
from daoan.assess.companies.grounds import Facts, Found, find_grounds, open_crashes
from daoan.assess.companies.schemes import UNNAMED, Indicator, Scheme
from daoan.assess.companies.scoring import Column, score_companies
from daoan.kernels.stats.shrinkage import sum_above, sum_interval
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.companies import Company
from daoan.terms.records.warned import Evidence

#: Levels in the order that they are listed in, gravest first.
SEVERITY = {"high": 0, "middle": 1, "low": 2, "unrated": 3}
UNRATED, NOT_RATED = "unrated", Text("nothing registered", "无登记车辆和驾驶人")


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a rating. ``share``: what was counted, of how many; rates are per 100 of them. ``about``: what
    it is believed together with, and ``times``: by how much that is believed to be worse than peers'; ``own``: the
    weight in [0, 1] that the indicator's own departure from it has; ``points``: what it adds to the score."""

    code: str
    name: Text
    per: str
    share: Share
    peers_rate: float
    believed_rate: float
    usual_rate: float
    own: float
    weight: float
    points: float
    about: Text = UNNAMED
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Rating:
    """The risk of one company on a day. ``by``: "ground", "score" or nothing; ``chance_high``: probability in [0, 1]
    that the score is at least the high level. ``unsettled``: fatal crashes whose liability is not found yet;
    ``carried``: what earlier months left open, told beside it."""

    company: Company
    day: date
    scheme: str  # stamp of the rule pack
    level: str
    level_name: Text
    by: str
    vehicles: int
    drivers: int
    score: Estimate
    chance_high: float
    grounds: tuple[Found, ...]
    lines: tuple[Line, ...]
    unsettled: tuple[Evidence, ...]
    carried: Carried | None = None


def rate_companies(facts: Sequence[Facts], scheme: Scheme) -> tuple[Rating, ...]:
    """Ratings of the scheme's companies that work on the day, gravest first.

    Peers are those of the same kind where the scheme finds them enough, else all.
    """
    working = [f for f in facts if f.company.kind in scheme.kinds and works_on(f)]
    if not working:
        return ()
    scores = score_companies(working, scheme)
    low, high = sum_interval(scores.mean, scores.variance, scheme.interval)
    chance = sum_above(scores.mean, scores.variance, scheme.levels["high"].from_score)
    ratings = [
        _rating(f, scheme, _estimate(float(scores.mean[i]), float(low[i]), float(high[i]), scheme.interval),
                float(chance[i]), [_line(k, c, i) for k, c in zip(scheme.indicators, scores.columns, strict=True)])
        for i, f in enumerate(working)
    ]  # fmt: skip
    ratings.sort(key=lambda r: (SEVERITY[r.level], -len(r.grounds), -r.score.value, r.company.company_id))
    return tuple(ratings)


def _estimate(mean: float, low: float, high: float, level: float) -> Estimate:
    return Estimate(mean, min(low, mean), max(high, mean), level)


def works_on(facts: Facts) -> bool:
    """Whether a company works on the day that it is judged."""
    return facts.company.ended_on is None or facts.company.ended_on >= facts.day


def _rating(facts: Facts, scheme: Scheme, score: Estimate, chance: float, lines: Sequence[Line]) -> Rating:
    grounds = find_grounds(facts, scheme.grounds)
    vehicles, drivers = len(facts.standing_vehicles), len(facts.standing_drivers)
    level, by = "low", ""
    if grounds:
        level, by = "high", "ground"
    elif not vehicles and not drivers:
        level = UNRATED
    elif score.value >= scheme.levels["high"].from_score and chance >= scheme.certainty:
        level, by = "high", "score"
    elif score.value >= scheme.levels["middle"].from_score:
        level, by = "middle", "score"
    months = max((g.months for g in scheme.grounds), default=scheme.window_months)
    return Rating(
        company=facts.company,
        day=facts.day,
        scheme=scheme.stamp,
        level=level,
        level_name=NOT_RATED if level == UNRATED else scheme.levels[level].name,
        by=by,
        vehicles=vehicles,
        drivers=drivers,
        score=score,
        chance_high=chance,
        grounds=grounds,
        lines=tuple(lines),
        unsettled=open_crashes(facts, months),
    )


def _line(indicator: Indicator, column: Column, row: int) -> Line:
    return Line(
        code=indicator.code,
        name=indicator.name,
        per=COUNTS[indicator.counts].per,
        share=Share(float(column.parts[row]), float(column.wholes[row])),
        peers_rate=100.0 * float(column.peers[row]),
        believed_rate=100.0 * float(column.believed[row]),
        usual_rate=100.0 * float(column.usual[row]),
        own=float(column.own[row]),
        weight=indicator.weight,
        points=float(column.points[row]),
        about=indicator.about,
        times=float(column.times[row]),
    )
