"""The whole way for a city that Daoan knows: records, roads, one turn of the loop. Done steps are not done again."""

from daoan.app.cities import find_city_plan
from daoan.app.demo_people import begin_demo
from daoan.app.progress import Tell
from daoan.app.turn import take_turn
from daoan.app.workspace import Workspace, create_workspace
from daoan.config import Config
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text

PREPARED = "prepared"


def prepare(config: Config, name: str, tell: Tell) -> Workspace:
    """A workspace of the city with a turn of the loop in it.

    Interrupted, it goes on where it stopped: files already read are known by their content, and a turn is stored whole
    or not at all.
    """
    plan = find_city_plan(name)
    workspace = create_workspace(config, plan.city)
    begin_demo(workspace)
    if plan.prepare and workspace.store.find_setting(PREPARED) is None:
        plan.prepare(workspace, tell)
        workspace.store.put_setting(PREPARED, value=True)
    try:
        workspace.store.get_run()
    except NotFound:
        take_turn(workspace, None, tell)
    tell(Text("ready", "就绪"))
    return workspace
