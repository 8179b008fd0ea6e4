"""Villagers' reports and their codes as the township sees them: masked, with words for codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from daoan.act.hazards.hazard import HAZARD
from daoan.act.villagers.report import REPORT
from daoan.act.workflow.engine import can_do, is_overdue
from daoan.act.workflow.given import moment_in
from daoan.api.masked import MASKED
from daoan.api.report_shapes import CodeLine, NearHazard, ReportDetail, ReportLine
from daoan.api.workdesk import WorkDesk
from daoan.edge.totp import qr_of
from daoan.jobs.villagers.book import ReportBook, receipt_of, seen_report
from daoan.jobs.villagers.codes import CodeCounts, code_of
from daoan.jobs.villagers.settling import Near, hazard_of, near_hazards
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree


@dataclass(frozen=True, slots=True)
class ReportLines:
    """What lines of one answer are made with."""

    work: WorkDesk
    book: ReportBook
    actor: Actor
    units: UnitTree

    def report(self, report: Matter) -> ReportLine:
        """One report."""
        values, known = MASKED.values(report.matter_id, report.values), self.book.catalogue
        kind, code = known.kinds.get(str(values.get("report_kind"))), str(values.get("report_kind", ""))
        hazard = hazard_of(self.book, report)
        files = self.work.room.store.list_attachments(report.matter_id)
        return ReportLine(
            matter_id=report.matter_id, receipt=receipt_of(report), version=report.version, state=report.state,
            state_name=REPORT.states[report.state], kind=code, kind_name=kind.name if kind else Text(code, code),
            code=str(values.get("code", "")), place=str(values.get("place", "")), unit_id=report.holder,
            unit=self.units.name_of(report.holder), created_at=report.created_at,
            happened_at=moment_in(values.get("happened_at"), self.book.room.zone),
            due_at=report.due_at if report.closed_at is None else None,
            late=report.closed_at is None and is_overdue(report, self.work.clock.now()),
            lon=report.lon, lat=report.lat, accuracy_m=values.get("accuracy_m"), outside=bool(values.get("outside")),
            where=str(values.get("where", "")), text=str(values.get("text", "")),
            contact=str(values.get("contact", "")), photo=next((f.attachment_id for f in files), None),
            hazard=hazard.matter_id if hazard else None,
            hazard_state=HAZARD.states[hazard.state] if hazard else None,
            reason=known.reasons.get(str(values.get("reason", ""))), words=str(values.get("words", "")),
        )  # fmt: skip

    def detail(self, matter_id: str) -> ReportDetail:
        """One report with what can be done with it."""
        report = seen_report(self.book, self.actor, matter_id)
        near = near_hazards(self.book, self.actor, report) if report.state == REPORT.start else ()
        can = can_do(REPORT, report, self.actor, self.book.room.terms())
        return ReportDetail(self.report(report), tuple(row.event for row in can), tuple(map(_near, near)))

    def codes(self, entries: Sequence[Entry], counts: dict[str, CodeCounts], address: str) -> tuple[CodeLine, ...]:
        """Codes; ``address``: of the console, as phones reach it."""
        return tuple(self.code(e, counts.get(str(e.values["number"]), CodeCounts()), address) for e in entries)

    def code(self, entry: Entry, counts: CodeCounts, address: str) -> CodeLine:
        """One code. The address of one that was withdrawn is not told any more, and outside that of none."""
        values, stands = entry.values, entry.ended_at is None
        code = code_of(self.book, entry)
        place = f"{address}/report/{code}" if stands and code else ""
        return CodeLine(
            number=str(values["number"]), kind=str(values.get("kind", "")),
            place=mask_text(str(values.get("place", ""))),
            name=mask_text(str(values.get("name", ""))), unit_id=entry.unit_id,
            unit=self.units.name_of(entry.unit_id), made_at=entry.changed_at,
            withdrawn_at=entry.ended_at, address=place, qr=qr_of(place) if place else "",
            reports=counts.reports, waiting=counts.waiting, spam=counts.spam,
        )  # fmt: skip


def _near(near: Near) -> NearHazard:
    hazard = near.hazard
    title = mask_text(hazard.title)
    return NearHazard(hazard.matter_id, title, HAZARD.states[hazard.state], near.distance_m)
