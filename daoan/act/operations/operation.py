"""An operation 专项行动 as a matter: 计划—部署—行动—总结—评估. Its daily tables are the register ``operation_day``.

Values: ``type`` (one of :data:`TYPES`), ``targets`` (units), ``begins_on``, ``finish_by`` (days), ``key_days`` (unified
action days 统一行动日), ``text``, ``roads``, ``vehicles`` (scope, in words), ``violations`` (code of a violation set),
``neighbours`` (who takes part from beyond the city), ``sites`` and ``draw`` (by :mod:`~daoan.act.operations.drawing`),
``summary``, ``finding``. Deploying drafts the order to its units, which moves by the table of orders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from daoan.act.orders.order import ORDER
from daoan.act.workflow.given import is_blank, moment_in, units_in, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

DAYS = "operation_day"  # the register of daily tables

TYPES: Mapping[str, Text] = {
    "drink_drive": Text("drink-drive operation", "酒醉驾查处"),
    "action_day": Text("unified action day", "统一行动日"),
    "region": Text("region campaign", "区域会战"),
    "night": Text("night checks", "夜查统一行动"),
    "other": Text("operation", "专项行动"),
}
#: Fields that the plan can be edited in.
PLAN_FIELDS = (
    "type", "targets", "begins_on", "finish_by", "key_days", "text", "roads", "vehicles", "violations", "neighbours",
)  # fmt: skip
MOST_KEY_DAYS, MOST_SITES = 62, 200
FIRST_YEAR, LAST_YEAR = 1990, 2200

_ISSUER, _ISSUE, _WORK = (Part.ISSUER,), Permission.ISSUE, Permission.WORK


def day_in(value: Any) -> date | None:
    """A day written as YYYY-MM-DD, of the years that somebody plans for; ``None`` for anything else."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-31") else None
    except ValueError:
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def type_of(operation: Matter) -> str:
    """What kind of operation it is; one that is not named is "other"."""
    code = operation.values.get("type")
    return code if isinstance(code, str) and code in TYPES else "other"


def key_days_of(operation: Matter) -> frozenset[str]:
    """Its unified action days, as they are written."""
    days = operation.values.get("key_days", ())
    return frozenset(d for d in days if isinstance(d, str)) if isinstance(days, (list, tuple)) else frozenset()


def _ready(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    values = matter.values
    targets = units_in(values.get("targets"))
    if not targets or len(set(targets)) < len(targets) or any(unit not in terms.units for unit in targets):
        return Refused("targets", Text("name every unit that takes part once", "请指定参战单位，且不得重复"))
    if values.get("type") not in TYPES:
        return Refused("type", Text("say what kind of operation it is", "请选择行动种类"))
    first, last = day_in(values.get("begins_on")), day_in(values.get("finish_by"))
    ends = moment_in(values.get("finish_by"), terms.zone)
    if first is None or last is None or first > last or ends is None or ends <= at:
        return Refused("day", Text("give first and last day; the last lies ahead", "请填写起止日期，结束日须在今后"))
    if is_blank(values.get("text")):
        return Refused("text", Text("say what is to be done", "请填写行动要求"))
    return _key_days(values, first, last)


def _key_days(values: Mapping[str, Any], first: date, last: date) -> Refused | None:
    days = values.get("key_days") or []
    read = [day_in(d) for d in days] if isinstance(days, (list, tuple)) else [None]
    if len(read) > MOST_KEY_DAYS or any(d is None or not first <= d <= last for d in read):
        return Refused("key_days", Text("action days lie within the operation", "统一行动日须在行动期内"))
    return None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, **{name: event.values[name] for name in PLAN_FIELDS if name in event.values})
    return replace(matter, values=values, title=str(event.values.get("title", matter.title)))


def _sites(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    sites, draw = event.values.get("sites"), event.values.get("draw")
    whole = isinstance(sites, (list, tuple)) and 0 < len(sites) <= MOST_SITES
    if not whole or not all(isinstance(s, Mapping) for s in sites or ()) or not isinstance(draw, Mapping):
        return Refused("sites", Text("sites are drawn on the page of the operation", "请在行动页面抽取点位"))
    return None


def _drawn(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    """Every draw is counted, so that nobody draws until they like it without that being seen."""
    draw = {**event.values["draw"], "number": int(dict(matter.values.get("draw", {})).get("number", 0)) + 1}
    return replace(matter, values=with_values(matter, sites=list(event.values["sites"]), draw=draw))


def _told(field: str) -> Any:
    def change(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
        return replace(matter, values=with_values(matter, **{field: event.values[field]}))

    return change


def _order(matter: Matter, _event: Event, _terms: Terms) -> Sequence[Matter]:
    """The order that tells the units, as a draft, issued with the deployment. What they feed back is how they deploy;
    what came of it stands in the daily tables."""
    values = {
        "targets": list(units_in(matter.values["targets"])), "rule": "all", "text": str(matter.values["text"]),
        "category": "operation",
        "elements": [{"name": "deployment", "required": True, "label": {"en": "deployment", "zh": "部署情况"}}],
    }  # fmt: skip
    return (replace(matter, matter_id="", kind=ORDER.kind, holder=matter.issuer, level="normal", values=values),)


OPERATION = Workflow(
    kind="operation",
    name=Text("operation", "专项行动"),
    states={
        "planned": Text("being planned", "计划中"),
        "deployed": Text("deployed", "已部署"),
        "running": Text("under way", "行动中"),
        "to_sum_up": Text("to be summed up", "待总结"),
        "to_evaluate": Text("to be evaluated", "待评估"),
        "closed": Text("evaluated", "已评估办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="planned",
    closed=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition("edit", ("planned",), "planned", _ISSUER, _ISSUE, Text("edit", "修改"), change="filled_in"),
        Transition(
            "draw_sites", ("planned",), "planned", _ISSUER, _ISSUE, Text("draw sites", "随机抽取点位"),
            guards=("sites",), change="drawn",
        ),
        Transition(
            "deploy", ("planned",), "deployed", _ISSUER, _ISSUE, Text("deploy", "部署"),
            guards=("ready",), spawn="order",
        ),
        Transition("begin", ("deployed",), "running", _ISSUER, _WORK, Text("begin", "开始行动")),
        Transition("end", ("running",), "to_sum_up", _ISSUER, _WORK, Text("end", "结束行动")),
        Transition(
            "sum_up", ("to_sum_up",), "to_evaluate", _ISSUER, _ISSUE, Text("sum up", "总结"),
            needs=("summary",), change="summed_up",
        ),
        Transition(
            "evaluate", ("to_evaluate",), "closed", _ISSUER, _ISSUE, Text("close with the evaluation", "评估办结"),
            needs=("finding",), change="evaluated",
        ),
        Transition(
            "withdraw", ("planned", "deployed", "running"), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"),
            needs_note=True,
        ),
    ),
    clocks={
        "deployed": Clock("begins_on", "value", Text("begin", "开始行动")),
        "running": Clock("finish_by", "value", Text("end", "结束行动")),
        "to_sum_up": Clock("operations.sum_up_working_days", "working_days", Text("sum up", "总结")),
        "to_evaluate": Clock("operations.evaluate_days", "days", Text("evaluate", "评估")),
    },
    guards={"ready": _ready, "sites": _sites},
    changes={
        "filled_in": _filled_in, "drawn": _drawn, "summed_up": _told("summary"), "evaluated": _told("finding"),
    },
    spawns={"order": _order},
    spread={"withdraw": "withdraw"},
    begun_with=_ISSUE,
)  # fmt: skip
