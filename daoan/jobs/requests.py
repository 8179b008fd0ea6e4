"""Keys of requests, so that what is sent twice is done once."""

import hashlib

from daoan.terms.records.people import Actor


def person_key(actor: Actor, what: str, key: str | None) -> str | None:
    """A key that is this person's for this act: somebody else's equal key is another one."""
    return _hash(f"{actor.person_id}\n{what}\n{key}") if key else None


def once_key(what: str) -> str:
    """The key of an act that is done once, whoever asks for it."""
    return _hash(f"once\n{what}")


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
