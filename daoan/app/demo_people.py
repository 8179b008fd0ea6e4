"""Accounts of the demo: one a role, passwords random and told once, gone when own data comes in."""

from dataclasses import dataclass, replace

from daoan.api.accounts import TERMINAL, Given, change_person, fresh_person, make_person
from daoan.api.gate import DEMO
from daoan.app.demo_units import demo_units
from daoan.app.organisation import place_of
from daoan.app.people import gate_of, keep_units
from daoan.app.workspace import Workspace
from daoan.terms.estimates import Text
from daoan.terms.roles import ROLE_NAMES, Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What the table of accounts shows: whose it is, and how to sign in."""

    role: Text
    unit: Text
    login: str
    password: str


def begin_demo(workspace: Workspace) -> None:
    """Mark a fresh workspace as one of the demo; one that holds anything stays what it is."""
    store = workspace.store
    if store.find_setting(DEMO) is None and not store.list_receipts() and not store.list_people():
        store.put_setting(DEMO, value=True)


def is_demo(workspace: Workspace) -> bool:
    """Whether accounts of the demo work here."""
    return workspace.store.find_setting(DEMO) is True


def make_demo_people(workspace: Workspace) -> list[DemoAccount]:
    """Units and one account a role with their passwords; none where there are accounts already, or this is no demo."""
    if not is_demo(workspace) or workspace.store.list_people():
        return []
    units = demo_units(workspace.city)
    keep_units(workspace, units)
    names = {unit.unit_id: unit.name for unit in units}
    made = [(role, _make(workspace, role)) for role in Role]
    return [DemoAccount(ROLE_NAMES[role], names[g.person.unit_id], g.login, g.password) for role, g in made]


def _make(workspace: Workspace, role: Role) -> Given:
    name = ROLE_NAMES[role]
    person = fresh_person(f"{name.zh} {name.en}", place_of(role, workspace.city), [role], demo=True)
    return make_person(gate_of(workspace), person, role.value, TERMINAL, must_change=False)


def end_demo(workspace: Workspace) -> None:
    """Own data comes in: accounts of the demo work no more, and never will here again."""
    if not is_demo(workspace):
        return
    workspace.store.put_setting(DEMO, value=False)
    for person in workspace.store.list_people():
        if person.demo and person.active:
            change_person(gate_of(workspace), replace(person, active=False), TERMINAL)
