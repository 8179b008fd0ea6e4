"""Companies of riders by month, as the register tells them, their lights, and objections to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daoan.act.education.appeal import RIDER_APPEAL
from daoan.act.workflow.table import Refused
from daoan.assess.riders.lights import CompanyLight, RiderMonth, Scheme, light_companies
from daoan.jobs.families import families_seen
from daoan.jobs.registers import register_of, seen_entry
from daoan.jobs.work import Asked, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

REGISTER = "rider_month"


def months_of(room: Workroom, now: datetime) -> Mapping[str, tuple[RiderMonth, ...]]:
    """Every company's numbers by month, latest month first: peers are needed for all, who sees what is asked later."""
    found: dict[str, list[RiderMonth]] = {}
    for entry in room.store.list_entries(REGISTER, now):
        found.setdefault(mask_text(str(entry.values["month"])), []).append(_month(entry))
    return {month: tuple(found[month]) for month in sorted(found, reverse=True)}


def lights_seen(
    room: Workroom, actor: Actor, months: Sequence[RiderMonth], scheme: Scheme, pack: RulePack
) -> tuple[tuple[CompanyLight, ...], Mapping[str, Matter]]:
    """Lights of companies of somebody's own unit and below, held against all; objections by entry.

    A light that is objected to is not told, and where the objection was granted there is none.
    """
    scope, appeals = scope_of(actor, room.units()), appeals_seen(room, actor)
    rows = [c for c in light_companies(months, scheme, pack) if c.unit_id in scope]
    return tuple(_after_appeal(c, appeals.get(c.entry_id)) for c in rows), appeals


def appeals_seen(room: Workroom, actor: Actor) -> Mapping[str, Matter]:
    """The latest objection to each entry, as far as somebody may see it."""
    found: dict[str, Matter] = {}
    for matter, _ in families_seen(room, actor, RIDER_APPEAL.kind):
        found.setdefault(str(matter.values.get("entry") or ""), matter)
    return found


def appeal(
    room: Workroom, actor: Actor, entry_id: str, light: CompanyLight | None, reason: str, at: datetime
) -> Matter | Refused:
    """Object to a light, once, within the days that the rule pack gives. Raises :class:`NotFound`."""
    entry = seen_entry(room, actor, register_of(room, REGISTER), entry_id)
    if light is None:
        raise NotFound(f"no light of {entry_id!r:.80}")
    days = int(room.pack.get("education.appeal_days"))
    if at > entry.changed_at + timedelta(days=days):
        return Refused("late", Text(f"objections come within {days} days", f"申诉须在{days}日内提出"))
    company, month = str(entry.values["company"]), str(entry.values["month"])
    values = {
        "entry": entry_id, "company": company, "month": month, "light": light.light, "reason": reason,
        "opened_by": actor.person_id,
    }  # fmt: skip
    title = f"{company} {month} 申诉"[:200]
    asked = Asked(RIDER_APPEAL.kind, title, holder=entry.unit_id, values=values)
    return open_matter(room, actor, asked, at, once=f"rider appeal {entry_id} {entry.version}")


def _month(entry: Entry) -> RiderMonth:
    numbers = {
        name: int(value) for name, value in entry.values.items() if isinstance(value, int | float) and name != "riders"
    }
    company = mask_text(str(entry.values["company"]))
    return RiderMonth(entry.entry_id, company, entry.unit_id, int(entry.values["riders"]), numbers)


def _after_appeal(light: CompanyLight, matter: Matter | None) -> CompanyLight:
    if matter is None or matter.state not in ("open", "granted"):
        return light
    return replace(light, light="appealed" if matter.state == "open" else "granted")
