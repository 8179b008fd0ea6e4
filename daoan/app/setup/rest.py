"""The steps *people*, *packs* and *loop*, and the table of all of them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from daoan.app.organisation import ROOT, root_of
from daoan.app.people import add_person, ensure_units, keep_units, list_people, reset
from daoan.app.setup import place, records
from daoan.app.setup.walk import Doing, Walk
from daoan.app.turn import take_turn
from daoan.app.workspace import REGION, Workspace, open_workspace
from daoan.jobs.setup.record import Fact
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.regions import region_for, region_named, regions_of
from daoan.terms.roles import Role
from daoan.terms.times import local_midnight, local_to_utc, utc_to_local
from daoan.terms.units import Unit, UnitKind

Do = Callable[[], Mapping[str, Fact]]
STALE = timedelta(days=60)  # a register that ends earlier is of the past: the first turn stands at its end


def people(way: Walk) -> Do:
    """Ask for two logins; make the accounts, and a brigade for every county."""
    workspace = way.city_there()
    logins = {
        Role.ADMINISTRATOR: way.answer("administrator", Text("Login that manages people", "系统管理员登录名"), "admin"),
        Role.COMMANDER: way.answer("commander", Text("Login of the command centre", "指挥中心登录名"), "commander"),
    }
    names = {
        Role.ADMINISTRATOR: "Administrator 管理员",
        Role.COMMANDER: way.answer(
            "commander_name", Text("Name of who commands", "指挥员姓名"), "Command centre 指挥中心"
        ),
    }

    def do() -> dict[str, Fact]:
        ensure_units(workspace)
        _brigades(workspace)
        for role, login in logins.items():
            way.tell(Text(f"account {login}", f"账号 {login}"))
            line = next((one for one in list_people(workspace) if one.login == login), None)
            if line is None:
                way.show("password", add_person(workspace, names[role], login, ROOT, [role]), workspace)
            elif line.must_change:  # made before, but nobody has used it: its password may never have been seen
                way.show("password", reset(workspace, login, second_factor=False), workspace)
        return {"people": len(list_people(workspace)), "units": len(workspace.store.list_units())}

    return do


def packs(way: Walk) -> Do:
    """Ask for the region."""
    workspace = way.city_there()
    pack = workspace.packs["regions"]
    names = "; ".join(f"{r.key} ({r.name.en} {r.name.zh})" for r in regions_of(pack))
    question = Text(f"Region: {names}", "适用地区")
    region = region_named(pack, way.answer("region", question, region_for(pack, workspace.city.country)))

    def do() -> dict[str, Fact]:
        workspace.store.put_setting(REGION, region.key)
        way.workspace = open_workspace(way.config)
        workspace.close()
        return {"region": region.key, "packs": len(region.packs)}

    return do


def loop(way: Walk) -> Do:
    """Take the first turn: now, or at the end of a register of the past."""
    workspace = way.city_there()
    told = way.answer("as_of", Text("As of (day, or empty: now)", "截至日期（留空为当前）"), _end_of(workspace))
    try:
        as_of = local_to_utc(datetime.fromisoformat(told), workspace.city.zone) if told else None
    except ValueError:
        raise InputError(f"{told!r:.40} is no day; write 2020-01-01 · 日期格式应为 2020-01-01") from None

    def do() -> dict[str, Fact]:
        turn = take_turn(workspace, as_of, way.tell)
        return {
            "as_of": f"{utc_to_local(turn.run.as_of, workspace.city.zone):%Y-%m-%d}", "stretches": len(turn.segments),
            "blackspots": len(turn.blackspots), "alerts": len(turn.alerts),
            "seconds": round(sum(turn.run.seconds.values()), 1),
        }  # fmt: skip

    return do


def _end_of(workspace: Workspace) -> str:
    """The day after the last crash where it lies long back; "" otherwise."""
    crashes = workspace.store.page_crashes(workspace.now, limit=1).rows
    if not crashes or workspace.now - crashes[0].happened_at < STALE:
        return ""
    day = utc_to_local(crashes[0].happened_at, workspace.city.zone).date() + timedelta(days=1)
    assert local_midnight(day, workspace.city.zone) <= workspace.now
    return day.isoformat()


def _brigades(workspace: Workspace) -> None:
    """A brigade for every county that has none, in a city of several."""
    if len(workspace.city.areas) < 2:
        return
    there = {unit.unit_id for unit in workspace.store.list_units()}
    root = root_of(workspace.city).unit_id
    units = [
        Unit(f"b-{a.code}", UnitKind.BRIGADE, Text(f"{a.name.en} brigade", f"{a.name.zh}大队"), root, a.code)
        for a in workspace.city.areas
    ]
    keep_units(workspace, tuple(unit for unit in units if unit.unit_id not in there))


DOINGS: Mapping[str, Doing] = {
    "city": Doing(place.city),
    "counties": Doing(place.counties),
    "roads": Doing(records.roads),
    "crashes": Doing(records.crashes),
    "people": Doing(people),
    "packs": Doing(packs),
    "feeds": Doing(records.feeds),
    "loop": Doing(loop),
}
