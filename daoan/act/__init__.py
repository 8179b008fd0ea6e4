"""处置 Act: from what is known to what somebody is asked to do.

In: black spots and segment estimates of one turn, crashes as columns for the time of week, rule packs ``hazards`` and
``duty``, the moment ``as_of``.
Out: drafts that a person checks: hazard tickets (:class:`daoan.terms.records.HazardTicket`) and duty plans
(:class:`daoan.terms.records.DutyPlan`). Nothing here sends anything.
Plans are drawn up as experiments by :mod:`daoan.act.experiments`.
What people then do with orders, alerts, hazards, supervision and tasks moves by tables: :mod:`daoan.act.workflow`.
Start at :func:`daoan.act.hazards.draft_tickets` and :func:`daoan.act.duty.plan.plan_duty`.
"""
