"""A company of riders objects to its light of a month 新业态企业申诉: another person decides.

Values: ``company``, ``month``, ``light`` (as it was computed), ``reason``; ``result`` of the decision. While one is
open the light is not published; where it is granted, the company is shown without a light for the month.
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_DECIDERS = (Part.HOLDER, Part.ABOVE)


def _decided(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, result=event.values["result"]))


RIDER_APPEAL = Workflow(
    kind="rider_appeal",
    name=Text("objection of a company of riders", "新业态企业申诉"),
    states={
        "open": Text("to be decided", "待裁定"),
        "granted": Text("granted", "申诉成立"),
        "refused": Text("refused", "申诉不成立"),
        "withdrawn": Text("withdrawn", "已撤回"),
    },
    start="open",
    closed=frozenset({"granted", "refused", "withdrawn"}),
    transitions=(
        Transition(
            "grant", ("open",), "granted", _DECIDERS, Permission.AUDIT_WORK, Text("grant", "申诉成立"),
            guards=("other_than_opener",), needs=("result",), change="decided",
        ),
        Transition(
            "refuse", ("open",), "refused", _DECIDERS, Permission.AUDIT_WORK, Text("refuse", "申诉不成立"),
            guards=("other_than_opener",), needs=("result",), change="decided",
        ),
        Transition(
            "withdraw", ("open",), "withdrawn", (Part.ISSUER,), Permission.WORK, Text("withdraw", "撤回"),
            needs_note=True,
        ),
    ),
    clocks={"open": Clock("education.appeal_days", "days", Text("decide", "裁定"))},
    guards={"other_than_opener": other_person("opened_by", "who objected may not decide", "申诉人不得裁定")},
    changes={"decided": _decided},
    begun_with=Permission.WORK,
)  # fmt: skip
