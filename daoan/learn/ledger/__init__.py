"""The outcome ledger 成效台账: forecast or alert → order → presence → outcome, one row a unit of assignment.

In: the plans, experiments and alerts of this turn, the ledger of the turn before, crashes as columns, the moment.
Out: ledger entries with what happened so far, experiments judged by their own randomness, and a report on whether
police are only sent where police already are.
Start at :func:`daoan.learn.ledger.book.keep_ledger`, then :func:`daoan.learn.ledger.loop_report.report_loop`.
"""
