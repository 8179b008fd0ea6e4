"""Calls of a message gateway: signed, to an address that was looked at first, without following where it points.

Headers of a call: ``Daoan-Id`` (the same for the same message), ``Daoan-Timestamp`` (seconds since 1970) and
``Daoan-Signature`` (``v1=`` and the hex HMAC-SHA256, under the shared secret, of timestamp, a dot and the body).
``docs/how-to/messages.md`` shows a receiver.
"""

import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from daoan.edge.addresses import Network, Resolve, is_callable, is_loopback, resolve_host
from daoan.edge.cut import cut_after
from daoan.terms.errors import InputError
from daoan.terms.records.messaging import Delivery

WAIT_S, ALTOGETHER_S = 10.0, 20.0
MOST_BYTES = 64 * 1024  # of a call's body; of an answer nothing but its status is read
SHORTEST_SECRET = 16
_PLAIN = frozenset(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the gateway listens. ``allowed``: networks that may be called though they are not public."""

    url: str
    secret: bytes = field(repr=False)
    allowed: tuple[Network, ...] = ()
    ca_file: str = ""
    altogether_s: float = ALTOGETHER_S


def require_endpoint(endpoint: Endpoint) -> Endpoint:
    """Raises :class:`InputError` for an address or a secret that cannot be used."""
    _read(endpoint)
    if len(endpoint.secret) < SHORTEST_SECRET:
        raise InputError(f"the webhook's secret has at least {SHORTEST_SECRET} characters 签名密钥过短")
    return endpoint


def sign(secret: bytes, timestamp: int, body: bytes) -> str:
    """The signature of a call."""
    return "v1=" + hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def post_webhook(
    endpoint: Endpoint, body: bytes, message_id: str, at: datetime, resolve: Resolve = resolve_host
) -> Delivery:
    """Call the gateway once. Any answer of 2xx takes the message; a redirection is not followed."""
    if len(body) > MOST_BYTES:
        return Delivery("too-large", final=True)
    url = _read(endpoint)
    host, port = str(url.hostname), url.port or (443 if url.scheme == "https" else 80)
    held: list[socket.socket] = []
    try:
        addresses = resolve(host, port)
        if not addresses or not all(_may_call(a, url.scheme, endpoint.allowed) for a in addresses):
            return Delivery("address-refused")
        with cut_after(endpoint.altogether_s, lambda: held[-1] if held else None):
            held.append(_connect(addresses, port))
            if url.scheme == "https":
                encrypted = _encrypted(endpoint, held[-1], host)
                held.append(encrypted)
                encrypted.do_handshake()
            return _call(url, held[-1], body, _headers(endpoint, body, message_id, at))
    except (OSError, http.client.HTTPException) as problem:
        return Delivery(code_of(problem))
    finally:
        for connection in reversed(held):
            connection.close()


def code_of(problem: Exception) -> str:
    """What a call failed by."""
    match problem:
        case ssl.SSLError():
            return "tls"
        case TimeoutError():
            return "timeout"
        case socket.gaierror():
            return "name"
        case http.client.HTTPException():
            return "answer"
    return "connection"


def _read(endpoint: Endpoint) -> SplitResult:
    words = endpoint.url
    try:
        url = urlsplit(words)
        port_is_one = url.port is None or 1 <= url.port <= 65535
    except ValueError:
        raise InputError("the webhook's address cannot be read 网关地址格式不正确") from None
    if not set(words) <= _PLAIN or not url.hostname or url.username is not None or url.fragment or not port_is_one:
        raise InputError("the webhook's address is https://host/path, without a name, password or # 网关地址格式不正确")
    inside = url.hostname in ("localhost", "127.0.0.1", "::1")
    if url.scheme != "https" and not (url.scheme == "http" and inside and endpoint.allowed):
        raise InputError(
            "the webhook's address begins with https://; http:// only to this machine itself, where "
            "DAOAN_WEBHOOK_ALLOW names it 网关须使用 https"
        )
    return url


def _may_call(address: str, scheme: str, allowed: Sequence[Network]) -> bool:
    """Whether the call may go to an address; without encryption only to this machine."""
    return is_callable(address, allowed) and (scheme == "https" or is_loopback(address))


def _connect(addresses: Sequence[str], port: int) -> socket.socket:
    """A connection to the first of the addresses that answers: to the address itself, the name is not asked again."""
    failed: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=WAIT_S)
        except OSError as problem:
            failed = problem
    raise failed


def _call(url: SplitResult, connection: socket.socket, body: bytes, headers: dict[str, str]) -> Delivery:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    caller = kind(str(url.hostname), url.port)
    caller.sock = connection  # so that it connects nowhere by itself
    caller.auto_open = 0
    caller.request("POST", (url.path or "/") + (f"?{url.query}" if url.query else ""), body, headers)
    status = caller.getresponse().status
    if 200 <= status < 300:
        return Delivery()
    return Delivery("redirection" if 300 <= status < 400 else f"status-{status}")


def _headers(endpoint: Endpoint, body: bytes, message_id: str, at: datetime) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "Connection": "close",
        "User-Agent": "Daoan",
        "Daoan-Id": message_id,
        "Daoan-Timestamp": str(timestamp),
        "Daoan-Signature": sign(endpoint.secret, timestamp, body),
    }


def _encrypted(endpoint: Endpoint, connection: socket.socket, host: str) -> ssl.SSLSocket:
    """The connection, to be encrypted: the handshake comes when it is held, so that it can be cut off."""
    return _trust(endpoint).wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)


def _trust(endpoint: Endpoint) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if endpoint.ca_file:
        context.load_verify_locations(endpoint.ca_file)
    return context
