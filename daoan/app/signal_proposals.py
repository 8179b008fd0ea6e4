"""A signal proposal from the terminal, in the name of a person who may propose it."""

from pathlib import Path

from daoan.act.workflow.table import Refused
from daoan.api.accounts import find_by_login
from daoan.app.clocks import workroom_of
from daoan.app.people import gate_of
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes
from daoan.jobs.signal_proposals import Bringing, bring_in
from daoan.terms.errors import InputError
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter


def propose_file(workspace: Workspace, file: Path, login: str, title: str = "", unit: str = "") -> Matter:
    """Bring a file in. Raises :class:`~daoan.terms.errors.NotFound` for nobody, :class:`InputError` where refused."""
    person = find_by_login(gate_of(workspace), login)
    actor = Actor(person.person_id, person.unit_id, frozenset(person.roles if person.active else ()))
    how = Bringing(title, unit, simulated=workspace.city.simulated)
    outcome = bring_in(workroom_of(workspace), actor, read_bytes(file), how, workspace.now)
    if isinstance(outcome, Refused):
        raise InputError(f"{outcome.message.en} {outcome.message.zh}")
    return outcome
