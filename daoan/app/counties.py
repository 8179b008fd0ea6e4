"""The situation of counties and road classes as the latest turn of a workspace left it."""

from dataclasses import dataclass

from daoan.app.workspace import Workspace
from daoan.assess.situation import months_needed
from daoan.terms.estimates import Text
from daoan.terms.records import CountyAssessment, CountyWarning


@dataclass(frozen=True, slots=True)
class Situation:
    """Assessments, gravest first, and warnings; ``empty`` says why there are none."""

    assessments: tuple[CountyAssessment, ...]
    warnings: tuple[CountyWarning, ...]
    empty: Text | None


def list_situation(workspace: Workspace) -> Situation:
    """Read what the latest turn concluded. Raises :class:`NotFound` where the loop has not run yet."""
    run = workspace.store.get_run().run_id
    assessments = workspace.store.list_results(CountyAssessment, run)
    months = months_needed(workspace.packs["situation"])
    empty = Text(
        f"no assessment: it needs {months} full months of crashes; read more of the record with: daoan ingest",
        f"暂无评估：至少需要{months}个完整月份的事故记录，请用 daoan ingest 导入更多记录",
    )
    return Situation(
        assessments=tuple(assessments),
        warnings=tuple(workspace.store.list_results(CountyWarning, run)),
        empty=None if assessments else empty,
    )
