"""Situation assessment 态势评估 and county risk 县域风险: who stands worse than before, and than the others (row R3).

In: crashes of a city and their frame, the network and what risk is divided by, black spots and estimates (for the
stock), a moment ``as_of``, the rule pack ``situation``.
Out: one :class:`daoan.terms.records.CountyAssessment` per county and per road class for the last full month: points
with intervals, what moves them, four lenses, a colour and why, and the months before as they were assessed then.
Start at :func:`daoan.assess.situation.assess.assess_situation`; the mathematics is in ``ratios``, ``points`` and
``draws``, the colours in ``levels``.
"""

from daoan.assess.situation.assess import assess_situation
from daoan.assess.situation.replay import months_needed

__all__ = ["assess_situation", "months_needed"]
