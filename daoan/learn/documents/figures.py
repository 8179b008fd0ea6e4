"""Tables, charts and maps that several documents share."""

from collections.abc import Sequence

import numpy as np

from daoan.learn.documents.limits import county_limits
from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import (
    API,
    NONE,
    count,
    estimated,
    expected_figure,
    figure,
    indicator_figure,
    place_of,
    span_km,
)
from daoan.terms.codes import RoadClass
from daoan.terms.documents import Chart, Line, Place, Point, Sketch, Source, Table, same
from daoan.terms.estimates import Text, sureness
from daoan.terms.frames import Network, codes_of
from daoan.terms.records import BlackSpot, CountyAssessment, IndicatorSet, SegmentEstimate

LIMITS = Text(", county limits (dashed)", "、县区界线示意（虚线）")
#: Roads that a map of the whole city shows.
MAIN_ROADS = (RoadClass.MOTORWAY, RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY)


def indicator_table(found: IndicatorSet, caption: Text) -> Table:
    """Every indicator of a set beside the year before and the three-year mean; what is not recorded says so."""
    headings = (
        Text("Indicator", "指标"), Text("Value", "数值"), Text("Year before", "上年同期"), Text("Change", "同比"),
        Text("Three-year mean (range of chance)", "近三年均值（波动范围）"),
    )  # fmt: skip
    rows = tuple(
        (
            Text(", ".join(dict.fromkeys((i.label.en, i.unit.en))), f"{i.label.zh}（{i.unit.zh}）"),
            indicator_figure(found, i.key),
            NONE if i.previous is None else indicator_figure(found, i.key, "previous"),
            NONE if i.change_pct is None else indicator_figure(found, i.key, "change_pct"),
            expected_figure(found, i),
        )
        for i in found.indicators
    )
    return Table(caption, headings, rows)


def month_chart(material: Material, key: str, until: str) -> Chart | None:
    """An indicator's months up to one, each with what chance leaves around its three-year mean."""
    months = [m for m in material.months() if m <= until][-material.lists["months"] :]
    sets = [material.indicator_set(m) for m in months]
    points, label, unit = [], Text("", ""), Text("", "")
    for found in sets:
        indicator = next((i for i in found.indicators if i.key == key), None)
        if indicator is None:
            return None
        label, unit = indicator.label, indicator.unit
        expected = indicator.expected
        points.append(
            Point(
                same(found.period), indicator.value, expected.low if expected else None,
                expected.high if expected else None,
            )
        )  # fmt: skip
    if not any(p.value is not None for p in points):
        return None
    area = material.scope
    source = Source(
        f"{API}/indicators/{area}/{{month}}", f"/indicators/{key}", f"IndicatorSet {area} {months[0]}…{until}"
    )
    return Chart("steps", Text(f"{label.en.capitalize()} by month", f"各月{label.zh}"), unit, tuple(points), source)


def county_chart(counties: Sequence[CountyAssessment]) -> Chart:
    """Scores of counties with their intervals, gravest first."""
    points = tuple(Point(c.name, c.score.value, c.score.low, c.score.high, str(c.level)) for c in counties)
    level = f"{counties[0].score.level:.0%}"
    return Chart(
        "ranges",
        Text(f"Risk index of counties ({level} intervals)", f"县区风险指数（{level}区间）"),
        Text("points; 50: as always and as everywhere", "分，50为常年和平均水平"),
        points,
        Source(
            f"{API}/counties?kind=area", "/rows/*/score", f"CountyAssessment {counties[0].month}", counties[0].rule_pack
        ),
        reference=50.0,
        reference_label=Text("as always", "常年水平"),
    )


def segment_table(segments: Sequence[SegmentEstimate], pack: str) -> Table:
    """Stretches with the highest risk per kilometre."""
    headings = (
        Text("Rank", "位次"), Text("Road", "道路"), Text("Length, m", "长度（米）"),
        Text("Crashes (years)", "事故（年数）"),
        Text("Expected a year", "年期望起数"), Text("Sure of excess", "超出把握"),
    )  # fmt: skip
    rows = []
    for s in segments:
        where = f"/segments/{s.segment_id}", f"SegmentEstimate {s.segment_id}"
        rows.append(
            (
                count(s.rank, where[0], "/estimate/rank", where[1], pack),
                same(place_of(s.road_name, s.segment_id)),
                figure(f"{s.length_m:.0f}", s.length_m, where[0], "/estimate/length_m", where[1]),
                figure(Text(f"{s.crashes} ({s.years:.0f})", f"{s.crashes}（{s.years:.0f}）"), s.crashes, where[0],
                       "/estimate/crashes", where[1]),
                estimated(s.crashes_per_year, where[0], "/estimate/crashes_per_year", where[1], pack),
                figure(sureness(s.prob_excess), s.prob_excess, where[0], "/estimate/prob_excess", where[1], pack),
            )
        )  # fmt: skip
    caption = Text(
        f"The {len(segments)} stretches with the highest risk per kilometre", f"每公里风险最高的{len(segments)}个路段"
    )
    return Table(caption, headings, tuple(rows))


def blackspot_table(spots: Sequence[BlackSpot]) -> Table:
    """Black spots by rule pack, numbered as on the map."""
    agree = {True: Text("yes", "印证"), False: Text("no", "未印证"), None: Text("no estimate", "无估计")}
    headings = (
        Text("No.", "序"), Text("Road", "道路"), Text("From–to", "起讫"), Text("Crashes", "事故"),
        Text("Fatal", "死亡"),
        Text("Rule", "判定规则"), Text("Estimate agrees", "估计印证"),
    )  # fmt: skip
    rows = []
    for place, b in enumerate(spots, start=1):
        route, stored = f"/blackspots/{b.blackspot_id}", f"BlackSpot {b.blackspot_id}"
        rows.append(
            (
                same(str(place)),
                same(b.road_name or "—"),
                same(span_km(b.from_m, b.to_m)),
                count(b.crashes, route, "/blackspot/crashes", stored, b.rule_pack),
                count(b.fatal, route, "/blackspot/fatal", stored, b.rule_pack),
                b.rule_title,
                figure(agree[b.eb_agrees], b.eb_agrees, route, "/blackspot/eb_agrees", stored, b.rule_pack),
            )
        )
    return Table(Text("Black spots by rule pack", "按规则包判定的事故多发点段"), headings, tuple(rows))


def city_map(material: Material, segments: Sequence[SegmentEstimate], spots: Sequence[BlackSpot]) -> Sketch | None:
    """The city's main roads with the worst stretches in red and black spots numbered."""
    network = material.network
    if network is None or not (segments or spots):
        return None
    wanted, limits = {s.segment_id for s in segments}, () if material.area else county_limits(network)
    also = LIMITS if limits else same("")
    return Sketch(
        Text(
            f"Worst stretches (red) and black spots (numbered){also.en}",
            f"重点路段（红色）、事故多发点段（编号）{also.zh}",
        ),
        borders=limits,
        roads=main_roads(network, material.area),
        stretches=lines_of(network, wanted),
        places=tuple(Place(b.lon, b.lat, str(n), "orange") for n, b in enumerate(spots, start=1)),
        source=Source(f"{API}/blackspots", "/rows/*", f"Network {material.run.inputs.get('network', '')}"),
    )


def main_roads(network: Network, area: str = "") -> tuple[Line, ...]:
    """Lines of the main roads, of one county where it is named; of all roads where there are none."""
    main = np.isin(network.road_class, codes_of(RoadClass, list(MAIN_ROADS)))
    chosen = np.flatnonzero(main & (network.area == area) if area else main)
    rows = chosen if len(chosen) else np.arange(len(network))
    return tuple(_line(network, int(i)) for i in rows)


def lines_of(network: Network, wanted: set[str]) -> tuple[Line, ...]:
    """Lines of some segments."""
    return tuple(_line(network, i) for i, name in enumerate(network.segment_id) if name in wanted)


def roads_within(network: Network, west: float, south: float, east: float, north: float) -> tuple[Line, ...]:
    """Lines of every road with a point within bounds, WGS-84 degrees."""
    lon, lat = network.coords[:, 0], network.coords[:, 1]
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    row = np.repeat(np.arange(len(network)), np.diff(network.starts))
    return tuple(_line(network, int(i)) for i in np.unique(row[inside]))


def _line(network: Network, i: int) -> Line:
    return tuple((round(float(x), 5), round(float(y), 5)) for x, y in network.points_of(i))
