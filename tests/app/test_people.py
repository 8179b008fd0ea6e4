"""The first administrator, accounts of the demo, and what ends them."""

from pathlib import Path

import pytest

from daoan.act.access.duties import duties_refusal
from daoan.api.gate import Client
from daoan.app.cities import find_city_plan
from daoan.app.demo_people import begin_demo, end_demo, is_demo, make_demo_people
from daoan.app.organisation import place_of, units_of
from daoan.app.people import add_person, desk_of, disable, ensure_administrator, gate_of, list_people, reset
from daoan.app.workspace import create_workspace, open_workspace
from daoan.config import read_config
from daoan.terms.errors import Conflict, InputError, NotAllowed, NotFound, NotSignedIn
from daoan.terms.roles import Role
from daoan.terms.units import UnitKind, UnitTree

HERE = Client(loopback=True, name="test")


@pytest.fixture
def workspace(tmp_path: Path):
    made = create_workspace(read_config({"workspace": tmp_path / "ws"}, {}), find_city_plan("leeds").city)
    yield made
    made.close()


def test_a_fresh_workspace_gets_one_administrator_once(workspace) -> None:
    given = ensure_administrator(workspace)
    assert given is not None
    assert given.person.roles == (Role.ADMINISTRATOR,)
    assert ensure_administrator(workspace) is None
    again = open_workspace(workspace.config)
    assert ensure_administrator(again) is None
    signed = desk_of(again).gate.sign_in(given.login, given.password, "", HERE)
    assert signed.account.must_change
    assert given.password not in (workspace.config.workspace / "daoan.db").read_bytes().decode("latin-1")
    again.close()


@pytest.mark.parametrize("name", ["leeds", "qingyang"])
def test_the_organisation_of_a_demo_is_a_tree_with_a_place_for_every_role(name) -> None:
    from daoan.app.leeds import LEEDS

    if name == "qingyang":
        from dataclasses import replace

        from daoan.terms.city import Area
        from daoan.town.names import COUNTIES

        city = replace(LEEDS, areas=tuple(Area(code, text) for code, text in COUNTIES.items()))
    else:
        city = LEEDS
    tree = UnitTree(units_of(city))
    assert tree.below("city") == tuple(u.unit_id for u in units_of(city)), "everything stands under the city"
    brigades = [u for u in tree.units.values() if u.kind is UnitKind.BRIGADE]
    assert [b.area for b in brigades] == [a.code for a in city.areas]
    assert all(place_of(role, city) in tree for role in Role)
    assert tree.within("village", "township")
    assert all(u.name.en and u.name.zh for u in tree.units.values())


def test_one_account_a_role_with_random_passwords_told_once(workspace) -> None:
    begin_demo(workspace)
    accounts = make_demo_people(workspace)
    assert [a.login for a in accounts] == [role.value for role in Role]
    assert len({a.password for a in accounts}) == len(Role)
    assert make_demo_people(workspace) == []
    assert ensure_administrator(workspace) is None, "the demo has its own"
    officer = next(a for a in accounts if a.login == "officer")
    gate = desk_of(workspace).gate
    signed = gate.sign_in("officer", officer.password, "", HERE)
    assert signed.person.demo
    assert not signed.second_factor_due
    admin = next(a for a in accounts if a.login == "administrator")
    assert not gate.sign_in("administrator", admin.password, "", HERE).second_factor_due

    end_demo(workspace)
    assert not is_demo(workspace)
    assert all(not line.person.active for line in list_people(workspace))
    with pytest.raises(NotAllowed, match="demo"):
        gate.sign_in("officer", officer.password, "", HERE)
    first = ensure_administrator(workspace)
    assert first is not None
    assert not first.person.demo
    begin_demo(workspace)
    assert not is_demo(workspace), "once real, never a demo again"


def test_a_workspace_with_data_of_its_own_never_becomes_a_demo(good) -> None:
    begin_demo(good)
    assert not is_demo(good)
    assert make_demo_people(good) == []


def test_own_data_ends_the_demo_before_it_is_read(workspace, tmp_path, monkeypatch) -> None:
    from typer.testing import CliRunner

    from daoan.cli import app

    begin_demo(workspace)
    folder = str(workspace.config.workspace)
    answer = CliRunner().invoke(app, ["ingest", "leeds", str(tmp_path / "nothing.csv"), "-w", folder])
    assert answer.exit_code != 0
    assert not is_demo(workspace)


def test_people_at_the_command_line(workspace) -> None:
    given = add_person(workspace, "Li", "li", "city", [Role.COMMANDER])
    with pytest.raises(Conflict):
        add_person(workspace, "Li", "LI", "city", [Role.COMMANDER])
    with pytest.raises(InputError, match="unit"):
        add_person(workspace, "Li", "li2", "moon", [Role.COMMANDER])
    gate = gate_of(workspace)
    assert gate.sign_in("LI", given.password, "", HERE).account.must_change
    fresh = reset(workspace, "li", second_factor=False)
    with pytest.raises(NotSignedIn):
        gate.sign_in("li", given.password, "", HERE)
    gate.sign_in("li", fresh.password, "", HERE)
    disable(workspace, "li")
    with pytest.raises(NotSignedIn):
        gate.sign_in("li", fresh.password, "", HERE)
    with pytest.raises(NotFound):
        reset(workspace, "nobody", second_factor=False)


def test_duties_that_are_kept_apart() -> None:
    assert duties_refusal([]) is not None
    for role in Role:
        alone, beside = duties_refusal([role]), duties_refusal([Role.ADMINISTRATOR, role])
        assert alone is None
        assert (beside is None) == (role in (Role.ADMINISTRATOR, Role.VISITOR)), role


def test_the_key_of_second_factors_stays_the_same_and_is_not_made_anew_when_lost(workspace) -> None:
    from dataclasses import replace

    given = ensure_administrator(workspace)
    first = desk_of(workspace).gate.key
    assert len(first) == 32
    assert desk_of(workspace).gate.key == first
    gate = gate_of(workspace)
    gate.change(given.person, lambda a: replace(a, totp_secret="sealed", version=a.version + 1), "test")
    (workspace.config.keys / "second-factor.json").unlink()
    with pytest.raises(NotFound, match="keys"):
        desk_of(workspace)
