"""The order itself: drafted, issued to its targets, closed when they are done; with its last part withdrawn, it lapses.

Values of an order: ``targets`` (unit ids), ``rule`` ("any" or "all"), ``text``, ``category``, ``elements`` (what every
feedback must hold: ``name``, ``required``, ``label``), and, where its plan sets shorter limits than the rule pack,
``sign_by`` and ``feed_back_by`` (moments, ISO). About a crash with ``casualties`` for which a leader must go to the
scene: ``who_must_go``, the unit whose leader does; without it the order is not issued.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.on_scene.rule import must_go_of
from daoan.act.on_scene.scene import ON_SCENE, scene_for
from daoan.act.workflow.given import says_the_same, units_in
from daoan.act.workflow.table import Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

URGENCIES = {
    "urgent": Text("most urgent", "特急"),
    "pressing": Text("urgent", "紧急"),
    "normal": Text("normal", "常规"),
}
RULES = {"any": Text("any target completes", "任一完成"), "all": Text("all targets complete", "全部完成")}

_ISSUER = (Part.ISSUER,)
_ISSUE = Permission.ISSUE
#: What an edit may set; urgency is the matter's level.
_EDITABLE = ("targets", "rule", "text", "category", "elements", "casualties", "who_must_go")


def _ready(matter: Matter, _event: Event, _at: datetime, terms: Terms) -> Refused | None:
    targets = units_in(matter.values.get("targets"))
    if not targets or len(set(targets)) < len(targets) or any(unit not in terms.units for unit in targets):
        return Refused("targets", Text("name every target unit once", "请指定下发单位，且不得重复"))
    if matter.level not in URGENCIES or str(matter.values.get("rule")) not in RULES:
        return Refused(
            "rule", Text("say how urgent it is and whether any or all must complete", "请选择紧急程度和完结规则")
        )
    elements = matter.values.get("elements", ())
    if not isinstance(elements, (list, tuple)) or not all(_is_element(e) for e in elements):
        return Refused("elements", Text("every element of feedback needs a name", "反馈要素须有名称"))
    must = must_go_of(matter, terms.zone, terms.pack)
    if must is not None and str(matter.values.get("who_must_go", "")) not in terms.units:
        return Refused(
            "who_must_go",
            Text(f"say whose leader goes to the scene: {must.who.en}", f"请指定到场领导所在单位：{must.who.zh}"),
        )
    return None


def _is_element(element: object) -> bool:
    return isinstance(element, Mapping) and isinstance(element.get("name"), str) and bool(element["name"])


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    """What was given. Words that stand there in both languages stay so, unless somebody wrote other ones."""
    given = dict(event.values)
    if says_the_same(given.get("text"), matter.values.get("text")):
        del given["text"]
    values = {**matter.values, **{k: given[k] for k in _EDITABLE if k in given}}
    level, title = given.get("urgency", matter.level), given.get("title", matter.title)
    told = matter.values.get("title")
    if says_the_same(title, told):
        title = matter.title
    elif title != matter.title:
        values.pop("title", None)
    return replace(matter, values=values, level=str(level), title=str(title))


def _nodes(matter: Matter, _event: Event, terms: Terms) -> Sequence[Matter]:
    nodes = tuple(node_for(matter, unit) for unit in units_in(matter.values["targets"]))
    must = must_go_of(matter, terms.zone, terms.pack)
    return nodes if must is None else (*nodes, scene_for(matter, str(matter.values["who_must_go"]), must))


def node_for(order: Matter, unit: str) -> Matter:
    """A node of an order for one unit; ids and times are the engine's."""
    return Matter(
        matter_id="",
        kind="order_node",
        state="",
        title=order.title,
        issuer=order.issuer,
        holder=unit,
        created_at=order.changed_at,
        changed_at=order.changed_at,
        created_by="",
        level=order.level,
        area=order.area,
        segment_id=order.segment_id,
        lon=order.lon,
        lat=order.lat,
        evidence=order.evidence,
        values={
            "dispatched_at": order.changed_at.isoformat(),
            "elements": order.values.get("elements", []),
            "text": order.values.get("text", ""),
            **({"title": order.values["title"]} if "title" in order.values else {}),
            **{name: order.values[name] for name in ("sign_by", "feed_back_by") if name in order.values},
        },
    )


def _settle(order: Matter, parts: Sequence[Matter]) -> str | None:
    own = [part.state for part in parts if part.kind != ON_SCENE.kind and part.state != "withdrawn"]
    if not own:
        return "lapse"
    if any(part.kind == ON_SCENE.kind and part.state == ON_SCENE.start for part in parts):
        return None
    done = [state == "done" for state in own]
    return "complete" if (any(done) if order.values.get("rule") == "any" else all(done)) else None


ORDER = Workflow(
    kind="order",
    name=Text("order", "指令"),
    states={
        "draft": Text("draft", "草稿"),
        "running": Text("running", "办理中"),
        "closed": Text("closed", "已办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="draft",
    closed=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition("edit", ("draft",), "draft", _ISSUER, _ISSUE, Text("edit", "修改"), change="filled_in"),
        Transition(
            "issue", ("draft",), "running", _ISSUER, _ISSUE, Text("issue", "下发"), guards=("ready",), spawn="nodes"
        ),
        Transition("complete", ("running",), "closed", (Part.LOOP,), _ISSUE, Text("complete", "办结")),
        Transition(
            "lapse", ("running",), "withdrawn", (Part.LOOP,), _ISSUE, Text("lapse with its last part", "各节点均已撤销")
        ),
        Transition(
            "withdraw", ("draft", "running"), "withdrawn", (Part.ISSUER, Part.LOOP), _ISSUE, Text("withdraw", "撤销"),
            needs_note=True,
        ),
    ),
    guards={"ready": _ready},
    changes={"filled_in": _filled_in},
    spawns={"nodes": _nodes},
    spread={"withdraw": "withdraw", "complete": "stand_down", "lapse": "stand_down"},
    settle=_settle,
    begun_with=Permission.ISSUE,
)  # fmt: skip
