"""What villagers' reports are worked on with, and which are somebody's."""

from dataclasses import dataclass

from daoan.act.villagers.report import REPORT
from daoan.jobs.workroom import Workroom, require_seen
from daoan.terms.errors import NotFound
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.villagers import ReportCatalogue, read_report_catalogue

#: A report's id is this and its receipt number.
_PREFIX = "report-"


@dataclass(frozen=True, slots=True)
class ReportBook:
    """Everything that work on reports needs. ``key``: of subjects of look-ups; ``bounds``: west, south, east, north."""

    room: Workroom
    pack: RulePack
    catalogue: ReportCatalogue
    key: bytes
    bounds: tuple[float, float, float, float]

    def number(self, path: str) -> float:
        """A number of the rule pack."""
        return float(self.pack.get(path))

    def inside(self, lon: float, lat: float) -> bool:
        """Whether a place lies in the box of the city, WGS-84 degrees."""
        west, south, east, north = self.bounds
        return west <= lon <= east and south <= lat <= north


def book_over(room: Workroom, pack: RulePack, key: bytes, bounds: tuple[float, float, float, float]) -> ReportBook:
    """The book over a workroom. ``pack``: the rule pack ``reports``."""
    return ReportBook(room, pack, read_report_catalogue(pack), key, bounds)


def id_of(receipt: str) -> str:
    """The report of a receipt number."""
    return f"{_PREFIX}{receipt}"


def receipt_of(report: Matter) -> str:
    """The receipt number of a report."""
    return report.matter_id.removeprefix(_PREFIX)


def seen_report(book: ReportBook, actor: Actor, matter_id: str) -> Matter:
    """A report that somebody may see. Raises :class:`NotFound`: the same words as for one that is not there."""
    try:
        report, family = book.room.load(matter_id)
        require_seen(actor, report, family, book.room.units())
    except NotFound:
        report = None
    if report is None or report.kind != REPORT.kind:
        raise NotFound("there is no such report in your unit or below 本单位及下级没有该上报")
    return report
