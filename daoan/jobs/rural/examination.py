"""The month's examination of townships and counties, and the notices 提示信息 that come of it.

A month is judged by what was known when the next one began; the present month by what is known now. A notice is a
reminder of supervision: the unit signs it, replies what it did, and whoever sent it accepts that or climbs a rung.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.supervision.supervision import SUPERVISION
from daoan.act.workflow.table import Refused
from daoan.assess.rural.city import CitySheet, city_sheet
from daoan.assess.rural.coverage import Coverage
from daoan.assess.rural.examination import Each, Examined, Line, examine
from daoan.assess.rural.groups import COUNTY, TOWNSHIP, Group, GroupCover, groups_of
from daoan.jobs.companies.board import Moment
from daoan.jobs.rural.coverage import city_coverage
from daoan.jobs.rural.ground import Activity, ground_of
from daoan.jobs.rural.ledgers import approved_shares
from daoan.jobs.supervising import every_matter
from daoan.jobs.work import Asked, Then, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.city import City
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.months import first_day, month_of
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

TRIGGER = "rural_examination"
WORST_LINES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """A month. ``by_level``: townships, counties; ``city``: nobody's peer; ``sheet``: what the province examines it
    on."""

    moment: Moment
    recorded: bool
    by_level: Mapping[str, tuple[Examined, ...]]
    city: GroupCover | None
    sheet: CitySheet
    coverage: Coverage


def examine_month(room: Workroom, city: City, activity: Activity | None, moment: Moment, pack: RulePack) -> Examination:
    """Examine every township and county of the city for a month."""
    first = first_day(month_of(moment.day) - (1 if moment.closed else 0))
    last = max(moment.day - timedelta(days=1), first)  # today is not over yet
    ground = ground_of(room, moment.as_of)
    coverage = city_coverage(room, city, ground, activity, moment.as_of, last, pack, first)
    groups, approved = groups_of(coverage), approved_shares(room, moment.as_of)
    levels = {
        level: examine(
            [g for group, g in groups.items() if group.level == level], approved, pack, recorded=coverage.recorded
        )
        for level in (COUNTY, TOWNSHIP)
    }
    sheet = city_sheet(groups, approved, pack, recorded=coverage.recorded)
    return Examination(moment, coverage.recorded, levels, groups.get(Group()), sheet, coverage)


def seen_rows(rows: Sequence[Examined], units: frozenset[str]) -> tuple[Examined, ...]:
    """Of examined groups those that some units answer for."""
    return tuple(row for row in rows if row.cover.unit_id in units)


def find_examined(found: Examination, group: Group) -> Examined:
    """One group's examination. Raises :class:`NotFound`."""
    for row in found.by_level.get(group.level, ()):
        if row.cover.group == group:
            return row
    raise NotFound(f"no such township or county: {group.area} {group.township!r:.60} · 未找到该乡镇或县区")


def send_notice(
    room: Workroom, actor: Actor, found: Examination, group: Group, name: Text, at: datetime
) -> Matter | Refused:
    """A reminder to the unit that answers for a group, with the lines that cost it most; once a month and group.

    Raises :class:`NotFound` for a group of no unit in the actor's scope.
    """
    row = find_examined(found, group)
    unit, units = row.cover.unit_id, room.units()
    if unit not in scope_of(actor, units):
        raise NotFound(f"no unit {unit!r:.80} at or below your own · 非本单位及下级")
    month = found.moment.month
    title = Text(f"Rural examination {month}: {name.en}", f"农村强基{month}考核提示：{name.zh}")
    text = notice_text(row, month, name)
    values = {
        "title": {"en": title.en, "zh": title.zh}, "text": {"en": text.en, "zh": text.zh}, "about": [],
        "trigger": TRIGGER, "month": month, "group": f"{group.area} {group.township}".strip(),
    }  # fmt: skip
    asked = Asked(SUPERVISION.kind, title.zh[:200], "reminder", unit, values, area=group.area or None)
    once = f"{TRIGGER}:{month}:{group.area}:{group.township}"
    return open_matter(room, actor, asked, at, then=Then("issue"), once=once)


def notices_of(room: Workroom, month: str) -> Mapping[str, Matter]:
    """Notices of a month by group ("county township"), the latest of each."""
    found: dict[str, Matter] = {}
    for matter in every_matter(room, MatterFilter(kinds=(SUPERVISION.kind,))):
        values = matter.values
        if values.get("trigger") == TRIGGER and values.get("month") == month:
            key = str(values.get("group"))
            if key not in found or found[key].created_at < matter.created_at:
                found[key] = matter
    return found


def group_key(group: Group) -> str:
    """The name under which a notice keeps its group."""
    return f"{group.area} {group.township}".strip()


def notice_text(row: Examined, month: str, name: Text) -> Text:
    """What a notice says: points, then the lines that cost most, each with what was counted."""
    lost = sorted(row.lines, key=lambda line: line.points - line.most)[:WORST_LINES]
    told = [line_words(line) for line in lost if line.known] + [each_words(e) for e in row.each if e.points < 0]
    en = "; ".join(t.en for t in told) or "nothing was lost"
    zh = "；".join(t.zh for t in told) or "无扣分"
    total = row.total
    return Text(
        f"{name.en}, {month}: {total.value:.1f} points ({total.low:.1f}–{total.high:.1f}). {en}. "
        "Say what is done about it and until when.",
        f"{name.zh}{month}考核{total.value:.1f}分（{total.low:.1f}—{total.high:.1f}）。{zh}。请书面回复整改措施及期限。",
    )


def line_words(line: Line) -> Text:
    """A share line in words."""
    share, lost = f"{line.share.part:g}/{line.share.whole:g}", line.most - line.points
    return Text(f"{line.name.en} {share}, −{lost:.1f}", f"{line.name.zh}{share}，扣{lost:.1f}分")


def each_words(each: Each) -> Text:
    """A counted line in words."""
    return Text(
        f"{each.name.en} {each.number}, {each.points:+.1f}", f"{each.name.zh}{each.number}，{each.points:+.1f}分"
    )
