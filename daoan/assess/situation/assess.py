"""Put it together: the assessment of every county, and of every road class, in the last full month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.assess.indicators.grading import graded_deaths
from daoan.assess.indicators.rates import Denominators
from daoan.assess.indicators.register import Register, register_of
from daoan.assess.situation.draws import Draws, Ranking, draw_points, rank_units
from daoan.assess.situation.figures import dimensions_of, indicators_of
from daoan.assess.situation.lenses import interval_of, momentum_lens, quality_lens, stock_lens, surge_lens
from daoan.assess.situation.points import scale_of
from daoan.assess.situation.quality import faults_of
from daoan.assess.situation.replay import Month, replay_months
from daoan.assess.situation.tally import Book, book_of, known_rows, last_told_month
from daoan.assess.situation.units import Units, class_units, county_units
from daoan.assess.situation.wording import notes_of, reasons_for, trend_text, veto_text
from daoan.terms.codes import Level
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools, CrashFrame, Network
from daoan.terms.months import first_day, month_name
from daoan.terms.records import BlackSpot, CountyAssessment, Crash, RiskLens, SegmentEstimate, SituationMonth
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64


def assess_situation(
    crashes: Sequence[Crash],
    frame: CrashFrame,
    network: Network,
    names: Mapping[str, Text],
    by: Mapping[str, Denominators],
    blackspots: Sequence[BlackSpot],
    estimates: Sequence[SegmentEstimate],
    as_of: datetime,
    zone: str,
    pack: RulePack,
) -> tuple[CountyAssessment, ...]:
    """Assessments of all counties, then of all road classes, the worst first in each kind.

    ``frame``: the crashes as columns, snapped where there is a network. ``names``: counties by code; with a single one
    there is nothing to compare it with, and its own history speaks alone. ``by``: denominators by county. Empty where
    the record is shorter than the rule pack asks for.
    """
    register = register_of(crashes, frame)
    seen = (frame.known_at <= moment64(as_of)) & (frame.happened_at < moment64(as_of))
    register = register.where(seen)
    groups = (
        county_units(register, names, by, blackspots, estimates, pack),
        class_units(register, network),
    )
    return tuple(row for units in groups for row in _assess_units(register, units, as_of, zone, pack))


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the assessments of one kind of unit are put together from."""

    register: Register
    units: Units
    book: Book
    known: Bools  # crashes that the assessment may see
    months: Sequence[Month]  # oldest first; the last is assessed
    draws: Draws
    ranking: Ranking
    pack: RulePack

    @property
    def now(self) -> Month:
        """The month assessed."""
        return self.months[-1]

    @property
    def level(self) -> float:
        """Probability of the intervals."""
        return float(self.pack.get("ranks.level"))


def _assess_units(
    register: Register, units: Units, as_of: datetime, zone: str, pack: RulePack
) -> list[CountyAssessment]:
    if not units.names:
        return []
    book = book_of(register, graded_deaths(register), units.unit_of, list(units.names), zone, pack)
    months = replay_months(book, units.exposure, last_told_month(book, as_of, pack), as_of, pack)
    if not months:
        return []
    now = months[-1]
    known = known_rows(book, now.month, as_of, pack)
    year = known & (book.month > now.month - int(pack.get("months.peers"))) & (book.unit >= 0)
    recent = book.month[year] > now.month - int(pack.get("months.recent"))
    draws = draw_points(book.counted[year], book.unit[year], recent, now.history, now.peers, scale_of(pack), pack)
    ranking = rank_units(draws, now.weights, now.points.indicators, pack)
    scene = Scene(register, units, book, known, months, draws, ranking, pack)
    made = [_assessment(scene, u) for u in range(len(units.names))]
    return sorted(made, key=lambda a: (list(Level).index(a.level), -a.score.value, a.unit))


def _assessment(scene: Scene, u: int) -> CountyAssessment:
    now, ranking, pack = scene.now, scene.ranking, scene.pack
    asked = now.asked[u]
    code = list(scene.units.names)[u]
    indicators = indicators_of(now, scene.draws, u, scene.level)
    return CountyAssessment(
        unit=code,
        kind=scene.units.kind,
        name=scene.units.names[code],
        month=month_name(now.month),
        starts=first_day(now.month - int(pack.get("months.recent")) + 1),
        ends=first_day(now.month + 1),
        score=interval_of(float(now.points.total[u]), scene.draws.totals(now.weights)[:, u], scene.level),
        rank=int(ranking.rank[u]),
        rank_low=int(ranking.low[u]),
        rank_high=int(ranking.high[u]),
        rank_weights_low=int(ranking.weights_low[u]),
        rank_weights_high=int(ranking.weights_high[u]),
        units=len(scene.units.names),
        level=now.shown[u],
        asked=asked.level,
        reasons=reasons_for(scene.months, u, indicators, pack),
        veto=veto_text(asked.veto, pack) if asked.veto else None,
        trend=trend_text(asked.pace) if asked.pace and asked.pace.above else None,
        dimensions=dimensions_of(now, scene.draws, u, scene.level, pack),
        indicators=indicators,
        lenses=_lenses(scene, u),
        history=tuple(_past(m, u) for m in scene.months[-int(pack.get("months.shown")) :]),
        notes=notes_of(now, scene.units),
        rule_pack=pack.stamp,
    )


def _lenses(scene: Scene, u: int) -> tuple[RiskLens, ...]:
    now, pack, level, scale = scene.now, scene.pack, scene.level, scale_of(scene.pack)
    shape = 1.0 / float(pack.get("prior.own"))
    faults = faults_of(scene.register, scene.book, scene.known, now.month, u, scene.units.kind, pack)
    return (
        stock_lens(scene.units.stock, u, scale, shape, level),
        surge_lens(now, scene.draws, now.weights, u, scale, level),
        quality_lens(faults, scale, level),
        momentum_lens(now, u, scale, shape, level),
    )


def _past(month: Month, u: int) -> SituationMonth:
    asked = month.asked[u]
    return SituationMonth(
        month=month_name(month.month),
        score=float(month.points.total[u]),
        asked=asked.level,
        level=month.shown[u],
        veto=asked.veto is not None,
        trend=asked.pace is not None and asked.pace.above,
    )
