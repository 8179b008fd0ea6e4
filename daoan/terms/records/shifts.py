"""Shifts 班次: who is on duty when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """One person on duty at a post of a unit. Times UTC, half open: starts_at ≤ on duty < ends_at."""

    shift_id: str
    person_id: str
    unit_id: str
    starts_at: datetime
    ends_at: datetime
    post: str = ""  # "duty leader", "patrol 2"; free words

    def clashes(self, other: "Shift") -> bool:
        """Whether this and another shift would have one person at two places at once."""
        return (
            self.person_id == other.person_id
            and self.shift_id != other.shift_id
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
        )
