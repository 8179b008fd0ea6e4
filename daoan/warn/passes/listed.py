"""Which passes are of vehicles on outside lists: plates become keyed tokens, tokens are looked for among the listed.

In: passes, a key made ready, the table of all lists at once. Out: rows of passes with the list that each is on. Only a
plate that was read in full can match, and only the very same one: a misread by one sign has another token altogether,
and nobody can tell from a token what resembles it. Whether the plate is a large vehicle's is not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.keyed import Keyed, keyed_hashes, make_keyed, make_signs
from daoan.terms.passes import Column
from daoan.terms.plates import BITS, LARGE, PLACES, SIGNS, UNREAD_SIGN

#: The key of tokens, made ready.
PlateKey = Keyed
#: Tokens as two numbers each, the first eight bytes and the next: uint64, shape (tokens, 2).
Tokens = npt.NDArray[np.uint64]

_SIGNS = make_signs(SIGNS)
_SHIFTS = np.array([BITS * (PLACES - 1 - place) for place in range(PLACES)], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class ListTable:
    """Tokens of several lists in one order. ``list_row``: uint16, the list that each stands on."""

    head: npt.NDArray[np.uint64]  # the first eight bytes, ascending
    tail: npt.NDArray[np.uint64]
    list_row: npt.NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.head)


def plate_key(key: bytes, prefix: bytes) -> PlateKey:
    """The key of tokens, with what stands before every plate in the text that its token is made of."""
    return make_keyed(key, prefix)


def make_table(lists: Sequence[Tokens]) -> ListTable:
    """The table of some lists, each by its place."""
    whole = np.concatenate([np.empty((0, 2), np.uint64), *lists])
    rows = np.repeat(np.arange(len(lists), dtype=np.uint16), [len(one) for one in lists])
    order = np.argsort(whole[:, 0], kind="stable")
    return ListTable(np.ascontiguousarray(whole[order, 0]), np.ascontiguousarray(whole[order, 1]), rows[order])


def tokens_of(plates: Column, key: PlateKey) -> Tokens:
    """The token of each packed plate."""
    signs = (np.asarray(plates, np.int64)[:, None] >> _SHIFTS) & ((1 << BITS) - 1)
    return keyed_hashes(key, signs.astype(np.uint8), _SIGNS)


def is_read(plates: Column) -> npt.NDArray[np.bool_]:
    """Which packed plates were read, every sign of them."""
    read = plates != 0
    for shift in _SHIFTS.tolist():
        read &= (plates >> shift) & ((1 << BITS) - 1) != UNREAD_SIGN
    return np.asarray(read, np.bool_)


def find_listed(plates: Column, key: PlateKey, table: ListTable) -> tuple[Column, Column, Tokens]:
    """Passes that are on lists: row of the pass, row of the list, token; by pass, then list.

    A vehicle that is on two lists comes twice. Each distinct plate is made a token once.
    """
    rows = np.flatnonzero(is_read(plates))
    distinct, which = np.unique(plates[rows] & ~np.int64(LARGE), return_inverse=True)
    tokens = tokens_of(distinct, key)
    plate, list_row = _stands_on(tokens, table)
    order = np.argsort(plate, kind="stable")
    plate, list_row = plate[order], list_row[order]
    begin: Column = np.asarray(np.searchsorted(plate, which))
    end: Column = np.asarray(np.searchsorted(plate, which, side="right"))
    times = end - begin
    hit = np.flatnonzero(times)
    found = _spans(begin[hit], times[hit])
    return np.repeat(rows[hit], times[hit]), list_row[found], tokens[plate[found]]


def _stands_on(tokens: Tokens, table: ListTable) -> tuple[Column, Column]:
    """Which token stands on which list: rows of tokens, rows of lists. Heads first, in full where a head is there."""
    order = np.argsort(tokens[:, 0])  # asking in order, one question finds what the next needs near the memory
    begin: Column = np.searchsorted(table.head, tokens[order, 0])
    there = np.flatnonzero(begin < len(table))
    same = there[table.head[begin[there]] == tokens[order[there], 0]]
    end = begin.copy()
    end[same] = np.searchsorted(table.head, tokens[order[same], 0], side="right")
    times = end - begin
    asked, entry = np.repeat(order, times), _spans(begin, times)
    full = table.tail[entry] == tokens[asked, 1]
    asked, entry = asked[full], entry[full]
    by_list = np.argsort(table.list_row[entry], kind="stable")
    return asked[by_list], table.list_row[entry[by_list]]


def _spans(begin: Column, times: Column) -> Column:
    """begin, begin + 1, … so many times, one span behind another."""
    before = np.cumsum(times) - times
    return np.repeat(begin - before, times) + np.arange(int(times.sum()))
