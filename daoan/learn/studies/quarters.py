"""The quarters of a study: crashes seen, and expected without the measure.

Without the measure a quarter t would have had Λ · C_t / Λ_c: what these stretches have (their luck taken out), moved as
the comparison roads moved in that quarter. The band is of that expectation, not of a count.
"""

import numpy as np

from daoan.kernels.effects.before_after import BeforeAfter
from daoan.learn.studies.ground import Ground, Span
from daoan.learn.studies.methods import monthly
from daoan.learn.studies.sites import Sites
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats
from daoan.terms.records import StudyPoint

MONTHS = 3


def list_points(
    found: BeforeAfter, per_crash: float, span: Span, sites: Sites, ground: Ground, factor: float
) -> tuple[StudyPoint, ...]:
    """Whole quarters before and after.

    ``per_crash``: Λ / Λ_c, crashes here for one on the comparison roads. ``factor``: half width of an interval in
    standard deviations.
    """
    step = (span.before_until - span.since) / (span.years * 4)
    mine, theirs = (monthly(span, mask, ground) for mask in (sites.changed, sites.comparison))
    points = []
    for phase, since, seen, others in (
        ("before", span.since, mine[0], theirs[0]),
        ("after", span.after_since, mine[1], theirs[1]),
    ):
        for t, (count, comparison) in enumerate(zip(_quarters(seen), _quarters(others), strict=True)):
            value = per_crash * comparison
            sd = float(np.sqrt(found.relative_variance + 1.0 / max(comparison, 1.0)))
            low, high = (value * float(np.exp(s * factor * sd)) for s in (-1.0, 1.0))
            points.append(StudyPoint(since + t * step, int(count), Estimate(value, low, high), phase))
    return tuple(points)


def _quarters(monthly_counts: Floats) -> Floats:
    whole = len(monthly_counts) // MONTHS * MONTHS
    return np.asarray(monthly_counts[:whole].reshape(-1, MONTHS).sum(axis=1))
