"""Lists of the security police 治安、刑侦部门布控, opaque to us: a name, a keeper, a count.

Plates become keyed tokens as they come in, and are kept nowhere in the clear; no type and no reason is asked for. The
keeper is told a reference for each plate, by which hits speak of it; what it stands for only the keeper knows. Lists
are kept as settings of the workspace: one says which there are, and each has one more with its tokens.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from daoan.edge.tokens import keeper_secret, make_id, subject_token
from daoan.jobs.fields import require_title
from daoan.jobs.settings import AuditedSettings
from daoan.terms.errors import FileUnreadable, InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.subjects import read_plate_signs
from daoan.terms.watches import OutsideList
from daoan.warn.passes.listed import Tokens

SETTING = "outside_lists"
MATCHED = "outside_matched"  # how many passes each list was held against, by id
MOST_LISTS, MOST_PLATES, LONGEST_ID = 20, 1_000_000, 40
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewList:
    """A list as its keeper hands it in. ``more``: beside what it has already. ``webhook``: empty for none."""

    list_id: str
    name: str
    plates: Sequence[str]
    more: bool = False
    webhook: str = ""


@dataclass(frozen=True, slots=True)
class ListKept:
    """What came of a list.

    ``unreadable``: places in it, from 1, that are no plates and were left out. ``references``: what hits call each
    plate, in the order of the plates; empty for what was left out. ``secret``: that calls are signed with; empty where
    none are made.
    """

    count: int
    unreadable: tuple[int, ...]
    references: tuple[str, ...]
    secret: str = field(repr=False)


def outside_lists(store: AuditedSettings) -> Mapping[str, OutsideList]:
    """Every list by id."""
    return {list_id: OutsideList(**{k: kept[k] for k in _KEPT}) for list_id, kept in _kept(store).items()}


def tokens_of_list(store: AuditedSettings, list_id: str, stamp: str) -> Tokens | None:
    """The tokens of a list as it was under a stamp; ``None`` where it is being changed just now."""
    kept = store.find_setting(_name_of(list_id))
    if not isinstance(kept, Mapping) or kept.get("stamp") != stamp:
        return None
    content = base64.b64decode(str(kept["tokens"]))
    if _stamp_of(content) != stamp:
        raise FileUnreadable(f"the tokens of list {list_id!r} are damaged: its keeper has to hand it in again")
    return np.frombuffer(content, ">u8").astype(np.uint64).reshape(-1, 2)


def keep_list(
    store: AuditedSettings, actor: Actor, given: NewList, at: datetime, key: bytes,
    require_address: Callable[[str], None] = lambda _url: None,
) -> ListKept:  # fmt: skip
    """Keep a list, new or anew, for the actor's unit. Raises :class:`NotFound` for one that another unit keeps.

    ``key``: of the tokens; ``require_address``: raises for a webhook that may not be called.
    """
    list_id = given.list_id
    if not (list_id.isascii() and list_id.replace("-", "").isalnum() and len(list_id) <= LONGEST_ID):
        raise InputError("the id of a list has letters, digits and hyphens 清单编号限字母、数字、连字符")
    lists = _kept(store)
    _require_own(lists, list_id, actor)
    if list_id not in lists and len(lists) >= MOST_LISTS:
        raise InputError(f"there may be {MOST_LISTS} lists 清单过多")
    if given.webhook:
        require_address(given.webhook)
    before = lists.get(list_id, {})
    tokens, unreadable = _tokenised(given.plates, key)
    whole = {token for token in tokens if token} | (_present(store, list_id, before) if given.more else set())
    if len(whole) > MOST_PLATES:
        raise InputError(f"a list may have {MOST_PLATES} plates 号牌过多")
    content = b"".join(sorted(whole))
    stamp = _stamp_of(content)
    salt = before.get("salt", "") if before.get("webhook") == given.webhook else make_id("salt")
    lists[list_id] = {
        "name": require_title(given.name), "keeper": actor.unit_id, "count": len(whole), "stamp": stamp,
        "webhook": given.webhook, "salt": salt if given.webhook else "",
    }  # fmt: skip
    _note(store, actor, "keep", list_id, at, f"{len(whole)} plates")
    store.put_setting(_name_of(list_id), {"stamp": stamp, "tokens": base64.b64encode(content).decode()})
    store.put_setting(SETTING, lists)
    references = tuple(reference_of(list_id, token) if token else "" for token in tokens)
    return ListKept(len(whole), unreadable, references, keeper_secret(key, list_id, salt) if given.webhook else "")


def drop_list(store: AuditedSettings, actor: Actor, list_id: str, at: datetime) -> None:
    """Forget a list. Raises :class:`NotFound` for one that another unit keeps, or nobody."""
    lists = _kept(store)
    if list_id not in lists:
        raise NotFound(f"no list {list_id!r:.60}")
    _require_own(lists, list_id, actor)
    del lists[list_id]
    _note(store, actor, "drop", list_id, at, "")
    store.put_setting(SETTING, lists)
    store.put_setting(_name_of(list_id), None)


def passes_matched(store: AuditedSettings) -> Mapping[str, int]:
    """How many passes each list was held against, by id, as far as that was counted."""
    kept = store.find_setting(MATCHED)
    return {str(name): int(n) for name, n in kept.items()} if isinstance(kept, Mapping) else {}


def own_list(store: AuditedSettings, actor: Actor, list_id: str) -> OutsideList:
    """A list that the actor's unit keeps. Raises :class:`NotFound` for any other."""
    found = outside_lists(store).get(list_id)
    if found is None or found.keeper != actor.unit_id:
        raise NotFound(f"your unit keeps no list {list_id!r:.60}")
    return found


def reference_of(list_id: str, token: bytes) -> str:
    """What hits of a list call an entry: follows from its token, and is another one on every other list."""
    return hashlib.sha256(f"daoan entry\n{list_id}\n".encode() + token).hexdigest()[:16]


def _tokenised(plates: Sequence[str], key: bytes) -> tuple[list[bytes], tuple[int, ...]]:
    """The token of each plate, none for what cannot be one, and the places of those."""
    tokens, unreadable = list[bytes](), list[int]()
    for place, plate in enumerate(plates, start=1):
        try:
            signs = read_plate_signs(plate)
        except InputError:
            tokens.append(b"")
            unreadable.append(place)
            continue
        tokens.append(bytes.fromhex(subject_token(key, "plate", signs).removeprefix("plate-")))
    return tokens, tuple(unreadable)


def _present(store: AuditedSettings, list_id: str, kept: Mapping[str, Any]) -> set[bytes]:
    tokens = tokens_of_list(store, list_id, str(kept.get("stamp"))) if kept else None
    content = b"" if tokens is None else tokens.astype(">u8").tobytes()
    return {content[k : k + TOKEN_BYTES] for k in range(0, len(content), TOKEN_BYTES)}


_KEPT = ("name", "keeper", "count", "stamp", "webhook", "salt")


def _kept(store: AuditedSettings) -> dict[str, Any]:
    """Lists as they are kept. One from before lists were matched has its tokens beside it, and is told anew."""
    kept = store.find_setting(SETTING)
    found = dict(kept) if isinstance(kept, Mapping) else {}
    for list_id, one in found.items():
        if "tokens" in one:
            content = b"".join(sorted(bytes.fromhex(str(t).removeprefix("plate-")) for t in one["tokens"]))
            stamp = _stamp_of(content)
            store.put_setting(_name_of(list_id), {"stamp": stamp, "tokens": base64.b64encode(content).decode()})
            found[list_id] = {
                "name": one["name"], "keeper": one["keeper"], "count": len(content) // TOKEN_BYTES, "stamp": stamp,
                "webhook": "", "salt": "",
            }  # fmt: skip
    if found != kept and isinstance(kept, Mapping):
        store.put_setting(SETTING, found)
    return found


def _name_of(list_id: str) -> str:
    return f"outside_list.{list_id}"


def _stamp_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _require_own(lists: Mapping[str, Any], list_id: str, actor: Actor) -> None:
    if list_id in lists and lists[list_id]["keeper"] != actor.unit_id:
        raise NotFound(f"your unit keeps no list {list_id!r:.60}")


def _note(store: AuditedSettings, actor: Actor, what: str, list_id: str, at: datetime, detail: str) -> None:
    store.append_audit(
        AuditNote(at, actor.person_id, actor.unit_id, f"act.{what}_outside_list", list_id, detail=detail)
    )
