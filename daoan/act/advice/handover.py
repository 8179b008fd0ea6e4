"""A handed-over advice record 劝导移交: 待签收—已签收—已查处 / 已教育 / 未查实, or returned.

Values: ``record`` (its id), ``station``, ``happened_at``, ``text`` (what the warden says). Nobody's plate is in it:
whoever must know it opens the record for a purpose.
"""

from daoan.act.workflow.table import Clock, Part, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.roles import Permission

_HOLDER, _ISSUER, _WORK = (Part.HOLDER,), (Part.ISSUER,), Permission.WORK

HANDOVER = Workflow(
    kind="advice_handover",
    name=Text("handed over by a warden", "劝导移交"),
    states={
        "to_sign": Text("to be signed", "待签收"),
        "signed": Text("signed, at work", "已签收"),
        "punished": Text("dealt with as a violation", "已依法查处"),
        "educated": Text("warned and educated", "已批评教育"),
        "unfounded": Text("could not be found true", "未查实"),
        "returned": Text("returned to the station", "已退回"),
    },
    start="to_sign",
    closed=frozenset({"punished", "educated", "unfounded", "returned"}),
    transitions=(
        Transition("sign", ("to_sign",), "signed", _HOLDER, _WORK, Text("sign", "签收")),
        Transition(
            "punish", ("signed",), "punished", _HOLDER, _WORK, Text("dealt with as a violation", "依法查处"),
            needs_note=True,
        ),
        Transition("educate", ("signed",), "educated", _HOLDER, _WORK, Text("warned and educated", "批评教育")),
        Transition(
            "not_found", ("signed",), "unfounded", _HOLDER, _WORK, Text("could not be found true", "未查实"),
            needs_note=True,
        ),
        Transition(
            "return", ("to_sign", "signed"), "returned", _HOLDER, _WORK, Text("not ours: return", "退回"),
            needs_note=True,
        ),
        Transition(
            "withdraw", ("to_sign",), "returned", _ISSUER, Permission.REPORT, Text("take back", "撤回"), needs_note=True
        ),
    ),
    clocks={
        "to_sign": Clock("advice_handover.sign_working_days", "working_days", Text("sign", "签收")),
        "signed": Clock("advice_handover.finish_working_days", "working_days", Text("say what came of it", "反馈结果")),
    },
    begun_with=Permission.REPORT,
)  # fmt: skip
