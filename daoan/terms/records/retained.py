"""How long records are kept, what keeps them longer, and the log of what was purged."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LegalHold:
    """An order that something be kept whatever its period: a lawsuit, an inquiry, a complaint.

    Holds every record that fits all of what is given; what is empty leaves a trait free. One with neither kinds,
    records nor cases holds everything.
    """

    hold_id: str
    ordered_by: str  # person id
    why: str
    since: datetime
    kinds: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    released_at: datetime | None = None
    released_by: str = ""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What the retention rules need to know of a record, whatever it is."""

    record_id: str
    counted_from: datetime  # when its period began: when it happened, or when its matter was closed
    cases: tuple[str, ...] = ()  # numbers of cases and orders that it belongs to
    parts: tuple[str, ...] = ()  # ids of what goes with it: a hold on one of them holds all
    in_open_case: bool = False  # a matter not yet closed, or evidence of one


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose period is over, and since when."""

    record_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PurgeLine:
    """One line of the purge log: counts only, since the records are gone for good."""

    at: datetime
    by: str  # person id, or "loop"
    kind: str
    purged: int
    held: int  # due, and kept by a legal hold
    in_open_cases: int  # due, and kept by an open case
    oldest: datetime | None  # of what was purged
    newest: datetime | None
    keep_days: int
    rule_pack: str
