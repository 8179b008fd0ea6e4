"""One turn of the loop in a workspace, timed and told."""

from datetime import datetime

from daoan.app.clocks import workroom_of
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.edge.clock import Stopwatch
from daoan.jobs.county_warnings import follow_counties
from daoan.jobs.turn import conclude
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records import Turn
from daoan.terms.times import local_to_utc, require_utc

#: Years that a turn may stand in; the stages look some years back and a month ahead.
EARLIEST, LATEST = 1900, 2200

STAGE_NAMES = {
    "sense": Text("sense: crashes onto the roads", "感知：事故上路网"),
    "assess": Text("assess: how dangerous is what", "研判：风险估计"),
    "warn": Text("warn: what needs a person", "预警：筛选报警"),
    "act": Text("act: hazards and duty", "处置：隐患与勤务"),
    "learn": Text("learn: how good were we", "反馈：预报评分"),
    "store": Text("keep all of it", "入库"),
}


def take_turn(workspace: Workspace, as_of: datetime | None, tell: Tell = silent) -> Turn:
    """Run the five stages as of a moment (default: the workspace's now) and keep what they concluded."""
    moment = workspace.now if as_of is None else as_of
    moment = require_utc(moment if moment.tzinfo else local_to_utc(moment, "UTC"))
    if not EARLIEST <= moment.year <= LATEST:
        raise InputError(f"a turn is taken as of a moment in the years {EARLIEST} to {LATEST}, not {moment:%Y-%m-%d}")
    watch, order = Stopwatch(), list(STAGE_NAMES)
    tell(STAGE_NAMES["sense"], 0, len(order))

    def on_stage(done: str) -> float:
        position = order.index(done) + 1
        if position < len(order):
            tell(STAGE_NAMES[order[position]], position, len(order))
        return watch.lap_seconds()

    turn = conclude(workspace.store, workspace.city, workspace.packs, moment, on_stage)
    if workspace.store.get_run().run_id == turn.run.run_id:  # people follow the latest turn, not one taken again
        follow_counties(workroom_of(workspace), turn.situation, turn.warnings, workspace.now)
    return turn
