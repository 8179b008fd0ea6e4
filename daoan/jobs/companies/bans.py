"""Bans from driving for life 终生禁驾 on drivers: registered by hand, lifted, taken back; kept over files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from daoan.jobs.companies.own import item_seen
from daoan.jobs.workroom import Workroom
from daoan.store.roster_protocol import RosterKept
from daoan.terms.errors import InputError, NotAllowed
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import KeyDriver, RosterRecord
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

MOST_WHY = 200


def register_ban(
    room: Workroom, actor: Actor, name: str, banned_on: date | None, lifted_on: date | None, why: str, at: datetime
) -> KeyDriver:
    """The driver with a ban as registered. ``banned_on``: ``None`` takes back what was registered by mistake.

    ``why``: number of the decision, or the reason; it goes into the audit log. Raises :class:`NotAllowed`,
    :class:`NotFound` for a driver of another unit, :class:`InputError` for days that cannot be.
    """
    if Permission.KEEP_ROSTER not in actor.permissions:
        raise NotAllowed("your role may not keep the roster of companies 您的角色无权维护企业名册")
    driver = item_seen(room, actor, "driver", name, at)
    assert isinstance(driver, KeyDriver)
    if not why.strip():
        raise InputError("write the number of the decision, or the reason 请填写决定书文号或原因")
    require_days(banned_on, lifted_on, utc_to_local(at, room.zone).date())
    changed = replace(driver, banned_on=banned_on, ban_lifted_on=lifted_on)
    told = "taken back" if banned_on is None else f"from {banned_on}" + (f" to {lifted_on}" if lifted_on else "")
    detail = f"{told}; {mask_text(why.strip()[:MOST_WHY])}"
    kept: RosterKept = room.store.keep_roster(
        [changed], at, AuditNote(at, actor.person_id, actor.unit_id, "roster.ban", name, detail=detail)
    )
    assert kept.new == 0
    return changed


def require_days(banned_on: date | None, lifted_on: date | None, today: date) -> None:
    """Raises :class:`InputError` for a day to come, or one of lifting before the ban or without one."""
    if any(day is not None and day > today for day in (banned_on, lifted_on)):
        raise InputError("this day is still to come 日期不能晚于今天")
    if lifted_on is not None and (banned_on is None or lifted_on < banned_on):
        raise InputError("a ban is lifted on its day or later 解除日期不能早于禁驾日期")


def with_bans_kept(records: Mapping[str, RosterRecord], there: Mapping[str, RosterRecord]) -> dict[str, RosterRecord]:
    """Records of a file, with bans that are kept and that the file says nothing of: only a day of lifting ends one."""
    return {name: _with_ban(record, there.get(name)) for name, record in records.items()}


def _with_ban(record: RosterRecord, before: RosterRecord | None) -> RosterRecord:
    if not isinstance(record, KeyDriver) or not isinstance(before, KeyDriver) or before.banned_on is None:
        return record
    if record.banned_on is None:
        return replace(record, banned_on=before.banned_on, ban_lifted_on=record.ban_lifted_on or before.ban_lifted_on)
    if record.banned_on == before.banned_on and record.ban_lifted_on is None:
        return replace(record, ban_lifted_on=before.ban_lifted_on)
    return record
