"""Channels as the settings name them; the command line over a workspace of its own."""

from dataclasses import replace

import pytest

from daoan.app.messages import MailSender, WebhookSender, senders_of
from daoan.config import SETTINGS, read_config
from daoan.terms.errors import InputError
from daoan.terms.records.messaging import Channel, Message
from daoan.terms.records.notified import Told
from daoan.terms.records.people import Contact, Person
from daoan.terms.roles import Role
from tests.edge.servers_given import hook_server, mail_server
from tests.jobs.post_given import START

MAIL = {"DAOAN_MAIL_HOST": "127.0.0.1", "DAOAN_MAIL_TLS": "none", "DAOAN_MAIL_FROM": "daoan@city.example"}
HOOK = {
    "DAOAN_WEBHOOK_URL": "http://127.0.0.1:1/in",
    "DAOAN_WEBHOOK_ALLOW": "127.0.0.1",
    "DAOAN_WEBHOOK_SECRET": "a secret that is long enough",
}
MESSAGE = Message("m1", Channel.MAIL, "p1", "north", ("p1",), Told.NEW, "o1", "order", "urgent", 3, START, START)
WANG = Person("p1", "王某", "north", (Role.OFFICER,), contact=Contact("wang@example.org", True, "zh"))


def senders(**environment: str):
    return senders_of(read_config(environment=environment), "Asia/Shanghai")


def test_nothing_is_on_by_itself() -> None:
    assert senders() == {}


def test_a_secret_that_cannot_be_read_is_told_by_its_setting(tmp_path) -> None:
    given = MAIL | {"DAOAN_MAIL_USER": "daoan", "DAOAN_MAIL_PASSWORD_FILE": str(tmp_path / "password")}
    for content in (None, b"\xff\xfe\x00"):
        if content is not None:
            (tmp_path / "password").write_bytes(content)
        with pytest.raises(InputError, match="mail_password_file"):
            senders(**given)


def test_mail_goes_where_the_settings_say() -> None:
    with mail_server() as box:
        mail = senders(**MAIL, DAOAN_MAIL_PORT=str(box.port), DAOAN_CONSOLE="https://daoan.example/")[Channel.MAIL]
        assert isinstance(mail, MailSender)
        assert mail.send(MESSAGE, WANG, START).taken
        no = mail.send(MESSAGE, replace(WANG, contact=Contact("wang@example.org")), START)
        assert (no.fault, no.final) == ("not-wanted", True)
    import email
    from email import policy

    (letter,) = (email.message_from_bytes(raw, policy=policy.default) for raw in box.letters)
    assert letter["To"] == "wang@example.org"
    assert "https://daoan.example/work/o1" in letter.get_content()
    assert "特急" in letter.get_content()
    assert "Level" not in letter.get_content()


def test_the_gateway_is_called_with_a_secret_from_a_file(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("another secret, long enough\n", encoding="utf-8")
    with hook_server() as hook:
        more = {"DAOAN_WEBHOOK_URL": f"http://127.0.0.1:{hook.port}/in", "DAOAN_WEBHOOK_SECRET_FILE": str(secret)}
        gateway = senders(**HOOK | more)[Channel.WEBHOOK]
        assert isinstance(gateway, WebhookSender)
        assert gateway.endpoint.secret == b"another secret, long enough"
        assert gateway.send(MESSAGE, None, START).taken
    ((_, headers, body),) = hook.calls
    assert headers["Daoan-Id"] == "m1"
    assert b'"people":["p1"]' in body


@pytest.mark.parametrize(
    "wrong",
    [
        {"DAOAN_MAIL_HOST": "mail.example"},
        MAIL | {"DAOAN_MAIL_HOST": "mail.example"},
        MAIL | {"DAOAN_MAIL_TLS": "perhaps"},
        MAIL | {"DAOAN_MAIL_PORT": "x"},
        MAIL | {"DAOAN_MAIL_PASSWORD_FILE": "/no/such/file"},
        HOOK | {"DAOAN_WEBHOOK_SECRET": ""},
        HOOK | {"DAOAN_WEBHOOK_ALLOW": "all"},
        HOOK | {"DAOAN_WEBHOOK_URL": "http://gateway.example/"},
    ],
)
def test_settings_that_cannot_be_used_are_said_before_anything_starts(wrong) -> None:
    with pytest.raises(InputError):
        senders(**wrong)


def test_no_secret_shows_with_the_settings() -> None:
    config = read_config(environment=MAIL | HOOK | {"DAOAN_MAIL_PASSWORD": "hush-hush"})
    assert "hush-hush" not in repr(config)
    assert "long enough" not in repr(config)
    assert all(s.meaning for s in SETTINGS)
