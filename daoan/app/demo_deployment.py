"""A deployment of the demo's simulated city: planned for the week ahead and issued, marked as simulated."""

from datetime import timedelta

from daoan.api.deployment_room import ground_now
from daoan.api.workdesk import WorkDesk
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY
from daoan.app.people import desk_of
from daoan.app.progress import Tell
from daoan.app.workspace import Workspace
from daoan.jobs.deployment.asking import Wanted
from daoan.jobs.deployment.beginning import begin
from daoan.jobs.deployment.issuing import issue
from daoan.jobs.deployment.versions import Act
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.times import utc_to_local

WHY = "模拟 simulated"
BEFORE = timedelta(days=1)  # it was issued so long ago, so that some are on the road now


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
    days = int(workspace.packs["deployment"].get("city.days"))
    wanted = Wanted(top, day, days, "three")
    at = workspace.now - BEFORE
    made = begin(work.room, Act(actor, at, 0, WHY), wanted, ground_now(work), work.desk.packs, simulated=True)
    issue(work.room, Act(actor, at, made.head.version, WHY), made.head.deployment_id, work.desk.packs)
    return made.head.placements
