"""What the demo's registers hold: invented shops, permits and duties, each marked as simulated; days lie around now.

Texts stand in both languages, since an entry has one text for every reader. Numbers of licences begin with SIM: no real
one does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from daoan.app.demo_meetings import demo_meetings
from daoan.app.organisation import COMMITTEE, DEPARTMENT, ROOT
from daoan.terms.city import City

MARKET = "market"
PERSON = "模拟{}号"  # nobody is called so


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """An entry to be. ``before``: what its first version said, where it was changed since. ``name``: its id's end."""

    register: str
    unit_id: str
    values: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    name: str = ""


def demo_entries(city: City, today: date) -> Iterator[DemoEntry]:
    """Everything that the demo's registers hold on a day."""
    yield from _programme(today)
    yield from _responsibility(city, today)
    yield from _market(today)
    yield from _transport(today)
    yield from _meetings(city, today)


def _ahead(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


Targets = tuple[float, ...]
Steps = tuple[tuple[int, str, int | None], ...]
#: Number, task, owner, measure, targets for the year before, this one, the next; milestones (days from now, what, done
#: so many days after its day).
_TASKS: Sequence[tuple[str, str, str, str, Targets, Steps]] = (
    (
        "01", "压降事故死亡人数 fewer killed", ROOT, "killed", (110, 104, 98),
        ((-200, "分析近三年死亡事故 study three years", 4), (90, "年中评估 mid-year review", None)),
    ),
    (
        "02", "减少死亡重伤事故 fewer grave crashes", ROOT, "ksi_crashes", (100, 100, 92),
        ((-120, "建立深度调查制度 in-depth inquiries", -3),),
    ),
    (
        "03", "治理事故多发点段 treat black spots", DEPARTMENT, "black_spots_treated", (2, 2, 6),
        ((-40, "完成首批勘查 survey the first batch", None), (60, "第二批开工 begin the second batch", None)),
    ),
    (
        "04", "隐患按期整改 hazards put right in time", DEPARTMENT, "hazards_in_time", (85, 90, 95),
        ((-150, "明确整改时限 agree on time limits", 0),),
    ),
    ("05", "隐患销号 close hazards", ROOT, "hazards_closed", (2, 5, 40), ()),
    ("06", "指令按时签收 sign orders in time", ROOT, "orders_signed", (80, 90, 95), ((-100, "签收培训 training", 6),)),
    ("07", "指令按时反馈 feed back in time", ROOT, "orders_fed_back", (70, 75, 85), ()),
    ("08", "预警按时签收 sign alerts in time", ROOT, "alerts_signed", (60, 65, 90), ()),
    (
        "09", "成员单位按时回复 members answer in time", COMMITTEE, "joint_replied", (80, 85, 90),
        ((-20, "确定联络员 name contacts", None),),
    ),
    (
        "10", "校车安全提升 safer school buses", "education", "", (),
        ((-60, "校车路线复核 check every route", -2), (45, "校车驾驶人培训 train drivers", None)),
    ),
    (
        "11", "农村劝导站规范运行 village posts that work", "agriculture", "", (),
        ((-8, "劝导站复核 check every post", None), (80, "装备补齐 complete equipment", None)),
    ),
)  # fmt: skip


def _programme(today: date) -> Iterator[DemoEntry]:
    for number, task, owner, measure, targets, steps in _TASKS:
        milestones = []
        for days, what, done in steps:
            row = {"day": _ahead(today, days), "what": what}
            if done is not None:
                row |= {"done_by": PERSON.format(number), "done_on": _ahead(today, days + done)}
            milestones.append(row)
        values: dict[str, Any] = {
            "number": f"SIM-{number}", "task": task, "unit": owner, "counted_for": "city",
            "helpers": [u for u in ("emergency", MARKET) if u != owner][: 1 + int(number) % 2],
            "targets": [{"year": today.year - 1 + n, "target": v} for n, v in enumerate(targets)],
            "milestones": milestones, "basis": "模拟任务 simulated task",
        }  # fmt: skip
        if measure:
            values["measure"] = measure
        yield DemoEntry("programme", COMMITTEE, values)


#: Duties of every county's brigade: what, when, which kind of matter shows it; the last: which county has a gap.
_DUTIES = (
    ("夜间酒驾查处 drink-driving at night", "night", "order_node", None),
    ("节假日疏导 holiday traffic", "holiday", "order_node", None),
    ("集市护路 market days", "harvest", "order_node", 5),
    ("恶劣天气管控 bad weather", "weather", "alert", 3),
    ("上下学护学 ways to school", "school", "order_node", None),
    ("隐患整改 hazards put right", "always", "hazard", 6),
)
_DEPARTMENT_DUTIES = (
    (DEPARTMENT, "公路隐患治理 hazards of roads", "always", "hazard"),
    (DEPARTMENT, "议定事项落实 decisions carried out", "always", "joint_part"),
    ("agriculture", "农村劝导 village posts", "harvest", "joint_part"),
    ("education", "校车安全 school buses", "school", "joint_part"),
    ("emergency", "恶劣天气会商 bad weather", "weather", "joint_part"),
    (MARKET, "检验机构监管 inspection stations", "always", "joint_part"),
)


def _responsibility(city: City, today: date) -> Iterator[DemoEntry]:
    basis = "模拟责任清单 simulated list of duties"
    since = f"{today.year}-01-01"
    for place, area in enumerate(city.areas):
        for row, (duty, period, kind, gap) in enumerate(_DUTIES):
            if gap == place:
                continue
            values = {
                "duty": duty, "unit": f"b-{area.code}", "period": period, "kinds": kind, "basis": basis, "since": since,
                "leader": PERSON.format(place * 10 + row), "phone": f"1380000{place * 10 + row:04d}",
            }  # fmt: skip
            if (place, row) in ((2, 1), (7, 4)):
                values["until"] = _ahead(today, -12)
            before = values | {"leader": PERSON.format(90 + row)} if row == 0 and place < 3 else None
            yield DemoEntry("responsibility", COMMITTEE, values, before)
    for row, (unit, duty, period, kind) in enumerate(_DEPARTMENT_DUTIES):
        leader = {"leader": PERSON.format(200 + row), "phone": f"1380001{row:04d}"}
        values = {"duty": duty, "unit": unit, "period": period, "kinds": kind, "basis": basis, "since": since}
        yield DemoEntry("responsibility", COMMITTEE, values | leader)


def _market(today: date) -> Iterator[DemoEntry]:
    results = ("good", "mend", "good", "false_report", "good")
    for n in range(1, 13):
        checks = [
            {"on": _ahead(today, -30 * k - n), "result": results[(n + k) % 5], "found": "模拟 simulated"}
            for k in range(1 + n % 3)
        ]
        yield DemoEntry(
            "inspection_station",
            MARKET,
            {
                "licence": f"SIM-JC-{n:03d}", "name": f"模拟检测站{n}号 simulated station {n}", "lines": 1 + n % 4,
                "address": f"虚构路{n}号 fictional road {n}", "valid_until": _ahead(today, 47 * n - 60),
                "checks": checks,
            },
        )  # fmt: skip
    for n in range(1, 19):
        values = {
            "licence": f"SIM-DDC-{n:03d}", "name": f"模拟车行{n}号 simulated shop {n}",
            "address": f"虚构街{n}号 fictional street {n}", "owner": PERSON.format(300 + n),
            "phone": f"1380002{n:04d}", "below_standard": (n * 7) % 5, "checked_on": _ahead(today, -5 * n),
        }  # fmt: skip
        yield DemoEntry("ebike_shop", MARKET, values, values | {"below_standard": 0} if n % 6 == 0 else None)
    whats = ("加高栏板 raised sides", "加装座位 added seats", "解码提速 speed unlocked", "拆除尾板 tailboard removed")
    for n in range(1, 9):
        yield DemoEntry(
            "modified_vehicle",
            MARKET,
            {
                "what": whats[n % 4], "plate": f"甘M{n:02d}SIM", "workshop": f"虚构修理厂{n} fictional workshop {n}",
                "found_on": _ahead(today, -4 * n), "outcome": ("open", "restored", "fined", "unfounded")[n % 4],
            },
        )  # fmt: skip


def _transport(today: date) -> Iterator[DemoEntry]:
    kinds = ("coach", "charter", "danger", "heavy", "school")
    for n in range(1, 21):
        yield DemoEntry(
            "permit",
            DEPARTMENT,
            {
                "number": f"SIM-YS-{n:03d}", "holder": f"模拟运输{n}号 simulated carrier {n}", "kind": kinds[n % 5],
                "vehicles": 3 + (n * 13) % 40, "valid_until": _ahead(today, 31 * n - 90),
            },
        )  # fmt: skip
    for n in range(1, 7):
        yield DemoEntry(
            "driving_school",
            DEPARTMENT,
            {
                "licence": f"SIM-JP-{n:03d}", "name": f"模拟驾校{n}号 simulated school {n}", "instructors": 6 + 3 * n,
                "pass_percent": 58 + 5 * n, "killed_by_new_drivers": n % 3,
            },
        )  # fmt: skip
    for n in range(1, 6):
        yield DemoEntry(
            "work_zone",
            DEPARTMENT,
            {
                "where": f"虚构公路 K{10 + 7 * n}+300 fictional road", "from": _ahead(today, -10 * n),
                "until": _ahead(today, 20 - 6 * n), "permit": f"SIM-SG-{n:03d}", "lanes_closed": n % 3,
                "protection": "锥桶、警示灯 cones, lights", "contact": PERSON.format(400 + n),
                "phone": f"1380003{n:04d}",
            },
        )  # fmt: skip


def _meetings(city: City, today: date) -> Iterator[DemoEntry]:
    for n, one in enumerate(demo_meetings(city), start=1):
        decisions = []
        for d in one.decisions:
            row = {"text": d.text, "units": list(d.units), "finish_by": _ahead(today, d.days - one.ago)}
            decisions.append(row | ({"matter": d.matter_id} if d.matter_id else {}))
        units = sorted({unit for d in one.decisions for unit in d.units} | {ROOT})
        values = {
            "day": _ahead(today, -one.ago), "subject": one.subject, "chair": PERSON.format(500 + n),
            "video": n % 2 == 0, "attendees": units, "agenda": "模拟议程 simulated agenda",
            "minutes": "模拟纪要 simulated minutes",
            "decisions": decisions,
        }  # fmt: skip
        yield DemoEntry("meeting", COMMITTEE, values, name=one.entry_id.removeprefix("meeting-sim-"))
