"""Every kind of document: what it is called, what it can be about, and the function that writes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from daoan.learn.documents.annual import annual_report
from daoan.learn.documents.briefs import daily_brief, weekly_bulletin
from daoan.learn.documents.commendation import commendation
from daoan.learn.documents.dossiers import dossier, study_report
from daoan.learn.documents.material import Material
from daoan.learn.documents.monthly import monthly_bulletin
from daoan.learn.documents.parts import day, span_km
from daoan.terms.documents import Document
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text, both


@dataclass(frozen=True, slots=True)
class Kind:
    """``subjects``: what it can be about, latest or gravest first. ``write`` raises :class:`NotFound` for others."""

    name: Text
    subjects: Callable[[Material], tuple[str, ...]]
    write: Callable[[Material, str], Document]


def _years(material: Material) -> tuple[str, ...]:
    own = {s.period for s in material.indicators if s.area == material.scope}
    return tuple(sorted((p for p in own if len(p) == len("2025")), reverse=True))


def _assessed(material: Material) -> tuple[str, ...]:
    if material.area:  # the city commends its counties
        return ()
    return tuple(dict.fromkeys(c.month for c in material.counties if c.kind == "area"))


def _today(material: Material) -> tuple[str, ...]:
    return (material.today.isoformat(),)


KINDS: Mapping[str, Kind] = {
    "daily": Kind(Text("daily brief", "每日快报"), _today, daily_brief),
    "weekly": Kind(Text("weekly bulletin", "周报"), _today, weekly_bulletin),
    "monthly": Kind(Text("monthly bulletin", "月度通报"), lambda m: m.months()[::-1], monthly_bulletin),
    "annual": Kind(Text("annual report", "年度报告"), _years, annual_report),
    "commendation": Kind(Text("commendation", "表扬通报"), _assessed, commendation),
    "dossier": Kind(
        Text("plan for one black spot", "一段一方案"), lambda m: tuple(b.blackspot_id for b in m.blackspots), dossier
    ),
    "study": Kind(
        Text("before-and-after study", "治理效果评估"), lambda m: tuple(s.study_id for s in m.studies), study_report
    ),
}


def name_subject(kind: str, material: Material, subject: str) -> Text:
    """What a subject is called: a month or a day in words, a road with its chainage, a measure's title."""
    if kind == "dossier":
        spot = next(b for b in material.blackspots if b.blackspot_id == subject)
        where = f"{spot.road_name or subject} {span_km(spot.from_m, spot.to_m)}".removesuffix(" —")
        return Text(f"{where} ({spot.crashes} crashes)", f"{where}（事故{spot.crashes}起）")
    if kind == "study":
        return both(next(s.measure.title for s in material.studies if s.study_id == subject))
    if kind in ("daily", "weekly"):
        return day(date.fromisoformat(subject))
    if kind in ("monthly", "commendation"):
        first = date.fromisoformat(f"{subject}-01")
        return Text(f"{first:%B %Y}", f"{first.year}年{first.month}月")
    return Text(subject, f"{subject}年")


def write_document(kind: str, material: Material, subject: str = "") -> Document:
    """A document of a kind; without a subject about the first that there is. Raises :class:`NotFound`."""
    if kind not in KINDS:
        raise NotFound(f"there is no document of kind {kind!r:.40}; there are: {', '.join(KINDS)}")
    if not subject:
        subjects = KINDS[kind].subjects(material)
        if not subjects:
            raise NotFound(f"there is nothing yet that a {KINDS[kind].name.en} could be about")
        subject = subjects[0]
    return KINDS[kind].write(material, subject)
