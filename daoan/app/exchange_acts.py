"""Acts asked for again: inside, those that a bundle brought; outside, those whose answer a stopped server left open."""

import hashlib
from dataclasses import replace

from fastapi import FastAPI

from daoan.api.asked_again import KnownGate, ask_again
from daoan.api.journal import carried_route, outcome_of
from daoan.api.server import create_app
from daoan.api.workdesk import WorkDesk
from daoan.app.people import desk_of
from daoan.app.workspace import Workspace
from daoan.edge.clock import StatedClock
from daoan.edge.sealed import TextSealer
from daoan.jobs.exchange.settling import acts_in
from daoan.terms.errors import InputError
from daoan.terms.records.exchanged import ActState, CarriedAct


class Asking:
    """The application of a workspace, asked within this process. It is made when the first act is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.desk = desk_of(workspace)
        self.sealer = TextSealer(self.desk.subject_key)
        self._app: FastAPI | None = None

    @property
    def app(self) -> FastAPI:
        """The application, whose gate knows who asks."""
        if self._app is None:
            gate = self.desk.gate
            self.desk.gate = KnownGate(gate.store, gate.packs, gate.clock, gate.key)
            self._app = create_app(self.desk, WorkDesk(self.desk, StatedClock(self.workspace.clock)))
        return self._app

    def inside(self, act: CarriedAct, body: bytes) -> CarriedAct:
        """Ask for an act that a bundle brought, unless it was answered before; answers how it stands.

        Raises :class:`InputError` for one that is not what its line says: the bundle is signed, so a fault of a side.
        """
        store = self.workspace.store
        kept = store.find_carried(act.act_id)
        if kept is not None:
            return kept
        if hashlib.sha256(body).hexdigest() != act.sha256 or carried_route(act.method, act.path) is None:
            raise InputError(f"act {act.number} of this file cannot be one of a phone · 第{act.number}条操作无法识别")
        answer = ask_again(self.app, store, act, body)
        code, message = answer.refused or ("", None)
        after = replace(
            act, state=ActState.REFUSED if answer.refused else ActState.DONE, code=code, message=message,
            answered_at=self.workspace.now,
        )  # fmt: skip
        return store.begin_carried(after, b"")

    def open_answers(self) -> int:
        """Outside: ask again for acts whose answer nobody wrote down; how many there were."""
        store, asked = self.workspace.store, acts_in(self.workspace.store, (ActState.ASKED,))
        for act in asked:
            answer = ask_again(self.app, store, act, self.sealer.open_bytes(store.read_carried_body(act.act_id)))
            after = outcome_of(act, answer.status, answer.body)
            if after is None or after.state is ActState.REFUSED:
                store.drop_carried(act.act_id)
            else:
                store.put_carried(after)
        return len(asked)
