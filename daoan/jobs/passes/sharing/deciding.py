"""The decision of a person on a subscription: who may take it, and what it must say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.terms.errors import InputError, NotAllowed
from daoan.terms.records.people import Person
from daoan.terms.records.sharing import ALL_SITES, Decision, Share
from daoan.terms.roles import Permission, permissions_of
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says. ``sites``: codes, or :data:`ALL_SITES`; none: refused. ``until``: UTC; none: as asked."""

    purpose: str
    sites: Sequence[str] = ()
    until: datetime | None = None


def require_may_share(person: Person) -> None:
    """Raises :class:`NotAllowed` for somebody who may not let passes go."""
    if not person.active or Permission.SHARE not in permissions_of(person.roles):
        raise NotAllowed("whoever approves this has the permission share: leader, command centre 无数据共享审批权限")


def decision_of(share: Share, person: Person, given: Given, now: datetime, pack: RulePack) -> Decision:
    """What is kept of a decision. ``pack``: ``pass-sharing``.

    Raises :class:`NotAllowed`, and :class:`InputError` without a purpose, for all sites beside single ones, or for a
    time that is over or too long.
    """
    require_may_share(person)
    if not given.purpose.strip():
        raise InputError("say for what purpose 请填写用途")
    sites = tuple(dict.fromkeys(site.strip() for site in given.sites if site.strip()))
    if ALL_SITES in sites and len(sites) > 1:
        raise InputError("all sites, or single ones 不能同时选择全部与部分点位")
    until = given.until or share.asked.end
    longest = now + timedelta(days=float(pack.get("sending.most_days")))
    if sites and not now < until <= longest:
        raise InputError(
            f"it holds until a time to come, {longest:%Y-%m-%d} at the latest; say --until 有效期不符，请指定截止时间"
        )
    return Decision(
        share.asked_sha256, person.person_id, person.unit_id, given.purpose.strip(), sites, until, decided_at=now
    )  # fmt: skip
