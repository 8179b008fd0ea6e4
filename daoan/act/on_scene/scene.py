"""A leader who must go to the scene: on the way until they are there, or excused by who sent them.

Values: ``who`` (the leader that the rule names), ``on_scene_by`` (until when), ``casualties``.
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.on_scene.rule import MustGo
from daoan.act.workflow.given import moment_in, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission


def _there(_matter: Matter, event: Event, at: datetime, terms: Terms) -> Refused | None:
    moment = moment_in(event.values.get("arrived_at"), terms.zone)
    if moment is None or moment > at:
        return Refused("arrived_at", Text("give the moment of arrival, not a future one", "到场时间有误"))
    return None


def _arrived(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, leader=event.values["leader"], arrived_at=event.values["arrived_at"])
    return replace(matter, values=values)


ON_SCENE = Workflow(
    kind="on_scene",
    name=Text("leader to the scene", "领导到场"),
    states={
        "to_arrive": Text("to be at the scene", "待到场"),
        "arrived": Text("at the scene", "已到场"),
        "excused": Text("excused", "免于到场"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="to_arrive",
    closed=frozenset({"arrived", "excused", "withdrawn"}),
    transitions=(
        Transition(
            "arrive", ("to_arrive",), "arrived", (Part.HOLDER,), Permission.WORK, Text("at the scene", "到场"),
            guards=("there",), needs=("leader", "arrived_at"), change="arrived",
        ),
        Transition(
            "excuse", ("to_arrive",), "excused", (Part.ISSUER,), Permission.AUDIT_WORK, Text("excuse", "免于到场"),
            needs_note=True,
        ),
        Transition(
            "withdraw", ("to_arrive",), "withdrawn", (Part.ISSUER, Part.LOOP), Permission.ISSUE,
            Text("withdraw", "撤销"), needs_note=True,
        ),
        Transition(
            "stand_down", ("to_arrive",), "withdrawn", (Part.LOOP,), Permission.ISSUE, Text("stand down", "无需再办")
        ),
    ),
    clocks={"to_arrive": Clock("on_scene_by", "value", Text("be at the scene", "到达现场"))},
    guards={"there": _there},
    changes={"arrived": _arrived},
)  # fmt: skip


def scene_for(order: Matter, unit: str, must: MustGo) -> Matter:
    """The part of an order that a leader of a unit has at the scene; ids and times are the engine's."""
    title = Text(f"To the scene: {must.who.en}", f"到场：{must.who.zh}")
    values = {
        "title": {"en": title.en, "zh": title.zh},
        "who": {"en": must.who.en, "zh": must.who.zh},
        "on_scene_by": must.by.isoformat(),
        "casualties": order.values["casualties"],
    }
    return replace(order, matter_id="", kind=ON_SCENE.kind, state="", title=title.zh, holder=unit, values=values)
