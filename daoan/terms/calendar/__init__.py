"""Days as a city lives them: holidays, shifted working days 调休, lunar days and markets, and the shifts of a day.

In flow a place ("CN", "GB-ENG"), a span of days and hours at which shifts begin; out flow
:class:`~daoan.terms.calendar.days.Day` rows that say what they do not know, and the moments of
:class:`~daoan.terms.calendar.shifts.ShiftPlan`. Start at :func:`~daoan.terms.calendar.days.list_days`.
"""
