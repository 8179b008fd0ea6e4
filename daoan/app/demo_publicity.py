"""Publicity of the demo's simulated city: teams, schools, messages, four campaigns with planted truth, riders,
exposures.

Everything is simulated and says so. Steps go through the same tables and checks as a person's. What campaigns do is
planted (:mod:`daoan.town.publicity`): helmets works, banners do nothing, so that the page can be held against it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import PERSON, DemoEntry
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY, NOTE, OLD, entry_rows
from daoan.app.organisation import ROOT
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED, demo_markets
from daoan.app.workspace import Workspace
from daoan.assess.audiences.traits import traits_in
from daoan.jobs.education.campaigns import Compared, compare, comparison_in, judge, write_delivery
from daoan.jobs.education.exposures import draft_items
from daoan.jobs.education.segments import Releases
from daoan.jobs.work import Asked, Wanted, cause, open_matter
from daoan.jobs.workroom import Workroom
from daoan.store.register_protocol import EntryFilter
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.months import month_name, month_of
from daoan.terms.records import BlackSpot
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter, Values
from daoan.terms.roles import Role
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local
from daoan.town.publicity.draw import TrueCampaign, draw_campaigns, read_publicity_truth
from daoan.town.publicity.riders import draw_rider_months

TEAMS, WINDOW, WINDOWS = "publicity_team", 28, 6
A_COUNTY = 6  # townships of a county that are counted in
MESSAGES = (
    ("头盔 helmets", "骑电动车、摩托车请系好头盔。", "Fasten your helmet on every ride."),
    ("三轮车 tricycles", "三轮车不载人，赶集坐班车。", "No people on cargo tricycles: take the bus to the market."),
    ("夜间 at night", "夜间步行穿亮色、走路边。", "Walk at the edge of the road at night, in light colours."),
    ("面包车 vans", "面包车不超员，宁跑两趟。", "Never overfill a van: go twice."),
)


@dataclass(frozen=True, slots=True)
class _Stage:
    room: Workroom
    pack: RulePack
    now: datetime
    counties: tuple[str, ...]
    lead: Actor
    second: Actor
    third: Actor
    segment: Mapping[str, Any]

    def day(self, ago: float) -> date:
        return _day(self.now, self.room.zone, ago)

    def at(self, ago: float) -> datetime:
        return self.now - timedelta(days=ago)

    def open(self, kind: str, title: str, values: Values, ago: float) -> str:
        told = {"title": {"en": title.split("|")[-1], "zh": title.split("|")[0]}, **values}
        asked = Asked(kind, title.split("|", maxsplit=1)[0], holder=ROOT, values=told)
        return _done(open_matter(self.room, self.lead, asked, self.at(ago)), kind).matter_id

    def step(self, name: str, by: Actor, event: str, ago: float, values: Values | None = None) -> Matter:
        version = self.room.store.get_matter(name).version
        return _done(cause(self.room, by, Wanted(name, version, event, "", values), self.at(ago)), event)


def play_demo_publicity(workspace: Workspace, tell: Tell) -> int:
    """Play it, once; answers how many campaigns. Nothing where the city is real or this is no demo."""
    store, room, now = workspace.store, workroom_of(workspace), workspace.now
    counties = tuple(a.code for a in workspace.city.areas if f"b-{a.code}" in room.units())
    known = store.count_entries(EntryFilter(TEAMS, ended=True))
    if not (workspace.city.simulated and is_demo(workspace)) or known or len(counties) < 2:
        return 0
    tell(Text("playing publicity campaigns", "模拟宣教活动"))
    today = _day(now, room.zone, 0)
    drawn = {c.name: c for c in draw_campaigns(SEED, *_places(), read_publicity_truth())}
    entries = [*_registers(counties), *_riders(counties, today)]
    entries += _counts(drawn["helmets-strong"], "helmet", _day(now, room.zone, 100), before=True)
    entries += _counts(drawn["banners"], "tricycle", _day(now, room.zone, 90), before=True)
    _keep(room, entries, now)
    people = [Actor(f"sim-{ROOT}-{n}", ROOT, frozenset({Role.COMMANDER})) for n in (1, 2, 3)]
    pack = workspace.packs["publicity"]
    stage = _Stage(room, pack, now, counties, people[0], people[1], people[2], _segment(room, pack, now))
    messages = _library(stage)
    _judged(
        stage,
        "头盔护学行动（模拟）|Helmets on the way to school (simulated)",
        drawn["helmets-strong"],
        "helmet",
        messages,
        100,
    )
    _judged(stage, "赶集横幅（模拟）|Banners on market days (simulated)", drawn["banners"], "tricycle", messages, 90)
    _delivering(stage, messages)
    _planning(stage)
    _exposure(stage, workspace)
    return 4


def _day(now: datetime, zone: str, ago: float) -> date:
    return utc_to_local(now - timedelta(days=ago, microseconds=1), zone).date()


def _done(outcome: Matter | Refused, what: str) -> Matter:
    if isinstance(outcome, Refused):
        raise Fault(f"the demo's {what} is refused: {outcome.message.en}")
    return outcome


def _places() -> tuple[list[str], list[str]]:
    """Some townships of each county, by code, and their counties."""
    by: dict[str, list[str]] = {}
    for market in demo_markets():
        by.setdefault(market.township.parent or "", []).append(market.township.code)
    rows = [(code, county) for county, codes in sorted(by.items()) for code in sorted(codes)[:A_COUNTY]]
    return [code for code, _ in rows], [county for _, county in rows]


def _keep(room: Workroom, entries: list[DemoEntry], now: datetime) -> None:
    rows = [row for n, one in enumerate(entries) for row in entry_rows(room, one, n, now)]
    room.store.keep_entries(rows, AuditNote(now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} publicity"))


def _registers(counties: tuple[str, ...]) -> Iterator[DemoEntry]:
    kinds = ("core", "township", "school", "company", "media", "volunteer")
    townships = [m.township for m in demo_markets()]
    for n, county in enumerate(counties):
        unit = f"b-{county}"
        team = {
            "name": f"模拟宣教队{n + 1} simulated team {n + 1}", "part": kinds[n % 6], "area": county, "members": 4 + n,
            "leader": PERSON.format(600 + n), "phone": f"1380006{n:04d}", "unit": unit, "skills": NOTE,
        }  # fmt: skip
        yield DemoEntry(TEAMS, unit, team)
        for k in range(3):
            here = [a for a in townships if a.parent == county][k : k + 1]
            pupils = 180 + 90 * ((3 * n + k) % 7)
            school = {
                "code": f"SIM-S{n}{k}", "name": f"虚构学校{n}{k} fictional school", "kind": "school", "area": county,
                "people": pupils, "children": pupils * 3 // 5, "unit": unit,
            }  # fmt: skip
            for a in here:
                school |= {"township": a.code, "lon": round(a.lon, 5), "lat": round(a.lat, 5)}
            yield DemoEntry("publicity_place", unit, school)
        drill = {
            "day": "2025-09-12", "team": team["name"], "subject": "盲区体验演练 blind-spot drill", "kind": "drill",
            "present": 4 + n, "tested": 4 + n, "passed": 3 + n, "found": NOTE, "unit": unit,
        }  # fmt: skip
        yield DemoEntry("publicity_training", unit, drill)


def _riders(counties: tuple[str, ...], today: date) -> Iterator[DemoEntry]:
    months = [month_name(month_of(today) - back) for back in (3, 2, 1)]
    for n, one in enumerate(draw_rider_months(SEED, months)):
        unit = f"b-{counties[n % 14 % len(counties)]}"
        yield DemoEntry(
            "rider_month", unit,
            {"company": one.company, "month": one.month, "riders": one.riders, "unit": unit, **one.numbers},
        )  # fmt: skip


def _counts(
    drawn: TrueCampaign, outcome: str, first: date, *, before: bool, reached: frozenset[str] = frozenset()
) -> Iterator[DemoEntry]:
    """Counts of the windows before a campaign, or of its own."""
    now = {} if before else drawn.counted(reached)
    for series, county in zip(drawn.before, drawn.counties, strict=True):
        rows = list(enumerate(reversed(series.counts), start=1)) if before else [(0, now[series.place_id])]
        for back, seen in rows:
            since = first - timedelta(WINDOW * back)
            values = {
                "place": series.place_id, "area": county, "outcome": outcome, "from": since.isoformat(),
                "until": (since + timedelta(WINDOW - 1)).isoformat(), "checked": 900, "seen": int(min(seen, 900)),
                "unit": ROOT,
            }  # fmt: skip
            yield DemoEntry("publicity_count", ROOT, values, name=f"{outcome}-{series.place_id}-{back}")


def _segment(room: Workroom, pack: RulePack, now: datetime) -> Mapping[str, Any]:
    answer = Releases().of(room, "schools", traits_in(pack), now).answer({}, traits_in(pack))
    words = {"en": "pupils", "zh": "中小学生"}
    return {
        "register": "schools", "wanted": {}, "people": answer.at_most, "exact": answer.exact,
        "month": answer.month, "words": words, "register_name": {"en": "pupils of schools", "zh": "学校学生（汇总）"},
    }  # fmt: skip


def _library(stage: _Stage) -> list[str]:
    names = []
    for n, (title, zh, en) in enumerate(MESSAGES):
        zh_title, _, en_title = title.partition(" ")
        name = stage.open("publicity_message", f"{zh_title}|{en_title}", {"zh": zh, "en": en}, 140 - n)
        stage.step(name, stage.lead, "submit", 138 - n)
        if n < 3:  # the last waits for somebody
            stage.step(name, stage.second, "approve", 137 - n)
        names.append(name)
    return names


def _begun(stage: _Stage, title: str, messages: list[str], ago: float, lasts: float, **more: Any) -> str:
    """A campaign with its plan, before anybody approves it."""
    name = stage.open("education", title, {}, ago + 12)
    stage.step(name, stage.lead, "segment", ago + 11, {"segment": dict(stage.segment)})
    values = {
        "messages": messages, "channels": ["school", "village", "loudspeaker"], "text": NOTE,
        "begins_on": stage.day(ago).isoformat(), "finish_by": stage.day(ago - lasts).isoformat(),
        "targets": [f"b-{c}" for c in stage.counties], **more,
    }  # fmt: skip
    stage.step(name, stage.lead, "edit", ago + 10, values)
    return name


def _judged(stage: _Stage, title: str, drawn: TrueCampaign, outcome: str, messages: list[str], ago: int) -> None:
    """A campaign that went all the way round: drawn, delivered, counted, judged."""
    name = _begun(stage, title, messages[:2], ago, WINDOW)
    version = stage.room.store.get_matter(name).version
    asked = Compared(outcome, WINDOW, f"simulated-{SEED}-{outcome}")
    matter = _done(compare(stage.room, stage.lead, (name, version), asked, stage.pack, stage.at(ago + 9)), "comparison")
    comparison = comparison_in(matter)
    assert comparison is not None
    stage.step(name, stage.lead, "submit", ago + 8)
    stage.step(name, stage.second, "approve", ago + 6)
    for n, pair in enumerate(comparison.pairs[:6], start=1):
        _deliver(stage, name, n, "school", pair.reached, ago - 2 * n, present=60 + 9 * n)
    _deliver(stage, name, 9, "media", "", ago - 4, sent=2_400, received=1_900)
    reached = frozenset(p.reached for p in comparison.pairs)
    _keep(stage.room, list(_counts(drawn, outcome, stage.day(ago), before=False, reached=reached)), stage.now)
    stage.step(name, stage.lead, "end", ago - WINDOW - 1)
    stage.step(name, stage.lead, "receive", ago - WINDOW - 4, {"summary": NOTE})
    version = stage.room.store.get_matter(name).version
    after = ago - WINDOW - 8
    _done(judge(stage.room, stage.lead, (name, version), stage.pack, stage.day(after), stage.at(after)), "evaluation")
    stage.step(name, stage.lead, "adjust", after - 3, {"adjustment": NOTE})


def _deliver(stage: _Stage, name: str, number: int, channel: str, place: str, ago: float, **told: int) -> None:
    unit = f"b-{stage.counties[number % len(stage.counties)]}"
    values = {"number": str(number), "channel": channel, "day": stage.day(ago).isoformat(), "place": place, "note":
    NOTE,
              "unit": unit, **told}  # fmt: skip
    campaign = stage.room.store.get_matter(name)
    kept = write_delivery(stage.room, stage.lead, campaign, values, None, stage.at(ago))
    if not isinstance(kept, Entry):
        raise Fault(f"the demo's delivery does not fit: {kept}")


def _delivering(stage: _Stage, messages: list[str]) -> None:
    name = _begun(
        stage, "一老一小夜间出行（模拟）|Old and young at night (simulated)", messages[2:3], 8, 30,
        no_comparison="全市同时开展，无对照 the whole city at once",
    )  # fmt: skip
    stage.step(name, stage.lead, "submit", 17)
    stage.step(name, stage.second, "approve", 16)
    for n, (channel, told) in enumerate(
        (("village", {"present": 84}), ("community", {"present": 47}), ("push", {"sent": 900}))
    ):
        _deliver(stage, name, n + 1, channel, "虚构广场 fictional square", 6 - 2 * n, **told)


def _planning(stage: _Stage) -> None:
    _begun(stage, "面包车进村劝导（模拟）|Vans in villages (simulated)", [], -9, 20)


def _exposure(stage: _Stage, workspace: Workspace) -> None:
    """A quarter's exposure that waits for its last approval; nobody in it is a person."""
    run = workspace.store.get_run().run_id
    items = draft_items(stage.room, stage.lead, workspace.store.list_results(BlackSpot, run), stage.now, "zh")[:14]
    items.append({
        "kind": "case", "place": "county", "people": 300_000, "facts": ["age_band", "month"],
        "text": "老年人夜间横过公路被撞身亡（模拟）。",
    })  # fmt: skip
    name = stage.open("exposure", "本季度五大曝光（模拟）|Exposures of the quarter (simulated)", {"items": items}, 6)
    stage.step(name, stage.lead, "submit", 5)
    stage.step(name, stage.second, "pass_check", 4)
    stage.step(name, stage.third, "approve", 3)
