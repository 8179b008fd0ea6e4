"""The advice in words, in both languages: why this unit, what its beat loses, which county is left, what heals it."""

from collections.abc import Mapping

from daoan.act.dispatch.advising import Candidate, Sent
from daoan.act.dispatch.guarding import AreaLeft, CoverMove
from daoan.terms.estimates import Share, Text
from daoan.terms.rulepacks import RulePack

ROAD = Text("by road", "按路网推算")
STRAIGHT = Text("reckoned straight: no road is known", "无路网可循，按直线推算")


def reasons_of(sent: Sent, one: Candidate, areas: Mapping[str, Text], pack: RulePack) -> tuple[Text, ...]:
    """Why a unit is where it is in the order. ``areas``: names of counties."""
    at = sent.arrival_min
    way = ROAD if one.by_road else STRAIGHT
    found = [
        Text(
            f"There in {at.value:.0f} min ({at.low:.0f} to {at.high:.0f}), {way.en}.",
            f"约{at.value:.0f}分钟到达（{at.low:.0f}—{at.high:.0f}），{way.zh}。",
        ),
        _origin(one),
        Text(
            f"Away {sent.away_h:.1f} h, its beat leaves {sent.loss.value:.2g} weighted injuries uncovered.",
            f"离岗约{sent.away_h:.1f}小时，其勤务点失去覆盖的预期加权伤亡为{sent.loss.value:.2g}。",
        ),
    ]
    found += [warning_of(left, areas, pack) for left in sent.left]
    return tuple(found)


def _origin(one: Candidate) -> Text:
    if one.age_s is None:
        return Text(
            "No fresh position: reckoned to be at its place of the plan, so the interval is wide.",
            "无实时位置：按计划点位推算，到达时间区间较宽。",
        )
    minutes = round(one.age_s / 60)
    ago = Text("just now", "刚刚") if minutes < 1 else Text(f"{minutes} min ago", f"{minutes}分钟前")
    return Text(f"Position told {ago.en}.", f"位置上报于{ago.zh}。")


def warning_of(left: AreaLeft, areas: Mapping[str, Text], pack: RulePack) -> Text:
    """Against leaving a county under its floor."""
    area, floor = _area(left.area, areas), float(pack.get("guard.floor"))
    return Text(
        f"Coverage guard: {area.en} would keep {_percent(left.kept)} of what its plan covers, units: {left.units} "
        f"(floor {floor:.0%}, {pack.get('guard.least_units')}).",
        f"覆盖底线：{area.zh}将仅保留计划覆盖的{_percent(left.kept)}、{left.units}组警力"
        f"（底线{floor:.0%}、{pack.get('guard.least_units')}组）。",
    )


def move_words(move: CoverMove, unit: Text, place: str, minutes: float, areas: Mapping[str, Text]) -> Text:
    """What a cover move does."""
    area = _area(move.area, areas)
    heals = (
        Text("above the floor again", "恢复至底线以上") if move.heals else Text("still under the floor", "仍低于底线")
    )
    return Text(
        f"{unit.en} shifts to {place} ({minutes:.0f} min): {area.en} keeps {_percent(move.kept)}, {heals.en}.",
        f"{unit.zh}调整至{place}（约{minutes:.0f}分钟）：{area.zh}保留{_percent(move.kept)}，{heals.zh}。",
    )


def shortfall_words(short: int) -> Text:
    """That there are too few."""
    return Text(
        f"{short} more are needed than anybody can give: ask neighbours or call in standby.",
        f"尚缺{short}组警力：请申请邻区支援或启用备勤。",
    )


def _area(code: str, areas: Mapping[str, Text]) -> Text:
    return areas.get(code, Text(code, code))


def _percent(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.0%}"
