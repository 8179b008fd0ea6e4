"""People of a workspace: the first administrator, those who are added at the machine itself, and the organisation."""

from dataclasses import replace
from functools import partial

from daoan.api.accounts import (
    TERMINAL,
    Given,
    PersonLine,
    change_person,
    find_by_login,
    fresh_person,
    list_lines,
    make_person,
    reset_password,
)
from daoan.api.desk import Desk
from daoan.api.gate import DEMO, Gate
from daoan.api.shared import Shared
from daoan.app.messages import sms_secret_of
from daoan.app.organisation import root_of
from daoan.app.outlines import read_outlines
from daoan.app.subject_key import subject_key
from daoan.app.workspace import WEB, Workspace
from daoan.edge.clock import WallClock
from daoan.edge.keys import open_keyring
from daoan.terms.entrances import Entrances
from daoan.terms.errors import InputError
from daoan.terms.roles import Role
from daoan.terms.units import Unit

FIRST_LOGIN = "admin"


def desk_of(workspace: Workspace, shared: Shared | None = None) -> Desk:
    """The desk over a workspace, with the key that second factors are sealed with.

    ``shared``: what it shares with other processes of the same server; of its own, if it is the only one.
    """
    clock = WallClock()
    ring = open_keyring(workspace.config.keys / "second-factor.json", clock.now(), begun=has_second_factors(workspace))
    return Desk(
        workspace.store,
        workspace.city,
        workspace.packs,
        web=WEB,
        cache=workspace.cache,
        key=ring.sealer.key,
        subject_key=subject_key(workspace),
        sms_secret=sms_secret_of(workspace.config.outside),
        clock=clock,
        entrances=entrances_of(workspace),
        shared=shared,
        outlines=partial(read_outlines, workspace.config),
    )


def entrances_of(workspace: Workspace) -> Entrances:
    """The entrances of the settings; the demo of a simulated city takes villagers' reports unless they say "off"."""
    entrances, said = workspace.config.entrances, workspace.config.reports
    if said == "" and workspace.city.simulated and workspace.store.find_setting(DEMO) is True:
        return replace(entrances, villagers=True)
    return entrances


def has_second_factors(workspace: Workspace) -> bool:
    """Whether anybody's second factor was sealed already, so that its key must not be made anew."""
    return any(line.second_factor for line in list_people(workspace))


def gate_of(workspace: Workspace) -> Gate:
    """The gate of a workspace for work at the machine itself, where nobody signs in: it has no key."""
    return Gate(workspace.store, workspace.packs, WallClock(), b"")


def ensure_units(workspace: Workspace) -> None:
    """A workspace without units gets its topmost one."""
    if not workspace.store.list_units():
        keep_units(workspace, (root_of(workspace.city),))


def keep_units(workspace: Workspace, units: tuple[Unit, ...]) -> None:
    """Keep units, parents before children."""
    gate = gate_of(workspace)
    for unit in units:
        workspace.store.save_unit(unit, gate.note(TERMINAL, "unit.add", unit.unit_id))


def ensure_administrator(workspace: Workspace) -> Given | None:
    """The first administrator with their password, where nobody could sign in; ``None`` where somebody could."""
    people = workspace.store.list_people()
    if any(not p.demo for p in people) or (people and workspace.store.find_setting(DEMO) is True):
        return None
    ensure_units(workspace)
    unit = workspace.store.list_units()[0]
    person = fresh_person("Administrator 管理员", unit.unit_id, [Role.ADMINISTRATOR])
    return make_person(gate_of(workspace), person, _free_login(workspace), TERMINAL)


def _free_login(workspace: Workspace) -> str:
    taken = workspace.store.find_account(FIRST_LOGIN) is not None
    return FIRST_LOGIN if not taken else f"{FIRST_LOGIN}-1"


def add_person(workspace: Workspace, name: str, login: str, unit: str, roles: list[Role]) -> Given:
    """A new person with a random password. Raises what :func:`make_person` raises."""
    ensure_units(workspace)
    return make_person(gate_of(workspace), fresh_person(name, unit, roles), login, TERMINAL)


def list_people(workspace: Workspace) -> list[PersonLine]:
    """Everybody."""
    return list_lines(gate_of(workspace))


def reset(workspace: Workspace, login: str, *, second_factor: bool) -> Given:
    """A new random password for somebody; ``second_factor``: their second factor goes too."""
    gate = gate_of(workspace)
    return reset_password(gate, find_by_login(gate, login), TERMINAL, second_factor=second_factor)


def disable(workspace: Workspace, login: str) -> None:
    """Nobody signs in under that login any more; what they did stays under their name."""
    gate = gate_of(workspace)
    change_person(gate, replace(find_by_login(gate, login), active=False), TERMINAL)


def add_unit(workspace: Workspace, unit: Unit) -> None:
    """Keep a unit below one that there is. Raises :class:`InputError` without one."""
    ensure_units(workspace)
    if unit.parent not in {u.unit_id for u in workspace.store.list_units()}:
        raise InputError(f"there is no unit {unit.parent!r} to stand under; see: daoan people units · 上级单位不存在")
    keep_units(workspace, (unit,))
