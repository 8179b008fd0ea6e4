"""Rows as a workbook; that one was taken is written down."""

from collections.abc import Sequence

from fastapi import Response

from daoan.api.answers import SIMULATED
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.xlsx import Cell, xlsx_of
from daoan.edge.uploads import SHEET
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor


def workbook_of(
    work: WorkDesk, actor: Actor, action: str, name: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]],
    subject: str = "",
) -> Response:  # fmt: skip
    """Rows under headings, those of a simulated city marked. ``action``: of the audit log; ``subject``: what they are
    about, where that is one thing."""
    note_taken(work, actor, action, name, subject)
    return sheet_of(*marked(work, name, headings, rows))


def masked_workbook(
    work: WorkDesk, actor: Actor, action: str, name: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> Response:
    """The same, what is personal in texts masked."""
    rows = [[mask_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return workbook_of(work, actor, action, name, headings, rows)


def note_taken(work: WorkDesk, actor: Actor, action: str, what: str, subject: str = "") -> None:
    """Write down that somebody took a file."""
    note = AuditNote(work.clock.now(), actor.person_id, actor.unit_id, action, subject, detail=what)
    work.room.store.append_audit(note)


def marked(
    work: WorkDesk, name: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], column: str = "simulated"
) -> tuple[str, list[str], list[list[Cell]]]:
    """Name, headings and rows of a file; in a simulated city with a column, and a name, that say so."""
    if not work.desk.city.simulated:
        return name, list(headings), [list(row) for row in rows]
    return f"simulated-{name}", [*headings, column], [[*row, SIMULATED] for row in rows]


def sheet_of(name: str, headings: list[str], rows: list[list[Cell]]) -> Response:
    """A workbook of one sheet, to be saved under its name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(xlsx_of(name, headings, rows), media_type=SHEET, headers=headers)
