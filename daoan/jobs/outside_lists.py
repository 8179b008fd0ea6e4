"""Lists of the security police 治安、刑侦部门布控, opaque to us: a name, a keeper, a count.

Plates become keyed tokens as they come in, and are kept nowhere in the clear; no type and no reason is asked for.
Kept as a setting of the workspace, each list whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from daoan.act.watches.filing import read_plate
from daoan.edge.tokens import subject_token
from daoan.jobs.fields import require_title
from daoan.store.work_protocol import AuditStore
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.watches import OutsideList

SETTING = "outside_lists"
MOST_LISTS, MOST_PLATES, LONGEST_ID = 20, 20_000, 40


class ListStore(AuditStore, Protocol):
    """Where lists are kept."""

    def put_setting(self, name: str, value: object) -> None:
        """Keep a setting."""

    def find_setting(self, name: str) -> object | None:
        """A setting, or ``None``."""


@dataclass(frozen=True, slots=True)
class ListKept:
    """What came of a list. ``unreadable``: places in it, from 1, that are no plates and were left out."""

    count: int
    unreadable: tuple[int, ...]


def outside_lists(store: ListStore) -> Mapping[str, OutsideList]:
    """Every list by id. Tokens are for comparing, and shown to nobody."""
    return {
        list_id: OutsideList(str(kept["name"]), str(kept["keeper"]), frozenset(kept["tokens"]))
        for list_id, kept in _kept(store).items()
    }


def keep_list(
    store: ListStore, actor: Actor, list_id: str, name: str, plates: Sequence[str], at: datetime, key: bytes
) -> ListKept:
    """Keep a list, new or anew, for the actor's unit. Raises :class:`NotFound` for one that another unit keeps."""
    if not (list_id.isascii() and list_id.replace("-", "").isalnum() and len(list_id) <= LONGEST_ID):
        raise InputError("the id of a list has letters, digits and hyphens 清单编号限字母、数字、连字符")
    if len(plates) > MOST_PLATES:
        raise InputError(f"a list may have {MOST_PLATES} plates 号牌过多")
    lists = _kept(store)
    _require_own(lists, list_id, actor)
    if list_id not in lists and len(lists) >= MOST_LISTS:
        raise InputError(f"there may be {MOST_LISTS} lists 清单过多")
    tokens, unreadable = set[str](), list[int]()
    for place, plate in enumerate(plates, start=1):
        try:
            subject, _ = read_plate(plate)
        except InputError:
            unreadable.append(place)
            continue
        tokens.add(subject_token(key, "plate", subject.text))
    lists[list_id] = {"name": require_title(name), "keeper": actor.unit_id, "tokens": sorted(tokens)}
    _note(store, actor, "keep", list_id, at, f"{len(tokens)} plates")
    store.put_setting(SETTING, lists)
    return ListKept(len(tokens), tuple(unreadable))


def drop_list(store: ListStore, actor: Actor, list_id: str, at: datetime) -> None:
    """Forget a list. Raises :class:`NotFound` for one that another unit keeps, or nobody."""
    lists = _kept(store)
    if list_id not in lists:
        raise NotFound(f"no list {list_id!r:.60}")
    _require_own(lists, list_id, actor)
    del lists[list_id]
    _note(store, actor, "drop", list_id, at, "")
    store.put_setting(SETTING, lists)


def _kept(store: ListStore) -> dict[str, Any]:
    kept = store.find_setting(SETTING)
    return dict(kept) if isinstance(kept, Mapping) else {}


def _require_own(lists: Mapping[str, Any], list_id: str, actor: Actor) -> None:
    if list_id in lists and lists[list_id]["keeper"] != actor.unit_id:
        raise NotFound(f"your unit keeps no list {list_id!r:.60}")


def _note(store: ListStore, actor: Actor, what: str, list_id: str, at: datetime, detail: str) -> None:
    store.append_audit(
        AuditNote(at, actor.person_id, actor.unit_id, f"act.{what}_outside_list", list_id, detail=detail)
    )
