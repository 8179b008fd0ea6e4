"""How the clock of the server stands: what the kernel says of it, the database's beside it, and what sources say."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Share, Text


@dataclass(frozen=True, slots=True)
class KernelClock:
    """What the kernel knows of its clock. ``error_s``: its own bound on the error; ``None`` where it does not say."""

    synchronised: bool | None  # None: it could not be asked
    error_s: float | None = None


@dataclass(frozen=True, slots=True)
class DatabaseClock:
    """The database's clock less ours, seconds, known to within ``within_s`` on either side."""

    offset_s: float
    within_s: float


@dataclass(frozen=True, slots=True)
class ClockHealth:
    """How the clock stood at a moment by itself.

    ``state``: "right", "wrong" (one of ``causes`` holds), "unknown" (nobody could be asked). ``ahead``: sites whose
    middle pass of the last hour is stamped later than it reached us, of those with passes enough.
    """

    at: datetime
    state: str
    causes: tuple[Text, ...]
    kernel: KernelClock
    database: DatabaseClock | None  # None: the store is on this machine
    ahead: Share | None  # None: no passes
    since: datetime | None = None  # when it was first seen wrong, without a break
