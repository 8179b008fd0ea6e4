"""勤务 Duty: who stands where, and when, so that most expected injuries are under cover.

In: segment estimates, a :class:`~daoan.act.duty.profile.WeekProfile` fitted to the crash frame, last year's counts by
segment (for the comparison with "as usual"), a number of patrol-hours, the rule pack ``duty``.
Out: one :class:`daoan.terms.records.DutyPlan` with a reason for every placement, the cost of moving it, and the gap
to a proven bound. What is covered is exposure to patrols, not crashes prevented.
Start at :func:`daoan.act.duty.plan.plan_duty`; the time of week is in ``profile``, the shifts in ``slots``.
"""

from daoan.act.duty.plan import plan_duty
from daoan.act.duty.profile import WeekProfile, fit_week_profile

__all__ = ["WeekProfile", "fit_week_profile", "plan_duty"]
