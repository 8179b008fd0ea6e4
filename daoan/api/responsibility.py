"""``/responsibility``: who answers for which duty, how it is met, and where nobody does; as a matrix and as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.programme.progress import day_at
from daoan.act.responsibility.duties import SHOWN_BY
from daoan.act.responsibility.matrix import Column, Gap, Matrix, Row, matrix_of
from daoan.api.answers import SIMULATED, csv_table, json_of
from daoan.api.asking import Format
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.responsibility import duties_of
from daoan.terms.estimates import Text

COLUMNS = (
    "unit", "unit_zh", "duty", "period", "standing", "leader", "phone", "shown_by", "in_time", "due", "since", "until",
    "missing", "simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The matrix at a moment. ``days``: how far back matters are counted. ``shown_by``: measures by kind of matter."""

    as_of: datetime
    days: int
    matrices: tuple[Matrix, ...]
    gaps: tuple[Gap, ...]
    periods: dict[str, Text]
    shown_by: dict[str, Text]
    units: dict[str, Text]


def responsibility_routes(work: WorkDesk) -> APIRouter:
    """Routes of responsibility."""
    router = APIRouter(prefix="/responsibility", tags=["responsibility"], responses=PROBLEMS)

    @router.get("", response_model=Responsibility, summary="Units × duties × periods, how each is met, or CSV")
    def get_responsibility(
        actor: Acting,
        days: Annotated[int, Query(ge=1, le=366)] = 30,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        now, room = work.clock.now(), work.room
        units, today = room.units(), day_at(now, room.zone)
        register, duties = duties_of(room, actor, now)
        matrices, gaps = matrix_of(duties, work.log.cases(), units, now, today, days, work.desk.packs["programme"])
        if format == "csv":
            names = {u.unit_id: u.name for u in units.units.values()}
            rows = [row for m in matrices for r in m.rows for row in _csv_rows(m.columns, r, names[r.unit_id])]
            simulated = {"simulated": SIMULATED} if work.desk.city.simulated else {}
            return csv_table(COLUMNS, [row | simulated for row in rows], "responsibility")
        periods = {c.code: c.name for c in register.field("period").choices}
        shown = {kind: measure.name for kind, measure in SHOWN_BY.items()}
        listed = {r.unit_id: units.get(r.unit_id).name for m in matrices for r in m.rows}
        return json_of(Responsibility(now, days, matrices, gaps, periods, shown, listed))

    return router


def _csv_rows(columns: Sequence[Column], row: Row, name: Text) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for column, cell in zip(columns, row.cells, strict=True):
        head: dict[str, object] = {
            "unit": row.unit_id, "unit_zh": name.zh, "duty": column.duty, "period": column.period,
            "standing": cell.standing, "missing": "yes" if cell.missing else "",
        }  # fmt: skip
        if cell.missing and not cell.duties:
            found.append(head)
        for d in cell.duties:
            more = {
                "leader": d.leader, "phone": d.phone, "shown_by": d.kind, "in_time": cell.met.part if cell.met else "",
                "due": cell.met.whole if cell.met else "", "since": d.since or "", "until": d.until or "",
            }  # fmt: skip
            found.append(head | more)
    return found
