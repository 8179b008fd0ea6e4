"""What-ifs for a folder of SUMO's: a small file declares bans and tidal lanes; both networks are simulated."""

import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from daoan.act.signals.changes import Ban, Changes, Tidal, check_changes, drive_around
from daoan.act.signals.whatif import Timed, WhatIf, compare
from daoan.app.progress import Tell, silent
from daoan.app.signals import check_seeds, conflict_limits
from daoan.edge.files import read_bytes, write_bytes
from daoan.edge.sumo.changing import lend_lanes, read_grid, read_ways, write_ways
from daoan.edge.sumo.places import get_sumo
from daoan.edge.sumo.running import probe, simulate_each
from daoan.edge.sumo.scenario import Scenario, read_scenario
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import Programme

FIELDS = {"ban": {"from", "to"}, "tidal": {"gains", "loses", "lanes", "from", "until"}}


def read_changes(path: Path) -> Changes:
    """Bans and tidal lanes out of a file of TOML or JSON. Raises :class:`InputError` with what is wrong in it."""
    text = read_bytes(path).decode("utf-8")
    try:
        said = msgspec.json.decode(text) if path.suffix == ".json" else tomllib.loads(text)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"{path.name} cannot be read: {problem}") from problem
    if not isinstance(said, dict) or set(said) - set(FIELDS):
        raise InputError(f"{path.name}: lists [[ban]] and [[tidal]] are known, nothing else 仅支持ban与tidal")
    rows = {name: said.get(name, []) for name in FIELDS}
    for name, fields in FIELDS.items():
        for row in rows[name]:
            missing = fields - {"lanes"} - set(row)
            if missing or set(row) - fields:
                odd = ", ".join(sorted(missing or set(row) - fields))
                raise InputError(f"{path.name}: a {name} {'lacks' if missing else 'does not know'} {odd} 字段有误")
    bans = tuple(Ban(str(row["from"]), str(row["to"])) for row in rows["ban"])
    return Changes(bans, tuple(_tidal(row) for row in rows["tidal"]))


def what_if(
    folder: Path, changes: Changes, seeds: Sequence[int], pack: RulePack, tell: Tell = silent, workers: int = 1
) -> WhatIf:
    """The changed network beside the unchanged one: same vehicles, same seeds.

    Vehicles drive the edges that one run of the unchanged network gave them (first draw of the rule pack), so that both
    sides differ in the change alone. Raises :class:`InputError` where a change cannot be made, or cuts somebody off.
    """
    check_seeds(seeds)
    sumo, scenario = get_sumo(), read_scenario(folder)
    grid = read_grid(scenario.network)
    check_changes(changes, grid.turns, grid.lanes)
    limits = conflict_limits(pack)
    with TemporaryDirectory(prefix="daoan-whatif-") as name:
        here = Path(name)
        tell(Text("who drives which way", "交通流向统计"))
        driven, around = here / "driven.rou.xml", here / "around.rou.xml"
        run, _ = probe(sumo, scenario, int(pack.get("search.first_draw")), driven)
        journeys = read_ways(driven)
        rerouted = drive_around(journeys, grid.turns, grid.seconds, changes.bans)
        write_ways(driven, {}, driven, scenario.routes)
        write_ways(driven, rerouted, around)
        unchanged = replace(scenario, routes=(driven,))
        changed, programmes = replace(scenario, routes=(around,)), tuple[Programme, ...]()
        if changes.tidal:
            loans = [(t.gains, t.loses, t.lanes, t.from_s, t.until_s) for t in changes.tidal]
            changed, programmes = lend_lanes(sumo, changed, loans, here)

        def timed(of: Scenario, lights: tuple[Programme, ...]) -> list[Timed]:
            with ThreadPoolExecutor(max(1, workers)) as pool:
                return list(pool.map(lambda seed: Timed(*simulate_each(sumo, of, seed, lights, limits)), seeds))

        tell(Text("the unchanged network", "现状路网仿真"), 0, 2)
        before = timed(unchanged, ())
        tell(Text("the changed network", "变更后路网仿真"), 1, 2)
        after = timed(changed, programmes)
    return compare(scenario.name, changes, journeys, rerouted, before, after, _notes(run.not_inserted, changes), pack)


def write_what_if(found: WhatIf, folder: Path) -> Path:
    """``NAME.whatif.json`` with every figure and every movement."""
    report = folder / f"{found.scenario}.whatif.json"
    write_bytes(report, msgspec.json.format(msgspec.json.encode(found), indent=2))
    return report


def _tidal(row: dict[str, Any]) -> Tidal:
    try:
        lanes = int(row.get("lanes", 1))
        return Tidal(str(row["gains"]), str(row["loses"]), _seconds(row["from"]), _seconds(row["until"]), lanes)
    except (TypeError, ValueError) as problem:
        raise InputError('hours are written "07:30", lanes as a number 时段写作"07:30"，车道数为整数') from problem


def _seconds(said: object) -> int:
    hours, minutes = str(said).split(":")
    if not (0 <= int(hours) <= 24 and 0 <= int(minutes) < 60):
        raise ValueError(said)
    return 3600 * int(hours) + 60 * int(minutes)


def _notes(outside: int, changes: Changes) -> tuple[Text, ...]:
    found = [
        Text(
            "simulated, not observed; who drives around takes the way quickest when empty; nobody stays at home",
            "以上为仿真结果，非实测；车辆按自由流最短时间绕行，未考虑出行取消或改时",
        ),
        Text(
            "lights keep their programmes: a changed network may want other greens",
            "信号方案保持不变；变更后可另行优化",
        ),
    ]
    if changes.tidal:
        found.append(
            Text(
                "a lane changes direction at once; the time to clear it on the road is not simulated",
                "可变车道按时刻即时换向，未模拟实际清空时间",
            )
        )
    if outside:
        found.append(
            Text(
                f"{outside} vehicles never got into the unchanged network and are left out on both sides",
                f"{outside}辆车在现状路网中未能驶入，两侧均不计",
            )
        )
    return tuple(found)
