"""``/session/ways``, ``/session/passkey`` and ``/session/passkeys``: how one may sign in here, and passkeys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from daoan.api import passkeys
from daoan.api.answers import json_of, unkept
from daoan.api.gate import Gate
from daoan.api.guard import Asking, Signed, TheGate, needs, public
from daoan.api.letting_in import Code, SessionFacts, Word, let_in, prove_again, require_own_page
from daoan.api.passkeys import Question
from daoan.api.places import find_party, local_address
from daoan.api.problems import PROBLEMS
from daoan.edge.passkeys import RelyingParty
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text

Token = Annotated[str, Field(max_length=100)]


@dataclass(frozen=True, slots=True)
class Ways:
    """How one may sign in at this address. ``passkey_address``: where passkeys work, if not here."""

    passkey: bool
    passkey_address: str
    directory: Text | None


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One of one's own passkeys."""

    passkey_id: str
    name: str
    added_at: datetime
    last_used_at: datetime | None
    transports: tuple[str, ...]


class ProofForm(BaseModel):
    """The password, and a code where there is an authenticator; both empty for who has no password here."""

    password: Word = ""
    code: Code = ""


class AnswerForm(BaseModel):
    """What the browser answered (PublicKeyCredential.toJSON), with the token of the question."""

    token: Token
    credential: dict[str, Any]


class NewPasskeyForm(AnswerForm):
    """The same for a new passkey, with what its owner calls it."""

    name: Annotated[str, Field(max_length=60)] = ""


def passkey_routes() -> APIRouter:
    """Routes of passkeys; adding one also works for who must first set up a second factor."""
    router = APIRouter(tags=["session"], responses=PROBLEMS)
    mine = [needs(unready=True)]

    @router.get("/session/ways", response_model=Ways, dependencies=[public()], summary="How one may sign in here")
    def get_ways(request: Request, gate: TheGate) -> Response:
        here = find_party(request, gate.entrances) is not None
        directory = gate.entrances.directory
        elsewhere = "" if here else next(iter(gate.entrances.origins), local_address(request))
        return unkept(json_of(Ways(here, elsewhere, directory.name if directory else None)))

    @router.post(
        "/session/passkey/options", response_model=Question, dependencies=[public()],
        summary="What a browser is asked for a sign-in by passkey",
    )  # fmt: skip
    def ask_to_sign(request: Request, gate: TheGate) -> Response:
        require_own_page(request)
        return unkept(json_of(passkeys.offer_to_sign(gate, _party(request, gate))))

    @router.post(
        "/session/passkey", response_model=SessionFacts, dependencies=[public()], summary="Sign in with a passkey"
    )
    def sign_in(form: AnswerForm, request: Request, gate: TheGate, client: Asking) -> Response:
        require_own_page(request)
        signed = passkeys.sign_in(gate, _party(request, gate), form.token, form.credential, client)
        return let_in(gate, request, client, signed)

    @router.get("/session/passkeys", response_model=list[PasskeyLine], dependencies=mine, summary="One's own passkeys")
    def list_passkeys(gate: TheGate, signed: Signed) -> Response:
        own = gate.store.list_passkeys(signed.person.person_id)
        rows = [PasskeyLine(p.passkey_id, p.name, p.added_at, p.last_used_at, p.transports) for p in own]
        return unkept(json_of(rows))

    @router.post(
        "/session/passkeys/options", response_model=Question, dependencies=mine,
        summary="What a browser is asked for a new passkey",
    )  # fmt: skip
    def ask_to_make(form: ProofForm, request: Request, gate: TheGate, signed: Signed) -> Response:
        party = _party(request, gate)
        step = prove_again(gate, signed, form.password, form.code)
        gate.passed(signed.person, step, "passkey.offered")
        return unkept(json_of(passkeys.offer_to_make(gate, signed, party)))

    @router.post("/session/passkeys", response_model=SessionFacts, dependencies=mine, summary="Add a passkey")
    def add_passkey(form: NewPasskeyForm, request: Request, gate: TheGate, client: Asking, signed: Signed) -> Response:
        _, first = passkeys.make(gate, signed, _party(request, gate), form.token, form.name, form.credential)
        strong = first or signed.session.second_factor
        fresh = gate.open(signed.person, signed.account, client, second_factor=strong, way=signed.session.way)
        return let_in(gate, request, client, fresh)

    @router.delete("/session/passkeys/{passkey_id}", status_code=204, dependencies=mine, summary="Remove a passkey")
    def remove_passkey(passkey_id: str, gate: TheGate, signed: Signed) -> Response:
        passkeys.remove(gate, signed, passkey_id)
        return Response(status_code=204)

    return router


def _party(request: Request, gate: Gate) -> RelyingParty:
    party = find_party(request, gate.entrances)
    if party is None:
        raise InputError(
            f"passkeys do not work at this address; open {local_address(request)}, or the one that is configured"
            " · 此地址不支持通行密钥，请改用 localhost 或已配置的域名访问"
        )
    return party
