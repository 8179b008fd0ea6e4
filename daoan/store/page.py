"""A page: some rows of a list, and where the next ones begin."""

from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list. ``next`` is the cursor of the page after, ``None`` on the last."""

    rows: tuple[R, ...]
    next: str | None
