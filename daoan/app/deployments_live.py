"""Deployments of a workspace during the shift, from the terminal: board, score, advice, the score as a file."""

from datetime import datetime
from pathlib import Path

from daoan.api.deployment_live import advice_of, live_of, shown_score
from daoan.api.deployment_live_shapes import LiveAnswer
from daoan.api.deployment_score_files import score_book
from daoan.api.workdesk import WorkDesk
from daoan.app.deployments import utc_said
from daoan.app.keepers import topmost
from daoan.app.people import desk_of
from daoan.app.workspace import Workspace
from daoan.edge.files import write_bytes
from daoan.jobs.deployment.dispatching import DispatchAdvice, Event
from daoan.jobs.deployment.scoring import Score
from daoan.terms.errors import InputError


def board_of(workspace: Workspace, deployment_id: str, at: datetime | None) -> LiveAnswer:
    """The live board; "" for the deployment: the latest that is issued."""
    work = _work(workspace)
    return live_of(work, topmost(work.room), _named(work, deployment_id), _utc(at))


def score_of(workspace: Workspace, deployment_id: str, span: str, at: datetime | None) -> Score:
    """The match score of a shift, a day or all."""
    work = _work(workspace)
    return shown_score(work, topmost(work.room), _named(work, deployment_id), span, _utc(at))


def score_to_file(score: Score, workspace: Workspace, to: Path) -> Path:
    """The score as .xlsx; answers the file."""
    if to.suffix.lower() != ".xlsx":
        raise InputError("the score is written as .xlsx · 评分导出格式为 .xlsx")
    write_bytes(to, score_book(score, workspace.city.zone))
    return to


def advice_for(
    workspace: Workspace, deployment_id: str, point: tuple[float, float], units: int, minutes: float | None
) -> DispatchAdvice:
    """Whom to send to an event at a point (lon, lat)."""
    work = _work(workspace)
    return advice_of(work, topmost(work.room), _named(work, deployment_id), Event(*point, units, minutes))


def _work(workspace: Workspace) -> WorkDesk:
    return WorkDesk(desk_of(workspace), lake=workspace.lake)


def _named(work: WorkDesk, deployment_id: str) -> str:
    if deployment_id:
        return deployment_id
    issued = [h for h in work.room.store.list_deployments() if h.issued]
    if not issued:
        raise InputError("no deployment is issued · 尚无已下达的勤务部署")
    now = work.clock.now()
    return max(issued, key=lambda h: (h.starts_at <= now < h.ends_at, h.starts_at)).deployment_id


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return utc_said(moment)
