"""Take in a file of the roster: look first, then keep all of it or nothing.

A preview says what would be new, what would change, and everything that is wrong, and keeps nothing. Keeping reads the
same bytes again and asks the same questions; one wrong row and nothing is kept.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from daoan.edge.sealed import TextSealer
from daoan.jobs.companies.filing import Filing, companies_by_name
from daoan.jobs.workroom import Workroom, scope_of
from daoan.sense.roster.columns import LAYOUTS, Layout
from daoan.sense.roster.reading import CellProblem, ProblemCount, RosterRead, read_roster
from daoan.store.roster_protocol import RosterKept
from daoan.terms.errors import Conflict, NotAllowed, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import Company, CompanyEvent, KeyVehicle, RosterRecord, roster_id
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of the layout, and the heading that was read as it; empty where the file has none."""

    label: Text
    heading: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. ``digest``: of its bytes and how they were read, to be named when it is kept."""

    kind: str
    name: Text
    file: str
    digest: str
    rows: int
    usable: int
    new: int
    changed: int
    same: int
    heading_row: int
    columns: tuple[ReadColumn, ...]
    strangers: tuple[str, ...]  # headings that were left out
    exchanged: tuple[Text, ...]
    notices: tuple[Text, ...]
    counts: tuple[ProblemCount, ...]
    problems: tuple[CellProblem, ...]  # the first of them

    @property
    def wrong(self) -> bool:
        """Whether anything stands against keeping it."""
        return bool(self.counts)


@dataclass(frozen=True, slots=True)
class _Looked:
    preview: Preview
    records: tuple[RosterRecord, ...]


def layout_of(kind: str) -> Layout:
    """A kind of file. Raises :class:`NotFound`."""
    if kind not in LAYOUTS:
        raise NotFound(f"there is no kind of roster {kind!r:.40}")
    return LAYOUTS[kind]


def preview_file(
    room: Workroom, actor: Actor, key: bytes, kind: str, file: str, data: bytes, at: datetime, *, exchange: bool = False
) -> Preview:
    """What a file would do; nothing is kept. ``exchange``: read columns that look exchanged as what they hold.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`FileUnreadable`, :class:`LayoutUnknown`.
    """
    return _look(room, actor, key, kind, file, data, at, exchange=exchange).preview


def take_in(
    room: Workroom, actor: Actor, key: bytes, kind: str, file: str, data: bytes, at: datetime, *, digest: str,
    exchange: bool = False,
) -> tuple[Preview, RosterKept | None]:  # fmt: skip
    """Keep a file that was looked at; ``None`` where something is wrong, and then nothing is kept.

    ``digest``: of the preview. Raises as :func:`preview_file`, and :class:`Conflict` for other bytes than were seen.
    """
    looked = _look(room, actor, key, kind, file, data, at, exchange=exchange)
    if looked.preview.digest != digest:
        raise Conflict("this is not the file that was looked at; look at it again 文件已变化，请重新预览")
    if looked.preview.wrong:
        return looked.preview, None
    detail = f"{kind}: {looked.preview.rows} rows, {digest[:12]}"
    note = AuditNote(at, actor.person_id, actor.unit_id, "roster.import", detail=detail)
    return looked.preview, room.store.keep_roster(looked.records, at, note)


def _look(
    room: Workroom, actor: Actor, key: bytes, kind: str, file: str, data: bytes, at: datetime, *, exchange: bool
) -> _Looked:
    if Permission.KEEP_ROSTER not in actor.permissions:
        raise NotAllowed("your role may not keep the roster of companies 您的角色无权维护企业名册")
    layout = layout_of(kind)
    read = read_roster(data, file, layout, exchange=exchange)
    units = room.units()
    companies = companies_by_name(room.store.list_roster(Company, at))
    named = room.store.list_roster(KeyVehicle, at) if layout.kind is CompanyEvent else ()
    vehicles = frozenset(vehicle.vehicle_id for vehicle in named)
    filing = Filing(key, TextSealer(key), units, scope_of(actor, units), actor.unit_id, companies, vehicles)
    records = _records(filing, layout, read)
    _refuse_exchanged(read, exchange=exchange)
    there = {roster_id(record): record for record in room.store.list_roster(layout.kind, at)}  # type: ignore[type-var]
    _refuse_others(filing, layout, records, there, read)
    before = [there.get(name) for name in records]
    same = sum(old == record for old, record in zip(before, records.values(), strict=True))
    new = sum(old is None for old in before)
    digest = hashlib.sha256(f"{kind} {exchange}\n".encode() + data).hexdigest()
    preview = Preview(
        kind=kind, name=layout.name, file=file[:120], digest=digest, rows=read.rows_read, usable=len(records), new=new,
        changed=len(records) - new - same, same=same, heading_row=read.heading.rows,
        columns=tuple(ReadColumn(c.label, read.heading.named.get(c.field, "")) for c in layout.columns),
        strangers=read.heading.strangers, exchanged=tuple(e.message for e in read.exchanged), notices=read.notices,
        counts=read.problems.counted(), problems=tuple(sorted(read.problems.told, key=lambda p: p.row)),
    )  # fmt: skip
    return _Looked(preview, tuple(records.values()))


def _records(filing: Filing, layout: Layout, read: RosterRead) -> dict[str, RosterRecord]:
    """Records by id; rows that cannot be filed, or are another row's vehicle, are told among the problems."""
    records: dict[str, RosterRecord] = {}
    for row in read.rows:
        record = filing.file(layout, row)
        if isinstance(record, CellProblem):
            read.problems.add(record)
        else:
            records[roster_id(record)] = record
    return records


def _refuse_exchanged(read: RosterRead, *, exchange: bool) -> None:
    """Columns that look exchanged stand against keeping the file, even where each cell could be read."""
    for pair in () if exchange else read.exchanged:
        column = read.layout.column(pair.fields[0]).label
        read.problems.add(CellProblem(read.heading.rows, column, "exchanged", pair.message))


def _refuse_others(
    filing: Filing, layout: Layout, records: dict[str, RosterRecord], there: dict[str, RosterRecord], read: RosterRead
) -> None:
    """What another unit keeps is not changed from here; told by count, since rows are no longer at hand."""
    for name in [n for n in records if n in there and there[n].unit_id not in filing.scope]:
        words = Text("another unit keeps this one", "由其他单位维护，不能修改")
        read.problems.add(CellProblem(0, layout.column(layout.key).label, "others", words))
        del records[name]
