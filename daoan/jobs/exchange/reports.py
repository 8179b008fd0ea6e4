"""Villagers' reports 群众上报, whose door stands outside: what was told there goes home, what became of it comes back.

Out go codes that stand on walls, each as a digest that the code itself is held against, and every report, masked, so
that a receipt is answered outside. Home goes each report that no copy of has come back: again in every file until then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import hash_token
from daoan.jobs.exchange.copies import copied, entry_copy
from daoan.jobs.villagers.book import ReportBook, receipt_of
from daoan.jobs.villagers.codes import CODES, PROOF, code_of, find_number
from daoan.jobs.villagers.taking import Told, take_carried
from daoan.jobs.workroom import WorkPlace
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.records.working import Matter
from daoan.terms.villagers import VILLAGER_REPORT

#: The kind of their copies.
REPORT = "report"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class CarriedReport:
    """A report as it was told outside. ``receipt``, ``at``: its number, and when it came, by the outside's clock."""

    receipt: str
    code: str  # the number of the code that it came by
    at: datetime
    told: Told


def offered_codes(book: ReportBook, at: datetime) -> Iterator[tuple[str, object]]:
    """Codes that stand, by the name of their copy."""
    for entry in book.room.store.list_entries(CODES, at):
        bare = entry_copy(entry)
        yield f"entry:{entry.entry_id}", replace(bare, values={**bare.values, PROOF: hash_token(code_of(book, entry))})


def offered_reports(book: ReportBook, most_file_bytes: int) -> Iterator[tuple[str, object]]:
    """Every report that is kept, with its photo, by the name of its copy; without a telephone number."""
    for report in _reports(book.room.store):
        yield from copied(REPORT, book.room.read(report.matter_id), most_file_bytes)


def reports_under_way(store: WorkPlace, *, again: bool = False) -> Sequence[Matter]:
    """Outside: reports whose copy has not come from the inside, or all, the oldest first."""
    known = set() if again else {copy.name for copy in store.list_copies(kind=REPORT)}
    return sorted(
        (one for one in _reports(store) if f"{REPORT}:{one.matter_id}" not in known),
        key=lambda one: (one.created_at, one.matter_id),
    )


def report_to_carry(book: ReportBook, report: Matter) -> CarriedReport:
    """A report as its sender told it, with photo and telephone number; the file that carries it is sealed."""
    values, store = report.values, book.room.store
    photo = next(iter(store.list_attachments(report.matter_id)), None)
    happened = datetime.fromisoformat(str(values["happened_at"]))
    sealed = values.get("contact_sealed")
    told = Told(
        report_id="", kind=str(values["report_kind"]), lon=report.lon, lat=report.lat,
        accuracy_m=values.get("accuracy_m"), outside=bool(values.get("outside")),
        where=str(values.get("where", "")), text=str(values.get("text", "")),
        phone=TextSealer(book.key).open(str(sealed)) if sealed else "",
        photo=store.get_attachment(photo.attachment_id)[1] if photo else b"",
        waited_s=max(report.created_at - happened, timedelta()).total_seconds(),
    )  # fmt: skip
    return CarriedReport(receipt_of(report), str(values["code"]), report.created_at, told)


def take_home(book: ReportBook, carried: CarriedReport) -> Matter:
    """Inside: keep a report under the receipt that it has outside; the one that is kept, where it came before.

    A code that was withdrawn meanwhile still counts. Raises :class:`InputError` and :class:`NotFound` for what cannot
    be kept here; the outside goes on carrying it.
    """
    code = find_number(book, carried.code)
    if code is None:
        raise NotFound("there is no such code here 内网无此二维码")
    return take_carried(book, code, carried.told, carried.receipt, carried.at)


def _reports(store: WorkPlace) -> Iterator[Matter]:
    where = MatterFilter(kinds=(VILLAGER_REPORT,))
    return rows_of(lambda after: store.page_matters(where, order="due", after=after, limit=_PAGE))
