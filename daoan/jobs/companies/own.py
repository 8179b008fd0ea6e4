"""A company's own side: the company that somebody's unit is, what is asked of it, and its ratings once it was told."""

from datetime import datetime

from daoan.act.companies.clearing import CLEARING
from daoan.act.companies.rating import COMPANY_RATING
from daoan.assess.companies.dues import Item
from daoan.assess.companies.explained import Explained, explain_item
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.companies.board import facts_of, moment_of
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.records.companies import Company, KeyDriver, KeyVehicle
from daoan.terms.records.company_months import KeptRating, run_name
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitKind

PAGE = 500
#: States of a rating's matter in which the company was not told of it, or in which it does not stand.
UNTOLD = frozenset({"computed", "reviewed", "set_aside"})


def own_company(room: Workroom, actor: Actor, now: datetime) -> Company:
    """The company that somebody's unit is. Raises :class:`NotFound` where it is none, or none of the roster."""
    units = room.units()
    unit = units.units.get(actor.unit_id)
    found = None
    if unit is not None and unit.kind is UnitKind.COMPANY and unit.company:
        found = room.store.find_roster(Company, unit.company, now)
    if found is None:
        raise NotFound(
            "your unit is not linked to a company of the roster; ask the traffic police "
            "您的单位尚未关联企业，请联系交警"
        )
    return found


def item_named(room: Workroom, kind: str, name: str, now: datetime) -> Item:
    """A vehicle or driver of the roster. Raises :class:`NotFound`."""
    item: Item | None = None
    if name.isprintable():
        found_in = room.store.find_roster
        item = found_in(KeyVehicle, name, now) if kind == "vehicle" else found_in(KeyDriver, name, now)
    if item is None:
        raise NotFound(f"no {kind} {name!r:.60}")
    return item


def item_seen(room: Workroom, actor: Actor, kind: str, name: str, now: datetime) -> Item:
    """A vehicle or driver in the scope of police. Raises :class:`NotFound`."""
    item = item_named(room, kind, name, now)
    if item.unit_id not in scope_of(actor, room.units()):
        raise NotFound(f"no {kind} {name!r:.60}")
    return item


def own_item(room: Workroom, company: Company, kind: str, name: str, now: datetime) -> Item:
    """A vehicle or driver of a company. Raises :class:`NotFound` for what is another's."""
    item = item_named(room, kind, name, now)
    if item.company_id != company.company_id:
        raise NotFound(f"no {kind} {name!r:.60}")
    return item


def explained(room: Workroom, item: Item, scheme: Scheme, now: datetime) -> Explained | None:
    """What of a vehicle or driver counts against its company today; ``None`` where a person owns it."""
    facts = facts_of(room, item.company_id, moment_of("", now, room.zone)) if item.company_id else None
    return None if facts is None else explain_item(facts, item, scheme)


def own_tasks(room: Workroom, actor: Actor, company: Company) -> tuple[Matter, ...]:
    """Open matters that are the company's turn, and clearing tasks that police were asked about it; soonest first."""
    held = MatterFilter(holders=(actor.unit_id,), open_only=True)
    asked = MatterFilter(kinds=(CLEARING.kind,), open_only=True)
    found = {m.matter_id: m for m in rows_of(lambda a: room.store.page_matters(held, after=a, limit=PAGE))}
    for matter in rows_of(lambda a: room.store.page_matters(asked, after=a, limit=PAGE)):
        if matter.values.get("company") == company.company_id:
            found[matter.matter_id] = matter
    return tuple(sorted(found.values(), key=lambda m: (m.due_at is None, m.due_at or m.created_at, m.matter_id)))


def own_ratings(room: Workroom, company: Company) -> dict[tuple[str, str], tuple[KeptRating, ...]]:
    """Ratings of closed months that the company was told of, by month and scheme, latest month first."""
    untold = {str(m.values.get("run")) for m in rating_matters(room, company) if m.state in UNTOLD}
    found: dict[tuple[str, str], list[KeptRating]] = {}
    for one in room.store.list_company_ratings(company_id=company.company_id):
        if run_name(one.month, one.scheme) not in untold:
            found.setdefault((one.month, one.scheme), []).append(one)
    return {key: tuple(found[key]) for key in sorted(found, reverse=True)}


def rating_matters(room: Workroom, company: Company) -> tuple[Matter, ...]:
    """Every matter of a company's ratings, closed ones too."""
    where = MatterFilter(kinds=(COMPANY_RATING.kind,))
    found = rows_of(lambda a: room.store.page_matters(where, after=a, limit=PAGE))
    return tuple(m for m in found if m.values.get("company") == company.company_id)
