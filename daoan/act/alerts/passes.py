"""Alerts of passes 过车预警: from a suspicion of the pass engine to an alert in work, and what later reads add to it.

A suspicion is shown to a person with its evidence and its chance of being right; nobody is stopped on it before that
person has judged it valid. The plate stands in the matter's fields, masked for everybody who has not said what for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.alerts.alert import ALERT
from daoan.act.interception.feedback import ELEMENTS
from daoan.act.workflow.evidence import of_read, told
from daoan.act.workflow.table import Event
from daoan.terms.detections import DetectionFrame, Suspicion
from daoan.terms.estimates import Text, sureness
from daoan.terms.masking import mask_plate
from daoan.terms.passes import SiteFrame
from daoan.terms.plates import signs_of
from daoan.terms.records import Evidence
from daoan.terms.records.people import LOOP
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import from_ms

#: What is suspected, in words. Speed is for the camera's own records: nobody is intercepted for it.
SUSPICIONS: Mapping[Suspicion, Text] = {
    Suspicion.WATCHED: Text("watched vehicle", "布控车辆"),
    Suspicion.WATCHED_MISREAD: Text("plate resembles a watched one", "疑似布控车辆"),
    Suspicion.CLONE: Text("cloned plate suspected", "套牌嫌疑"),
    Suspicion.LOOKS: Text("other vehicle than registered", "车辆特征与登记不符"),
    Suspicion.FATIGUE: Text("driving without rest", "疲劳驾驶嫌疑"),
    Suspicion.NIGHT_COACH: Text("coach driving between 2 and 5", "客车凌晨2至5时运行"),
    Suspicion.INSPECTION: Text("inspection overdue", "逾期未检验"),
    Suspicion.SCRAP: Text("beyond its scrapping date", "逾期未报废"),
    Suspicion.CANCELLED: Text("plate cancelled, void or stolen", "号牌已注销、作废或被盗"),
    Suspicion.UNREGISTERED: Text("plate not in the register", "假牌嫌疑"),
    Suspicion.UNPROCESSED: Text("many unprocessed violations", "多次违法未处理"),
    Suspicion.HAZARD_ROAD: Text("on a road that it should not enter unseen", "驶入重点风险路段"),
    Suspicion.SHUTTLE: Text("unlicensed passenger transport suspected", "非法营运嫌疑"),
}
#: The read before is no part of their evidence.
_OF_ONE_READ = frozenset({Suspicion.WATCHED, Suspicion.WATCHED_MISREAD})
PREFIX = "pass."


@dataclass(frozen=True, slots=True)
class Expected:
    """A site ahead: chance that the vehicle comes by, and the moments by which it has with 10, 50, 90 %."""

    site_id: str
    chance: float
    early: datetime
    middle: datetime
    late: datetime


@dataclass(frozen=True, slots=True)
class PassFinding:
    """One suspicion that is worth an alert. ``plate``: its signs, in the clear."""

    detection_id: int
    suspicion: Suspicion
    plate: str
    pass_id: int
    site_id: str
    area: str
    lon: float
    lat: float
    happened_at: datetime
    p_right: float
    level: str
    other_site: str = ""  # of the read that it is held against
    other_at: datetime | None = None
    ahead: tuple[Expected, ...] = ()

    @property
    def rule(self) -> str:
        """The rule's name, as reports count it."""
        return PREFIX + self.suspicion.name.lower()


def findings_in(detections: DetectionFrame, sites: SiteFrame, pack: RulePack) -> tuple[tuple[int, PassFinding], ...]:
    """Detections that the pack makes alerts of, each with its row, in their order: by kind, and sure enough."""
    found = []
    rules: Mapping[str, Mapping[str, Any]] = pack.get("alerts")
    for row in range(len(detections)):
        suspicion = Suspicion(int(detections.kind[row]))
        rule = rules.get(suspicion.name.lower())
        p_right = float(detections.p_right[row])
        if rule is None or suspicion not in SUSPICIONS or p_right < float(rule["least_chance"]):
            continue
        site = int(detections.site[row])
        other = -1 if suspicion in _OF_ONE_READ else int(detections.other_site[row])
        finding = PassFinding(
            detection_id=int(detections.detection_id[row]),
            suspicion=suspicion,
            plate=signs_of(int(detections.plate[row])),
            pass_id=int(detections.pass_id[row]),
            site_id=str(sites.site_id[site]),
            area=str(sites.area[site] or ""),
            lon=float(sites.lon[site]),
            lat=float(sites.lat[site]),
            happened_at=from_ms(int(detections.happened_ms[row])),
            p_right=p_right,
            level=str(rule["level"]),
            other_site=str(sites.site_id[other]) if other >= 0 else "",
            other_at=from_ms(int(detections.other_ms[row])) if other >= 0 else None,
        )
        found.append((row, finding))
    return tuple(found)


def pass_matter(found: PassFinding, holder: str, issuer: str, at: datetime) -> Matter:
    """A finding as an alert that waits to be signed; the same detection is always the same matter."""
    what, masked = SUSPICIONS[found.suspicion], mask_plate(found.plate)
    title = Text(f"{_capital(what.en)}: {masked} at {found.site_id}", f"{what.zh}：{masked}，{found.site_id}")
    sure = sureness(found.p_right)
    body = Text(
        f"{_capital(what.en)}; right with {sure}. Check picture and register before anybody is stopped.",
        f"{what.zh}，可信度{sure}。拦截前须人工核对图像与登记信息。",
    )
    matter_id = matter_id_of(found.detection_id)
    values = {
        "alert": matter_id,
        "rule": found.rule,
        "title": {"en": title.en, "zh": title.zh},
        "body": {"en": body.en, "zh": body.zh},
        "raised_at": at.isoformat(),
        "plate": found.plate,
        "p_right": round(found.p_right, 3),
        "passed_at": found.happened_at.isoformat(),
        "category": "intercept",
        "elements": [dict(e) for e in ELEMENTS],
        **_latest(found),
    }
    return Matter(
        matter_id=matter_id, kind=ALERT.kind, state=ALERT.start, title=title.zh, issuer=issuer, holder=holder,
        created_at=at, changed_at=at, created_by="", root=matter_id, level=found.level, area=found.area or None,
        lon=found.lon, lat=found.lat, evidence=_evidence(found), values=values,
    )  # fmt: skip


def seen_again(found: PassFinding) -> Event:
    """What a later read of the same vehicle, for the same reason, does to the open alert: it adds its evidence."""
    values = {
        "evidence": told(_evidence(found)),
        "p_right": round(found.p_right, 3),
        "lon": found.lon,
        "lat": found.lat,
    }
    return Event("seen_again", LOOP, values={**values, **_latest(found)})


def matter_id_of(detection_id: int) -> str:
    """The alert that a detection begins, if it begins one."""
    return f"{ALERT.kind}-pass-{detection_id & (1 << 64) - 1:016x}"


def corrected(detection_id: int, at: datetime) -> Event:
    """The read was set right by later ones: what was said at once does not hold in the order in which it happened."""
    words = Text("does not hold once all reads are in order", "全部过车按时间排序后不成立")
    evidence = Evidence("correction", f"{detection_id}", words, at.isoformat())
    return Event("corrected", LOOP, values={"evidence": told([evidence]), "corrected_at": at.isoformat()})


def same_case(matter: Matter) -> tuple[str, str]:
    """What an alert of a pass is about: its rule and its plate. One open alert for each."""
    return str(matter.values.get("rule", "")), str(matter.values.get("plate", ""))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _latest(found: PassFinding) -> dict[str, Any]:
    return {
        "seen_at": found.happened_at.isoformat(),
        "site": found.site_id,
        "ahead": [
            {
                "site": e.site_id, "chance": round(e.chance, 3), "early": e.early.isoformat(),
                "middle": e.middle.isoformat(), "late": e.late.isoformat(),
            }
            for e in found.ahead
        ],
    }  # fmt: skip


def _evidence(found: PassFinding) -> tuple[Evidence, ...]:
    reads: Sequence[tuple[str, str, datetime | None]] = [
        (f"{found.pass_id}", found.site_id, found.happened_at),
        *([(f"{found.pass_id}-other", found.other_site, found.other_at)] if found.other_site else []),
    ]
    return tuple(of_read(ref, site, at) for ref, site, at in reads)
