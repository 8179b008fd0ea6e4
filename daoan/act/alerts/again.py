"""What later reads add to an open alert of passes: further evidence, or that it does not hold."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from daoan.act.workflow.evidence import joined
from daoan.terms.records.working import Matter


def with_pass(matter: Matter, values: Mapping[str, Any]) -> Matter:
    """The alert with the evidence of another read; the surest chance stays, the latest whereabouts count.

    A read that happened before the latest one came in late: it is evidence, and says nothing of where the vehicle is.
    """
    evidence = joined(matter, values)
    later = str(values.get("seen_at", "")) >= str(matter.values.get("seen_at", ""))  # UTC, in one form
    kept = {name: values[name] for name in ("seen_at", "site", "ahead") if later and name in values}
    p_right = max(float(matter.values.get("p_right", 0.0)), float(values["p_right"]))
    told = {**matter.values, **kept, "p_right": p_right, "reads": int(matter.values.get("reads", 1)) + 1}
    place = {"lon": values["lon"], "lat": values["lat"]} if later else {}
    return replace(matter, evidence=evidence, values=told, **place)


def with_correction(matter: Matter, values: Mapping[str, Any]) -> Matter:
    """The alert with the word that what it was raised for did not hold in the end; a person decides what follows."""
    told = {**matter.values, "corrected_at": values["corrected_at"]}
    return replace(matter, evidence=joined(matter, values), values=told)
