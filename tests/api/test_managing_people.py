"""Who may manage whom, and how far."""

import pytest

from daoan.terms.roles import Role

from .gate_given import Door

PEOPLE = "/api/v1/people"


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.fixture(scope="module")
def manager(door):
    """The administrator of the eastern brigade, by a session with a second factor."""
    from dataclasses import replace

    boss = door.add("east-boss", Role.ADMINISTRATOR, unit="east")
    door.gate.change(boss, lambda a: replace(a, totp_secret="set", version=a.version + 1), "test")
    client = door.client(token=door.token(boss))
    client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
    client.person = boss
    return client


def form(**more) -> dict:
    return {"name": "Zhao", "login": "zhao", "unit_id": "east-1", "roles": ["officer"]} | more


def test_a_new_person_gets_a_password_once_and_must_change_it(door, manager) -> None:
    answer = manager.post(PEOPLE, json=form(login="zhao1"))
    assert answer.status_code == 201
    given = answer.json()
    assert given["line"]["must_change"] is True
    assert given["password"] not in manager.get(PEOPLE).text
    assert door.sign_in(door.client(), "zhao1", given["password"]).json()["must_change"] is True
    assert "person.add" in door.actions()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"unit_id": "west"}, 404),
        ({"unit_id": "city"}, 404),
        ({"unit_id": "nowhere"}, 404),
        ({"roles": []}, 422),
        ({"roles": ["emperor"]}, 422),
        ({"roles": ["administrator", "auditor"]}, 422),
        ({"roles": ["administrator", "officer"]}, 422),
        ({"login": "a b"}, 422),
        ({"login": "x"}, 422),
        ({"name": "  "}, 422),
        ({"login": "EAST-BOSS"}, 409),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nobody(door, manager, wrong, status) -> None:
    before = door.store.list_people()
    assert manager.post(PEOPLE, json=form(login="zhao2") | wrong).status_code == status
    assert door.store.list_people() == before


def test_people_of_other_units_are_not_there(door, manager) -> None:
    far = door.add("far", Role.OFFICER, unit="west")
    above = door.add("above", Role.LEADER, unit="city")
    seen = {line["login"] for line in manager.get(PEOPLE).json()}
    assert "east-boss" in seen
    assert not {"far", "above"} & seen
    change = {"name": "X", "unit_id": "east", "roles": ["officer"]}
    for person in (far, above):
        assert manager.put(f"{PEOPLE}/{person.person_id}", json=change).status_code == 404
        assert manager.post(f"{PEOPLE}/{person.person_id}/password", json={}).status_code == 404
    assert manager.put(f"{PEOPLE}/nobody", json=change).status_code == 404


def test_nobody_changes_themselves(door, manager) -> None:
    own = manager.person.person_id
    change = {"name": "X", "unit_id": "east", "roles": ["auditor"]}
    assert manager.put(f"{PEOPLE}/{own}", json=change).status_code == 422
    assert manager.post(f"{PEOPLE}/{own}/password", json={}).status_code == 422
    assert door.store.get_person(own).roles == (Role.ADMINISTRATOR,)


def test_a_new_role_signs_the_person_out_so_that_the_old_one_does_not_linger(door, manager) -> None:
    person = door.add("qian", Role.BRIGADE, unit="east")
    client = door.client(token=door.token(person))
    change = {"name": "Qian", "unit_id": "east", "roles": ["visitor"]}
    assert manager.put(f"{PEOPLE}/{person.person_id}", json=change).status_code == 200
    assert client.get("/api/v1/session").status_code == 401


def test_a_reset_ends_the_rest_and_the_sessions_and_the_second_factor_where_asked(door, manager) -> None:
    from dataclasses import replace

    person = door.add("sun", Role.OFFICER, unit="east-1")
    door.gate.change(person, lambda a: replace(a, totp_secret="lost", version=a.version + 1), "test")
    client = door.client(token=door.token(person))
    for _ in range(5):
        door.sign_in(door.client(), "sun", "wrong")
    assert next(r for r in manager.get(PEOPLE).json() if r["login"] == "sun")["locked"] is True
    given = manager.post(f"{PEOPLE}/{person.person_id}/password", json={"second_factor": True}).json()
    assert given["line"]["locked"] is given["line"]["second_factor"] is False
    assert client.get("/api/v1/session").status_code == 401
    assert door.sign_in(door.client(), "sun").status_code == 401, "the old password"
    assert door.sign_in(door.client(), "sun", given["password"]).status_code == 200


def line_of(manager, login: str) -> dict:
    return next(row for row in manager.get(PEOPLE).json() if row["login"] == login)


def change_of(person, **more) -> dict:
    return {"name": person.name, "unit_id": person.unit_id, "roles": list(person.roles)} | more


def test_a_second_factor_may_be_asked_of_anybody_and_then_nothing_goes_without(door, manager) -> None:
    person = door.add("lin", Role.OFFICER, unit="east")
    client = door.client(token=door.token(person, second_factor=False))
    assert client.get("/api/v1/units").status_code == 200
    path = f"{PEOPLE}/{person.person_id}"
    line = manager.put(path, json=change_of(person, second_factor_required=True)).json()
    assert (line["person"]["second_factor_required"], line["second_factor_due"]) == (True, True)
    refused = client.get("/api/v1/units")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:daoan:problem:second-factor-due")
    assert client.get("/api/v1/session").json()["second_factor_due"] is True
    assert manager.put(path, json=change_of(person)).json()["person"]["second_factor_required"] is True, "as it was"
    manager.put(path, json=change_of(person, second_factor_required=False))
    assert client.get("/api/v1/units").status_code == 200


def test_somebody_may_be_added_without_a_password_for_the_directory(door, manager) -> None:
    given = manager.post(PEOPLE, json=form(login="zhou", password=False)).json()
    assert (given["password"], given["line"]["has_password"], given["line"]["must_change"]) == ("", False, False)
    for guess in ("", "None"):
        assert door.sign_in(door.client(), "zhou", guess).status_code == 401


def test_all_sessions_of_somebody_are_ended_at_once(door, manager) -> None:
    person, far = door.add("he", Role.OFFICER, unit="east-1"), door.add("far2", Role.OFFICER, unit="west")
    clients = [door.client(token=door.token(person)) for _ in range(2)]
    other = door.client(token=door.token(far))
    assert manager.delete(f"{PEOPLE}/{person.person_id}/sessions").status_code == 204
    assert [c.get("/api/v1/session").status_code for c in clients] == [401, 401]
    assert manager.delete(f"{PEOPLE}/{far.person_id}/sessions").status_code == 404
    assert other.get("/api/v1/session").status_code == 200


def test_passkeys_are_counted_and_go_with_the_second_factor_of_a_lost_telephone(door, manager) -> None:
    from daoan.terms.records.credentials import Passkey

    person = door.add("he2", Role.OFFICER, unit="east-1")
    for name in ("k1", "k2"):
        kept = Passkey(name, f"c-{name}", person.person_id, b"", 0, "phone", door.clock.at)
        door.store.save_passkey(kept, door.gate.note(person, "test"))
    assert line_of(manager, "he2")["passkeys"] == 2
    manager.post(f"{PEOPLE}/{person.person_id}/password", json={})
    assert line_of(manager, "he2")["passkeys"] == 2
    given = manager.post(f"{PEOPLE}/{person.person_id}/password", json={"second_factor": True}).json()
    assert given["line"]["passkeys"] == 0
    assert door.actions().count("passkey.remove") == 2


def test_a_link_to_the_directory_is_taken_away_so_that_another_entry_may_be_that_person(door, manager) -> None:
    from daoan.terms.records.credentials import DirectoryLink

    person, far = door.add("tao", Role.OFFICER, unit="east-1"), door.add("far3", Role.OFFICER, unit="west")
    for who in (person, far):
        link = DirectoryLink(who.person_id, "https://login.example.org", who.person_id, door.clock.at)
        door.store.save_link(link, door.gate.note(who, "test"))
    client = door.client(token=door.token(person))
    assert line_of(manager, "tao")["directory"] is True
    assert manager.delete(f"{PEOPLE}/{person.person_id}/directory").json()["directory"] is False
    assert client.get("/api/v1/session").status_code == 401
    assert manager.delete(f"{PEOPLE}/{person.person_id}/directory").status_code == 404
    assert manager.delete(f"{PEOPLE}/{far.person_id}/directory").status_code == 404
    assert len(door.store.list_links()) == 1
