"""值班 Shifts: who is on duty, whom a notification reaches, shifts as CSV.

In: shifts as kept, people, a moment, the rule pack ``messages``; or the text of a CSV file.
Out: :class:`~daoan.act.shifts.duty.Duty`; shifts to keep with rows that were refused. Start at
:func:`daoan.act.shifts.duty.duty_at`; the file is in ``tables``, the form that flags of look-ups want in ``by_person``.
"""

from daoan.act.shifts.duty import Duty, by_person, duty_at, window_of
from daoan.act.shifts.reaching import reached

__all__ = ["Duty", "by_person", "duty_at", "reached", "window_of"]
