"""The words of a message: kind, level, deadline and a link. No title, name or plate leaves the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from daoan.act.hazards.tickets import GRADES
from daoan.act.notices import WORDS
from daoan.act.orders.order import URGENCIES
from daoan.act.supervision.supervision import RUNGS
from daoan.act.workflow.registry import WORKFLOWS
from daoan.terms.codes import LABELS, Level
from daoan.terms.estimates import Text
from daoan.terms.records.messaging import Message
from daoan.terms.records.outside import OUTSIDE_HIT
from daoan.terms.times import utc_to_local

Language = Literal["both", "en", "zh"]

#: Urgencies of orders, levels of alerts, grades of hazards, rungs of supervision, in words.
LEVELS: Mapping[str, Text] = {
    **URGENCIES,
    **{level.value: LABELS[level] for level in Level},
    **GRADES,
    **RUNGS,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the console is reached (``console``, without a slash at its end), and the zone that times are told in."""

    console: str
    zone: str  # IANA name


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and body."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a browser shows, and the console's path that it opens. ``tag``: a double takes the first one's place."""

    title: str
    body: str
    path: str
    tag: str
    urgent: bool


def link_of(message: Message, place: Place) -> str:
    """Where the matter is read, by who is signed in and may."""
    return place.console + path_of(message)


def path_of(message: Message) -> str:
    """The same within the console."""
    return f"/work/{quote(message.matter_id, safe='')}"


def letter_of(message: Message, place: Place, language: Language) -> Letter:
    """The mail of a message in one language or both."""
    bodies = []
    if language != "zh":
        bodies.append(
            f"{_first(kind_of(message).en)}: {WORDS[message.why].en}.\n"
            f"Level: {level_of(message).en or 'none'}\n"
            f"Deadline: {_when(message.due_at, place) or 'none'}\n"
            f"Read it here: {link_of(message, place)}"
        )
    if language != "en":
        bodies.append(
            f"{kind_of(message).zh}：{WORDS[message.why].zh}。\n"
            f"等级：{level_of(message).zh or '无'}\n"
            f"时限：{_when(message.due_at, place) or '无'}\n"
            f"请登录查看：{link_of(message, place)}"
        )
    return Letter(_subject(message, language), "\n\n".join(bodies) + "\n")


def notice_of(message: Message, place: Place, language: Language, *, urgent: bool = False) -> Notice:
    """What a browser shows of a message, in one language or both."""
    lines = []
    if language != "zh":
        lines.append(f"Deadline: {_when(message.due_at, place) or 'none'}")
    if language != "en":
        lines.append(f"时限：{_when(message.due_at, place) or '无'}")
    return Notice(_subject(message, language), "\n".join(lines), path_of(message), message.message_id, urgent)


def payload_of(message: Message, place: Place) -> dict[str, Any]:
    """The body of a webhook call, as plain values. Times are UTC, ISO 8601. ``people``: person ids to tell."""
    return {
        "id": message.message_id,
        "made_at": message.made_at.isoformat(),
        "why": message.why.value,
        "why_name": _both(WORDS[message.why]),
        "kind": message.kind,
        "kind_name": _both(kind_of(message)),
        "level": message.level,
        "level_name": _both(level_of(message)),
        "due_at": message.due_at.isoformat() if message.due_at else None,
        "unit_id": message.unit_id,
        "people": list(message.people),
        "link": link_of(message, place),
    }


def kind_of(message: Message) -> Text:
    """What kind of matter it is."""
    if message.kind == OUTSIDE_HIT:
        return Text("hit of an outside list", "外部清单命中")
    workflow = WORKFLOWS.get(message.kind)
    return workflow.name if workflow else Text(message.kind, message.kind)


def level_of(message: Message) -> Text:
    """Its level in words."""
    return LEVELS.get(message.level) or Text(message.level, message.level)


def _subject(message: Message, language: Language) -> str:
    subjects = []
    if language != "zh":
        subjects.append(f"Daoan: {WORDS[message.why].en}, {kind_of(message).en}{_in(message, 'en')}")
    if language != "en":
        subjects.append(f"道安：{kind_of(message).zh}{WORDS[message.why].zh}{_in(message, 'zh')}")
    return " · ".join(subjects)


def _in(message: Message, language: Literal["en", "zh"]) -> str:
    words = getattr(level_of(message), language)
    return "" if not words else f" ({words})" if language == "en" else f"（{words}）"


def _when(moment: datetime | None, place: Place) -> str:
    return f"{utc_to_local(moment, place.zone):%Y-%m-%d %H:%M %Z}" if moment else ""


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
