"""What lies below a hazard: temporary control until it is closed, and each acceptor's word on the closing."""

from daoan.act.workflow.table import Clock, Part, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_HOLDER, _LOOP = (Part.HOLDER,), (Part.LOOP,)

CONTROL = Workflow(
    kind="hazard_control",
    name=Text("temporary control at a hazard", "隐患临时管控"),
    states={
        "to_set_up": Text("to be set up", "待落实"),
        "in_place": Text("in place", "管控中"),
        "lifted": Text("lifted", "已解除"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="to_set_up",
    closed=frozenset({"lifted", "withdrawn"}),
    transitions=(
        Transition(
            "set_up", ("to_set_up",), "in_place", _HOLDER, Permission.WORK, Text("set up", "落实管控"), needs_note=True
        ),
        Transition("lift", ("in_place",), "lifted", _LOOP, Permission.WORK, Text("lift", "解除管控")),
        Transition(
            "withdraw", ("to_set_up", "in_place"), "withdrawn", _LOOP, Permission.WORK, Text("withdraw", "撤销")
        ),
    ),
    clocks={"to_set_up": Clock("hazards.control_minutes", "minutes", Text("set up temporary control", "落实临时管控"))},
)

ACCEPTANCE = Workflow(
    kind="hazard_acceptance",
    name=Text("acceptance of a hazard's closing", "隐患销号验收"),
    states={
        "to_confirm": Text("to be confirmed", "待验收"),
        "confirmed": Text("confirmed", "已确认"),
        "refused": Text("refused", "不予通过"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="to_confirm",
    closed=frozenset({"confirmed", "refused", "withdrawn"}),
    transitions=(
        Transition(
            "confirm", ("to_confirm",), "confirmed", _HOLDER, Permission.AUDIT_WORK, Text("confirm", "验收通过"),
            needs_note=True,
        ),
        Transition(
            "refuse", ("to_confirm",), "refused", _HOLDER, Permission.AUDIT_WORK, Text("refuse", "不予通过"),
            needs_note=True,
        ),
        Transition(
            "withdraw", ("to_confirm",), "withdrawn", (Part.ISSUER, Part.LOOP), Permission.AUDIT_WORK,
            Text("withdraw", "撤销"),
        ),
        Transition(
            "recall", ("to_confirm",), "withdrawn", _LOOP, Permission.AUDIT_WORK, Text("recall", "本轮验收终止")
        ),
    ),
    clocks={"to_confirm": Clock("hazards.confirm_days", "days", Text("confirm or refuse", "给出验收意见"))},
)  # fmt: skip


def controls(children: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """Temporary controls that count: neither withdrawn nor lifted."""
    return tuple(c for c in children if c.kind == CONTROL.kind and c.state not in CONTROL.closed)


def word_of_acceptors(hazard: Matter, children: tuple[Matter, ...]) -> str | None:
    """What this round's acceptors say together: "accepted", "refused", "lapsed"; ``None`` while a word is missing.

    One refusal refuses; with an acceptor withdrawn the round counts for nothing and acceptors are named anew.
    """
    now = hazard.values.get("acceptance_round", 0)
    states = [c.state for c in children if c.kind == ACCEPTANCE.kind and c.values.get("round") == now]
    if "refused" in states:
        return "refused"
    if "withdrawn" in states:
        return "lapsed"
    return "accepted" if states and all(state == "confirmed" for state in states) else None
