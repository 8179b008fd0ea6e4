"""Passkeys: made, signed in with, removed, and what people try with them. The authenticator is in software."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.edge.passkeys import RelyingParty, read_made, read_signed
from daoan.edge.totp import make_secret, seal_secret
from daoan.terms.entrances import Entrances
from daoan.terms.errors import InputError
from daoan.terms.roles import Role

from .authenticator import PRESENT, Authenticator
from .gate_given import Door

SESSION, WAYS = "/api/v1/session", "/api/v1/session/ways"
ASK, SIGN = "/api/v1/session/passkey/options", "/api/v1/session/passkey"
ASK_NEW, KEYS = "/api/v1/session/passkeys/options", "/api/v1/session/passkeys"


@pytest.fixture
def door() -> Door:
    return Door()


def code_of(answer) -> str:
    return answer.json()["type"].removeprefix("urn:daoan:problem:")


def word(client) -> dict:
    return {"X-CSRF-Token": client.get(SESSION).json()["csrf"]}


def browser(door, person=None, **more):
    return door.client(host="localhost", token=door.token(person, **more) if person else "")


def ask_new(door, client, login: str, **proof):
    return client.post(ASK_NEW, json={"password": door.passwords[login]} | proof, headers=word(client))


def add(door, client, login: str, authenticator: Authenticator, **proof):
    """Add a passkey to whoever is signed in."""
    question = ask_new(door, client, login, **proof).json()
    answer = {
        "token": question["token"],
        "name": "Telephone 手机",
        "credential": authenticator.make(question["options"]),
    }
    return client.post(KEYS, json=answer, headers=word(client))


def sign(door, authenticator: Authenticator, client=None, **other):
    """Sign in with a passkey; answers what the door answers."""
    client = client or browser(door)
    question = client.post(ASK).json()
    credential = authenticator.sign(question["options"], **other)
    return client.post(SIGN, json={"token": question["token"], "credential": credential})


def whys(door) -> list[str]:
    return [line.note.detail for line in door.store.list_audit(limit=1000) if line.note.action == "refused.sign_in"]


@pytest.fixture
def li(door):
    return door.add("li", Role.OFFICER, unit="east")


@pytest.fixture
def phone(door, li) -> Authenticator:
    """Li's telephone, known to the console."""
    authenticator = Authenticator(count=1)
    assert add(door, browser(door, li), "li", authenticator).status_code == 200
    return authenticator


def test_in_with_a_passkey_and_nothing_else_which_is_two_factors(door, li, phone) -> None:
    client = browser(door)
    answer = sign(door, phone, client)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["person"]["person_id"], body["way"], body["second_factor_due"]) == (li.person_id, "passkey", False)
    assert client.get(SESSION).json() == body
    assert door.store.list_sessions(li.person_id)[0].second_factor is True
    assert "httponly" in answer.headers["set-cookie"].lower()
    row = client.get(KEYS).json()[0]
    assert (row["name"], row["transports"]) == ("Telephone 手机", ["internal"])
    assert row["last_used_at"] is not None
    assert {"passkey.add", "passkey.use"} <= set(door.actions())


def test_what_the_browser_is_asked_demands_that_the_authenticator_is_unlocked(door, li) -> None:
    client = browser(door, li)
    new = ask_new(door, client, "li").json()["options"]
    assert new["rp"]["id"] == "localhost"
    assert new["authenticatorSelection"]["residentKey"] == "required"
    assert new["authenticatorSelection"]["userVerification"] == "required"
    assert "li" not in str(new["user"]["id"]).split()
    asked = client.post(ASK).json()["options"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials"), "nobody learns who has passkeys"


def test_a_known_authenticator_is_not_asked_twice(door, li, phone) -> None:
    client = browser(door, li)
    question = ask_new(door, client, "li").json()
    assert [c["id"] for c in question["options"]["excludeCredentials"]] == [phone.make(question["options"])["id"]]
    again = {"token": question["token"], "credential": phone.make(question["options"])}
    assert client.post(KEYS, json=again, headers=word(client)).status_code == 409


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "http://evil.example"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost:9000"},
        {"domain": "evil.example"},
        {"flags": PRESENT},  # present, but not unlocked
        {"flags": 0},
        {"handle": b"somebody else"},
    ],
    ids=lambda f: " ".join(map(str, f.items())),
)
def test_an_answer_of_another_page_or_not_unlocked_or_of_somebody_else_is_refused(door, phone, forged) -> None:
    forger = replace(phone, **forged)
    answer = sign(door, forger)
    assert (answer.status_code, code_of(answer)) == (401, "wrong")
    assert whys(door) == ["passkey"]


def test_another_key_under_a_known_name_is_refused(door, phone) -> None:
    forger = Authenticator(count=7, handle=phone.handle, credential=phone.credential)
    assert sign(door, forger).status_code == 401
    stranger = Authenticator(credential=b"never seen")
    refused = sign(door, stranger)
    assert refused.json()["detail"] == sign(door, forger).json()["detail"], "nobody learns which passkeys there are"
    assert whys(door) == ["passkey", "unknown", "passkey"]


@pytest.mark.parametrize("forged", [{"origin": "http://evil.example"}, {"domain": "evil"}, {"flags": PRESENT}])
def test_a_new_passkey_is_checked_as_well(door, li, forged) -> None:
    client = browser(door, li)
    assert add(door, client, "li", Authenticator(**forged)).status_code == 422
    assert client.get(KEYS).json() == []
    assert "refused.passkey_add" in door.actions()


def test_a_challenge_counts_once_and_not_for_long(door, li) -> None:
    """With an authenticator that does not count, so that nothing but the challenge stands in the way."""
    phone = Authenticator(count=0)
    assert add(door, browser(door, li), "li", phone).status_code == 200
    client = browser(door)
    question = client.post(ASK).json()
    answer = {"token": question["token"], "credential": phone.sign(question["options"])}
    assert client.post(SIGN, json=answer).status_code == 200
    assert browser(door).post(SIGN, json=answer).status_code == 401, "replayed"
    question = client.post(ASK).json()
    door.clock.pass_by(minutes=5)
    late = {"token": question["token"], "credential": phone.sign(question["options"])}
    assert browser(door).post(SIGN, json=late).status_code == 401, "late"
    one, other = client.post(ASK).json(), client.post(ASK).json()
    mixed = {"token": one["token"], "credential": phone.sign(other["options"])}
    assert browser(door).post(SIGN, json=mixed).status_code == 401, "of another question"


def test_a_challenge_for_a_new_passkey_is_its_owners_and_opens_no_door(door, li, phone) -> None:
    wang = door.add("wang", Role.OFFICER)
    mine, theirs = browser(door, li), browser(door, wang)
    question = ask_new(door, mine, "li").json()
    stolen = {"token": question["token"], "credential": Authenticator(credential=b"w").make(question["options"])}
    assert theirs.post(KEYS, json=stolen, headers=word(theirs)).status_code == 422
    question = ask_new(door, mine, "li").json()
    misused = {"token": question["token"], "credential": phone.sign(question["options"])}
    assert browser(door).post(SIGN, json=misused).status_code == 401


def test_a_cloned_authenticator_gives_itself_away(door, phone) -> None:
    assert sign(door, phone, count=9).status_code == 200
    for count in (9, 8, 0):
        refused = sign(door, phone, count=count)
        assert (refused.status_code, code_of(refused)) == (401, "wrong"), count
    assert whys(door) == ["cloned"] * 3
    assert sign(door, phone, count=10).status_code == 200


def test_only_a_signed_count_is_called_a_clone(door, phone) -> None:
    assert sign(door, phone, count=9).status_code == 200
    forger = Authenticator(handle=phone.handle, credential=phone.credential)
    assert sign(door, forger, count=3).status_code == 401
    assert whys(door) == ["passkey"], "whoever has no key cannot raise that alarm"


def test_of_one_count_used_twice_at_once_one_is_refused(door, phone) -> None:
    """Two clones answer two challenges with the same count, at the same time."""
    asked = [browser(door).post(ASK).json() for _ in range(4)]
    answers = [{"token": q["token"], "credential": phone.sign(q["options"], count=5)} for q in asked]
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda a: browser(door).post(SIGN, json=a).status_code, answers))
    assert sorted(codes) == [200, 401, 401, 401]


def test_an_authenticator_that_does_not_count_goes_on_working(door, li) -> None:
    tablet = Authenticator(count=0)
    assert add(door, browser(door, li), "li", tablet).status_code == 200
    assert sign(door, tablet).status_code == 200
    assert sign(door, tablet).status_code == 200


def test_wrong_tries_with_a_passkey_let_the_account_rest_for_passwords_too_and_the_other_way_round(door, phone) -> None:
    forger = replace(phone, origin="http://evil.example")
    for _ in range(5):
        assert sign(door, forger).status_code == 401
    assert door.sign_in(door.client(), "li").status_code == 401, "the right password"
    assert sign(door, phone).status_code == 401, "the right passkey"
    assert whys(door)[-1] == "locked"
    door.clock.pass_by(minutes=15)
    assert sign(door, phone).status_code == 200
    for _ in range(5):
        door.sign_in(door.client(), "li", "wrong")
    assert sign(door, phone).status_code == 401


def test_a_hundred_forged_answers_at_once_are_a_hundred_tries(door, phone, monkeypatch) -> None:
    from daoan.api import passkeys

    judged = []

    def judge(*_args):
        judged.append(1)
        raise InputError("forged")

    monkeypatch.setattr(passkeys, "read_signed", judge)
    questions = [browser(door).post(ASK).json() for _ in range(60)]
    answers = [{"token": q["token"], "credential": phone.sign(q["options"])} for q in questions]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda a: browser(door).post(SIGN, json=a), answers))
    assert 1 <= len(judged) <= 5


def test_a_session_that_somebody_planted_is_not_the_one_after_signing_in(door, phone) -> None:
    client = door.client(host="localhost")
    client.cookies.set("daoan_session", "planted", domain="localhost.local", path="/")
    assert sign(door, phone, client).status_code == 200
    first = [c.value for c in client.cookies.jar if c.name == "daoan_session"]
    assert "planted" not in first
    assert sign(door, phone, client).status_code == 200
    assert door.client(token=first[0]).get(SESSION).status_code == 401, "the session before ends"


def test_another_site_can_neither_ask_nor_answer(door, phone) -> None:
    client = browser(door)
    question = client.post(ASK).json()
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert code_of(client.post(ASK)) == "csrf"
    answer = {"token": question["token"], "credential": phone.sign(question["options"])}
    assert code_of(client.post(SIGN, json=answer)) == "csrf"


def test_who_adds_a_passkey_proves_who_they_are_first(door, li) -> None:
    client = browser(door, li)
    assert client.post(ASK_NEW, json={}, headers=word(client)).status_code == 422
    assert client.post(ASK_NEW, json={"password": "wrong"}, headers=word(client)).status_code == 422
    secret = make_secret()
    sealed = seal_secret(door.gate.key_of(li), secret)
    door.gate.change(li, lambda a: replace(a, totp_secret=sealed, version=a.version + 1), "test")
    assert ask_new(door, client, "li").status_code == 422, "the code too"
    assert ask_new(door, client, "li", code=pyotp.TOTP(secret).at(door.clock.at)).status_code == 200


def test_adding_one_makes_the_session_anew(door, li) -> None:
    client = browser(door, li, second_factor=False)
    before = next(c.value for c in client.cookies.jar)
    assert add(door, client, "li", Authenticator()).status_code == 200
    assert door.client(token=before).get(SESSION).status_code == 401
    assert client.get(SESSION).status_code == 200


def test_a_passkey_is_removed_by_its_owner_only_and_is_no_use_then(door, li, phone) -> None:
    mine, theirs = browser(door, li), browser(door, door.add("wang", Role.OFFICER))
    name = mine.get(KEYS).json()[0]["passkey_id"]
    assert theirs.delete(f"{KEYS}/{name}", headers=word(theirs)).status_code == 404
    assert mine.delete(f"{KEYS}/{name}").status_code == 403
    assert mine.delete(f"{KEYS}/{name}", headers=word(mine)).status_code == 204
    assert "passkey.remove" in door.actions()
    assert sign(door, phone).status_code == 401


def test_ten_are_enough(door, li) -> None:
    client = browser(door, li)
    for n in range(10):
        assert add(door, client, "li", Authenticator(credential=b"%d" % n)).status_code == 200
    answer = ask_new(door, client, "li")
    assert (answer.status_code, "10" in answer.json()["detail"]) == (422, True)


class TestWhoMustHaveASecondFactor:
    """An administrator: a passkey is one; a password beside it opens nothing."""

    @pytest.fixture
    def boss(self, door):
        return door.add("boss", Role.ADMINISTRATOR)

    @pytest.fixture
    def key(self, door, boss) -> Authenticator:
        client = browser(door)
        door.sign_in(client, "boss")
        authenticator = Authenticator(count=1)
        assert client.get("/api/v1/people").status_code == 403
        answer = add(door, client, "boss", authenticator)
        assert answer.json()["second_factor_due"] is False
        assert client.get("/api/v1/people").status_code == 200
        return authenticator

    def test_a_passkey_is_enough(self, door, key) -> None:
        client = browser(door)
        assert sign(door, key, client).json()["second_factor_due"] is False
        assert client.get("/api/v1/people").status_code == 200

    def test_a_stolen_password_opens_nothing_not_even_the_form_for_another_second_factor(self, door, boss, key) -> None:
        answer = door.sign_in(browser(door), "boss")
        assert (answer.status_code, code_of(answer)) == (401, "passkey")
        weak = browser(door, boss, second_factor=False)
        assert weak.get(SESSION).status_code == 401, "nor does a session from before"

    def test_asking_for_the_passkey_is_no_wrong_try(self, door, key) -> None:
        for _ in range(8):
            door.sign_in(browser(door), "boss")
        assert sign(door, key).status_code == 200

    def test_the_last_one_stays(self, door, key) -> None:
        client = browser(door)
        sign(door, key, client)
        name = client.get(KEYS).json()[0]["passkey_id"]
        refused = client.delete(f"{KEYS}/{name}", headers=word(client))
        assert refused.status_code == 422
        assert add(door, client, "boss", Authenticator(credential=b"spare")).status_code == 200
        assert client.delete(f"{KEYS}/{name}", headers=word(client)).status_code == 204


def test_who_left_does_not_come_back_by_passkey(door, li, phone) -> None:
    door.store.save_person(replace(li, active=False), door.gate.note(li, "test"))
    assert sign(door, phone).status_code == 401
    assert whys(door) == ["disabled"]


def test_a_demo_account_stays_on_this_machine_with_a_passkey_too(door) -> None:
    door.allow_demo()
    demo = door.add("demo", Role.COMMANDER, demo=True)
    key = Authenticator()
    add(door, browser(door, demo), "demo", key)
    assert sign(door, key).status_code == 200
    far = door.client(host="localhost", address="192.0.2.7")
    assert code_of(sign(door, key, far)) == "demo"


def test_a_given_password_need_not_be_changed_by_who_comes_with_a_passkey(door) -> None:
    new = door.add("new", Role.OFFICER, must_change=True)
    key = Authenticator()
    assert add(door, browser(door, new), "new", key).status_code == 200
    client = browser(door)
    assert sign(door, key, client).json()["must_change"] is False
    assert client.get("/api/v1/units").status_code == 200


def test_an_address_in_numbers_says_where_passkeys_work(door, li) -> None:
    client = door.client(token=door.token(li))
    assert client.get(WAYS).json() == {"passkey": False, "passkey_address": "http://localhost", "directory": None}
    answer = client.post(ASK)
    assert answer.status_code == 422
    assert "localhost" in answer.json()["detail"]
    assert browser(door).get(WAYS).json()["passkey"] is True


def test_the_address_of_the_settings_is_the_origin_that_counts(door, li) -> None:
    door.gate.entrances = Entrances(("https://daoan.example.org",), "example.org")
    client = door.client(token=door.token(li), host="localhost")
    assert client.get(WAYS).json() == {
        "passkey": False, "passkey_address": "https://daoan.example.org", "directory": None,
    }  # fmt: skip
    from daoan.api.server import create_app

    from .browser import Browser
    from .gate_given import desk_over

    desk = desk_over(door.store, door.clock)
    desk.gate.entrances = door.gate.entrances
    app = create_app(desk)
    outside = Browser(app, base_url="http://daoan.example.org", client=("127.0.0.1", 1))
    assert outside.get(WAYS).json()["passkey"] is True
    assert outside.post(ASK).json()["options"]["rpId"] == "example.org"
    assert Browser(app, base_url="http://other.example.org").get(WAYS).status_code == 400


PARTY = RelyingParty("localhost", ("http://localhost",))
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.binary(max_size=20).map(lambda b: b.hex()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])


@settings(max_examples=150, deadline=None)
@given(name=JUNK, kind=JUNK, response=st.dictionaries(FIELDS, JUNK) | JUNK)
def test_junk_is_an_input_error_and_never_a_fault(name, kind, response) -> None:
    answer = {"id": name, "rawId": name, "type": kind, "response": response}
    for junk in (answer, answer | {"type": "public-key"}, {}):
        with pytest.raises(InputError):
            read_made(junk, b"c" * 32, PARTY)
        with pytest.raises(InputError):
            read_signed(junk, b"c" * 32, PARTY, b"\xa5", "p")


@settings(max_examples=150, deadline=None)
@given(
    part=st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]),
    place=st.integers(0, 10_000),
    bit=st.integers(0, 7),
)
def test_an_answer_with_any_bit_changed_holds_no_more(part, place, bit) -> None:
    from .authenticator import from_text, to_text

    honest = Authenticator(count=3)
    options = {"challenge": to_text(b"c" * 32), "user": {"id": to_text(b"p")}}
    made = read_made(honest.make(options), b"c" * 32, PARTY)
    answer = honest.sign(options)
    assert read_signed(answer, b"c" * 32, PARTY, made.public_key, "p") == 4
    raw = bytearray(from_text(answer["response"][part]))
    raw[place % len(raw)] ^= 1 << bit
    broken = {**answer, "response": {**answer["response"], part: to_text(bytes(raw))}}
    with pytest.raises(InputError):
        read_signed(broken, b"c" * 32, PARTY, made.public_key, "p")
