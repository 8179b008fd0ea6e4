"""Mail out by SMTP, encrypted unless the server is on this machine; what goes wrong comes back as a short code."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal

from daoan.edge.cut import cut_after
from daoan.terms.errors import InputError
from daoan.terms.records.messaging import Delivery

Encryption = Literal["starttls", "tls", "none"]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WAIT_S, ALTOGETHER_S = 10.0, 25.0
LONGEST_ADDRESS = 254  # RFC 5321
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. ``ca_file``: further certificates to trust, of an authority of one's own."""

    host: str
    port: int
    encryption: Encryption
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    altogether_s: float = ALTOGETHER_S


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. ``mail_id`` is the same for the same message, however often it is sent."""

    to: str
    subject: str
    body: str
    mail_id: str
    at: datetime


def require_address(address: str) -> str:
    """A plain address. Raises :class:`InputError` for anything else: a name, a list, a line break."""
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address) or ".." in address:
        raise InputError("this is no plain e-mail address, as name@example.org · 电子邮件地址格式不正确")
    return address


def require_server(server: MailServer) -> MailServer:
    """Raises :class:`InputError` where mail or a password would cross a network in the clear."""
    require_address(server.sender)
    if server.encryption == "none" and server.host not in LOOPBACK:
        raise InputError(f"mail to {server.host} must be encrypted: DAOAN_MAIL_TLS is starttls or tls 邮件须加密")
    if not 1 <= server.port <= 65535:
        raise InputError(f"port {server.port} is not a number from 1 to 65535")
    return server


def send_mail(server: MailServer, mail: Mail) -> Delivery:
    """Hand one mail to the server."""
    try:
        letter = write_mail(server.sender, mail)
    except (InputError, ValueError):
        return Delivery("address", final=True)
    opened: list[smtplib.SMTP] = []
    try:
        with cut_after(server.altogether_s, lambda: opened[0].sock if opened else None):
            connection = _connect(server, opened)
            if server.encryption == "starttls":
                connection.starttls(context=_trust(server))
            connection.ehlo_or_helo_if_needed()
            if server.user:
                if not connection.has_extn("auth"):
                    return Delivery("login")
                connection.login(server.user, server.password)
            connection.send_message(letter)
            with suppress(OSError, smtplib.SMTPException):  # it was taken already
                connection.quit()
        return Delivery()
    except (OSError, smtplib.SMTPException) as problem:
        return Delivery(code_of(problem))
    finally:
        for connection in opened:
            connection.close()


def write_mail(sender: str, mail: Mail) -> EmailMessage:
    """The mail as it is handed in. Raises :class:`InputError` for an address, ``ValueError`` for a broken header."""
    if not mail.subject.isprintable():
        raise ValueError("a subject is one line")
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = require_address(mail.to)
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.at)
    letter["Message-ID"] = f"<{mail.mail_id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.body, cte="base64")
    return letter


def code_of(problem: Exception) -> str:
    """What a try failed by, without a word of the other side: that may hold an address."""
    match problem:
        case smtplib.SMTPAuthenticationError():
            return "login"
        case smtplib.SMTPRecipientsRefused():
            return "recipient-refused"
        case smtplib.SMTPResponseException():
            return f"smtp-{problem.smtp_code}"
        case smtplib.SMTPNotSupportedError():
            return "tls"
        case smtplib.SMTPServerDisconnected():
            return "disconnected"
        case ssl.SSLError():
            return "tls"
        case TimeoutError():
            return "timeout"
        case socket.gaierror():
            return "name"
    return "connection"


class _Held(smtplib.SMTP):
    """A connection that tells of itself before it connects, so that it can be cut off while it does."""

    def __init__(self, opened: list[smtplib.SMTP], *given: Any, **named: Any) -> None:
        self._opened = opened
        super().__init__(*given, **named)

    def connect(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """Connect and read the greeting."""
        self._opened.append(self)
        return super().connect(*given, **named)


class _HeldTls(_Held, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def _connect(server: MailServer, opened: list[smtplib.SMTP]) -> smtplib.SMTP:
    ours = server.sender.rpartition("@")[2]
    if server.encryption == "tls":
        return _HeldTls(opened, server.host, server.port, ours, timeout=WAIT_S, context=_trust(server))
    return _Held(opened, server.host, server.port, ours, timeout=WAIT_S)


def _trust(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.ca_file:
        context.load_verify_locations(server.ca_file)
    return context
