"""Independent pieces of work on every core: compiled kernels and NumPy let go of the interpreter while they work."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def map_in_threads(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """``work`` of each item, in the order of the items; the same result on one core as on many.

    The first error that ``work`` raises is raised here. Not to be nested.
    """
    listed = list(items)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores == 1 or len(listed) < 2:
        return [work(item) for item in listed]
    with ThreadPoolExecutor(min(cores, len(listed)), thread_name_prefix="kernel") as pool:
        return list(pool.map(work, listed))
