"""One place, one plan 一段一方案; and what came of a measure 治理效果评估: each a document of its own."""

from collections import Counter
from datetime import timedelta

from daoan.learn.documents.figures import lines_of, roads_within
from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import (
    API,
    count,
    day,
    estimated,
    figure,
    percent,
    span_km,
    unnumbered,
    written,
)
from daoan.terms.documents import BLANK, Chart, Document, Passage, Place, Point, Section, Sketch, Source, Table, same
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text, both, sureness
from daoan.terms.months import first_day, month_name, month_of
from daoan.terms.records import BlackSpot, Study
from daoan.terms.times import utc_to_local

AROUND_DEG = 0.02  # what the map shows beyond the place
MOST_MONTHS = 24  # columns of a chart by month


def dossier(material: Material, subject: str) -> Document:
    """The dossier of a black spot. Raises :class:`NotFound`."""
    spot = next((b for b in material.blackspots if b.blackspot_id == subject), None)
    if spot is None:
        raise NotFound(f"there is no black spot {subject!r}")
    name = f"{spot.road_name or ''} {span_km(spot.from_m, spot.to_m)}".strip()
    ticket = next((t for t in material.tickets if any(e.ref == subject for e in t.evidence)), None)
    measures = ticket.suggestions if ticket is not None else (same(BLANK),)
    asked = tuple(Passage(words, lead=same("")) for words in measures)
    return written(
        material,
        number=unnumbered(Text("plan", "方案"), material.today.year),
        title=Text(f"Plan for one place: {name}", f"{name}事故多发点段治理方案"),
        pieces=(Text("Plan for one place:", name), Text(name, "事故多发点段治理方案")),
        sections=[
            _found(material, spot, ticket.finding if ticket is not None else None),
            _patterns(spot),
            Section(Text("What to do", "治理措施"), asked),
            Section(
                Text("Who, until when", "责任与时限"),
                (
                    Text(
                        f"Responsible: {BLANK}; until: {BLANK}; money: {BLANK}.",
                        f"责任单位：{BLANK}；完成时限：{BLANK}；经费：{BLANK}。",
                    ),
                ),
            ),
        ],
    )


def _found(material: Material, spot: BlackSpot, finding: Text | None) -> Section:
    route, stored = f"/blackspots/{spot.blackspot_id}", f"BlackSpot {spot.blackspot_id}"
    figures = {
        "crashes": count(spot.crashes, route, "/blackspot/crashes", stored, spot.rule_pack),
        "fatal": count(spot.fatal, route, "/blackspot/fatal", stored, spot.rule_pack),
        "length": figure(f"{spot.length_m:.0f}", spot.length_m, route, "/blackspot/length_m", stored),
    }
    en, zh = (
        "{crashes} crashes, {fatal} of them fatal, on {length} m",
        "{length}米范围内发生事故{crashes}起，其中死亡事故{fatal}起",
    )
    if spot.expected_crashes is not None:
        figures["expected"] = estimated(
            spot.expected_crashes, route, "/blackspot/expected_crashes", stored, spot.rule_pack
        )
        en, zh = en + "; expected of it: {expected}", zh + "；期望起数{expected}"
    if spot.prob_excess is not None:
        figures["sure"] = figure(
            sureness(spot.prob_excess), spot.prob_excess, route, "/blackspot/prob_excess", stored, spot.rule_pack
        )
        en, zh = en + "; worse than its like with probability {sure}", zh + "；劣于同类路段的概率{sure}"
    first, last = day(spot.window_starts), day(spot.window_ends - timedelta(days=1))
    since = Text(f" ({first.en} to {last.en})", f"（{first.zh}至{last.zh}）")
    rule = Text(
        f"Rule: {spot.rule_title.en} ({spot.rule_pack}).", f"判定规则：{spot.rule_title.zh}（{spot.rule_pack}）。"
    )
    paragraphs: list[Text | Passage] = [Passage(Text(en + since.en + ".", zh + since.zh + "。"), figures), rule]
    return Section(
        Text("What was found", "基本情况"), (*paragraphs, *((finding,) if finding is not None else ()), *spot.notes),
        charts=_over_time(material, spot), maps=_place(material, spot),
    )  # fmt: skip


def _over_time(material: Material, spot: BlackSpot) -> tuple[Chart, ...]:
    """Crashes by month where the rule looks at two years or less, else by year."""
    known, zone = material.crashes or {}, material.city.zone
    happened = [month_of(utc_to_local(known[c].happened_at, zone)) for c in spot.crash_ids if c in known]
    if not happened:
        return ()
    first, last = month_of(spot.window_starts), month_of(spot.window_ends - timedelta(days=1))
    if last - first < MOST_MONTHS:
        title, months = Text("Crashes by month", "各月事故"), Counter(happened)
        points = tuple(Point(same(month_name(m)), months[m]) for m in range(first, last + 1))
    else:
        title, years = Text("Crashes by year", "各年事故"), Counter(first_day(m).year for m in happened)
        points = tuple(
            Point(same(str(y)), years[y]) for y in range(first_day(first).year, first_day(last).year + 1)
        )  # fmt: skip
    source = Source(f"{API}/blackspots/{spot.blackspot_id}", "/crashes", f"BlackSpot {spot.blackspot_id}")
    return (Chart("steps", title, Text("crashes", "起"), points, source),)


def _place(material: Material, spot: BlackSpot) -> tuple[Sketch, ...]:
    network = material.network
    if network is None:
        return ()
    seen = (spot.lon - AROUND_DEG, spot.lat - AROUND_DEG, spot.lon + AROUND_DEG, spot.lat + AROUND_DEG)
    source = Source(f"{API}/blackspots/{spot.blackspot_id}", "/geometry", f"BlackSpot {spot.blackspot_id}")
    return (
        Sketch(
            Text("The place (red) among the roads around it", "点段位置（红色）及周边路网"), (),
            roads_within(network, *seen), lines_of(network, set(spot.segment_ids)),
            (Place(spot.lon, spot.lat, "1", "orange"),), source, seen,
        ),
    )  # fmt: skip


def _patterns(spot: BlackSpot) -> Section | None:
    if not spot.patterns:
        return None
    route, stored = f"/blackspots/{spot.blackspot_id}", f"BlackSpot {spot.blackspot_id}"
    rows = tuple(
        (
            p.label,
            figure(
                f"{p.here.part:.0f}/{p.here.whole:.0f}", p.here.part, route, f"/blackspot/patterns/{k}/here/part",
                stored,
            ),
            figure(
                percent(p.network.value), p.network.part, route, f"/blackspot/patterns/{k}/network/part", stored,
            ),
        )
        for k, p in enumerate(spot.patterns)
    )  # fmt: skip
    headings = (Text("Trait", "特征"), Text("Here", "本点段"), Text("Network", "路网"))
    return Section(Text("What stands out", "突出特征"), (), (Table(Text("Traits", "突出特征"), headings, rows),))


def study_report(material: Material, subject: str) -> Document:
    """The before-and-after study of a measure. Raises :class:`NotFound`."""
    study = next((s for s in material.studies if s.study_id == subject), None)
    if study is None:
        raise NotFound(f"there is no study {subject!r}")
    title = both(study.measure.title)
    return written(
        material,
        number=unnumbered(Text("study", "评估"), material.today.year),
        title=Text(f"Before and after: {title.en}", f"“{title.zh}”治理效果评估"),
        pieces=(Text("Before and after:", f"“{title.zh}”"), Text(title.en, "治理效果评估")),
        sections=[
            Section(
                Text("What came of it", "评估结论"), (study.verdict,), _readings(study), _quarters(study, material)
            ),
            Section(Text("What was taken for granted", "前提检验"), tuple(c.words for c in study.checks))
            if study.checks else None,
        ],
    )  # fmt: skip


def _readings(study: Study) -> tuple[Table, ...]:
    if not study.readings:
        return ()
    route, stored = f"/studies/{study.study_id}", f"Study {study.study_id}"
    rows = tuple(
        (r.name, estimated(r.ratio, route, f"/readings/{k}/ratio", stored, study.rule_pack))
        for k, r in enumerate(study.readings)
    )
    note = Text("0.8: a fifth fewer crashes than without the measure.", "0.8表示事故比未采取措施时少五分之一。")
    headings = (Text("Method", "方法"), Text("Ratio", "比值"))
    return (Table(Text("The effect by each method", "各方法效果估计"), headings, rows, note),)


def _quarters(study: Study, material: Material) -> tuple[Chart, ...]:
    if not study.series:
        return ()
    points = tuple(
        Point(same(f"{utc_to_local(q.since, material.city.zone):%Y-%m}"), q.crashes, q.without.low, q.without.high,
              {"before": "", "works": "yellow"}.get(q.phase, "blue"))
        for q in study.series
    )  # fmt: skip
    source = Source(f"{API}/studies/{study.study_id}", "/series", f"Study {study.study_id}", study.rule_pack)
    unit = Text("crashes a quarter; blue: after", "起/季；蓝色为治理后")
    return (
        Chart("steps", Text("Crashes, and what was expected without it", "各季事故与无措施期望"), unit, points, source),
    )
