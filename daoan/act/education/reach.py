"""Whom a campaign reached: coverage and depth, with bounds where only contacts are counted, and quiet hours.

Deliveries tell contacts. Who was reached twice is one person with two contacts, and how many there are follows from the
numbers only within bounds. For contacts c_1 … c_L among N people, C = Σ c::

    max c_l  ≤  reached  ≤  min(C, N)
    ⌈(C − N) / (L − 1)⌉⁺  ≤  reached at least twice  ≤  min(⌊C / 2⌋, C − max c_l, N)

Where every channel tells how many different people it reached, that is taken instead, and the bounds still hold among
channels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from daoan.terms.errors import InputError
from daoan.terms.estimates import Share
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight, utc_to_local


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery. ``contacts``: people reached by it (present, or told by the channel); ``None``: not told yet."""

    day: date
    online: bool
    contacts: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What deliveries came to by a day. ``least`` and ``most``: bounds; of shares of the segment's people.

    ``untold``: deliveries without a receipt; ``over``: more were told of than the segment has people.
    """

    deliveries: int
    untold: int
    contacts: int
    online: int
    coverage_least: Share
    coverage_most: Share
    depth_least: Share
    depth_most: Share
    over: bool


def reach_of(deliveries: Sequence[Delivered], people: int, until: date, pack: RulePack) -> Reach:
    """Coverage by a day, and depth within the days before it that the rule pack names. ``people``: of the segment.

    Raises :class:`InputError` for a segment without people.
    """
    if people <= 0:
        raise InputError("a segment without people has no coverage 群体人数须大于0")
    told = [d for d in deliveries if d.contacts is not None and d.day <= until]
    counts = [min(int(d.contacts or 0), people) for d in told]
    since = until - timedelta(days=int(pack.get("delivery.depth_days")))
    late = [min(int(d.contacts or 0), people) for d in told if d.day > since]
    if int(pack.get("delivery.depth_contacts")) != 2:
        raise InputError("depth is told for two contacts 深度按两次接触计算")
    low, high = _twice(late, people)
    whole = float(people)
    return Reach(
        deliveries=len(deliveries),
        untold=sum(d.contacts is None for d in deliveries),
        contacts=sum(int(d.contacts or 0) for d in told),
        online=sum(int(d.contacts or 0) for d in told if d.online),
        coverage_least=Share(float(max(counts, default=0)), whole),
        coverage_most=Share(float(min(sum(counts), people)), whole),
        depth_least=Share(float(low), whole),
        depth_most=Share(float(high), whole),
        over=any(int(d.contacts or 0) > people for d in told),
    )


def _twice(counts: Sequence[int], people: int) -> tuple[int, int]:
    """Bounds of how many were reached at least twice."""
    total, most = sum(counts), max(counts, default=0)
    if len(counts) < 2:
        return 0, 0
    return max(0, ceil((total - people) / (len(counts) - 1))), min(total // 2, total - most, people)


def after_quiet(at: datetime, zone: str, pack: RulePack) -> datetime:
    """The first moment (UTC) from ``at`` on that is not within quiet hours."""
    begin, end = int(pack.get("delivery.quiet_from_hour")), int(pack.get("delivery.quiet_until_hour"))
    local = utc_to_local(at, zone)
    if not (local.hour >= begin or local.hour < end if begin > end else begin <= local.hour < end):
        return at
    day = local.date() + timedelta(days=1 if begin > end and local.hour >= begin else 0)
    return local_midnight(day, zone) + timedelta(hours=end)
