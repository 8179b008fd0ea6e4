"""Warning rules, one a file: each a pure function from findings and earlier alerts to candidates.

In: :class:`~daoan.warn.findings.Findings`, the alerts of the turn before, ``as_of``, the rule pack ``warning``.
Out: candidates with a score in the rule's own unit; levels and budgets are not a rule's business.
Start at :data:`RULES`, from which the reference of rules is written; to add one see ``docs/how-to/add-a-warning.md``.
"""

from daoan.warn.rules import above_pace, cluster, credible_excess, new_black_spot, recording_break, silent_feed, surge
from daoan.warn.rules.rule import Rule

#: Every rule, in the order in which they are asked.
RULES: tuple[Rule, ...] = (
    new_black_spot.RULE,
    credible_excess.RULE,
    cluster.RULE,
    above_pace.RULE,
    recording_break.RULE,
    silent_feed.RULE,
    surge.RULE,
)

__all__ = ["RULES", "Rule"]
