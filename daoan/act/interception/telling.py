"""An option in words: how it stands, why it is worth it, in both languages."""

from collections.abc import Sequence

from daoan.act.interception.solving import Option
from daoan.terms.estimates import Text, sureness


def reasons_for(option: Option, now_ms: int, unit: str, place: str) -> tuple[Text, ...]:
    """Why this unit at this place. ``unit`` and ``place``: their names."""
    low, middle, high = (max(0, round((ms - now_ms) / 60_000)) for ms in option.expected_ms)
    travel = max(1, round(option.travel_s / 60))
    ready = option.p_stop / option.p_comes if option.p_comes else 0.0
    comes, first, stop = sureness(option.p_comes), sureness(min(ready, 1.0)), sureness(option.p_stop)
    away = round(60 * option.away_h)
    return (
        Text(
            f"the vehicle comes by {place} with {comes}, in {middle} min ({low} to {high})",
            f"车辆经过{place}的概率{comes}，预计{middle}分钟后（{low}至{high}分钟）",
        ),
        Text(
            f"{unit} is there in about {travel} min; ready in time, if it comes: {first}",
            f"{unit}约{travel}分钟到达；来车前到位把握{first}",
        ),
        Text(f"stopped with {stop} in all", f"拦截成功总概率{stop}"),
        Text(
            f"its own beat is uncovered for about {away} min: expected loss {option.loss:.3f}",
            f"本辖区约{away}分钟无人值守，预期损失{option.loss:.3f}",
        ),
    )


def differs_by(option: Option, best: Option | None) -> Text:
    """What another option does differently."""
    if best is None:
        return Text("no plan is worth its loss", "暂无值得出警的方案")
    if option.unit == best.unit:
        return Text("same unit, another place", "同一警力，另一地点")
    if option.place == best.place:
        return Text("another unit, same place", "另一警力，同一地点")
    return Text("another unit at another place", "另一警力，另一地点")


def best_first(best: Option | None, others: Sequence[Option]) -> tuple[Option, ...]:
    """All options of an advice in the order in which they are shown."""
    return (*((best,) if best is not None else ()), *others)
