"""Passwords at rest: Argon2id (RFC 9106), at the library's present strength."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: 64 MiB, three passes, four lanes: the second recommended choice of RFC 9106.
_HASHER = PasswordHasher()

#: Each check takes 64 MiB; a flood of sign-ins waits here instead of filling the memory.
_AT_ONCE = BoundedSemaphore(4)

#: What a password is checked against where there is no account, so that both take equally long.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # not a secret
)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its salt and strength."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; never for ``None``, which takes as long."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODY, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_weak(kept: str) -> bool:
    """Whether a hash was made at less than the present strength; it is made anew at the next sign-in."""
    return _HASHER.check_needs_rehash(kept)
