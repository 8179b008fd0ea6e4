"""What must hold of units, accounts, sessions and credentials, whatever the store is made of."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from daoan.terms.errors import Conflict, Fault, InputError
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.credentials import DirectoryLink, Passkey
from daoan.terms.records.people import Account, Session
from daoan.terms.units import Unit


def fold_login(login: str) -> str:
    """A login name as it is looked up: in small letters, without blanks around it."""
    return login.strip().casefold()


def require_place(unit: Unit, find: Callable[[str], Unit | None]) -> None:
    """Raises :class:`InputError` where a unit's parent is not kept, or stands under the unit itself."""
    above = unit.parent
    while above is not None:
        parent = find(above)
        if above == unit.unit_id or parent is None:
            raise InputError(f"unit {unit.unit_id!r} stands under {above!r}, which does not exist or stands under it")
        above = parent.parent


def in_tree_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Units with every parent right before what stands under it, siblings by id."""
    below: dict[str | None, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: u.unit_id, reverse=True):
        below[unit.parent].append(unit)
    ordered, waiting = [], list(below[None])
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += below[unit.unit_id]
    return tuple(ordered)


def require_account(account: Account, kept: Account | None, namesake: Account | None) -> None:
    """Raises :class:`Conflict` unless an account follows the kept one, and its login is nobody else's."""
    if not fold_login(account.login):
        raise InputError("an account has a login name")
    if account.version != (0 if kept is None else kept.version) + 1:
        raise Conflict("this account has changed since it was read; read it again and decide anew")
    if namesake is not None and namesake.person_id != account.person_id:
        raise Conflict("this login name is another account's; choose another")


def merge_session(session: Session, kept: Session | None, audit: AuditNote | None) -> Session:
    """A session as it is to be kept: one that was revoked stays so, whatever a slower request still knew.

    Without a note it was seen again, which moves ``seen_at`` and nothing else.
    """
    if kept is None:
        if audit is None:
            raise Fault("a session that begins is an event; give its note")
        return session
    if (session.token_hash, session.person_id) != (kept.token_hash, kept.person_id):
        raise Fault("a session keeps its token and its person")
    seen_at = max(session.seen_at, kept.seen_at)
    if audit is None:
        return replace(kept, seen_at=seen_at)
    return replace(session, seen_at=seen_at, revoked_at=kept.revoked_at or session.revoked_at)


def require_token(session: Session, namesake: Session | None) -> None:
    """Raises :class:`Conflict` where a token is another session's."""
    if namesake is not None and namesake.session_id != session.session_id:
        raise Conflict("this token is another session's")


def require_passkey(passkey: Passkey, kept: Passkey | None, namesake: Passkey | None) -> None:
    """Raises :class:`Conflict` unless a passkey follows the kept one, and its credential is no other passkey's."""
    if passkey.version != (0 if kept is None else kept.version) + 1:
        raise Conflict("this passkey was used or removed since it was read; try again")
    if namesake is not None and namesake.passkey_id != passkey.passkey_id:
        raise Conflict("this passkey is known already · 该通行密钥已登记")
    if kept is not None and _of(passkey) != _of(kept):
        raise Fault("a passkey keeps its person, its credential and its key")


def _of(passkey: Passkey) -> tuple[str, str, bytes]:
    return passkey.person_id, passkey.credential_id, passkey.public_key


def require_link(link: DirectoryLink, kept: DirectoryLink | None, namesake: DirectoryLink | None) -> None:
    """Raises :class:`Conflict` where a person is another entry already, or the entry is another person."""
    same = (link.issuer, link.subject)
    if kept is not None and (kept.issuer, kept.subject) != same:
        raise Conflict("this person is another entry of the directory already; take that link away first")
    if namesake is not None and namesake.person_id != link.person_id:
        raise Conflict("this entry of the directory is somebody else already")
