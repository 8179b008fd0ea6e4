"""Rule pack ``surge`` → the options of the surge detector."""

from daoan.kernels.surveillance.baseline import BaselineOptions
from daoan.kernels.surveillance.surges import SurgeOptions
from daoan.terms.errors import RulePackInvalid
from daoan.terms.rulepacks import RulePack


def read_surge_options(pack: RulePack) -> SurgeOptions:
    """Options as the pack states them. Raises :class:`RulePackInvalid` where a value is missing or out of range."""
    get = pack.get
    try:
        return SurgeOptions(
            baseline=BaselineOptions(
                years=get("baseline.years"),
                half_width=get("baseline.half_width_weeks"),
                seasons=get("baseline.seasons"),
                skip=get("baseline.skip_weeks"),
                weigh_above=get("baseline.weigh_above"),
                slope_level=1.0,
                season_ridge=get("baseline.season_ridge"),
                slope_ridge=get("baseline.slope_ridge"),
            ),
            windows_weeks=tuple(get("detector.windows_weeks")),
            shares=tuple(get("detector.shares")),
            fresh=get("detector.fresh"),
            alpha=get("detector.alpha"),
            calibration_s=tuple(get("calibration.s")),
            calibration_p=tuple(get("calibration.p")),
        )
    except (TypeError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name} {pack.version}: {problem}") from problem
