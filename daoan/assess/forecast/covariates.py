"""Covariates in one unit: deviations from their mean over the days learnt from, 0 where they are not known."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.forecast.panel import Panel
from daoan.terms.frames import Floats, Ints

#: A column that varies less than this says nothing.
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Covariates:
    """Which columns are used, and the mean and deviation each is measured by."""

    names: tuple[str, ...]
    mean: Floats  # (names,)
    deviation: Floats

    def values(self, panel: Panel, rows: Ints) -> Floats:
        """Deviations (rows, names, cells); 0 where a value, or the whole column, is not known."""
        out = np.zeros((len(rows), len(self.names), panel.cells))
        for i, name in enumerate(self.names):
            column = panel.calendar.get(name, panel.exogenous.get(name))
            if column is None:
                continue
            known = (column[rows] - self.mean[i]) / self.deviation[i]
            out[:, i, :] = np.nan_to_num(known if known.ndim == 2 else known[:, None])
        return out

    def missing(self, panel: Panel, rows: Ints) -> tuple[str, ...]:
        """Names of the columns that are not known for some of the rows."""
        given = {**panel.calendar, **panel.exogenous}
        return tuple(n for n in self.names if n not in given or bool(np.isnan(given[n][rows]).any()))


def choose_covariates(panel: Panel, rows: Ints) -> Covariates:
    """Columns that vary over the rows learnt from; one that is never known or never changes is left out."""
    names, means, deviations = [], [], []
    for name, column in {**panel.calendar, **panel.exogenous}.items():
        known = column[rows]
        known = known[np.isfinite(known)]
        if known.size and float(known.std()) > _STILL:
            names.append(name)
            means.append(float(known.mean()))
            deviations.append(float(known.std()))
    return Covariates(tuple(names), np.array(means), np.array(deviations))
