"""Signing in and what people try at that door."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from daoan.api.gate import DEMO
from daoan.terms.roles import Role

from .gate_given import START, Door

SESSION, PASSWORD, TOTP = "/api/v1/session", "/api/v1/session/password", "/api/v1/session/totp"


@pytest.fixture
def door() -> Door:
    return Door()


def code_of(answer) -> str:
    return answer.json()["type"].removeprefix("urn:daoan:problem:")


def word(client) -> dict:
    return {"X-CSRF-Token": client.get(SESSION).json()["csrf"]}


def test_who_signs_in_is_told_who_they_are_and_gets_a_cookie_no_script_can_read(door) -> None:
    door.add("li", Role.BRIGADE, unit="east")
    client = door.client()
    answer = door.sign_in(client, "Li", door.passwords["li"])
    assert answer.status_code == 200
    body = answer.json()
    assert body["person"]["unit"] == {"unit_id": "east", "name": {"en": "east", "zh": "东"}, "kind": "brigade"}
    assert body["person"]["roles"] == ["brigade"]
    assert "issue" in body["person"]["permissions"]
    assert (body["must_change"], body["second_factor_due"], body["person"]["demo"]) == (False, False, False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie  # plain HTTP on loopback; over HTTPS it is
    assert client.get(SESSION).json() == body
    assert answer.headers["cache-control"] == "no-store"
    assert door.passwords["li"] not in f"{door.store.__dict__}"
    assert client.cookies["daoan_session"] not in f"{door.store.__dict__}"


def test_over_https_the_cookie_stays_there(door) -> None:
    door.add("li", Role.OFFICER)
    client = door.client()
    client.base_url = "https://127.0.0.1"
    assert "secure" in door.sign_in(client, "li").headers["set-cookie"].lower()


def test_the_answer_does_not_tell_whether_a_login_exists(door) -> None:
    door.add("li", Role.OFFICER)
    wrong, nobody = door.sign_in(door.client(), "li", "x"), door.sign_in(door.client(), "nobody", "x")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.content == nobody.content
    typed = "my password typed into the wrong field"
    door.sign_in(door.client(), typed, "x")
    assert typed not in f"{door.store.list_audit()}"


def test_a_session_that_somebody_planted_is_not_the_one_after_signing_in(door) -> None:
    door.add("li", Role.OFFICER)
    client = door.client(token="planted-by-somebody-else")
    door.sign_in(client, "li")
    assert door.client(token="planted-by-somebody-else").get(SESSION).status_code == 401
    first = client.cookies["daoan_session"]
    door.sign_in(client, "li")
    assert client.cookies["daoan_session"] != first
    assert door.client(token=first).get(SESSION).status_code == 401, "the session before ends"


def test_another_site_cannot_sign_somebody_in(door) -> None:
    door.add("li", Role.OFFICER)
    client = door.client()
    client.headers["Sec-Fetch-Site"] = "cross-site"
    answer = door.sign_in(client, "li")
    assert (answer.status_code, code_of(answer)) == (403, "csrf")


def test_too_many_wrong_tries_let_the_account_rest_and_then_it_opens_again(door) -> None:
    door.add("li", Role.OFFICER)
    client = door.client()
    for _ in range(5):
        assert door.sign_in(client, "li", "wrong").status_code == 401
    locked = door.sign_in(client, "li")
    assert locked.status_code == 401, "also the right password waits"
    assert locked.content == door.sign_in(client, "nobody", "x").content, "and nobody is told"
    door.clock.pass_by(minutes=14, seconds=59)
    assert door.sign_in(client, "li").status_code == 401
    door.clock.pass_by(seconds=1)
    assert door.sign_in(client, "li").status_code == 200


def test_a_hundred_tries_at_once_are_a_hundred_tries(door, monkeypatch) -> None:
    """The guesses arrive together; no more of them are judged than one after the other would be."""
    from daoan.api import gate

    door.add("li", Role.OFFICER)
    judged = []
    monkeypatch.setattr(gate, "verify_password", lambda kept, _password: judged.append(kept) or False)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: door.sign_in(door.client(), "li", f"guess {n}"), range(100)))
    assert 1 <= sum(kept is not None for kept in judged) <= 5


def test_a_right_password_ends_the_count(door) -> None:
    door.add("li", Role.OFFICER)
    client = door.client()
    for _ in range(2):
        for _ in range(3):
            door.sign_in(client, "li", "wrong")
        assert door.sign_in(client, "li").status_code == 200


def test_who_left_is_out_at_once_and_stays_out(door) -> None:
    boss, li = door.add("boss", Role.ADMINISTRATOR, unit="city"), door.add("li", Role.OFFICER, unit="east")
    client, manager = door.client(), door.client(token=door.token(boss))
    door.sign_in(client, "li")
    _set_second_factor(door, boss)
    form = {"name": "Li", "unit_id": "east", "roles": ["officer"], "active": False}
    manager = door.client(token=door.token(boss))
    answer = manager.put(f"/api/v1/people/{li.person_id}", json=form, headers=word(manager))
    assert answer.status_code == 200, answer.text
    assert client.get(SESSION).status_code == 401
    assert door.sign_in(client, "li").status_code == 401


def _set_second_factor(door: Door, person) -> str:
    from dataclasses import replace

    from daoan.edge.totp import make_secret, seal_secret

    secret = make_secret()
    sealed = seal_secret(door.gate.key_of(person), secret)
    door.gate.change(person, lambda a: replace(a, totp_secret=sealed, version=a.version + 1), "test")
    return secret


def test_a_session_ends_when_idle_and_at_the_end_of_the_shift(door) -> None:
    li = door.add("li", Role.OFFICER)
    client = door.client(token=door.token(li))
    for _ in range(12):
        door.clock.pass_by(minutes=59)
        assert client.get(SESSION).status_code == 200
    door.clock.pass_by(minutes=13)
    assert client.get(SESSION).status_code == 401, "twelve hours are over, however busy"
    client = door.client(token=door.token(li))
    door.clock.pass_by(minutes=60)
    assert client.get(SESSION).status_code == 401, "idle for an hour"


def test_ones_own_sessions_are_listed_and_ended_and_nobody_elses(door) -> None:
    li, wang = door.add("li", Role.OFFICER), door.add("wang", Role.OFFICER)
    here, there = door.client(token=door.token(li)), door.client(token=door.token(li))
    other = door.client(token=door.token(wang))
    rows = here.get("/api/v1/sessions").json()
    assert [r["current"] for r in rows].count(True) == 1
    assert len(rows) == 2
    elsewhere = next(r["session_id"] for r in rows if not r["current"])
    assert other.delete(f"/api/v1/sessions/{elsewhere}", headers=word(other)).status_code == 404
    assert there.get(SESSION).status_code == 200
    assert here.delete(f"/api/v1/sessions/{elsewhere}", headers=word(here)).status_code == 204
    assert there.get(SESSION).status_code == 401
    assert here.delete(SESSION, headers=word(here)).status_code == 204
    assert here.get(SESSION).status_code == 401


def test_a_given_password_must_be_changed_before_anything_else(door) -> None:
    door.add("li", Role.COMMANDER, must_change=True)
    client, elsewhere = door.client(), door.client()
    door.sign_in(elsewhere, "li")
    assert door.sign_in(client, "li").json()["must_change"] is True
    refused = client.get("/api/v1/units")
    assert (refused.status_code, code_of(refused)) == (403, "must-change")
    given = door.passwords["li"]
    for new, why in (("short", "12"), ("li" * 10, "login"), ("a" * 20, "repeats"), (given, "old"), ("x" * 129, "128")):
        answer = client.post(PASSWORD, json={"old": given, "new": new}, headers=word(client))
        assert answer.status_code == 422, new
        assert why in answer.json()["detail"], new
    wrong = client.post(PASSWORD, json={"old": "no", "new": "four words in a row"}, headers=word(client))
    assert wrong.status_code == 422
    before = client.cookies["daoan_session"]
    answer = client.post(PASSWORD, json={"old": given, "new": "four words in a row"}, headers=word(client))
    assert answer.status_code == 200, answer.text
    assert answer.json()["must_change"] is False
    assert client.cookies["daoan_session"] != before
    assert client.get("/api/v1/units").status_code == 200
    assert elsewhere.get(SESSION).status_code == 401, "sessions elsewhere end"
    assert door.sign_in(door.client(), "li").status_code == 401
    assert door.sign_in(door.client(), "li", "four words in a row").status_code == 200


def test_a_second_factor_is_asked_for_where_the_role_must_have_one_and_no_code_counts_twice(door) -> None:
    door.add("boss", Role.ADMINISTRATOR)
    client = door.client()
    assert door.sign_in(client, "boss").json()["second_factor_due"] is True
    refused = client.get("/api/v1/people")
    assert (refused.status_code, code_of(refused)) == (403, "second-factor-due")
    assert client.post(TOTP, json={"password": "no"}, headers=word(client)).status_code == 422
    offer = client.post(TOTP, json={"password": door.passwords["boss"]}, headers=word(client)).json()
    assert offer["address"].startswith("otpauth://totp/Daoan:boss?secret=")
    assert offer["qr"].startswith("data:image/svg+xml")
    assert offer["secret"] not in offer["qr"], "drawn, not written"
    otp = pyotp.TOTP(offer["secret"])
    wrong = client.post(TOTP, json={"sealed": offer["sealed"], "code": "000000"}, headers=word(client))
    assert wrong.status_code == 422
    first = otp.at(door.clock.at)
    done = client.post(TOTP, json={"sealed": offer["sealed"], "code": first}, headers=word(client))
    assert (done.status_code, done.json()["second_factor_due"]) == (200, False)
    assert client.get("/api/v1/people").status_code == 200
    assert offer["secret"] not in f"{door.store.__dict__}"

    other = door.client()
    asked = door.sign_in(other, "boss")
    assert (asked.status_code, code_of(asked)) == (401, "second-factor")
    assert door.sign_in(other, "boss", code=first).status_code == 401, "the code of setting it up was used"
    door.clock.pass_by(seconds=30)
    second = otp.at(door.clock.at)
    assert door.sign_in(other, "boss", code=f" {second[:3]} {second[3:]}").status_code == 200
    assert door.sign_in(door.client(), "boss", code=second).status_code == 401, "replayed"
    door.clock.pass_by(seconds=90)
    assert door.sign_in(door.client(), "boss", code=otp.at(int(door.clock.at.timestamp()) - 60)).status_code == 401, (
        "a minute old"
    )
    assert door.sign_in(door.client(), "boss", code=otp.at(int(door.clock.at.timestamp()) - 30)).status_code == 200, (
        "half a minute"
    )


def test_a_session_from_before_the_second_factor_ends_with_it(door) -> None:
    li = door.add("li", Role.OFFICER)
    client = door.client(token=door.token(li, second_factor=False))
    assert client.get(SESSION).status_code == 200
    _set_second_factor(door, li)
    assert client.get(SESSION).status_code == 401


def test_codes_are_guessed_no_more_often_than_passwords(door) -> None:
    li = door.add("li", Role.OFFICER)
    otp = pyotp.TOTP(_set_second_factor(door, li))
    for _ in range(3):
        assert code_of(door.sign_in(door.client(), "li")) == "second-factor"  # asking for the code is no wrong try
    for _ in range(5):
        assert code_of(door.sign_in(door.client(), "li", code="12345x")) == "wrong"
    assert door.sign_in(door.client(), "li", code=otp.at(door.clock.at)).status_code == 401


def test_a_secret_sealed_for_somebody_else_is_no_second_factor(door) -> None:
    li, wang = door.add("li", Role.OFFICER), door.add("wang", Role.OFFICER)
    client, other = door.client(token=door.token(li)), door.client(token=door.token(wang))
    offer = client.post(TOTP, json={"password": door.passwords["li"]}, headers=word(client)).json()
    code = pyotp.TOTP(offer["secret"]).at(START)
    answer = other.post(TOTP, json={"sealed": offer["sealed"], "code": code}, headers=word(other))
    assert answer.status_code == 422
    for broken in ("x", "AAAA", "é", offer["sealed"][:-4] + "AAAA"):
        answer = client.post(TOTP, json={"sealed": broken, "code": code}, headers=word(client))
        assert answer.status_code == 422, broken


def test_demo_accounts_work_on_this_machine_and_only_in_a_demo(door) -> None:
    door.add("demo", Role.COMMANDER, demo=True)
    refused = door.sign_in(door.client(), "demo")
    assert (refused.status_code, code_of(refused)) == (403, "demo"), "no demo here"
    door.allow_demo()
    near = door.client()
    assert door.sign_in(near, "demo").json()["person"]["demo"] is True
    for far in ("192.0.2.7", "testclient", "::ffff:192.0.2.7"):
        assert code_of(door.sign_in(door.client(address=far), "demo")) == "demo", far
    assert door.client(address="192.0.2.7", token=near.cookies["daoan_session"]).get(SESSION).status_code == 401
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert near.get(SESSION, headers={name: "127.0.0.1"}).status_code == 401, name
    assert near.get(SESSION).status_code == 200
    door.store.put_setting(DEMO, value=False)
    assert near.get(SESSION).status_code == 401, "own data came in"


def test_the_door_tells_strangers_the_city_and_whether_it_is_a_demo(door) -> None:
    assert door.client().get("/api/v1/health").json() == {
        "status": "ok", "name": {"en": "Leeds", "zh": "利兹"}, "simulated": False, "demo": False,
    }  # fmt: skip


def test_someone_without_a_password_does_not_sign_in_with_one(door) -> None:
    from dataclasses import replace

    li = door.add("li", Role.OFFICER)
    door.gate.change(li, lambda a: replace(a, password_hash=None, version=a.version + 1), "test")
    for password in ("", "None", door.passwords["li"]):
        assert door.sign_in(door.client(), "li", password).status_code == 401


def test_a_body_without_end_is_not_read(door) -> None:
    answer = door.client().post(
        SESSION, content=b"x" * (13 * 1024 * 1024), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
