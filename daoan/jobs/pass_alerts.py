"""From detections to alerts in work, with restraint: one open alert for each vehicle and reason.

A later read adds its evidence to the open alert. A detection that already had its alert, closed or not, raises none.
Alerts lie with the brigade of the site's county, or with the city where there is none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.alerts.alert import ALERT
from daoan.act.alerts.passes import (
    PREFIX,
    Expected,
    PassFinding,
    corrected,
    findings_in,
    matter_id_of,
    pass_matter,
    same_case,
    seen_again,
)
from daoan.act.workflow.engine import Moved, begin
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Refused
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.arrivals import Arrivals
from daoan.terms.detections import DetectionFrame
from daoan.terms.errors import Conflict, Fault, NotFound
from daoan.terms.passes import SiteFrame
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import from_ms
from daoan.terms.units import UnitKind, UnitTree
from daoan.terms.watches import of_secret

#: What lies ahead of the vehicle of a detection, by its row among those not secret; ``None``: nothing is known.
Ahead = Callable[[int], Arrivals | None]


@dataclass(frozen=True, slots=True)
class Alerted:
    """What came of a batch. ``forestalled``: somebody acted in between; the next read tells it again."""

    raised: int = 0
    added: int = 0
    known: int = 0
    forestalled: int = 0


def alert_passes(
    room: Workroom, detections: DetectionFrame, sites: SiteFrame, pack: RulePack, now: datetime,
    ahead: Ahead = lambda _row: None,
) -> Alerted:  # fmt: skip
    """Raise what is to be raised, add what is to be added. Nothing where no unit stands above the others.

    Of secret entries of the watch list the ordinary desk must not hear: they raise nothing here.
    """
    listed = detections.take(~of_secret(detections.entry))
    found = findings_in(listed, sites, pack)
    top = room.units().top
    if top is None or not found:
        return Alerted()
    where = MatterFilter(kinds=(ALERT.kind,), open_only=True)
    standing = {same_case(m): m for m in every_matter(room, where) if same_case(m)[0].startswith(PREFIX)}
    count = {"raised": 0, "added": 0, "known": 0, "forestalled": 0}
    for row, plain in found:
        finding = replace(plain, ahead=expected_in(ahead(row), sites, int(pack.get("telling.most_sites"))))
        case = (finding.rule, finding.plate)
        kept, what = _take(room, finding, standing.get(case), top, now)
        count[what] += 1
        if kept is not None:
            standing[case] = kept
    return Alerted(**count)


def correct_passes(room: Workroom, withdrawn: Iterable[int], now: datetime) -> int:
    """Write into open alerts that what they were raised for did not hold in the end; answers how many there were."""
    terms, count = room.terms(), 0
    for detection_id in withdrawn:
        matter_id = matter_id_of(detection_id)
        if not _is_kept(room, matter_id):
            continue
        alert = room.store.get_matter(matter_id)
        if ALERT.row(alert.state, "corrected") is None or alert.values.get("corrected_at"):
            continue
        acted = act(room.workflows, {matter_id: alert}, matter_id, corrected(detection_id, now), now, terms)
        if not isinstance(acted, Refused):
            kept, _ = _keep(room, acted.moves, {matter_id: alert.version}, now, "corrected")
            count += kept is not None
    return count


def expected_in(ahead: Arrivals | None, sites: SiteFrame, most: int) -> tuple[Expected, ...]:
    """The likeliest sites ahead with their moments, likeliest first."""
    if ahead is None or not len(ahead.site):
        return ()
    at = [[from_ms(ahead.from_ms + round(1000 * s)) for s in ahead.quantile_s(q)] for q in (0.1, 0.5, 0.9)]
    order = sorted(range(len(ahead.site)), key=lambda k: -float(ahead.chance[k]))[:most]
    return tuple(
        Expected(str(sites.site_id[ahead.site[k]]), float(ahead.chance[k]), at[0][k], at[1][k], at[2][k]) for k in order
    )


def brigade_of(area: str, units: UnitTree, top: str) -> str:
    """The brigade of a county, or the unit above all."""
    return next((u.unit_id for u in units.units.values() if u.area == area and u.kind is UnitKind.BRIGADE), top)


def _take(
    room: Workroom, finding: PassFinding, open_one: Matter | None, top: str, now: datetime
) -> tuple[Matter | None, str]:
    terms = room.terms()
    if open_one is None:
        first = pass_matter(finding, brigade_of(finding.area, terms.units, top), top, now)
        if _is_kept(room, first.matter_id):
            return None, "known"
        moves: tuple[Moved, ...] = (begin(ALERT, first, LOOP, terms),)
        return _keep(room, moves, {first.matter_id: 0}, now, "raised")
    if any(e.kind == "pass" and e.ref == str(finding.pass_id) for e in open_one.evidence):
        return open_one, "known"
    if ALERT.row(open_one.state, "seen_again") is None:
        return open_one, "known"  # judged already, and waits to be closed
    acted = act(room.workflows, {open_one.matter_id: open_one}, open_one.matter_id, seen_again(finding), now, terms)
    if isinstance(acted, Refused):
        if acted.code == "order":  # somebody acted at a later moment than this one
            return open_one, "forestalled"
        raise Fault(f"the system's own step on an alert was refused: {acted.message.en}")
    return _keep(room, acted.moves, {open_one.matter_id: open_one.version}, now, "added")


def _keep(
    room: Workroom, moves: tuple[Moved, ...], seen: dict[str, int], now: datetime, what: str
) -> tuple[Matter | None, str]:
    step = moves[0].step
    note = AuditNote(now, LOOP.person_id, LOOP.unit_id, f"act.{step.event}", step.matter_id)
    try:
        return room.store.keep_moves([(m.matter, m.step) for m in moves], seen, note)[0], what
    except Conflict:
        return None, "forestalled"


def _is_kept(room: Workroom, matter_id: str) -> bool:
    try:
        room.store.get_matter(matter_id)
    except NotFound:
        return False
    return True
