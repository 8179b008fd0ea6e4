"""What a rule says before restraint has decided on its level, or whether it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from daoan.terms.estimates import Text
from daoan.terms.records import Evidence


@dataclass(frozen=True, slots=True)
class Candidate:
    """Grounds for a warning about one subject. ``score`` ≥ 0 is in the rule's own unit; 0: nothing (any more)."""

    rule: str
    subject: str
    score: float
    title: Text
    body: Text
    evidence: tuple[Evidence, ...]
    area: str | None = None
    lon: float | None = None
    lat: float | None = None

    @property
    def alert_id(self) -> str:
        """The id that an alert on these grounds has."""
        return grounds_id(self.rule, self.subject, self.evidence)


def grounds_id(rule: str, subject: str, evidence: Iterable[Evidence]) -> str:
    """An id that follows from rule, subject and evidence; wording and figures do not change it."""
    parts = [rule, subject, *sorted(f"{e.kind}={e.ref}" for e in evidence)]
    return f"{rule}-{sha256(chr(31).join(parts).encode()).hexdigest()[:16]}"
