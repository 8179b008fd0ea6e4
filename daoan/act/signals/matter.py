"""A signal proposal 信号配时方案 as a matter: 提出—复核—批准—实施—评估, with a way back from each step.

Values: ``document`` (sha256 of its file, which lies beside the matter), ``scenario``, ``junctions``, ``delay``
(``before``, ``after``, ``less``: estimates), ``better``; ``live_at`` (a moment) and ``live_by`` (who switched it, in
words); ``links`` (codes of measured links that it should change, ``a>b``); ``finding``. Whoever brought it in does not
approve it, nor does who looked at it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from daoan.act.workflow.given import is_blank, moment_in, other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

MOST_LINKS, LONGEST_LINK = 50, 200

_OURS = (Part.HOLDER, Part.ISSUER)
_DECIDERS = (Part.HOLDER, Part.ISSUER, Part.ABOVE)
_WORK, _ISSUE, _AUDIT = Permission.WORK, Permission.ISSUE, Permission.AUDIT_WORK


def _looked_at(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, looked_by=event.by.person_id))


def _not_looked_at(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, looked_by=None))


def _switched(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    told = {name: event.values.get(name) or None for name in ("live_at", "live_by", "links")}
    return replace(matter, values=with_values(matter, **told))


def _switched_back(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, live_at=None, live_by=None, links=None))


def _evaluated(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, finding=event.values["finding"]))


def _not_evaluated(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, finding=None))


def _runs(_matter: Matter, event: Event, at: datetime, terms: Terms) -> Refused | None:
    since = moment_in(event.values.get("live_at"), terms.zone)
    if since is None or since > at:
        return Refused("live_at", Text("say since when it runs; not in the future", "请填写实施时间，不得晚于当前"))
    return _links(event.values)


def _links(values: Mapping[str, Any]) -> Refused | None:
    links = values.get("links")
    if is_blank(links):
        return None
    whole = isinstance(links, (list, tuple)) and len(links) <= MOST_LINKS
    if not whole or not all(isinstance(x, str) and 0 < len(x) <= LONGEST_LINK for x in links or ()):
        return Refused("links", Text("choose links from the list of measured ones", "请从实测路段中选择"))
    return None


SIGNAL_PROPOSAL = Workflow(
    kind="signal_proposal",
    name=Text("signal proposal", "信号配时方案"),
    states={
        "proposed": Text("proposed", "已提出"),
        "looked_at": Text("looked at", "已复核"),
        "approved": Text("approved", "已批准"),
        "live": Text("running on the road", "已实施"),
        "evaluated": Text("evaluated", "已评估办结"),
        "refused": Text("refused", "未批准"),
        "withdrawn": Text("withdrawn", "已撤回"),
    },
    start="proposed",
    closed=frozenset({"evaluated", "refused", "withdrawn"}),
    transitions=(
        Transition(
            "look_at", ("proposed",), "looked_at", _OURS, _WORK, Text("mark as looked at", "复核"), change="looked_at"
        ),
        Transition(
            "look_again", ("looked_at",), "proposed", _OURS, _WORK, Text("look at it again", "退回复核"),
            change="not_looked_at",
        ),
        Transition(
            "approve", ("looked_at",), "approved", _DECIDERS, _AUDIT, Text("approve", "批准"),
            guards=("other_than_who_proposed", "other_than_who_looked"),
        ),
        Transition(
            "refuse", ("proposed", "looked_at"), "refused", _DECIDERS, _AUDIT, Text("refuse", "不予批准"),
            needs_note=True,
        ),
        Transition(
            "take_back", ("approved",), "looked_at", _DECIDERS, _AUDIT, Text("take the approval back", "撤销批准"),
            needs_note=True,
        ),
        Transition(
            "take_up_again", ("refused", "withdrawn"), "proposed", _DECIDERS, _ISSUE,
            Text("take up again", "重新提出"), needs_note=True, change="not_looked_at",
        ),
        Transition(
            "go_live", ("approved",), "live", _OURS, _WORK, Text("it runs on the road", "登记实施"),
            guards=("runs",), needs=("live_at", "live_by"), change="switched",
        ),
        Transition(
            "mend_live", ("live",), "live", _OURS, _WORK, Text("mend what was told of it", "更正实施信息"),
            guards=("runs",), needs=("live_at", "live_by"), change="switched",
        ),
        Transition(
            "switch_back", ("live",), "approved", _OURS, _WORK, Text("the old plan runs again", "已恢复原方案"),
            needs_note=True, change="switched_back",
        ),
        Transition(
            "evaluate", ("live",), "evaluated", _DECIDERS, _AUDIT, Text("close with the evaluation", "评估办结"),
            needs=("finding",), change="evaluated",
        ),
        Transition(
            "reopen", ("evaluated",), "live", _DECIDERS, _AUDIT, Text("evaluate again", "重新评估"),
            needs_note=True, change="not_evaluated",
        ),
        Transition(
            "withdraw", ("proposed", "looked_at", "approved"), "withdrawn", (Part.ISSUER,), _ISSUE,
            Text("withdraw", "撤回"), needs_note=True,
        ),
    ),
    clocks={
        "proposed": Clock("signals.look_working_days", "working_days", Text("look at it", "复核")),
        "looked_at": Clock("signals.decide_working_days", "working_days", Text("approve or refuse", "审批")),
        "live": Clock("signals.evaluate_days", "days", Text("evaluate", "评估")),
    },
    guards={
        "runs": _runs,
        "other_than_who_proposed": other_person(
            "proposed_by", "who proposed it does not approve it", "提出人不得自行批准"
        ),
        "other_than_who_looked": other_person("looked_by", "who looked at it does not approve it", "复核人不得批准"),
    },
    changes={
        "looked_at": _looked_at, "not_looked_at": _not_looked_at, "switched": _switched,
        "switched_back": _switched_back, "evaluated": _evaluated, "not_evaluated": _not_evaluated,
    },
)  # fmt: skip
