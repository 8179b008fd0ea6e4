"""Codes on walls 上报二维码: made for a village or a place of publicity, printed, withdrawn; what came by each.

The code itself is kept nowhere: it follows from its number and the workspace's key. Where codes were carried from the
inside of an exchange, whose key is not here, a digest of each came along.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.registers import Wrong, key_of
from daoan.act.villagers.report import REPORT
from daoan.edge.tokens import NUMBER_LETTERS, hash_token, is_number, is_same, make_number, report_code
from daoan.jobs.registers import Writing, own_entry, register_of, write_entry
from daoan.jobs.supervising import every_matter
from daoan.jobs.villagers.book import ReportBook
from daoan.jobs.workroom import scope_of
from daoan.store.page import rows_of
from daoan.store.register_protocol import EntryFilter
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree

CODES = "report_code"
#: The value of an entry that was carried, which holds the code's digest, as :func:`hash_token` makes it.
PROOF = "proof"
PLACES = ("village", "notice_place")
PAGE = 500


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """What came by one code, and what became of it."""

    reports: int = 0
    waiting: int = 0
    spam: int = 0


def code_of(book: ReportBook, entry: Entry) -> str:
    """The code of an entry, as it stands in the address that the QR picture holds; empty for one that was carried."""
    return "" if PROOF in entry.values else report_code(book.key, str(entry.values["number"]))


def find_standing(book: ReportBook, code: str) -> Entry:
    """The place that a code names. Raises :class:`NotFound` for one that nobody made, or that was withdrawn."""
    number = code[:NUMBER_LETTERS]
    entry = find_number(book, number) if code.isascii() and is_number(number) else None
    if entry is not None and entry.ended_at is None and _is_of(book, entry, code):
        return entry
    raise NotFound("this code does not count, or no longer: ask your township 此二维码无效或已停用，请联系乡镇")


def make_code(book: ReportBook, actor: Actor, kind: str, place: str, at: datetime) -> Entry:
    """A code for a place of the register; the one that stands, where there is one.

    Raises :class:`NotFound` for a place that is not of the actor's unit or below.
    """
    room = book.room
    if kind not in PLACES:
        raise InputError("a code is for a village or a place of publicity 请选择行政村或宣传阵地")
    key = key_of(register_of(room, kind), {"code": place})
    found = room.store.find_entry(kind, key) if key else None
    units = room.units()
    unit_id = _unit_of(found, units) if found is not None and found.ended_at is None else ""
    if found is None or unit_id not in scope_of(actor, units):
        raise NotFound("there is no such place in your unit or below 本单位及下级没有该地点")
    for entry in own_codes(book, actor):
        if entry.ended_at is None and (entry.values["kind"], entry.values["place"]) == (kind, place):
            return entry
    values = {
        "number": make_number(), "kind": kind, "place": place, "name": str(found.values.get("name") or place),
        "area": found.values.get("area"),
    }  # fmt: skip
    told = {name: value for name, value in values.items() if value}
    return _kept(write_entry(room, actor, register_of(room, CODES), Writing(told, unit_id), at))


def withdraw_code(book: ReportBook, actor: Actor, number: str, at: datetime) -> Entry:
    """Let a code count no more; reports that came by it stay. Raises :class:`NotFound`."""
    room, register = book.room, register_of(book.room, CODES)
    entry = own_code(book, actor, number)
    if entry.ended_at is not None:
        return entry
    asked = Writing(entry.values, entry.unit_id, entry.entry_id, entry.version, ended=True)
    return _kept(write_entry(room, actor, register, asked, at))


def own_code(book: ReportBook, actor: Actor, number: str) -> Entry:
    """A code of the actor's unit or below. Raises :class:`NotFound`."""
    entry = find_number(book, number) if is_number(number) else None
    if entry is None:
        raise NotFound("there is no such code in your unit or below 本单位及下级没有该二维码")
    return own_entry(book.room, actor, register_of(book.room, CODES), entry.entry_id)


def own_codes(book: ReportBook, actor: Actor) -> tuple[Entry, ...]:
    """Every code of the actor's unit and below, withdrawn ones too, by name.

    What somebody wrote into the register by hand under a number that is none is no code.
    """
    scope = scope_of(actor, book.room.units())
    if not scope:
        return ()
    where = EntryFilter(CODES, tuple(sorted(scope)), ended=True)
    entries = rows_of(lambda after: book.room.store.page_entries(where, after=after, limit=PAGE))
    return tuple(entry for entry in entries if is_number(str(entry.values["number"])))


def counts_by_code(book: ReportBook, actor: Actor) -> Mapping[str, CodeCounts]:
    """What came by each code of the actor's unit and below, by number."""
    all_of, waiting, spam = Counter[str](), Counter[str](), Counter[str]()
    for report in reports_of(book, tuple(sorted(scope_of(actor, book.room.units())))):
        number = str(report.values.get("code"))
        all_of[number] += 1
        waiting[number] += report.state == REPORT.start
        spam[number] += report.state == "spam"
    return {number: CodeCounts(all_of[number], waiting[number], spam[number]) for number in all_of}


def came_since(book: ReportBook, entry: Entry, since: datetime) -> int:
    """How many reports came by a code from a moment on."""
    where = MatterFilter(kinds=(REPORT.kind,), holders=(entry.unit_id,))
    came = 0
    for report in every_matter(book.room, where, "changed"):
        if report.changed_at < since:
            break
        came += report.values.get("code") == entry.values["number"] and report.created_at >= since
    return came


def reports_of(book: ReportBook, units: tuple[str, ...]) -> tuple[Matter, ...]:
    """Every report of some units, what changed last first."""
    if not units:
        return ()
    where = MatterFilter(kinds=(REPORT.kind,), units=units)
    return tuple(every_matter(book.room, where, "changed"))


def find_number(book: ReportBook, number: str) -> Entry | None:
    """The code of a number, withdrawn or not; ``None`` where nobody made one."""
    key = key_of(register_of(book.room, CODES), {"number": number})
    return book.room.store.find_entry(CODES, key) if key else None


def _is_of(book: ReportBook, entry: Entry, code: str) -> bool:
    if PROOF in entry.values:
        return is_same(hash_token(code), str(entry.values[PROOF]))
    return is_same(code, code_of(book, entry))


def _unit_of(place: Entry, units: UnitTree) -> str:
    told = str(place.values.get("unit") or "")
    return told if told in units else place.unit_id


def _kept(entry: Entry | tuple[Wrong, ...]) -> Entry:
    if isinstance(entry, tuple):
        raise InputError("; ".join(f"{w.field}: {w.message.en} {w.message.zh}" for w in entry))
    return entry


def places_within(book: ReportBook, actor: Actor, at: datetime) -> tuple[tuple[str, str, str], ...]:
    """Villages and places of publicity of the actor's unit and below: kind, code, name, by name."""
    units = book.room.units()
    scope = scope_of(actor, units)
    found = []
    for kind in PLACES:
        for entry in book.room.store.list_entries(kind, at):
            code, name = str(entry.values.get("code") or ""), str(entry.values.get("name") or "")
            if code and _unit_of(entry, units) in scope:
                found.append((kind, code, name))
    return tuple(sorted(found, key=lambda f: (f[2], f[1])))


def places_without(
    places: Sequence[tuple[str, str, str]], codes: Sequence[Entry], text: str
) -> tuple[tuple[str, str, str], ...]:
    """Those of ``places`` that have no standing code among ``codes`` and whose name has ``text`` in it."""
    words = text.strip().casefold()
    have = {(c.values["kind"], c.values["place"]) for c in codes if c.ended_at is None}
    return tuple(
        (kind, code, name) for kind, code, name in places if (kind, code) not in have and words in name.casefold()
    )
