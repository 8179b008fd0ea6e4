"""A hazard: 上报—审核定级—交办—签收—会诊—整改—申请销号—联合验收—销号—回头看.

The limit runs from the assignment and is the grade's, or the plan's where that is sooner; a failed acceptance does not
lengthen it. It is extended once, by a unit above the one that has the hazard. A hazard of the gravest grade gets
temporary control as a matter below it, and nothing goes on before that is in place. Every acceptor has to confirm; one
refusal returns it. What was closed is watched until the look-back, which ends it or opens it anew.
"""

from daoan.act.hazards import rules
from daoan.act.workflow.given import known_units, rejected_once_more
from daoan.act.workflow.table import Clock, Part, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.roles import Permission

_HOLDER, _ISSUER, _CHECKERS = (Part.HOLDER,), (Part.ISSUER,), (Part.HOLDER, Part.ABOVE)
_ABOVE = (Part.ABOVE,)
_WORK, _AUDIT, _ISSUE, _SUPERVISE = Permission.WORK, Permission.AUDIT_WORK, Permission.ISSUE, Permission.SUPERVISE
_GIVEN = ("assigned", "signed", "planned", "rectifying", "applied", "accepting")
_STANDING = (*_GIVEN, "closed")


def _staying(
    event: str, states: tuple[str, ...], label: Text, change: str, guards: tuple[str, ...] = ()
) -> tuple[Transition, ...]:
    """One row a state for a remark of the supervising body that leaves the state as it is."""
    return tuple(
        Transition(event, (s,), s, _ISSUER, _SUPERVISE, label, guards=guards, needs_note=True, change=change)
        for s in states
    )


_ACCEPT = Clock("hazards.accept_days", "days", Text("joint acceptance", "完成联合验收"), whose=Part.ISSUER)

HAZARD = Workflow(
    kind="hazard",
    name=Text("hazard", "道路隐患"),
    states={
        "reported": Text("reported", "待审核"),
        "graded": Text("graded", "待交办"),
        "assigned": Text("assigned", "待签收"),
        "signed": Text("signed", "待会诊"),
        "planned": Text("plan made", "待治理"),
        "rectifying": Text("rectifying", "治理中"),
        "applied": Text("closing applied for", "已申请销号"),
        "accepting": Text("joint acceptance", "联合验收"),
        "closed": Text("closed, look-back ahead", "已销号，待回头看"),
        "ended": Text("ended", "回头看合格"),
        "dismissed": Text("no hazard", "不属隐患"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="reported",
    closed=frozenset({"ended", "dismissed", "withdrawn"}),
    transitions=(
        Transition(
            "grade", ("reported", "graded"), "graded", _CHECKERS, _AUDIT, Text("check and grade", "审核定级"),
            guards=("other_than_reporter", "grade_known"), needs=("grade",), change="graded",
        ),
        Transition(
            "dismiss", ("reported",), "dismissed", _CHECKERS, _AUDIT, Text("find no hazard", "不予认定"),
            needs_note=True,
        ),
        Transition(
            "assign", ("graded",), "assigned", _ISSUER, _ISSUE, Text("assign", "交办"),
            guards=("unit_known",), needs=("unit",), change="assigned", spawn="control",
        ),
        Transition("sign", ("assigned",), "signed", _HOLDER, _WORK, Text("sign", "签收")),
        Transition(
            "return", ("assigned", "signed"), "graded", _HOLDER, _WORK, Text("return as misdirected", "错派退回"),
            needs_note=True, change="sent_back",
        ),
        Transition(
            "plan", ("signed",), "planned", _HOLDER, _WORK, Text("diagnose", "会诊"),
            guards=("plan_sound",), needs=("kind", "measure", "responsible", "limit", "funds"), change="planned",
        ),
        Transition(
            "start", ("planned",), "rectifying", _HOLDER, _WORK, Text("start rectifying", "开始治理"),
            guards=("controlled",),
        ),
        Transition(
            "progress", ("rectifying",), "rectifying", _HOLDER, _WORK, Text("report progress", "报送进展"),
            guards=("controlled",), needs_note=True,
        ),
        Transition(
            "ask_extension", ("rectifying",), "rectifying", _HOLDER, _WORK, Text("ask for an extension", "申请延期"),
            guards=("extension_free",), needs_note=True, needs=("days",), change="asked_longer",
        ),
        Transition(
            "grant_extension", ("rectifying",), "rectifying", _ABOVE, _AUDIT, Text("grant extension", "批准延期"),
            guards=("extension_asked",), needs_note=True, change="granted",
        ),
        Transition(
            "deny_extension", ("rectifying",), "rectifying", _ABOVE, _AUDIT, Text("deny extension", "不予延期"),
            guards=("extension_asked",), needs_note=True, change="denied",
        ),
        Transition(
            "apply", ("rectifying",), "applied", _HOLDER, _WORK, Text("apply for closing", "申请销号"),
            guards=("controlled",), needs_note=True,
        ),
        Transition(
            "turn_back", ("applied",), "rectifying", _ISSUER, _AUDIT, Text("turn the application back", "退回申请"),
            needs_note=True, change="not_accepted",
        ),
        Transition(
            "convene", ("applied",), "accepting", _ISSUER, _AUDIT, Text("convene joint acceptance", "组织联合验收"),
            guards=("acceptors_named",), needs=("acceptors",), change="convened", spawn="acceptances", keeps_clock=True,
        ),
        Transition(
            "accept", ("accepting",), "closed", (Part.LOOP,), _AUDIT, Text("close", "销号"), change="accepted"
        ),
        Transition(
            "turn_down", ("accepting",), "rectifying", (Part.LOOP,), _AUDIT, Text("return", "验收不通过"),
            change="not_accepted",
        ),
        Transition(
            "lapse", ("accepting",), "applied", (Part.LOOP,), _AUDIT, Text("name acceptors anew", "重新组织验收"),
            keeps_clock=True,
        ),
        Transition(
            "look_back", ("closed",), "ended", _ISSUER, _AUDIT, Text("find it sound", "回头看合格"),
            guards=("ripe", "not_listed"), needs_note=True,
        ),
        Transition(
            "recur", ("closed",), "graded", (Part.ISSUER, Part.LOOP), _AUDIT, Text("recurred", "隐患复发"),
            needs_note=True, change="recurred",
        ),
        *_staying("list", _STANDING, Text("list for supervision", "挂牌督办"), "listed", ("not_listed",)),
        *_staying("unlist", _STANDING, Text("lift the listing", "复核后解除挂牌"), "unlisted", ("is_listed",)),
        Transition(
            "withdraw", ("graded", *_GIVEN), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"),
            guards=("not_listed",), needs_note=True,
        ),
    ),
    clocks={
        "reported": Clock("hazards.check_working_days", "working_days", Text("check and grade", "审核定级")),
        "graded": Clock("hazards.assign_working_days", "working_days", Text("assign", "交办"), whose=Part.ISSUER),
        "assigned": Clock("hazards.sign_working_days", "working_days", Text("sign", "签收")),
        "signed": Clock("hazards.plan_days", "days", Text("diagnose", "会诊"), no_later_than="rectify_by"),
        "planned": Clock("rectify_by", "value", Text("rectify", "完成整改")),
        "rectifying": Clock("rectify_by", "value", Text("rectify", "完成整改")),
        "applied": _ACCEPT,
        "accepting": _ACCEPT,
        "closed": Clock("hazards.look_back_by_days", "days", Text("look back", "回头看")),
    },
    guards={
        "other_than_reporter": rules.other_than_reporter,
        "grade_known": rules.grade_known,
        "unit_known": known_units("unit"),
        "controlled": rules.controlled,
        "plan_sound": rules.plan_sound,
        "acceptors_named": rules.acceptors_named,
        "extension_free": rules.extension_free,
        "extension_asked": rules.extension_asked,
        "not_listed": rules.not_listed,
        "is_listed": rules.is_listed,
        "ripe": rules.ripe,
    },
    changes={
        "graded": rules.graded,
        "assigned": rules.assigned,
        "sent_back": rules.sent_back,
        "planned": rules.planned,
        "convened": rules.convened,
        "asked_longer": rules.asked_longer,
        "granted": rules.granted,
        "denied": rules.denied,
        "listed": rules.listed,
        "unlisted": rules.unlisted,
        "accepted": rules.accepted,
        "not_accepted": rejected_once_more,
        "recurred": rules.recurred,
    },
    spawns={"control": rules.control_of, "acceptances": rules.acceptances},
    spread={"return": "withdraw", "withdraw": "withdraw", "turn_down": "recall", "lapse": "recall", "accept": "lift"},
    settle=rules.settle,
    begun_with=Permission.REPORT,
)  # fmt: skip
