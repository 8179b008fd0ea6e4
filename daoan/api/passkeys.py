"""Passkeys: made for somebody who proved who they are, signed in with, removed.

A sign-in by passkey is two factors (to have it, and to unlock it), so no code is asked for besides. Every try counts
towards the account's rest as one with a password does.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from daoan.act.access.duties import must_have_second_factor
from daoan.api.gate import MOST_TRIES, Client, Gate, SignedIn
from daoan.edge.passkeys import (
    RelyingParty,
    ask_to_make,
    ask_to_sign,
    credential_of,
    make_challenge,
    read_made,
    read_signed,
)
from daoan.edge.tokens import make_id
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.credentials import Passkey
from daoan.terms.records.people import Account, Person

NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class ToMake:
    """A passkey that somebody may make now. ``first``: they have no second factor so far."""

    person_id: str
    challenge: bytes
    first: bool


@dataclass(frozen=True, slots=True)
class ToSign:
    """A challenge that anybody may sign."""

    challenge: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What a browser is asked (``options``: WebAuthn's, as JSON), and the token to answer with."""

    token: str
    options: dict[str, Any]


def offer_to_make(gate: Gate, signed: SignedIn, party: RelyingParty) -> Question:
    """Ask for a new passkey of somebody who just proved who they are. Raises :class:`InputError` for one too many."""
    person, known = signed.person, gate.store.list_passkeys(signed.person.person_id)
    most = int(gate.pack.get("passkeys.most"))
    if len(known) >= most:
        raise InputError(f"a person has {most} passkeys at most; remove one first · 通行密钥至多{most}个，请先移除")
    asked = ToMake(person.person_id, make_challenge(), not known and signed.account.totp_secret is None)
    names = {p.credential_id: p.transports for p in known}
    options = ask_to_make(party, asked.challenge, person.person_id, signed.account.login, person.name, names)
    return Question(gate.pending.keep(asked, _until(gate)), options)


def make(
    gate: Gate, signed: SignedIn, party: RelyingParty, token: str, name: str, answer: dict[str, Any]
) -> tuple[Passkey, bool]:
    """The passkey of an answer, kept; and whether it is the person's first second factor.

    Raises :class:`InputError` where the question is over or the answer does not hold, :class:`Conflict` for one that
    is known already.
    """
    asked = gate.pending.take(ToMake, token, gate.clock.now())
    if asked is None or asked.person_id != signed.person.person_id:
        raise InputError("this took too long, or was answered already; begin again · 已超时或已使用，请重新开始")
    try:
        made = read_made(answer, asked.challenge, party)
    except InputError as problem:
        gate.store.append_audit(gate.note(signed.person, "refused.passkey_add", detail=str(problem)))
        raise InputError(f"{problem} · 未能验证通行密钥，请重试") from problem
    kept = Passkey(
        passkey_id=make_id("k"),
        credential_id=made.credential_id,
        person_id=signed.person.person_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name.strip()[:NAME_LENGTH] or "passkey",
        added_at=gate.clock.now(),
        transports=made.transports,
    )
    gate.store.save_passkey(kept, gate.note(signed.person, "passkey.add", kept.passkey_id))
    return kept, asked.first


def remove(gate: Gate, signed: SignedIn, passkey_id: str) -> None:
    """Forget one of somebody's own passkeys; not the last second factor of who must have one."""
    person, own = signed.person, gate.store.list_passkeys(signed.person.person_id)
    if all(p.passkey_id != passkey_id for p in own):
        raise NotFound(f"you have no passkey {passkey_id!r:.80}")
    if len(own) == 1 and signed.account.totp_secret is None and must_have_second_factor(person, gate.pack):
        raise InputError(
            "your account needs a second factor, and this is the only one; set up another first"
            " · 您的账号须有第二因子，请先设置另一种再移除"
        )
    gate.store.remove_passkey(passkey_id, gate.note(person, "passkey.remove", passkey_id))


def offer_to_sign(gate: Gate, party: RelyingParty) -> Question:
    """Ask whoever is there for any passkey of this console."""
    asked = ToSign(make_challenge())
    return Question(gate.pending.keep(asked, _until(gate)), ask_to_sign(party, asked.challenge))


def sign_in(gate: Gate, party: RelyingParty, token: str, answer: dict[str, Any], client: Client) -> SignedIn:
    """A fresh session for whoever has the passkey of an answer.

    Raises what :meth:`Gate.sign_in` raises; the audit tells a count that went back ("cloned") from other wrongs.
    """
    asked = gate.pending.take(ToSign, token, gate.clock.now())
    passkey = gate.store.find_passkey(credential_of(answer))
    person = gate.find_person(passkey.person_id) if passkey else None
    if person is not None:
        gate.require_admitted(person, client)
    if asked is None or passkey is None or person is None:
        raise gate.wrong(person, "unknown" if asked else "stale")
    gate.count_try(person)
    try:
        count = read_signed(answer, asked.challenge, party, passkey.public_key, person.person_id)
    except InputError as problem:
        raise gate.wrong(person, "passkey") from problem
    if not person.active:
        raise gate.wrong(person, "disabled")
    _use(gate, person, passkey, count, gate.clock.now())
    account: Account = gate.passed(person, 0, "sign_in")
    return gate.open(person, account, client, second_factor=True, way="passkey")


def _use(gate: Gate, person: Person, passkey: Passkey, count: int, at: datetime) -> None:
    """Keep that a passkey signed, judged anew where another use of it was first. An authenticator counts upwards."""
    current: Passkey | None = passkey
    for _ in range(MOST_TRIES):
        if current is None:
            raise gate.wrong(person, "removed")
        if (count > 0 or current.sign_count > 0) and count <= current.sign_count:
            raise gate.wrong(person, "cloned")
        used = replace(current, sign_count=count, last_used_at=at, version=current.version + 1)
        try:
            gate.store.save_passkey(used, gate.note(person, "passkey.use", passkey.passkey_id))
        except Conflict:
            current = gate.store.find_passkey(passkey.credential_id)
            continue
        return
    raise Conflict("this passkey is being used elsewhere at the same time; try again · 该通行密钥正在别处使用，请重试")


def _until(gate: Gate) -> datetime:
    return gate.clock.now() + timedelta(minutes=int(gate.pack.get("passkeys.answer_minutes")))
