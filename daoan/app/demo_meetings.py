"""Meetings of the demo's month and what they decided: entries of the register and matters are made of the same."""

from dataclasses import dataclass

from daoan.app.organisation import DEPARTMENT
from daoan.terms.city import City


@dataclass(frozen=True, slots=True)
class DemoDecision:
    """A decision. ``days``: from the meeting to its deadline. ``matter_id``: "" where not opened yet."""

    text: str
    units: tuple[str, ...]
    days: int
    matter_id: str = ""


@dataclass(frozen=True, slots=True)
class DemoMeeting:
    """A meeting ``ago`` days before now."""

    entry_id: str
    subject: str
    ago: int
    decisions: tuple[DemoDecision, ...]


def demo_meetings(city: City) -> tuple[DemoMeeting, ...]:
    """Meetings of the demo's month, with what they decided."""
    first, second, third = (f"b-{area.code}" for area in city.areas[:3])
    told = (
        (
            "年末风险会商 risks at the end of the year", 27,
            (
                ("加密夜间查控 check more at night", (first, second, third), 10),
                ("排查客运企业 look at coach companies", (DEPARTMENT, "emergency"), 14),
            ),
        ),
        (
            "校车和护学联席会 school buses", 19,
            (
                ("校车路线隐患清零 clear hazards on bus routes", ("education", DEPARTMENT), 12),
                ("校门口标线复划 renew markings at gates", (second,), 9),
            ),
        ),
        (
            "电动自行车专题会 e-bikes", 11,
            (
                ("销售点全覆盖检查 check every shop", ("market",), 8),
                ("检验机构双随机抽查 spot checks of stations", ("market", DEPARTMENT), 30),
            ),
        ),
        (
            "元旦保畅部署会 New Year traffic", 3,
            (
                ("集市出行劝导 advise market-goers", ("agriculture", third), 6),
                ("低温结冰会商 cold and ice", ("emergency",), 5),
                ("农村面包车清查 vans in villages", (first, "agriculture"), 25),
            ),
        ),
    )  # fmt: skip
    meetings = []
    for n, (subject, ago, decisions) in enumerate(told, start=1):
        last = n == len(told)
        rows = tuple(
            DemoDecision(text, units, days, "" if last and k == len(decisions) else f"decision-sim-{n}{k}")
            for k, (text, units, days) in enumerate(decisions, start=1)
        )
        meetings.append(DemoMeeting(f"meeting-sim-m{n}", subject, ago, rows))
    return tuple(meetings)
