"""Watch entries filed: one by one, as a batch, or proposed from the register of vehicles.

What cannot be filed is answered as a value, never guessed. The plate goes into its own field, a keyed token beside it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from daoan.act.watches.catalogue import Catalogue
from daoan.act.watches.curing import plate_of
from daoan.act.watches.filing import Filing, FilingRules, filed, read_plate
from daoan.act.watches.proposing import proposals
from daoan.act.watches.watch import IN_FORCE, WATCH_KINDS
from daoan.act.workflow.engine import begin
from daoan.act.workflow.table import Refused
from daoan.edge.tokens import subject_token
from daoan.jobs.fields import require_plain
from daoan.jobs.requests import once_key, person_key
from daoan.jobs.watching import entries_in
from daoan.jobs.work import fresh_id
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.passes import VehicleFrame
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack
from daoan.terms.spreadsheets import written
from daoan.terms.times import utc_to_local

MOST_LINES = 2_000
#: Columns of a batch: names of fields, and what they are called in Chinese.
COLUMNS: Mapping[str, str] = {
    "号牌": "plate", "号牌号码": "plate", "类型": "type", "布控类型": "type", "案件编号": "case", "黄牌": "large",
    "依据": "ground", "法律依据": "ground", "依据说明": "ground_words", "目的": "purpose", "来源": "source",
    "等级": "level", "简要案情": "brief", "到期日期": "until", "区域": "areas", "点位": "sites", "秘密": "secret",
}  # fmt: skip
_LISTS, _FLAGS = ("areas", "sites"), ("large", "secret")
_YES, _NO = {"1", "true", "yes", "y", "是"}, {"", "0", "false", "no", "n", "否"}
_PENDING = ("to_review", "to_approve", *IN_FORCE)


@dataclass(frozen=True, slots=True)
class WatchBook:
    """What entries are filed with. ``key``: of the tokens of plates."""

    room: Workroom
    catalogue: Catalogue
    lookups: RulePack
    key: bytes

    def rules(self) -> FilingRules:
        """What a filing is held against, as the world is now."""
        return FilingRules(self.catalogue, self.room.terms(), self.lookups)


@dataclass(frozen=True, slots=True)
class NotFiled:
    """A line of a batch that was not filed. ``line``: of the file, the heading being the first."""

    line: int
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a batch: ids of entries that wait for review now, and what was refused, line by line."""

    filed: tuple[str, ...]
    refused: tuple[NotFiled, ...]


def file_watch(book: WatchBook, actor: Actor, filing: Filing, at: datetime, key: str | None = None) -> Matter | Refused:
    """File one entry for the actor's unit, once for each ``key`` of this person."""
    return _file(book, actor, actor.unit_id, filing, at, person_key(actor, "file_watch", key))


def file_batch(book: WatchBook, actor: Actor, lines: Sequence[tuple[int, Filing | Refused]], at: datetime) -> Batch:
    """File each line by itself; one that cannot be filed keeps no other back. The same plate and type counts once."""
    done, refused, seen = list[str](), list[NotFiled](), set[tuple[str, str]]()
    for line, filing in lines:
        answer: Matter | Refused
        same = (_one_form(filing), filing.type) if isinstance(filing, Filing) else None
        if isinstance(filing, Refused):
            answer = filing
        elif same in seen:
            answer = Refused("twice", Text("twice in this file", "文件中重复"))
        else:
            answer = file_watch(book, actor, filing, at)
        if same is not None:
            seen.add(same)
        if isinstance(answer, Refused):
            refused.append(NotFiled(line, answer.code, answer.message))
        else:
            done.append(answer.matter_id)
    return Batch(tuple(done), tuple(refused))


def read_batch(content: bytes) -> tuple[tuple[int, Filing | Refused], ...]:
    """Lines of a CSV file with their numbers. Raises :class:`InputError` for what is no such file, unquoted."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError("this is no CSV file in UTF-8 须为 UTF-8 编码的 CSV 文件") from problem
    if not 2 <= len(rows) <= MOST_LINES + 1:
        raise InputError(f"give a heading and 1 to {MOST_LINES} lines 须有表头和 1 至 {MOST_LINES} 行")
    names = {f.name for f in fields(Filing)} - {"proposed_by"}
    heading = [COLUMNS.get(cell.strip(), cell.strip()) for cell in rows[0]]
    if set(heading) - names or len(set(heading)) < len(heading) or not {"plate", "type", "case"} <= set(heading):
        raise InputError(
            "columns are plate, type, case and further fields of an entry, each once "
            "表头须含号牌、类型、案件编号，不得重复"
        )
    return tuple(
        (number, _filing_of(dict(zip(heading, row, strict=False))))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    )


def propose_watches(book: WatchBook, vehicles: VehicleFrame, unit: str, at: datetime) -> tuple[str, ...]:
    """File what the register of vehicles calls for, as the system's proposals for a unit to review; ids of new ones.

    A vehicle that is watched for the same type, or waits to be, is not proposed again; one whose plate nobody could
    file is not proposed at all.
    """
    standing = {(plate_of(m), str(m.values["type"])) for m in entries_in(book.room, _PENDING)}
    day = utc_to_local(at, book.room.zone).date()
    made = []
    for filing in proposals(vehicles, standing, day, book.catalogue):
        try:
            subject, _ = read_plate(filing.plate, large=filing.large)
        except InputError:
            continue
        token = subject_token(book.key, "plate", subject.text)
        once = once_key(f"propose {filing.case} {token} {filing.large}")
        if book.room.store.find_kept(once) is not None:  # proposed today, and decided against already
            continue
        answer = _file(book, LOOP, unit, filing, at, once)
        if isinstance(answer, Matter):
            made.append(answer.matter_id)
    return tuple(made)


def _file(book: WatchBook, actor: Actor, unit: str, filing: Filing, at: datetime, kept: str | None) -> Matter | Refused:
    room = book.room
    earlier = room.store.find_kept(kept) if kept else None
    if earlier is not None:
        return earlier[-1]
    matter_id = fresh_id(room, WATCH_KINDS[1] if filing.secret else WATCH_KINDS[0], at)
    made = _made(book, actor, unit, filing, matter_id, at)
    if isinstance(made, Refused):
        room.store.append_audit(
            AuditNote(at, actor.person_id, actor.unit_id, "refused.act", "watch", detail=f"file: {made.code}")
        )
        return made
    moved = begin(room.workflows[made.kind], made, actor, room.terms())
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.file_watch", matter_id)
    return room.store.keep_moves([(moved.matter, moved.step)], {matter_id: 0}, note, kept)[-1]


def _made(book: WatchBook, actor: Actor, unit: str, filing: Filing, matter_id: str, at: datetime) -> Matter | Refused:
    rules = book.rules()
    if actor != LOOP and Permission.WATCH not in actor.permissions:
        return Refused("permission", Text("your role may not file watch entries", "您的角色无权申请布控"))
    if unit not in rules.terms.units:
        return Refused("unit", Text("there is no such unit", "单位不存在"))
    words = [filing.plate, filing.brief, filing.ground_words, filing.until, *filing.areas, *filing.sites]
    require_plain(words, 2)
    try:
        subject, _ = read_plate(filing.plate, large=filing.large)
        token = subject_token(book.key, "plate", subject.text)
    except InputError:
        token = ""
    return filed(filing, matter_id, actor, unit, token, at, rules)


def _one_form(filing: Filing) -> str:
    try:
        return f"{read_plate(filing.plate, large=filing.large)[1]}"
    except InputError:
        return filing.plate


def _filing_of(row: Mapping[str, str]) -> Filing | Refused:
    given: dict[str, object] = {}
    for name, cell in row.items():
        word = written(cell).strip()
        if name in _LISTS:
            given[name] = tuple(p.strip() for p in word.replace("；", ";").split(";") if p.strip())
        elif name in _FLAGS:
            if word.lower() not in _YES | _NO:
                return Refused(name, Text(f"{name}: write yes or no", "是否类栏目请填写是或否"))
            given[name] = word.lower() in _YES
        else:
            given[name] = word.zfill(2) if name == "type" and word.isdigit() else word
    missing = {"plate", "type", "case"} - set(given)
    return Filing(**given) if not missing else Refused("short", Text("the line is too short", "该行缺少栏目"))  # type: ignore[arg-type]
