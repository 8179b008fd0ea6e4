"""One POST to an address that was looked at first, without following where it points, within a time.

The name is asked once and the connection goes to the very address that was looked at, so that no second answer of the
name's server leads elsewhere. Of the answer nothing but its status is read, unless it is asked for (:func:`exchange`).
"""

import http.client
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult

from daoan.edge.addresses import Network, Resolve, is_callable, is_loopback, is_named, resolve_host
from daoan.edge.cut import cut_after
from daoan.terms.records.messaging import Delivery

WAIT_S, ALTOGETHER_S = 10.0, 20.0
MOST_ANSWER_BYTES = 1 << 20  # of an answer that is read


@dataclass(frozen=True, slots=True)
class Reach:
    """How far calls may go. ``allowed``: networks that may be called though they are not public.

    ``ca_file``: certificates of an authority of one's own (PEM); empty: those that the system trusts.
    """

    allowed: tuple[Network, ...] = ()
    ca_file: str = ""
    altogether_s: float = ALTOGETHER_S
    plain: bool = False  # networks that are allowed may be called without encryption


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered. ``fault``: empty, or why nothing was; then ``status`` is 0."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    fault: str = ""

    def all_of(self, name: str) -> list[str]:
        """Values of a header, whatever case its name was written in."""
        return [value for key, value in self.headers if key.lower() == name]


def post_once(
    url: SplitResult, body: bytes, headers: dict[str, str], reach: Reach, resolve: Resolve = resolve_host
) -> Delivery:
    """Call once. Any answer of 2xx takes the body; a redirection is not followed. Never raises for the network."""
    reply = exchange(url, "POST", body, headers, reach, resolve, reads=0)
    if reply.fault:
        return Delivery(reply.fault)
    if 200 <= reply.status < 300:
        return Delivery()
    return Delivery("redirection" if 300 <= reply.status < 400 else f"status-{reply.status}")


def exchange(
    url: SplitResult, method: str, body: bytes, headers: dict[str, str], reach: Reach,
    resolve: Resolve = resolve_host, reads: int = MOST_ANSWER_BYTES,
) -> Reply:  # fmt: skip
    """Call once and read the answer, up to ``reads`` bytes of its body. Never raises for the network."""
    host, port = str(url.hostname), url.port or (443 if url.scheme == "https" else 80)
    held: list[socket.socket] = []
    try:
        addresses = resolve(host, port)
        if not addresses or not all(_may_call(a, url.scheme, reach) for a in addresses):
            return Reply(fault="address-refused")
        with cut_after(reach.altogether_s, lambda: held[-1] if held else None):
            held.append(_connect(addresses, port))
            if url.scheme == "https":
                encrypted = _encrypted(reach, held[-1], host)
                held.append(encrypted)
                encrypted.do_handshake()
            return _call(url, method, held[-1], body, headers, reads)
    except (OSError, http.client.HTTPException) as problem:
        return Reply(fault=code_of(problem))
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


def _may_call(address: str, scheme: str, reach: Reach) -> bool:
    """Whether the call may go to an address; without encryption only to this machine, or where the reach says so."""
    if scheme == "https" or is_loopback(address):
        return is_callable(address, reach.allowed)
    return reach.plain and is_named(address, reach.allowed)


def _connect(addresses: Sequence[str], port: int) -> socket.socket:
    """A connection to the first of the addresses that answers: to the address itself, the name is not asked again."""
    failed: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=WAIT_S)
        except OSError as problem:
            failed = problem
    raise failed


def _call(
    url: SplitResult, method: str, connection: socket.socket, body: bytes, headers: dict[str, str], reads: int
) -> Reply:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    caller = kind(str(url.hostname), url.port)
    caller.sock = connection  # so that it connects nowhere by itself
    caller.auto_open = 0
    caller.request(method, target_of(url), body, headers)
    answer = caller.getresponse()
    return Reply(answer.status, tuple(answer.getheaders()), answer.read(reads) if reads else b"")


def target_of(url: SplitResult) -> str:
    """What a request names: path and query."""
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _encrypted(reach: Reach, connection: socket.socket, host: str) -> ssl.SSLSocket:
    """The connection, to be encrypted: the handshake comes when it is held, so that it can be cut off."""
    return _trust(reach).wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)


def _trust(reach: Reach) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if reach.ca_file:
        context.load_verify_locations(reach.ca_file)
    return context
