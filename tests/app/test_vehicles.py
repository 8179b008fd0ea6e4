"""A register read in: kept, told in numbers, and what it says of watched plates; never with a plate."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from daoan.act.watches.catalogue import read_catalogue
from daoan.act.watches.filing import Filing
from daoan.act.workflow.table import Refused
from daoan.app.cities import find_city_plan
from daoan.app.clocks import workroom_of
from daoan.app.people import keep_units
from daoan.app.subject_key import subject_key
from daoan.app.vehicles import import_vehicles, kept_vehicles, registered_vehicles, vehicles_folder, write_register
from daoan.app.workspace import Workspace, create_workspace
from daoan.config import read_config
from daoan.jobs.watch_filing import WatchBook, file_watch
from daoan.jobs.watching import entries_in
from daoan.jobs.work import Wanted, cause
from daoan.store.vehicles import vehicles_stamp
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.passes import PlateState
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from daoan.town.traffic.stated import read_stated
from daoan.town.traffic.vehicles import register_vehicles
from tests.cli.conftest import CITY

HEADING = "plate,plate_type,kind,state,inspect_by,scrap_by,unprocessed"
PLAIN = [f"甘Z3000{n},02,K33,A,2099-01-01,," for n in range(4)]


@pytest.fixture
def place(tmp_path: Path):
    (tmp_path / "city.toml").write_text(CITY, encoding="utf-8")
    made = create_workspace(
        read_config({"workspace": tmp_path / "ws"}, {}), find_city_plan(str(tmp_path / "city.toml")).city
    )
    yield made
    made.close()


def with_units(place: Workspace) -> None:
    name = Text("x", "x")
    keep_units(place, (Unit("city", UnitKind.CITY, name, None), Unit("b1", UnitKind.BRIGADE, name, "city")))


def table(place: Workspace, *rows: str) -> Path:
    path = place.config.workspace / "register.csv"
    path.write_text("\n".join((HEADING, *rows, *PLAIN)), encoding="utf-8")
    return path


def watch(place: Workspace, plate: str, type_code: str) -> str:
    """An entry in force, filed a little while ago."""
    room = workroom_of(place)
    book = WatchBook(room, read_catalogue(place.packs["watches"]), place.packs["lookups"], subject_key(place))
    at = place.now - timedelta(minutes=3)
    hands = [
        Actor("one", "b1", frozenset({Role.BRIGADE})), Actor("two", "b1", frozenset({Role.BRIGADE})),
        Actor("three", "city", frozenset({Role.COMMANDER})),
    ]  # fmt: skip
    entry = file_watch(book, hands[0], Filing(plate=plate, type=type_code, case="案-2026-0031"), at)
    for hand, event in zip(hands[1:], ("pass_review", "approve"), strict=True):
        assert isinstance(entry, Matter), entry
        entry = cause(room, hand, Wanted(entry.matter_id, entry.version, event), at)
    assert not isinstance(entry, Refused)
    return entry.matter_id


def states(place: Workspace, *names: str) -> list[Matter]:
    return list(entries_in(workroom_of(place), names))


def test_a_register_ends_what_it_cures_and_proposes_what_it_calls_for(place: Workspace) -> None:
    with_units(place)
    inspected, owing, unknown = (
        watch(place, "甘Z10001", "04"),
        watch(place, "甘Z10002", "06"),
        watch(place, "甘Z10003", "06"),
    )
    path = table(
        place, "甘Z10001,02,K33,A,2099-12-31,,", "甘Z10002,02,K33,A,,,0", "甘Z10003,02,K33,A,,,",
        "甘Z10004,01,H11,A,,,25", "甘Z10005,02,K33,E,,,", "甘Z10006,02,K33,P,,,",
    )  # fmt: skip
    got = import_vehicles(place, path)
    assert (got.watches.ended, got.watches.proposed, got.watches.unit) == (2, 3, "city")
    ended = {m.matter_id: m.values["ended_why"] for m in states(place, "withdrawn")}
    assert ended == {inspected: "inspected", owing: "processed"}
    assert [m.matter_id for m in states(place, "watching")] == [unknown]  # nothing is told of its violations
    proposed = {(m.values["plate"], m.values["type"], m.values["large"]) for m in states(place, "to_review")}
    assert proposed == {("甘Z10004", "07", True), ("甘Z10005", "03", False), ("甘Z10006", "05", False)}
    again = import_vehicles(place, path)
    assert (again.watches.ended, again.watches.proposed, again.before) == (0, 0, 10)


def test_what_a_register_told_before_an_entry_was_filed_does_not_end_it(place: Workspace) -> None:
    with_units(place)
    watch(place, "甘Z10001", "04")
    path = table(place, "甘Z10001,02,K33,A,2099-12-31,,")
    assert import_vehicles(place, path, as_of=place.now - timedelta(hours=1)).watches.ended == 0
    assert import_vehicles(place, path).watches.ended == 1


def test_proposals_go_where_they_are_sent_or_nowhere(place: Workspace) -> None:
    path = table(place, "甘Z10005,02,K33,E,,,")
    alone = import_vehicles(place, path)
    assert (alone.watches.proposed, alone.watches.unit) == (0, "")
    with_units(place)
    assert import_vehicles(place, path, watches=False).watches is None
    with pytest.raises(InputError, match="no unit"):
        import_vehicles(place, path, unit="b2")
    assert import_vehicles(place, path, unit="b1").watches.proposed == 1
    assert [m.holder for m in states(place, "to_review")] == ["b1"]


def test_a_rule_that_is_off_proposes_nothing(place: Workspace) -> None:
    with_units(place)
    watches = place.packs["watches"]
    auto = {name: row | {"on": False} for name, row in watches.values["auto"].items()}
    place.packs["watches"] = replace(watches, values={**watches.values, "auto": auto})
    assert import_vehicles(place, table(place, "甘Z10005,02,K33,E,,,")).watches.proposed == 0


def test_a_file_that_was_cut_does_not_replace_the_register(place: Workspace) -> None:
    path = table(place, *(f"甘Z1000{n},02,K33,A,,," for n in range(6)))
    import_vehicles(place, path)
    stamp = vehicles_stamp(vehicles_folder(place.config))
    path.write_text("\n".join((HEADING, *PLAIN)), encoding="utf-8")
    for smaller, rows in ((False, PLAIN), (True, []), (False, ["甘Z,02,,,,,"])):
        path.write_text("\n".join((HEADING, *rows, "")), encoding="utf-8")
        with pytest.raises(InputError, match="nothing was changed"):
            import_vehicles(place, path, smaller=smaller)
    assert vehicles_stamp(vehicles_folder(place.config)) == stamp
    path.write_text("\n".join((HEADING, *PLAIN)), encoding="utf-8")
    assert import_vehicles(place, path, smaller=True).reading.vehicles == 4
    assert vehicles_stamp(vehicles_folder(place.config)) != stamp


def test_a_moment_to_come_is_refused(place: Workspace) -> None:
    with pytest.raises(InputError, match="to come"):
        import_vehicles(place, table(place), as_of=place.now + timedelta(hours=1))
    assert kept_vehicles(place).reading is None


def test_the_register_of_a_model_town_comes_in_by_the_same_door(place: Workspace) -> None:
    town = register_vehicles(0.02, 20_500, read_stated(), np.random.default_rng(2))
    path = place.config.workspace / "vehicles.csv"
    write_register(town, path)
    assert import_vehicles(place, path).reading.vehicles == len(town)
    got = registered_vehicles(place)
    for name in type(town).__slots__:
        assert getattr(got, name).tobytes() == getattr(town, name).tobytes(), name
    kept = kept_vehicles(place)
    assert sum(kept.by_class.values()) == sum(kept.by_state.values()) == len(town)
    assert kept.by_state.get("scrapped", 0) == int((town.state == PlateState.SCRAPPED).sum())
    assert kept.not_counted == 0


def test_the_audit_log_tells_of_a_reading_without_a_plate(place: Workspace) -> None:
    import_vehicles(place, table(place, "甘Z10001,02,K33,A,,,"))
    notes = [entry.note for entry in place.store.list_audit(0, 50)]
    (note,) = [one for one in notes if one.action == "vehicles.import"]
    assert "5 vehicles" in note.detail
    assert "甘Z" not in repr(notes)
