"""What a store must do for the roster 企业名册: companies, key vehicles, drivers, events, with every version.

Laws (held by the contract suite on every store):

19. Records of one call are kept whole or not at all. One that says what is kept already adds nothing; one that says
    something else becomes a further version; versions are never changed, and follow one another in time.
20. An answer as of a moment holds what was known then, whatever came later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from daoan.store.page import Page
from daoan.terms.errors import Conflict, Fault
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import (
    Company,
    CompanyEvent,
    KeyDriver,
    KeyVehicle,
    RosterRecord,
    roster_id,
)

R = TypeVar("R", Company, KeyVehicle, KeyDriver, CompanyEvent)

#: Names that kinds of records are kept under.
KINDS: Mapping[type[RosterRecord], str] = {
    Company: "company",
    KeyVehicle: "vehicle",
    KeyDriver: "driver",
    CompanyEvent: "event",
}


@dataclass(frozen=True, slots=True)
class RosterKept:
    """What a call came to: records that are new, that changed, that said what was kept already."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """Which records a page is about; empty leaves a trait free. ``text``: within what is shown of them."""

    units: tuple[str, ...] = ()
    company_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RosterVersion:
    """One version of a record, and since when it was known."""

    version: int
    changed_at: datetime
    record: RosterRecord


class RosterStore(Protocol):
    """Companies, key vehicles, drivers and events."""

    def keep_roster(self, records: Sequence[RosterRecord], at: datetime, audit: AuditNote) -> RosterKept:
        """Keep records as known at a moment, all or none; each id once. Raises :class:`Conflict` where a record was
        changed later than that."""

    def list_roster(self, kind: type[R], as_of: datetime, company_id: str = "") -> tuple[R, ...]:
        """Every record of a kind as known at a moment, by id; of one company, where one is named."""

    def find_roster(self, kind: type[R], name: str, as_of: datetime) -> R | None:
        """One record as known at a moment."""

    def list_roster_versions(self, kind: type[R], name: str) -> tuple[RosterVersion, ...]:
        """Every version of a record, first to last; empty where there is none."""

    def page_roster(
        self, kind: type[R], where: RosterFilter = RosterFilter(), *, after: str | None = None, limit: int = 50
    ) -> Page[R]:
        """Records as they are now, by what is shown of them, then id."""

    def count_roster(self, kind: type[R], where: RosterFilter = RosterFilter()) -> int:
        """How many there are."""

    def roster_stamp(self) -> str:
        """What changes whenever the roster does."""


def words_of(record: RosterRecord) -> str:
    """What lists are sorted and searched by: nothing that is not shown to every reader."""
    match record:
        case Company():
            return f"{record.name} {record.company_id}".casefold()
        case CompanyEvent():
            return f"{record.happened_on} {record.event_id}".casefold()
    return record.shown.casefold()


def by_kind(records: Sequence[RosterRecord]) -> Iterator[tuple[str, dict[str, RosterRecord]]]:
    """Records by kind, then by id. Raises :class:`Fault` for an id that is there twice, or is none."""
    for kind, name in KINDS.items():
        own = [record for record in records if type(record) is kind]
        told = {roster_id(record): record for record in own}
        if len(told) < len(own) or "" in told:
            raise Fault(f"each {name} is told once and has an id")
        if told:
            yield name, told


def require_later(at: datetime, last: datetime) -> None:
    """Raises :class:`Conflict` where a record was changed after a moment."""
    if at < last:
        raise Conflict("a record was changed later than this file tells of 名册中已有更晚的记录")
