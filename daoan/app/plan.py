"""A plan of a study, for the command line: no workspace is needed before anything is done."""

from daoan.learn.studies.plan import Plan, plan_study


def plan(
    effect_ratio: float, sites: int, crashes_per_year: float, years_before: float, dispersion: float, power: float
) -> Plan:
    """How long to watch; raises :class:`~daoan.terms.errors.InputError` for figures that no plan can have."""
    return plan_study(
        effect_ratio, sites, crashes_per_year, years_before=years_before, dispersion=dispersion, power=power
    )
