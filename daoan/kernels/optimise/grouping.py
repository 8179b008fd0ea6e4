"""Sets that share enough members, put together."""

from collections.abc import Collection, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def groups_by_overlap(sets: Sequence[Collection[T]], share: float) -> list[list[int]]:
    """Positions of ``sets`` in groups, each group in rising order, groups in order of their first member.

    A set joins the first group whose founder it shares at least ``share`` (0 to 1) of the smaller of the two with;
    otherwise it founds a group. Comparing with the founder only keeps chains of half overlaps from running on.
    Empty sets stay alone.
    """
    groups: list[list[int]] = []
    founders: list[frozenset[T]] = []
    groups_with: dict[T, list[int]] = {}
    for position, members in enumerate(sets):
        own = frozenset(members)
        near = sorted({g for member in own for g in groups_with.get(member, ())})
        home = next((g for g in near if len(own & founders[g]) >= share * min(len(own), len(founders[g]))), None)
        if home is not None:
            groups[home].append(position)
            continue
        for member in own:
            groups_with.setdefault(member, []).append(len(groups))
        groups.append([position])
        founders.append(own)
    return groups
