"""Web push: one message to one browser, by way of its vendor's service (RFC 8030), which cannot read it (RFC 8291).

The service is told who asks by a token that our key signs (RFC 8292), so that only we can disturb the browser. Where
the service stands is given by the browser, thus by anybody: calls go through :mod:`daoan.edge.calling`, and always
encrypted.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from daoan.edge.addresses import Network, Resolve, is_callable, resolve_host
from daoan.edge.calling import Reach, post_once
from daoan.edge.keys import Key
from daoan.edge.mail import require_address
from daoan.terms.errors import InputError
from daoan.terms.records.messaging import Delivery

CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
POINT_BYTES, SECRET_BYTES = 65, 16
LONGEST_ADDRESS = 1024
MOST_BYTES = 3 * 1024  # of a text; services take 4,096 bytes encrypted
STEP_BYTES = 512  # texts are filled up to a multiple, so that their length says little
_PLAIN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class PushServer:
    """Who we are to the vendors' services. ``subject``: where they reach us, ``mailto:…`` or ``https://…``.

    ``token_life``: how long a token holds, at most a day (RFC 8292); ``keep_s``: for how many seconds a service keeps a
    message for a browser that is off.
    """

    key: Key = field(repr=False)
    subject: str
    reach: Reach
    token_life: timedelta = timedelta(hours=12)
    keep_s: int = 86_400

    @property
    def public_key(self) -> str:
        """What browsers are told to expect messages from: a point of P-256, base64url."""
        return write_text(_point(private_key(self.key)))


@dataclass(frozen=True, slots=True)
class Target:
    """Where one browser's messages go, and the keys that they are encrypted for."""

    address: str = field(repr=False)
    public_key: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def require_target(address: str, public_key: str, secret: str, allowed: tuple[Network, ...] = ()) -> Target:
    """What a browser gave (keys in base64url). Raises :class:`InputError` where it cannot be used.

    An address that is a number is looked at here too; names are looked at whenever they are called.
    """
    host = str(_read(address).hostname)
    try:
        may = is_callable(host, allowed)
    except ValueError:  # a name
        may = True
    if not may:
        raise InputError("the push service's address may not be called · 推送服务地址不允许访问")
    point, shared = read_text(public_key), read_text(secret)
    try:
        whole = len(point) == POINT_BYTES and len(shared) == SECRET_BYTES
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        whole = False
    if not whole:
        raise InputError("the browser's keys cannot be read · 浏览器密钥格式不正确")
    return Target(address, point, shared)


def require_subject(subject: str) -> str:
    """Raises :class:`InputError` for a subject that is neither mailto: nor https:."""
    kind, _, rest = subject.partition(":")
    if kind == "mailto":
        require_address(rest)
    elif kind != "https" or not _PLAIN.fullmatch(subject) or not urlsplit(subject).hostname:
        raise InputError(
            "DAOAN_PUSH_SUBJECT is where the push services reach you: mailto:someone@city.example or https://… "
            "浏览器推送须填写联系方式"
        )
    return subject


def push(
    server: PushServer, target: Target, text: bytes, at: datetime, *, urgent: bool, resolve: Resolve = resolve_host
) -> Delivery:
    """Hand one text to a browser's service. 404 and 410 say that the browser is gone: ``browser-gone``, for good."""
    if len(text) > MOST_BYTES:
        return Delivery("too-large", final=True)
    url = _read(target.address)
    delivery = post_once(url, seal(target, _filled(text)), _headers(server, url, at, urgent), server.reach, resolve)
    match delivery.fault:
        case "status-404" | "status-410":
            return Delivery("browser-gone", final=True)
        case "status-413":
            return Delivery("too-large", final=True)
    return delivery


def seal(
    target: Target, text: bytes, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """A text that the browser alone can read. ``key``, ``salt``: fresh ones, unless a test gives them."""
    ours = key or ec.generate_private_key(CURVE)
    sealed: bytes = http_ece.encrypt(
        text, salt=salt, private_key=ours, dh=target.public_key, auth_secret=target.secret, version="aes128gcm"
    )
    return sealed


def token_of(server: PushServer, url: SplitResult, at: datetime) -> str:
    """Who asks the service of an address, until when: a JWT."""
    claims = {
        "aud": f"https://{url.netloc}",
        "exp": int((at + server.token_life).timestamp()),
        "sub": server.subject,
    }
    return jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(_pem(server.key)))


def private_key(key: Key) -> ec.EllipticCurvePrivateKey:
    """The key of 32 random bytes as one of P-256."""
    return ec.derive_private_key(int.from_bytes(key.key, "big") % (_ORDER - 1) + 1, CURVE)


def write_text(raw: bytes) -> str:
    """base64url without its filling."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_text(text: str) -> bytes:
    """The bytes of base64url, filled or not; none where it is something else."""
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""


def _filled(text: bytes) -> bytes:
    return text + b" " * (-len(text) % STEP_BYTES)


def _headers(server: PushServer, url: SplitResult, at: datetime, urgent: bool) -> dict[str, str]:
    return {
        "Authorization": f"vapid t={token_of(server, url, at)}, k={server.public_key}",
        "Connection": "close",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(server.keep_s),
        "Urgency": "high" if urgent else "normal",
        "User-Agent": "Daoan",
    }


def _read(address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        port_is_one = url.port is None or 1 <= url.port <= 65535
    except ValueError:
        url, port_is_one = SplitResult("", "", "", "", ""), False
    plain = len(address) <= LONGEST_ADDRESS and _PLAIN.fullmatch(address) is not None
    if not (plain and port_is_one and url.scheme == "https" and url.hostname and url.username is None):
        raise InputError("the push service's address is https://… · 推送服务地址须为 https")
    if url.fragment:
        raise InputError("the push service's address has no # · 推送服务地址格式不正确")
    return url


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _pem(key: Key) -> bytes:
    return private_key(key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
