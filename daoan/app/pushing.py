"""The channel of web push: its settings, its key, and sending a message to one browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from daoan.act.messages.wording import Place, notice_of
from daoan.config import Config
from daoan.edge.addresses import read_networks
from daoan.edge.calling import Reach
from daoan.edge.clock import WallClock
from daoan.edge.keys import open_keyring
from daoan.edge.push import PushServer, Target, push, require_subject
from daoan.jobs.sending import Sender
from daoan.store.browser_protocol import BrowserStore
from daoan.terms.errors import InputError
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.browsers import Browser
from daoan.terms.records.messaging import Channel, Delivery, Message
from daoan.terms.records.people import LOOP, Person
from daoan.terms.rulepacks import RulePack

#: Beside the other keys of a workspace, made when push is first on. With another, every browser has to be added anew.
KEY_FILE = "push.json"


@dataclass(frozen=True, slots=True)
class PushSender:
    """The channel of browsers. A browser that its service knows no more is forgotten."""

    store: BrowserStore
    server: PushServer
    place: Place
    urgent: frozenset[str]  # levels that a telephone is woken for
    needs_one: bool = True

    def send(self, message: Message, person: Person | None, now: datetime) -> Delivery:
        """Hand a message to the service of a browser, if it is still the person's."""
        browser = self.store.find_browser(message.recipient)
        if person is None or browser is None or browser.person_id != person.person_id:
            return Delivery("browser-gone", final=True)
        if browser.key_id != self.server.key.key_id:  # it listens to a key that we have no more
            return self._forget(browser, now)
        urgent = message.level in self.urgent
        text = msgspec.json.encode(notice_of(message, self.place, person.contact.language, urgent=urgent))
        target = Target(browser.address, browser.public_key, browser.secret)
        delivery = push(self.server, target, text, now, urgent=urgent)
        if delivery.fault == "browser-gone":
            return self._forget(browser, now)
        if delivery.taken:
            self.store.touch_browser(browser.browser_id, now)
        return delivery

    def _forget(self, browser: Browser, now: datetime) -> Delivery:
        note = AuditNote(now, LOOP.person_id, LOOP.unit_id, "browser.gone", browser.browser_id)
        self.store.remove_browsers([browser.browser_id], note)
        return Delivery("browser-gone", final=True)


def push_sender_of(config: Config, store: BrowserStore, place: Place, pack: RulePack) -> PushSender | None:
    """The channel, where it is on; its key is made at the first call. ``pack``: the rule pack ``messages``.

    Raises :class:`InputError` for settings that cannot be used.
    """
    given = config.outside
    if not is_push_on(given):
        return None
    reach = Reach(read_networks(given["push_allow"]), given["ca_file"])
    subject = require_subject(given["push_subject"])
    server = PushServer(
        key=open_keyring(config.keys / KEY_FILE, WallClock().now(), begun=False).keys[0],
        subject=subject,
        reach=reach,
        token_life=timedelta(hours=float(pack.get("push.token_hours"))),
        keep_s=int(pack.get("push.keep_hours")) * 3600,
    )
    return PushSender(store, server, place, frozenset(pack.get("shifts.wake_levels")))


def push_server_of(senders: Mapping[Channel, Sender]) -> PushServer | None:
    """Who we are to the services of browsers, where push is among the channels that are on."""
    sender = senders.get(Channel.PUSH)
    return sender.server if isinstance(sender, PushSender) else None


def is_push_on(given: Mapping[str, str]) -> bool:
    """Whether the settings turn push on. Raises :class:`InputError` for a value that is neither on nor off."""
    value = given.get("push") or "off"
    if value not in ("on", "off"):
        raise InputError(f"DAOAN_PUSH is on or off, not {value!r:.40} 浏览器推送只能为 on 或 off")
    return value == "on"
