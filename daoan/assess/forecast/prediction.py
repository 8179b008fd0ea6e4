"""What a forecast says, and the factors each figure is the product of."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.forecast.structure import Structure, words_of
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack

#: Log exposures that differ by less are all the same: none was given.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of an expected number of crashes; ``value`` 1 changes nothing."""

    name: str  # reason of the rule pack, or name of a covariate
    label: Text
    value: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Forecast of some rows (periods) of a panel; arrays (rows, cells) where nothing else is said."""

    rows: Ints
    probability: Floats  # of at least one crash
    expected: Floats  # crashes
    low: Floats  # interval of ``expected``
    high: Floats
    missing: tuple[str, ...]  # covariates that were not known for some row: their effect is left out there
    base: float  # crashes per period in a usual cell before any factor
    log_exposure: Floats  # (cells,)
    log_factor: Floats  # (rows, rungs, cells)
    log_covariate: Floats  # (rows, covariates, cells)
    structure: Structure
    covariates: tuple[str, ...]
    pack: RulePack

    def factors(self, row: int, cell: int) -> tuple[Factor, ...]:
        """Factors of one figure, furthest from 1 first: ``base`` times all of them is ``expected[row, cell]``.

        ``row`` counts the rows asked for, from 0.
        """
        logs: dict[str, float] = {}
        for name, value in zip(self.structure.reasons, self.log_factor[row, :, cell], strict=True):
            logs[name] = logs.get(name, 0.0) + float(value)
        labels = {name: words_of(self.pack, name) for name in logs}
        if float(np.ptp(self.log_exposure)) > _SAME:
            logs["exposure"], labels["exposure"] = float(self.log_exposure[cell]), words_of(self.pack, "exposure")
        for name, value in zip(self.covariates, self.log_covariate[row, :, cell], strict=True):
            logs[name], labels[name] = float(value), Text(name, name)
        order = sorted(logs, key=lambda name: (-abs(logs[name]), name))
        return tuple(Factor(name, labels[name], float(np.exp(logs[name]))) for name in order)
