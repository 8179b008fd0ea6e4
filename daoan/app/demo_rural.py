"""Rural registers of the demo's simulated city: its villages, stations, wardens, vans; what stations did; ledgers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY, NOTE, OLD, entry_rows
from daoan.app.demo_units import POST, TOWNSHIP, group_of, townships_by_size
from daoan.app.organisation import ROOT
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED, demo_markets, town_areas
from daoan.app.rural_days import days_file, write_days
from daoan.app.workspace import Workspace
from daoan.jobs.rural.ground import STATION, VAN, VILLAGE, WARDEN
from daoan.jobs.rural.ledgers import CROSSING, LEDGERS, NOTICE_PLACE, hand_in
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom
from daoan.store.register_protocol import EntryFilter
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.rural import Village
from daoan.terms.times import utc_to_local
from daoan.town.rural.days import station_days
from daoan.town.rural.draw import DrawnRural, draw_rural, read_rural_truth

MONTHS_BACK = timedelta(days=100)  # that stations are remembered for
HANDED_IN, SETTLED = timedelta(days=6), timedelta(days=4)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of a county's hand-ins. ``ledgers``: those that it hands in at all."""

    ledgers: Sequence[str] = LEDGERS
    event: str = "approve"
    note: str = ""


#: By the county's place in the city; all others hand in everything and see it approved.
_OUTCOMES = {
    2: _Outcome(event="return", note="面包车数量与车管所不一致，请核对后重报。Numbers of vans differ; check them."),
    5: _Outcome(event=""),
    6: _Outcome(ledgers=(VILLAGE, STATION)),
}


def play_demo_rural(workspace: Workspace, tell: Tell) -> int:
    """Fill the registers, once; answers how many villages. Nothing where the city is real or this is no demo."""
    store, room = workspace.store, workroom_of(workspace)
    areas = {a.code for a in workspace.city.areas}
    known = f"b-{next(iter(sorted(areas)), '')}" in room.units() and TOWNSHIP in room.units()
    if not (workspace.city.simulated and is_demo(workspace) and known) or store.count_entries(EntryFilter(VILLAGE)):
        return 0
    tell(Text("registering villages, stations and wardens", "登记村庄、劝导站和劝导员"))
    now = workspace.now
    today = utc_to_local(now, workspace.city.zone).date()
    drawn = demo_rural(workspace)
    units = room.units()
    rows = [row for n, one in enumerate(rural_entries(drawn)) for row in entry_rows(room, one, n, now, units)]
    note = AuditNote(now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} rural entries")
    store.keep_entries(rows, note)
    write_days(days_file(workspace), station_days(drawn, today - MONTHS_BACK, today, read_rural_truth()))
    _hand_ins(workspace, room)
    return len(drawn.villages)


def demo_rural(workspace: Workspace) -> DrawnRural:
    """The town's rural side, each township its office's; where there are village groups, stations are theirs.

    The first station of the demo's own township is its post's.
    """
    by_county = townships_by_size(town_areas())
    own = by_county[workspace.city.areas[0].code][0].code
    grouped = {townships[0].code for townships in by_county.values()}

    def unit_of(_area: str, township: str) -> str:
        return TOWNSHIP if township == own else f"t-{township}"

    today = utc_to_local(workspace.now, workspace.city.zone).date()
    drawn = draw_rural(SEED, town_areas(), demo_markets(), unit_of, today, read_rural_truth())
    home = {a.code: str(a.parent) for a in town_areas() if a.level == "village"}
    units = _station_units(drawn, home, grouped, own)
    stations = tuple(replace(s, unit_id=units.get(s.code, s.unit_id)) for s in drawn.stations)
    wardens = tuple(replace(w, unit_id=units.get(w.station, w.unit_id)) for w in drawn.wardens)
    return replace(drawn, stations=stations, wardens=wardens)


def _station_units(drawn: DrawnRural, home: Mapping[str, str], grouped: Collection[str], own: str) -> dict[str, str]:
    """Units of stations that no office answers for itself. ``home``: townships by village; ``own``: the demo's."""
    units: dict[str, str] = {}
    for township in sorted(grouped):
        there = [s.code for s in drawn.stations if home[s.village] == township]
        units |= {code: group_of(township, row, len(there)) for row, code in enumerate(there)}
    units[next(s.code for s in drawn.stations if home[s.village] == own)] = POST
    return units


def rural_entries(drawn: DrawnRural) -> Iterator[DemoEntry]:
    """Everything as entries of the registers, each marked as simulated."""
    for v in drawn.villages:
        values = {
            "code": v.code, "name": v.name, "township": v.township, "area": v.area, "lon": v.lon, "lat": v.lat,
            "people": v.people, "vans": v.vans, "unit": v.unit_id,
        }  # fmt: skip
        yield DemoEntry(VILLAGE, v.unit_id, values, name=v.code)
    for n, s in enumerate(drawn.stations):
        values = {
            "code": s.code, "name": s.name, "village": s.village, "area": s.area, "lon": s.lon, "lat": s.lat,
            "road": "村口道路 village road", "state": "open", "network": n % 9 != 0, "unit": s.unit_id,
            "equipment": "反光背心、停车示意牌、扩音器 vests, stop signs, loudhailer",
        }  # fmt: skip
        yield DemoEntry(STATION, s.unit_id, values, name=s.village)
    for n, w in enumerate(drawn.wardens):
        values = {
            "code": w.code, "name": f"模拟{n}号", "phone": f"1380004{n:04d}",
            "kind": "auxiliary" if n % 4 else "warden", "station": w.station, "unit": w.unit_id,
            "since": w.since.isoformat() if w.since else None,
        }  # fmt: skip
        yield DemoEntry(WARDEN, w.unit_id, values, name=w.code.removeprefix("SIM-"))
    for n, f in enumerate(drawn.vans):
        values = {
            "number": f.number, "plate": f"甘M{n:04d}SIM", "owner": f"模拟{n}号", "village": f.village,
            "seats": 7 + n % 3, "use": ("family", "goods", "people", "family", "unknown")[n % 5],
            "pledged_on": f.pledged_on.isoformat() if f.pledged_on else None,
            "visited_on": f.visited_on.isoformat() if f.visited_on else None, "unit": f.unit_id,
        }  # fmt: skip
        yield DemoEntry(VAN, f.unit_id, values, name=f.number.removeprefix("SIM-"))
    yield from _places(drawn.villages)


def _places(villages: Sequence[Village]) -> Iterator[DemoEntry]:
    """A loudspeaker in one village of three, a crossing in one of four."""
    for n, v in enumerate(villages):
        if n % 3 == 0:
            values = {
                "code": f"SIM-XC-{v.code}", "name": f"{v.name}大喇叭 loudspeaker", "kind": "loudspeaker",
                "village": v.code, "area": v.area, "works": n % 7 != 0,
            }  # fmt: skip
            yield DemoEntry(NOTICE_PLACE, v.unit_id, values, name=v.code)
        if n % 4 == 0:
            values = {
                "code": f"SIM-LK-{v.code}", "name": f"{v.name}路口 crossing", "village": v.code, "area": v.area,
                "lon": v.lon, "lat": v.lat, "main_road": "虚构公路 fictional road", "signs": n % 3 != 0,
                "lights": n % 5 == 0, "bumps": n % 2 == 0, "note": NOTE,
            }  # fmt: skip
            yield DemoEntry(CROSSING, v.unit_id, values, name=v.code)


def _hand_ins(workspace: Workspace, room: Workroom) -> None:
    """Counties hand their ledgers in; the city approves most, returns one county's, has not looked at another's."""
    now, lead = workspace.now, Actor(f"sim-{ROOT}-1", ROOT, frozenset({Role.COMMANDER}))
    for place, area in enumerate(workspace.city.areas):
        outcome = _OUTCOMES.get(place, _Outcome())
        by = Actor(f"sim-b-{area.code}-1", f"b-{area.code}", frozenset({Role.BRIGADE}))
        for n, kind in enumerate(outcome.ledgers):
            for matter in hand_in(room, by, kind, now - HANDED_IN + timedelta(minutes=n)):
                if not outcome.event:
                    continue
                wanted = Wanted(matter.matter_id, matter.version, outcome.event, outcome.note)
                done = cause(room, lead, wanted, now - SETTLED + timedelta(minutes=n))
                if isinstance(done, Refused):
                    raise Fault(f"the demo's hand-in {matter.matter_id} was refused: {done}")
