"""在岗警力 Units on duty: what the latest reports of a crew mean at a moment.

In: the latest of each crew (:class:`~daoan.terms.records.patrols.UnitNow`), a moment, the rule pack ``patrols``.
Out: :class:`~daoan.act.patrols.standing.Standing`: state, age and use of its place, whether it can be sent.
Start at :func:`daoan.act.patrols.standing.standings_of`.
"""

from daoan.act.patrols.standing import Standing, standings_of

__all__ = ["Standing", "standings_of"]
