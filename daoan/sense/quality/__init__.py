"""Quality rules, one a file: each names what can be wrong with a row, a crash or a series, and what is done about it.

In: single values, crashes and series of crashes.
Out: findings that a feed turns into refusals (the row makes no record), flags (it does, and wears the rule's code) or
notices (about a whole file). Start at :mod:`daoan.sense.quality.rule`; :data:`RULES` lists every rule for the docs.
"""

from daoan.sense.quality import (
    casualty_repeated,
    clock_ahead,
    code_repaired,
    code_unknown,
    count_unusable,
    counts_disagree,
    crash_repeated,
    date_future,
    date_impossible,
    datum_missing,
    file_unfinished,
    measure_unusable,
    moment_unreadable,
    place_impossible,
    place_missing,
    place_outside,
    plate_class_unknown,
    plate_repeated,
    plate_unreadable,
    recording_changed,
    reference_damaged,
    reference_missing,
    reference_repeated,
    reference_unmatched,
    register_cell_unusable,
    row_unreadable,
    rows_blank,
    rows_disagree,
    rows_doubled,
    rows_example,
    severity_missing,
    site_missing,
    site_unknown,
    time_missing,
)
from daoan.sense.quality.rule import Action, Finding, Origin, Rule

#: Every rule, in the order in which a row meets them.
RULES: tuple[Rule, ...] = (
    row_unreadable.RULE,
    reference_missing.RULE,
    reference_damaged.RULE,
    reference_repeated.RULE,
    reference_unmatched.RULE,
    date_impossible.RULE,
    date_future.RULE,
    time_missing.RULE,
    place_missing.RULE,
    place_impossible.RULE,
    datum_missing.RULE,
    place_outside.RULE,
    severity_missing.RULE,
    counts_disagree.RULE,
    count_unusable.RULE,
    measure_unusable.RULE,
    code_unknown.RULE,
    code_repaired.RULE,
    rows_disagree.RULE,
    casualty_repeated.RULE,
    rows_doubled.RULE,
    crash_repeated.RULE,
    recording_changed.RULE,
    rows_blank.RULE,
    rows_example.RULE,
    file_unfinished.RULE,
    moment_unreadable.RULE,
    site_missing.RULE,
    site_unknown.RULE,
    clock_ahead.RULE,
    plate_unreadable.RULE,
    plate_class_unknown.RULE,
    register_cell_unusable.RULE,
    plate_repeated.RULE,
)

__all__ = ["RULES", "Action", "Finding", "Origin", "Rule"]
