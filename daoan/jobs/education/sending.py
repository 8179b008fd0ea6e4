"""Send a delivery through the city's signed gateway: the text that is approved, to a segment, outside quiet hours.

The gateway gets what the message is about (text, channel, segment in words, how many people); whom it reaches it knows
by its own registers, and tells numbers back, which are written as the delivery's receipt. No person is named.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daoan.act.education.campaign import CHANNELS, EDUCATION, ONLINE
from daoan.act.education.library import approved_text
from daoan.act.education.reach import after_quiet
from daoan.act.messages.making import ENDPOINT
from daoan.act.workflow.table import Refused
from daoan.jobs.sending import Postroom
from daoan.jobs.workroom import WorkPlace
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.messaging import Channel, Message, NewsCursor
from daoan.terms.records.notified import Told
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

SENDING = "publicity_sending"  # kind of such messages; their matter is the campaign, their level the delivery's id


def send_delivery(post: Postroom, campaign: Matter, delivery: Entry, pack: RulePack, at: datetime) -> Message | Refused:
    """Hand a delivery to the gateway, once; it goes out at once or when quiet hours are over."""
    message_id, channel = str(delivery.values.get("message") or ""), str(delivery.values.get("channel") or "")
    if Channel.WEBHOOK not in post.senders:
        return Refused("channel", Text("no message gateway is set up", "未配置消息网关"))
    if campaign.state != "delivering" or channel not in ONLINE:
        return Refused("not_now", Text("only what is delivered online now is sent", "仅投放中的线上内容可发送"))
    if approved_text(post.room.store.get_matter(message_id)) is None:
        return Refused("message", Text("this message is not approved", "该内容未经批准"))
    name = f"{campaign.matter_id}/{delivery.entry_id}"
    sending = Message(
        message_id=hashlib.sha256(name.encode()).hexdigest()[:32], channel=Channel.WEBHOOK, recipient=ENDPOINT,
        unit_id=delivery.unit_id, people=(), why=Told.NEW,
        matter_id=campaign.matter_id, kind=SENDING, level=delivery.entry_id, number=0, made_at=at,
        next_at=after_quiet(at, post.room.zone, pack),
    )  # fmt: skip
    store = post.room.store
    seen = store.find_news_cursor() or NewsCursor(store.last_news(), at)
    store.keep_messages((sending,), seen, store.find_news_cursor())
    return sending


def content_of(store: WorkPlace, message: Message) -> Mapping[str, Any]:
    """What the gateway is told of a delivery; nothing for any other message, or where it may no longer go out."""
    if message.kind != SENDING:
        return {}
    try:
        campaign, delivery = store.get_matter(message.matter_id), store.get_entry(message.level)
        text = approved_text(store.get_matter(str(delivery.values.get("message") or "")))
    except NotFound:
        return {}
    channel = str(delivery.values.get("channel"))
    if text is None or channel not in ONLINE or campaign.kind != EDUCATION.kind or campaign.state != "delivering":
        return {}
    segment = campaign.values.get("segment")
    told = segment if isinstance(segment, Mapping) else {}
    return {
        "channel": channel,
        "channel_name": {"en": CHANNELS[channel].en, "zh": CHANNELS[channel].zh},
        "text": {"en": text.en, "zh": text.zh},
        "segment": told.get("words"),
        "people": told.get("people"),
    }
