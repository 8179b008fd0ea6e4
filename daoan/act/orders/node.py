"""One target's part of an order: sign, do it or pass it down, feed back, first audit, final audit.

A brigade's feedback is audited first by the brigade, then by who issued; what it passed down comes back as the squad's
own node below its own. Wrongly sent nodes are returned, and the issuer assigns them anew or insists.

Whoever passes a node down gains no time: the deadline for feedback stays, and no node below may be due after it
(``feed_back_by``). While the issuer decides on a return the clock stands still: who insists gives back the minutes that
were left, no more. A rejected feedback gets the whole period anew.
"""

from dataclasses import replace

from daoan.act.orders import node_rules as rules
from daoan.act.workflow.table import Clock, Part, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.roles import Permission

_HOLDER, _ISSUER, _UP = (Part.HOLDER,), (Part.ISSUER,), (Part.HOLDER, Part.ABOVE)
_WORK, _AUDIT, _ISSUE = Permission.WORK, Permission.AUDIT_WORK, Permission.ISSUE
_OPEN = ("to_sign", "signed", "passed_down", "fed_back", "first_passed", "returned")

_SIGN = Clock("orders.sign_minutes", "minutes", Text("sign", "签收"), by_level=True, no_later_than="sign_by")
_FEED_BACK = Clock(
    "orders.feed_back_minutes", "minutes", Text("feed back", "反馈"), by_level=True, no_later_than="feed_back_by"
)
_DECIDE = Clock("orders.audit_minutes", "minutes", Text("decide", "审核"), by_level=True, whose=Part.ISSUER)

NODE = Workflow(
    kind="order_node",
    name=Text("part of an order", "指令节点"),
    states={
        "to_sign": Text("to be signed", "待签收"),
        "signed": Text("signed", "已签收"),
        "passed_down": Text("passed down", "已转派"),
        "fed_back": Text("fed back", "待初审"),
        "first_passed": Text("first audit passed", "待终审"),
        "returned": Text("returned as misdirected", "错派退回"),
        "done": Text("done", "已完成"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="to_sign",
    closed=frozenset({"done", "withdrawn"}),
    transitions=(
        Transition("sign", ("to_sign",), "signed", _HOLDER, _WORK, Text("sign", "签收")),
        Transition(
            "pass_down", ("signed", "passed_down"), "passed_down", _HOLDER, _ISSUE, Text("pass down", "转派"),
            guards=("target_below",), needs=("unit",), spawn="below", keeps_clock=True,
        ),
        Transition(
            "feed_back", ("signed",), "fed_back", _HOLDER, _WORK, Text("feed back", "反馈"),
            guards=("elements_given",), needs_note=True, change="fed_back",
        ),
        Transition(
            "gather", ("passed_down",), "fed_back", (Part.LOOP,), _WORK, Text("gather", "汇总"), change="gathered"
        ),
        Transition(
            "take_back", ("passed_down",), "signed", (Part.LOOP,), _WORK, Text("take back", "转派收回"),
            keeps_clock=True,
        ),
        Transition(
            "first_pass", ("fed_back",), "first_passed", _UP, _AUDIT, Text("pass first audit", "初审通过"),
            guards=("other_than_feeder",), change="first_audited",
        ),
        Transition(
            "final_pass", ("first_passed",), "done", _ISSUER, _AUDIT, Text("pass final audit", "终审通过"),
            guards=("other_than_feeder", "other_than_first_auditor"),
        ),
        Transition(
            "reject", ("fed_back",), "signed", _UP, _AUDIT, Text("reject", "驳回整改"),
            guards=("other_than_feeder",), needs_note=True, change="rejected",
        ),
        Transition(
            "reject_final", ("first_passed",), "signed", _ISSUER, _AUDIT, Text("reject", "终审驳回"),
            needs_note=True, change="rejected",
        ),
        Transition(
            "return", ("to_sign", "signed"), "returned", _HOLDER, _WORK, Text("return as misdirected", "错派退回"),
            needs_note=True, change="returned",
        ),
        Transition(
            "reassign", ("returned",), "to_sign", _ISSUER, _ISSUE, Text("assign anew", "改派"),
            guards=("target_other",), needs=("unit",), change="reassigned",
        ),
        Transition(
            "insist", ("returned",), "to_sign", _ISSUER, _ISSUE, Text("not misdirected", "退回不成立"),
            needs_note=True, change="insisted",
        ),
        Transition(
            "withdraw", _OPEN, "withdrawn",
            (Part.ISSUER, Part.LOOP), _ISSUE, Text("withdraw", "撤销"),
            needs_note=True,
        ),
        Transition(
            "stand_down", _OPEN, "withdrawn",
            (Part.LOOP,), _ISSUE, Text("stand down", "无需再办"),
        ),
    ),
    clocks={
        "to_sign": _SIGN,
        "signed": _FEED_BACK,
        "passed_down": _FEED_BACK,
        "fed_back": Clock("orders.audit_minutes", "minutes", Text("first audit", "初审"), by_level=True),
        "first_passed": replace(_DECIDE, label=Text("final audit", "终审")),
        "returned": replace(_DECIDE, label=Text("assign anew", "改派")),
    },
    guards={
        "elements_given": rules.elements_given,
        "other_than_feeder": rules.other_than_feeder,
        "other_than_first_auditor": rules.other_than_first_auditor,
        "target_below": rules.target_below,
        "target_other": rules.target_other,
    },
    changes={
        "fed_back": rules.fed_back,
        "gathered": rules.gathered,
        "first_audited": rules.first_audited,
        "rejected": rules.rejected,
        "returned": rules.returned,
        "insisted": rules.insisted,
        "reassigned": rules.reassigned,
    },
    spawns={"below": rules.below},
    spread={"withdraw": "withdraw", "stand_down": "stand_down"},
    settle=rules.settle,
)  # fmt: skip
