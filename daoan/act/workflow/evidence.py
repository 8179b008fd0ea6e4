"""Evidence that the system's own steps add to a matter."""

from collections.abc import Mapping
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.working import Matter

#: Evidence kept in one matter; the earliest and the latest stay.
MOST_EVIDENCE = 30


def joined(matter: Matter, values: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """What a matter had, and what a step tells under ``evidence`` (kind, ref, en, zh, value) that it had not."""
    fresh = [Evidence(e["kind"], e["ref"], Text(e["en"], e["zh"]), e.get("value")) for e in values["evidence"]]
    known = {(e.kind, e.ref) for e in matter.evidence}
    evidence = (*matter.evidence, *(e for e in fresh if (e.kind, e.ref) not in known))
    return evidence if len(evidence) <= MOST_EVIDENCE else (*evidence[:2], *evidence[2 - MOST_EVIDENCE :])
