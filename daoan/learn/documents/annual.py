"""The annual report 年度报告: the year's indicators, its months and years, counties, studies, how good we were."""

from daoan.learn.documents.figures import indicator_table, month_chart
from daoan.learn.documents.material import Material
from daoan.learn.documents.monthly import TOLD, sentence
from daoan.learn.documents.parts import API, off_network, unnumbered, written
from daoan.learn.documents.sections import county_section, danger, quality
from daoan.terms.documents import Chart, Document, Passage, Point, Section, Source, same
from daoan.terms.estimates import Text, both


def annual_report(material: Material, year: str) -> Document:
    """The report of a year. Raises :class:`NotFound` for a year without indicators."""
    found, name = material.indicator_set(year), material.name
    told = [sentence(found, i.key) for i in found.indicators if i.value is not None][:TOLD]
    points = tuple(Point(same(str(y)), crashes) for y, crashes, _, _ in found.by_year)
    source = Source(f"{API}/indicators/{found.area}/{year}", "/by_year", f"IndicatorSet {found.area} {year}")
    years = Chart("steps", Text("Crashes by year", "各年事故起数"), Text("crashes", "起"), points, source)
    months = month_chart(material, "crashes", f"{year}-12")
    named = [(s, both(s.measure.title)) for s in material.studies]
    studies = tuple(Passage(s.verdict, lead=Text(f"{title.en}:", f"{title.zh}：")) for s, title in named)
    return written(
        material,
        number=unnumbered(Text("annual", "年报"), found.starts.year),
        title=Text(f"Road safety in {name.en}: annual report {year}", f"{name.zh}{year}年道路交通安全年度报告"),
        pieces=(Text(f"Road safety in {name.en}:", f"{name.zh}{year}年"),
                Text(f"annual report {year}", "道路交通安全年度报告")),
        sections=[
            Section(
                Text("The year", "全年情况"), (*told, off_network(found)),
                charts=tuple(c for c in (years, months) if c is not None),
            ),
            danger(material),
            county_section(tuple(c for c in material.counties if c.kind == "area")),
            Section(Text("What came of measures", "治理措施评估"), studies) if studies else None,
            quality(material, found),
        ],
        annexes=(indicator_table(found, Text(f"Figures of {year}", f"{year}年主要指标")),),
    )  # fmt: skip
