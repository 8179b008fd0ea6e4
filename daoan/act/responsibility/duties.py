"""Entries of the register ``responsibility`` as duties."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daoan.act.programme.measures import MEASURES, Measure
from daoan.terms.records.registered import Entry

RESPONSIBILITY = "responsibility"  # the register

#: How a duty is seen to be met, by the kind of matter that shows it.
SHOWN_BY: Mapping[str, Measure] = {
    "order_node": MEASURES["orders_fed_back"],
    "hazard": MEASURES["hazards_in_time"],
    "alert": MEASURES["alerts_signed"],
    "joint_part": MEASURES["joint_replied"],
    "supervision": MEASURES["supervision_answered"],
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One unit's answer for one duty in one period. ``kind``: of matters that show how it is met, "" for none."""

    entry_id: str
    duty: str
    unit: str
    period: str
    kind: str = ""
    leader: str = ""
    phone: str = ""
    basis: str = ""
    since: date | None = None
    until: date | None = None

    def standing(self, today: date) -> str:
        """Whether it holds on a day: "in_force", "not_yet" or "over"."""
        if self.until is not None and self.until < today:
            return "over"
        return "not_yet" if self.since is not None and self.since > today else "in_force"


def duty_of(entry: Entry, values: Mapping[str, Any]) -> Duty:
    """A duty. ``values``: what the reader sees of the entry."""
    since, until = values.get("since"), values.get("until")
    return Duty(
        entry_id=entry.entry_id,
        duty=str(values.get("duty", "")),
        unit=str(values.get("unit", entry.unit_id)),
        period=str(values.get("period", "")),
        kind=str(values.get("kinds", "")),
        leader=str(values.get("leader", "")),
        phone=str(values.get("phone", "")),
        basis=str(values.get("basis", "")),
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )
