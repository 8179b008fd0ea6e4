"""A dictionary of a source: its codes and labels, and what each means in the words of the house."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar
from unicodedata import normalize

C = TypeVar("C", bound=StrEnum)

#: What sources write where they recorded nothing; not to be mixed up with a recorded "unknown".
EMPTY = frozenset({"", "null", "na", "-", "-1", "data missing or out of range"})


@dataclass(frozen=True, slots=True)
class Dictionary(Generic[C]):
    """Codes and labels of one column. ``repaired`` holds damaged labels that can be read with certainty."""

    meanings: Mapping[str, C]
    repaired: Mapping[str, C]

    def find(self, value: str) -> C | None:
        """What a value means; ``None`` where the dictionary does not hold it."""
        key = plain(value)
        return self.meanings.get(key) or self.repaired.get(key)

    def is_empty(self, value: str) -> bool:
        """Whether the source wrote that it recorded nothing."""
        key = plain(value)
        return key in EMPTY and key not in self.meanings

    def is_repaired(self, value: str) -> bool:
        """Whether the value is a damaged label."""
        return plain(value) in self.repaired

    def knows_all(self, values: Iterable[str], at_least: float = 0.9) -> bool:
        """Whether at least such a share of the values that are not empty, and at least one, is in the dictionary."""
        given = [v for v in values if not self.is_empty(v)]
        return bool(given) and sum(self.find(v) is not None for v in given) >= at_least * len(given)


def dictionary(meanings: Mapping[str, C], repaired: Mapping[str, C] | None = None) -> Dictionary[C]:
    """A dictionary whose keys are compared without regard to case, spaces, dashes and width."""
    return Dictionary({plain(k): v for k, v in meanings.items()}, {plain(k): v for k, v in (repaired or {}).items()})


_DASHES = str.maketrans("–—‑−", "----")


#: Labels are short and come again and again; longer cells are hostile and are not kept.
_KEPT_CHARS = 80


def plain(value: str) -> str:
    """A label without what people write now so, now so: case, width, spaces and kinds of dash."""
    return _kept(value) if len(value) <= _KEPT_CHARS else _plain(value)


def _plain(value: str) -> str:
    same = normalize("NFKC", value).translate(_DASHES)
    return " ".join(same.replace("/", " / ").casefold().split())


_kept = lru_cache(maxsize=8192)(_plain)
