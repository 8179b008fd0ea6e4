"""Pieces that several documents share: figures with their sources, words for numbers, days and shares."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from daoan.learn.documents.material import Material
from daoan.terms.documents import Document, Figure, Passage, Section, Source, Table, same
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import Indicator, IndicatorSet
from daoan.terms.times import utc_to_local

API = "/api/v1"
NOT_RECORDED = Text("not recorded", "未记录")
NONE = same("—")


def figure(
    shown: Text | str, value: float | str | bool | None, route: str, pointer: str, stored: str, pack: str = ""
) -> Figure:
    """A figure with its source. ``route``: without the part that all routes begin with."""
    text = same(shown) if isinstance(shown, str) else shown
    return Figure(text, value, Source(API + route, pointer, stored, pack))


def count(value: int, route: str, pointer: str, stored: str, pack: str = "") -> Figure:
    """A figure that is a whole number."""
    return figure(f"{value:,}", value, route, pointer, stored, pack)


def count_or(none: Text, value: int, route: str, pointer: str, stored: str, pack: str = "") -> Figure:
    """A figure that is a whole number; 0 is said in words."""
    return count(value, route, pointer, stored, pack) if value else figure(none, 0, route, pointer, stored, pack)


def estimated(found: Estimate, route: str, pointer: str, stored: str, pack: str = "") -> Figure:
    """A figure with its interval; the pointer names the estimate."""
    return figure(interval(found), found.value, route, pointer + "/value", stored, pack)


def number(value: float | None) -> Text:
    """A figure as a person writes it; "not recorded" for ``None``."""
    if value is None:
        return NOT_RECORDED
    return same(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}")


def interval(found: Estimate) -> Text:
    """ "4.1 (2.9–5.6)", with as many digits as the size deserves."""
    digits = next((n for n, size in enumerate((100, 10, 0.1)) if found.high >= size), 4)
    value, low, high = (f"{v:,.{digits}f}" for v in (found.value, found.low, found.high))
    return Text(f"{value} ({low}–{high})", f"{value}（{low}–{high}）")


def percent(share: float | None, sign: str = "") -> Text:
    """A share as a percentage; ``sign="+"``: of a change, with its sign. English keeps a space, Chinese none."""
    if share is None:
        return NONE
    shown = f"{share * 100:{sign}.1f}".replace("-", "−")
    return Text(f"{shown}\u00a0%", f"{shown}%")


def day(given: date) -> Text:
    """A day in words."""
    return Text(f"{given.day} {given:%B %Y}", f"{given.year}年{given.month}月{given.day}日")


def hour(moment: datetime, zone: str) -> Text:
    """A moment to the minute, by the city's clock."""
    local = utc_to_local(moment, zone)
    return Text(f"{local:%H:%M} on {day(local.date()).en}", f"{day(local.date()).zh}{local:%H:%M}")


def span_km(from_m: float | None, to_m: float | None) -> str:
    """Chainage from and to."""
    return "—" if from_m is None or to_m is None else f"K{from_m / 1000:.2f}–K{to_m / 1000:.2f}"


def place_of(name: str | None, otherwise: str) -> str:
    """What a stretch is called."""
    return name or otherwise[:14]


def indicator_figure(found: IndicatorSet, key: str, field: str = "value") -> Figure:
    """One value of an indicator, as the route of its set answers it. ``field``: value, previous, change_pct."""
    place = next(k for k, i in enumerate(found.indicators) if i.key == key)
    value = getattr(found.indicators[place], field)
    shown = number(value) if field != "change_pct" else percent(None if value is None else value / 100, "+")
    return figure(shown, value, *source_at(found, f"/indicators/{place}/{field}"))


def expected_figure(found: IndicatorSet, indicator: Indicator) -> Figure | Text:
    """The three-year mean with what chance leaves around it."""
    if indicator.expected is None:
        return NONE
    place = found.indicators.index(indicator)
    return estimated(indicator.expected, *source_at(found, f"/indicators/{place}/expected"))


def off_network(found: IndicatorSet) -> Passage:
    """How many crashes lie off the loaded roads, as numerator and denominator."""
    share = found.off_network
    figures = {
        "part": count(int(share.part), *source_at(found, "/off_network/part")),
        "whole": count(int(share.whole), *source_at(found, "/off_network/whole")),
    }
    return Passage(
        Text(
            "{part} of {whole} crashes lie off the loaded roads; they are in every total.",
            "{whole}起事故中有{part}起位于已载入路网之外，均已计入合计。",
        ),
        figures,
    )


def source_at(found: IndicatorSet, pointer: str) -> tuple[str, str, str]:
    """Route, pointer and record of a figure in a set of indicators, as :func:`figure` takes them."""
    return f"/indicators/{found.area}/{found.period}", pointer, f"IndicatorSet {found.area} {found.period}"


def opening(material: Material, until: date | None = None) -> Passage:
    """On what the document stands, and how its ranges are to be read."""
    known = hour(material.run.as_of, material.city.zone)
    span = Text(f", for the time up to {day(until).en}", f"，统计期截至{day(until).zh}") if until else same("")
    words = Text(
        f"This document stands on what was known at {known.en}{span.en}. Ranges in brackets are intervals (95 % unless "
        "another level is named). Weights and cut-offs marked as ours are not an official standard.",
        f"本期依据截至{known.zh}已知的数据编制{span.zh}。括号内为区间（未注明的为95%）。"
        "标注为系统默认的权重和阈值不属于官方标准。",
    )
    return Passage(words)


def written(
    material: Material,
    *,
    number: Text,
    title: Text,
    pieces: Sequence[Text],
    sections: Iterable[Section | None],
    head: Text | None = None,
    to: Text | None = None,
    until: date | None = None,
    closing: Text | None = None,
    annexes: tuple[Table, ...] = (),
) -> Document:
    """A document of the material's issuer, not dated until somebody signs it."""
    return Document(
        issuer=head or material.issuer,
        number=number,
        title=title,
        pieces=tuple(pieces),
        to=to,
        opening=(opening(material, until),),
        sections=tuple(s for s in sections if s is not None),
        closing=closing,
        annexes=annexes,
        signed=material.issuer,
        dated=None,
        simulated=material.city.simulated,
        as_of=material.run.as_of,
        run=material.run.run_id,
    )


def within(material: Material, route: str) -> str:
    """A route that asks for what the document is about: of one county, where it is of one."""
    return f"{route}&area={material.area}" if material.area else route


def below(material: Material, also: Text | None = None) -> Text:
    """Whom a document is addressed to: the units below its own."""
    own = Text("all squads", "各中队") if material.area else Text("all county brigades", "各县（区）大队")
    return Text(own.en + also.en, own.zh + also.zh) if also is not None else own


def unnumbered(kind: Text, year: int) -> Text:
    """The number of a document that is not signed yet: a person, or the signature, fills the blank."""
    return Text(f"{kind.en}/{year}/____", f"{kind.zh}〔{year}〕____号")
