"""Evidence that the system's own steps add to a matter."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.working import Matter

#: Evidence kept in one matter; the earliest and the latest stay.
MOST_EVIDENCE = 30


def told(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Evidence as a step tells it; :func:`joined` reads it."""
    return [{"kind": e.kind, "ref": e.ref, "en": e.label.en, "zh": e.label.zh, "value": e.value} for e in evidence]


def of_read(ref: str, site: str, at: datetime | None) -> Evidence:
    """A vehicle was read at a site."""
    return Evidence("pass", ref, Text(f"read at {site}", f"过车：{site}"), at.isoformat() if at else None)


def joined(matter: Matter, values: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """What a matter had, and what a step tells under ``evidence`` that it had not."""
    fresh = [Evidence(e["kind"], e["ref"], Text(e["en"], e["zh"]), e.get("value")) for e in values["evidence"]]
    known = {(e.kind, e.ref) for e in matter.evidence}
    evidence = (*matter.evidence, *(e for e in fresh if (e.kind, e.ref) not in known))
    return evidence if len(evidence) <= MOST_EVIDENCE else (*evidence[:2], *evidence[2 - MOST_EVIDENCE :])
