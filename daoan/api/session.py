"""``/session`` and ``/sessions``: signing in and out, own password, second factor, own sessions."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from daoan.api.accounts import choose_password
from daoan.api.answers import json_of, unkept
from daoan.api.gate import Client, Gate, SignedIn
from daoan.api.guard import COOKIE, Asking, Signed, TheGate, needs, public
from daoan.api.letting_in import (
    Code,
    SessionFacts,
    Word,
    facts_of,
    let_in,
    prove_again,
    require_own_page,
    with_cookie,
)
from daoan.api.problems import PROBLEMS
from daoan.edge.totp import address_of, find_step, make_secret, open_secret, qr_of, seal_secret
from daoan.terms.errors import Fault, InputError, NotFound
from daoan.terms.records.people import Way

ISSUER = "Daoan"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of one's own sessions."""

    session_id: str
    client: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    second_factor: bool
    way: Way
    current: bool


@dataclass(frozen=True, slots=True)
class SecondFactorOffer:
    """A secret for an authenticator; it counts once a code of it came back together with ``sealed``."""

    secret: str
    address: str  # otpauth://…
    sealed: str
    qr: str  # the address as a picture, an SVG in a data: address


class SignInForm(BaseModel):
    """What somebody signs in with."""

    login: Word
    password: Word
    code: Code = ""


class PasswordForm(BaseModel):
    """The password so far, and the one to be."""

    old: Word
    new: Word
    code: Code = ""


class SecondFactorForm(BaseModel):
    """First the password (answered by an offer), then the offer's seal with a code of it."""

    password: Word = ""
    code: Code = ""
    sealed: Word = ""


def session_routes() -> APIRouter:
    """Routes about one's own session; they also work for who must change a password first."""
    router = APIRouter(tags=["session"], responses=PROBLEMS)
    mine = [needs(unready=True)]

    @router.post("/session", response_model=SessionFacts, dependencies=[public()], summary="Sign in")
    def sign_in(form: SignInForm, request: Request, gate: TheGate, client: Asking) -> Response:
        require_own_page(request)
        return let_in(gate, request, client, gate.sign_in(form.login, form.password, form.code, client))

    @router.get("/session", response_model=SessionFacts, dependencies=[public()], summary="Who is signed in")
    def get_session(request: Request, gate: TheGate, client: Asking) -> Response:
        return unkept(json_of(facts_of(gate, gate.find(request.cookies.get(COOKIE, ""), client))))

    @router.delete("/session", status_code=204, dependencies=mine, summary="Sign out")
    def sign_out(gate: TheGate, signed: Signed) -> Response:
        gate.close(signed.session, signed.person)
        answer = Response(status_code=204)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    @router.post("/session/password", response_model=SessionFacts, dependencies=mine, summary="Choose a password")
    def change_password(
        form: PasswordForm, request: Request, gate: TheGate, client: Asking, signed: Signed
    ) -> Response:
        step = prove_again(gate, signed, form.old, form.code)
        if form.new == form.old:
            raise InputError("the new password is the old one · 新口令与原口令相同")
        gate.passed(signed.person, step, "password.proved")
        choose_password(gate, signed.person, form.new)
        return renewed(gate, request, client, signed, second_factor=step > 0)

    @router.post(
        "/session/totp", response_model=SecondFactorOffer | SessionFacts, dependencies=mine,
        summary="Set up a second factor: ask with the password, then confirm with a code",
    )  # fmt: skip
    def set_second_factor(
        form: SecondFactorForm, request: Request, gate: TheGate, client: Asking, signed: Signed
    ) -> Response:
        key = gate.key_of(signed.person)
        if not form.sealed:
            step = prove_again(gate, signed, form.password, form.code)
            gate.passed(signed.person, step, "second_factor.offered")
            secret = make_secret()
            address = address_of(secret, signed.account.login, ISSUER)
            offer = SecondFactorOffer(secret, address, seal_secret(key, secret), qr_of(address))
            return unkept(json_of(offer))
        step = _step_of(gate, key, form)
        gate.change(
            signed.person,
            lambda a: replace(a, totp_secret=form.sealed, totp_step=step, version=a.version + 1),
            "second_factor.set",
        )
        return renewed(gate, request, client, signed, second_factor=True)

    @router.get("/sessions", response_model=list[SessionLine], dependencies=mine, summary="One's own sessions")
    def list_sessions(gate: TheGate, signed: Signed) -> Response:
        rows = [
            SessionLine(
                s.session_id, s.client, s.created_at, s.seen_at, s.expires_at, s.second_factor, s.way,
                s.session_id == signed.session.session_id,
            )
            for s in gate.live_sessions(signed.person.person_id)
        ]  # fmt: skip
        return unkept(json_of(rows))

    @router.delete("/sessions/{session_id}", status_code=204, dependencies=mine, summary="End one of one's sessions")
    def end_session(session_id: str, gate: TheGate, signed: Signed) -> Response:
        for session in gate.live_sessions(signed.person.person_id):
            if session.session_id == session_id:
                gate.close(session, signed.person)
                return Response(status_code=204)
        raise NotFound(f"you have no session {session_id!r:.80}")

    return router


def _step_of(gate: Gate, key: bytes, form: SecondFactorForm) -> int:
    try:
        secret = open_secret(key, form.sealed)
    except Fault:
        raise InputError("this offer was not made to you here; ask for another · 密钥无效，请重新获取") from None
    step = find_step(secret, form.code, gate.clock.now(), 0)
    if step is None:
        raise InputError("the code is not the one of this secret now; mind the clock of your telephone · 验证码不正确")
    return step


def renewed(gate: Gate, request: Request, client: Client, signed: SignedIn, *, second_factor: bool) -> Response:
    """A fresh session in place of all that the person had."""
    account = gate.store.get_account(signed.person.person_id)
    gate.close_all(signed.person.person_id, signed.person)
    strong = second_factor or signed.session.second_factor
    fresh = gate.open(signed.person, account, client, second_factor=strong, way=signed.session.way)
    return with_cookie(gate, fresh, request)
