"""Who is told what: a notification says to one unit what has become of a matter, or what it has to do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daoan.terms.estimates import Text


class Told(StrEnum):
    """Why somebody is told."""

    NEW = "new"  # something came in for the unit
    TURN = "turn"  # it is the unit's turn
    RETURNED = "returned"  # what the unit sent came back as misdirected
    REJECTED = "rejected"  # what the unit handed in was not accepted
    WITHDRAWN = "withdrawn"  # nothing more to do
    CLOSED = "closed"  # what the unit asked for is done
    SEEN = "seen"  # what the unit looks for in secret was seen
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    CLIMBED = "climbed"  # a unit below let a deadline pass that must not pass


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing that a unit is told. ``number``: of the step that it follows from; 0 where the clock alone says it."""

    number: int
    why: Told
    unit_id: str
    matter_id: str
    title: str
    level: str
    at: datetime
    text: Text
