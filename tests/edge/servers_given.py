"""A mail server and a web server on this machine, and certificates of our own, for tests of the edge."""

import http.server
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for a host's name (it is its own authority), and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, secret


@dataclass
class MailBox:
    """What a mail server was told, and how it answers. ``answers``: by the first word of a command."""

    port: int = 0
    lines: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ("AUTH PLAIN",)


@contextmanager
def mail_server(certificate: tuple[Path, Path] | None = None, *, wrapped: bool = False) -> Iterator[MailBox]:
    """A mail server of a few commands. With a certificate it can STARTTLS; ``wrapped``: TLS from the first byte."""
    box = MailBox()
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    class Talk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.talk()

        def talk(self) -> None:
            connection = context.wrap_socket(self.request, server_side=True) if wrapped else self.request
            secure, file = wrapped, connection.makefile("rb")

            def say(words: str) -> None:
                connection.sendall(words.encode() + b"\r\n")

            say("220 here")
            while line := file.readline().decode().strip():
                word = line.split()[0].upper()
                box.lines.append(word + line[len(word) :])
                if word in box.answers:
                    say(box.answers[word])
                elif word == "EHLO":
                    offers = [*box.offers, *(["STARTTLS"] if context and not secure else [])]
                    connection.sendall(
                        b"250-here\r\n" + "".join(f"250-{o}\r\n" for o in offers).encode() + b"250 HELP\r\n"
                    )
                elif word == "STARTTLS":
                    say("220 go")
                    connection = context.wrap_socket(connection, server_side=True)
                    secure, file = True, connection.makefile("rb")
                elif word == "DATA":
                    say("354 go on")
                    letter = b""
                    while (part := file.readline()) != b".\r\n":
                        letter += part
                    box.letters.append(letter)
                    box.encrypted.append(secure)
                    say("250 taken")
                elif word == "QUIT":
                    say("221 bye")
                    return
                else:
                    say("235 in" if word == "AUTH" else "250 ok")

    with _serving(socketserver.ThreadingTCPServer, Talk) as port:
        box.port = port
        yield box


@dataclass
class Hook:
    """What a web server was asked, and what it answers; ``body``: bytes sent behind the head, one at a time."""

    port: int = 0
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    trickle: bool = False


@contextmanager
def hook_server(certificate: tuple[Path, Path] | None = None) -> Iterator[Hook]:
    """A message gateway."""
    hook = Hook()

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.calls.append((self.path, dict(self.headers), body))
            if hook.trickle:
                try:
                    for byte in b"HTTP/1.1 200 " + b"x" * 60_000:
                        self.wfile.write(bytes([byte]))
                        stopped.wait(0.05)
                        if stopped.is_set():
                            return
                except OSError:
                    return
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            pass

    stopped = threading.Event()
    with _serving(http.server.ThreadingHTTPServer, Answer, certificate) as port:
        hook.port = port
        yield hook
        stopped.set()


@contextmanager
def _serving(kind: type, handler: type, certificate: tuple[Path, Path] | None = None) -> Iterator[int]:
    class Server(kind):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, *_given: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def drip_server(words: bytes) -> Iterator[int]:
    """Says some bytes to whoever comes, one at a time, whatever they say."""
    stopped = threading.Event()

    class Drip(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                for byte in words:
                    self.request.sendall(bytes([byte]))
                    if stopped.wait(0.05):
                        return

    with _serving(socketserver.ThreadingTCPServer, Drip) as port:
        yield port
        stopped.set()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
