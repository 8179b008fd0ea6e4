"""``/session`` and ``/sessions``: signing in and out, own password, second factor, own sessions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from daoan.api.accounts import choose_password
from daoan.api.answers import json_of
from daoan.api.gate import Client, Gate, SignedIn
from daoan.api.guard import COOKIE, Asking, Signed, TheGate, needs, public
from daoan.api.problems import PROBLEMS
from daoan.edge.totp import address_of, find_step, make_secret, open_secret, seal_secret
from daoan.terms.errors import Fault, InputError, NotAllowed, NotFound, NotSignedIn
from daoan.terms.estimates import Text
from daoan.terms.roles import Permission, Role

ISSUER = "Daoan"
Word = Annotated[str, Field(max_length=400)]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as its people see it."""

    unit_id: str
    name: Text
    kind: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who is signed in, and what they may do."""

    person_id: str
    name: str
    unit: UnitFacts
    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...]
    demo: bool


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session. ``csrf`` goes into the header X-CSRF-Token of every change."""

    person: PersonFacts
    csrf: str
    second_factor: bool  # the person has one
    second_factor_due: bool  # they must set one up before anything else
    must_change: bool  # they must choose a password before anything else
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of one's own sessions."""

    session_id: str
    client: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    second_factor: bool
    current: bool


@dataclass(frozen=True, slots=True)
class SecondFactorOffer:
    """A secret for an authenticator; it counts once a code of it came back together with ``sealed``."""

    secret: str
    address: str  # otpauth://…
    sealed: str


class SignInForm(BaseModel):
    """What somebody signs in with."""

    login: Word
    password: Word
    code: Annotated[str, Field(max_length=20)] = ""


class PasswordForm(BaseModel):
    """The password so far, and the one to be."""

    old: Word
    new: Word
    code: Annotated[str, Field(max_length=20)] = ""


class SecondFactorForm(BaseModel):
    """First the password (answered by an offer), then the offer's seal with a code of it."""

    password: Word = ""
    code: Annotated[str, Field(max_length=20)] = ""
    sealed: Word = ""


def session_routes() -> APIRouter:
    """Routes about one's own session; they also work for who must change a password first."""
    router = APIRouter(tags=["session"], responses=PROBLEMS)
    mine = [needs(unready=True)]

    @router.post("/session", response_model=SessionFacts, dependencies=[public()], summary="Sign in")
    def sign_in(form: SignInForm, request: Request, gate: TheGate, client: Asking) -> Response:
        _require_own_page(request)
        signed = gate.sign_in(form.login, form.password, form.code, client)
        _close_former(gate, request, client)
        return _with_cookie(gate, signed, request)

    @router.get("/session", response_model=SessionFacts, dependencies=[public()], summary="Who is signed in")
    def get_session(request: Request, gate: TheGate, client: Asking) -> Response:
        return _unkept(json_of(facts_of(gate, gate.find(request.cookies.get(COOKIE, ""), client))))

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
        step = _prove(gate, signed, form.old, form.code)
        if form.new == form.old:
            raise InputError("the new password is the old one · 新口令与原口令相同")
        gate.passed(signed.person, step, "password.proved")
        choose_password(gate, signed.person, form.new)
        return _renewed(gate, request, client, signed)

    @router.post(
        "/session/totp", response_model=SecondFactorOffer | SessionFacts, dependencies=mine,
        summary="Set up a second factor: ask with the password, then confirm with a code",
    )  # fmt: skip
    def set_second_factor(
        form: SecondFactorForm, request: Request, gate: TheGate, client: Asking, signed: Signed
    ) -> Response:
        key = gate.key_of(signed.person)
        if not form.sealed:
            step = _prove(gate, signed, form.password, form.code)
            gate.passed(signed.person, step, "second_factor.offered")
            secret = make_secret()
            offer = SecondFactorOffer(
                secret, address_of(secret, signed.account.login, ISSUER), seal_secret(key, secret)
            )
            return _unkept(json_of(offer))
        step = _step_of(gate, key, form)
        gate.change(
            signed.person,
            lambda a: replace(a, totp_secret=form.sealed, totp_step=step, version=a.version + 1),
            "second_factor.set",
        )
        return _renewed(gate, request, client, signed)

    @router.get("/sessions", response_model=list[SessionLine], dependencies=mine, summary="One's own sessions")
    def list_sessions(gate: TheGate, signed: Signed) -> Response:
        rows = [
            SessionLine(
                s.session_id, s.client, s.created_at, s.seen_at, s.expires_at, s.second_factor,
                s.session_id == signed.session.session_id,
            )
            for s in gate.live_sessions(signed.person.person_id)
        ]  # fmt: skip
        return _unkept(json_of(rows))

    @router.delete("/sessions/{session_id}", status_code=204, dependencies=mine, summary="End one of one's sessions")
    def end_session(session_id: str, gate: TheGate, signed: Signed) -> Response:
        for session in gate.live_sessions(signed.person.person_id):
            if session.session_id == session_id:
                gate.close(session, signed.person)
                return Response(status_code=204)
        raise NotFound(f"you have no session {session_id!r:.80}")

    return router


def facts_of(gate: Gate, signed: SignedIn) -> SessionFacts:
    """A session as its own page may know it."""
    person = signed.person
    unit = next((u for u in gate.store.list_units() if u.unit_id == person.unit_id), None)
    facts = UnitFacts(person.unit_id, unit.name if unit else Text("", ""), unit.kind if unit else "")
    return SessionFacts(
        person=PersonFacts(
            person.person_id, person.name, facts, person.roles, tuple(sorted(signed.actor.permissions)), person.demo
        ),
        csrf=signed.csrf,
        second_factor=signed.account.totp_secret is not None,
        second_factor_due=signed.second_factor_due,
        must_change=signed.account.must_change,
        expires_at=signed.session.expires_at,
    )


def _require_own_page(request: Request) -> None:
    """Nobody signs somebody in from another site's page; browsers say which page a request comes from."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise NotAllowed("sign in from the console's own page", "csrf")


def _close_former(gate: Gate, request: Request, client: Client) -> None:
    """The session that this browser had before, if any, ends: a token known to others must not live on."""
    try:
        former = gate.find(request.cookies.get(COOKIE, ""), client)
    except NotSignedIn:
        return
    gate.close(former.session, former.person)


def _prove(gate: Gate, signed: SignedIn, password: str, code: str) -> int:
    """As :meth:`Gate.prove`, for who is signed in already: what is wrong is their input then."""
    try:
        return gate.prove(signed.person, password, code)
    except NotSignedIn as wrong:
        raise InputError(f"{wrong} · 口令或验证码不正确，或账号因多次尝试暂停使用") from None


def _step_of(gate: Gate, key: bytes, form: SecondFactorForm) -> int:
    try:
        secret = open_secret(key, form.sealed)
    except Fault:
        raise InputError("this offer was not made to you here; ask for another · 密钥无效，请重新获取") from None
    step = find_step(secret, form.code, gate.clock.now(), 0)
    if step is None:
        raise InputError("the code is not the one of this secret now; mind the clock of your telephone · 验证码不正确")
    return step


def _renewed(gate: Gate, request: Request, client: Client, signed: SignedIn) -> Response:
    """A fresh session in place of all that the person had."""
    account = gate.store.get_account(signed.person.person_id)
    gate.close_all(signed.person.person_id, signed.person)
    return _with_cookie(
        gate, gate.open(signed.person, account, client, second_factor=account.totp_secret is not None), request
    )


def _with_cookie(gate: Gate, signed: SignedIn, request: Request) -> Response:
    answer = _unkept(json_of(facts_of(gate, signed)))
    answer.set_cookie(
        COOKIE, signed.token, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
