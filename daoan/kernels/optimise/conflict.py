"""The fewest requirements that cannot be met together: an irreducible conflict, by divide and conquer.

QuickXplain (Junker 2004, AAAI, 167–172) asks about k·log(n/k) questions for a conflict of k among n; leaving out any
one of its answer makes the rest possible. It may be one of several conflicts; earlier items are preferred.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest_conflict(items: Sequence[T], possible: Callable[[Sequence[T]], bool]) -> list[T]:
    """An irreducible conflict among ``items``; empty where even no item is impossible or all together are possible.

    ``possible`` must not become true by adding items.
    """
    if possible(items) or not possible([]):
        return []
    return _explain([], False, list(items), possible)


def _explain(given: list[T], changed: bool, items: list[T], possible: Callable[[Sequence[T]], bool]) -> list[T]:
    if changed and not possible(given):
        return []
    if len(items) == 1:
        return items
    half = len(items) // 2
    first, second = items[:half], items[half:]
    in_second = _explain(given + first, True, second, possible)
    return _explain(given + in_second, bool(in_second), first, possible) + in_second
