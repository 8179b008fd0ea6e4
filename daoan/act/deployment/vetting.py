"""What is wrong with a request in itself, before anything is solved: each with what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from math import isfinite
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daoan.act.deployment.travel import minutes_between
from daoan.act.deployment.windows import windows_of
from daoan.terms.errors import PlanImpossible
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import DeploymentRequest, Forbid, HeldPlace, MustDo, Pin
from daoan.terms.rulepacks import RulePack

LEVELS = ("one", "two", "three")


def vet(request: DeploymentRequest, pack: RulePack) -> None:
    """Raises :class:`PlanImpossible` with the first thing that is wrong."""
    for problem in _problems(request, pack):
        raise PlanImpossible(((problem.en, problem.zh),))


def _problems(request: DeploymentRequest, pack: RulePack) -> Iterator[Text]:
    if request.level not in LEVELS:
        yield Text(f"a duty level {request.level!r} (known: one, two, three)", f"勤务等级{request.level!r}不存在")
    for what, what_zh, things in (
        ("units", "警组", request.units), ("shifts", "班次", request.shifts), ("places", "地点", request.places),
    ):  # fmt: skip
        if not things:
            yield Text(f"a plan without {what}: give at least one", f"没有任何{what_zh}，至少应有一个")
    if not _is_zone(request.zone):
        yield Text(f"the time zone {request.zone!r}, which is none", f"时区{request.zone!r}不存在")
    yield from _doubled(request)
    yield from _bad_shifts(request, pack)
    yield from _bad_numbers(request)
    yield from _unknown(request)
    yield from _unreached(request, pack)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _doubled(request: DeploymentRequest) -> Iterator[Text]:
    ids: dict[str, Iterable[str]] = {
        "unit": (u.unit_id for u in request.units),
        "shift": (s.key for s in request.shifts),
        "place": (p.place_id for p in request.places),
        "duty": (d.duty_id for d in request.duties),
        "stretch": (d.segment_id for d in request.demands),
    }
    for what, keys in ids.items():
        for key, times in Counter(keys).items():
            if times > 1:
                yield Text(f"the {what} {key} is given {times} times", f"编号{key}重复出现{times}次")


def _bad_shifts(request: DeploymentRequest, pack: RulePack) -> Iterator[Text]:
    for shift in request.shifts:
        if any(t.tzinfo is None or t.utcoffset() != timedelta(0) for t in (shift.starts_at, shift.ends_at)):
            yield Text(f"the shift {shift.key} has times that are not in UTC", f"班次{shift.key}的时间不是UTC时间")
            return
        if shift.ends_at - shift.starts_at < timedelta(minutes=1):
            yield Text(
                f"the shift {shift.key} has no length: it must end after its start", f"班次{shift.key}时长为零或为负"
            )
            return
    windows = windows_of(request.shifts, request.zone, pack)
    starts = [w.shift.starts_at for w in windows]
    nights = [w.night for w in windows if w.night is not None]
    if starts != sorted(starts) or nights != sorted(nights):
        yield Text("shifts that are not in order of their start and night", "班次未按开始时间（夜班未按日期）排列")


def _bad_numbers(request: DeploymentRequest) -> Iterator[Text]:
    for demand in request.demands:
        if len(demand.expected) != len(request.shifts):
            yield Text(
                f"the stretch {demand.segment_id} has {len(demand.expected)} numbers for {len(request.shifts)} shifts",
                f"路段{demand.segment_id}的预期数{len(demand.expected)}个与班次数{len(request.shifts)}不符",
            )
        if any(not (isfinite(e) and e >= 0) for e in (*demand.expected, demand.relative_sd)):
            yield Text(
                f"the stretch {demand.segment_id} expects less than nothing, or no number",
                f"路段{demand.segment_id}的预期伤亡为负数或不是数",
            )
    for thing, key in (
        [(p, p.place_id) for p in request.places]
        + [(u, u.unit_id) for u in request.units]
        + [(d, d.segment_id) for d in request.demands]
    ):
        if not (isfinite(thing.lon) and isfinite(thing.lat) and abs(thing.lon) <= 180 and abs(thing.lat) <= 90):
            yield Text(f"{key} lies at no place on earth", f"{key}的坐标无效")
    for unit in request.units:
        past = unit.past
        hours = (unit.hours_a_day, unit.hours_a_week, past.hours_today, past.hours_this_week, past.nights_this_week,
                 past.nights_in_row, past.nights_remembered, past.weekends_remembered)  # fmt: skip
        if any(h is not None and not (isfinite(h) and h >= 0) for h in hours):
            yield Text(f"the unit {unit.unit_id} has negative hours or nights", f"警组{unit.unit_id}的工时或夜班数为负")
    for station, row in (request.travel_minutes or {}).items():
        if any(not (isfinite(m) and m >= 0) for m in row.values()):
            yield Text(
                f"a way from {station} takes less than no time, or no number", f"{station}的行程时间为负或不是数"
            )
    for duty in request.duties:
        if duty.number < 1:
            yield Text(f"the duty {duty.duty_id} needs {duty.number} units", f"任务{duty.duty_id}所需警组数须至少为1")


def _unknown(request: DeploymentRequest) -> Iterator[Text]:
    units, shifts = {u.unit_id for u in request.units}, {s.key for s in request.shifts}
    places, segments = {p.place_id for p in request.places}, {d.segment_id for d in request.demands}
    named: list[Pin | Forbid] = [*request.pins, *request.forbids]
    timed: list[Pin | Forbid | MustDo | HeldPlace] = [*named, *request.duties, *request.held]
    asked = [
        *(("unit", r.unit_id, units) for r in named),
        *(("shift", r.shift, shifts) for r in timed),
        *(("place", r.place_id, places) for r in timed if r.place_id),
        *(("stretch", s, segments) for p in request.places for s in p.segments),
    ]
    for what, key, known in asked:
        if key not in known:
            yield Text(f"the {what} {key} is asked for but not given", f"要求中的{key}不在所给数据中")


def _unreached(request: DeploymentRequest, pack: RulePack) -> Iterator[Text]:
    minutes = minutes_between(request, pack)
    longest = max((s.ends_at - s.starts_at).total_seconds() / 60 for s in request.shifts)
    most = min(float(pack.get("reach.most_minutes")), longest / 2)
    for j, place in enumerate(request.places):
        nearest = float(minutes[:, j].min())
        if nearest >= most or not isfinite(nearest):
            way = "no way from any station" if not isfinite(nearest) else f"{nearest:.0f} min from the nearest station"
            way_zh = "所有驻地均不可达" if not isfinite(nearest) else f"距最近驻地{nearest:.0f}分钟"
            yield Text(
                f"the place {place.place_id}: no unit can reach it ({way}, at most {most:.0f} min)",
                f"地点{place.place_id}无警组可达（{way_zh}，上限{most:.0f}分钟）",
            )
