"""HTTP digest authentication (RFC 7616), as devices sign in: MD5, which most of them speak, and SHA-256.

======  ==================================================================
symbol  meaning
======  ==================================================================
H       MD5 or SHA-256, in hexadecimal
HA1     H(user ":" realm ":" password): what is kept, never the password
HA2     H(method ":" target)
======  ==================================================================

::

    response = H(HA1 ":" nonce ":" count ":" client nonce ":" qop ":" HA2)        RFC 7616 section 3.4.1
    response = H(HA1 ":" nonce ":" HA2)                                           RFC 2069, without qop

A nonce carries its own moment and a seal, so that none is stored before somebody signed in with it. Each count of a
nonce is taken once; without qop there is no count, and the nonce is taken once.
"""

import hashlib
import hmac
import re
import secrets
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

#: Names of the algorithms, the one that is offered first.
ALGORITHMS = ("SHA-256", "MD5")
NONCE_S = 300.0
_WINDOW = 256  # counts behind the highest that may still come, since requests overtake each other
_MOST_NONCES = 50_000
_SEAL_BYTES = 16
_STAMP = struct.Struct(">Q8s")
_LONGEST_HEADER = 4_096
_PAIR = re.compile(r'\s*([A-Za-z][\w*-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)')


class Outcome(StrEnum):
    """What came of a request to sign in."""

    WELCOME = "welcome"
    NOT_TOLD = "not_told"  # no credentials, or none that can be read
    WRONG = "wrong"
    STALE = "stale"  # right, but the nonce is old, used up or of another server: to be tried again with a new one


@dataclass(frozen=True, slots=True)
class Account:
    """A device's or a platform's account. ``hashes``: its HA1 by algorithm."""

    name: str
    hashes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an ``Authorization: Digest`` header says."""

    name: str
    realm: str
    nonce: str
    target: str
    response: str
    algorithm: str
    qop: str
    count: str
    client_nonce: str
    opaque: str = ""


def wall_s() -> float:
    """Seconds since 1970, for the age of nonces."""
    return time.time()


def account_of(name: str, realm: str, password: str) -> Account:
    """An account for a password, which is not kept."""
    plain = f"{name}:{realm}:{password}"
    return Account(name, {algorithm: _hash(algorithm, plain) for algorithm in ALGORITHMS})


def read_credentials(header: str) -> Credentials | None:
    """The credentials of a header, ``None`` where they cannot be read or ask for what is not offered."""
    scheme, _, rest = header[:_LONGEST_HEADER].partition(" ")
    if scheme.lower() != "digest" or len(header) > _LONGEST_HEADER:
        return None
    told = read_pairs(rest)
    if told is None:
        return None
    algorithm = told.get("algorithm", "MD5").upper()
    found = Credentials(
        name=told.get("username", ""),
        realm=told.get("realm", ""),
        nonce=told.get("nonce", ""),
        target=told.get("uri", ""),
        response=told.get("response", "").lower(),
        algorithm=algorithm,
        qop=told.get("qop", ""),
        count=told.get("nc", ""),
        client_nonce=told.get("cnonce", ""),
    )
    counted = re.fullmatch(r"[0-9a-fA-F]{8}", found.count) is not None and bool(found.client_nonce)
    if algorithm not in ALGORITHMS or found.qop not in ("", "auth") or (found.qop and not counted):
        return None
    return found


def read_pairs(text: str) -> dict[str, str] | None:
    """Names (lower case) and values of a header behind its scheme; ``None`` where it cannot be read."""
    told: dict[str, str] = {}
    at = 0
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None or pair[1].lower() in told:
            return None
        quoted = pair[2]
        told[pair[1].lower()] = pair[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        at = pair.end()
    return told


def response_of(told: Credentials, method: str, ha1: str) -> str:
    """The response that belongs to some credentials."""
    ha2 = _hash(told.algorithm, f"{method}:{told.target}")
    middle = f"{told.nonce}:{told.count}:{told.client_nonce}:{told.qop}" if told.qop else told.nonce
    return _hash(told.algorithm, f"{ha1}:{middle}:{ha2}")


class DigestDoor:
    """Lets devices in. Its nonces are of this object alone: after a restart each device is asked once more."""

    def __init__(
        self, realm: str, accounts: Mapping[str, Account], now_s: Callable[[], float], nonce_s: float = NONCE_S
    ) -> None:
        self._realm = realm
        self._accounts = dict(accounts)
        self._now_s = now_s
        self._nonce_s = nonce_s
        self._secret = secrets.token_bytes(32)
        self._counts: dict[str, tuple[int, int]] = {}  # of a nonce: highest count, and bits of those taken below it

    def challenges(self, *, stale: bool = False) -> list[str]:
        """Values of ``WWW-Authenticate``, one an algorithm, the stronger first."""
        nonce = self._make_nonce()
        tail = ", stale=true" if stale else ""
        return [
            f'Digest realm="{self._realm}", qop="auth", algorithm={algorithm}, nonce="{nonce}"{tail}'
            for algorithm in ALGORITHMS
        ]

    def let_in(self, header: str, method: str, target: str) -> tuple[Outcome, str]:
        """Whether a request may come in, and under which account's name ("" where none)."""
        told = read_credentials(header) if header else None
        if told is None or told.realm != self._realm or told.target != target:
            return Outcome.NOT_TOLD, ""
        account = self._accounts.get(told.name)
        ha1 = account.hashes.get(told.algorithm, "") if account else ""
        right = hmac.compare_digest(response_of(told, method, ha1 or "nobody").encode(), told.response.encode())
        if not right or not ha1:
            return Outcome.WRONG, ""
        if not self._is_ours(told.nonce) or not self._take_count(told):
            return Outcome.STALE, ""
        return Outcome.WELCOME, told.name

    def _make_nonce(self) -> str:
        stamp = _STAMP.pack(int(self._now_s() * 1000), secrets.token_bytes(8))
        return (stamp + self._seal(stamp)).hex()

    def _seal(self, stamp: bytes) -> bytes:
        return hmac.new(self._secret, stamp, hashlib.sha256).digest()[:_SEAL_BYTES]

    def _is_ours(self, nonce: str) -> bool:
        try:
            data = bytes.fromhex(nonce)
        except ValueError:
            return False
        stamp, seal = data[: _STAMP.size], data[_STAMP.size :]
        if len(stamp) != _STAMP.size or not hmac.compare_digest(self._seal(stamp), seal):
            return False
        return self._age_s(nonce) <= self._nonce_s

    def _age_s(self, nonce: str) -> float:
        return self._now_s() - int(nonce[:16], 16) / 1000

    def _take_count(self, told: Credentials) -> bool:
        """Take a nonce's count; whether it had not been taken."""
        count = int(told.count, 16) if told.qop else _WINDOW * 2  # without a count nothing may follow
        highest, taken = self._counts.pop(told.nonce, (0, 0))
        if count > highest:
            taken = (taken << (count - highest) | 1) & ((1 << _WINDOW) - 1) if count - highest < _WINDOW else 1
            highest, is_new = count, True
        else:
            bit = 1 << (highest - count)
            is_new = count > 0 and highest - count < _WINDOW and not taken & bit
            taken |= bit if is_new else 0
        if not told.qop:
            highest = 1 << 32
        self._counts[told.nonce] = (highest, taken)
        while len(self._counts) > _MOST_NONCES or self._age_s(next(iter(self._counts))) > self._nonce_s:
            self._counts.pop(next(iter(self._counts)))
            if not self._counts:
                break
        return is_new


def _hash(algorithm: str, text: str) -> str:
    kind = hashlib.md5 if algorithm == "MD5" else hashlib.sha256
    return kind(text.encode("utf-8", "surrogateescape")).hexdigest()
