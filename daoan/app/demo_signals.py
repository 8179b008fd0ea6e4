"""Signals of the demo's simulated city: one proposal on a street of our own, approved; travel times of its passes.

The file was made beforehand (``examples/main-street``), since a search takes an hour of simulations.
"""

from datetime import timedelta

from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.demo_people import is_demo
from daoan.app.efficiency import reckon_efficiency
from daoan.app.organisation import ROOT as TOP
from daoan.app.progress import Tell
from daoan.app.workspace import Workspace
from daoan.config import ROOT
from daoan.edge.files import read_bytes
from daoan.jobs.signal_proposals import Bringing, bring_in, proposals_seen
from daoan.jobs.work import Wanted, cause
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role

FILE = ROOT / "examples" / "main-street" / "main-street.signals.json"
PROPOSED_BEFORE, LOOKED_BEFORE, APPROVED_BEFORE = timedelta(days=9), timedelta(days=7), timedelta(days=4)


def play_demo_signals(workspace: Workspace, tell: Tell) -> int:
    """Propose, look, approve; and make the tables of travel times. Once; nothing in a real city or where this is none.

    Answers how many proposals there are.
    """
    if not (workspace.city.simulated and is_demo(workspace)):
        return 0
    room, now = workroom_of(workspace), workspace.now
    units = room.units()
    if TOP not in units:
        return 0
    first, second, third = (Actor(f"sim-{TOP}-{n}", TOP, frozenset({Role.COMMANDER})) for n in (1, 2, 3))
    if proposals_seen(room, first):
        return 0
    tell(Text("proposing signal plans", "提出信号配时方案"))
    brought = bring_in(room, first, read_bytes(FILE), Bringing(simulated=True), now - PROPOSED_BEFORE)
    for by, event, before in ((second, "look_at", LOOKED_BEFORE), (third, "approve", APPROVED_BEFORE)):
        if isinstance(brought, Refused):
            raise Fault(f"the demo's signal proposal is refused: {brought.message.en}")
        brought = cause(room, by, Wanted(brought.matter_id, brought.version, event), now - before)
    reckon_efficiency(workspace, tell=tell)
    return 1
