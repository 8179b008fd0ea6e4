"""Mail out: encrypted or not at all, in one piece, with nothing in a header that was not meant to be there."""

import email
import logging
import socket
import threading
import time
from datetime import UTC, datetime
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.edge.mail import Mail, MailServer, require_address, require_server, send_mail, write_mail
from daoan.terms.errors import InputError

from .servers_given import free_port, mail_server, make_certificate

AT = datetime(2026, 3, 4, 1, tzinfo=UTC)
MAIL = Mail("wang@example.org", "道安：处置单", "一级\r\n.\r\nRead it here\n", "abc123", AT)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "localhost")


def server(port: int, encryption="none", host="127.0.0.1", **more) -> MailServer:
    return MailServer(host, port, encryption, "daoan@city.example", **more)


def test_a_mail_arrives_as_it_was_written() -> None:
    with mail_server() as box:
        assert send_mail(server(box.port), MAIL).taken
    (letter,) = (email.message_from_bytes(raw, policy=policy.default) for raw in box.letters)
    assert letter["Subject"] == MAIL.subject
    assert (letter["From"], letter["To"]) == ("daoan@city.example", "wang@example.org")
    assert letter["Message-ID"] == "<abc123@city.example>"
    assert letter["Date"].datetime == AT
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().splitlines() == ["一级", ".", "Read it here"]
    assert box.lines[-1] == "QUIT"
    assert not any("EHLO" in line and "city.example" not in line for line in box.lines), "our machine's name stays here"


@pytest.mark.parametrize(("encryption", "wrapped"), [("starttls", False), ("tls", True)])
def test_encrypted_mail_signs_in_only_behind_the_encryption(certificate, encryption, wrapped) -> None:
    with mail_server(certificate, wrapped=wrapped) as box:
        mine = server(box.port, encryption, "localhost", user="daoan", password="secret", ca_file=str(certificate[0]))
        assert send_mail(mine, MAIL).taken
    assert box.encrypted == [True]
    words = [line.split()[0] for line in box.lines]
    assert "AUTH" in words
    assert encryption == "tls" or words.index("STARTTLS") < words.index("AUTH")


def test_a_server_that_offers_no_encryption_gets_neither_password_nor_mail() -> None:
    with mail_server() as box:
        mine = server(box.port, "starttls", user="daoan", password="secret")
        assert send_mail(mine, MAIL).fault == "tls"
    assert not any(line.startswith(("AUTH", "MAIL", "DATA")) for line in box.lines)


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(certificate, encryption) -> None:
    with mail_server(certificate, wrapped=encryption == "tls") as box:
        assert send_mail(server(box.port, encryption, "localhost", user="d", password="secret"), MAIL).fault == "tls"
    assert box.letters == []
    assert not any(line.startswith("AUTH") for line in box.lines)


@pytest.mark.parametrize(
    ("command", "answer", "fault"),
    [
        ("MAIL", "451 later", "smtp-451"),
        ("RCPT", "550 nobody called wang@example.org", "recipient-refused"),
        ("AUTH", "535 no", "login"),
        ("DATA", "552 full", "smtp-552"),
    ],
)
def test_refusals_are_codes_without_a_word_of_the_server(caplog, command, answer, fault) -> None:
    with mail_server() as box, caplog.at_level(logging.DEBUG):
        box.answers[command] = answer
        delivery = send_mail(server(box.port, user="d", password="p"), MAIL)
    assert delivery.fault == fault
    assert not delivery.taken
    assert "wang" not in caplog.text


def test_nobody_there_is_a_code() -> None:
    assert send_mail(server(free_port()), MAIL).fault == "connection"
    assert send_mail(server(25, host="no-such-host.invalid", encryption="tls"), MAIL).fault in ("name", "connection")


@pytest.mark.parametrize("encryption", ["none", "starttls"])
def test_a_server_that_says_nothing_is_left_after_a_while(encryption) -> None:
    begun = time.perf_counter()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        held = []
        threading.Thread(target=lambda: held.append(silent.accept()), daemon=True).start()
        fault = send_mail(server(silent.getsockname()[1], altogether_s=0.3, encryption=encryption), MAIL).fault
        assert fault in ("disconnected", "connection", "timeout")
        for connection, _ in held:
            connection.close()
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a b@c.d", "a@b.c, d@e.f", "Name <a@b.c>", "a@b.c\nBcc: d@e.f", "a@b.c\r", "a..b@c.d",
     "a@-c.d", "ａ@b.c", "a@b.c\x00", "x" * 65 + "@b.c", "a@" + "b" * 260],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(address) -> None:
    with pytest.raises(InputError):
        require_address(address)
    with mail_server() as box:
        delivery = send_mail(server(box.port), Mail(address, "s", "b", "id", AT))
    assert (delivery.fault, delivery.final) == ("address", True)
    assert box.lines == []


@given(st.text(max_size=40), st.text(max_size=80))
def test_no_text_adds_a_header_or_a_recipient(subject: str, body: str) -> None:
    try:
        letter = write_mail("daoan@city.example", Mail("wang@example.org", subject, body, "id", AT))
        raw = letter.as_bytes()
    except (ValueError, InputError):
        return  # refused whole
    back = email.message_from_bytes(raw, policy=policy.default)
    assert set(back.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    }  # fmt: skip
    assert back["To"] == "wang@example.org"


@pytest.mark.parametrize("subject", ["a\nBcc: d@e.f", "a\r\nBcc: d@e.f", "a\rb", "a\n", "a\u2028b", "\x00"])
def test_a_line_break_in_a_subject_is_sent_nowhere(subject) -> None:
    with mail_server() as box:
        assert send_mail(server(box.port), Mail("wang@example.org", subject, "b", "id", AT)).fault == "address"
    assert box.lines == []


def test_settings_that_would_send_in_the_clear_are_refused() -> None:
    assert require_server(server(25)).host == "127.0.0.1"
    for bad in (server(25, host="mail.city.example"), server(0), MailServer("localhost", 25, "none", "no address")):
        with pytest.raises(InputError):
            require_server(bad)


def test_a_password_shows_nowhere() -> None:
    assert "secret" not in repr(server(25, user="d", password="secret"))
