"""What the committee asks of several units at once: a decision to carry out, a notice to answer, a joint inspection.

Values: ``targets`` (owners, addressees, members), ``finish_by`` (a day), ``text``, and for a decision ``meeting``.
Every part has to be accepted; with the last part withdrawn the whole lapses. An inspection ends with its summary.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.joint.part import PART
from daoan.act.workflow.given import is_blank, moment_in, units_in
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_ISSUER, _LOOP, _ISSUE = (Part.ISSUER,), (Part.LOOP,), Permission.ISSUE
_EDITABLE = ("targets", "finish_by", "text", "meeting")


def _ready(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    targets = units_in(matter.values.get("targets"))
    if not targets or len(set(targets)) < len(targets) or any(unit not in terms.units for unit in targets):
        return Refused("targets", Text("name every unit that is asked once", "请指定责任单位，且不得重复"))
    moment = moment_in(matter.values.get("finish_by"), terms.zone)
    if moment is None or moment <= at:
        return Refused("day", Text("give a day that lies ahead (YYYY-MM-DD)", "期限须为今后的日期"))
    if is_blank(matter.values.get("text")):
        return Refused("text", Text("say what is asked", "请填写事项内容"))
    return None


def _from_meeting(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if is_blank(matter.values.get("meeting")):
        return Refused("meeting", Text("say which meeting decided it", "请填写议定会议"))
    return None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = {**matter.values, **{k: event.values[k] for k in _EDITABLE if k in event.values}}
    return replace(matter, values=values, title=str(event.values.get("title", matter.title)))


def _summed_up(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values={**matter.values, "summary": event.values["summary"]})


def _parts(matter: Matter, _event: Event, _terms: Terms) -> Sequence[Matter]:
    values = {name: matter.values[name] for name in ("finish_by", "text")}
    return tuple(
        replace(matter, matter_id="", kind=PART.kind, holder=unit, values=values)
        for unit in units_in(matter.values["targets"])
    )


def _settle(_asking: Matter, parts: Sequence[Matter]) -> str | None:
    own = [part.state for part in parts if part.state != "withdrawn"]
    if not own:
        return "lapse"
    return "complete" if all(state == "accepted" for state in own) else None


def _asking(kind: str, name: Text, part: Text, *, meeting: bool = False, summary: bool = False) -> Workflow:
    """A table of the kind. ``part``: what every unit owes; ``summary``: the issuer sums up before it is closed."""
    states = {
        "draft": Text("draft", "草稿"),
        "running": Text(f"waiting for {part.en}", f"待{part.zh}"),
        "closed": Text("closed", "已办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
    }
    complete = Text("complete", "全部办结")
    rows: tuple[Transition, ...] = (
        Transition("edit", ("draft",), "draft", _ISSUER, _ISSUE, Text("edit", "修改"), change="filled_in"),
        Transition(
            "issue", ("draft",), "running", _ISSUER, _ISSUE, Text("issue", "下发"),
            guards=("ready", "from_meeting") if meeting else ("ready",), spawn="parts",
        ),
        Transition(
            "complete", ("running",), "to_sum_up" if summary else "closed", _LOOP, _ISSUE, complete
        ),
        Transition("lapse", ("running",), "withdrawn", _LOOP, _ISSUE, Text("lapse with its last part", "均已撤销")),
        Transition(
            "withdraw", ("draft", "running"), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"), needs_note=True
        ),
    )  # fmt: skip
    clocks: dict[str, Clock] = {}
    if summary:
        states["to_sum_up"] = Text("to be summed up", "待小结")
        rows = (
            *rows,
            Transition(
                "sum_up", ("to_sum_up",), "closed", _ISSUER, _ISSUE, Text("sum up", "小结"),
                needs=("summary",), change="summed_up",
            ),
        )  # fmt: skip
        clocks["to_sum_up"] = Clock(
            "joint.summary_working_days", "working_days", Text("sum up", "小结"), whose=Part.ISSUER
        )
    return Workflow(
        kind=kind,
        name=name,
        states=states,
        start="draft",
        closed=frozenset({"closed", "withdrawn"}),
        transitions=rows,
        clocks=clocks,
        guards={"ready": _ready, "from_meeting": _from_meeting},
        changes={"filled_in": _filled_in, "summed_up": _summed_up},
        spawns={"parts": _parts},
        spread={"withdraw": "withdraw"},
        settle=_settle,
        begun_with=_ISSUE,
    )


DECISION = _asking(
    "decision", Text("decision of the committee", "议定事项"), Text("carrying out", "落实"), meeting=True
)
NOTICE = _asking("notice", Text("notice to be answered", "抄告单"), Text("replies", "回复"))
INSPECTION = _asking("inspection", Text("joint inspection", "联合检查"), Text("findings", "检查结果"), summary=True)
