"""A page: some rows of a list, and where the next ones begin."""

from collections.abc import Callable, Iterator
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


def pages_of(ask: Callable[[str | None], Page[R]]) -> Iterator[tuple[R, ...]]:
    """The rows of one page after another to the last. ``ask``: the page behind a cursor."""
    after: str | None = None
    while True:
        page = ask(after)
        yield page.rows
        if page.next is None:
            return
        after = page.next


def rows_of(ask: Callable[[str | None], Page[R]]) -> Iterator[R]:
    """Every row of a list, read page by page."""
    for rows in pages_of(ask):
        yield from rows
