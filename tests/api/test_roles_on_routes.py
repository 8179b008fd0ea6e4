"""Every route, asked for by nobody, by every role, and by a page of somebody else."""

import re

import pytest
from fastapi import APIRouter

from daoan.api import server
from daoan.api.guard import Needs, Public, declarations
from daoan.api.server import create_app
from daoan.terms.errors import Fault
from daoan.terms.records.people import Account
from daoan.terms.roles import PERMISSIONS, Permission, Role

from .gate_given import Door, desk_over

#: What anybody may ask for, signed in or not. A route that is added here is a decision.
OPEN = {
    ("GET", "/{path:path}"),
    ("HEAD", "/{path:path}"),  # the console's files; under /api it refuses
    ("GET", "/api/v1/health"),
    ("GET", "/api/v1/session"),
    ("POST", "/api/v1/session"),
    ("GET", "/api/v1/session/ways"),
    ("POST", "/api/v1/session/passkey/options"),
    ("POST", "/api/v1/session/passkey"),
    ("POST", "/api/v1/session/directory"),
    ("POST", "/api/v1/session/directory/answer"),
    ("POST", "/api/v1/session/directory/code"),
    ("POST", "/api/v1/advice/messages"),  # signed by the city's gateway instead (test_advice_duty)
    ("GET", "/api/v1/openapi.json"),
    ("HEAD", "/api/v1/openapi.json"),
}
#: What a villager may ask for by a code or a receipt, while the settings open that door; else it is not there.
VILLAGERS = {
    ("GET", "/api/v1/report/{code}"),
    ("POST", "/api/v1/report/{code}"),
    ("GET", "/api/v1/report/receipts/{receipt}"),
}
#: What a reader of open data may ask for, while the settings open that door (test_open_data).
READERS = {("GET", "/api/v1/open"), ("GET", "/api/v1/open/{version}/{name}")}
DOORS = VILLAGERS | READERS
#: Not told by one request: a stream that stays open.
STREAMS = {"/api/v1/work/news"}


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.fixture(scope="module")
def people(door) -> dict:
    """One person a role; no passwords, since hashing thirteen takes its time."""
    from daoan.api.accounts import TERMINAL, fresh_person

    made = {}
    for role in Role:
        person = fresh_person(role, "city", [role])
        door.store.save_person(person, door.gate.note(TERMINAL, "person.add"))
        account = Account(person.person_id, role, None, totp_secret="set")
        door.store.save_account(account, door.gate.note(TERMINAL, "account.add"))
        made[role] = person
    return made


def routes(door: Door) -> list[tuple[str, str, tuple]]:
    return [(method, d.path, d.asks) for d in declarations(door.app) for method in sorted(d.methods)]


def address(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "x", path)


def ask(client, method: str, path: str, **headers: str):
    return client.request(method, address(path), headers=headers, json={} if method in ("POST", "PUT") else None)


def test_the_walk_sees_the_routes(door) -> None:
    paths = {path for _, path, _ in routes(door)}
    assert len(paths) > 40
    assert {"/api/v1/segments/{segment_id}", "/api/v1/people", "/api/v1/tiles/{layer}/{z}/{x}/{y}.mvt"} <= paths


def test_open_to_everybody_is_only_what_is_listed(door) -> None:
    silent = {(method, path) for method, path, asks in routes(door) if not any(isinstance(a, Needs) for a in asks)}
    assert silent == OPEN | DOORS
    by_that_door = {(m, path) for m, path, asks in routes(door) if Public(villagers=True) in asks}
    assert by_that_door == VILLAGERS
    assert {(m, path) for m, path, asks in routes(door) if Public(open_data=True) in asks} == READERS


def test_the_door_of_villagers_is_shut_unless_the_settings_open_it(door) -> None:
    client = door.client()
    assert door.gate.entrances.villagers is False
    for method, path in VILLAGERS:
        answer = ask(client, method, path)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:daoan:problem:not-found")
        assert "not open here" in answer.json()["detail"]


def test_nobody_gets_anywhere_without_a_session(door) -> None:
    client = door.client()
    for method, path, _ in routes(door):
        if (method, path) not in OPEN | DOORS:
            answer = ask(client, method, path)
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["type"] == "urn:daoan:problem:not-signed-in"


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_what_its_permissions_name_and_nothing_else(door, people, role) -> None:
    token = door.token(people[role])
    client = door.client(token=token)
    csrf = client.get("/api/v1/session").json()["csrf"]
    leave = ("DELETE", "/api/v1/session")
    walk = [r for r in routes(door) if (r[0], r[1]) not in OPEN | DOORS and r[1] not in STREAMS]
    for method, path, asks in sorted(walk, key=lambda r: r[:2] == leave):
        wanted = [a.permissions for a in asks if isinstance(a, Needs)]
        may = all(not named or PERMISSIONS[role] & set(named) for named in wanted)
        answer = ask(client, method, path, **{"X-CSRF-Token": csrf})
        if may:
            assert answer.status_code not in (401, 403), f"{role} {method} {path}: {answer.text}"
        else:
            assert answer.status_code == 403, f"{role} {method} {path}: {answer.status_code}"
            assert answer.json()["type"] == "urn:daoan:problem:not-allowed"


def test_roles_that_see_no_risk_see_none(door, people) -> None:
    """The table itself, at the places where a slip would hurt, written out by hand."""
    for role, path, status in (
        (Role.WARDEN, "/api/v1/segments", 403),
        (Role.COMPANY, "/api/v1/crashes", 403),
        (Role.VISITOR, "/api/v1/people", 403),
        (Role.COMMANDER, "/api/v1/people", 403),
        (Role.AUDITOR, "/api/v1/people", 403),
        (Role.ADMINISTRATOR, "/api/v1/people", 200),
        (Role.WARDEN, "/api/v1/units", 200),
        (Role.WARDEN, "/api/v1/meta", 200),
    ):
        assert door.client(token=door.token(people[role])).get(path).status_code == status, (role, path)


def test_refusals_are_in_the_audit_with_the_route_and_not_the_name_asked_for(door, people) -> None:
    door.client(token=door.token(people[Role.WARDEN])).get("/api/v1/crashes/secret-name")
    note = door.store.last_audit().note
    assert (note.action, note.person_id) == ("refused.not-allowed", people[Role.WARDEN].person_id)
    assert "secret-name" not in f"{note}"
    assert note.subject == "GET /crashes/{crash_id:path}"


def test_a_change_without_the_word_of_the_session_is_refused(door, people) -> None:
    client = door.client(token=door.token(people[Role.COMMANDER]))
    for method, path, _ in routes(door):
        if method not in ("GET", "HEAD") and (method, path) not in OPEN | DOORS:
            for headers in ({}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "é".encode()}):
                answer = ask(client, method, path, **headers)
                assert answer.status_code == 403, f"{method} {path}"
                assert answer.json()["type"] == "urn:daoan:problem:csrf"


def test_the_word_of_another_session_does_not_count(door, people) -> None:
    other = door.client(token=door.token(people[Role.ANALYST])).get("/api/v1/session").json()["csrf"]
    client = door.client(token=door.token(people[Role.COMMANDER]))
    assert ask(client, "DELETE", "/api/v1/session", **{"X-CSRF-Token": other}).status_code == 403


def test_a_route_that_declares_nothing_keeps_the_application_from_starting(door, monkeypatch) -> None:
    bare = APIRouter()

    @bare.get("/bare", summary="nothing declared")
    def get_bare() -> None:
        return None

    former = server.routes_of
    monkeypatch.setattr(server, "routes_of", lambda desk: (*former(desk), (bare, [])))
    with pytest.raises(Fault, match="/api/v1/bare"):
        create_app(desk_over(door.store, door.clock))


def test_declarations_are_of_two_kinds(door) -> None:
    assert all(isinstance(a, Needs | Public) for _, _, asks in routes(door) for a in asks)
    assert Permission.MANAGE_PEOPLE in {
        p for _, _, asks in routes(door) for a in asks if isinstance(a, Needs) for p in a.permissions
    }
