"""Three days of the model town's traffic, taken in by the doors of any city: registers, log, engine, lake, alerts."""

from dataclasses import replace

import numpy as np

from daoan.app.demo_devices import codes_of, play_demo_devices
from daoan.app.demo_people import is_demo
from daoan.app.demo_watches import watch_vehicles
from daoan.app.organisation import ROOT
from daoan.app.pass_engine import city_passes
from daoan.app.progress import Tell
from daoan.app.qingyang import build_demo_traffic
from daoan.app.vehicles import import_vehicles, write_register
from daoan.app.workspace import Workspace
from daoan.terms.estimates import Text
from daoan.terms.plates import is_large, signs_of
from daoan.terms.times import to_ms
from daoan.town.traffic.build import Traffic

AT_ONCE = 20_000  # passes of one record of the log
WATCHED = 6


def play_demo_passes(workspace: Workspace, tell: Tell) -> int:
    """Let the town's traffic pass its sites, once; answers how many passes. Nothing in a real city, or if any came."""
    if not (workspace.city.code == "qingyang" and is_demo(workspace)) or workspace.lake.day_names():
        return 0
    tell(Text("letting traffic pass the sites", "模拟车辆通行"))
    traffic = build_demo_traffic()
    play_demo_devices(workspace, traffic.sites, tell)
    now = workspace.now
    register = workspace.config.workspace / "vehicles.csv"
    write_register(traffic.vehicles, register)
    import_vehicles(workspace, register, watches=False)
    watch_vehicles(workspace, _worth_watching(traffic), ROOT, now)
    traffic.write(workspace.config.workspace / "truth" / "traffic")
    now_ms = to_ms(now)
    with city_passes(workspace) as city:
        ids = list(city.seen.rows.book.site_ids)
        row_of = np.array([ids.index(code) for code in codes_of(traffic.sites, workspace.city.code)], np.int32)
        known = traffic.passes.take(traffic.passes.known_ms <= now_ms)
        named = replace(known, site=row_of[known.site])
        city.take(named.take(slice(k, k + AT_ONCE)) for k in range(0, len(named), AT_ONCE))
        return city.catch_up(tell)


def _worth_watching(traffic: Traffic) -> list[tuple[str, bool]]:
    """Vehicles on the town's own watch list that were read last: signs, and whether the plate is a large one's."""
    listed = np.array([w.plate for w in traffic.watches], np.int64)
    read = traffic.passes.plate[np.isin(traffic.passes.plate, listed)]
    latest = list(dict.fromkeys(read[::-1].tolist()))[:WATCHED]
    return [(signs_of(plate), is_large(plate)) for plate in latest]
