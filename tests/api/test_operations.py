"""Operations over HTTP: planned, drawn, deployed, daily tables with checked sums; packs, points, precursors."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from daoan.terms.city import Area, City
from daoan.terms.codes import Role, Severity, VehicleKind
from daoan.terms.estimates import Text
from daoan.terms.records.sensed import Party
from tests.api.work_given import START, Office
from tests.store.store_given import batch, crash, network, turn

API = "/api/v1"
PLAN = {
    "type": "drink_drive", "targets": ["north", "south"], "begins_on": "2026-03-04", "finish_by": "2026-03-06",
    "text": "Test at drawn sites 随机点位检测", "key_days": ["2026-03-05"], "violations": "ordinary-seven",
}  # fmt: skip
PLACES = [{"name": f"place {k}", "weight": 1 + k} for k in range(12)]
NIGHT = {"tests_afternoon": 20, "tests_early": 60, "tests_late": 20, "tests": 100, "drink_early": 3, "drink": 3}


def planned(office: Office, by: str = "commander", **values) -> dict:
    body = {"kind": "operation", "title": "Drink-drive 酒驾夜查", "values": PLAN | values}
    answer = office.as_(by).post(f"{API}/work", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["matter"]


def post(office: Office, by: str, path: str, status: int = 200, **body):
    answer = office.as_(by).post(f"{API}/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def deployed(office: Office) -> dict:
    one = planned(office)
    return post(office, "commander", f"operations/{one['matter_id']}/deploy", version=one["version"])


def table(office: Office, operation: dict, by: str, unit: str, day: str, status: int = 200, kept=("", 0), **figures):
    values = {"unit": unit, "day": day, **figures}
    path = f"operations/{operation['operation']['matter_id']}/tables"
    return post(office, by, path, status, values=values, entry_id=kept[0], version=kept[1])


def test_sites_are_drawn_with_a_recorded_seed_and_drawn_again_by_it(office) -> None:
    one = planned(office)
    path = f"operations/{one['matter_id']}/draw"
    first = post(office, "commander", path, version=1, sites=3, places=PLACES)["operation"]
    sites, draw = first["values"]["sites"], first["values"]["draw"]
    assert (len(sites), draw["number"], draw["candidates"], len(draw["seed"])) == (3, 1, 12, 32)
    again = post(office, "commander", path, version=2, sites=3, places=PLACES, seed=draw["seed"])["operation"]
    assert again["values"]["sites"] == sites
    assert again["values"]["draw"]["number"] == 2
    log = office.see("commander", one["matter_id"])["steps"]
    assert [s["event"] for s in log] == ["create", "draw_sites", "draw_sites"]
    assert post(office, "commander", path, 422, version=3, sites=13, places=PLACES)["type"].endswith("input")
    assert post(office, "commander", path, 404, version=3, sites=3)  # no run of the loop to draw stretches from
    assert office.as_("north-officer").post(f"{API}/{path}", json={"version": 3, "sites": 1}).status_code == 403


def test_deploying_issues_the_order_to_its_units_or_does_nothing(office) -> None:
    short = planned(office, targets=[])
    path = f"operations/{short['matter_id']}/deploy"
    assert post(office, "commander", path, 422, version=1)["code"] == "targets"
    assert office.store.last_audit().note.action == "refused.act"
    assert office.see("commander", short["matter_id"])["matter"]["state"] == "planned"
    one = deployed(office)
    assert one["operation"]["state"] == "deployed"
    assert (one["order_signed"], one["order_fed_back"]) == ({"part": 0, "whole": 2}, {"part": 0, "whole": 2})
    nodes = [m for m in office.see("commander", one["operation"]["matter_id"])["family"] if m["kind"] == "order_node"]
    office.act("north-lead", next(n for n in nodes if n["holder"] == "north"), "sign")
    seen = office.as_("north-lead").get(f"{API}/operations/{one['operation']['matter_id']}").json()
    assert seen["order_signed"] == {"part": 1, "whole": 1}  # as far as they see it
    again = office.as_("commander").post(
        f"{API}/operations/{one['operation']['matter_id']}/deploy", json={"version": 1}
    )
    assert again.status_code == 409


def test_daily_tables_are_checked_corrected_and_added_up(office) -> None:
    one = deployed(office)
    wrong = table(office, one, "north-lead", "north", "2026-03-04", 422, **NIGHT | {"tests": 99})
    assert [w["field"] for w in wrong["wrong"]] == ["tests"]
    assert wrong["wrong"][0]["message"]["zh"]
    for unit, day in (("city", "2026-03-04"), ("north", "2026-03-09"), ("north", "")):
        assert table(office, one, "commander", unit, day, 422)["wrong"][0]["field"] in ("unit", "day")
    seen = table(office, one, "north-lead", "north", "2026-03-04", **NIGHT)
    kept = (seen["tables"][0]["entry_id"], 1)
    table(office, one, "north-lead", "north", "2026-03-04", 409, **NIGHT)  # there is one already
    table(office, one, "north-lead", "north", "2026-03-04", kept=kept, **NIGHT | {"drink_early": 5, "drink": 5})
    table(office, one, "north-lead", "north", "2026-03-04", 409, kept=kept, **NIGHT)
    table(office, one, "south-lead", "south-1", "2026-03-05", tests_early=50, drink_early=1, hw_all=7)
    assert table(office, one, "north-lead", "south", "2026-03-05", 422)["wrong"][0]["field"] == "unit_id"
    whole = office.as_("commander").get(f"{API}/operations/{one['operation']['matter_id']}").json()
    rates = {r["period"]: r for r in whole["rates"]}
    assert (rates["early"]["share"], rates["early"]["tables"]) == ({"part": 6.0, "whole": 110.0}, 2)
    assert rates["early"]["estimate"]["low"] < 100 * 6 / 110 < rates["early"]["estimate"]["high"]
    assert rates["all"]["share"] == {"part": 5.0, "whole": 100.0}
    assert whole["whole"]["totals"]["hw_all"] == {"field": "hw_all", "value": 7.0, "tables": 1}
    assert whole["whole"]["totals"]["belts"] == {"field": "belts", "value": None, "tables": 0}
    assert [g["of"] for g in whole["by_unit"]] == ["north", "south-1"]
    assert whole["violations"]["code"] == "ordinary-seven"
    north = office.as_("north-lead").get(f"{API}/operations/{one['operation']['matter_id']}").json()
    assert [t["unit_id"] for t in north["tables"]] == ["north"]


def test_tables_are_not_written_before_the_deployment_nor_by_strangers(office) -> None:
    one = planned(office, targets=["north"])
    body = {"values": {"unit": "north", "day": "2026-03-04"}}
    path = f"{API}/operations/{one['matter_id']}/tables"
    assert office.as_("commander").post(path, json=body).json()["code"] == "not_now"
    for by in ("south-lead", "north-town"):
        assert office.as_(by).post(path, json=body).status_code in (404, 422), by
    assert office.as_("south-lead").get(f"{API}/operations/{one['matter_id']}").status_code == 404
    assert office.as_("reader").get(f"{API}/operations").status_code == 403
    order = office.draft()["matter"]
    assert office.as_("commander").get(f"{API}/operations/{order['matter_id']}").status_code == 404


def test_tables_leave_as_csv_and_as_a_workbook_and_that_is_written_down(office) -> None:
    one = deployed(office)
    table(office, one, "north-lead", "north", "2026-03-04", **NIGHT, note="=1+1")
    path = f"{API}/operations/{one['operation']['matter_id']}/tables"
    text = office.as_("commander").get(f"{path}.csv").text
    heading, row = text.lstrip("\ufeff").strip().splitlines()
    told = dict(zip(heading.split(","), row.split(","), strict=True))
    assert (told["unit"], told["tests"], told["hw_all"], told["note"]) == ("north", "100", "", "'=1+1")
    sheet = load_workbook(io.BytesIO(office.as_("commander").get(f"{path}.xlsx").content)).active
    cells = dict(zip(*[[c.value for c in r] for r in sheet.iter_rows()], strict=True))
    assert (cells["酒精检测人次：合计"], cells["高速：违法总数"], cells["备注"]) == (100, None, "'=1+1")
    assert office.store.last_audit().note.action == "export.operation"
    assert office.as_("commander").get(f"{path}.pdf").status_code == 422


def test_the_board_tells_operations_sets_and_four_relations(office) -> None:
    empty = office.as_("north-lead").get(f"{API}/operations").json()
    assert (empty["operations"], [r["share"] for r in empty["relations"]]) == ([], [None] * 4)
    one = deployed(office)
    table(office, one, "north-lead", "north", "2026-03-04", nr_on_site=8, dealt=10, penalties=7, educated=3)
    table(office, one, "north-lead", "north", "2026-03-05", nr_on_site=24)
    board = office.as_("commander").get(f"{API}/operations").json()
    assert (board["operations"][0]["tables"], board["operations"][0]["units"]) == (2, 1)
    shares = {r["code"]: r["share"] for r in board["relations"]}
    assert (shares["steady"], shares["lenient"]) == ({"part": 8, "whole": 32}, {"part": 3, "whole": 10})
    assert {s["code"] for s in board["sets"]} >= {"highway-ten", "ordinary-seven"}


def test_a_pack_makes_tasks_that_are_ticked_reported_and_accepted(office) -> None:
    pack = office.as_("commander").get(f"{API}/measure-packs").json()["packs"][0]
    assert (pack["status"], pack["missing"]) == ("partial", 3)
    body = {"units": ["north", "south"], "since": "2026-03-04", "until": "2026-03-31", "why": "winter"}
    chosen = {"measures": ["three-limits", "to-nought"]}
    started = post(office, "commander", "measure-packs/strict-ten/start", 201, **body, **chosen)
    assert [(m["items"], m["units"]) for m in started["measures"]] == [
        ({"part": 0, "whole": 6}, {"part": 0, "whole": 2})
    ] * 2  # fmt: skip
    name = started["matter"]["matter_id"]
    part = next(p for p in started["measures"][0]["parts"] if p["matter"]["holder"] == "north")["matter"]
    part = office.act("north-lead", part, "sign")["matter"]
    part = office.act("north-lead", part, "tick", values={"done": ["lanes", "speed", "gap"], "figure": 4})["matter"]
    part = office.act("north-lead", part, "report")["matter"]
    office.act("commander", part, "accept")
    seen = office.as_("commander").get(f"{API}/measure-packs/running/{name}").json()["measures"][0]
    assert (seen["items"], seen["units"]) == ({"part": 3, "whole": 6}, {"part": 1, "whole": 2})
    assert (seen["figure"], seen["told"], seen["parts"][0]["done"]) == (4.0, 1, ["lanes", "speed", "gap"])
    south = office.as_("south-lead").get(f"{API}/measure-packs/running/{name}").json()["measures"][0]
    assert [p["matter"]["holder"] for p in south["parts"]] == ["south"]
    lines = (
        office.as_("commander").get(f"{API}/measure-packs/running/{name}", params={"format": "csv"}).text.splitlines()
    )
    assert len(lines) == 5
    board = office.as_("commander").get(f"{API}/measure-packs").json()
    assert (board["running"][0]["items"], board["running"][0]["overdue"]) == ({"part": 3, "whole": 12}, 0)
    assert board["running"][0]["matter"]["rule_pack"].startswith("work@")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"units": ["north"]}, 422, None),
        ({"units": ["nowhere"]}, 422, "targets"),
        ({"measures": ["x"]}, 422, None),
        ({"since": "2026-04-02"}, 422, None),
        ({"until": "2026-03-01", "since": "2026-03-01"}, 422, "day"),
    ],
)
def test_what_makes_no_pack_is_refused(office, body, status, code) -> None:
    whole = {"units": ["south"], "since": "2026-03-04", "until": "2026-03-31"} | body
    by = "south-lead" if body == {"units": ["north"]} else "commander"
    answer = post(office, by, "measure-packs/strict-ten/start", status, **whole)
    assert code is None or answer["code"] == code
    assert office.as_("commander").get(f"{API}/measure-packs").json()["running"] == []


def test_points_from_a_file_are_taken_up_once_rechecked_and_counted(office) -> None:
    heading = "unit_id,number,place,kind,unit,found_on,due"
    school = "north,1,School gate,school gate,north-1,2026-03-01,2026-03-20"
    market = "north,2,Market,占道经营、集市占路,north,2026-03-02,"
    sent = {"file": ("points.csv", f"{heading}\n{school}\n{market}".encode(), "text/csv")}
    answer = office.as_("north-lead").post(f"{API}/registers/disorder_point/file", files=sent)
    assert answer.json() == {"new": 2, "changed": 0}, answer.text
    assert office.as_("north-lead").get(f"{API}/disorder").json()["untaken"] == 2
    taken = post(office, "north-lead", "disorder/take-up")
    assert (len(taken["matters"]), taken["left"]) == (2, [])
    assert post(office, "north-lead", "disorder/take-up") == {"matters": [], "left": []}
    school = next(m for m in taken["matters"] if m["holder"] == "north-1")
    again = post(office, "north-lead", "disorder/take-up", entries=[school["values"]["entry"], "disorder_point-none"])
    assert [x["why"]["en"] for x in again["left"]] == ["it is being seen to already", "there is no such point"]
    school = office.act("north-officer", school, "take_in_hand", values={"measure": "a guard"})["matter"]
    school = office.act("north-officer", school, "put_right", values={"result": "orderly"})["matter"]
    assert office.try_("north-officer", school, "recheck").status_code == 422
    office.act("north-lead", school, "recheck")
    board = office.as_("commander").get(f"{API}/disorder").json()
    assert [(s["of"], s["points"], s["states"]) for s in board["by_unit"]] == [
        ("north", 1, {"found": 1}), ("north-1", 1, {"rechecked": 1}),
    ]  # fmt: skip
    assert {s["of"] for s in board["by_kind"]} == {"school", "market"}
    assert office.as_("south-lead").get(f"{API}/disorder").json()["points"] == []
    assert office.as_("north-company").post(f"{API}/disorder/take-up", json={}).status_code == 403


def test_who_owns_a_point_sees_it_and_who_registered_it_asks(office) -> None:
    values = {"place": "Bridge", "kind": "parking", "unit": "north", "found_on": "2026-03-01"}
    kept = office.as_("commander").post(f"{API}/registers/disorder_point", json={"values": values}).json()["entry_id"]
    seen = office.as_("north-lead").get(f"{API}/disorder").json()
    assert ([p["entry"]["entry_id"] for p in seen["points"]], seen["untaken"]) == ([kept], 0)
    left = post(office, "north-lead", "disorder/take-up", entries=[kept])["left"]
    assert left[0]["why"]["en"] == "who registered it asks for it"
    assert len(post(office, "commander", "disorder/take-up")["matters"]) == 1


def test_a_point_of_a_unit_beside_is_not_given_to_it_by_who_may_not_issue(office) -> None:
    values = {"place": "Bridge", "kind": "parking", "unit": "south", "found_on": "2026-03-01"}
    kept = office.as_("north-officer").post(f"{API}/registers/disorder_point", json={"values": values})
    assert kept.status_code == 201, kept.text
    left = post(office, "north-officer", "disorder/take-up")["left"]
    assert left[0]["why"]["en"].startswith("it belongs to a unit")
    assert len(post(office, "commander", "disorder/take-up")["matters"]) == 1


@pytest.fixture
def with_a_run(office):
    van = Party(Role.PASSENGER, Severity.SLIGHT, age_years=33, vehicle=VehicleKind.MINIBUS)
    office.store.save_network(network(), START)
    office.store.receive_crashes(batch(replace(crash(happened=2600, area="A1"), parties=(van, van))), START)
    office.store.save_turn(turn(as_of=START))
    return office


def test_precursors_are_found_coarse_and_followed_up_once(with_a_run) -> None:
    office = with_a_run
    seen = office.as_("commander").get(f"{API}/precursors").json()
    (row,) = seen["rows"]
    assert (row["kinds"], row["hurt"], row["taken"]) == (["van"], 2, False)
    assert "parties" not in row["crash"]
    name = row["crash"]["crash_id"]
    assert post(office, "north-lead", "precursors/follow", 422, crash_id=name, unit="south")["code"] == "unit"
    assert post(office, "commander", "precursors/follow", 404, crash_id="none", unit="south")
    first = post(office, "commander", "precursors/follow", 201, crash_id=name, unit="north")["matter"]
    again = post(office, "commander", "precursors/follow", 201, crash_id=name, unit="south")["matter"]
    assert (first["holder"], again["matter_id"]) == ("north", first["matter_id"])
    assert office.as_("commander").get(f"{API}/precursors").json()["rows"][0]["matter"]["holder"] == "north"
    south = office.as_("south-lead").get(f"{API}/precursors").json()["rows"][0]
    assert (south["taken"], south["matter"]) == (True, None)
    assert office.as_("north-warden").get(f"{API}/precursors").json()["rows"] == []


def test_one_that_no_register_tells_apart_is_opened_by_hand(office) -> None:
    body = {
        "kind": "precursor",
        "title": "School bus near miss",
        "holder": "north",
        "values": {"kinds": ["school_bus"]},
    }
    assert office.as_("commander").post(f"{API}/work", json=body).status_code == 201
    seen = office.as_("commander").get(f"{API}/precursors").json()
    assert [m["title"] for m in seen["by_hand"]] == ["School bus near miss"]
    assert [w["code"] for w in seen["watched"] if w["vehicle"] is None] == ["school_bus", "hazmat"]


def test_an_operation_that_is_over_is_judged_against_counties_that_did_not_take_part(with_a_run) -> None:
    office = with_a_run
    areas = tuple(Area(code, Text(code, code)) for code in ("A1", "A2"))
    city: City = office.work.desk.city
    office.work.desk.city = replace(city, areas=areas)
    try:
        one = planned(office, targets=["north"])
        done = post(office, "commander", f"operations/{one['matter_id']}/deploy", version=1)["operation"]
        assert office.as_("commander").get(f"{API}/operations/{one['matter_id']}").json()["evaluation"] is None
        for event in ("begin", "end"):
            done = office.act("commander", done, event)["matter"]
        told = office.as_("commander").get(f"{API}/operations/{one['matter_id']}").json()["evaluation"]
        assert (told["treated"], told["others"], told["ratio"]) == (["A1"], ["A2"], None)
        assert told["words"]["en"] == "Crashes are not known yet to its end."
    finally:
        office.work.desk.city = city
