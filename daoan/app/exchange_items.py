"""What is in a bundle: outside, acts with their bodies; inside, what became of acts, and copies of records.

Items are plain: ``{"kind": "act", "act": …, "body": …}``, ``{"kind": "receipt", "act": …}``,
``{"kind": "report", "report": …, "photo": …}``,
``{"kind": "copy", "name": …, "digest": …, "gone": …, "payload": …}``, ``{"kind": "blob", "sha256": …, "content": …}``.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from daoan.app.exchange_acts import Asking
from daoan.app.villagers import report_book
from daoan.app.workspace import Workspace
from daoan.edge.bundles import Item
from daoan.edge.sealed import TextSealer
from daoan.jobs.exchange.copies import FileCopy
from daoan.jobs.exchange.offering import changed_copies, kind_of, offered, pack_copy
from daoan.jobs.exchange.reports import CarriedReport, report_to_carry, reports_under_way, take_home
from daoan.jobs.exchange.settling import acts_in, answered_copies
from daoan.jobs.villagers.book import ReportBook
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import ActState, CarriedAct, CarriedBundle, CarriedCopy

log = logging.getLogger(__name__)
_ANSWERED = (ActState.DONE, ActState.REFUSED)


@dataclass(frozen=True, slots=True)
class Load:
    """What a bundle is to hold. ``upto``: the number of the last act in it; ``copies``: how copies stand after it."""

    upto: int
    counts: dict[str, int]
    copies: tuple[CarriedCopy, ...]
    items: Callable[[], Iterable[Item]]


def load_outside(workspace: Workspace, base: CarriedBundle | None, *, again: bool) -> Load:
    """Acts behind those that the inside has; ``again``: also what it answered before, for one that was restored.

    Before them stand villagers' reports that no word of has come, or all of them, since an act may be about one. An act
    whose answer is still open holds back those behind it, so that none is passed over.
    """
    book, begin = report_book(workspace), base.upto if base else 0
    room, sealer = book.room, TextSealer(book.key)
    open_acts = room.store.list_carried((ActState.ASKED,), limit=1)
    until = open_acts[0].number if open_acts else None
    states = (ActState.KEPT, *_ANSWERED) if again else (ActState.KEPT,)
    acts = [act for act in acts_in(room.store, states, begin) if until is None or act.number < until]
    reports = reports_under_way(room.store, again=again)

    def items() -> Iterator[Item]:
        for report in reports:
            carried = report_to_carry(book, report)
            plain = replace(carried, told=replace(carried.told, photo=b""))
            yield {"kind": "report", "report": msgspec.to_builtins(plain), "photo": carried.told.photo}
        for act in acts:
            body = sealer.open_bytes(room.store.read_carried_body(act.act_id))
            told = replace(act, state=ActState.KEPT, code="", message=None, answered_at=None)
            yield {"kind": "act", "act": msgspec.to_builtins(told), "body": body}

    counts = Counter(map(_name_of, acts))
    if reports:
        counts["report"] = len(reports)
    return Load(acts[-1].number if acts else begin, dict(counts), (), items)


def load_inside(workspace: Workspace, base: CarriedBundle | None, number: int, at: datetime) -> Load:
    """What became of acts, and copies that the outside does not have as they are now."""
    book, begin = report_book(workspace), base.upto if base else 0
    room = book.room
    receipts = acts_in(room.store, _ANSWERED, begin)  # acts are answered in the order of their numbers
    records = dict(offered(book, workspace.packs["exchange"], at))
    packed = {name: pack_copy(record) for name, record in records.items()}
    digests = {name: digest for name, (_, digest) in packed.items()}
    copies = changed_copies(digests, room.store.list_copies(), number)
    out = sorted((c for c in copies if c.bundle > (base.number if base else 0)), key=lambda c: c.name)

    def items() -> Iterator[Item]:
        for act in receipts:
            yield {"kind": "receipt", "act": msgspec.to_builtins(act)}
        for copy in out:
            record = records.get(copy.name)
            if isinstance(record, FileCopy):
                content = room.store.get_attachment(record.attachment_id)[1]
                yield {"kind": "blob", "sha256": record.sha256, "content": content}
            payload = "" if copy.gone else packed[copy.name][0]
            yield {"kind": "copy", "name": copy.name, "digest": copy.digest, "gone": copy.gone, "payload": payload}

    counts = Counter(kind_of(copy.name) + (" gone" if copy.gone else "") for copy in out)
    if receipts:
        counts["receipt"] = len(receipts)
    return Load(receipts[-1].number if receipts else begin, dict(counts), copies, items)


def take_inside(asking: Asking, items: Iterable[Item], tell: Callable[[int, int], object]) -> tuple[int, int]:
    """Keep every report and ask for every act of a bundle, in order; how many stand, and how many were refused."""
    done = refused = 0
    book = report_book(asking.workspace)
    for count, item in enumerate(items):
        tell(count, 0)
        if item["kind"] == "report":
            stands = _take_report(book, item)
            done, refused = done + stands, refused + (not stands)
            continue
        act = asking.inside(_act_in(item), bytes(item["body"]))
        refused += act.state is ActState.REFUSED
        done += act.state is ActState.DONE
    return done, refused


def take_outside(
    room: Workroom, items: Iterable[Item], bundle: CarriedBundle, acknowledged: CarriedBundle | None, note: AuditNote
) -> tuple[int, int]:
    """Keep word of acts and copies of records, all at once; how many acts stand, and how many were refused."""
    acts: list[CarriedAct] = []
    copies: list[CarriedCopy] = []
    blobs: dict[str, bytes] = {}
    for item in items:
        match item["kind"]:
            case "receipt":
                told = _act_in(item)
                kept = room.store.find_carried(told.act_id)
                if kept is not None and not kept.answered:
                    acts.append(
                        replace(kept, state=told.state, code=told.code, message=told.message, answered_at=note.at)
                    )
            case "copy":
                copies.append(_copy_in(item, bundle.number))
            case "blob":
                blobs[item["sha256"]] = _content_in(item)
    again = answered_copies(room, acts, copies, bundle.number)
    room.store.keep_taken(bundle, acknowledged, acts, (*copies, *again), blobs, note)
    refused = sum(act.state is ActState.REFUSED for act in acts)
    return len(acts) - refused, refused


def _name_of(act: CarriedAct) -> str:
    """An act's route as the manifest tells it, without what it is about."""
    return act.path.removeprefix("/api/v1/").replace(act.subject, "…") if act.subject else act.path[8:]


def _take_report(book: ReportBook, item: Item) -> bool:
    """Whether a report stands here; one that cannot be kept is carried again, and stays late outside."""
    told = msgspec.convert(item["report"], CarriedReport)
    try:
        take_home(book, replace(told, told=replace(told.told, photo=bytes(item["photo"]))))
    except (InputError, NotFound) as problem:
        log.warning("a report was not taken: %s", type(problem).__name__)  # its words may hold a name
        return False
    return True


def _act_in(item: Item) -> CarriedAct:
    return msgspec.convert(item["act"], CarriedAct)


def _copy_in(item: Item, number: int) -> CarriedCopy:
    return CarriedCopy(item["name"], item["digest"], number, bool(item["gone"]), item["payload"], settled=False)


def _content_in(item: Item) -> bytes:
    content = bytes(item["content"])
    if hashlib.sha256(content).hexdigest() != item["sha256"]:
        raise InputError("a file in this bundle is not the one that is named · 附件内容与摘要不符")
    return content
