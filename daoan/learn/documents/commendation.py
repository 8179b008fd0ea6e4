"""Commendation 表扬通报: counties at the safe end of the index; whose intervals overlap are not ranked apart."""

from collections.abc import Sequence

from daoan.learn.documents.figures import county_chart
from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import estimated, unnumbered, written
from daoan.terms.documents import BLANK, Document, Figure, Passage, Section, Table, same
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import CountyAssessment


def places_apart(found: Sequence[Estimate]) -> list[int]:
    """For each estimate 1 + how many lie surely below it: only who is told apart by whole intervals is ranked apart."""
    return [1 + sum(other.high < one.low for other in found) for one in found]


def _score(c: CountyAssessment) -> Figure:
    return estimated(
        c.score, f"/counties/{c.unit}", "/assessment/score", f"CountyAssessment {c.unit} {c.month}", c.rule_pack
    )


def commendation(material: Material, month: str) -> Document:
    """The commendation of a month's assessment. Raises :class:`NotFound` where there is none of that month."""
    counties = [c for c in material.counties if c.kind == "area" and c.month == month]
    if not counties:
        raise NotFound(f"counties were not assessed in {month!r}")
    counties.sort(key=lambda c: (c.score.value, c.unit))
    places = places_apart([c.score for c in counties])
    first = [c for c, place in zip(counties, places, strict=True) if place == 1]
    told = len(first) < len(counties)  # if nobody is told apart, nobody is singled out
    names = Text(", ".join(c.name.en for c in first), "、".join(c.name.zh for c in first))
    verdict = (
        Text(
            f"At the safe end: {names.en}. No county lies surely ahead of any of them, and each other county lies "
            "surely behind at least one. They are commended together, in no order.",
            f"处于较优一端、没有其他县区明显优于其的为：{names.zh}，予以表扬，排名不分先后；其余县区均明显落后于其中至少一个。",
        )
        if told
        else Text("The intervals of all counties overlap: nobody is singled out.", "各县区区间相互重叠，本期不作区分。")
    )
    headings = (
        Text("Place", "位次"), Text("County", "县区"), Text("Index (lower is safer)", "风险指数（低为优）"),
        Text("Commended", "是否表扬"),
    )  # fmt: skip
    rows = tuple(
        (
            same(str(place)), c.name,
            _score(c),
            Text("yes", "表扬") if told and place == 1 else same("—"),
        )
        for c, place in zip(counties, places, strict=True)
    )  # fmt: skip
    note = Text(
        "A place is one more than the number of counties surely ahead, whose whole interval is lower. The index is "
        "ours, not an official standard, and no measure of effort.",
        "位次为区间整体更优的县区数加一，区间重叠的不分先后。指数为系统默认算法，非官方标准，不等同于工作成效考核。",
    )
    year, number = month.split("-")
    when = Text(month, f"{year}年{int(number)}月")
    table = Table(Text("Counties, safest first", "县区位次（由优到次）"), headings, rows, note)
    reason = Text(f"What they did: {BLANK}", f"主要做法：{BLANK}")
    return written(
        material,
        number=unnumbered(Text("commendation", "表扬"), int(year)),
        title=Text(f"Commendation: road safety, {month}", f"关于{when.zh}道路交通安全工作的表扬通报"),
        pieces=(Text("Commendation:", f"关于{when.zh}"), Text(f"road safety, {month}", "道路交通安全工作的表扬通报")),
        to=Text("all county brigades", "各县（区）大队"),
        sections=[
            Section(Text("Commended", "表扬名单"), (Passage(verdict), reason)),
            Section(Text("How the places were found", "排名依据"), (), (table,), (county_chart(counties),)),
        ],
    )
