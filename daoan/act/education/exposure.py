"""An exposure 曝光 as a matter: drafted, checked, passed by one and approved by another, published, taken back.

Values: ``items`` (:class:`daoan.act.education.exposing.Item` as values), ``where`` (in which media). Nothing whose
check finds a problem can be submitted, passed or approved; the check runs anew at each of these steps.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from daoan.act.education.exposing import items_in, problems_in
from daoan.act.workflow.given import other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

MOST_ITEMS = 60
_ISSUER, _ISSUE, _AUDIT = (Part.ISSUER,), Permission.ISSUE, Permission.AUDIT_WORK


def _clean(matter: Matter, _event: Event, _at: datetime, terms: Terms) -> Refused | None:
    items = items_in(matter.values.get("items"))
    given = matter.values.get("items")
    if not items or len(items) > MOST_ITEMS or not isinstance(given, (list, tuple)) or len(items) < len(given):
        return Refused("items", Text(f"give 1 to {MOST_ITEMS} items of a kind", f"请填写1至{MOST_ITEMS}条内容"))
    problems = problems_in(items, int(terms.pack.get("education.fewest_candidates")))
    if problems:
        first = problems[0]
        more_en = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        more_zh = f"（另有{len(problems) - 1}处）" if len(problems) > 1 else ""
        return Refused(
            "identifiable",
            Text(f"item {first.item}: {first.message.en}{more_en}", f"第{first.item}条：{first.message.zh}{more_zh}"),
        )
    return None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, **{n: event.values[n] for n in ("items", "where") if n in event.values})
    return replace(matter, values=values, title=str(event.values.get("title", matter.title)))


def _by(field: str) -> Any:
    def change(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
        return replace(matter, values=with_values(matter, **{field: event.by.person_id}))

    return change


EXPOSURE = Workflow(
    kind="exposure",
    name=Text("exposure", "五大曝光"),
    states={
        "draft": Text("draft", "草稿"),
        "to_pass": Text("to be passed", "待初审"),
        "to_approve": Text("to be approved", "待终审"),
        "approved": Text("approved", "已批准"),
        "published": Text("published", "已发布"),
        "closed": Text("closed", "已办结"),
        "taken_back": Text("taken back", "已撤回"),
    },
    start="draft",
    closed=frozenset({"closed", "taken_back"}),
    transitions=(
        Transition("edit", ("draft",), "draft", _ISSUER, _ISSUE, Text("edit", "修改"), change="filled_in"),
        Transition(
            "submit", ("draft",), "to_pass", _ISSUER, _ISSUE, Text("submit", "提交审批"), guards=("clean",),
            change="submitted",
        ),
        Transition(
            "pass_check", ("to_pass",), "to_approve", _ISSUER, _AUDIT, Text("pass", "初审通过"),
            guards=("clean", "other_than_submitter"), change="passed",
        ),
        Transition(
            "approve", ("to_approve",), "approved", _ISSUER, _AUDIT, Text("approve", "批准"),
            guards=("clean", "other_than_submitter", "other_than_passer"),
        ),
        Transition(
            "send_back", ("to_pass", "to_approve"), "draft", _ISSUER, _AUDIT, Text("send back", "退回"), needs_note=True
        ),
        Transition("publish", ("approved",), "published", _ISSUER, _ISSUE, Text("it is published", "登记发布")),
        Transition("close", ("published",), "closed", _ISSUER, _ISSUE, Text("close", "办结")),
        Transition(
            "take_back", ("draft", "approved", "published"), "taken_back", _ISSUER, _ISSUE, Text("take back", "撤回"),
            needs_note=True,
        ),
    ),
    clocks={
        state: Clock("education.approve_working_days", "working_days", Text("approve", "审批"), whose=Part.ISSUER)
        for state in ("to_pass", "to_approve")
    },
    guards={
        "clean": _clean,
        "other_than_submitter": other_person("submitted_by", "who submitted may not approve", "提交人不得审批"),
        "other_than_passer": other_person("passed_by", "who passed it may not approve it", "初审人不得终审"),
    },
    changes={"filled_in": _filled_in, "submitted": _by("submitted_by"), "passed": _by("passed_by")},
    begun_with=_ISSUE,
)  # fmt: skip
