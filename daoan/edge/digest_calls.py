"""Calls of another platform of GA/T 1400 under our login there: HTTP digest (RFC 7616), to an address looked at first.

The first call of a platform is asked to sign in; later ones go on with the nonce that it gave, each with its count.
"""

import secrets
from dataclasses import dataclass, field, replace
from threading import Lock
from urllib.parse import SplitResult, urlsplit

from daoan.edge.addresses import Resolve, resolve_host
from daoan.edge.calling import Reach, Reply, exchange, target_of
from daoan.edge.digest import ALGORITHMS, Credentials, account_of, read_pairs, response_of
from daoan.terms.errors import InputError

_PLAIN = frozenset(map(chr, range(0x21, 0x7F)))
_TYPE = "application/VIID+JSON; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Login:
    """Our account at another platform."""

    name: str
    password: str = field(repr=False)


def read_peer_url(words: str) -> SplitResult:
    """The address of a platform. Raises :class:`InputError` for what is none, or bears a name or a password."""
    try:
        url = urlsplit(words)
        port_is_one = url.port is None or 1 <= url.port <= 65535
    except ValueError:
        raise InputError("the platform's address cannot be read 平台地址格式不正确") from None
    sound = set(words) <= _PLAIN and url.hostname and url.username is None and not url.fragment and port_is_one
    if not sound or url.scheme not in ("http", "https"):
        raise InputError("a platform's address is http(s)://host:port/path, without a name or # 平台地址格式不正确")
    return url


class Peer:
    """Another platform, as it is called. ``device_id``: our own number, which GA/T 1400 wants in ``User-Identify``."""

    def __init__(self, login: Login | None, device_id: str, reach: Reach, resolve: Resolve = resolve_host) -> None:
        self._login = login
        self._device_id = device_id
        self._reach = reach
        self._resolve = resolve
        self._challenge: Credentials | None = None
        self._count = 0
        self._turn = Lock()  # of those that call: counts of a nonce go up one by one

    def call(self, address: str, method: str, body: bytes) -> Reply:
        """Call once, or twice where the platform asks to sign in. Never raises for the network or for an address."""
        try:
            url = read_peer_url(address)
        except InputError:
            return Reply(fault="address")
        with self._turn:
            reply = self._once(url, method, body)
            if reply.status != 401 or self._login is None:
                return reply
            self._challenge = _best(reply.all_of("www-authenticate"))
            self._count = 0
            return reply if self._challenge is None else self._once(url, method, body)

    def _once(self, url: SplitResult, method: str, body: bytes) -> Reply:
        headers = {
            "Content-Type": _TYPE, "Connection": "close", "User-Agent": "Daoan", "User-Identify": self._device_id,
        }  # fmt: skip
        if self._challenge is not None and self._login is not None:
            headers["Authorization"] = self._signed(self._challenge, self._login, method, target_of(url))
        return exchange(url, method, body, headers, self._reach, self._resolve)

    def _signed(self, challenge: Credentials, login: Login, method: str, target: str) -> str:
        self._count += 1
        told = replace(
            challenge, name=login.name, target=target, count=f"{self._count:08x}" if challenge.qop else "",
            client_nonce=secrets.token_hex(8) if challenge.qop else "",
        )  # fmt: skip
        ha1 = account_of(login.name, told.realm, login.password).hashes[told.algorithm]
        words = {
            "username": told.name, "realm": told.realm, "nonce": told.nonce, "uri": target,
            "response": response_of(told, method, ha1), **({"opaque": told.opaque} if told.opaque else {}),
        }  # fmt: skip
        tail = f', qop={told.qop}, nc={told.count}, cnonce="{told.client_nonce}"' if told.qop else ""
        return "Digest " + ", ".join(f'{k}="{v}"' for k, v in words.items()) + f", algorithm={told.algorithm}" + tail


def _best(challenges: list[str]) -> Credentials | None:
    """The strongest challenge that can be answered; ``None`` where there is none."""
    found = [read_challenge(one) for one in challenges]
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: ALGORITHMS.index(one.algorithm), default=None)


def read_challenge(header: str) -> Credentials | None:
    """What a ``WWW-Authenticate: Digest`` header asks for; ``None`` where it asks for what is not offered here."""
    scheme, _, rest = header.partition(" ")
    told = read_pairs(rest) if scheme.lower() == "digest" else None
    if told is None or '"' in "".join(told.values()) or not told.get("nonce"):
        return None
    algorithm = told.get("algorithm", "MD5").upper()
    offered = [one.strip() for one in told.get("qop", "").split(",") if one.strip()]
    if algorithm not in ALGORITHMS or (offered and "auth" not in offered):
        return None
    return Credentials(
        name="", realm=told.get("realm", ""), nonce=told["nonce"], target="", response="", algorithm=algorithm,
        qop="auth" if offered else "", count="", client_nonce="", opaque=told.get("opaque", ""),
    )  # fmt: skip
