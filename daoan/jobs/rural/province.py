"""Take in the province's result 省考市 of a month: look first, then keep all of it or nothing; versions stay.

It is one entry of the register ``province_result`` a month, so that every import is a version of its own and what was
kept before can be read as it was. The entry is the committee office's where the city has one, else the city's; whoever
answers for it sees it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from daoan.jobs.companies.importing import ReadColumn
from daoan.jobs.registers import Writing, may_write, register_of, write_entry
from daoan.jobs.rural.examination import Examination
from daoan.jobs.rural.province_rows import Expected, marks_of, notices_of
from daoan.jobs.workroom import Workroom, scope_of
from daoan.sense.roster.province import PROVINCE_RESULT
from daoan.sense.roster.reading import CellProblem, ProblemCount, read_roster
from daoan.terms.city import City
from daoan.terms.errors import Conflict, InputError, NotAllowed, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import ProvinceMark
from daoan.terms.units import UnitKind, UnitTree

RESULT = "province_result"


@dataclass(frozen=True, slots=True)
class ResultHead:
    """Where a version of a month's result comes from. ``sha256``: of the file; ``by_hand``: changed in the register
    since."""

    version: int
    kept_at: datetime
    source: str
    issued_on: str
    file: str
    sha256: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class ProvinceResult:
    """A month's result as one version kept it."""

    month: str
    head: ResultHead
    marks: tuple[ProvinceMark, ...]


@dataclass(frozen=True, slots=True)
class ResultPreview:
    """What a file would do. ``digest``: SHA-256 of its bytes, to be named when it is kept; ``version``: that it would
    be; ``same``: this very file is what is kept."""

    month: str
    file: str
    digest: str
    rows: int
    usable: int
    version: int
    same: bool
    heading_row: int
    columns: tuple[ReadColumn, ...]
    strangers: tuple[str, ...]
    notices: tuple[Text, ...]
    counts: tuple[ProblemCount, ...]
    problems: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as somebody hands it in."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a result comes from. ``source``: the document that it stands in; ``issued_on``: its day, where known."""

    source: str
    issued_on: date | None = None


def result_keeper(units: UnitTree) -> str:
    """The unit that results are kept by: the committee's office below the city, else the city, else the topmost."""
    tops = [u for u in units.units.values() if u.kind == UnitKind.CITY] or [
        u for u in units.units.values() if u.parent is None
    ]
    if not tops:
        raise NotFound("there is no unit of the city · 未设置市级单位")
    city = tops[0].unit_id
    offices = (u.unit_id for u in units.units.values() if u.kind == UnitKind.COMMITTEE and u.parent == city)
    return next(offices, city)


def sees_result(room: Workroom, actor: Actor) -> bool:
    """Whether somebody answers for the city, and so for what the province says of it."""
    units = room.units()
    return result_keeper(units) in scope_of(actor, units)


def may_take_in(room: Workroom, actor: Actor) -> bool:
    """Whether somebody may take in a result."""
    return may_write(actor, register_of(room, RESULT)) and sees_result(room, actor)


def results_of(room: Workroom, actor: Actor, month: str) -> tuple[ProvinceResult, ...]:
    """Every version of a month's result, first to last; none where nothing was taken in, or it is not the actor's."""
    kept = room.store.find_entry(RESULT, month) if sees_result(room, actor) else None
    if kept is None or kept.ended_at is not None:
        return ()
    found: list[ProvinceResult] = []
    for entry in room.store.list_versions(kept.entry_id):
        found.append(_result(entry, found[-1] if found else None))
    return tuple(found)


def months_taken_in(room: Workroom, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Months that have a result at a moment, latest first; none for whom they are not."""
    if not sees_result(room, actor):
        return ()
    return tuple(sorted((str(e.values["month"]) for e in room.store.list_entries(RESULT, at)), reverse=True))


def preview_result(
    room: Workroom, actor: Actor, city: City, pack: RulePack, examined: Examination, given: GivenFile
) -> ResultPreview:
    """What a file would do as the result of the examined month; nothing is kept.

    Raises :class:`NotAllowed`, :class:`FileUnreadable`, :class:`LayoutUnknown`.
    """
    return _look(room, actor, city, pack, examined, given)[0]


def keep_result(
    room: Workroom, actor: Actor, city: City, pack: RulePack, examined: Examination, given: GivenFile, origin: Origin,
    digest: str, at: datetime,
) -> tuple[ResultPreview, ProvinceResult | None]:  # fmt: skip
    """Keep a file that was looked at as a version of its month; ``None`` where something is wrong with it.

    Raises as :func:`preview_result`, :class:`Conflict` for other bytes than were seen or for what is kept already, and
    :class:`InputError` without a source.
    """
    preview, marks = _look(room, actor, city, pack, examined, given)
    if preview.digest != digest:
        raise Conflict("this is not the file that was looked at; look at it again · 文件已变化，请重新预览")
    if preview.counts:
        return preview, None
    if preview.same:
        raise Conflict("this very file is kept already · 该文件已导入")
    kept = room.store.find_entry(RESULT, preview.month)
    values: dict[str, Any] = {
        "month": preview.month, "source": origin.source, "file": given.name[:120], "sha256": digest,
        "issued_on": origin.issued_on.isoformat() if origin.issued_on else None,
        "lines": [_kept_mark(mark) for mark in marks],
    }  # fmt: skip
    asked = Writing(
        values, result_keeper(room.units()), kept.entry_id if kept else None, kept.version if kept else 0,
        note=f"{given.name[:120]} sha256:{digest[:12]}",
    )  # fmt: skip
    entry = write_entry(room, actor, register_of(room, RESULT), asked, at)
    if not isinstance(entry, Entry):
        raise InputError("; ".join(f"{w.field}: {w.message.en} {w.message.zh}" for w in entry)[:400])
    return preview, _result(entry, None)


def _look(
    room: Workroom, actor: Actor, city: City, pack: RulePack, examined: Examination, given: GivenFile
) -> tuple[ResultPreview, tuple[ProvinceMark, ...]]:
    if not may_take_in(room, actor):
        raise NotAllowed("only who supervises for the whole city takes in its result · 仅市级督导人员可导入省考市结果")
    month = examined.moment.month
    read = read_roster(given.data, given.name, PROVINCE_RESULT)
    expected = Expected.of(month, city, examined.sheet, pack)
    marks = marks_of(read, expected)
    loose = () if read.problems.counts else notices_of(marks, expected.lines, city)
    digest = hashlib.sha256(given.data).hexdigest()
    kept = room.store.find_entry(RESULT, month)
    preview = ResultPreview(
        month=month, file=mask_text(given.name[:120]), digest=digest, rows=read.rows_read, usable=len(marks),
        version=(kept.version if kept else 0) + 1,
        same=kept is not None and kept.ended_at is None and _says(kept, digest, marks),
        heading_row=read.heading.rows,
        columns=tuple(ReadColumn(c.label, read.heading.named.get(c.field, "")) for c in PROVINCE_RESULT.columns),
        strangers=read.heading.strangers, notices=(*read.notices, *loose),
        counts=read.problems.counted(), problems=tuple(sorted(read.problems.told, key=lambda p: p.row)),
    )  # fmt: skip
    return preview, marks


def _says(kept: Entry, digest: str, marks: tuple[ProvinceMark, ...]) -> bool:
    return kept.values.get("sha256") == digest and _marks(kept.values) == marks


def _kept_mark(mark: ProvinceMark) -> dict[str, Any]:
    return {name: value for name, value in asdict(mark).items() if value not in (None, "")}


def _marks(values: Mapping[str, Any]) -> tuple[ProvinceMark, ...]:
    rows = values.get("lines") or ()
    return tuple(
        ProvinceMark(
            str(r.get("area") or ""), str(r["code"]), str(r["name"]), r.get("part"), r.get("whole"), r.get("most"),
            r.get("points"), str(r.get("reason") or ""),
        )
        for r in rows
    )  # fmt: skip


def _result(entry: Entry, before: ProvinceResult | None) -> ProvinceResult:
    v = entry.values
    sha256 = str(v.get("sha256") or "")
    by_hand = not sha256 or (before is not None and before.head.sha256 == sha256 and before.marks != _marks(v))
    head = ResultHead(
        entry.version, entry.changed_at, str(v.get("source") or ""), str(v.get("issued_on") or ""),
        str(v.get("file") or ""), sha256, by_hand,
    )  # fmt: skip
    return ProvinceResult(str(v["month"]), head, _marks(v))
