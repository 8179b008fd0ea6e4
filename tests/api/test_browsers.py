"""By which browsers somebody is told: their own alone, none while push is off, none once they left."""

import pytest

from daoan.edge.addresses import read_networks
from daoan.edge.calling import Reach
from daoan.edge.keys import Key
from daoan.edge.push import PushServer
from tests.api.work_given import START

BROWSERS = "/api/v1/session/browsers"
FORM = {
    "address": "https://push.example/send/1",
    "public_key": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "secret": "BTBZMqHH6r4Tts7J_aSIgg",
    "name": " Desk ",
}
SERVER = PushServer(Key("1-x", START, b"k" * 32), "mailto:duty@city.example", Reach(read_networks("10.9.0.0/16")))


@pytest.fixture
def pushing(office):
    office.work.push_server = SERVER
    yield office
    office.work.push_server = None


def add(office, who: str, **changes):
    return office.as_(who).post(BROWSERS, json=FORM | changes)


def test_off_is_said_and_nothing_is_kept(office) -> None:
    assert office.as_("reader").get(BROWSERS).json() == {"on": False, "key": "", "browsers": []}
    answer = add(office, "reader")
    assert answer.status_code == 409
    assert "no web push" in answer.json()["detail"]
    assert office.store.list_browsers() == ()


def test_a_replay_of_the_past_pushes_nothing_and_offers_nothing(pushing) -> None:
    pushing.clock.replays = True
    assert pushing.as_("reader").get(BROWSERS).json()["on"] is False
    assert add(pushing, "reader").status_code == 409


def test_a_browser_is_added_listed_and_removed(pushing) -> None:
    answer = add(pushing, "north-lead")
    assert answer.status_code == 200, answer.text
    line = answer.json()
    assert (line["name"], line["last_used_at"]) == ("Desk", None)
    board = pushing.as_("north-lead").get(BROWSERS)
    assert board.headers["cache-control"] == "no-store"
    assert (board.json()["on"], board.json()["key"]) == (True, SERVER.public_key)
    assert board.json()["browsers"] == [line]
    for hidden in ("push.example", FORM["public_key"], FORM["secret"]):
        assert hidden not in board.text
        assert hidden not in str(pushing.store.last_audit().note)
    (kept,) = pushing.store.list_browsers("north-lead")
    assert (kept.address, kept.key_id) == (FORM["address"], "1-x")
    assert pushing.store.last_audit().note.action == "browser.add"

    assert pushing.as_("south-lead").get(BROWSERS).json()["browsers"] == []
    assert pushing.as_("south-lead").delete(f"{BROWSERS}/{line['browser_id']}").status_code == 404
    pushing.work.push_server = None  # who wants to be told no more may say so at any time
    assert pushing.as_("north-lead").delete(f"{BROWSERS}/{line['browser_id']}").status_code == 204
    assert pushing.as_("north-lead").delete(f"{BROWSERS}/{line['browser_id']}").status_code == 404
    assert pushing.store.list_browsers() == ()
    assert pushing.store.last_audit().note.action == "browser.remove"


def test_the_same_browser_is_kept_once_and_is_its_last_owners(pushing) -> None:
    for name in ("One", "Two"):
        assert add(pushing, "north-lead", name=name).json()["name"] == name
    assert [b.name for b in pushing.store.list_browsers()] == ["Two"]
    add(pushing, "south-lead")
    assert [b.person_id for b in pushing.store.list_browsers()] == ["south-lead"]


def test_there_is_an_end_to_browsers(pushing) -> None:
    for n in range(10):
        assert add(pushing, "north-lead", address=f"https://push.example/{n}").status_code == 200
    assert add(pushing, "north-lead").status_code == 422
    assert add(pushing, "north-lead", address="https://push.example/3", name="Again").status_code == 200
    assert len(pushing.store.list_browsers()) == 10


@pytest.mark.parametrize(
    "wrong",
    [{"address": a} for a in (
        "http://push.example/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/",
        "https://u:p@push.example/", "javascript:alert(1)", "", "https://push.example/" + "x" * 2000,
    )] + [{"public_key": "x"}, {"public_key": ""}, {"secret": "x"}, {"name": "x" * 61}],
)  # fmt: skip
def test_what_a_browser_cannot_give_is_refused(pushing, wrong) -> None:
    assert add(pushing, "north-lead", **wrong).status_code == 422
    assert pushing.store.list_browsers() == ()


def test_a_service_within_the_citys_network_needs_a_word_in_the_settings(pushing) -> None:
    assert add(pushing, "north-lead", address="https://10.9.0.1/x").status_code == 200
    assert add(pushing, "north-lead", address="https://10.8.0.1/x").status_code == 422


def test_who_leaves_or_loses_their_telephone_is_told_by_none_of_their_browsers(pushing) -> None:
    from dataclasses import replace

    from daoan.api.accounts import TERMINAL, change_person, reset_password

    add(pushing, "north-lead")
    add(pushing, "south-lead", address="https://push.example/2")
    lead = pushing.store.get_person("north-lead")
    change_person(pushing.gate, replace(lead, name="Other"), TERMINAL)
    reset_password(pushing.gate, lead, TERMINAL)
    assert len(pushing.store.list_browsers()) == 2
    change_person(pushing.gate, replace(lead, active=False), TERMINAL)
    assert [b.person_id for b in pushing.store.list_browsers()] == ["south-lead"]
    assert pushing.store.last_audit().note.subject == "north-lead"
    reset_password(pushing.gate, pushing.store.get_person("south-lead"), TERMINAL, second_factor=True)
    assert pushing.store.list_browsers() == ()
