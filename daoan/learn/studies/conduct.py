"""Conduct the studies of one turn: one a measure, judged, too early, planned, or refused in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np

from daoan.kernels.effects.before_after import BeforeAfter, Expected, before_after, change_variance
from daoan.kernels.effects.expected import expected_before
from daoan.kernels.stats.intervals import normal_factor
from daoan.learn.studies.checks import list_checks
from daoan.learn.studies.ground import Ground, Span, find_span
from daoan.learn.studies.methods import estimate_of, list_readings
from daoan.learn.studies.outlook import power_of
from daoan.learn.studies.quarters import list_points
from daoan.learn.studies.sites import Sites, sites_of
from daoan.learn.studies.verdict import early_words, judged_words, planned_words
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Floats
from daoan.terms.records import Measure, Study, StudyWindow

Expectation = Callable[[datetime, datetime, int], Expected]

NO_PAST = Text(
    "The record holds no whole year before the works, so there is nothing to compare with.",
    "开工前没有完整一年的事故记录，无从对比。",
)
NO_CRASH = Text(
    "There was no crash on these stretches before or after, so no effect can be told.",
    "相关路段前后均无事故，无法判断效果。",
)


def conduct_studies(ground: Ground) -> tuple[Study, ...]:
    """A study of every measure, in the order of the measures."""
    expectation = _expectation(ground)
    return tuple(_study(measure, ground, expectation) for measure in ground.measures)


def _expectation(ground: Ground) -> Expectation:
    """Expected crashes of every stretch over a window before, worked out once for each window."""
    made: dict[tuple[datetime, datetime], Expected] = {}

    def expected(since: datetime, until: datetime, years: int) -> Expected:
        if (since, until) not in made:
            count = ground.count(since, until)
            made[since, until] = expected_before(count, ground.regression(count, float(years), until))
        return made[since, until]

    return expected


def _study(measure: Measure, ground: Ground, expectation: Expectation) -> Study:
    blank = Study(measure.measure_id, measure, "refused", NO_PAST, rule_pack=ground.pack.stamp)
    span = find_span(measure, ground)
    if span is None:
        return blank
    sites = sites_of(measure, span, ground)
    if isinstance(sites, Text):
        return replace(blank, verdict=sites)
    expected = expectation(span.since, span.before_until, span.years)
    mine, theirs = (expected.of(mask) for mask in (sites.changed, sites.comparison))
    before = ground.count(span.since, span.before_until)
    after = ground.count(span.after_since, span.until)
    known = replace(
        blank,
        places=int(sites.changed.sum()),
        comparison_places=int(sites.comparison.sum()),
        length_km=float(ground.network.length_m[sites.changed].sum() / 1000.0),
        regression_ratio=_ratio(mine.total, float(before[sites.changed].sum())),
        before=_window(span.since, span.before_until, before, sites),
        after=_window(span.after_since, span.until, after, sites) if span.months_after > 0 else None,
    )
    known = replace(known, power=power_of(mine, theirs, span, _scatter_before(span, sites, ground), ground))
    if span.months_after <= 0:
        return replace(known, state="planned", verdict=planned_words(known))
    if span.months_after < float(ground.pack.get("window.least_months_after")):
        return replace(known, state="early", verdict=early_words(known))
    if before[sites.changed].sum() + after[sites.changed].sum() == 0:
        return replace(known, verdict=NO_CRASH)
    found = _compare(before, after, span, sites, (mine, theirs), ground)
    return _judged(known, found, mine.total / theirs.total, span, sites, ground)


def _compare(
    before: Floats,
    after: Floats,
    span: Span,
    sites: Sites,
    expected: tuple[Expected, Expected],
    ground: Ground,
) -> BeforeAfter:
    return before_after(
        float(before[sites.changed].sum()),
        float(after[sites.changed].sum()),
        span.length_ratio,
        *expected,
        float(after[sites.comparison].sum()),
        change_variance=change_variance(before[sites.comparison], after[sites.comparison]),
        level=float(ground.pack.get("judgement.level")),
    )


def _scatter_before(span: Span, sites: Sites, ground: Ground) -> float:
    """How much stretches change of their own, from the two halves of the time before: nothing else is there yet."""
    middle = span.since + (span.before_until - span.since) / 2
    first, second = ground.count(span.since, middle), ground.count(middle, span.before_until)
    return change_variance(first[sites.comparison], second[sites.comparison])


def _judged(known: Study, found: BeforeAfter, per_crash: float, span: Span, sites: Sites, ground: Ground) -> Study:
    level = float(ground.pack.get("judgement.level"))
    effect = estimate_of(found.effect, level)
    prevented = Estimate(
        found.expected_after * (1.0 - effect.value),
        found.expected_after * (1.0 - effect.high),
        found.expected_after * (1.0 - effect.low),
        level,
    )
    study = replace(
        known,
        state="judged",
        method="empirical_bayes",
        effect=effect,
        naive=estimate_of(found.naive, level) if found.before > 0 else None,
        trend_ratio=found.trend,
        crashes_prevented=prevented,
        people_prevented=_people(prevented, span, sites, ground),
        readings=list_readings(found, span, sites, ground),
        series=list_points(found, per_crash, span, sites, ground, normal_factor(level)),
        checks=list_checks(span, sites, ground),
    )
    return replace(study, verdict=judged_words(study, ground.pack))


def _people(prevented: Estimate, span: Span, sites: Sites, ground: Ground) -> Estimate | None:
    """People neither killed nor hurt: crashes prevented times people in a crash on these stretches and those alike."""
    here = np.append(sites.changed | sites.comparison, False)[ground.crashes.segment]
    people = ground.people[here & ground.inside(span.since, span.until)]
    if not len(people) or people.sum() == 0:
        return None
    each = float(people.mean())
    return Estimate(prevented.value * each, prevented.low * each, prevented.high * each, prevented.level)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _window(since: datetime, until: datetime, count: Floats, sites: Sites) -> StudyWindow:
    return StudyWindow(since, until, int(count[sites.changed].sum()), int(count[sites.comparison].sum()))
