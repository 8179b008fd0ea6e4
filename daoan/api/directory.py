"""Signing in by the city's own directory: there and back, then who that is here, then a second factor if one is owed.

Somebody is found by the entry that they are linked to; at the first time by a claim that is their login here. That link
stays: whoever gets their name in the directory later is somebody else. Who holds an office that needs a second factor
shows their own at the first time, since a name alone would open their account.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from daoan.act.access.duties import must_have_second_factor
from daoan.act.access.lockout import is_locked
from daoan.api.accounts import LOGIN, NAME_LENGTH, fresh_person, make_person
from daoan.api.gate import Client, Gate, SignedIn
from daoan.edge.directory import Begun, Entry, Provider
from daoan.edge.tokens import is_same
from daoan.terms.entrances import DirectorySettings
from daoan.terms.errors import Conflict, DirectoryDistrusted, DirectorySilent, InputError, NotFound, NotSignedIn
from daoan.terms.records.credentials import DirectoryLink
from daoan.terms.records.people import Person

PAGE = "/sign-in"  # of the console, where the directory sends browsers back to

SILENT = (
    "the city's directory does not answer as it should; try again later, or sign in with your password"
    " · 市统一认证暂不可用，请稍后再试，或使用口令登录"
)
OVER = "the sign-in took too long or was answered already; begin again · 登录已超时或已使用，请重新开始"
DISTRUSTED = (
    "what came back from the city's directory cannot be trusted; begin again, and if it happens again, tell whoever"
    " runs this console · 统一认证返回的信息无法验证，请重新登录；如再次出现，请联系系统管理员"
)
UNKNOWN = (
    "the city's directory knows you, but you have no account here; whoever manages accounts adds one under your name"
    " in the directory · 统一认证已通过，但本系统没有您的账号，请联系账号管理人员按统一认证账号名添加"
)
FIRST = (
    "your office needs a second factor; sign in once with your password and set one up, then the directory opens this"
    " account · 您的岗位须有双因子，请先用口令登录并设置验证器，再使用统一认证"
)


@dataclass(frozen=True, slots=True)
class Proved:
    """Somebody whom the directory vouched for and who owes the code of their authenticator. ``link``: made then."""

    person_id: str
    link: DirectoryLink | None


def begin(gate: Gate, origin: str) -> tuple[str, str]:
    """The token of a sign-in that begins, for a cookie, and the address that the browser goes to."""
    try:
        begun, address = _provider(gate).begin(origin + PAGE, gate.clock.now())
    except DirectorySilent as problem:
        raise _refused(gate, None, "directory-silent", SILENT, str(problem)) from problem
    until = gate.clock.now() + timedelta(minutes=int(gate.pack.get("directory.answer_minutes")))
    return gate.pending.keep(begun, until), address


def finish(gate: Gate, token: str, code: str, state: str, issuer: str, client: Client) -> SignedIn | str:
    """A session for whoever came back, or the token to send the code of their authenticator with.

    Raises :class:`NotSignedIn` with a code that begins with "directory".
    """
    provider, now = _provider(gate), gate.clock.now()
    begun = gate.pending.take(Begun, token, now)
    if begun is None:
        raise _refused(gate, None, "directory-over", OVER, "over")
    if not is_same(begun.state, state) or issuer not in ("", provider.settings.issuer):
        raise _refused(gate, None, "directory-distrusted", DISTRUSTED, "state")
    try:
        entry = provider.finish(begun, code, now, int(gate.pack.get("directory.clock_skew_s")))
    except DirectoryDistrusted as problem:
        raise _refused(gate, None, "directory-distrusted", DISTRUSTED, str(problem)) from problem
    except DirectorySilent as problem:
        raise _refused(gate, None, "directory-silent", SILENT, str(problem)) from problem
    person, link = _who(gate, entry, provider.settings)
    gate.require_admitted(person, client)
    return _second(gate, person, link, entry, client)


def finish_with_code(gate: Gate, token: str, code: str, client: Client) -> SignedIn | str:
    """The same for who owed a code; another token where the code was wrong, so that they may try once more."""
    proved = gate.pending.take(Proved, token, gate.clock.now())
    person = gate.find_person(proved.person_id) if proved else None
    if proved is None or person is None:
        raise _refused(gate, None, "directory-over", OVER, "over")
    before, account = gate.count_try(person)
    try:
        step = gate.judge_code(person, before, account, code)
    except NotSignedIn:
        return _keep(gate, proved)
    return _open(gate, person, proved.link, client, step, second_factor=step > 0)


def _second(gate: Gate, person: Person, link: DirectoryLink | None, entry: Entry, client: Client) -> SignedIn | str:
    """In, or the code first, or neither: whose second factor counts."""
    account = gate.store.get_account(person.person_id)
    if is_locked(account, gate.clock.now()):
        raise gate.wrong(person, "locked")
    by_name = link is not None and account.password_hash is not None and must_have_second_factor(person, gate.pack)
    if entry.second_factor and not by_name:
        return _open(gate, person, link, client, 0, second_factor=True)
    if account.totp_secret is not None:
        return _keep(gate, Proved(person.person_id, link))
    if by_name:
        raise _refused(gate, person, "directory-first", FIRST, "second factor")
    if gate.owes_second_factor(person, account):
        why = "sign in with your passkey: it is your second factor · 请使用通行密钥登录"
        raise _refused(gate, person, "passkey", why, "passkey_due")
    return _open(gate, person, link, client, 0, second_factor=False)


def _open(
    gate: Gate, person: Person, link: DirectoryLink | None, client: Client, step: int, *, second_factor: bool
) -> SignedIn:
    if not person.active:
        raise _refused(gate, person, "directory-unknown", UNKNOWN, "disabled")
    if link is not None:
        try:  # before the account's wrong tries are forgotten: two entries may come at once
            gate.store.save_link(link, gate.note(person, "directory.link", person.person_id))
        except Conflict as problem:
            raise _refused(gate, person, "directory-unknown", UNKNOWN, "linked otherwise") from problem
    account = gate.passed(person, step, "sign_in")
    return gate.open(person, account, client, second_factor=second_factor, way="directory")


def _who(gate: Gate, entry: Entry, settings: DirectorySettings) -> tuple[Person, DirectoryLink | None]:
    """Who an entry is here, and the link to keep where there was none."""
    link = gate.store.find_link(entry.issuer, entry.subject)
    if link is not None:
        person = gate.find_person(link.person_id)
        if person is None or not person.active:
            raise _refused(gate, person, "directory-unknown", UNKNOWN, "disabled")
        return person, None
    login = entry.text(settings.claim)
    if settings.claim == "email" and entry.claims.get("email_verified") is not True:
        login = ""
    account = gate.store.find_account(login) if login else None
    person = gate.find_person(account.person_id) if account else _made(gate, entry, login, settings)
    if person is None or not person.active:
        raise _refused(gate, person, "directory-unknown", UNKNOWN, "no account")
    if any(known.person_id == person.person_id for known in gate.store.list_links()):
        raise _refused(gate, person, "directory-unknown", UNKNOWN, "linked otherwise")
    return person, DirectoryLink(person.person_id, entry.issuer, entry.subject, gate.clock.now())


def _made(gate: Gate, entry: Entry, login: str, settings: DirectorySettings) -> Person | None:
    """Somebody new, where settings say so; without a password."""
    if not settings.new_unit or not LOGIN.fullmatch(login):
        return None
    name = re.sub(r"\s+", " ", entry.text("name"))[:NAME_LENGTH] or login
    person = fresh_person(name, settings.new_unit, settings.new_roles)
    try:
        return make_person(gate, person, login, replace(person, name="directory"), password=False).person
    except InputError as problem:  # the unit of the settings is not there
        raise _refused(gate, None, "directory-unknown", UNKNOWN, str(problem)) from problem


def _keep(gate: Gate, proved: Proved) -> str:
    until = gate.clock.now() + timedelta(minutes=int(gate.pack.get("directory.answer_minutes")))
    return gate.pending.keep(proved, until)


def _provider(gate: Gate) -> Provider:
    if gate.provider is None:
        raise NotFound("no directory is configured; see docs/how-to/sign-in.md")
    return gate.provider


def _refused(gate: Gate, person: Person | None, code: str, words: str, why: str) -> NotSignedIn:
    """A refusal that says what to do; the audit says why. Nothing that the directory told of a person is in either."""
    subject = person.person_id if person else ""
    gate.store.append_audit(gate.note(None, "refused.sign_in", subject, f"directory: {why}"[:200]))
    return NotSignedIn(words, code)
