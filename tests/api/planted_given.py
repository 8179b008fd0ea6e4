"""Something of every kind in one office, with people's marks in every text; and the addresses where it is read.

Registers carry marks of their own: whoever may write an entry reads it in the clear, nobody else does.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

from PIL import Image

from daoan.api.guard import declarations
from daoan.jobs.holding import Ordered, order_hold
from daoan.terms.estimates import Text
from daoan.terms.records import Batch, Refusal
from daoan.terms.records.audited import AuditNote
from daoan.terms.registers import Field, FieldKind
from daoan.terms.units import Unit, UnitKind
from tests.act.signals.proposals_given import content, document
from tests.api.advice_given import jpeg, kept, put, stand, version
from tests.api.companies_given import COMPANIES, FIRM, FIRMS, drivers, take, vehicles
from tests.api.deployments_given import begun, do, with_risk
from tests.api.fleet_given import fleet_in
from tests.api.reports_given import code_in, made, open_door, sent
from tests.api.work_given import CITY, START, Office
from tests.store.store_given import batch, crash, network, turn

PLATE, PHONE, NUMBER = "甘M12345", "13812345678", "622801199001011234"
WIDE = "１３８１２３４５６７８"
ALL = f"{PLATE} {PHONE} {NUMBER} {WIDE}"
NEEDLES = (PLATE, PHONE, NUMBER, WIDE, "甘M·12345", "138 1234 5678")
MASKED = "甘M·12*45"
#: The same in registers.
KEPT = "甘M67890 13987654321 622801198505054321"
KEPT_NEEDLES = tuple(KEPT.split())
MONTH = "2026-02"  # that is closed
KEPT_MASKED = "甘M·67*90"


@dataclass(frozen=True, slots=True)
class Planted:
    """``at``: for each address with names in it, what stands in their place: one filling or several.

    ``owner``: of each register's entry, its unit. ``node``: the north brigade's part of an order.
    ``vehicle``: id of a lorry of the roster.
    """

    at: dict[str, tuple[dict[str, str], ...]]
    owner: dict[str, str]
    node: dict
    vehicle: str


def picture() -> bytes:
    """A small PNG."""
    kept = BytesIO()
    Image.new("RGB", (4, 4)).save(kept, "PNG")
    return kept.getvalue()


def plant(office: Office) -> Planted:
    """Every text that somebody can write by hand, full of people, and a run; most of it with the north brigade."""
    order, node, attachment_id = _orders(office)
    case = _supervision(office)
    _papers(office)
    entries, owner = _registers(office)
    activation = _activated(office, entries["plan"])
    operation, pack = _operations(office)
    deployment, unit, shift = _deployment(office)
    signals = _signals(office)
    campaign, exposure = _publicity(office)
    vehicle = _companies(office)
    record, photo = _advice(office)
    code, receipt = _reports(office)
    _run(office)
    paper = _paper(office)
    matters = [{"matter_id": m["matter_id"]} for m in (order, node, case, activation)]
    run = {
        "alerts/{alert_id}": {"alert_id": "a1"},
        "alerts/{alert_id}/measures": {"alert_id": "a1"},
        "blackspots/{blackspot_id}": {"blackspot_id": "b1"},
        "clusters/{cluster_id}": {"cluster_id": "cluster-1"},
        "counties/{unit}": {"unit": "621023"},
        "crashes/{crash_id:path}": {"crash_id": "leeds:1"},
        "density/{segment_id}": {"segment_id": "s1"},
        "duty/{plan_id}.csv": {"plan_id": "p1"},
        "indicators/{area}/{period}": {"area": CITY.code, "period": "2019-12"},
        "ledger/experiments/{experiment_id}.csv": {"experiment_id": "trial-p1"},
        "outlook/cells/{cell_id}": {"cell_id": "c1000:-1.5:53.8:0:0"},
        "segments/{segment_id}": {"segment_id": "s1"},
        "studies/{study_id}": {"study_id": "m1"},
        "surges/{surge_id}": {"surge_id": "all@2019-04-11"},
        "tickets/{ticket_id}": {"ticket_id": "t1"},
        "tiles/{layer}/{z}/{x}/{y}.mvt": {"layer": "crashes", "z": "9", "x": "253", "y": "164"},
    }
    papers = {
        "docs/{room}/{name}": [{"room": "how-to", "name": "open-data"}],
        "open/{version}/{name}": [{"version": "1", "name": name} for name in _opened(office)],
        "bulletins/{period}.{kind}": [{"period": "2019-12", "kind": kind} for kind in ("docx", "pdf")],
        "documents/{matter_id}": [{"matter_id": paper}],
        "documents/{matter_id}/trace.json": [{"matter_id": paper}],
        "documents/{matter_id}/pages/{page}.png": [{"matter_id": paper, "page": "1"}],
        "documents/{matter_id}/file.{kind}": [{"matter_id": paper, "kind": kind} for kind in ("docx", "pdf")],
        "documents/templates/{kind}.docx": [{"kind": "monthly"}],
        "programme/report.{kind}": [{"kind": kind} for kind in ("docx", "pdf")],
        "work/{matter_id}/letter.{kind}": [
            {"matter_id": case["matter_id"], "kind": kind} for kind in ("docx", "pdf")
        ],
    }  # fmt: skip
    work = {
        "work/{matter_id}": matters,
        "work/attachments/{attachment_id}": [{"attachment_id": attachment_id}],
        "devices/{code}": [{"code": office.as_("commander").get("/api/v1/devices").json()["rows"][0]["code"]}],
        "meetings/{entry_id}": [{"entry_id": entries["meeting"]}],
        "plans/{entry_id}": [{"entry_id": entries["plan"]}],
        "plans/activations/{matter_id}": [{"matter_id": activation["matter_id"]}],
        "operations/{matter_id}": [{"matter_id": operation}],
        "operations/{matter_id}/tables.{kind}": [{"matter_id": operation, "kind": kind} for kind in ("csv", "xlsx")],
        "measure-packs/running/{matter_id}": [{"matter_id": pack}],
        "advice/{record_id}": [{"record_id": record}],
        "advice/{record_id}/photos/{sha256}": [{"record_id": record, "sha256": photo}],
        "advice/stations/{station}/codes/{month}.pdf": [{"station": "QD001", "month": "2026-03"}],
        "report/{code}": [{"code": code}],
        "report/receipts/{receipt}": [{"receipt": receipt}],
        "reports/{matter_id}": [{"matter_id": f"report-{receipt}"}],
        "reports/codes/{number}/{paper}.pdf": [{"number": code[:6], "paper": paper} for paper in ("a4", "a6")],
        "companies/{company_id}": [{"company_id": FIRM}],
        "fleet/alarms/{alarm_id}": [{"alarm_id": alarm.alarm_id} for alarm in office.work.fleet.alarms()],
        "my-company/items/{kind}/{item_id}": [{"kind": "vehicle", "item_id": vehicle}],
        "my-company/ratings/{month}": [{"month": MONTH}],
        "companies/items/{kind}/{item_id}": [{"kind": "vehicle", "item_id": vehicle}],
        "companies/months/{month}": [{"month": MONTH}],
        "companies/months/{month}/xlsx": [{"month": MONTH}],
        "companies/months/{month}/{company_id}": [{"month": MONTH, "company_id": FIRM}],
        "companies/overdue/{due}": [{"due": due} for due in ("inspection", "review")],
        "companies/overdue/{due}/file.xlsx": [{"due": "inspection"}],
        "companies/templates/{kind}.{ending}": [{"kind": "vehicles", "ending": ending} for ending in ("xlsx", "csv")],
        "deployments/{deployment_id}": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/csv": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/learning": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/xlsx": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/live": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/score": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/score/xlsx": [{"deployment_id": deployment}],
        "deployments/{deployment_id}/placement": [{"deployment_id": deployment, "unit": unit, "shift": shift}],
        "publicity/campaigns/{matter_id}": [{"matter_id": campaign}],
        "publicity/exposures/{matter_id}/document.{kind}": [
            {"matter_id": exposure, "kind": kind} for kind in ("docx", "pdf")
        ],
        "paper/{code}.pdf": [{"code": "advice"}, {"code": "work-order"}],
        "publicity/packs/{kind}/{entry_id}.pdf": [{"kind": "village", "entry_id": entries["village"]}],
        "signals/{matter_id}": [{"matter_id": signals}],
        "signals/{matter_id}/programmes": [{"matter_id": signals}],
        "signals/{matter_id}/queues": [{"matter_id": signals}],
        "programme/{entry_id}/{year}": [{"entry_id": entries["programme"], "year": "2026"}],
        "registers/{kind}": [{"kind": kind} for kind in entries],
        "registers/{kind}/{entry_id}": [{"kind": kind, "entry_id": entry_id} for kind, entry_id in entries.items()],
    }
    told = {path: (filling,) for path, filling in run.items()} | {
        path: tuple(fillings) for path, fillings in (papers | work).items()
    }
    return Planted({f"/api/v1/{path}": fillings for path, fillings in told.items()}, owner, node, vehicle)


def reads(office: Office) -> dict[str, dict]:
    """Every route that is read and comes to an end, with its parameters; by its path as it is declared."""
    documented = office.app.openapi()["paths"]
    found = {d.path for d in declarations(office.app) if "GET" in d.methods and d.path.startswith("/api/")}
    return {
        path: {
            p["name"]: p for p in documented.get(path.replace(":path}", "}"), {}).get("get", {}).get("parameters", ())
        }
        for path in sorted(found - {"/api/v1/work/news"})
    }


def addresses(office: Office, planted: Planted) -> list[str]:
    """The address of all that can be read: in both languages, and as a table, where a route can tell it so."""
    found = []
    for path, known in reads(office).items():
        asked = {"month": "month=2026-03"} if "month" in known and known["month"]["required"] else {}
        queries = ["&".join(asked.values())]
        if "lang" in known:
            queries = ["lang=en", "lang=zh"]
        if "format" in known:
            queries.append("&".join([*asked.values(), "format=csv"]))
        for filling in planted.at.get(path, ({},)):
            filled = re.sub(r"\{(\w+)[^}]*\}", lambda m, f=filling: f.get(m[1], "x"), path)
            more = [
                f"{name}={quote(told)}" for name, told in filling.items() if name in known and f"{{{name}" not in path
            ]
            found += [f"{filled}?{'&'.join(filter(None, [query, *more]))}".rstrip("?") for query in queries]
    more = ("work?order=changed&limit=500", "work?text=stop", "refusals?state=open", "registers/programme?ended=true")
    return [*found, *(f"/api/v1/{address}" for address in more)]


def _orders(office: Office) -> tuple[dict, dict, str]:
    """An order to the north that was worked on, and a file beside its part."""
    body = {
        "kind": "order", "title": f"Stop {ALL}", "level": "urgent", "area": PHONE, "segment_id": PLATE,
        "values": {
            "targets": ["north"], "rule": "all", "text": ALL, "category": ALL, PHONE: {"deep": [ALL, {"er": PLATE}]},
            "elements": [{"name": "result", "required": False, "label": {"en": ALL, "zh": ALL}}],
        },
        "evidence": [{"kind": PHONE, "ref": PLATE, "label": {"en": ALL, "zh": ALL}, "value": ALL}],
    }  # fmt: skip
    lead = office.as_("commander")
    answer = lead.post("/api/v1/work", json=body)
    assert answer.status_code == 201, answer.text
    order = office.act("commander", answer.json()["matter"], "issue", note=ALL)
    node = next(m for m in order["family"] if m["kind"] == "order_node")
    seen = office.act("north-lead", node, "sign", note=ALL)["matter"]
    office.act("north-lead", seen, "feed_back", note=ALL, values={"result": ALL, "handled_at": START.isoformat()})
    said = {"note": f"remark {ALL}", "version": office.see("commander", node["matter_id"])["matter"]["version"]}
    answer = lead.post(f"/api/v1/work/{node['matter_id']}/comments", json=said)
    assert answer.status_code == 200, answer.text
    upload = lead.post(f"/api/v1/work/{node['matter_id']}/attachments", files={"file": (f"{ALL}.png", picture())})
    assert upload.status_code == 201, upload.text
    return order["matter"], node, upload.json()["attachment_id"]


def _supervision(office: Office) -> dict:
    """A case of supervision about a late order with people in its title."""
    office.issued(title=f"Late {ALL}", text=ALL)
    office.clock.pass_(hours=2)
    lead = office.as_("commander")
    row = lead.get("/api/v1/work/proposals").json()["rows"][0]
    assert MASKED in str(row["about"])
    answer = lead.post("/api/v1/work/proposals/issue", json={"key": row["key"], "issue": True})
    assert answer.status_code == 201, answer.text
    return answer.json()["matter"]


def _papers(office: Office) -> None:
    """A hold, a refused row, look-ups with a request, and a mark in their review."""
    now = office.clock.now()
    asked = Ordered(f"lawsuit of {ALL}", record_ids=(PHONE,), cases=(PLATE,))
    order_hold(office.store, office.work.desk.packs["retention"], asked, "keeper", now, now)
    rows = (Refusal("r1", "register", f"{ALL}.csv", 7, "x", PHONE, Text(ALL, ALL), {"姓名": ALL}, now),)
    office.store.receive_crashes(Batch("register", f"{ALL}.csv", "0" * 64, "v1", "utf-8", 1, 0, (), rows), now)
    looked = {"kind": "track", "text": PLATE, "purpose": "crash", "case": "OR-2026-0031"}
    request = office.as_("north-lead").post("/api/v1/lookups/requests", json=looked)
    assert request.status_code == 201, request.text
    lead = office.as_("commander")
    lead.post("/api/v1/lookups", json=looked | {"kind": "person", "text": PHONE})
    lead.post("/api/v1/lookups", json=looked | {"case": PHONE, "purpose": NUMBER})
    mark = {"line": office.store.last_audit().number - 1, "word": "explained", "note": f"he knows {ALL}"}
    assert office.as_("auditor").post("/api/v1/audit/review/marks", json=mark).status_code == 201


#: What entries must say so that something comes of them.
_SAYS: dict[str, dict[str, Any]] = {
    "plan": {"trigger": "weather", "trigger_of": "", "area": "", "trigger_level": "", "may_activate": "city"},
    "weather_warning": {"area": ""},
    "responsibility": {"since": "2026-01-01", "until": "2026-12-31"},
    "meeting": {"day": "2026-03-03"},
}


def _registers(office: Office) -> tuple[dict[str, str], dict[str, str]]:
    """An entry of every register by the north brigade, or by who may write it; entry ids and units by register."""
    entries: dict[str, str] = {}
    owner: dict[str, str] = {}
    for kind, register in office.work.room.registers.items():
        says = _SAYS.get(kind, {}) | ({"plan": entries["plan"]} if kind == "exercise" else {})
        values = _filled(register.fields) | says
        body = {"values": {k: v for k, v in values.items() if v != ""}, "note": KEPT}
        for by in ("north-lead", "commander"):
            answer = office.as_(by).post(f"/api/v1/registers/{kind}", json=body)
            if answer.status_code != 403:
                break
        assert answer.status_code == 201, (kind, answer.text)
        entries[kind], owner[kind] = answer.json()["entry_id"], answer.json()["unit_id"]
    return entries, owner


def _filled(fields: tuple[Field, ...]) -> dict[str, Any]:
    def one(field: Field) -> Any:
        match field.kind:
            case FieldKind.TEXT | FieldKind.LONG_TEXT:
                return KEPT
            case FieldKind.NUMBER:
                return 1 if field.least is None else field.least
            case FieldKind.DATE:
                return "2026-03-04"
            case FieldKind.CHOICE:
                return field.choices[0].code
            case FieldKind.YES_NO:
                return True
            case FieldKind.UNIT:
                return "north"
            case FieldKind.UNITS:
                return ["north"]
            case FieldKind.TABLE:
                return [_filled(field.fields)]

    return {field.name: one(field) for field in fields}


def _activated(office: Office, plan: str) -> dict:
    answer = office.as_("commander").post(f"/api/v1/plans/{plan}/activate", json={"why": KEPT})
    assert answer.status_code == 201, answer.text
    return answer.json()["activation"]


def _operations(office: Office) -> tuple[str, str]:
    """An operation with the north brigade, deployed, with a daily table; a measure pack; points that are seen to."""
    lead = office.as_("commander")
    values = {
        "type": ALL, "targets": ["north"], "begins_on": "2026-03-04", "finish_by": "2026-03-06", "text": ALL,
        "roads": ALL, "neighbours": ALL, "violations": ALL, PHONE: ALL,
    }  # fmt: skip
    body = {"kind": "operation", "title": f"Night {ALL}", "values": values}
    one = lead.post("/api/v1/work", json=body).json()["matter"]
    path = f"/api/v1/operations/{one['matter_id']}"
    places = [{"name": f"{ALL} {k}", "weight": 1} for k in range(3)]
    drawn = lead.post(f"{path}/draw", json={"version": 1, "sites": 2, "places": places, "seed": f"{PHONE} {PLATE}"})
    assert drawn.status_code == 200, drawn.text
    office.act("commander", office.see("commander", one["matter_id"])["matter"], "edit", values={"type": "night"})
    done = lead.post(f"{path}/deploy", json={"version": 3})
    assert done.status_code == 200, done.text
    table = {
        "unit": "north",
        "day": "2026-03-05",
        "note": KEPT,
        "types": [{"road": "main", "violation": KEPT, "number": 1}],
    }
    kept = office.as_("north-lead").post(f"{path}/tables", json={"values": table})
    assert kept.status_code == 200, kept.text
    asked = {"units": ["north"], "since": "2026-03-04", "until": "2026-03-31", "why": ALL}
    pack = lead.post("/api/v1/measure-packs/strict-ten/start", json=asked)
    assert pack.status_code == 201, pack.text
    taken = lead.post("/api/v1/disorder/take-up", json={})
    assert taken.json()["matters"], taken.text
    assert lead.post("/api/v1/work", json={"kind": "precursor", "title": ALL, "holder": "north"}).status_code == 201
    return one["matter_id"], pack.json()["matter"]["matter_id"]


def _publicity(office: Office) -> tuple[str, str]:
    """A campaign with people in its plan and a delivery; an exposure that two people approved."""
    lead = office.as_("commander")
    values = {
        "messages": ["m"], "begins_on": "2026-03-04", "finish_by": "2026-12-31", "targets": ["north"], "text": ALL,
        "no_comparison": ALL, PHONE: ALL,
    }  # fmt: skip
    body = {"kind": "education", "title": f"Visit {ALL}", "values": values}
    one = lead.post("/api/v1/work", json=body).json()["matter"]
    told = {"segment": {"people": 40, "words": {"en": ALL, "zh": ALL}}}
    one = office.act("commander", one, "segment", values=told)["matter"]
    one = office.act("commander", one, "submit", note=ALL)["matter"]
    one = office.act("auditing", one, "approve", note=ALL)["matter"]
    delivery = {"number": "1", "channel": "village", "day": "2026-03-04", "unit": "north", "note": KEPT, "place": KEPT}
    path = f"/api/v1/publicity/campaigns/{one['matter_id']}/deliveries"
    assert lead.post(path, json={"values": delivery}).status_code == 200
    items = {"items": [{"kind": "stretch", "text": "G309"}], PHONE: ALL}
    body = {"kind": "exposure", "title": f"Told {ALL}", "values": items}
    shown = lead.post("/api/v1/work", json=body).json()["matter"]
    for by, event in (("commander", "submit"), ("auditing", "pass_check")):
        shown = office.act(by, shown, event, note=ALL)["matter"]
    shown = office.act("leader", shown, "approve", note=ALL)["matter"]
    return one["matter_id"], shown["matter_id"]


def _deployment(office: Office) -> tuple[str, str, str]:
    """A deployment whose reason names somebody; its id, and a unit with a shift in which it has a place."""
    made = begun(with_risk(office), why=ALL)
    placed = made["placements"][0]
    assert do(office, made, "issue").status_code == 200
    return made["head"]["deployment_id"], placed["unit_id"], placed["shift"]


def _signals(office: Office) -> str:
    """A signal proposal of the north whose file is full of people; its id."""
    file = content(document(scenario=ALL, note=ALL), rule_pack=ALL)
    asked = {"title": ALL, "holder": "north"}
    answer = office.as_("north-lead").post("/api/v1/signals", params=asked, files={"file": ("x.json", file)})
    assert answer.status_code == 201, answer.text
    return answer.json()["matter"]["matter_id"]


def _reports(office: Office) -> tuple[str, str]:
    """Villagers' reports with people in every text: one that waits, one turned down; code and receipt of the first."""
    open_door(office)
    lead, values = office.as_("north-lead"), {"code": "VX", "name": f"村 {KEPT}", "township": "T", "area": "A1"}
    entry = {"values": values | {"lon": 107.1, "lat": 35.1, "unit": "north"}, "unit_id": "north"}
    assert lead.post("/api/v1/registers/village", json=entry).status_code == 201
    code = code_in(made(office, "VX", "north-lead"))
    told = {"text": ALL, "where": ALL, "phone": PHONE}
    receipt, other = sent(office, code, 1, **told), sent(office, code, 2, **told)
    gone = office.see("north-lead", f"report-{other}")["matter"]
    office.act("north-lead", gone, "turn_down", note=ALL, values={"reason": "other"})
    return code, receipt


def _companies(office: Office) -> str:
    """A company with people in its name, a lorry and a driver that are overdue, asked to be cleared; the lorry's id.

    It was known nine days ago, so that February could be closed.
    """
    now, office.clock.at = office.clock.at, START - timedelta(days=9)
    take(office, "companies", [FIRMS[0], [FIRM, f"运输 {ALL}", "普通货运", "north"]])
    take(office, "vehicles", [vehicles()[0], [PLATE, "重中型货车", FIRM, "2026-01-01", None, 3]])
    take(office, "drivers", [drivers()[0], [*drivers()[1][:4], FIRM, "2026-01-01"]])
    office.clock.at = now
    lead = office.as_("commander")
    (rated,) = lead.post(f"{COMPANIES}/months", json={"month": MONTH}).json()["companies"]
    matter = office.see("commander", rated["matter_id"])["matter"]
    matter = office.act("auditing", matter, "confirm", note=ALL)["matter"]
    office.act("north-lead", matter, "notify", note=ALL)  # so that the company is told
    assert len(lead.post(f"{COMPANIES}/clearing", json={"due": "inspection"}).json()) == 1
    row = lead.get(f"{COMPANIES}/overdue/inspection").json()["rows"][0]
    assert row["shown"] == MASKED
    note = AuditNote(START, "setup", "city", "setup")
    office.store.save_unit(Unit("firm", UnitKind.COMPANY, Text("firm", "企业"), "north", "A1", company=FIRM), note)
    office.store.save_person(replace(office.store.get_person("north-company"), unit_id="firm"), note)
    office.work.fleet = fleet_in(office.work.desk.cache / "positions", (FIRM, f"运输 {ALL}"))
    return str(row["item_id"])


def _advice(office: Office) -> tuple[str, str]:
    """A conflict in an advice record of the north with people in every text, a photo, a check-in; record and photo."""
    stand(office, unit="north", name=f"站 {KEPT}")
    content, sha = jpeg()
    first = version(plate=PLATE, note=ALL, photos=[sha], outcome="police")
    came = {"presence_id": first["version_id"], "station": "QD001", "what": "in", "phone_at": START.isoformat()}
    kept(office, first, version("a", 1, note=ALL), version("b", 1, note=ALL), by="north-lead", presence=[came])
    assert put(office, first, content, sha, by="north-lead").json()["done"]
    return first["record_id"], sha


def _paper(office: Office) -> str:
    """A bulletin of the north with what people added."""
    body = {"kind": "monthly", "subject": "2019-12"}
    line = office.as_("north-lead").post("/api/v1/documents", json=body).json()
    office.act("north-lead", line, "edit", values={"requests": ALL, "copies": ALL})
    name: str = line["matter_id"]
    return name


def _opened(office: Office) -> list[str]:
    """A release of open data over the run, by an open door; its files."""
    office.gate.entrances = replace(office.gate.entrances, open_data=True, licence=Text("CC BY 4.0", "CC BY 4.0"))
    answer = office.as_("commander").post("/api/v1/open/releases")
    assert answer.status_code == 201, answer.text
    return [f["name"] for s in answer.json()["sets"] for f in s["files"]] + ["dictionary.json"]


def _run(office: Office) -> None:
    """A run of the loop with something of every kind, over a crash whose texts are full of people."""
    office.store.save_network(network(), START)
    told = crash(road_name=ALL, cause=ALL, route=ALL)
    office.store.receive_crashes(batch(told), START)
    concluded = turn(as_of=START)
    figures = tuple(replace(one, area=CITY.code) for one in concluded.indicators)
    office.store.save_turn(replace(concluded, indicators=figures))
