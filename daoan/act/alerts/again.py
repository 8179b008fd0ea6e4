"""What a later read adds to an open alert of passes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.working import Matter

#: Evidence kept in one alert; the earliest and the latest stay.
MOST_EVIDENCE = 30


def with_pass(matter: Matter, values: Mapping[str, Any]) -> Matter:
    """The alert with the evidence of a later read; the surest chance stays, the latest whereabouts count."""
    fresh = [Evidence(e["kind"], e["ref"], Text(e["en"], e["zh"]), e.get("value")) for e in values["evidence"]]
    known = {(e.kind, e.ref) for e in matter.evidence}
    evidence = (*matter.evidence, *(e for e in fresh if (e.kind, e.ref) not in known))
    if len(evidence) > MOST_EVIDENCE:
        evidence = (*evidence[:2], *evidence[2 - MOST_EVIDENCE :])
    kept = {name: values[name] for name in ("seen_at", "site", "ahead") if name in values}
    p_right = max(float(matter.values.get("p_right", 0.0)), float(values["p_right"]))
    told = {**matter.values, **kept, "p_right": p_right, "reads": int(matter.values.get("reads", 1)) + 1}
    return replace(matter, evidence=evidence, values=told, lon=values["lon"], lat=values["lat"])
