"""What a study of a place can show, before there is anything to see."""

from daoan.kernels.effects.before_after import Expected
from daoan.kernels.effects.power import Design, detectable_effect, months_needed
from daoan.learn.studies.ground import Ground, Span
from daoan.terms.records import StudyPower

MONTHS_A_YEAR = 12


def power_of(mine: Expected, theirs: Expected, span: Span, scatter: float, ground: Ground) -> StudyPower | None:
    """Months until the assumed effect shows, and the effect that the months watched can show."""
    months = span.years * MONTHS_A_YEAR
    if mine.total <= 0 or theirs.total <= 0:
        return None
    design = Design(
        monthly=mine.total / months,
        comparison_monthly=theirs.total / months,
        floor_variance=mine.relative_variance + theirs.relative_variance + scatter / mine.worth_units,
    )
    judgement = ground.pack.get("judgement")
    assumed, power, level = (float(judgement[k]) for k in ("assumed_ratio", "power", "level"))
    watched = span.months_after
    return StudyPower(
        assumed_ratio=assumed,
        months_needed=months_needed(design, assumed, power=power, level=level),
        months_watched=watched,
        detectable_ratio=detectable_effect(design, watched, power=power, level=level) if watched > 0 else None,
        crashes_per_month=design.monthly,
    )
