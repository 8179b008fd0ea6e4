"""Calls of a message gateway: signed, to an address that was looked at first, without following where it points.

Headers of a call: ``Daoan-Id`` (the same for the same message), ``Daoan-Timestamp`` (seconds since 1970) and
``Daoan-Signature`` (``v1=`` and the hex HMAC-SHA256, under the shared secret, of timestamp, a dot and the body).
``docs/how-to/messages.md`` shows a receiver.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from daoan.edge.addresses import Network, Resolve, resolve_host
from daoan.edge.calling import ALTOGETHER_S, Reach, post_once
from daoan.terms.errors import InputError
from daoan.terms.records.messaging import Delivery

MOST_BYTES = 64 * 1024  # of a call's body
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
    reach = Reach(endpoint.allowed, endpoint.ca_file, endpoint.altogether_s)
    return post_once(_read(endpoint), body, _headers(endpoint, body, message_id, at), reach, resolve)


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
