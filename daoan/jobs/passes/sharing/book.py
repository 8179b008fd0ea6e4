"""The subscriptions of other platforms on disk: asked, decided, sent, one small file each, each with one writer.

A decision names the content that it is about by its hash: a platform that asks for more, for other sites or to another
address waits for a person again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from daoan.store.safely import write_content
from daoan.terms.errors import Conflict, FileUnreadable, InputError, NotFound
from daoan.terms.records.sharing import Asked, Decision, Sent, Share

MOST_ASKED = 200  # of one account, ended ones too
_KEY_SIGNS = 16
T = TypeVar("T")


def key_of(account: str, subscribe_id: str) -> str:
    """The short name of a subscription: two platforms may use the same id."""
    return hashlib.sha256(f"{account}\0{subscribe_id}".encode()).hexdigest()[:_KEY_SIGNS]


def hash_of(asked: Asked) -> str:
    """What a decision is bound to: all that was asked, and which asking it was."""
    return hashlib.sha256(msgspec.json.encode(replace(asked, cancelled_at=None))).hexdigest()


class ShareBook:
    """The subscriptions of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ask(self, asked: Asked) -> tuple[str, bool]:
        """Keep what was asked; answers the key, and whether it is new or another than before.

        Asked again word for word it stays as it was, with its approval; after a cancellation it is new. Raises
        :class:`InputError` where an account asked for too many.
        """
        key = key_of(asked.account, asked.subscribe_id)
        before = self._read("asked", key, Asked)
        if before is not None:
            if replace(asked, asked_at=before.asked_at, times=before.times) == before:
                return key, False
            asked = replace(asked, times=before.times + 1)
        elif sum(1 for one in self.shares() if one.asked.account == asked.account) >= MOST_ASKED:
            raise InputError(f"at most {MOST_ASKED} subscriptions of one platform 订阅数过多")
        self._keep("asked", key, asked)
        return key, True

    def cancel(self, account: str, subscribe_id: str, now: datetime) -> str:
        """The platform wants no more; answers the key. Raises :class:`NotFound`."""
        key = key_of(account, subscribe_id)
        before = self._read("asked", key, Asked)
        if before is None:
            raise NotFound("there is no such subscription 订阅不存在")
        if before.cancelled_at is None:
            self._keep("asked", key, replace(before, cancelled_at=now))
        return key

    def decide(self, key: str, decision: Decision) -> None:
        """Keep a decision. Raises :class:`Conflict` where something else is asked for by now, :class:`NotFound`."""
        if self.get(key).asked_sha256 != decision.asked_sha256:
            raise Conflict("the platform asks for something else by now; look again 订阅内容已变更，请重新查看")
        self._keep("decided", key, decision)

    def keep_sent(self, key: str, sent: Sent) -> None:
        """Keep how far a subscription was sent."""
        self._keep("sent", key, sent)

    def resume(self, key: str) -> None:
        """Let the sender go on that gave up. Raises :class:`NotFound`."""
        self.get(key)
        write_content(self._made("resumed") / key, b"")

    def take_resumed(self, key: str) -> bool:
        """Whether a person lets it go on; told once."""
        path = self._folder / "resumed" / key
        was = path.exists()
        path.unlink(missing_ok=True)
        return was

    def get(self, key: str) -> Share:
        """One subscription. Raises :class:`NotFound`, :class:`FileUnreadable`."""
        asked = self._read("asked", key, Asked) if key.isalnum() else None
        if asked is None:
            raise NotFound(f"there is no subscription {key!r} 订阅不存在")
        return Share(key, asked, hash_of(asked), self._read("decided", key, Decision), self._read("sent", key, Sent))

    def shares(self) -> Iterator[Share]:
        """All of them, by key."""
        for path in sorted((self._folder / "asked").glob("*.json")):
            yield self.get(path.stem)

    def _read(self, kind: str, key: str, of: type[T]) -> T | None:
        path = self._folder / kind / f"{key}.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=of)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            raise FileUnreadable(f"{path} is damaged; restore it 文件损坏") from None

    def _keep(self, kind: str, key: str, what: Asked | Decision | Sent) -> None:
        write_content(self._made(kind) / f"{key}.json", msgspec.json.encode(what))

    def _made(self, kind: str) -> Path:
        folder = self._folder / kind
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
