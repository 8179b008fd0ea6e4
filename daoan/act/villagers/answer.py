"""What the sender of a report is told of it: a state in plain words, and of a hazard only how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter

#: How far a hazard came, by its state, as somebody reads it who knows no workflow.
_HAZARD: Mapping[str, tuple[str, Text]] = {
    "reported": ("looked_at", Text("It is being looked at.", "正在核实。")),
    "graded": ("looked_at", Text("It is being looked at.", "正在核实。")),
    "assigned": ("given_out", Text("It was given to those who put it right.", "已交办责任单位治理。")),
    "signed": ("given_out", Text("It was given to those who put it right.", "已交办责任单位治理。")),
    "planned": ("given_out", Text("It was given to those who put it right.", "已交办责任单位治理。")),
    "rectifying": ("at_work", Text("It is being put right.", "正在治理。")),
    "applied": ("at_work", Text("The work is done and being examined.", "治理完成，等待验收。")),
    "accepting": ("at_work", Text("The work is done and being examined.", "治理完成，等待验收。")),
    "closed": ("done", Text("It was put right. Thank you.", "已治理完成，感谢您的反映。")),
    "ended": ("done", Text("It was put right. Thank you.", "已治理完成，感谢您的反映。")),
    "dismissed": ("none", Text("It was examined and found to be no hazard.", "经核查，不属于道路隐患。")),
    "withdrawn": ("none", Text("It is no longer followed.", "该事项已撤销。")),
}
_STATES: Mapping[str, Text] = {
    "received": Text("Received. Your township will look at it.", "已收到，乡镇将尽快处理。"),
    "taken_up": Text("Taken up.", "已受理。"),
    "joined": Text("This place was known already: your report was added to it.", "该隐患此前已登记，您的反映已并入。"),
    "turned_down": Text("Not taken up.", "未予受理。"),
}
_SPAM = Text("This could not be read as a report about a road.", "该信息无法作为道路隐患处理。")


@dataclass(frozen=True, slots=True)
class Answer:
    """``state``: received, taken_up, joined, turned_down. ``step``: how far its hazard came, empty without one.

    ``reason``: why it was turned down; ``words``: what somebody wrote to its sender, not masked yet.
    """

    state: str
    told: Text
    step: str
    hazard: Text | None
    reason: Text | None
    words: str
    changed_at: datetime


def answer_to(report: Matter, hazard: Matter | None, reasons: Mapping[str, Text]) -> Answer:
    """The answer to a report. ``hazard``: what it became or was joined to, where that is still kept."""
    state = "turned_down" if report.state == "spam" else report.state
    step, words = _HAZARD.get(hazard.state, ("", None)) if hazard is not None else ("", None)
    reason = _SPAM if report.state == "spam" else reasons.get(str(report.values.get("reason", "")))
    changed = max(report.changed_at, hazard.changed_at) if hazard is not None and words else report.changed_at
    said = str(report.values.get("words", "")) if report.state == "turned_down" else ""
    return Answer(state, _STATES[state], step, words, reason, said, changed)
