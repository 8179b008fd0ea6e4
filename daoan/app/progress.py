"""How long work says where it is, without knowing who listens."""

from typing import Protocol

from daoan.terms.estimates import Text


class Tell(Protocol):
    """Hears of progress: what is being done, and how much of how much is done where that is known."""

    def __call__(self, what: Text, done: int = 0, of: int = 0) -> None: ...


def silent(what: Text, done: int = 0, of: int = 0) -> None:
    """Hears and says nothing."""
