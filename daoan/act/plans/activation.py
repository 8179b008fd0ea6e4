"""Tables of activations 预案启动 and of exercises 演练: one matter above the orders of all steps.

An activation ends by itself when the orders of all steps are closed, and can be stood down, which withdraws what is
open. An exercise moves by the same tables under kinds of its own, so that no rate of orders counts it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from daoan.act.orders.node import NODE
from daoan.act.orders.order import ORDER, node_for
from daoan.act.workflow.table import Event, Part, Spawn, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_ISSUER, _ISSUE = (Part.ISSUER,), Permission.ISSUE


def _drill_nodes(matter: Matter, _event: Event, _terms: Terms) -> Sequence[Matter]:
    return tuple(replace(node_for(matter, unit), kind=DRILL_NODE.kind) for unit in matter.values["targets"])


def _settle(_activation: Matter, orders: Sequence[Matter]) -> str | None:
    if not orders or any(order.closed_at is None for order in orders):
        return None
    return "finish" if any(order.state == "closed" for order in orders) else "lapse"


def _orders_of(kind: str) -> Spawn:
    def orders(activation: Matter, event: Event, _terms: Terms) -> Sequence[Matter]:
        """A draft a step, from what the event brings ready made."""
        return tuple(_order(activation, kind, step) for step in event.values["orders"])

    return orders


def _order(activation: Matter, kind: str, step: Mapping[str, object]) -> Matter:
    values = {
        "targets": step["targets"],
        "rule": "all",
        "text": step["text"],
        "category": "plan",
        "elements": step["elements"],
        "plan": activation.values.get("plan"),
        "step": step["step"],
        **{name: step[name] for name in ("sign_by", "feed_back_by") if name in step},
    }
    area = step["area"]
    return replace(
        activation, matter_id="", kind=kind, title=str(step["title"]), level=str(step["urgency"]), values=values,
        area=None if area is None else str(area),
    )  # fmt: skip


ACTIVATION = Workflow(
    kind="activation",
    name=Text("activation of a plan", "预案启动"),
    states={
        "decided": Text("decided", "已决定启动"),
        "running": Text("running", "处置中"),
        "finished": Text("finished", "已完成"),
        "stood_down": Text("stood down", "已解除"),
    },
    start="decided",
    closed=frozenset({"finished", "stood_down"}),
    transitions=(
        Transition(
            "start", ("decided",), "running", _ISSUER, _ISSUE, Text("start", "启动"), needs=("orders",), spawn="orders"
        ),
        Transition("finish", ("running",), "finished", (Part.LOOP,), _ISSUE, Text("finish", "完成")),
        Transition(
            "lapse", ("running",), "stood_down", (Part.LOOP,), _ISSUE, Text("lapse with its last order", "指令均已撤销")
        ),
        Transition(
            "stand_down", ("running",), "stood_down", _ISSUER, _ISSUE, Text("stand down", "解除"), needs_note=True
        ),
    ),
    spawns={"orders": _orders_of(ORDER.kind)},
    spread={"stand_down": "withdraw"},
    settle=_settle,
)
DRILL_NODE = replace(NODE, kind="drill_node", name=Text("part of an exercise order", "演练指令节点"))
DRILL_ORDER = replace(
    ORDER,
    kind="drill_order",
    name=Text("exercise order", "演练指令"),
    spawns={"nodes": _drill_nodes},
    begun_with=None,
)
DRILL = replace(
    ACTIVATION,
    kind="drill",
    name=Text("exercise of a plan", "预案演练"),
    spawns={"orders": _orders_of(DRILL_ORDER.kind)},
)
