"""Web push as the settings name it: on with a subject only, its key kept apart, and a whole message to a browser."""

import json
import logging
import stat
from datetime import timedelta
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from daoan.act.messages.wording import Place
from daoan.api.browsers import id_of
from daoan.app.pushing import PushSender, push_sender_of, push_server_of
from daoan.config import read_config
from daoan.edge.push import private_key
from daoan.jobs.sending import Postroom, run_messages
from daoan.store.memory import MemoryStore
from daoan.store.open import open_store
from daoan.terms.audit import Sealer
from daoan.terms.errors import InputError
from daoan.terms.records.browsers import Browser
from daoan.terms.records.messaging import Channel, MessageState
from daoan.terms.records.people import Contact, Person
from daoan.terms.records.shifts import Shift
from daoan.terms.roles import Role
from tests.edge.servers_given import hook_server, make_certificate
from tests.jobs.post_given import NOTE, PACKS, START, Town

ON = {"DAOAN_PUSH": "on", "DAOAN_PUSH_SUBJECT": "mailto:duty@city.example"}
PLACE = Place("https://daoan.example", "Asia/Shanghai")
SECRET = b"s" * 16
THEIRS = ec.derive_private_key(4711, ec.SECP256R1())


def sender(folder: Path, store=None, **environment: str) -> PushSender | None:
    config = read_config({"workspace": folder}, environment=environment)
    return push_sender_of(config, store or MemoryStore(), PLACE, PACKS["messages"])


def test_it_is_off_by_itself_and_makes_no_key(tmp_path) -> None:
    for given in ({}, {"DAOAN_PUSH": "off"}, {"DAOAN_PUSH": "", "DAOAN_PUSH_SUBJECT": "mailto:a@b.example"}):
        assert sender(tmp_path, **given) is None
    assert list(tmp_path.iterdir()) == []
    assert push_server_of({}) is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"DAOAN_PUSH": "on"}, "DAOAN_PUSH_SUBJECT"),
        ({"DAOAN_PUSH": "yes"}, "DAOAN_PUSH is on or off"),
        (ON | {"DAOAN_PUSH_SUBJECT": "duty"}, "DAOAN_PUSH_SUBJECT"),
        (ON | {"DAOAN_PUSH_ALLOW": "all"}, "networks"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path, wrong, named) -> None:
    with pytest.raises(InputError, match=named):
        sender(tmp_path, **wrong)
    assert not (tmp_path / "keys").exists(), "no key is made for what cannot run"


def test_the_key_is_made_once_is_its_owners_alone_and_stays_out_of_log_and_store(tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    store = open_store(tmp_path / "daoan.db", Sealer("k", b"k" * 32))
    first, again = sender(tmp_path, store, **ON), sender(tmp_path, store, **ON)
    assert first.server.public_key == again.server.public_key
    file = tmp_path / "keys" / "push.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = json.loads(file.read_text(encoding="utf-8"))["keys"][0]["key"]
    store.close()
    assert bytes.fromhex(secret) not in (tmp_path / "daoan.db").read_bytes()
    assert secret.encode() not in (tmp_path / "daoan.db").read_bytes()
    for words in (caplog.text, repr(first), repr(private_key(first.server.key))):
        assert secret not in words
    file.chmod(0o644)
    with pytest.raises(InputError, match="others may read"):
        sender(tmp_path, store, **ON)


class Duty:
    """A town whose people are told by browsers, whose service is on this machine."""

    def __init__(self, folder: Path, hook, certificate: Path) -> None:
        self.hook, self.town = hook, Town()
        self.sender = sender(
            folder, self.town.store, **ON, DAOAN_PUSH_ALLOW="127.0.0.1, ::1", DAOAN_CA_FILE=str(certificate)
        )
        self.run()

    def run(self):
        post = self.town.post(channels=())
        return run_messages(Postroom(post.room, post.pack, {Channel.PUSH: self.sender}), lambda: self.town.now)

    def add(self, who: str, path: str = "/a", **changes) -> Browser:
        address = f"https://localhost:{self.hook.port}{path}"
        point = THEIRS.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        given = {"key_id": self.sender.server.key.key_id, "address": address} | changes
        kept = Browser(id_of(given["address"]), who, "Desk", public_key=point, secret=SECRET, added_at=START, **given)
        self.town.store.save_browser(kept, NOTE)
        return kept

    def shown(self) -> list[dict]:
        return [
            json.loads(http_ece.decrypt(body, private_key=THEIRS, auth_secret=SECRET, version="aes128gcm"))
            for _, _, body in self.hook.calls
        ]

    def messages(self, state: MessageState):
        return self.town.store.page_messages(state).rows


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "localhost")


@pytest.fixture
def duty(tmp_path, certificate):
    with hook_server(certificate) as hook:
        hook.status = 201
        yield Duty(tmp_path, hook, certificate[0])


def test_a_matter_reaches_every_browser_of_who_is_told_and_says_little(duty) -> None:
    kept = [duty.add("north1", "/a"), duty.add("north1", "/b")]
    duty.add("south1", "/c")
    duty.town.begin("order 1", level="urgent")
    ran = duty.run()
    assert (ran.made, ran.sent) == (2, 2)
    assert sorted(path for path, *_ in duty.hook.calls) == ["/a", "/b"]
    notice = duty.shown()[0]
    assert set(notice) == {"title", "body", "path", "tag", "urgent"}
    assert (notice["path"], notice["urgent"]) == ("/work/order%201", True)
    assert "特急" in notice["title"]
    for hidden in ("north1", "example.org", '"T"'):
        assert hidden not in str(notice)
    used = duty.town.store.list_browsers("north1")
    assert [(b.browser_id, b.last_used_at) for b in used] == [(k.browser_id, START) for k in sorted(kept, key=by_id)]
    assert duty.run().made == 0


def by_id(browser: Browser) -> str:
    return browser.browser_id


def test_its_language_is_that_of_the_persons_contact(duty) -> None:
    lead = duty.town.store.get_person("north1")
    duty.town.store.save_person(
        Person("north1", lead.name, "north", (Role.BRIGADE,), contact=Contact(language="en")), NOTE
    )
    duty.add("north1")
    duty.town.begin("m")
    duty.run()
    (notice,) = duty.shown()
    assert notice["title"].startswith("Daoan: ")
    assert notice["title"].isascii()


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_its_service_knows_no_more_is_forgotten(duty, status) -> None:
    gone = duty.add("north1")
    duty.hook.status = status
    duty.town.begin("m")
    duty.run()
    assert duty.town.store.list_browsers() == ()
    note = duty.town.store.last_audit().note
    assert (note.action, note.subject) == ("browser.gone", gone.browser_id)
    assert [(m.fault, m.tries) for m in duty.messages(MessageState.DEAD)] == [("browser-gone", 1)]
    duty.town.begin("n")
    assert duty.run().made == 0
    assert len(duty.hook.calls) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_again_later(duty, status) -> None:
    duty.add("north1")
    duty.hook.status = status
    duty.town.begin("m")
    duty.run()
    (waiting,) = duty.messages(MessageState.WAITING)
    assert (waiting.fault, waiting.tries) == (f"status-{status}", 1)
    assert waiting.next_at > START
    assert len(duty.town.store.list_browsers()) == 1
    duty.run()
    assert len(duty.hook.calls) == 1, "not before its time"
    duty.hook.status, duty.town.now = 201, duty.town.now + timedelta(minutes=1)
    assert duty.run().sent == 1
    assert len({notice["tag"] for notice in duty.shown()}) == 1, "a double takes the first one's place"


def test_a_browser_that_changed_hands_or_listens_to_a_former_key_is_not_shown_anothers(duty) -> None:
    duty.add("north1", "/a")
    duty.add("north2", "/b", key_id="1-former")
    duty.town.begin("m")
    post = duty.town.post(channels=())
    from daoan.jobs.sending import make_messages

    assert make_messages(Postroom(post.room, post.pack, {Channel.PUSH: duty.sender}), duty.town.now) == 2
    duty.add("south1", "/a")
    duty.run()
    assert duty.hook.calls == []
    assert {m.fault for m in duty.messages(MessageState.DEAD)} == {"browser-gone"}
    assert [b.person_id for b in duty.town.store.list_browsers()] == ["south1"]


def test_who_is_off_duty_is_not_disturbed(duty) -> None:
    duty.add("north1", "/a")
    duty.add("north2", "/b")
    hour = timedelta(hours=1)
    duty.town.store.save_shifts([Shift("s", "north2", "north", START - hour, START + hour)], NOTE)
    duty.town.begin("m")
    duty.run()
    assert [path for path, *_ in duty.hook.calls] == ["/b"]


def test_without_a_word_in_the_settings_nothing_on_this_machine_is_called(tmp_path, certificate) -> None:
    with hook_server(certificate) as hook:
        duty = Duty(tmp_path, hook, certificate[0])
        duty.sender = sender(tmp_path, duty.town.store, **ON, DAOAN_CA_FILE=str(certificate[0]))
        duty.add("north1")
        duty.town.begin("m")
        duty.run()
        assert hook.calls == []
    assert [m.fault for m in duty.messages(MessageState.WAITING)] == ["address-refused"]
