"""Rows of companies and their fleets as a workbook; that one was taken is written down."""

from collections.abc import Sequence

from fastapi import Response

from daoan.api.answers import SIMULATED
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.xlsx import Cell, xlsx_of
from daoan.edge.uploads import SHEET
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor


def workbook_of(
    work: WorkDesk, actor: Actor, name: str, headings: list[str], rows: Sequence[list[Cell]], subject: str = ""
) -> Response:
    """Rows under headings. ``subject``: what they are about, where that is one thing."""
    now = work.clock.now()
    note = AuditNote(now, actor.person_id, actor.unit_id, "export.companies", subject, detail=name)
    work.room.store.append_audit(note)
    if work.desk.city.simulated:
        headings, rows = [*headings, "simulated"], [[*row, SIMULATED] for row in rows]
        name = f"simulated-{name}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(xlsx_of(name, headings, rows), media_type=SHEET, headers=headers)
