"""What follows when somebody was let in, whichever way they came: their cookie, and what their page may know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Request, Response
from pydantic import Field

from daoan.act.access.duties import is_fresh
from daoan.api.answers import json_of, unkept
from daoan.api.gate import Client, Gate, SignedIn
from daoan.api.guard import COOKIE
from daoan.api.places import origin_of
from daoan.terms.errors import InputError, NotAllowed, NotSignedIn
from daoan.terms.estimates import Text
from daoan.terms.records.people import Way
from daoan.terms.roles import Permission, Role

Word = Annotated[str, Field(max_length=400)]
Code = Annotated[str, Field(max_length=20)]


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
    second_factor: bool  # the person has an authenticator whose code is asked for
    second_factor_due: bool  # they must set one up before anything else
    must_change: bool  # they must choose a password before anything else
    expires_at: datetime
    way: Way
    has_password: bool  # without one, what is asked for again is a fresh sign-in


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
        must_change=signed.must_change,
        expires_at=signed.session.expires_at,
        way=signed.session.way,
        has_password=signed.account.password_hash is not None,
    )


def require_own_page(request: Request) -> None:
    """Nobody signs somebody in from another site's page; browsers say which page a request comes from."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise NotAllowed("sign in from the console's own page", "csrf")


def let_in(gate: Gate, request: Request, client: Client, signed: SignedIn) -> Response:
    """The answer to whoever signed in. The session that their browser had before ends: others may know its token."""
    try:
        former = gate.find(request.cookies.get(COOKIE, ""), client)
    except NotSignedIn:
        return with_cookie(gate, signed, request)
    gate.close(former.session, former.person)
    return with_cookie(gate, signed, request)


def with_cookie(gate: Gate, signed: SignedIn, request: Request) -> Response:
    """The facts of a session, and its cookie."""
    answer = unkept(json_of(facts_of(gate, signed)))
    secure = origin_of(request, gate.entrances).startswith("https:")
    answer.set_cookie(COOKIE, signed.token, path="/", httponly=True, samesite="strict", secure=secure)
    return answer


def prove_again(gate: Gate, signed: SignedIn, password: str, code: str) -> int:
    """That who sits there is who signed in, before something lasting: as :meth:`Gate.prove`, or by a fresh session.

    Whoever has no password here must have signed in a moment ago. What is wrong is their input, since they are in.
    """
    try:
        if signed.account.password_hash is not None:
            return gate.prove(signed.person, password, code)
        if not is_fresh(signed.session, gate.clock.now(), gate.pack):
            raise InputError("sign out and in again first: your sign-in is too long ago · 请先退出并重新登录")
        before, account = gate.count_try(signed.person)
        return gate.judge_code(signed.person, before, account, code)
    except NotSignedIn as wrong:
        raise InputError(f"{wrong} · 口令或验证码不正确，或账号因多次尝试暂停使用") from None
