"""Black spots and the scorecard as anybody may have them: counts too small to hide in are left out."""

from collections.abc import Iterable

from daoan.learn.open_data.crashes import Ground
from daoan.learn.open_data.tables import SIMULATED, Cell, OpenField, OpenTable
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records import BlackSpot, Scorecard

PLACE_DECIMALS = 3  # of a degree, 111 m


def blackspot_table(spots: Iterable[BlackSpot], ground: Ground) -> OpenTable:
    """Black spots with at least ``k`` crashes; counts in steps of ``k``, rounded down, without a split by severity."""
    there = sorted(spots, key=lambda s: (s.rule_pack, s.blackspot_id))
    told = [s for s in there if s.crashes >= ground.k]
    rows = tuple(_spot(s, ground) for s in told)
    places = tuple((round(s.lon, PLACE_DECIMALS), round(s.lat, PLACE_DECIMALS)) for s in told)
    return OpenTable(
        "blackspots",
        Text("Black spots", "事故多发点段"),
        Text("Detection over the crash register by rule packs.", "依据规则包由事故登记识别。"),
        SPOT_FIELDS,
        rows,
        places,
        len(there),
        len(there) - len(told),
    )


def scorecard_table(cards: Iterable[Scorecard], ground: Ground) -> OpenTable:
    """What share of a year's crashes the forecasts caught; shares of fewer than ``k`` crashes are left out."""
    captures = [c for card in cards for c in card.captures]
    told = [
        c
        for c in captures
        if _hides(c.captured.part, ground.k) and _hides(c.captured.whole - c.captured.part, ground.k)
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (c.origin, c.method, c.outcome, c.top_pct, c.captured.part, c.captured.whole, ground.simulated) for c in told
    )
    return OpenTable(
        "scorecard",
        Text("Scorecard of forecasts", "预测评分"),
        Text(
            "Forecasts of a year from what was known before, held against what happened.",
            "以事前所知预测每年，与实际对照。",
        ),
        CARD_FIELDS,
        rows,
        tuple(None for _ in rows),
        len(captures),
        len(captures) - len(told),
    )


def _hides(count: float, k: int) -> bool:
    return count == 0 or count >= k


def _spot(spot: BlackSpot, ground: Ground) -> tuple[Cell, ...]:
    step = float(ground.rules["anonymity"]["chance_step"])
    chance = None if spot.prob_excess is None else round(round(spot.prob_excess / step) * step, 2)
    return (
        spot.rule_pack,
        spot.rule,
        spot.kind,
        mask_text(spot.road_name or "") or None,
        spot.area,
        _tens(spot.from_m),
        _tens(spot.to_m),
        spot.window_starts.isoformat(),
        spot.window_ends.isoformat(),
        spot.crashes // ground.k * ground.k,
        chance,
        ground.simulated,
    )


def _tens(metres: float | None) -> int | None:
    return None if metres is None else round(metres / 10) * 10


_M = Text("m", "米")

SPOT_FIELDS = (
    OpenField("rule_pack", "text", Text("Rule pack that found it.", "所用规则包。")),
    OpenField("rule", "text", Text("Rule of the pack.", "规则。")),
    OpenField(
        "kind", "text", Text("Point, stretch, bridge, tunnel, slope, cluster.", "点、段、桥梁、隧道、长下坡等。")
    ),
    OpenField("road_name", "text", Text("Name of the road.", "道路名称。")),
    OpenField("area", "text", Text("Code of the county or district.", "县区代码。")),
    OpenField("from_m", "whole", Text("Chainage of its beginning.", "起点桩号。"), _M),
    OpenField("to_m", "whole", Text("Chainage of its end.", "终点桩号。"), _M),
    OpenField("window_starts", "text", Text("First day counted.", "统计起始日。")),
    OpenField("window_ends", "text", Text("Last day counted.", "统计截止日。")),
    OpenField(
        "crashes_at_least",
        "whole",
        Text("Crashes in the window, rounded down to a multiple of k.", "统计期内事故起数，向下取至 k 的倍数。"),
        Text("crashes", "起"),
    ),
    OpenField(
        "chance_of_excess",
        "number",
        Text("Chance that it is worse than its kind, in steps.", "超出同类路段的概率，分档。"),
    ),
    SIMULATED,
)
CARD_FIELDS = (
    OpenField("year", "whole", Text("Year that was forecast.", "被预测年份。")),
    OpenField("method", "text", Text("Method of the forecast; baselines too.", "预测方法，含基线。")),
    OpenField(
        "outcome",
        "text",
        Text("all: every crash; ksi: killed or seriously injured.", "all：全部事故；ksi：死亡或重伤事故。"),
    ),
    OpenField(
        "top_pct",
        "number",
        Text("Part of road length that was named most dangerous.", "被列为最危险的里程比例。"),
        Text("%", "%"),
    ),
    OpenField(
        "captured",
        "whole",
        Text("Crashes of the year on that part.", "当年发生在该部分的事故。"),
        Text("crashes", "起"),
    ),
    OpenField(
        "of", "whole", Text("Crashes of the year on the network.", "当年路网上的全部事故。"), Text("crashes", "起")
    ),
    SIMULATED,
)
