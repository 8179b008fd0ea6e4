"""Plans of the model town: five of them, an exercise and the real thing in the played month, a warning that holds now.

Everything is simulated and says so: in its words, in who wrote it, and by the label of the workspace.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from daoan.act.plans.activating import Activating, activate
from daoan.act.plans.activation import ACTIVATION, DRILL
from daoan.act.plans.plan import EXERCISE, PLAN, plan_of
from daoan.act.workflow.engine import Moved
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Refused, Terms
from daoan.app.clocks import workroom_of
from daoan.app.workspace import Workspace
from daoan.jobs.plans import report_of, standing_of
from daoan.jobs.registers import Writing, register_of, write_entry
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.times import utc_to_local

SIMULATED = "模拟 simulated"
#: When in the month before now: the exercise, and the real thing, which is still under way.
DRILLED_BEFORE, ACTIVATED_BEFORE = timedelta(days=16), timedelta(hours=7)
WARNED_BEFORE = timedelta(hours=9)  # before now, too
DRILL_ID, ACTIVATION_ID = f"{DRILL.kind}-sim-1", f"{ACTIVATION.kind}-sim-1"


def write_plans(workspace: Workspace, by: Actor, at: datetime) -> Mapping[str, Entry]:
    """The plans, by scenario, and an exercise of one of them that was held long ago."""
    plans = tomllib.loads((files("daoan.town") / "plans.toml").read_text("utf-8"))["plan"]
    made = {values["scenario"]: _write(workspace, by, PLAN, values, at) for values in plans}
    flood = made["flood"]
    _write(workspace, by, EXERCISE, {
        "plan_name": flood.values["name"], "plan": flood.entry_id,
        "on": utc_to_local(at - timedelta(days=12), workspace.city.zone).date().isoformat(),
        "well": f"封路及时，信息报送完整。Roads were closed in time and reported in full.（{SIMULATED}）",
        "badly": f"水泵到场偏慢，绕行标志不足。Pumps came late; too few diversion signs.（{SIMULATED}）",
        "measured": [
            {"order": 1, "what": flood.values["steps"][0]["what"], "signed_minutes": 4, "finished_minutes": 27},
            {"order": 2, "what": flood.values["steps"][1]["what"], "signed_minutes": 11, "finished_minutes": 168},
        ],
        "improvements": f"水泵前置到三个镇。Pumps are kept in three townships.（{SIMULATED}）",
    }, at)  # fmt: skip
    return made


def write_signals(workspace: Workspace, by: Actor, now: datetime) -> Entry:
    """What holds today: a warning of ice, and a market tomorrow's plan waits for. Answers the warning."""
    today = utc_to_local(now, workspace.city.zone).date()
    area = workspace.city.areas[0].code
    # The town's now is a midnight, so that the day that has just begun counts too.
    until = {"from": today.isoformat(), "until": (today + timedelta(days=2)).isoformat()}
    market = {
        "name": f"逢集 market day（{SIMULATED}）",
        "kind": "market",
        "area": area,
        "place": "镇区 town",
        "people": 3000,
    }
    _write(workspace, by, "mass_event", market | until, now)
    text = f"道路结冰黄色预警 Yellow warning of road icing（{SIMULATED}）"
    return _write(workspace, by, "weather_warning", {"text": text, "kind": "ice", "level": "yellow"} | until, now)


def opened_activations(
    plans: Mapping[str, Entry], warning: Entry, by: Actor, now: datetime, terms: Terms
) -> tuple[tuple[Moved, ...], ...]:
    """The first acts of an exercise and of the real thing, each of them whole."""
    fog, ice = plan_of(plans["fog"]), plan_of(plans["ice_snow"])
    words = str(warning.values["text"])
    ground = Evidence("weather", warning.entry_id, Text(words, words), "yellow")
    drill = Activating(f"季度演练 Quarterly exercise（{SIMULATED}）", drill=True)
    real = Activating(
        f"结冰预警，桥面已结冰 Ice warning, bridges are icy（{SIMULATED}）", level="yellow", grounds=(ground,)
    )
    acts = []
    for plan, asked, name, before in (
        (fog, drill, DRILL_ID, DRILLED_BEFORE),
        (ice, real, ACTIVATION_ID, ACTIVATED_BEFORE),
    ):
        moves = activate(WORKFLOWS, plan, asked, name, by, now - before, terms)
        if isinstance(moves, Refused):
            raise Fault(f"a plan of the demo cannot be activated: {moves.message.en}")
        acts.append(moves)
    return tuple(acts)


def write_drill_report(workspace: Workspace, by: Actor, now: datetime) -> Entry:
    """What the played exercise measured."""
    room = workroom_of(workspace)
    values = dict(report_of(standing_of(room, by, DRILL_ID, now), room.zone)) | {
        "well": f"收费站管控迅速。Ramps were closed quickly.（{SIMULATED}）",
        "badly": f"个别中队签收偏慢。Some squads signed late.（{SIMULATED}）",
        "improvements": f"值班岗增设提醒。The duty desk reminds.（{SIMULATED}）",
    }
    return _write(workspace, by, EXERCISE, values, now)


def _write(workspace: Workspace, by: Actor, kind: str, values: Mapping[str, Any], at: datetime) -> Entry:
    room = workroom_of(workspace)
    written = write_entry(room, by, register_of(room, kind), Writing(values, note=SIMULATED), at)
    if not isinstance(written, Entry):
        raise Fault(f"an entry of the demo does not fit its register {kind}: {written}")
    return written
