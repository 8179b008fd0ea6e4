"""Signing in by the city's own directory, and what people try at that door."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
from joserfc.jwk import RSAKey

from daoan.edge.totp import make_secret, seal_secret
from daoan.terms.roles import Role

from .authenticator import Authenticator
from .directory_given import ISSUER, SECRET, Directory, open_directory
from .gate_given import Door
from .test_passkeys import add, browser, code_of, word

SESSION = "/api/v1/session"
BEGIN, BACK, CODE = f"{SESSION}/directory", f"{SESSION}/directory/answer", f"{SESSION}/directory/code"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def directory(door) -> Directory:
    return open_directory(door)


@pytest.fixture
def li(door):
    return door.add("li", Role.OFFICER, unit="east")


def come(directory: Directory, client, who: str = "li", **changed: str):
    """There and back; answers what the console answers."""
    address = client.post(BEGIN).json()["address"]
    return client.post(BACK, json=directory.visit(address, who) | changed)


def refusals(door) -> list[str]:
    return [line.note.detail for line in door.store.list_audit(limit=1000) if line.note.action == "refused.sign_in"]


def set_second_factor(door, person) -> pyotp.TOTP:
    secret = make_secret()
    sealed = seal_secret(door.gate.key_of(person), secret)
    door.gate.change(person, lambda a: replace(a, totp_secret=sealed, version=a.version + 1), "test")
    return pyotp.TOTP(secret)


# --- the way in -------------------------------------------------------------------------------------------------------


def test_there_and_back_and_in(door, directory, li) -> None:
    client = door.client()
    answer = come(directory, client)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["person"]["person_id"], body["way"]) == (li.person_id, "directory")
    assert client.get(SESSION).json() == body
    cookies = answer.headers.get_list("set-cookie")
    assert all("samesite=strict" in c.lower() and "httponly" in c.lower() for c in cookies if "Max-Age=0" not in c)
    assert {"directory.link", "session.open"} <= set(door.actions())
    assert SECRET not in f"{door.store.__dict__}{door.gate.entrances}"
    assert client.get("/api/v1/sessions").json()[0]["way"] == "directory"


def test_the_link_holds_when_the_name_changes_there(door, directory, li) -> None:
    assert come(directory, door.client()).status_code == 200
    directory.people["li.new"] = {"sub": "entry-li"}
    assert come(directory, door.client(), "li.new").json()["person"]["person_id"] == li.person_id


def test_whoever_gets_the_name_later_is_somebody_else(door, directory, li) -> None:
    assert come(directory, door.client()).status_code == 200
    directory.people["li"] = {"sub": "another entry"}
    answer = come(directory, door.client())
    assert (answer.status_code, code_of(answer)) == (401, "directory-unknown")
    assert refusals(door)[-1] == "directory: linked otherwise"
    set_second_factor(door, li)
    assert code_of(come(directory, door.client())) == "directory-unknown", "nor are they asked for a code"
    directory.people["li"]["amr"] = ["mfa"]
    for _ in range(3):
        door.sign_in(door.client(), "li", "wrong")
    assert come(directory, door.client()).status_code == 401
    assert door.store.get_account(li.person_id).failures == 3, "and wrong tries are not forgotten for them"


def test_nobody_is_added_by_themselves(door, directory) -> None:
    answer = come(directory, door.client(), "stranger")
    assert (answer.status_code, code_of(answer)) == (401, "directory-unknown")
    en, zh = answer.json()["detail"].split(" · ")
    assert "no account here" in en
    assert "没有您的账号" in zh
    assert "stranger" not in f"{door.store.list_audit()}"
    assert door.store.list_people() == ()


def test_unless_settings_say_where_and_as_what(door) -> None:
    directory = open_directory(door, new_unit="east", new_roles=(Role.OFFICER,))
    directory.people["zhao"] = {"name": "赵 一"}
    body = come(directory, door.client(), "zhao").json()
    assert (body["person"]["name"], body["person"]["roles"]) == ("赵 一", ["officer"])
    assert body["person"]["unit"]["unit_id"] == "east"
    assert (body["must_change"], body["has_password"]) == (False, False)
    assert door.store.find_account("zhao").password_hash is None
    again = come(directory, door.client(), "zhao").json()
    assert again["person"]["person_id"] == body["person"]["person_id"]
    assert come(directory, door.client(), "a b").status_code == 401, "no login can be made of that"


def test_without_a_password_a_fresh_sign_in_is_the_proof(door) -> None:
    directory = open_directory(door, new_unit="east", new_roles=(Role.OFFICER,))
    client = browser(door)
    come(directory, client, "zhao")
    key = Authenticator()
    door.passwords["zhao"] = ""
    assert add(door, client, "zhao", key).status_code == 200
    client = door.client()
    come(directory, client, "zhao")
    assert client.post("/api/v1/session/totp", json={}, headers=word(client)).status_code == 200
    door.clock.pass_by(minutes=10)
    late = client.post("/api/v1/session/totp", json={}, headers=word(client))
    assert late.status_code == 422
    assert "too long ago" in late.json()["detail"]


@pytest.mark.parametrize("claim", ["sub", "email", "employee"])
def test_another_claim_may_be_the_login(door, li, claim) -> None:
    directory = open_directory(door, claim=claim)
    directory.people["x"] = {"preferred_username": "boss", claim: "li", "email_verified": True}
    assert come(directory, door.client(), "x").json()["person"]["person_id"] == li.person_id


@pytest.mark.parametrize("verified", [None, False, "true"])
def test_an_address_that_was_not_verified_is_nobodys(door, li, verified) -> None:
    directory = open_directory(door, claim="email")
    directory.people["x"] = {"email": "li", "email_verified": verified}
    assert come(directory, door.client(), "x").status_code == 401


@pytest.mark.parametrize("name", [None, "", 7, ["li"], {"li": 1}])
def test_a_claim_that_is_no_name_finds_nobody(door, directory, li, name) -> None:
    directory.lies = {"preferred_username": name}
    assert come(directory, door.client()).status_code == 401


# --- second factors ---------------------------------------------------------------------------------------------------


def test_without_word_of_two_factors_ours_is_asked(door, directory, li) -> None:
    otp, client = set_second_factor(door, li), door.client()
    owed = come(directory, client)
    assert (owed.status_code, code_of(owed)) == (401, "second-factor")
    assert client.get(SESSION).status_code == 401
    wrong = client.post(CODE, json={"code": "000000"})
    assert (wrong.status_code, code_of(wrong)) == (401, "wrong")
    body = client.post(CODE, json={"code": otp.at(door.clock.at)})
    assert body.status_code == 200, body.text
    assert door.store.list_sessions(li.person_id)[0].second_factor is True
    assert client.post(CODE, json={"code": otp.at(door.clock.at)}).status_code == 401, "and no more"


@pytest.mark.parametrize("told", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}])
def test_with_word_of_two_factors_ours_is_not_asked(door, directory, li, told) -> None:
    set_second_factor(door, li)
    directory.people["li"] = told
    assert come(directory, door.client()).status_code == 200
    assert door.store.list_sessions(li.person_id)[0].second_factor is True


@pytest.mark.parametrize(
    "told", [{"amr": ["pwd"]}, {"amr": ["mfa2"]}, {"acr": "1"}, {"acr": ["mfa"]}, {"amr": [["mfa"]]}]
)
def test_other_words_are_no_word_of_two_factors(door, directory, li, told) -> None:
    set_second_factor(door, li)
    directory.people["li"] = told
    assert code_of(come(directory, door.client())) in ("second-factor", "directory-distrusted")


def test_codes_are_guessed_no_more_often_there_than_here(door, directory, li) -> None:
    """Going through the directory again, which succeeds, does not give five more tries."""
    otp = set_second_factor(door, li)
    for _ in range(5):
        client = door.client()
        come(directory, client)
        assert client.post(CODE, json={"code": "12345x"}).status_code == 401
    client = door.client()
    assert come(directory, client).status_code == 401
    assert client.post(CODE, json={"code": otp.at(door.clock.at)}).status_code == 401
    assert door.sign_in(door.client(), "li", code=otp.at(door.clock.at)).status_code == 401
    door.clock.pass_by(minutes=15)
    client = door.client()
    come(directory, client)
    assert client.post(CODE, json={"code": otp.at(door.clock.at)}).status_code == 200


def test_an_account_that_rests_is_not_opened_by_the_directory_either(door, directory, li) -> None:
    directory.people["li"] = {"amr": ["mfa"]}
    for _ in range(5):
        door.sign_in(door.client(), "li", "wrong")
    refused = come(directory, door.client())
    assert (refused.status_code, code_of(refused)) == (401, "wrong")
    assert door.sign_in(door.client(), "li").status_code == 401, "and goes on resting"
    door.clock.pass_by(minutes=15)
    assert come(directory, door.client()).status_code == 200


def test_fifty_guesses_at_once_are_fifty_tries(door, directory, li, monkeypatch) -> None:
    from daoan.api import gate

    set_second_factor(door, li)
    clients = [door.client() for _ in range(30)]
    for client in clients:
        assert code_of(come(directory, client)) == "second-factor"
    judged = []
    monkeypatch.setattr(gate, "find_step", lambda *_args: judged.append(1))
    with ThreadPoolExecutor(15) as pool:
        list(pool.map(lambda c: c.post(CODE, json={"code": "123456"}), clients))
    assert 1 <= len(judged) <= 5


def test_an_administrator_is_not_who_has_their_name_in_the_directory(door, directory) -> None:
    """Where people choose their names there, one may choose this; two factors there are two factors of theirs."""
    boss = door.add("boss", Role.ADMINISTRATOR)
    directory.people["boss"] = {"amr": ["mfa"]}
    refused = come(directory, door.client(), "boss")
    assert (refused.status_code, code_of(refused)) == (401, "directory-first")
    otp, client = set_second_factor(door, boss), door.client()
    assert code_of(come(directory, client, "boss")) == "second-factor"
    assert client.post(CODE, json={"code": otp.at(door.clock.at)}).status_code == 200
    assert come(directory, door.client(), "boss").status_code == 200, "once linked, the directory's word counts"


def test_who_must_have_one_and_has_none_sets_it_up(door, directory) -> None:
    boss = door.add("boss", Role.ADMINISTRATOR)
    door.gate.change(boss, lambda a: replace(a, password_hash=None, version=a.version + 1), "test")
    client = door.client()
    assert come(directory, client, "boss").json()["second_factor_due"] is True
    assert client.get("/api/v1/people").status_code == 403


def test_a_passkey_that_is_owed_is_asked_for(door, directory) -> None:
    boss = door.add("boss", Role.ADMINISTRATOR)
    assert add(door, browser(door, boss), "boss", Authenticator()).status_code == 200
    door.gate.change(boss, lambda a: replace(a, password_hash=None, version=a.version + 1), "test")
    refused = come(directory, door.client(), "boss")
    assert (refused.status_code, code_of(refused)) == (401, "passkey")


# --- what people try --------------------------------------------------------------------------------------------------


def is_distrusted(answer) -> bool:
    en, zh = answer.json()["detail"].split(" · ")
    assert "cannot be trusted" in en
    assert "无法验证" in zh
    return (answer.status_code, code_of(answer)) == (401, "directory-distrusted")


def test_another_state(door, directory, li) -> None:
    assert is_distrusted(come(directory, door.client(), state="made up"))
    assert refusals(door) == ["directory: state"]


def test_an_answer_to_a_question_of_somebody_else(door, directory, li) -> None:
    """An attacker's code in a link that the victim opens would sign the victim in as the attacker."""
    attacker, victim = door.client(), door.client()
    planted = directory.visit(attacker.post(BEGIN).json()["address"], "li")
    assert code_of(victim.post(BACK, json=planted)) == "directory-over", "who began nothing finishes nothing"
    victim.post(BEGIN)
    assert is_distrusted(victim.post(BACK, json=planted))


def test_another_site_can_neither_begin_nor_finish(door, directory, li) -> None:
    client = door.client()
    back = directory.visit(client.post(BEGIN).json()["address"], "li")
    client.headers["Sec-Fetch-Site"] = "cross-site"
    for path, form in ((BEGIN, {}), (BACK, back), (CODE, {"code": "1"})):
        answer = client.post(path, json=form)
        assert (answer.status_code, code_of(answer)) == (403, "csrf")


def test_a_code_counts_once(door, directory, li) -> None:
    client = door.client()
    back = directory.visit(client.post(BEGIN).json()["address"], "li")
    held = dict(client.cookies)
    assert client.post(BACK, json=back).status_code == 200
    again = door.client()
    again.cookies.update(held)
    assert code_of(again.post(BACK, json=back)) == "directory-over", "the question is answered"
    fresh = door.client()
    state = directory.visit(fresh.post(BEGIN).json()["address"], "li")["state"]
    assert is_distrusted(fresh.post(BACK, json={"code": back["code"], "state": state})), "the directory knows it too"


def test_a_stolen_code_is_no_use_without_the_verifier(door, directory, li) -> None:
    """The thief begins anew in their own browser and puts the victim's code in: PKCE ties it to the victim's."""
    victim, thief = door.client(), door.client()
    stolen = directory.visit(victim.post(BEGIN).json()["address"], "li")["code"]
    state = directory.visit(thief.post(BEGIN).json()["address"], "thief")["state"]
    assert is_distrusted(thief.post(BACK, json={"code": stolen, "state": state}))


def test_a_sign_in_that_took_too_long(door, directory, li) -> None:
    client = door.client()
    back = directory.visit(client.post(BEGIN).json()["address"], "li")
    door.clock.pass_by(minutes=10)
    assert code_of(client.post(BACK, json=back)) == "directory-over"


LIES = {
    "another nonce": {"nonce": "of another sign-in"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another client"},
    "several audiences without ours": {"aud": ["a", "b"], "azp": "daoan"},
    "several audiences for another party": {"aud": ["daoan", "b"], "azp": "b"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://evil.example"},
    "the issuer with a slash": {"iss": f"{ISSUER}/"},
    "no issuer": {"iss": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a number for a subject": {"sub": 7},
    "no expiry": {"exp": None},
    "an expiry in words": {"exp": "tomorrow"},
    "an expiry that never comes": {"exp": float("nan")},
    "expired": {"exp": 1_000_000_000},
    "from the future": {"iat": 4_000_000_000},
    "no moment": {"iat": None},
    "another access token": {"at_hash": "AAAA"},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_does_not_hold(door, directory, li, lie) -> None:
    directory.lies = LIES[lie]
    assert is_distrusted(come(directory, door.client()))
    assert door.store.list_sessions(li.person_id) == ()
    assert refusals(door)[-1].startswith("directory: the ID token does not hold")


def test_an_id_token_expires_to_the_minute(door, directory, li) -> None:
    now = int(door.clock.at.timestamp())
    directory.lies = {"exp": now - 59}
    assert come(directory, door.client()).status_code == 200, "its clock may be a minute off"
    directory.lies = {"exp": now - 60}
    assert is_distrusted(come(directory, door.client()))


def test_no_signature(door, directory, li) -> None:
    directory.header = {"alg": "none"}
    assert is_distrusted(come(directory, door.client()))


def test_a_signature_with_the_public_key_as_a_shared_secret(door, directory, li) -> None:
    directory.header = {"alg": "HS256"}
    directory.sign_with = directory.key.as_pem(private=False)
    assert is_distrusted(come(directory, door.client()))


def test_a_signature_with_the_clients_secret(door, directory, li) -> None:
    directory.header = {"alg": "HS256"}
    directory.sign_with = SECRET.encode()
    assert is_distrusted(come(directory, door.client()))


def test_another_key_under_the_same_name(door, directory, li) -> None:
    directory.sign_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert is_distrusted(come(directory, door.client()))
    assert refusals(door)[-1].startswith("directory: the ID token is not signed by the directory")


def test_a_key_of_the_attackers_own_in_the_header_is_not_used(door, directory, li) -> None:
    directory.sign_with = RSAKey.generate_key(2048)
    directory.header = {
        "kid": "evil",
        "jku": "https://evil.example/keys",
        "jwk": directory.sign_with.as_dict(private=False),
    }
    assert is_distrusted(come(directory, door.client()))
    assert all("evil" not in path for path in directory.asked)


def test_another_issuer_beside_the_code(door, directory, li) -> None:
    """Mix-up (RFC 9207): the answer came from another directory than was asked."""
    assert is_distrusted(come(directory, door.client(), iss="https://evil.example"))
    assert come(directory, door.client(), iss=ISSUER).status_code == 200


# --- the directory's own troubles -------------------------------------------------------------------------------------


def test_keys_that_were_exchanged_are_fetched_anew_but_not_without_end(door, directory, li) -> None:
    assert come(directory, door.client()).status_code == 200
    directory.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    assert is_distrusted(come(directory, door.client())), "within the minute"
    door.clock.pass_by(minutes=1)
    assert come(directory, door.client()).status_code == 200
    before = directory.asked.count("/city/keys")
    directory.header = {"kid": "made up"}
    for _ in range(5):
        assert is_distrusted(come(directory, door.client()))
    assert directory.asked.count("/city/keys") == before


def test_a_directory_that_is_down_says_what_to_do(door, directory, li) -> None:
    directory.down = True
    answer = door.client().post(BEGIN)
    assert (answer.status_code, code_of(answer)) == (401, "directory-silent")
    en, zh = answer.json()["detail"].split(" · ")
    assert "password" in en
    assert "口令" in zh
    assert door.sign_in(door.client(), "li").status_code == 200


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://login.example.org/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_description_that_is_not_its_own_is_not_followed(door, directory, about) -> None:
    directory.about = about
    assert code_of(door.client().post(BEGIN)) == "directory-silent"


def test_a_secret_in_the_form_where_the_directory_wants_it_there(door, directory, li) -> None:
    directory.about = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert come(directory, door.client()).status_code == 200


def test_who_left_here_is_out_whatever_the_directory_says(door, directory, li) -> None:
    assert come(directory, door.client()).status_code == 200
    door.store.save_person(replace(li, active=False), door.gate.note(li, "test"))
    assert code_of(come(directory, door.client())) == "directory-unknown"


def test_a_demo_account_stays_on_this_machine(door, directory) -> None:
    door.allow_demo()
    door.add("demo", Role.COMMANDER, demo=True)
    assert come(directory, door.client(), "demo").status_code == 200
    assert code_of(come(directory, door.client(address="192.0.2.7"), "demo")) == "demo"


def test_a_session_that_somebody_planted_is_not_the_one_after(door, directory, li) -> None:
    client = door.client(token="planted")
    assert come(directory, client).status_code == 200
    first = next(c.value for c in client.cookies.jar if c.name == "daoan_session")
    assert first != "planted"
    assert come(directory, client).status_code == 200
    assert door.client(token=first).get(SESSION).status_code == 401


def test_without_a_directory_there_is_none(door) -> None:
    client = door.client()
    assert client.post(BEGIN).status_code == 404
    assert client.post(BACK, json={"code": "c", "state": "s"}).status_code == 404
    assert client.get("/api/v1/session/ways").json()["directory"] is None
    open_directory(door)
    assert client.get("/api/v1/session/ways").json()["directory"] == {"en": "City directory", "zh": "市统一认证"}
