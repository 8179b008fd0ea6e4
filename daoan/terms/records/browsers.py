"""Browsers that people asked to be told by (web push): where the vendor's service takes messages, and the keys."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser of one person. Its address is a secret: who knows it can ask the vendor's service to disturb them."""

    browser_id: str  # follows from the address, so that a browser is kept once, whoever signed in there last
    person_id: str
    name: str  # what its owner calls it
    address: str = field(repr=False)  # https://, given by the browser
    public_key: bytes = field(repr=False)  # 65 bytes: a point of P-256, uncompressed; the browser has the other half
    secret: bytes = field(repr=False)  # 16 bytes, which the browser and we share
    key_id: str  # of the server's key that the browser expects
    added_at: datetime
    last_used_at: datetime | None = None  # when the vendor's service last took a message for it
