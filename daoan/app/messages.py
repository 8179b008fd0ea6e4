"""Messages of a workspace: channels by the settings, sending once, dead letters as they are seen at the machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from daoan.act.messages.trying import dropped, revived
from daoan.act.messages.wording import Place, letter_of, payload_of
from daoan.api.accounts import TERMINAL
from daoan.app.clocks import workroom_of
from daoan.app.pushing import push_sender_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.config import Config, read_secret
from daoan.edge.addresses import read_networks
from daoan.edge.clock import WallClock
from daoan.edge.mail import Mail, MailServer, require_server, send_mail
from daoan.edge.webhook import SHORTEST_SECRET, Endpoint, post_webhook, require_endpoint
from daoan.jobs.education.sending import SENDING, content_of
from daoan.jobs.outside_calls import ListCaller
from daoan.jobs.sending import Postroom, Sender, SendRun, postroom_over, run_messages
from daoan.terms.errors import InputError
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Delivery, Message, MessageState
from daoan.terms.records.people import Person

MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class MailSender:
    """The mail channel."""

    server: MailServer
    place: Place
    needs_one: bool = True

    def send(self, message: Message, person: Person | None, now: datetime) -> Delivery:
        """Hand the mail of a message to the server, if the person still wants mail."""
        if person is None or not person.contact.mail or not person.contact.wants_mail:
            return Delivery("not-wanted", final=True)
        letter = letter_of(message, self.place, person.contact.language)
        return send_mail(self.server, Mail(person.contact.mail, letter.subject, letter.body, message.message_id, now))


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """The channel of the city's own message gateway."""

    endpoint: Endpoint
    place: Place
    needs_one: bool = False
    content: Callable[[Message], Mapping[str, Any]] | None = None  # what publicity tells besides

    def send(self, message: Message, _person: Person | None, now: datetime) -> Delivery:
        """Call the gateway with a message."""
        told = self.content(message) if self.content and message.kind == SENDING else {}
        if message.kind == SENDING and not told:
            return Delivery("withdrawn", final=True)
        besides = {"publicity": told} if told else {}
        body = msgspec.json.encode(payload_of(message, self.place) | besides)
        return post_webhook(self.endpoint, body, message.message_id, now)


def postroom_of(workspace: Workspace) -> Postroom:
    """What messages of a workspace are made and sent with. A city whose past is replayed sends nothing to anybody.

    Raises :class:`InputError` for settings that cannot be used.
    """
    senders = channels_of(workspace)
    room, pack = workroom_of(workspace), workspace.packs["messages"]
    return postroom_over(room, pack, senders, replays=workspace.clock.replays)


def channels_of(workspace: Workspace) -> Mapping[Channel, Sender]:
    """The channels of a workspace that are on. Raises as :func:`postroom_of`."""
    config, zone = workspace.config, workspace.city.zone
    pushing = push_sender_of(config, workspace.store, place_of(config, zone), workspace.packs["messages"])
    senders = dict(senders_of(config, zone))
    if isinstance(gateway := senders.get(Channel.WEBHOOK), WebhookSender):
        senders[Channel.WEBHOOK] = replace(gateway, content=partial(content_of, workspace.store))
    return {
        **senders,
        **({Channel.PUSH: pushing} if pushing else {}),
        Channel.KEEPER: ListCaller(
            workspace.store, subject_key(workspace), place_of(config, zone).console,
            read_networks(config.outside.get("webhook_allow", "")), config.outside.get("ca_file", ""),
        ),
    }  # fmt: skip


def place_of(config: Config, zone: str) -> Place:
    """Where the console is reached, as the settings say or on this machine."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    return Place((config.outside.get("console") or f"http://{host}:{config.port}").rstrip("/"), zone)


def senders_of(config: Config, zone: str) -> Mapping[Channel, Sender]:
    """The channels that are on and need the settings alone: mail and the gateway."""
    given = dict.fromkeys(("mail_host", "webhook_url"), "") | dict(config.outside)
    place = place_of(config, zone)
    found: dict[Channel, Sender] = {}
    if given["mail_host"]:
        found[Channel.MAIL] = MailSender(mail_server_of(given), place)
    if given["webhook_url"]:
        found[Channel.WEBHOOK] = WebhookSender(endpoint_of(given), place)
    return found


def mail_server_of(given: Mapping[str, str]) -> MailServer:
    """The mail server of the settings."""
    if given["mail_tls"] not in ("starttls", "tls", "none"):
        raise InputError("DAOAN_MAIL_TLS is starttls, tls or none")
    if not (given["mail_port"].isascii() and given["mail_port"].isdigit()):
        raise InputError("DAOAN_MAIL_PORT is a number from 1 to 65535")
    server = MailServer(
        host=given["mail_host"],
        port=int(given["mail_port"]),
        encryption="none",
        sender=given["mail_from"],
        user=given["mail_user"],
        password=secret_of(given, "mail_password"),
        ca_file=given["ca_file"],
    )
    match given["mail_tls"]:
        case "starttls":
            server = replace(server, encryption="starttls")
        case "tls":
            server = replace(server, encryption="tls")
    return require_server(server)


def endpoint_of(given: Mapping[str, str]) -> Endpoint:
    """The message gateway of the settings."""
    secret = secret_of(given, "webhook_secret").encode()
    allowed = read_networks(given["webhook_allow"])
    return require_endpoint(Endpoint(given["webhook_url"], secret, allowed, given["ca_file"]))


def secret_of(given: Mapping[str, str], name: str) -> str:
    """A secret from the environment, or the content of a file that the environment names."""
    path = given[f"{name}_file"]
    return read_secret(f"{name}_file", path).strip("\r\n") if path else given[name]


def sms_secret_of(given: Mapping[str, str]) -> bytes:
    """What the city's gateway signs text messages from stations with; empty: none are taken in.

    Raises :class:`InputError` for one that is too short to hold.
    """
    secret = secret_of({"sms_secret": "", "sms_secret_file": ""} | dict(given), "sms_secret").encode()
    if secret and len(secret) < SHORTEST_SECRET:
        raise InputError(f"DAOAN_SMS_SECRET has at least {SHORTEST_SECRET} characters 短信网关密钥过短")
    return secret


def run_once(workspace: Workspace) -> SendRun:
    """Make and send what is due."""
    return run_messages(postroom_of(workspace), workspace.clock.now)


def list_dead(workspace: Workspace) -> tuple[Message, ...]:
    """Dead letters, latest first."""
    return workspace.store.page_messages(MessageState.DEAD, limit=MOST_SHOWN).rows


def retry(workspace: Workspace, message_id: str) -> Message:
    """A dead letter is tried again. Raises ``NotFound`` and ``Conflict``."""
    seen = workspace.store.get_message(message_id)
    return _change(workspace, revived(seen, workspace.now), seen, "message.retry")


def drop(workspace: Workspace, message_id: str) -> Message:
    """A dead letter is not sent. Raises ``NotFound`` and ``Conflict``."""
    seen = workspace.store.get_message(message_id)
    return _change(workspace, dropped(seen), seen, "message.drop")


def _change(workspace: Workspace, message: Message, seen: Message, action: str) -> Message:
    note = AuditNote(WallClock().now(), TERMINAL.person_id, TERMINAL.unit_id, action, message.message_id)
    workspace.store.change_message(message, seen, note)
    return message
