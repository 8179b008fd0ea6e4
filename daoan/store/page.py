"""A page: some rows of a list, and where the next ones begin."""

from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")

COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list. ``next`` is the cursor of the page after, ``None`` on the last.

    ``total``: of the whole list, where it was asked for; counted no further than :data:`COUNTED`, since to count what
    nobody turns to costs many times what the page does. ``more``: there are more than ``total``.
    """

    rows: tuple[R, ...]
    next: str | None
    total: int | None = None
    more: bool = False
