"""The gate: who is signed in, by their cookie; and how one comes to be.

Every try is counted before it is judged, every refusal says the same to whoever is not signed in, and takes as long.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from daoan.act.access.duties import must_have_second_factor, second_factor_due
from daoan.act.access.lockout import is_locked, succeeded, tried, untried
from daoan.act.access.sessions import SEEN_STEP, expires_at, is_valid
from daoan.api.pending import Pending
from daoan.api.signed import Client as Client
from daoan.api.signed import SignedIn as SignedIn
from daoan.edge.clock import Clock
from daoan.edge.directory import Provider
from daoan.edge.passwords import hash_password, is_weak, verify_password
from daoan.edge.tokens import hash_token, make_id, make_token
from daoan.edge.totp import find_step, open_secret
from daoan.store.browser_protocol import BrowserStore
from daoan.store.credentials_protocol import CredentialStore
from daoan.store.setting_protocol import SettingStore
from daoan.store.work_protocol import AuditStore, PeopleStore
from daoan.terms.entrances import HERE_ONLY, Entrances
from daoan.terms.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person, Session, Way
from daoan.terms.rulepacks import RulePack

#: The setting that ``daoan demo`` writes and own data clears.
DEMO = "demo_accounts"
MOST_TRIES = 50  # rewrites of one account that others change at the same time
CLIENT_LENGTH = 120

WRONG = "login, password or code is wrong, or the account rests for a while after too many tries"


class GateStore(PeopleStore, CredentialStore, BrowserStore, AuditStore, SettingStore, Protocol):
    """What the gate needs of a store."""


class Gate:
    """Turns cookies into people, and passwords into cookies. ``key`` seals secrets of second factors.

    Passkeys and the directory have rooms of their own (:mod:`daoan.api.passkeys`, :mod:`daoan.api.directory`), which
    count tries, write to the audit and open sessions here.
    """

    def __init__(
        self,
        store: GateStore,
        packs: Mapping[str, RulePack],
        clock: Clock,
        key: bytes,
        entrances: Entrances = HERE_ONLY,
        pending: Pending | None = None,
    ) -> None:
        self.store = store
        self.packs = packs
        self.clock = clock
        self.key = key
        self.entrances = entrances
        self.provider = Provider(entrances.directory) if entrances.directory else None
        self.pending = pending or Pending()

    @property
    def pack(self) -> RulePack:
        """The rules of signing in."""
        return self.packs["access"]

    def note(self, person: Person | None, action: str, subject: str = "", detail: str = "") -> AuditNote:
        """A line for the audit chain, as of now."""
        who, unit = (person.person_id, person.unit_id) if person else ("", "")
        return AuditNote(self.clock.now(), who, unit, action, subject=subject, detail=detail)

    def find(self, token: str, client: Client) -> SignedIn:
        """Whose session a cookie is. Raises :class:`NotSignedIn` where it is none, or no longer."""
        now = self.clock.now()
        found = self.store.find_signed(hash_token(token)) if token else None
        if found is None or not is_valid(found[0], now, self.pack):
            raise NotSignedIn("sign in first")
        session, person, account = found
        proved = session.second_factor or not self.owes_second_factor(person, account)
        if not person.active or not proved or not self.admits(person, client):
            raise NotSignedIn("sign in first")
        if now - session.seen_at >= SEEN_STEP:
            session = replace(session, seen_at=now)
            self.store.save_session(session, None)
        return SignedIn(session, person, account, token, second_factor_due(person, session, self.pack))

    def owes_second_factor(self, person: Person, account: Account) -> bool:
        """Whether somebody has a second factor that must be shown: a password alone opens nothing then.

        A passkey that nobody demanded leaves the password what it was.
        """
        if account.totp_secret is not None:
            return True
        return must_have_second_factor(person, self.pack) and bool(self.store.list_passkeys(person.person_id))

    def admits(self, person: Person, client: Client) -> bool:
        """Whether a person may come from there: demo accounts only from loopback, and only where all is a demo."""
        return not person.demo or (client.loopback and self.store.find_setting(DEMO) is True)

    def sign_in(self, login: str, password: str, code: str, client: Client) -> SignedIn:
        """A fresh session for whoever knows the password, and has the second factor where there is one.

        Raises :class:`NotSignedIn` for anything wrong, with code ``second-factor`` where only that is missing;
        :class:`NotAllowed` for a demo account where there is none to be.
        """
        account = self.store.find_account(login)
        person = self.find_person(account.person_id) if account else None
        if person is not None:
            self.require_admitted(person, client)
        if account is None or person is None or is_locked(account, self.clock.now()):
            verify_password(None, password)
            raise self.wrong(person, "locked" if person else "unknown")
        before, step = account, self.prove(person, password, code)
        if step == 0 and self.owes_second_factor(person, account):
            self.change(person, lambda a: untried(a, before), "sign_in.passkey_asked")
            self.store.append_audit(self.note(person, "refused.sign_in", detail="passkey_due"))
            raise NotSignedIn("sign in with your passkey: it is your second factor · 请使用通行密钥登录", "passkey")
        account = self.passed(person, step, "sign_in")
        if account.password_hash and is_weak(account.password_hash):
            hashed = hash_password(password)
            account = self.change(
                person, lambda a: replace(a, password_hash=hashed, version=a.version + 1), "password.stronger"
            )
        return self.open(person, account, client, second_factor=step > 0)

    def prove(self, person: Person, password: str, code: str) -> int:
        """That somebody knows their password and has their second factor; the half minute of the code, 0 without one.

        Raises :class:`NotSignedIn`; the try is counted.
        """
        before, account = self.count_try(person)
        if not verify_password(account.password_hash, password) or not person.active:
            raise self.wrong(person, "password" if person.active else "disabled")
        return self.judge_code(person, before, account, code)

    def count_try(self, person: Person) -> tuple[Account, Account]:
        """One more try, counted before it is judged; the account before and after. Raises :class:`NotSignedIn`."""
        now = self.clock.now()
        before = self.store.get_account(person.person_id)
        after = self.change(person, lambda a: None if is_locked(a, now) else tried(a, now, self.pack), "sign_in.try")
        return before, after

    def judge_code(self, person: Person, before: Account, account: Account, code: str) -> int:
        """The half minute of a code, 0 where the person has no authenticator. Raises :class:`NotSignedIn`."""
        if account.totp_secret is None:
            return 0
        if not code.strip():
            self.change(person, lambda a: untried(a, before), "sign_in.code_asked")
            raise NotSignedIn("the code of your authenticator is needed", "second-factor")
        secret = open_secret(self.key_of(person), account.totp_secret)
        step = find_step(secret, code, self.clock.now(), account.totp_step)
        if step is None:
            raise self.wrong(person, "code")
        return step

    def passed(self, person: Person, step: int, action: str) -> Account:
        """The account after it was proved; a code that somebody else used meanwhile counts no more."""

        def change(account: Account) -> Account | None:
            used = step > 0 and step <= account.totp_step
            return None if used else replace(succeeded(account), totp_step=max(step, account.totp_step))

        return self.change(person, change, action)

    def key_of(self, person: Person) -> bytes:
        """The key that a person's second factor is sealed with; nobody else's opens with it."""
        return self.key + person.person_id.encode() if self.key else b""

    def open(
        self, person: Person, account: Account, client: Client, *, second_factor: bool, way: Way = "password"
    ) -> SignedIn:
        """A session with a token of its own."""
        now, token = self.clock.now(), make_token()
        session = Session(
            session_id=make_id("s"),
            token_hash=hash_token(token),
            person_id=person.person_id,
            created_at=now,
            seen_at=now,
            expires_at=expires_at(now, self.pack),
            second_factor=second_factor,
            client=client.name[:CLIENT_LENGTH],
            way=way,
        )
        self.store.save_session(session, self.note(person, "session.open", session.session_id, way))
        return SignedIn(session, person, account, token, second_factor_due(person, session, self.pack))

    def close(self, session: Session, by: Person) -> None:
        """End a session."""
        ended = replace(session, revoked_at=self.clock.now())
        self.store.save_session(ended, self.note(by, "session.close", session.session_id))

    def close_all(self, person_id: str, by: Person) -> None:
        """End every session of a person that still counts."""
        for session in self.live_sessions(person_id):
            self.close(session, by)

    def live_sessions(self, person_id: str) -> list[Session]:
        """A person's sessions that still count, latest first."""
        now = self.clock.now()
        return [s for s in self.store.list_sessions(person_id) if is_valid(s, now, self.pack)]

    def change(
        self, person: Person, change: Callable[[Account], Account | None], action: str, by: Person | None = None
    ) -> Account:
        """Change a person's account, again where somebody else was first. Raises :class:`NotSignedIn` for ``None``.

        ``by``: who changes it, where that is not the person.
        """
        for _ in range(MOST_TRIES):
            after = change(self.store.get_account(person.person_id))
            if after is None:
                raise self.wrong(person, "locked")
            try:
                self.store.save_account(after, self.note(by or person, action, person.person_id))
            except Conflict:
                continue
            return after
        raise Conflict(f"the account of {person.person_id} is being changed by others; try again")

    def find_person(self, person_id: str) -> Person | None:
        """The person of an id, if any."""
        try:
            return self.store.get_person(person_id)
        except NotFound:
            return None

    def require_admitted(self, person: Person, client: Client) -> None:
        """Raises :class:`NotAllowed` where a person may not come from there."""
        if not self.admits(person, client):
            self.store.append_audit(self.note(person, "refused.sign_in", detail="demo"))
            raise NotAllowed("demo accounts work on this machine only, and only in a demo", "demo")

    def wrong(self, person: Person | None, why: str) -> NotSignedIn:
        """A refusal that tells whoever is outside nothing, and the audit why."""
        subject = person.person_id if person else ""  # never what was typed: some type their password into the login
        self.store.append_audit(self.note(None, "refused.sign_in", subject, why))
        return NotSignedIn(WRONG, "wrong")
