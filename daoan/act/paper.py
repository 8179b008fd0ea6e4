"""Forms on paper, of the same lists and tables as the pages: a field that is added there is on the next sheet."""

from collections.abc import Iterator, Mapping, Sequence

from daoan.act.workflow.given import FIELD_NAMES
from daoan.act.workflow.table import Part, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.paper import Blank, Form, FormPart
from daoan.terms.registers import Field, FieldKind, Register
from daoan.terms.rulepacks import RulePack

REGISTERS, WORK, ADVICE, REPORTS = "registers", "work", "advice", "reports"

_WHEN = Blank(Text("when", "时间"), FieldKind.TEXT, required=True, hint=Text("day, hour, minute", "年月日时分"))
_ROAD = Blank(
    Text("road and place", "道路及位置"),
    FieldKind.TEXT,
    required=True,
    hint=Text("K+m or what is near", "桩号或附近标志物"),
)
_DEGREES = Blank(
    Text("coordinates, if a device tells them", "坐标（有设备时）"),
    FieldKind.TEXT,
    hint=Text("WGS-84, degrees", "WGS-84，度"),
)
_WORDS = Blank(Text("in words", "情况说明"), FieldKind.LONG_TEXT)
_PHOTOS = Blank(
    Text("photos taken", "照片张数"), FieldKind.NUMBER, hint=Text("numbers of the pictures", "注明照片编号")
)
_CALL = Blank(Text("call back", "联系电话"), FieldKind.TEXT, personal=True)
#: Names of fields that take more than a line.
_LONG = frozenset({"text", "reply", "reason", "note", "measure", "result", "done", "opinion", "findings"})


def forms(
    registers: Mapping[str, Register], workflows: Mapping[str, Workflow], packs: Mapping[str, RulePack]
) -> dict[str, Form]:
    """Every form, by its code: of the road first, then of work, then of registers."""
    own = (_advice(packs["advice"]), _hazard(packs["reports"]))
    by_hand = (_work(w) for w in workflows.values() if any(_taken(w)))
    listed = (_register(r, packs["registers"].stamp) for r in registers.values())
    return {form.code: form for form in (*own, *by_hand, *listed)}


def _advice(pack: RulePack) -> Form:
    blanks = (
        _WHEN,
        Blank(Text("station", "劝导站"), FieldKind.TEXT, required=True),
        Blank(Text("vehicle", "车辆"), FieldKind.CHOICE, required=True, choices=_named(pack.get("vehicle"))),
        Blank(Text("behaviour", "行为"), FieldKind.CHOICE, True, _named(pack.get("behaviour")), several=True),
        Blank(Text("outcome", "结果"), FieldKind.CHOICE, required=True, choices=_named(pack.get("outcome"))),
        Blank(Text("people", "人数"), FieldKind.NUMBER),
        _PHOTOS,
        Blank(Text("note", "备注"), FieldKind.LONG_TEXT, hint=Text("no name, no plate", "不写姓名、号牌")),
    )  # fmt: skip
    purpose = Text("One sheet for one record of advice at a station.", "劝导站每劝导一次填一张。")
    return Form(
        "advice", ADVICE, Text("advice record", "劝导记录"), purpose, (FormPart(None, blanks),), "/advice", pack.stamp
    )


def _hazard(pack: RulePack) -> Form:
    blanks = (
        _WHEN, _ROAD, _DEGREES,
        Blank(Text("what it is", "隐患种类"), FieldKind.CHOICE, required=True, choices=_named(pack.get("kind"))),
        _WORDS, _PHOTOS, _CALL,
    )  # fmt: skip
    purpose = Text("What somebody saw on a road that is dangerous.", "群众或民辅警在道路上发现的隐患。")
    return Form(
        "hazard",
        REPORTS,
        Text("report of a hazard", "道路隐患上报"),
        purpose,
        (FormPart(None, blanks),),
        "/work/report",
        pack.stamp,
    )


def _work(workflow: Workflow) -> Form:
    head = FormPart(
        None,
        (
            Blank(Text("number of the matter", "事项编号"), FieldKind.TEXT, required=True),
            Blank(Text("title", "标题"), FieldKind.TEXT),
            _WHEN,
        ),
    )  # fmt: skip
    steps = tuple(_step(workflow, row) for row in _taken(workflow))
    purpose = Text(
        "Tick the one step that was taken, and fill in what belongs to it.", "勾选所办的一步，只填该步骤的内容。"
    )
    title = Text(f"step of work: {workflow.name.en}", f"办理单：{workflow.name.zh}")
    return Form(f"work-{workflow.kind}", WORK, title, purpose, (head, *steps), "/work")


def _taken(workflow: Workflow) -> Iterator[Transition]:
    """Rows that a person may cause, each event once."""
    seen: set[str] = set()
    for row in workflow.transitions:
        if set(row.parts) != {Part.LOOP} and row.event not in seen:
            seen.add(row.event)
            yield row


def _step(workflow: Workflow, row: Transition) -> FormPart:
    blanks = [
        Blank(
            FIELD_NAMES[name],
            FieldKind.LONG_TEXT if name in _LONG else FieldKind.TEXT,
            required=True,
        )
        for name in row.needs
    ]
    if row.needs_note:
        blanks.append(Blank(Text("reason, or what was done", "理由或办理情况"), FieldKind.LONG_TEXT, required=True))
    state = workflow.states[row.target]
    title = Text(f"{row.label.en} → {state.en}", f"{row.label.zh} → {state.zh}")
    return FormPart(title, tuple(blanks), ticked=True)


def _register(register: Register, stamp: str) -> Form:
    blanks = (
        Blank(Text("unit", "单位"), FieldKind.UNIT),
        *(_blank(f) for f in register.fields),
    )
    return Form(
        f"register-{register.kind}", REGISTERS, register.name, register.purpose, (FormPart(None, blanks),),
        f"/registers/{register.kind}", stamp,
    )  # fmt: skip


def _blank(field: Field) -> Blank:
    return Blank(
        field.label,
        field.kind,
        required=field.required,
        choices=tuple(choice.name for choice in field.choices),
        hint=_hint(field),
        personal=field.personal is not None or field.see is not None,
        columns=tuple(_blank(f) for f in field.fields),
    )


def _hint(field: Field) -> Text | None:
    if field.kind is FieldKind.RECURRENCE:
        return Text("as people say it", "如：农历逢三六九")
    if field.kind is not FieldKind.NUMBER:
        return None
    bounds = "" if field.least is None and field.most is None else f"{_number(field.least)} ~ {_number(field.most)}"
    said = " ".join(part for part in (field.measured_in, bounds) if part)
    return Text(said, said) if said else None


def _number(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"


def _named(rows: Sequence[Mapping[str, str]]) -> tuple[Text, ...]:
    return tuple(Text(row["en"], row["zh"]) for row in rows)
