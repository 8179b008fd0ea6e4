"""What tasks are measured by: counted from logs of matters and from crashes, never typed in.

A share counts each matter once: it is in time where none of its answers came after the deadline; what still waits
beyond its deadline counts as not in time. docs/how-to/programme.md lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``kind``: of matters, or "crash". ``answers``: events that are counted.

    ``percent``: those in time of all that were due; ``waiting``: states that count against it once their deadline has
    passed. Else how many there are. ``more``: whether more is better; a target is then a floor, else a ceiling.
    """

    code: str
    name: Text
    kind: str
    answers: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    percent: bool = False
    more: bool = True
    black_spots: bool = False  # only matters that were drafted from a black spot


_RECTIFYING = ("assigned", "signed", "planned", "rectifying")

MEASURES: Mapping[str, Measure] = {
    m.code: m
    for m in (
        Measure("hazards_closed", Text("hazards closed", "隐患销号数"), "hazard", ("accept",)),
        Measure(
            "hazards_in_time", Text("hazards put right in time", "隐患按期整改率"), "hazard", ("apply",), _RECTIFYING,
            True,
        ),
        Measure(
            "black_spots_treated", Text("black spots treated", "事故多发点段治理数"), "hazard", ("accept",),
            black_spots=True,
        ),
        Measure(
            "look_backs_done", Text("look-backs done in time", "回头看按期完成率"), "hazard", ("look_back", "recur"),
            ("closed",), True,
        ),
        Measure(
            "orders_signed", Text("orders signed in time", "指令按时签收率"), "order_node", ("sign",), ("to_sign",),
            True,
        ),
        Measure(
            "orders_fed_back", Text("orders fed back in time", "指令按时反馈率"), "order_node", ("feed_back", "gather"),
            ("to_sign", "signed", "passed_down"), True,
        ),
        Measure("alerts_signed", Text("alerts signed in time", "预警按时签收率"), "alert", ("sign",), ("new",), True),
        Measure(
            "joint_replied", Text("joint tasks answered in time", "协同事项按时回复率"), "joint_part", ("reply",),
            ("to_sign", "signed"), True,
        ),
        Measure(
            "supervision_answered", Text("supervision answered in time", "督办按时回复率"), "supervision", ("reply",),
            ("issued", "signed"), True,
        ),
        Measure(
            "opinions_answered", Text("public opinion answered in time", "涉路舆情按时回应率"), "opinion", ("answer",),
            ("assigned",), True,
        ),
        Measure("killed", Text("killed in crashes", "事故死亡人数"), "crash", more=False),
        Measure("ksi_crashes", Text("crashes with killed or seriously injured", "死亡重伤事故数"), "crash", more=False),
    )
}  # fmt: skip
