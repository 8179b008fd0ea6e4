"""Clear plates, names and numbers of people at rest: sealed with a key that lies outside the store.

AES-256-GCM whose nonce follows from the text (as in SIV): the same text gives the same seal, so that a register read
in again changes nothing. That two seals are of one text is no secret here, since the token beside it tells as much.
"""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daoan.terms.errors import Fault

_NONCE = 12


class TextSealer:
    """Seals texts of one workspace. ``key``: of the subjects of look-ups; another key is derived from it."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise Fault("there is no key to seal with; the workspace makes one when it is served")
        self._nonces = hmac.new(key, b"daoan sealed nonce", hashlib.sha256).digest()
        self._cipher = AESGCM(hmac.new(key, b"daoan sealed text", hashlib.sha256).digest())

    def seal(self, text: str) -> str:
        """A text that only the key's holder reads."""
        plain = text.encode()
        nonce = hmac.new(self._nonces, plain, hashlib.sha256).digest()[:_NONCE]
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain, None)).decode()

    def seal_bytes(self, plain: bytes) -> bytes:
        """A file that only the key's holder reads."""
        nonce = hmac.new(self._nonces, plain, hashlib.sha256).digest()[:_NONCE]
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The file again. Raises :class:`Fault` where the key is another, or the seal is broken."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (ValueError, InvalidTag):
            raise Fault("a sealed file does not open: the key of the workspace is another one") from None

    def open(self, sealed: str) -> str:
        """The text again. Raises :class:`Fault` where the key is another, or the seal is broken."""
        try:
            whole = base64.urlsafe_b64decode(sealed.encode())
            return self._cipher.decrypt(whole[:_NONCE], whole[_NONCE:], None).decode()
        except (ValueError, InvalidTag):
            raise Fault("a sealed text does not open: the key of the workspace is another one") from None
