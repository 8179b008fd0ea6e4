"""A deployment of the demo's simulated city: planned for a week and issued, marked as simulated.

Its shifts begin two hours before the rule pack's, so that the demo's midnight lies within one; two of three units
must work that one, so that there is somebody to be seen on the live board.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from daoan.api.deployment_room import ground_now
from daoan.api.workdesk import WorkDesk
from daoan.app.demo_people import is_demo
from daoan.app.demo_presence import play_demo_presence
from daoan.app.demo_registers import BY
from daoan.app.people import desk_of
from daoan.app.progress import Tell
from daoan.app.workspace import Workspace
from daoan.jobs.deployment.asking import Wanted, shift_windows
from daoan.jobs.deployment.beginning import begin
from daoan.jobs.deployment.issuing import issue
from daoan.jobs.deployment.versions import Act
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import Pin
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

WHY = "模拟 simulated"
BEFORE = timedelta(days=2)  # it was issued so long ago, so that there is a day before to compare with
EARLIER_H, OF = 2, 3


def play_demo_deployment(workspace: Workspace, tell: Tell) -> int:
    """Plan and issue one, once; answers how many placements. Nothing where the city is real or this is no demo."""
    store = workspace.store
    if not (workspace.city.simulated and is_demo(workspace)) or store.list_deployments():
        return 0
    tell(Text("deploying units for a week", "编制一周勤务部署"))
    work = WorkDesk(desk_of(workspace))
    top = next(u.unit_id for u in store.list_units() if u.parent is None)
    actor = Actor(BY, top, frozenset({Role.COMMANDER}))
    day = utc_to_local(workspace.now - BEFORE, workspace.city.zone).date()
    packs = {**work.desk.packs, "deployment": _earlier(work.desk.packs["deployment"])}
    days = int(packs["deployment"].get("city.days"))
    kinds, at = packs["patrols"].get("units.kinds"), workspace.now - BEFORE
    shifts = shift_windows(day, days, workspace.city.zone, packs["deployment"])
    now = next(s.key for s in shifts if s.starts_at <= workspace.now < s.ends_at)
    units = [u for u in store.list_units() if u.kind.value in kinds and u.area]
    wanted = Wanted(
        top, day, days, "three", tuple(Pin(u.unit_id, now) for n, u in enumerate(units) if n % OF != OF - 1)
    )
    made = begin(work.room, Act(actor, at, 0, WHY), wanted, ground_now(work), packs, simulated=True)
    issued = issue(work.room, Act(actor, at, made.head.version, WHY), made.head.deployment_id, packs)
    tell(Text("units on the road", "模拟在岗位置"))
    play_demo_presence(workspace, issued)
    return made.head.placements


def _earlier(pack: RulePack) -> RulePack:
    """The rule pack with shifts that begin some hours earlier."""
    values = deepcopy(dict(pack.values))
    for row in values["city"]["shift"]:
        row["from_hour"] -= EARLIER_H
    return replace(pack, values=values)
