"""The steps of a county warning as one table: 生成—复核—发布—签收—方案—整改—反馈—复评—解除/升级.

A row says: in these states, this event by this role leads to that state, if the guard lets it. Nothing else can happen
to a warning. ``docs/models/situation.md`` shows the table as a diagram, drawn by :func:`diagram`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.terms.estimates import Text

STATES: Mapping[str, Text] = {
    "draft": Text("draft", "生成"),
    "review": Text("under review", "复核"),
    "published": Text("published", "已发布"),
    "signed": Text("signed for", "已签收"),
    "planned": Text("plan handed in", "已报方案"),
    "rectifying": Text("rectifying", "整改中"),
    "feedback": Text("reported back", "已反馈"),
    "reassessed": Text("re-assessed", "已复评"),
    "lifted": Text("lifted", "解除"),
    "escalated": Text("escalated", "升级"),
    "withdrawn": Text("withdrawn", "撤回"),
}
CLOSED = frozenset({"lifted", "escalated", "withdrawn"})

ROLES: Mapping[str, Text] = {
    "analyst": Text("analyst", "情报研判岗"),
    "reviewer": Text("reviewer of the city", "市级复核人"),
    "county": Text("county", "县区责任人"),
    "loop": Text("the loop", "系统"),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. ``guard``: what must also hold; ``needs_note``: the event must say something."""

    event: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    label: Text
    guard: str = ""  # "other_person", "later_month", "better", "not_better"
    needs_note: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition("submit", ("draft",), "review", ("analyst",), Text("submit", "提请复核")),
    Transition("return", ("review",), "draft", ("reviewer",), Text("return", "退回"), needs_note=True),
    Transition("withdraw", ("draft", "review"), "withdrawn", ("reviewer", "loop"), Text("withdraw", "撤回")),
    Transition("publish", ("review",), "published", ("reviewer",), Text("publish", "发布"), guard="other_person"),
    Transition("sign", ("published",), "signed", ("county",), Text("sign", "签收")),
    Transition("plan", ("signed",), "planned", ("county",), Text("hand in plan", "报送方案"), needs_note=True),
    Transition(
        "progress", ("planned", "rectifying"), "rectifying", ("county",), Text("progress", "进展"), needs_note=True
    ),
    Transition("report", ("rectifying",), "feedback", ("county",), Text("report back", "反馈"), needs_note=True),
    Transition("reassess", ("feedback",), "reassessed", ("loop",), Text("re-assess", "复评"), guard="later_month"),
    Transition("lift", ("reassessed",), "lifted", ("reviewer",), Text("lift", "解除"), guard="better"),
    Transition("continue", ("reassessed",), "rectifying", ("reviewer",), Text("go on", "继续整改"), guard="not_better"),
    Transition("escalate", ("reassessed",), "escalated", ("reviewer",), Text("escalate", "升级"), guard="not_better"),
)


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for row in TRANSITIONS:
        who = " or ".join(ROLES[role].en for role in row.roles)
        lines += [f"    {source} --> {row.target}: {row.label.en} ({who})" for source in row.sources]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in STATES if state in CLOSED)])
