"""Field equipment of the model town as entries of the register, so that its demo has sites to look after."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY, OLD, entry_rows
from daoan.app.progress import Tell
from daoan.app.workspace import Workspace
from daoan.store.register_protocol import EntryFilter
from daoan.terms.devices import HEADINGS, KINDS, REGISTER
from daoan.terms.estimates import Text
from daoan.terms.passes import Heading, SiteFrame, SiteKind
from daoan.terms.records.audited import AuditNote
from daoan.terms.units import UnitKind, UnitTree

#: What stands in the middle of a code, behind the county's; the place is not told by it.
_SORTS = {SiteKind.CAMERA: "119", SiteKind.CHECKPOINT: "121", SiteKind.STATION: "122"}
_WORDS = {SiteKind.CAMERA: "监控", SiteKind.CHECKPOINT: "卡口", SiteKind.STATION: "执法站"}


def play_demo_devices(workspace: Workspace, sites: SiteFrame, tell: Tell) -> int:
    """Write sites into the register, once; answers how many. Nothing where the city is real or this is no demo."""
    store, city = workspace.store, workspace.city
    if not (city.simulated and is_demo(workspace)) or store.count_entries(EntryFilter(REGISTER, ended=True)):
        return 0
    tell(Text("registering field equipment", "登记外场设备"))
    room, now = workroom_of(workspace), workspace.now
    units = room.units()
    top = next(u.unit_id for u in units.units.values() if u.parent is None)
    entries = list(device_entries(sites, codes_of(sites, city.code), units, top))
    rows = [row for n, one in enumerate(entries) for row in entry_rows(room, one, n, now)]
    store.keep_entries(rows, AuditNote(now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} devices"))
    return len(entries)


def codes_of(sites: SiteFrame, city: str) -> tuple[str, ...]:
    """A code for each site that does not say where it stands: county, sort, number. ``city``: for sites without county.

    The same sites have the same codes, so that passes and register can both be named by them.
    """
    seen: Counter[str] = Counter()
    codes = []
    for area, kind in zip(sites.area.tolist(), sites.kind.tolist(), strict=True):
        sort = f"{area or city}{_SORTS[SiteKind(kind)]}"
        seen[sort] += 1
        codes.append(f"{sort}{seen[sort]:04d}")
    return tuple(codes)


def device_entries(sites: SiteFrame, codes: Sequence[str], units: UnitTree, top: str) -> Iterator[DemoEntry]:
    """An entry for each site, kept by the brigade of its county; ``top``: the unit that keeps what no county has."""
    heading_of = {value: word for word, value in HEADINGS.items()}
    kind_of = {value: word for word, value in KINDS.items()}
    brigades = {u.area: u.unit_id for u in units.units.values() if u.kind is UnitKind.BRIGADE and u.area}
    for k, code in enumerate(codes):
        kind, chainage = SiteKind(int(sites.kind[k])), float(sites.chainage_m[k])
        post = "" if np.isnan(chainage) else f"K{int(chainage) // 1000}+{int(chainage) % 1000:03d}"
        values = {
            "code": code,
            "name": f"{sites.route[k]} {post} {_WORDS[kind]}",
            "kind": kind_of[kind],
            "route": str(sites.route[k]),
            "lon": round(float(sites.lon[k]), 6),
            "lat": round(float(sites.lat[k]), 6),
            "heading": heading_of[Heading(int(sites.heading[k]))],
            "lanes": int(sites.lanes[k]),
            "state": "in_use",
        }
        for name in ("limit_car_kmh", "limit_large_kmh"):
            limit = float(getattr(sites, name)[k])
            values |= {} if np.isnan(limit) else {name: limit}
        values |= {} if np.isnan(chainage) else {"chainage_m": round(chainage)}
        unit = brigades.get(str(sites.area[k]), top)
        yield DemoEntry(REGISTER, unit, values | {"responsible": unit}, name=code)
