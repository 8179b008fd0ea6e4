"""What a warning rule is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Text
from daoan.terms.records import Alert
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate
from daoan.warn.findings import Findings

Find = Callable[[Findings, Sequence[Alert], datetime, RulePack], Iterable[Candidate]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its name (also its table in the rule pack), what it is called, what its score means, and its code."""

    name: str
    title: Text
    score: Text
    find: Find
