"""What an operation changed: crashes in its counties against those of counties that did not take part.

Difference in differences over spans as long as the operation: several before it, and itself. Where every county took
part there is nobody to compare with, and it says so. What is seen is what went along with the operation; that counties
went alike before is tested, not known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.kernels.effects.differences import Panel, difference_in_differences, parallel_trend_p_value
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import Crash
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class Span:
    """One span: crashes in counties that took part, and in the others."""

    begins: datetime
    treated: int
    others: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of it. ``ratio``: crashes there for each that was to be expected; ``None`` where it cannot be said."""

    ratio: Estimate | None
    seen: float | None
    expected: float | None
    trend_p_value: float | None
    spans: tuple[Span, ...]  # oldest first, the operation last
    treated: tuple[str, ...]  # counties
    others: tuple[str, ...]
    at_night: bool
    words: Text
    rule_pack: str


@dataclass(frozen=True, slots=True)
class Held:
    """An operation as far as judging it needs: its kind, its counties, from when until when."""

    type: str
    areas: frozenset[str]
    begins: datetime
    ends: datetime


def evaluate(
    held: Held, crashes: Iterable[Crash], areas: Sequence[str], known_to: datetime | None, zone: str, pack: RulePack
) -> Evaluation:
    """Judge an operation. ``areas``: every county; ``known_to``: until when crashes are known, ``None``: not at all."""
    night, level = held.type in pack.get("evaluation.night_types"), float(pack.get("evaluation.level"))
    treated = tuple(a for a in areas if a in held.areas)
    others = tuple(a for a in areas if a not in held.areas)

    def cannot(en: str, zh: str, spans: tuple[Span, ...] = ()) -> Evaluation:
        return Evaluation(None, None, None, None, spans, treated, others, night, Text(en, zh), pack.stamp)

    if known_to is None or known_to < held.ends:
        return cannot("Crashes are not known yet to its end.", "事故数据尚未覆盖行动期。")
    if not treated:
        return cannot("Its units belong to no county.", "参战单位不属任何县区，无法评估。")
    if not others:
        return cannot("Every county took part: there is none to compare with.", "各县区均参加，没有可比县区。")
    before = int(pack.get("evaluation.spans_before"))
    edges = [held.begins + (held.ends - held.begins) * k for k in range(-before, 2)]
    counts = _counts(crashes, areas, edges, zone, tuple(pack.get("evaluation.night")) if night else None)
    first = next((k for k in range(before) if counts[:, k].any()), before)
    if before - first < 3:
        return cannot("Too little is on record before it.", "行动前数据不足。")
    counts, edges = counts[:, first:], edges[first:]
    own = np.array([a in held.areas for a in areas])
    spans = tuple(Span(edges[k], int(counts[own, k].sum()), int(counts[~own, k].sum())) for k in range(counts.shape[1]))
    start = np.where(own, counts.shape[1] - 1, counts.shape[1]).astype(np.int64)
    try:
        found = difference_in_differences(Panel(counts, start), level=level)
    except ValueError:
        return cannot("Too few crashes to compare.", "事故数过少，无法比较。", spans)
    trend = parallel_trend_p_value(counts[own, :-1].sum(axis=0), counts[~own, :-1].sum(axis=0))
    ratio = Estimate(found.effect.value, found.effect.low, found.effect.high, level)
    alike = trend >= float(pack.get("evaluation.trend_p_value"))
    words = _words(ratio, alike=alike)
    return Evaluation(ratio, found.seen, found.expected, trend, spans, treated, others, night, words, pack.stamp)


def _counts(
    crashes: Iterable[Crash], areas: Sequence[str], edges: Sequence[datetime], zone: str, night: tuple[int, ...] | None
) -> np.ndarray:
    """Crashes (areas, spans); at night alone where hours are given."""
    place = {area: k for k, area in enumerate(areas)}
    counts = np.zeros((len(areas), len(edges) - 1))
    long: timedelta = edges[1] - edges[0]
    for crash in crashes:
        if crash.area not in place or not edges[0] <= crash.happened_at < edges[-1]:
            continue
        hour = utc_to_local(crash.happened_at, zone).hour
        if night is None or hour >= night[0] or hour < night[1]:
            counts[place[crash.area], min(int((crash.happened_at - edges[0]) / long), len(edges) - 2)] += 1
    return counts


def _words(ratio: Estimate, *, alike: bool) -> Text:
    if not alike:
        en = "The counties did not go alike before it, so the comparison does not hold."
        return Text(en, "行动前各县区走势不一致，比较不可靠。")
    if ratio.high < 1.0:
        return Text("Fewer crashes than were to be expected.", "事故少于预期。")
    if ratio.low > 1.0:
        return Text("More crashes than were to be expected.", "事故多于预期。")
    return Text("No difference can be told from chance.", "差异不能与偶然区分。")
