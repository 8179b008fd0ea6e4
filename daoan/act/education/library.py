"""A message of the library 宣传内容 as a matter: drafted, approved by somebody else, revised, retired.

Values: ``zh``, ``en`` (the text as it is drafted), ``groups`` (codes of the rule pack), ``approved`` (``number``,
``zh``, ``en``: what may be sent, until a later version is approved or the message is retired). Every version that was
ever approved stands in the log.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import is_blank, other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.masking import personal_in
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

FIELDS = ("zh", "en", "groups")
LONGEST = 2_000  # letters of a text
_OURS, _WORK, _AUDIT = (Part.HOLDER, Part.ISSUER), Permission.WORK, Permission.AUDIT_WORK
_DECIDERS = (Part.ISSUER, Part.ABOVE)


def approved_text(message: Matter) -> Text | None:
    """What may be sent of a message now; ``None`` where nothing is approved, or it is retired."""
    approved = message.values.get("approved")
    if message.state == "retired" or not isinstance(approved, Mapping):
        return None
    return Text(str(approved["en"]), str(approved["zh"]))


def _complete(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    texts = [matter.values.get(name) for name in ("zh", "en")]
    if any(is_blank(t) or not isinstance(t, str) or len(t) > LONGEST for t in texts):
        return Refused("text", Text("write the message in both languages", "请填写中英文内容，且不超过长度限制"))
    if any(True for _ in personal_in(texts)):
        return Refused("personal", Text("plates and numbers of people do not go out", "内容中不得含号牌、证件号、电话"))
    return None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, **{name: event.values[name] for name in FIELDS if name in event.values})
    return replace(matter, values=values, title=str(event.values.get("title", matter.title)))


def _submitted(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, submitted_by=event.by.person_id))


def _approved(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    before = matter.values.get("approved")
    number = int(before.get("number", 0)) + 1 if isinstance(before, Mapping) else 1
    approved = {"number": number, "zh": matter.values["zh"], "en": matter.values["en"]}
    return replace(matter, values=with_values(matter, approved=approved))


MESSAGE = Workflow(
    kind="publicity_message",
    name=Text("publicity message", "宣传内容"),
    states={
        "draft": Text("draft", "草稿"),
        "to_approve": Text("to be approved", "待审批"),
        "approved": Text("approved", "已批准"),
        "retired": Text("retired", "已停用"),
    },
    start="draft",
    closed=frozenset({"retired"}),
    transitions=(
        Transition("edit", ("draft",), "draft", _OURS, _WORK, Text("edit", "修改"), change="filled_in"),
        Transition(
            "submit", ("draft",), "to_approve", _OURS, _WORK, Text("submit", "提交审批"), guards=("complete",),
            change="submitted",
        ),
        Transition(
            "approve", ("to_approve",), "approved", _DECIDERS, _AUDIT, Text("approve", "批准"),
            guards=("complete", "other_than_submitter"), change="approved",
        ),
        Transition(
            "send_back", ("to_approve",), "draft", _DECIDERS, _AUDIT, Text("send back", "退回"), needs_note=True
        ),
        Transition("revise", ("approved",), "draft", _OURS, _WORK, Text("draft a new version", "修订新版")),
        Transition(
            "retire", ("draft", "approved"), "retired", _DECIDERS, _AUDIT, Text("retire", "停用"), needs_note=True
        ),
    ),
    clocks={"to_approve": Clock("education.approve_working_days", "working_days", Text("approve", "审批"),
                                whose=Part.ISSUER)},
    guards={
        "complete": _complete,
        "other_than_submitter": other_person("submitted_by", "who submitted may not approve", "提交人不得审批"),
    },
    changes={"filled_in": _filled_in, "submitted": _submitted, "approved": _approved},
    begun_with=_WORK,
)  # fmt: skip
