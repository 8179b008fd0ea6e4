"""People and their accounts, made and changed; passwords that are given out are random and shown once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from daoan.act.access.duties import duties_refusal, must_have_second_factor, password_refusal
from daoan.act.access.lockout import is_locked
from daoan.api.gate import Gate
from daoan.edge.passwords import hash_password
from daoan.edge.tokens import make_id, make_password
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.people import Account, Person
from daoan.terms.roles import Role

LOGIN = re.compile(r"[\w.-]{2,40}")
NAME_LENGTH = 80

#: Whoever works at the machine itself, by the command line.
TERMINAL = Person("terminal", "terminal", "", ())


@dataclass(frozen=True, slots=True)
class Given:
    """An account with the password that was given to it; it is shown once and kept nowhere."""

    person: Person
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as whoever manages people sees them."""

    person: Person
    login: str = ""  # for somebody without an account
    locked: bool = False
    second_factor: bool = False  # an authenticator whose codes are asked for
    second_factor_due: bool = False
    must_change: bool = False
    has_password: bool = False
    passkeys: int = 0
    directory: bool = False  # linked to an entry of the city's own directory


def said(text: Text) -> str:
    """A refusal in both languages."""
    return f"{text.en} · {text.zh}"


def make_person(
    gate: Gate, person: Person, login: str, by: Person, *, must_change: bool = True, password: bool = True
) -> Given:
    """Keep a new person with an account and a random password; without one for who comes by the directory only.

    Raises :class:`InputError` for a name, login, unit or roles that cannot be, :class:`Conflict` for a login in use.
    """
    _require_person(gate, person)
    if not LOGIN.fullmatch(login):
        raise InputError("a login has 2 to 40 letters, digits, dots or dashes · 登录名为2至40个字母、数字、点或短横")
    if gate.store.find_account(login) is not None:
        raise Conflict(f"the login {login!r} is in use · 登录名已被使用")
    word = make_password() if password else ""
    hashed = hash_password(word) if password else None
    account = Account(person.person_id, login, hashed, must_change=must_change and password)
    gate.store.save_person(person, gate.note(by, "person.add", person.person_id, ",".join(person.roles)))
    gate.store.save_account(account, gate.note(by, "account.add", person.person_id))
    return Given(person, login, word)


def change_person(gate: Gate, person: Person, by: Person) -> None:
    """Keep a person's new name, unit, roles or leave; whoever leaves or changes roles is signed out.

    No browser of somebody who left is told of anything.
    """
    _require_person(gate, person)
    if person.person_id == by.person_id:
        raise InputError("nobody changes their own account here · 不得修改本人账号")
    before = gate.store.get_person(person.person_id)
    gate.store.save_person(person, gate.note(by, "person.change", person.person_id, ",".join(person.roles)))
    if not person.active:
        forget_browsers(gate, person, by)
    if not person.active or (before.roles, before.unit_id) != (person.roles, person.unit_id):
        gate.close_all(person.person_id, by)


def reset_password(gate: Gate, person: Person, by: Person, *, second_factor: bool = False) -> Given:
    """A new random password; ends the rest after wrong tries and every session.

    ``second_factor``: take it away too, passkeys, browsers and all, for a lost telephone.
    """
    password = make_password()
    hashed = hash_password(password)

    def reset(account: Account) -> Account:
        secret = None if second_factor else account.totp_secret
        return replace(
            account, password_hash=hashed, must_change=not person.demo, totp_secret=secret, failures=0,
            locked_until=None, version=account.version + 1,
        )  # fmt: skip

    account = gate.change(person, reset, "account.reset", by)
    for passkey in gate.store.list_passkeys(person.person_id) if second_factor else ():
        gate.store.remove_passkey(passkey.passkey_id, gate.note(by, "passkey.remove", passkey.passkey_id))
    if second_factor:
        forget_browsers(gate, person, by)
    gate.close_all(person.person_id, by)
    return Given(person, account.login, password)


def forget_browsers(gate: Gate, person: Person, by: Person) -> None:
    """No browser of theirs is told of anything any more."""
    own = [browser.browser_id for browser in gate.store.list_browsers(person.person_id)]
    gate.store.remove_browsers(own, gate.note(by, "browser.remove", person.person_id))


def choose_password(gate: Gate, person: Person, password: str) -> Account:
    """Keep a password of the person's own choice. Raises :class:`InputError` where the rules refuse it."""
    account = gate.store.get_account(person.person_id)
    refused = password_refusal(password, account.login, gate.pack)
    if refused is not None:
        raise InputError(said(refused))
    hashed = hash_password(password)
    return gate.change(
        person, lambda a: replace(a, password_hash=hashed, must_change=False, version=a.version + 1), "password.change"
    )


def list_lines(gate: Gate, units: Sequence[str] | None = None) -> list[PersonLine]:
    """People of some units, or all, by unit and name."""
    people = [p for p in gate.store.list_people() if units is None or p.unit_id in units]
    accounts = {account.person_id: account for account in gate.store.list_accounts()}
    passkeys, linked = gate.store.count_passkeys(), {link.person_id for link in gate.store.list_links()}
    return [
        _line(gate, p, accounts.get(p.person_id), passkeys.get(p.person_id, 0), p.person_id in linked)
        for p in sorted(people, key=lambda p: (p.unit_id, p.name, p.person_id))
    ]


def line_of(gate: Gate, person: Person) -> PersonLine:
    """One person with the state of their account."""
    return next(line for line in list_lines(gate, [person.unit_id]) if line.person.person_id == person.person_id)


def _line(gate: Gate, person: Person, account: Account | None, passkeys: int, linked: bool) -> PersonLine:
    if account is None:
        return PersonLine(person)
    has = account.totp_secret is not None
    return PersonLine(
        person=person,
        login=account.login,
        locked=is_locked(account, gate.clock.now()),
        second_factor=has,
        second_factor_due=not has and passkeys == 0 and must_have_second_factor(person, gate.pack),
        must_change=account.must_change,
        has_password=account.password_hash is not None,
        passkeys=passkeys,
        directory=linked,
    )


def find_by_login(gate: Gate, login: str) -> Person:
    """The person of a login. Raises :class:`NotFound`."""
    account = gate.store.find_account(login)
    if account is None:
        raise NotFound(f"nobody signs in as {login!r} · 没有此登录名")
    return gate.store.get_person(account.person_id)


def fresh_person(name: str, unit_id: str, roles: Sequence[Role], *, demo: bool = False) -> Person:
    """A person under a new id; the name trimmed."""
    return Person(make_id("p"), name.strip(), unit_id, tuple(roles), demo=demo)


def _require_person(gate: Gate, person: Person) -> None:
    refused = duties_refusal(person.roles)
    if refused is not None:
        raise InputError(said(refused))
    if not 1 <= len(person.name) <= NAME_LENGTH:
        raise InputError(f"a name has 1 to {NAME_LENGTH} characters · 姓名为1至{NAME_LENGTH}个字符")
    if all(unit.unit_id != person.unit_id for unit in gate.store.list_units()):
        raise InputError(f"there is no unit {person.unit_id!r}; see: daoan people units · 单位不存在")
