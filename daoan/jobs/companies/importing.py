"""Take in a file of the roster: look first, then keep all of it or nothing.

A preview says what would be new, what would change, and everything that is wrong, and keeps nothing. Keeping reads the
same bytes again and asks the same questions; one wrong row and nothing is kept.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daoan.edge.sealed import TextSealer
from daoan.jobs.companies.bans import with_bans_kept
from daoan.jobs.companies.filing import Filing, companies_by_name
from daoan.jobs.workroom import Workroom, scope_of
from daoan.sense.roster.columns import LAYOUTS, RosterLayout
from daoan.sense.roster.reading import CellProblem, ProblemCount, RosterRead, read_roster
from daoan.store.roster_protocol import RosterKept
from daoan.terms.errors import Conflict, InputError, NotAllowed, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import (
    Company,
    CompanyEvent,
    KeyDriver,
    KeyVehicle,
    RosterRecord,
    Standing,
    has_ended,
    roster_id,
)
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

MOST_MISSING = 200


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of the layout, and the heading that was read as it; empty where the file has none."""

    label: Text
    heading: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """Something that is kept and that a whole list does not name."""

    item_id: str
    shown: str
    company: str


@dataclass(frozen=True, slots=True)
class WholeList:
    """That a file tells of everything there is: ``of`` "all" that the actor's unit and those below keep, or of the
    companies that the file "named". ``end``: what is missing in it stands in the register no more."""

    of: str = ""
    end: bool = False


PART = WholeList()  # a file that tells of some


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
    missing: int = 0  # of what is kept, where the file is a whole list
    missing_rows: tuple[MissingRow, ...] = ()  # the first of them
    ends: bool = False  # what is missing ends when the file is kept

    @property
    def wrong(self) -> bool:
        """Whether anything stands against keeping it."""
        return bool(self.counts)


@dataclass(frozen=True, slots=True)
class _Looked:
    preview: Preview
    records: tuple[RosterRecord, ...]


def layout_of(kind: str) -> RosterLayout:
    """A kind of file. Raises :class:`NotFound`."""
    if kind not in LAYOUTS:
        raise NotFound(f"there is no kind of roster {kind!r:.40}")
    return LAYOUTS[kind]


def preview_file(
    room: Workroom, actor: Actor, key: bytes, kind: str, file: str, data: bytes, at: datetime, *,
    exchange: bool = False, whole: WholeList = PART,
) -> Preview:  # fmt: skip
    """What a file would do; nothing is kept. ``exchange``: read columns that look exchanged as what they hold.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`FileUnreadable`, :class:`LayoutUnknown`.
    """
    return _look(room, actor, key, kind, file, data, at, exchange=exchange, whole=whole).preview


def take_in(
    room: Workroom, actor: Actor, key: bytes, kind: str, file: str, data: bytes, at: datetime, *, digest: str,
    exchange: bool = False, whole: WholeList = PART,
) -> tuple[Preview, RosterKept | None]:  # fmt: skip
    """Keep a file that was looked at; ``None`` where something is wrong, and then nothing is kept.

    ``digest``: of the preview. Raises as :func:`preview_file`, and :class:`Conflict` for other bytes than were seen.
    """
    looked = _look(room, actor, key, kind, file, data, at, exchange=exchange, whole=whole)
    if looked.preview.digest != digest:
        raise Conflict("this is not the file that was looked at; look at it again 文件已变化，请重新预览")
    if looked.preview.wrong:
        return looked.preview, None
    detail = f"{kind}: {looked.preview.rows} rows, {digest[:12]}"
    note = AuditNote(at, actor.person_id, actor.unit_id, "roster.import", detail=detail)
    return looked.preview, room.store.keep_roster(looked.records, at, note)


def _look(
    room: Workroom, actor: Actor, key: bytes, kind: str, file: str, data: bytes, at: datetime, *, exchange: bool,
    whole: WholeList,
) -> _Looked:  # fmt: skip
    if Permission.KEEP_ROSTER not in actor.permissions:
        raise NotAllowed("your role may not keep the roster of companies 您的角色无权维护企业名册")
    layout = layout_of(kind)
    read = read_roster(data, file, layout, exchange=exchange)
    units = room.units()
    companies = companies_by_name(room.store.list_roster(Company, at))
    named = room.store.list_roster(KeyVehicle, at) if layout.kind is CompanyEvent else ()
    vehicles = frozenset(vehicle.vehicle_id for vehicle in named)
    year = utc_to_local(at, room.zone).year
    filing = Filing(key, TextSealer(key), units, scope_of(actor, units), actor.unit_id, companies, year, vehicles)
    records = _records(filing, layout, read)
    _refuse_exchanged(read, exchange=exchange)
    there = {roster_id(record): record for record in room.store.list_roster(layout.kind, at)}  # type: ignore[type-var]
    _refuse_others(filing, layout, records, there, read)
    records = with_bans_kept(records, there)
    before = [there.get(name) for name in records]
    same = sum(old == record for old, record in zip(before, records.values(), strict=True))
    new = sum(old is None for old in before)
    missing = _missing(filing, layout, whole, records, there)
    ended = [_ended(record, at, room.zone) for record in missing] if whole.end else []
    digest = hashlib.sha256(f"{kind} {exchange} {whole.of} {whole.end} {len(ended)}\n".encode() + data).hexdigest()
    preview = Preview(
        kind=kind, name=layout.name, file=file[:120], digest=digest, rows=read.rows_read, usable=len(records), new=new,
        changed=len(records) - new - same, same=same, heading_row=read.heading.rows,
        columns=tuple(ReadColumn(c.label, read.heading.named.get(c.field, "")) for c in layout.columns),
        strangers=read.heading.strangers, exchanged=tuple(e.message for e in read.exchanged), notices=read.notices,
        counts=read.problems.counted(), problems=tuple(sorted(read.problems.told, key=lambda p: p.row)),
        missing=len(missing), missing_rows=tuple(_missing_row(r, filing) for r in missing[:MOST_MISSING]),
        ends=whole.end,
    )  # fmt: skip
    return _Looked(preview, (*records.values(), *ended))


def _missing(
    filing: Filing,
    layout: RosterLayout,
    whole: WholeList,
    records: Mapping[str, RosterRecord],
    there: Mapping[str, RosterRecord],
) -> list[RosterRecord]:
    """What is kept and stands, lies within what the file is a whole list of, and is not in it."""
    if not whole.of:
        return []
    if layout.kind is CompanyEvent:
        raise InputError("events are no list that could be whole 事故违法文件不能按整表导入")
    if whole.of not in ("all", "named") or (whole.of == "named" and layout.kind is Company):
        raise InputError("a list is whole for all that you keep, or for the companies that it names 整表范围有误")
    named = {record.company_id for record in records.values()}
    return [
        record
        for name, record in there.items()
        if name not in records
        and record.unit_id in filing.scope
        and (whole.of == "all" or (record.company_id and record.company_id in named))
        and not has_ended(record)
    ]


def _ended(record: RosterRecord, at: datetime, zone: str) -> RosterRecord:
    if isinstance(record, Company):
        return replace(record, ended_on=utc_to_local(at, zone).date() - timedelta(days=1))
    assert isinstance(record, KeyVehicle | KeyDriver)  # events are no whole list
    return replace(record, standing=Standing.LEFT)


def _missing_row(record: RosterRecord, filing: Filing) -> MissingRow:
    company = filing.companies.get(record.company_id)
    name = mask_text(company.name) if company is not None else ""
    if isinstance(record, Company):
        return MissingRow(record.company_id, mask_text(record.name), name)
    return MissingRow(roster_id(record), getattr(record, "shown", ""), name)


def _records(filing: Filing, layout: RosterLayout, read: RosterRead) -> dict[str, RosterRecord]:
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
    filing: Filing,
    layout: RosterLayout,
    records: dict[str, RosterRecord],
    there: dict[str, RosterRecord],
    read: RosterRead,
) -> None:
    """What another unit keeps is not changed from here; told by count, since rows are no longer at hand."""
    for name in [n for n in records if n in there and there[n].unit_id not in filing.scope]:
        words = Text("another unit keeps this one", "由其他单位维护，不能修改")
        read.problems.add(CellProblem(0, layout.column(layout.key).label, "others", words))
        del records[name]
