"""Rows that nobody can be told from: each subject in one group of at least ``k``, or held back.

Subjects are put into tables from fine to coarse. A subject stands in the first table where at least ``k`` subjects of
the same values stand that no finer table took. So groups never overlap: sums and differences of published rows are sums
and differences of whole groups, and no group is smaller than ``k`` (Sweeney 2002, doi:10.1142/S0218488502001648).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Value = str | int
#: Table and values of a group: what tells one published row from another.
Key = tuple[int, tuple[Value, ...]]
#: Subjects of a group, and different units among them.
Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to hide. ``unit``: what is counted towards ``k``, such as the crash that a casualty was hurt in.

    A field that is not among ``values`` was not recorded: the subject then stands in no table that has it.
    """

    unit: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Group:
    """A published row: ``count`` subjects of one table that share all its values."""

    table: int  # place of the table, 0 is the finest
    values: tuple[Value, ...]  # in the order of the table's fields
    count: int
    units: int  # different units among them, never fewer than k

    @property
    def key(self) -> Key:
        """What tells it from other groups."""
        return self.table, self.values


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups in the order of their keys. ``records`` is ``sum of counts + suppressed``, always."""

    groups: tuple[Group, ...]
    records: int
    suppressed: int


def group_subjects(subjects: Iterable[Subject], tables: Sequence[Sequence[str]], k: int) -> Grouping:
    """Groups of at least ``k`` different units, each subject in at most one. ``tables``: fields, fine to coarse."""
    left = list(subjects)
    records, groups = len(left), []
    for table, fields in enumerate(tables):
        heaps: dict[tuple[Value, ...], list[Subject]] = defaultdict(list)
        kept: list[Subject] = []
        for subject in left:
            if all(field in subject.values for field in fields):
                heaps[tuple(subject.values[field] for field in fields)].append(subject)
            else:
                kept.append(subject)
        for values, heap in heaps.items():
            units = len({subject.unit for subject in heap})
            if units >= k:
                groups.append(Group(table, values, len(heap), units))
            else:
                kept.extend(heap)
        left = kept
    groups.sort(key=lambda g: (g.table, tuple(str(v) for v in g.values)))
    return Grouping(tuple(groups), records, len(left))


def hold_small_changes(
    groups: Iterable[Group], earlier: Sequence[Mapping[Key, Counts]], k: int
) -> tuple[tuple[Group, ...], int]:
    """Groups that differ from every earlier release by nothing or by at least ``k`` units; how many were held.

    ``earlier``: counts of all earlier releases, oldest first; a group that one does not have counts 0 there. A group
    that changed by less stays what it was last, so that nobody is seen by what one release has more than another.
    """
    told, held = [], 0
    for group in groups:
        before = [release.get(group.key, (0, 0)) for release in earlier]
        if all((group.count, group.units) == b or abs(group.units - b[1]) >= k for b in before):
            told.append(group)
            continue
        held += 1
        count, units = before[-1]
        if count:
            told.append(Group(group.table, group.values, count, units))
    return tuple(told), held
