"""Advice records from the terminal: figures of a span, days of stations, a station's sheet of codes."""

from datetime import date
from pathlib import Path

from daoan.app.clocks import workroom_of
from daoan.app.keepers import keeper_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import WEB, Workspace
from daoan.assess.advice.figures import Figures as Figures
from daoan.edge.documents.press import press_of
from daoan.edge.files import write_bytes
from daoan.jobs.advice.book import AdviceBook, book_over, own_stations
from daoan.jobs.advice.days import figures_seen, first_of, promised_days
from daoan.jobs.advice.sheets import month_sheet, sheet_numbers
from daoan.terms.errors import InputError
from daoan.terms.rural import StationDay
from daoan.terms.times import utc_to_local

USUAL_DAYS = 90


def advice_figures(workspace: Workspace, since: date | None, until: date | None, unit: str | None) -> Figures:
    """The figures of a unit's stations in a span; the last 90 days where none is named."""
    book = _book(workspace)
    first, last = _span(workspace, since, until)
    return figures_seen(book, keeper_of(book.room, unit), first, last, workspace.now)


def advice_days(
    workspace: Workspace, since: date | None, until: date | None, unit: str | None
) -> tuple[StationDay, ...]:
    """What a unit's stations did in a span, a station and day a line."""
    book = _book(workspace)
    first, last = _span(workspace, since, until)
    stations = own_stations(book, keeper_of(book.room, unit), workspace.now)
    return promised_days(book, stations.keys(), first, last, workspace.now)


def write_sheet(workspace: Workspace, station: str, month: str, path: Path, language: str) -> Path:
    """Write a station's sheet of codes as PDF. Raises :class:`NotFound`, :class:`InputError`."""
    if path.suffix != ".pdf":
        raise InputError(f"{path.name}: a sheet is written as .pdf 编码表为 PDF 文件")
    book, number = _book(workspace), sheet_numbers(workspace.store).get(station, 1)
    document = month_sheet(
        book, keeper_of(book.room, None), station, month, workspace.now, number, simulated=workspace.city.simulated
    )
    write_bytes(path, press_of(workspace.packs["documents"], WEB, workspace.cache).set(document, language, "pdf"))
    return path


def _book(workspace: Workspace) -> AdviceBook:
    return book_over(workroom_of(workspace), workspace.packs["advice"], subject_key(workspace))


def _span(workspace: Workspace, since: date | None, until: date | None) -> tuple[date, date]:
    last = until or utc_to_local(workspace.now, workspace.city.zone).date()
    return first_of(since, last, USUAL_DAYS), last
