"""A measure pack 措施包 at work: one matter for the pack, below it one for each measure and unit with its checklist.

Values of the pack: ``pack`` (its code), ``stamp`` (rule pack and version), ``targets`` (units), ``since`` and
``finish_by`` (days), ``measures`` (codes, names and checklists as the rule pack told them then). Values of a part:
``measure``, ``items``, ``done`` (codes that are ticked off), ``figure`` (what was counted beside it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.given import (
    moment_in,
    number_in,
    other_person,
    rejected_once_more,
    text_in,
    units_in,
    with_values,
)
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Share, Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_HOLDER, _ISSUER, _LOOP, _ISSUE = (Part.HOLDER,), (Part.ISSUER,), (Part.LOOP,), Permission.ISSUE
MOST_PARTS = 500
LONGEST_TITLE = 200


def is_measure(told: Any) -> bool:
    """Whether a value has the shape of a measure with a checklist."""
    if not isinstance(told, Mapping) or not all(isinstance(told.get(k), str) for k in ("code", "en", "zh")):
        return False
    items = told.get("items")
    return isinstance(items, Sequence) and not isinstance(items, str) and len(items) > 0 and all(
        isinstance(i, Mapping) and all(isinstance(i.get(k), str) for k in ("code", "en", "zh")) for i in items
    )  # fmt: skip


def measures_in(pack: Matter) -> tuple[Mapping[str, Any], ...]:
    """The measures of a pack's matter."""
    told = pack.values.get("measures")
    return tuple(m for m in told if is_measure(m)) if isinstance(told, Sequence) and not isinstance(told, str) else ()


def _ready(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    targets, measures = units_in(matter.values.get("targets")), measures_in(matter)
    if not targets or len(set(targets)) < len(targets) or any(unit not in terms.units for unit in targets):
        return Refused("targets", Text("name every unit that is asked once", "请指定责任单位，且不得重复"))
    moment = moment_in(matter.values.get("finish_by"), terms.zone)
    if moment is None or moment <= at:
        return Refused("day", Text("give a day that lies ahead (YYYY-MM-DD)", "期限须为今后的日期"))
    codes = [m["code"] for m in measures]
    if not measures or len(measures) < len(matter.values["measures"]) or len(set(codes)) < len(codes):
        return Refused("measures", Text("choose measures of a pack", "请选择措施"))
    if len(measures) * len(targets) > MOST_PARTS:
        en = f"that makes more than {MOST_PARTS} tasks; choose fewer units"
        return Refused("measures", Text(en, f"任务超过 {MOST_PARTS} 项，请减少单位"))
    return None


def _parts(matter: Matter, _event: Event, _terms: Terms) -> Sequence[Matter]:
    shared = {name: matter.values[name] for name in ("finish_by", "since", "pack") if name in matter.values}
    return tuple(
        replace(
            matter, matter_id="", kind=MEASURE.kind, holder=unit, title=f"{matter.title} · {m['zh']}"[:LONGEST_TITLE],
            values={
                **shared, "measure": m["code"], "items": list(m["items"]), "done": [],
                "title": {"en": f"{text_in(matter.values.get('title'), matter.title).en} · {m['en']}",
                          "zh": f"{matter.title} · {m['zh']}"},
            },
        )
        for m in measures_in(matter) for unit in units_in(matter.values["targets"])
    )  # fmt: skip


def _settle(_pack: Matter, parts: Sequence[Matter]) -> str | None:
    own = [part.state for part in parts if part.state != "withdrawn"]
    if not own:
        return "lapse"
    return "complete" if all(state == "accepted" for state in own) else None


PACK = Workflow(
    kind="measure_pack",
    name=Text("measure pack", "措施包"),
    states={
        "draft": Text("draft", "草稿"),
        "running": Text("being carried out", "落实中"),
        "closed": Text("carried out", "已落实"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="draft",
    closed=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition(
            "issue", ("draft",), "running", _ISSUER, _ISSUE, Text("issue", "下发"), guards=("ready",), spawn="parts"
        ),
        Transition("complete", ("running",), "closed", _LOOP, _ISSUE, Text("complete", "全部落实")),
        Transition("lapse", ("running",), "withdrawn", _LOOP, _ISSUE, Text("lapse with its last part", "均已撤销")),
        Transition(
            "withdraw", ("draft", "running"), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"), needs_note=True
        ),
    ),
    guards={"ready": _ready},
    spawns={"parts": _parts},
    spread={"withdraw": "withdraw"},
    settle=_settle,
    begun_with=_ISSUE,
)


def codes_of(part: Matter) -> tuple[str, ...]:
    """What a part's checklist asks for."""
    return tuple(str(i["code"]) for i in part.values.get("items", ()) if isinstance(i, Mapping) and "code" in i)


def done_of(part: Matter) -> frozenset[str]:
    """What of it is ticked off."""
    done = part.values.get("done", ())
    return frozenset(codes_of(part)) & frozenset(done if isinstance(done, (list, tuple)) else ())


def _ticks(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    done, figure = event.values.get("done"), event.values.get("figure")
    if not isinstance(done, (list, tuple)) or not set(map(str, done)) <= set(codes_of(matter)):
        return Refused("items", Text("tick items of the checklist", "请在清单上勾选"))
    if figure is not None and (number_in(figure) is None or figure < 0):
        return Refused("figure", Text("give a number, 0 or more", "请填写不小于 0 的数字"))
    return None


def _ticked(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    done = set(map(str, event.values["done"]))
    values = with_values(matter, done=[c for c in codes_of(matter) if c in done])
    figure = event.values.get("figure")
    return replace(matter, values=values if figure is None else {**values, "figure": figure})


def _all_or_why(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    open_ = len(set(codes_of(matter))) - len(done_of(matter))
    if open_ and not event.note.strip():
        en = f"{open_} items are open; say why in the note"
        return Refused("items", Text(en, f"还有 {open_} 项未完成，请在说明中写明原因"))
    return None


def _reported(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, replied_by=event.by.person_id))


MEASURE = Workflow(
    kind="measure",
    name=Text("measure of a pack", "措施落实"),
    states={
        "to_sign": Text("to be signed", "待签收"),
        "signed": Text("being carried out", "落实中"),
        "reported": Text("to be examined", "待审核"),
        "accepted": Text("carried out", "已落实"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="to_sign",
    closed=frozenset({"accepted", "withdrawn"}),
    transitions=(
        Transition("sign", ("to_sign",), "signed", _HOLDER, Permission.WORK, Text("sign", "签收")),
        Transition(
            "tick", ("signed",), "signed", _HOLDER, Permission.WORK, Text("tick off", "勾选清单"),
            guards=("ticks",), change="ticked", keeps_clock=True,
        ),
        Transition(
            "report", ("signed",), "reported", _HOLDER, Permission.WORK, Text("report", "上报落实"),
            guards=("all_or_why",), change="reported",
        ),
        Transition(
            "accept", ("reported",), "accepted", _ISSUER, Permission.AUDIT_WORK, Text("accept", "审核通过"),
            guards=("other_than_reporter",),
        ),
        Transition(
            "send_back", ("reported",), "signed", _ISSUER, Permission.AUDIT_WORK, Text("send back", "退回"),
            needs_note=True, change="sent_back",
        ),
        Transition(
            "withdraw", ("to_sign", "signed", "reported"), "withdrawn", (Part.ISSUER, Part.LOOP), _ISSUE,
            Text("withdraw", "撤销"), needs_note=True,
        ),
    ),
    clocks={
        "to_sign": Clock("measures.sign_working_days", "working_days", Text("sign", "签收"), no_later_than="finish_by"),
        "signed": Clock("finish_by", "value", Text("carry out and report", "落实并上报")),
        "reported": Clock(
            "measures.review_working_days", "working_days", Text("examine", "审核"), whose=Part.ISSUER
        ),
    },
    guards={
        "ticks": _ticks,
        "all_or_why": _all_or_why,
        "other_than_reporter": other_person("replied_by", "who reported does not accept it", "上报人不得自行审核"),
    },
    changes={"ticked": _ticked, "reported": _reported, "sent_back": rejected_once_more},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasureProgress:
    """One measure of a pack over all its units. ``items``: ticked of all; ``units``: accepted of all.

    ``figure``: what was counted, over the units that told one; ``None`` where none did.
    """

    code: str
    name: Text
    items: Share
    units: Share
    overdue: int
    figure: float | None
    told: int
    parts: tuple[Matter, ...]


def progress_of(pack: Matter, family: Mapping[str, Matter], now: datetime) -> tuple[MeasureProgress, ...]:
    """How each measure stands, in the pack's order; parts that were withdrawn count nowhere."""
    parts = [m for m in family.values() if m.parent == pack.matter_id and m.state != "withdrawn"]
    return tuple(
        _progress(m, [p for p in parts if p.values.get("measure") == m["code"]], now) for m in measures_in(pack)
    )


def _progress(measure: Mapping[str, Any], parts: Sequence[Matter], now: datetime) -> MeasureProgress:
    figures = [f for p in parts if (f := number_in(p.values.get("figure"))) is not None]
    return MeasureProgress(
        code=measure["code"],
        name=Text(measure["en"], measure["zh"]),
        items=Share(sum(len(done_of(p)) for p in parts), sum(len(set(codes_of(p))) for p in parts)),
        units=Share(sum(p.state == "accepted" for p in parts), len(parts)),
        overdue=sum(p.closed_at is None and is_overdue(p, now) for p in parts),
        figure=sum(figures) if figures else None,
        told=len(figures),
        parts=tuple(sorted(parts, key=lambda p: p.matter_id)),
    )
