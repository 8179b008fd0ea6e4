"""One unit's part of a joint task: sign, reply, be accepted or sent back."""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import other_person, rejected_once_more, with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_HOLDER, _ISSUER = (Part.HOLDER,), (Part.ISSUER,)


def _replied(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, reply=event.values["reply"], replied_by=event.by.person_id))


PART = Workflow(
    kind="joint_part",
    name=Text("part of a joint task", "协同事项承办"),
    states={
        "to_sign": Text("to be signed", "待签收"),
        "signed": Text("to be replied to", "待回复"),
        "replied": Text("reply to be examined", "待审核"),
        "accepted": Text("accepted", "已办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="to_sign",
    closed=frozenset({"accepted", "withdrawn"}),
    transitions=(
        Transition("sign", ("to_sign",), "signed", _HOLDER, Permission.WORK, Text("sign", "签收")),
        Transition(
            "reply", ("signed",), "replied", _HOLDER, Permission.WORK, Text("reply", "回复"),
            needs=("reply",), change="replied",
        ),
        Transition(
            "accept", ("replied",), "accepted", _ISSUER, Permission.AUDIT_WORK, Text("accept", "审核通过"),
            guards=("other_than_replier",),
        ),
        Transition(
            "send_back", ("replied",), "signed", _ISSUER, Permission.AUDIT_WORK, Text("send back", "退回"),
            needs_note=True, change="sent_back",
        ),
        Transition(
            "withdraw", ("to_sign", "signed", "replied"), "withdrawn", (Part.ISSUER, Part.LOOP), Permission.ISSUE,
            Text("withdraw", "撤销"), needs_note=True,
        ),
    ),
    clocks={
        "to_sign": Clock("joint.sign_working_days", "working_days", Text("sign", "签收"), no_later_than="finish_by"),
        "signed": Clock("finish_by", "value", Text("reply", "回复")),
        "replied": Clock(
            "joint.review_working_days", "working_days", Text("examine the reply", "审核"), whose=Part.ISSUER
        ),
    },
    guards={"other_than_replier": other_person("replied_by", "who replied does not accept it", "回复人不得自行审核")},
    changes={"replied": _replied, "sent_back": rejected_once_more},
)  # fmt: skip
