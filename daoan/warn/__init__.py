"""预警 Warn: from what was assessed to what needs a person.

In: :class:`~daoan.warn.findings.Findings` (estimates, black spots, indicators, the crash frame), the alerts of the turn
before, the moment ``as_of`` and the rule pack ``warning``.
Out: every alert that is open, held over the budget, or cleared (:class:`daoan.terms.records.Alert`), gravest first.
Start at :func:`daoan.warn.raising.raise_alerts`; rules are in :mod:`daoan.warn.rules`, one a file; hysteresis and
budget in :mod:`daoan.warn.restraint`.
"""

from daoan.warn.findings import Findings
from daoan.warn.raising import raise_alerts
from daoan.warn.rules import RULES

__all__ = ["RULES", "Findings", "raise_alerts"]
