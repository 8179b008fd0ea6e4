"""What later reads add to an open alert of passes: further evidence, or that it does not hold."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.working import Matter

#: Evidence kept in one alert; the earliest and the latest stay.
MOST_EVIDENCE = 30


def with_pass(matter: Matter, values: Mapping[str, Any]) -> Matter:
    """The alert with the evidence of another read; the surest chance stays, the latest whereabouts count.

    A read that happened before the latest one came in late: it is evidence, and says nothing of where the vehicle is.
    """
    evidence = _joined(matter, values)
    later = str(values.get("seen_at", "")) >= str(matter.values.get("seen_at", ""))  # UTC, in one form
    kept = {name: values[name] for name in ("seen_at", "site", "ahead") if later and name in values}
    p_right = max(float(matter.values.get("p_right", 0.0)), float(values["p_right"]))
    told = {**matter.values, **kept, "p_right": p_right, "reads": int(matter.values.get("reads", 1)) + 1}
    place = {"lon": values["lon"], "lat": values["lat"]} if later else {}
    return replace(matter, evidence=evidence, values=told, **place)


def with_correction(matter: Matter, values: Mapping[str, Any]) -> Matter:
    """The alert with the word that what it was raised for did not hold in the end; a person decides what follows."""
    told = {**matter.values, "corrected_at": values["corrected_at"]}
    return replace(matter, evidence=_joined(matter, values), values=told)


def _joined(matter: Matter, values: Mapping[str, Any]) -> tuple[Evidence, ...]:
    fresh = [Evidence(e["kind"], e["ref"], Text(e["en"], e["zh"]), e.get("value")) for e in values["evidence"]]
    known = {(e.kind, e.ref) for e in matter.evidence}
    evidence = (*matter.evidence, *(e for e in fresh if (e.kind, e.ref) not in known))
    return evidence if len(evidence) <= MOST_EVIDENCE else (*evidence[:2], *evidence[2 - MOST_EVIDENCE :])
