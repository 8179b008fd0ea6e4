"""The channel to keepers of outside lists: each hit to the address that its list names, signed, through the outbox."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import msgspec

from daoan.edge.addresses import Network
from daoan.edge.tokens import keeper_secret
from daoan.edge.webhook import Endpoint, post_webhook, require_endpoint
from daoan.jobs.outside_lists import outside_lists
from daoan.jobs.settings import AuditedSettings
from daoan.store.outside_protocol import OutsideStore
from daoan.terms.errors import NotFound
from daoan.terms.records.messaging import Delivery, Message
from daoan.terms.records.outside import OUTSIDE_HIT, OutsideHit
from daoan.terms.records.people import Person


class CallStore(AuditedSettings, OutsideStore, Protocol):
    """Where lists and hits are kept."""


@dataclass(frozen=True, slots=True)
class ListCaller:
    """Calls keepers. ``console``: where ours is reached; ``allowed``: networks that may be called though not public."""

    store: CallStore
    key: bytes = field(repr=False)
    console: str
    allowed: tuple[Network, ...] = ()
    ca_file: str = ""
    needs_one: bool = False

    def require_address(self, url: str) -> None:
        """Raises :class:`InputError` for an address that is never called."""
        require_endpoint(self._endpoint(url, "x" * 64))

    def send(self, message: Message, _person: Person | None, now: datetime) -> Delivery:
        """Tell the keeper of a hit of it, if their list is still there and still names an address."""
        try:
            hit = self.store.get_outside_hit(message.matter_id)
        except NotFound:
            return Delivery("hit-gone", final=True)
        kept = outside_lists(self.store).get(hit.list_id)
        if kept is None or kept.keeper != hit.keeper or not kept.webhook:
            return Delivery("not-wanted", final=True)
        endpoint = self._endpoint(kept.webhook, keeper_secret(self.key, hit.list_id, kept.salt))
        return post_webhook(endpoint, msgspec.json.encode(self._payload(hit)), message.message_id, now)

    def _endpoint(self, url: str, secret: str) -> Endpoint:
        return Endpoint(url, secret.encode(), self.allowed, self.ca_file)

    def _payload(self, hit: OutsideHit) -> dict[str, str]:
        return {
            "id": hit.hit_id,
            "kind": OUTSIDE_HIT,
            "list_id": hit.list_id,
            "entry": hit.entry,
            "pass_id": hit.pass_id,
            "site": hit.site,
            "happened_at": hit.happened_at.isoformat(),
            "known_at": hit.known_at.isoformat(),
            "link": f"{self.console}/watches",
        }
