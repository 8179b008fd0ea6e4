"""A month of work in the model town: its units sign, return, forget, feed back and audit, so that boards are alive.

Everything goes through the tables that people's own steps go through. What the units are like is planted and kept
beside the other truth of the town (``truth/conduct.json``); the workspace is labelled simulated, and so is this.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta

from daoan.act.alerts.matters import matter_of as alert_matter
from daoan.act.county.findings import find_warnings
from daoan.act.county.matters import matter_of as county_matter
from daoan.act.county.matters import unit_of_county
from daoan.act.hazards.matters import matter_of as hazard_matter
from daoan.act.workflow.engine import Moved
from daoan.act.workflow.registry import WORKFLOWS
from daoan.app.clocks import workroom_of
from daoan.app.demo_meetings import demo_meetings
from daoan.app.demo_people import is_demo
from daoan.app.demo_plans import (
    WARNED_BEFORE,
    opened_activations,
    write_drill_report,
    write_plans,
    write_signals,
)
from daoan.app.demo_watches import write_watches
from daoan.app.month import CHOICES, FILLERS, spread_over
from daoan.app.month_supervision import supervising
from daoan.app.organisation import COMMITTEE, ROOT
from daoan.app.play import Cast, play
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED
from daoan.app.workspace import Workspace
from daoan.jobs.county_warnings import follow_counties
from daoan.jobs.letters import MARKS
from daoan.store.work_protocol import MatterFilter
from daoan.terms.estimates import Text
from daoan.terms.records import Alert, CountyAssessment, CountyWarning, Evidence, HazardTicket
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor, Person
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.times import local_to_utc, utc_to_local
from daoan.terms.units import UnitKind, UnitTree
from daoan.town.conduct import draw_habits
from daoan.town.parameters import read_parameters
from daoan.town.streams import stream

DAYS, ORDERS, HAZARDS = 30, 40, 14
MONTH = timedelta(days=DAYS)
BY = "simulation"
MARK = "模交警"  # what the numbers of the city's letters begin with

#: Who works where, besides the demo's own accounts; they have no account and nobody can sign in as them.
COLLEAGUES: Mapping[UnitKind, Sequence[Role]] = {
    UnitKind.CITY: (Role.COMMANDER, Role.COMMANDER, Role.ANALYST),
    UnitKind.BRIGADE: (Role.BRIGADE, Role.BRIGADE, Role.OFFICER),
    UnitKind.SQUAD: (Role.BRIGADE, Role.BRIGADE, Role.OFFICER),
    UnitKind.RURAL_SQUAD: (Role.BRIGADE, Role.OFFICER),
    UnitKind.STATION: (Role.BRIGADE, Role.OFFICER),
    UnitKind.TOWNSHIP: (Role.TOWNSHIP,),
    UnitKind.GROUP: (Role.WARDEN, Role.WARDEN),
    UnitKind.COMMITTEE: (Role.COMMITTEE, Role.COMMITTEE),
    UnitKind.DEPARTMENT: (Role.DEPARTMENT, Role.DEPARTMENT),
}
#: What the city's orders of a month are about; urgency 特急 / 紧急 / 常规 in turn.
SUBJECTS = (
    ("normal", Text("Check coaches at the county border for a week", "县界客车查验一周")),
    ("pressing", Text("Patrol the long descent in the afternoon peak", "长下坡路段午后高峰巡逻")),
    ("normal", Text("Count vans on market days", "集市日面包车清点")),
    ("urgent", Text("Ice on a bridge: close one lane and warn", "桥面结冰：封闭一条车道并预警")),
    ("pressing", Text("Drink-drive checks on Friday night", "周五夜间酒驾查处")),
    ("normal", Text("Report worn markings at school gates", "上报学校门口磨损标线")),
)
#: What people are made to say in the demo: where, and what.
OPINIONS = (
    ("模拟短视频平台 simulated videos", Text("A tunnel is said to be closed for a week", "网传隧道封闭一周（模拟）")),
    ("模拟热线 simulated hotline", Text("Complaint: a junction stays dark at night", "反映路口夜间无照明（模拟）")),
    ("模拟群聊 simulated chat", Text("Rumour of many killed in a crash", "网传事故多人死亡（模拟）")),
    ("模拟论坛 simulated forum", Text("Parking at the school gate is unbearable", "反映校门口乱停车（模拟）")),
    ("模拟短视频平台 simulated videos", Text("A video shows ice on a descent", "视频反映下坡路段结冰（模拟）")),
    ("模拟热线 simulated hotline", Text("Fines are said to have doubled", "网传罚款翻倍（模拟）")),
    ("模拟论坛 simulated forum", Text("A coach is said to have been overfull", "反映客车超员（模拟）")),
)
ELEMENTS = [{"name": "result", "label": {"en": "result", "zh": "处置结果"}, "required": True}]


def play_demo_month(workspace: Workspace, tell: Tell) -> int:
    """Play the month before the workspace's now, once; answers how many steps were taken.

    Nothing where the city is real, the workspace is no demo, or work has begun already.
    """
    store = workspace.store
    if not (workspace.city.simulated and is_demo(workspace)) or store.count_matters(MatterFilter()):
        return 0
    tell(Text("playing a month of work", "模拟一个月的业务流转"))
    now = workspace.now
    units = UnitTree(store.list_units())
    people = _hire(workspace, units, now - MONTH)
    brigades = [u.unit_id for u in units.units.values() if u.kind is UnitKind.BRIGADE]
    habits, slowest = draw_habits(SEED, brigades, read_parameters())
    _keep_truth(workspace, {"slowest": slowest, "habits": {u: asdict(h) for u, h in habits.items()}})
    by = people[ROOT][0]
    watch = supervising(by, now, workspace.packs["supervision"])
    cast = Cast(people, habits, CHOICES, FILLERS, WORKFLOWS, workroom_of(workspace).terms(), watch)
    beginnings = [
        *_orders(brigades, now), *_alerts(workspace, now), *_hazards(workspace, units, now),
        *_counties(workspace, units, now),
    ]  # fmt: skip
    store.put_setting(MARKS, value={ROOT: MARK})
    plans = write_plans(workspace, by, now - MONTH)
    opened = opened_activations(plans, write_signals(workspace, by, now - WARNED_BEFORE), by, now, cast.terms)
    joint, office = [*_decisions(workspace, now), *_opinions(now)], people[COMMITTEE][0]
    begun = [*((matter, by) for matter in beginnings), *((matter, office) for matter in joint)]
    steps = 0
    for moves in play(cast, begun, now, SEED, opened):
        _keep(workspace, moves)
        steps += len(moves)
    write_drill_report(workspace, by, now)
    write_watches(workspace, people, ROOT, now)
    run = store.get_run().run_id  # the newest month is there: what came back is judged by it, and new warnings drafted
    room = workroom_of(workspace)
    assessed, found = store.list_results(CountyAssessment, run), store.list_results(CountyWarning, run)
    followed = follow_counties(room, assessed, found, now)
    return steps + followed.drafted + followed.moved


def _hire(workspace: Workspace, units: UnitTree, at: datetime) -> Mapping[str, Sequence[Actor]]:
    """Colleagues for every unit that plays."""
    actors: dict[str, list[Actor]] = {}
    for unit in units.units.values():
        for number, role in enumerate(COLLEAGUES.get(unit.kind, ()), start=1):
            name = f"{unit.name.zh}模拟{number}号 simulated {number}"
            person = Person(f"sim-{unit.unit_id}-{number}", name, unit.unit_id, (role,), demo=True)
            note = AuditNote(at, BY, unit.unit_id, "people.simulate", person.person_id)
            workspace.store.save_person(person, note)
            actors.setdefault(unit.unit_id, []).append(Actor(person.person_id, unit.unit_id, frozenset({role})))
    return actors


def _keep_truth(workspace: Workspace, truth: object) -> None:
    folder = workspace.config.workspace / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conduct.json").write_text(json.dumps(truth, indent=2, sort_keys=True), "utf-8")


def _orders(brigades: Sequence[str], now: datetime) -> Iterator[Matter]:
    rng = stream(SEED, "orders of a month")
    for number, at in enumerate(spread_over(ORDERS, now - MONTH, now)):
        level, title = SUBJECTS[number % len(SUBJECTS)]
        size = min(int(rng.integers(1, 4)), len(brigades))
        targets = sorted(rng.choice(brigades, size=size, replace=False).tolist())
        order = _blank(f"order-sim-{number:03d}", "order", title, at)
        values = {
            "targets": targets,
            "rule": "any" if level == "urgent" and number % 2 else "all",
            "text": title.zh,
            "category": "simulated",
            "elements": ELEMENTS,
            "title": {"en": title.en, "zh": title.zh},
        }
        yield replace(order, level=level, values=values)


def _alerts(workspace: Workspace, now: datetime) -> Iterator[Matter]:
    """The latest run's alerts, as if they had come one after the other in the last ten days."""
    found = [a for a in workspace.store.list_results(Alert, workspace.store.get_run().run_id) if a.state == "open"]
    for number, (alert, at) in enumerate(zip(found, spread_over(len(found), now - MONTH / 3, now), strict=True)):
        yield replace(alert_matter(alert, f"alert-sim-{number:03d}", ROOT, ROOT, at), root=f"alert-sim-{number:03d}")


def _hazards(workspace: Workspace, units: UnitTree, now: datetime) -> Iterator[Matter]:
    """The gravest drafted tickets, reported through the month to the brigade of their county."""
    found = workspace.store.list_results(HazardTicket, workspace.store.get_run().run_id)[:HAZARDS]
    for number, (ticket, at) in enumerate(zip(found, spread_over(len(found), now - MONTH, now), strict=True)):
        brigade = f"b-{ticket.area}"
        name = f"hazard-sim-{number:03d}"
        yield replace(hazard_matter(ticket, name, brigade if brigade in units else ROOT, ROOT, at), root=name)


def _counties(workspace: Workspace, units: UnitTree, now: datetime) -> Iterator[Matter]:
    """Warnings by the colours of the month before the latest one, drafted when that had just been assessed."""
    at = now - MONTH * 0.8
    assessed = workspace.store.list_results(CountyAssessment, workspace.store.get_run().run_id)
    for found in find_warnings([b for a in assessed if (b := _month_before(a))], at, workspace.packs["situation"]):
        yield county_matter(found, ROOT, unit_of_county(found.unit, units), at)


def _month_before(latest: CountyAssessment) -> CountyAssessment | None:
    """An assessment as it was a month earlier, as far as its history tells; nothing where there is none."""
    if len(latest.history) < 2:
        return None
    month = latest.history[-2]
    reason = Text(f"{month.score:.1f} points in {month.month}", f"{month.month}得分{month.score:.1f}")
    return replace(latest, month=month.month, level=month.level, history=latest.history[:-1], reasons=(reason,))


def _decisions(workspace: Workspace, now: datetime) -> Iterator[Matter]:
    """What the month's meetings decided; the same meetings stand in the register."""
    zone = workspace.city.zone
    today = utc_to_local(now - timedelta(microseconds=1), zone).date()
    for meeting in demo_meetings(workspace.city):
        day = today - timedelta(days=meeting.ago)
        at = local_to_utc(datetime.combine(day, time(16)), zone)
        back = Evidence("meeting", meeting.entry_id, Text("meeting that decided it", "议定会议"), meeting.subject)
        for decision in meeting.decisions:
            if decision.matter_id:
                values = {
                    "targets": list(decision.units), "text": decision.text, "meeting": f"{day} {meeting.subject}",
                    "finish_by": (day + timedelta(days=decision.days)).isoformat(),
                }  # fmt: skip
                blank = _blank(decision.matter_id, "decision", Text(decision.text, decision.text), at, COMMITTEE)
                yield replace(blank, values=values, evidence=(back,))


def _opinions(now: datetime) -> Iterator[Matter]:
    """What people are said to have said in the month; no such thing was said."""
    lately = [now - timedelta(hours=5), now - timedelta(minutes=40)]
    for number, at in enumerate([*spread_over(len(OPINIONS) - len(lately), now - MONTH, now), *lately]):
        where, title = OPINIONS[number]
        values = {"text": title.zh, "where": where, "title": {"en": title.en, "zh": title.zh}}
        yield replace(_blank(f"opinion-sim-{number:02d}", "opinion", title, at, COMMITTEE), values=values)


def _blank(matter_id: str, kind: str, title: Text, at: datetime, unit: str = ROOT) -> Matter:
    return Matter(matter_id, kind, "", title.zh, unit, unit, at, at, "", root=matter_id)


def _keep(workspace: Workspace, moves: Sequence[Moved]) -> None:
    """One act with its line of the audit."""
    seen: dict[str, int] = {}
    for moved in moves:
        seen.setdefault(moved.matter.matter_id, moved.matter.version - 1)
    first = moves[0].step
    note = AuditNote(first.at, first.by, first.unit, f"simulate.{first.event}", first.matter_id)
    workspace.store.keep_moves([(m.matter, m.step) for m in moves], seen, note)
