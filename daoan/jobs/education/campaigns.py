"""Campaigns at work: fix the segment, draw the comparison, deliver, hold against like places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from daoan.act.education.campaign import COUNTS, DELIVERIES, EDUCATION, ONLINE
from daoan.act.education.comparing import chosen_comparison, draw_comparison
from daoan.act.education.library import MESSAGE, approved_text
from daoan.act.education.reach import Delivered, Reach, reach_of
from daoan.act.operations.operation import day_in
from daoan.act.registers import Wrong
from daoan.act.workflow.table import Refused
from daoan.jobs.families import families_seen, family_seen
from daoan.jobs.registers import Writing, all_entries, register_of, write_entry
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom
from daoan.learn.education.judging import judge_campaign
from daoan.terms.education import CampaignEffect, Comparison, PlaceSeries
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

#: States in which deliveries and receipts are written.
OPEN = ("delivering", "receipts", "evaluating")
LONGEST_WINDOW = 366


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison is asked with. ``window_days``: length of the campaign's window, and of those before it.

    ``places``: those that somebody chose; none: the coin says who of each pair is reached.
    """

    outcome: str
    window_days: int
    seed: str
    hoped: float | None = None
    most_pairs: int | None = None
    places: tuple[str, ...] = ()


def campaigns_seen(room: Workroom, actor: Actor) -> tuple[Matter, ...]:
    """Campaigns that somebody may see, latest first."""
    return tuple(matter for matter, _ in families_seen(room, actor, EDUCATION.kind))


def messages_seen(room: Workroom, actor: Actor) -> tuple[Matter, ...]:
    """The library as somebody may see it."""
    return tuple(matter for matter, _ in families_seen(room, actor, MESSAGE.kind))


def campaign_seen(room: Workroom, actor: Actor, matter_id: str) -> Matter:
    """A campaign. Raises :class:`~daoan.terms.errors.NotFound`."""
    return family_seen(room, actor, matter_id, EDUCATION.kind)[0]


def deliveries_of(room: Workroom, actor: Actor, campaign: Matter) -> tuple[Entry, ...]:
    """Deliveries of a campaign as far as somebody may read them, by day."""
    entries = all_entries(room, actor, register_of(room, DELIVERIES), text="", ended=False)
    own = [e for e in entries if e.values.get("campaign") == campaign.matter_id]
    return tuple(sorted(own, key=lambda e: (str(e.values["day"]), str(e.values["number"]))))


def reach_seen(campaign: Matter, deliveries: Sequence[Entry], until: date, pack: RulePack) -> Reach | None:
    """Whom a campaign reached; ``None`` before its segment is fixed."""
    segment = campaign.values.get("segment")
    people = segment.get("people") if isinstance(segment, Mapping) else None
    if not isinstance(people, int) or people <= 0:
        return None
    return reach_of([delivered_of(entry) for entry in deliveries], people, until, pack)


def delivered_of(entry: Entry) -> Delivered:
    """A delivery as an entry tells it: who was present, or whom the channel says that it reached."""
    online = entry.values.get("channel") in ONLINE
    contacts = entry.values.get("received" if online else "present")
    return Delivered(date.fromisoformat(str(entry.values["day"])), online, None if contacts is None else int(contacts))


def write_delivery(
    room: Workroom, actor: Actor, campaign: Matter, values: Mapping[str, Any], kept: tuple[str, int] | None,
    at: datetime,
) -> Entry | Refused | tuple[Wrong, ...]:  # fmt: skip
    """Write a delivery or its receipt. A message that is named must be approved."""
    if campaign.state not in OPEN:
        return Refused("not_now", Text("deliveries are written while it is delivered", "投放期间方可登记"))
    named = str(values.get("message") or "")
    if named and named not in approved_texts(room, actor):
        return Refused("message", Text("this message is not approved", "该内容未经批准"))
    told = {**values, "campaign": campaign.matter_id}
    entry_id, version = kept or (None, 0)
    asked = Writing(told, str(values.get("unit") or ""), entry_id, version)
    return write_entry(room, actor, register_of(room, DELIVERIES), asked, at)


def approved_texts(room: Workroom, actor: Actor) -> Mapping[str, Text]:
    """What may go out now, by message."""
    texts = {m.matter_id: approved_text(m) for m in messages_seen(room, actor)}
    return {name: text for name, text in texts.items() if text is not None}


def compare(
    room: Workroom, actor: Actor, seen: tuple[str, int], asked: Compared, pack: RulePack, at: datetime
) -> Matter | Refused:
    """Fix a campaign's comparison, as a step of its log. ``seen``: its id and version.

    Raises :class:`InputError` where the windows before say too little.
    """
    campaign = campaign_seen(room, actor, seen[0])
    first = day_in(campaign.values.get("begins_on"))
    if first is None or not 1 <= asked.window_days <= LONGEST_WINDOW:
        raise InputError("give the campaign's first day, and a window of 1 to 366 days 请先填写起始日期与观测天数")
    rows = counts_of(room, actor, asked.outcome)
    series, strata = _series(rows, first, asked.window_days)
    if asked.places:
        drawn = chosen_comparison(asked.outcome, series, strata, asked.places, pack, hoped=asked.hoped)
    else:
        drawn = draw_comparison(
            asked.outcome, series, strata, asked.seed, pack, hoped=asked.hoped, most_pairs=asked.most_pairs
        )
    told = _plain(drawn) | {"window_days": asked.window_days}
    return cause(room, actor, Wanted(*seen, "compare", values={"comparison": told}), at)


def comparison_in(campaign: Matter) -> Comparison | None:
    """The comparison that a campaign was given; ``None`` where it has none."""
    return read_comparison(campaign.values.get("comparison"))


def read_comparison(told: Any) -> Comparison | None:
    """A comparison out of values of a matter; ``None`` where they are none."""
    if not isinstance(told, Mapping):
        return None
    try:
        return msgspec.convert({k: v for k, v in told.items() if k != "window_days"}, Comparison)
    except msgspec.ValidationError:
        return None


def effect_of(room: Workroom, actor: Actor, campaign: Matter, pack: RulePack, today: date) -> CampaignEffect | None:
    """What a campaign has shown; ``None`` without a comparison, or before its window is over.

    Raises :class:`InputError` where a place of a pair was not counted.
    """
    comparison, first = comparison_in(campaign), day_in(campaign.values.get("begins_on"))
    told = campaign.values.get("comparison")
    days = told.get("window_days") if isinstance(told, Mapping) else None
    if comparison is None or first is None or not isinstance(days, int) or first + timedelta(days) > today:
        return None
    counts: dict[str, float] = defaultdict(float)
    for row in counts_of(room, actor, comparison.outcome):
        if first <= row.first and row.last < first + timedelta(days):
            counts[row.place] += row.seen
    return judge_campaign(comparison, dict(counts), pack)


def judge(
    room: Workroom, actor: Actor, seen: tuple[str, int], pack: RulePack, today: date, at: datetime
) -> Matter | Refused:
    """Evaluate a campaign by its comparison, as a step of its log."""
    campaign = campaign_seen(room, actor, seen[0])
    effect = effect_of(room, actor, campaign, pack, today)
    if effect is None:
        return Refused("effect", Text("its window is not over, or it has no comparison", "观测期未满或未设对照"))
    finding = {"en": ". ".join(w.en for w in effect.words), "zh": "；".join(w.zh for w in effect.words)}
    values = {"finding": finding, "effect": _plain(effect)}
    return cause(room, actor, Wanted(*seen, "evaluate", values=values), at)


def _plain(record: Comparison | CampaignEffect) -> dict[str, Any]:
    """A record as values of a matter."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return told


@dataclass(frozen=True, slots=True)
class CountRow:
    """What was seen at a place in some days."""

    place: str
    area: str
    first: date
    last: date
    seen: float


def counts_of(room: Workroom, actor: Actor, outcome: str) -> tuple[CountRow, ...]:
    """Counts of an outcome that somebody may read."""
    entries = all_entries(room, actor, register_of(room, COUNTS), text="", ended=False)
    return tuple(
        CountRow(
            str(e.values["place"]), str(e.values.get("area") or ""), date.fromisoformat(str(e.values["from"])),
            date.fromisoformat(str(e.values["until"])), float(e.values["seen"]),
        )
        for e in entries if e.values.get("outcome") == outcome
    )  # fmt: skip


def _series(rows: Sequence[CountRow], first: date, days: int) -> tuple[list[PlaceSeries], dict[str, str]]:
    """Counts by place in windows of so many days before a day, as far back as every place has them; and counties."""
    by: dict[str, dict[int, float]] = defaultdict(dict)
    strata: dict[str, str] = {}
    for row in rows:
        back = (first - row.first).days
        window = -(-back // days)  # 1: the window right before
        if row.last < first and row.last < first - timedelta((window - 1) * days):
            by[row.place][window] = by[row.place].get(window, 0.0) + row.seen
            strata[row.place] = row.area
    whole = min((_unbroken(windows) for windows in by.values()), default=0)
    longest = max((_unbroken(windows) for windows in by.values()), default=0)
    windows = whole if whole >= 3 else longest  # a place that counts too shortly is left out instead
    able = {place: w for place, w in by.items() if _unbroken(w) >= windows > 0}
    return [PlaceSeries(p, tuple(w[k] for k in range(windows, 0, -1))) for p, w in sorted(able.items())], strata


def _unbroken(windows: Mapping[int, float]) -> int:
    """How many windows right before the campaign have counts without a gap."""
    n = 0
    while n + 1 in windows:
        n += 1
    return n
