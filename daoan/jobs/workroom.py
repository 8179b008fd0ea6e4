"""What work is done with: store, tables, registers, rule pack, calendar, tree of units; and who sees what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from daoan.act.workflow.registry import CONFINED, WORKFLOWS
from daoan.act.workflow.table import Terms, Workflow
from daoan.act.working_days import WorkingDay, calendar_of
from daoan.store.advice_protocol import AdviceStore
from daoan.store.browser_protocol import BrowserStore
from daoan.store.company_month_protocol import CompanyMonthStore
from daoan.store.deployment_protocol import DeploymentStore
from daoan.store.exchange_protocol import ExchangeStore
from daoan.store.hold_protocol import KeepingStore
from daoan.store.lake import PassLake
from daoan.store.message_protocol import MessageStore, ShiftStore
from daoan.store.outside_protocol import OutsideStore
from daoan.store.patrol_protocol import PatrolStore
from daoan.store.register_protocol import RegisterStore
from daoan.store.roster_protocol import RosterStore
from daoan.store.setting_protocol import SettingStore
from daoan.store.work_protocol import AuditStore, PeopleStore, Whole, WorkStore
from daoan.terms.calendar.notices import read_notices
from daoan.terms.errors import NotFound
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.registers import Register, read_registers
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import Unit, UnitTree


class WorkPlace(
    WorkStore,
    PeopleStore,
    RegisterStore,
    AuditStore,
    MessageStore,
    BrowserStore,
    ShiftStore,
    KeepingStore,
    OutsideStore,
    PatrolStore,
    DeploymentStore,
    RosterStore,
    AdviceStore,
    CompanyMonthStore,
    ExchangeStore,
    SettingStore,
    Protocol,
):
    """A store that can do all that people at work need."""


@dataclass(frozen=True, slots=True)
class Workroom:
    """Everything that an act needs besides the actor and the moment."""

    store: WorkPlace
    pack: RulePack  # clocks
    zone: str  # IANA time zone that working days are told in
    works: WorkingDay
    workflows: Mapping[str, Workflow]
    registers: Mapping[str, Register]
    lake: PassLake | None = None  # passes, where any are kept

    def terms(self) -> Terms:
        """What the tables are told of the world, as it is now."""
        return Terms(self.pack, self.zone, self.works, self.units())

    def units(self) -> UnitTree:
        """The tree of units as it is now."""
        return _tree(self.store.list_units())

    def name_of(self, person_id: str) -> str | None:
        """A colleague's name; ``None`` where nobody has the id."""
        try:
            return self.store.get_person(person_id).name
        except NotFound:
            return None

    def load(self, matter_id: str) -> tuple[Matter, dict[str, Matter]]:
        """A matter and its whole family by id. Raises :class:`NotFound`."""
        _require_name(matter_id)
        family = {m.matter_id: m for m in self.store.list_kin(matter_id)}
        return family[matter_id], family

    def read(self, matter_id: str) -> Whole:
        """A matter with its family, log and files, as one moment had them. Raises :class:`NotFound`."""
        _require_name(matter_id)
        return self.store.read_whole(matter_id)


def _require_name(matter_id: str) -> None:
    if not matter_id.isprintable():
        raise NotFound(f"no matter {matter_id!r:.80}")


def workroom_over(store: WorkPlace, packs: Mapping[str, RulePack], zone: str, lake: PassLake | None = None) -> Workroom:
    """The workroom over a store, with every kind of matter and the calendar of the zone."""
    registers, notices = read_registers(packs["registers"]), read_notices(packs["calendar"])
    return Workroom(store, packs["work"], zone, calendar_of(zone, notices), WORKFLOWS, registers, lake)


@lru_cache(maxsize=4)
def _tree(units: tuple[Unit, ...]) -> UnitTree:
    return UnitTree(units)


def scope_of(actor: Actor, units: UnitTree) -> frozenset[str]:
    """Units that somebody answers for: their own and all below it; nothing where the unit is unknown."""
    return _below(units, actor.unit_id) if actor.unit_id in units else frozenset()


@lru_cache(maxsize=256)
def _below(units: UnitTree, scope: str) -> frozenset[str]:
    return frozenset(units.below(scope))


def sees(actor: Actor, matter: Matter, family: Mapping[str, Matter], units: UnitTree) -> bool:
    """Whether a matter is somebody's to see.

    It is where holder or issuer of the matter or of its topmost one lies in the actor's scope, and where something
    below it does: whoever is to do a part of an order must be able to read the order. One of a confined kind is only
    for people of the issuing unit, and for whoever has the kind's permission there or above.
    """
    if matter.kind in CONFINED:
        return _is_let_in(actor, matter, units)
    return sees_in(scope_of(actor, units), matter, family)


def sees_in(scope: Collection[str], matter: Matter, family: Mapping[str, Matter]) -> bool:
    """Whether a matter that is not confined is to be seen by people who answer for some units."""

    def own(one: Matter | None) -> bool:
        return one is not None and (one.holder in scope or one.issuer in scope)

    if own(matter) or own(family.get(matter.root)):
        return True
    return any(own(one) and matter.matter_id in ancestors(one, family) for one in family.values())


def is_hidden(actor: Actor, matter: Matter, units: UnitTree) -> bool:
    """Whether a matter is of a confined kind and not this actor's to know of."""
    return matter.kind in CONFINED and not _is_let_in(actor, matter, units)


def _is_let_in(actor: Actor, matter: Matter, units: UnitTree) -> bool:
    if actor.unit_id not in units:
        return False
    may = WORKFLOWS[matter.kind].confined in actor.permissions
    return actor.unit_id == matter.issuer or (may and matter.issuer in scope_of(actor, units))


def ancestors(matter: Matter, family: Mapping[str, Matter]) -> tuple[str, ...]:
    """Ids of what a matter stands below, nearest first."""
    found: list[str] = []
    here = matter.parent
    while here is not None and here in family and here not in found:
        found.append(here)
        here = family[here].parent
    return tuple(found)


def require_seen(actor: Actor, matter: Matter, family: Mapping[str, Matter], units: UnitTree) -> None:
    """Raise :class:`NotFound` where a matter is not somebody's to see: the same words as for one that is not there."""
    if not sees(actor, matter, family, units):
        raise NotFound(f"no matter {matter.matter_id!r}")
