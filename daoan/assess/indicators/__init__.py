"""Indicators of 减量控大: how many crashes, how grave, against what was to be expected (row R2).

In: crashes as read, their frame (snapped or not), a moment ``as_of``, what the area's rates are divided by
(:class:`~daoan.assess.indicators.rates.Denominators`) and the rule pack ``indicators``.
Out: one :class:`daoan.terms.records.IndicatorSet` per area and period. What a source never records is ``None``.
Start at :func:`daoan.assess.indicators.assemble.list_indicator_sets`; then ``chance`` and ``pace``.
"""

from daoan.assess.indicators.assemble import indicators_of, list_indicator_sets
from daoan.assess.indicators.periods import Period, list_periods
from daoan.assess.indicators.rates import Denominators
from daoan.assess.indicators.register import Register, register_of

__all__ = [
    "Denominators",
    "Period",
    "Register",
    "indicators_of",
    "list_indicator_sets",
    "list_periods",
    "register_of",
]
