"""What the feedback on an order of interception must hold: outcome, time, and the document where one was stopped."""

from collections.abc import Mapping
from typing import Any

from daoan.terms.estimates import Text

STOPPED, WRONG, GONE = "stopped", "wrong_vehicle", "gone"
OUTCOMES: Mapping[str, Text] = {
    STOPPED: Text("stopped and dealt with", "已拦截处置"),
    WRONG: Text("stopped, another vehicle", "拦截后核实非嫌疑车辆"),
    GONE: Text("not met", "未拦截到"),
}

#: As the node of an order checks them. 文书编号 is that of the ministry's platform (六合一).
ELEMENTS: tuple[Mapping[str, Any], ...] = (
    {
        "name": "outcome", "required": True, "label": {"en": "outcome", "zh": "拦截结果"},
        "choices": {code: {"en": text.en, "zh": text.zh} for code, text in OUTCOMES.items()},
    },
    {"name": "handled_at", "required": True, "label": {"en": "time of disposal", "zh": "处置时间"}},
    {
        "name": "document", "required_with": {"outcome": STOPPED},
        "label": {"en": "number of the document", "zh": "法律文书编号"},
    },
)  # fmt: skip


def outcome_of(feedback: Mapping[str, Any]) -> str:
    """The outcome that a feedback tells, by code; empty where it tells none."""
    return choice_of(ELEMENTS[0]["choices"], feedback.get("outcome")) or ""


def choice_of(choices: Mapping[str, Any], given: object) -> str | None:
    """The code of a choice, told by code or in the words of either language; ``None``: it is none of them."""
    for code, label in choices.items():
        if given == code or (isinstance(label, Mapping) and given in label.values()):
            return str(code)
    return None
