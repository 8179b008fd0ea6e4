"""Graded intervention 动态风险分级干预: what is due at which level of which risk, by whom, by when.

In: the rule pack ``interventions``, an alert, a surge's alert or a hazard. Out: the measures due
(:func:`daoan.act.interventions.due.measures_due`), an order for each that somebody chooses
(:func:`daoan.act.interventions.due.order_for`), and how each stands (:func:`daoan.act.interventions.due.state_of`).
"""
