"""Sealing by a passphrase, for keys that travel in a backup: by AES, or by the Chinese commercial ciphers 商用密码.

==========  ==================================  ===========
suite       key from the passphrase             sealed with
==========  ==================================  ===========
``aes``     scrypt, n = 2¹⁷, r = 8, p = 1        AES-256-GCM
``sm``      PBKDF2-HMAC-SM3, 600,000 rounds      SM4-GCM
==========  ==================================  ===========

SM3: GB/T 32905-2016. SM4: GB/T 32907-2016. Both come with OpenSSL by way of ``cryptography``; that this use of them has
passed an assessment (密评) is not claimed.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from daoan.terms.errors import InputError

SUITES = ("aes", "sm")
LEAST_CHARACTERS = 12
_ROUNDS = 600_000
_SALT, _NONCE, _TAG = 16, 12, 16


def seal(plain: bytes, passphrase: str, suite: str) -> bytes:
    """Salt, nonce, tag and the sealed bytes. Raises :class:`InputError` for a passphrase that is too short."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise InputError(
            f"a passphrase has at least {LEAST_CHARACTERS} characters · 口令至少 {LEAST_CHARACTERS} 个字符"
        )
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    cipher = Cipher(_algorithm(passphrase, salt, suite), modes.GCM(nonce)).encryptor()
    sealed = cipher.update(plain) + cipher.finalize()
    return salt + nonce + cipher.tag + sealed


def unseal(sealed: bytes, passphrase: str, suite: str) -> bytes:
    """What was sealed. Raises :class:`InputError` where the passphrase is another or the bytes were changed."""
    salt, nonce, tag = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :][:_TAG]
    try:
        cipher = Cipher(_algorithm(passphrase, salt, suite), modes.GCM(nonce, tag)).decryptor()
        return cipher.update(sealed[_SALT + _NONCE + _TAG :]) + cipher.finalize()
    except (InvalidTag, ValueError):
        raise InputError(
            "the keys do not open: another passphrase, or a damaged file · 口令不符或密钥文件损坏"
        ) from None


def _algorithm(passphrase: str, salt: bytes, suite: str) -> algorithms.AES | algorithms.SM4:
    if suite == "aes":
        return algorithms.AES(Scrypt(salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode()))
    if suite == "sm":
        return algorithms.SM4(PBKDF2HMAC(hashes.SM3(), 16, salt, _ROUNDS).derive(passphrase.encode()))
    raise InputError(f"a suite is {' or '.join(SUITES)}, not {suite!r:.40}")
