"""Units, people, accounts and sessions."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.sql.bulk import put, select_by_name
from daoan.store.sql.work_tables import accounts, people, sessions, units
from daoan.store.standing import (
    fold_login,
    in_tree_order,
    merge_session,
    require_account,
    require_place,
    require_token,
)
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person, Session
from daoan.terms.units import Unit

R = TypeVar("R")


def save_unit(connection: Connection, unit: Unit) -> None:
    """Keep a unit below one that is there."""
    payload = require_record(unit)
    require_place(unit, lambda unit_id: _find(connection, Unit, units, units.c.unit_id == unit_id))
    put(connection, units, {"unit_id": unit.unit_id, "payload": payload})


def list_units(connection: Connection) -> tuple[Unit, ...]:
    """Every unit, parents before children."""
    return _read_units(tuple(connection.scalars(select(units.c.payload).order_by(units.c.unit_id))))


@lru_cache(maxsize=4)
def _read_units(payloads: tuple[str, ...]) -> tuple[Unit, ...]:
    """Units as rows tell them; asked for with every request, and hardly ever others."""
    return in_tree_order(serial.unpack_all(Unit, payloads))


def save_person(connection: Connection, person: Person) -> None:
    """Keep a person."""
    put(connection, people, {"person_id": person.person_id, "payload": require_record(person)})


def get_person(connection: Connection, person_id: str) -> Person:
    """One person."""
    person = _find(connection, Person, people, people.c.person_id == person_id)
    if person is None:
        raise NotFound(f"no person {person_id!r}")
    return person


def list_people(connection: Connection) -> tuple[Person, ...]:
    """Everybody, by id."""
    query = select(people.c.payload).order_by(people.c.person_id)
    return tuple(serial.unpack_all(Person, connection.scalars(query).all()))


def list_named(connection: Connection, person_ids: Iterable[str]) -> tuple[Person, ...]:
    """The people of some ids, by id; those that are not there are left out."""
    rows = select_by_name(connection, select(people.c.payload), people.c.person_id, sorted(person_ids))
    return tuple(serial.unpack(Person, row.payload) for row in rows)


def save_account(connection: Connection, account: Account) -> None:
    """Keep an account that follows the kept one."""
    payload = require_record(account)
    require_account(account, find_account_of(connection, account.person_id), find_account(connection, account.login))
    row = {"person_id": account.person_id, "login": fold_login(account.login), "payload": payload}
    put(connection, accounts, row)


def find_account(connection: Connection, login: str) -> Account | None:
    """The account of a login name."""
    return _find(connection, Account, accounts, accounts.c.login == fold_login(login))


def find_account_of(connection: Connection, person_id: str) -> Account | None:
    """A person's account."""
    return _find(connection, Account, accounts, accounts.c.person_id == person_id)


def get_account(connection: Connection, person_id: str) -> Account:
    """A person's account."""
    account = find_account_of(connection, person_id)
    if account is None:
        raise NotFound(f"no account of {person_id!r}")
    return account


def save_session(connection: Connection, session: Session, note: AuditNote | None) -> None:
    """Keep a session, new or changed, or seen again."""
    require_record(session)
    kept = _find(connection, Session, sessions, sessions.c.session_id == session.session_id)
    merged = merge_session(session, kept, note)
    require_token(merged, find_session(connection, merged.token_hash))
    row: dict[str, Any] = {
        "session_id": merged.session_id,
        "token_hash": merged.token_hash,
        "person_id": merged.person_id,
        "created_at": serial.to_micros(merged.created_at),
        "payload": serial.pack(merged),
    }
    put(connection, sessions, row)


def find_session(connection: Connection, token_hash: str) -> Session | None:
    """The session of a token."""
    return _find(connection, Session, sessions, sessions.c.token_hash == token_hash)


_SIGNED = (
    select(sessions.c.payload, people.c.payload, accounts.c.payload)
    .join(people, people.c.person_id == sessions.c.person_id)
    .join(accounts, accounts.c.person_id == sessions.c.person_id)
)


def find_signed(connection: Connection, token_hash: str) -> tuple[Session, Person, Account] | None:
    """The session of a token with its person and account."""
    row = connection.execute(_SIGNED.where(sessions.c.token_hash == token_hash)).first()
    if row is None:
        return None
    return serial.unpack(Session, row[0]), serial.unpack(Person, row[1]), serial.unpack(Account, row[2])


def list_sessions(connection: Connection, person_id: str) -> tuple[Session, ...]:
    """A person's sessions, latest first."""
    table = sessions.c
    query = select(table.payload).where(table.person_id == person_id)
    rows = connection.scalars(query.order_by(table.created_at.desc(), table.session_id.desc())).all()
    return tuple(serial.unpack_all(Session, rows))


def _find(connection: Connection, kind: type[R], table: Table, where: ColumnElement[bool]) -> R | None:
    payload = connection.scalar(select(table.c.payload).where(where))
    return None if payload is None else serial.unpack(kind, payload)
