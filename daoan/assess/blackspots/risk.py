"""What the models expect of each segment, as columns."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.risk.table import RiskTable
from daoan.kernels.stats.heterogeneity import fit_heterogeneity, unit_log_variance
from daoan.terms.errors import Fault
from daoan.terms.frames import Bools, Floats


@dataclass(frozen=True, slots=True)
class RiskArrays:
    """One row a segment of the network; NaN where no model was fitted.

    ``model_per_year``: crashes a year that the safety performance function expects. ``dispersion``: variance of the
    unknown factor with mean 1 between a segment's true rate and the model (the alpha of a negative binomial with
    variance m + alpha m²). ``eb_per_year`` and ``eb_sd_per_year``: mean and standard deviation of the empirical Bayes
    posterior of the segment's rate.
    """

    model_per_year: Floats
    dispersion: Floats
    eb_per_year: Floats
    eb_sd_per_year: Floats

    def __post_init__(self) -> None:
        if len({len(getattr(self, name)) for name in self.__slots__}) > 1:
            raise Fault("risk arrays differ in length")

    def __len__(self) -> int:
        return len(self.model_per_year)

    @property
    def modelled(self) -> Bools:
        """Segments for which every column is known."""
        return np.isfinite(self.model_per_year + self.dispersion + self.eb_per_year + self.eb_sd_per_year)


def risk_arrays_of(table: RiskTable) -> RiskArrays:
    """What a risk table says, as the finder of black spots needs it.

    The comparison is the safety performance function alone. What lies around a stretch moves its estimate, but must not
    move what it is compared with: a bad place of 500 m would vouch for itself. So the dispersion is fitted anew around
    the function alone, with more of it where the exposure is known worse.
    """
    noise = table.spf.flow_exponent**2 * table.exposure.log_sd**2
    extra = noise - noise.mean()
    mixing = fit_heterogeneity(table.crashes.astype(np.float64), table.model * table.years, extra)
    return RiskArrays(
        model_per_year=table.model,
        dispersion=np.expm1(unit_log_variance(mixing.log_variance, extra)),
        eb_per_year=table.mean,
        eb_sd_per_year=table.sd,
    )
