"""Before anything is done: how long must one watch how many places to see how much?"""

from dataclasses import dataclass

from daoan.kernels.effects.power import Design, detectable_effect, months_needed, power_after
from daoan.learn.studies.verdict import percent_change
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text

#: Months at which a plan tells its power and its detectable effect.
MILESTONES = (6, 12, 18, 24, 36, 48, 60)
MONTHS_A_YEAR = 12.0
#: Bounds of a plan; outside of them somebody has mistyped.
MOST_SITES, MOST_CRASHES, MOST_YEARS, MOST_DISPERSION = 100_000, 1_000.0, 20.0, 20.0


@dataclass(frozen=True, slots=True)
class Milestone:
    """What can be seen after some months; ``detectable_ratio`` is ``None`` where no lowering can."""

    months: int
    power: float
    detectable_ratio: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a plan; ``months_needed`` is ``None`` where no waiting helps."""

    effect_ratio: float
    sites: int
    crashes_per_site_year: float
    years_before: float
    dispersion: float
    power: float
    months_needed: int | None
    milestones: tuple[Milestone, ...]
    words: Text


def plan_study(
    effect_ratio: float,
    sites: int,
    crashes_per_site_year: float,
    *,
    years_before: float = 5.0,
    dispersion: float = 1.0,
    power: float = 0.8,
    level: float = 0.95,
) -> Plan:
    """Months until ``effect_ratio`` (0.8: a fifth fewer) shows on ``sites`` places with so many crashes a year each.

    What the past leaves uncertain is taken as that of the bare count of ``years_before`` years; knowing like places
    makes it less, so the months are rather too many. Raises :class:`InputError` for figures no plan can have.
    """
    _require(0.0 < effect_ratio < 10.0 and effect_ratio != 1.0, "effect", "a ratio above 0, below 10 and other than 1")
    _require(1 <= sites <= MOST_SITES, "sites", f"1 to {MOST_SITES:,}")
    _require(0.0 < crashes_per_site_year <= MOST_CRASHES, "crashes per year", f"above 0, at most {MOST_CRASHES:,.0f}")
    _require(0.0 < years_before <= MOST_YEARS, "years before", f"above 0, at most {MOST_YEARS:.0f}")
    _require(1.0 <= dispersion <= MOST_DISPERSION, "dispersion", f"1 to {MOST_DISPERSION:.0f}")
    _require(0.5 <= power < 1.0, "power", "at least 0.5 and below 1")
    yearly = sites * crashes_per_site_year
    design = Design(yearly / MONTHS_A_YEAR, floor_variance=dispersion / (yearly * years_before), dispersion=dispersion)
    months = months_needed(design, effect_ratio, power=power, level=level)
    return Plan(
        effect_ratio,
        sites,
        crashes_per_site_year,
        years_before,
        dispersion,
        power,
        months,
        tuple(
            Milestone(
                m,
                power_after(design, effect_ratio, m, level=level),
                detectable_effect(design, m, power=power, level=level),
            )
            for m in MILESTONES
        ),
        _words(effect_ratio, months, power),
    )


def _require(holds: bool, name: str, allowed: str) -> None:
    if not holds:
        raise InputError(f"{name} must be {allowed}")


def _words(effect_ratio: float, months: int | None, power: float) -> Text:
    change, chance = percent_change(effect_ratio), f"{100 * power:.0f} %"
    if months is None:
        return Text(
            f"A change of {change} cannot be seen here, however long one waits; take more places.",
            f"{change}的变化在这些地点无论观察多久都看不出来，请增加地点。".replace(" %", "%"),
        )
    return Text(
        f"You would need {months} months to see a change of {change} with a chance of {chance}.",
        f"若变化为{change}，需观察{months}个月，才有{chance}的把握看出来。".replace(" %", "%"),
    )
