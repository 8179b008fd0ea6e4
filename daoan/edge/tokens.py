"""What nobody can guess: tokens of sessions, passwords given out, ids; from the system's own source of randomness."""

import hashlib
import hmac
import secrets

from daoan.terms.errors import Fault

#: Without letters and digits that are read for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
NUMBER_LETTERS = 6  # of a code's number, which its first letters are
RECEIPT_DIGITS = 12


def make_token() -> str:
    """A session's cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is kept of a token: SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """What a page must send along with changes; follows from the cookie, which no script can read."""
    return hmac.new(token.encode(), b"daoan csrf", hashlib.sha256).hexdigest()


def subject_token(key: bytes, kind: str, normalised: str) -> str:
    """What is kept of a plate or person that was looked up: the same for the same one, and no way back without the key.

    Raises :class:`Fault` without a key, for a token that anybody can make hides nothing.
    """
    if not key:
        raise Fault("there is no key for the subjects of look-ups; the workspace makes one when it is served")
    digest = hmac.new(key, subject_prefix(kind) + normalised.encode(), hashlib.sha256).hexdigest()
    return f"{kind}-{digest[:32]}"


def subject_prefix(kind: str) -> bytes:
    """What stands before a subject in the text that its token is made of."""
    return f"daoan subject\n{kind}\n".encode()


def keeper_secret(key: bytes, list_id: str, salt: str) -> str:
    """What calls to the keeper of an outside list are signed with: follows from the key, so that it is kept nowhere."""
    if not key:
        raise Fault("there is no key for the secrets of keepers; the workspace makes one when it is served")
    return hmac.new(key, f"daoan keeper\n{list_id}\n{salt}".encode(), hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are equal; takes equally long for all of one length."""
    return hmac.compare_digest(one.encode(), other.encode())


def make_password() -> str:
    """A password to be read out: four groups of five letters, 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def make_id(kind: str) -> str:
    """A fresh id: the kind and 80 bits."""
    return f"{kind}-{secrets.token_hex(10)}"


def terminal_code(key: bytes, number: str) -> str:
    """What a vehicle terminal signs in with: follows from its number and the key, so that nothing needs to be kept."""
    if not key:
        raise Fault("there is no key for the codes of terminals; the workspace makes one when it is served")
    return hmac.new(key, f"daoan terminal code\n{number}".encode(), hashlib.sha256).hexdigest()[:24]


def station_secret(key: bytes, station: str, sheet: int) -> bytes:
    """What the codes of an advice station follow from, for its sheets of a number: kept nowhere, as it needs not be."""
    if not key:
        raise Fault("there is no key for the codes of stations; the workspace makes one when it is served")
    return hmac.new(key, f"daoan advice codes\n{station}\n{sheet}".encode(), hashlib.sha256).digest()


def make_number() -> str:
    """A fresh number of a code that hangs in a village: six letters."""
    return "".join(secrets.choice(_LETTERS) for _ in range(NUMBER_LETTERS))


def is_number(text: str) -> bool:
    """Whether that is a number as :func:`make_number` makes them."""
    return len(text) == NUMBER_LETTERS and set(text) <= set(_LETTERS)


def report_code(key: bytes, number: str) -> str:
    """The code of a number: the number and 14 letters that nobody makes without the key, 69 bits.

    Raises :class:`Fault` without a key, for a code that anybody can make names no place.
    """
    if not key:
        raise Fault("there is no key for the codes of reports; the workspace makes one when it is served")
    digest = hmac.new(key, f"daoan report code\n{number}".encode(), hashlib.sha256).digest()
    whole, letters = int.from_bytes(digest, "big"), []
    for _ in range(14):
        whole, rest = divmod(whole, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return number + "".join(letters)


def receipt_number(key: bytes, report: str) -> str:
    """The twelve digits that a report's sender asks about it by: the same for the same report, and no way to guess it.

    Raises :class:`Fault` without a key.
    """
    if not key:
        raise Fault("there is no key for receipts of reports; the workspace makes one when it is served")
    digest = hmac.new(key, f"daoan report receipt\n{report}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**RECEIPT_DIGITS:0{RECEIPT_DIGITS}d}"


def is_receipt(text: str) -> bool:
    """Whether that is a number as :func:`receipt_number` makes them."""
    return text.isascii() and text.isdigit() and len(text) == RECEIPT_DIGITS


def address_token(key: bytes, address: str) -> str:
    """What stands for a network address while calls are counted: kept in memory, and for an hour."""
    return hmac.new(key, f"daoan address\n{address}".encode(), hashlib.sha256).hexdigest()[:24]
