"""Hits of outside lists: that a vehicle on somebody's list passed a site, told to the keeper of the list alone."""

from dataclasses import dataclass
from datetime import datetime

#: What retention, messages and words call a hit.
OUTSIDE_HIT = "outside_hit"


@dataclass(frozen=True, slots=True)
class OutsideHit:
    """One pass of a listed vehicle. No plate and no person: whoever keeps the list knows what its reference stands for.

    ``hit_id`` follows from list, keeper and pass, so that the same hit never arises twice.
    """

    hit_id: str
    list_id: str
    keeper: str  # unit id
    entry: str  # reference of the entry, as the keeper was told it when the list came in
    pass_id: str
    site: str
    happened_at: datetime
    known_at: datetime
    told_at: datetime  # when it was written down here
    seen_at: datetime | None = None
    seen_by: str = ""


@dataclass(frozen=True, slots=True)
class HitCount:
    """Hits of one list of one keeper. ``unseen``: that nobody has marked as seen; ``last``: when the latest came."""

    hits: int
    unseen: int
    last: datetime
