"""The match score 勤务匹配度: how much of hot spots' active time police were, or were to be, present.

::

    coverage(c) = Σ_{spots of c} |presence near ∩ active| / Σ_{spots of c} |active|
    points(c)   = 100                       where coverage(c) ≥ 0.8
                  100 · coverage(c) / 0.8   else
    score       = Σ_c w_c · points(c) / Σ_c w_c            over classes that have an active spot

Weights and 0.8 are a vendor's (rule pack ``match``, domain §10). A class without a spot, or none active in the period,
is left out and said so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daoan.act.presence.hotspots import HotSpot, SpotClass
from daoan.act.presence.tracks import Span, Track, common, minutes_in, spans_near
from daoan.terms.estimates import Share, Text
from daoan.terms.frames import Floats
from daoan.terms.rulepacks import RulePack

NAMES: Mapping[SpotClass, Text] = {
    SpotClass.BLACK_SPOT: Text("black spots", "事故黑点"),
    SpotClass.DISORDER: Text("disorder points", "秩序乱点"),
    SpotClass.CONGESTION: Text("recurring queues", "常发堵点"),
    SpotClass.KEY_VEHICLES: Text("key-vehicle clusters", "四车/五车聚点"),
    SpotClass.FOCUS: Text("focus points", "重点关注"),
}


@dataclass(frozen=True, slots=True)
class ClassScore:
    """A class. ``coverage``: active minutes with presence, of all active minutes; ``points``: 0 to 100."""

    of: SpotClass
    name: Text
    weight: float  # as it counts, renormalised
    spots: int
    coverage: Share
    points: float | None  # None: the class is left out


@dataclass(frozen=True, slots=True)
class Match:
    """The score. ``points`` is ``None`` where no class has an active spot; ``notes``: what is left out, and why."""

    points: float | None
    classes: tuple[ClassScore, ...]
    notes: tuple[Text, ...]


def match_of(
    spots: Sequence[HotSpot], active: Sequence[Sequence[Span]], present: Sequence[Sequence[Span]], pack: RulePack
) -> Match:
    """The score of spots with their active spans and the spans of presence near them, all joined, row by row."""
    weights = {c: float(pack.get(f"weight.{c.value}")) for c in SpotClass}
    shares = {c: Share(0.0, 0.0) for c in SpotClass}
    for spot, when, there in zip(spots, active, present, strict=True):
        shares[spot.of] = shares[spot.of].plus(Share(minutes_in(common(when, there)), minutes_in(when)))
    counted = [c for c in SpotClass if shares[c].whole > 0 and weights[c] > 0]
    total = sum(weights[c] for c in counted)
    number = {c: sum(s.of is c for s in spots) for c in SpotClass}
    classes = tuple(
        ClassScore(
            c, NAMES[c], weights[c] / total if c in counted else 0.0, number[c], shares[c],
            points_of(shares[c], pack) if c in counted else None,
        )
        for c in SpotClass
    )  # fmt: skip
    score = sum(c.weight * c.points for c in classes if c.points is not None) if counted else None
    return Match(score, classes, tuple(_left_out(classes)))


def points_of(coverage: Share, pack: RulePack) -> float:
    """Points of a coverage, 0 to 100."""
    return 100.0 * min(1.0, (coverage.value or 0.0) / float(pack.get("coverage.full")))


def presence_near(
    spots: Sequence[HotSpot], xy: Floats, tracks: Sequence[Track], gap_s: float, pack: RulePack
) -> list[tuple[Span, ...]]:
    """When tracks of one unit were near each spot. ``xy``: the spots (n, 2), metres on the plane of the tracks."""
    return [spans_near(tracks, xy[k][None, :], radius_of(spot, pack), gap_s) for k, spot in enumerate(spots)]


def radius_of(spot: HotSpot, pack: RulePack) -> float:
    """Metres within which police are present at a spot."""
    return float(pack.get("coverage.radius_m")) + spot.length_m / 2


def _left_out(classes: Sequence[ClassScore]) -> list[Text]:
    gone = [c for c in classes if c.points is None]
    if not gone:
        return []
    en, zh = ", ".join(c.name.en for c in gone), "、".join(c.name.zh for c in gone)
    return [
        Text(
            f"Not recorded, or not active in this period: {en}. The other classes share the weight.",
            f"未统计或该时段不活跃：{zh}；其权重由其余各类按比例分担。",
        )
    ]
