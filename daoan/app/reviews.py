"""The monthly review at the machine itself, and the plates that people registered as their own."""

from daoan.api.accounts import TERMINAL, find_by_login
from daoan.app.clocks import workroom_of
from daoan.app.people import gate_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.edge.tokens import subject_token
from daoan.jobs.looked import LookUpLog
from daoan.jobs.reviewing import OWN, Sheet, known_of, read_month
from daoan.terms.subjects import read_subject


def read_review(workspace: Workspace, month: str, seed: str, by: str) -> Sheet:
    """The review of a month; that it was read is written into the log."""
    now, room = WallClock().now(), workroom_of(workspace)
    lines = LookUpLog(workspace.store).lines()
    known = known_of(room, lines, subject_key(workspace), workspace.store.find_setting(OWN))
    return read_month(room, workspace.packs, lines, known, month, seed, by, "", now)


def register_plate(workspace: Workspace, login: str, plate: str) -> None:
    """Keep a plate as somebody's own, by its token alone: whoever looks up their own is asked why.

    Raises :class:`NotFound` for a login that there is not, :class:`InputError` for what is no plate.
    """
    gate = gate_of(workspace)
    person = find_by_login(gate, login)
    token = subject_token(subject_key(workspace), "plate", read_subject("plate", plate).text)
    kept = workspace.store.find_setting(OWN)
    own = dict(kept) if isinstance(kept, dict) else {}
    own[person.person_id] = sorted({*own.get(person.person_id, ()), token})
    workspace.store.put_setting(OWN, own)
    workspace.store.append_audit(gate.note(TERMINAL, "person.own_plate", person.person_id))
