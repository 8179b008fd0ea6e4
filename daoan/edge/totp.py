"""One-time codes of an authenticator (RFC 6238: SHA-1, six digits, half a minute), and their secret at rest."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
import segno

from daoan.terms.errors import Fault

PERIOD_S = 30
DRIFT_STEPS = 1  # clocks of telephones may be half a minute off either way
_NONCE, _TAG = 16, 16  # bytes


def make_secret() -> str:
    """A fresh secret, 160 bits in base 32, as authenticators take it."""
    return pyotp.random_base32()


def address_of(secret: str, login: str, issuer: str) -> str:
    """The ``otpauth://`` address that an authenticator opens."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def qr_of(address: str) -> str:
    """An address as a QR picture, an SVG in a ``data:`` address: dark on white in every theme, as cameras want it."""
    return segno.make_qr(address, error="m").svg_data_uri(border=4, light="white", omitsize=True)


def find_step(secret: str, code: str, at: datetime, last_step: int) -> int | None:
    """The half minute, counted since 1970, that a code belongs to; ``None`` where it is wrong or was used.

    Of the steps around ``at`` only those after ``last_step`` count.
    """
    digits = "".join(code.split())
    here = int(at.timestamp()) // PERIOD_S
    otp, found = pyotp.TOTP(secret), None
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):  # all of them, so that time tells nothing
        right = hmac.compare_digest(otp.generate_otp(step).encode(), digits.encode())
        if right and step > last_step and found is None:
            found = step
    return found


def seal_secret(key: bytes, secret: str) -> str:
    """A secret so that only the key's holder reads it: one block of HMAC-SHA-512 as the pad, an HMAC as the seal.

    ``key``: at least 16 bytes. ``secret``: at most 64 bytes. Raises :class:`Fault` for others.
    """
    plain = secret.encode()
    if len(key) < 16 or len(plain) > hashlib.sha512().digest_size:
        raise Fault("a secret cannot be sealed: the workspace has no key, or the secret is too long")
    nonce = secrets.token_bytes(_NONCE)
    hidden = _pad(key, nonce, plain)
    return base64.urlsafe_b64encode(nonce + hidden + _tag(key, nonce + hidden)).decode()


def open_secret(key: bytes, sealed: str) -> str:
    """The secret that was sealed. Raises :class:`Fault` where the key is another, or the seal is broken."""
    try:
        whole = base64.urlsafe_b64decode(sealed.encode())
    except ValueError:  # binascii's own is one
        whole = b""
    body, tag = whole[:-_TAG], whole[-_TAG:]
    if len(key) < 16 or not hmac.compare_digest(tag, _tag(key, body)):
        raise Fault("a sealed secret does not open: the key of the workspace is another one")
    return _pad(key, body[:_NONCE], body[_NONCE:]).decode()


def _pad(key: bytes, nonce: bytes, data: bytes) -> bytes:
    pad = hmac.new(key, b"totp pad" + nonce, hashlib.sha512).digest()
    return bytes(a ^ b for a, b in zip(data, pad, strict=False))


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, b"totp seal" + body, hashlib.sha512).digest()[:_TAG]
