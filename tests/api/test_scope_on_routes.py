"""Every route that takes an id, asked by every role of a unit beside for what is another unit's: it is not there."""

import re
from collections.abc import Iterator

import pytest

from daoan.api.guard import declarations
from daoan.jobs.sending import run_messages
from daoan.store.message_protocol import MessageState
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.browsers import Browser
from daoan.terms.records.companies import KeyDriver
from daoan.terms.records.credentials import DirectoryLink, Passkey
from daoan.terms.records.messaging import Channel
from daoan.terms.records.people import Account, Person
from daoan.terms.roles import Role
from tests.api.companies_given import FIRM
from tests.api.planted_given import picture, plant
from tests.api.test_messages import Failing, mails
from tests.api.test_shifts import plan as plan_shift
from tests.api.work_given import START, Office
from tests.store.test_deployments_contract import version as deployment

#: Ids of what is the same for every unit: results of a run, which are about the city; and lists that are shared. Who
#: may do what with them is asked elsewhere. A route that is added here is a decision.
SHARED = {
    ("GET", "alerts/{alert_id}"),
    ("GET", "alerts/{alert_id}/measures"),
    ("POST", "alerts/{alert_id}/measures"),  # orders to the asker's own side
    ("POST", "alerts/{alert_id}/order"),
    ("GET", "blackspots/{blackspot_id}"),
    ("GET", "bulletins/{period}.{kind}"),
    ("GET", "clusters/{cluster_id}"),
    ("GET", "counties/{unit}"),
    ("POST", "companies/files/{kind}"),  # the kind is no id; rows of other units are refused (test_companies)
    ("GET", "companies/months/{month}"),  # nor is the month: whoever asks sees their own side
    ("GET", "companies/months/{month}/xlsx"),
    ("POST", "companies/months/{month}/check"),
    ("GET", "companies/overdue/{due}"),  # nor is the deadline: whoever asks sees their own side
    ("GET", "companies/overdue/{due}/file.xlsx"),
    ("GET", "companies/templates/{kind}.{ending}"),
    ("GET", "crashes/{crash_id:path}"),
    ("GET", "density/{segment_id}"),
    ("GET", "docs/{room}/{name}"),  # pages that ship
    ("GET", "duty/{plan_id}.csv"),
    ("GET", "indicators/{area}/{period}"),
    ("POST", "keeping/holds/{hold_id}/release"),  # holds are on the whole store
    ("GET", "ledger/experiments/{experiment_id}.csv"),
    ("GET", "outlook/cells/{cell_id}"),
    ("GET", "devices/{code}"),  # the register is shared; exact places are for a permission
    ("GET", "interceptions/{matter_id}"),  # seen as its matter is, and with a purpose (test_interceptions)
    ("POST", "measure-packs/{code}/start"),  # a pack of the rule pack, for the asker's own side
    ("GET", "plans/{entry_id}"),  # the register of plans is shared
    ("POST", "plans/{entry_id}/activate"),  # by rank, in the asker's own area
    ("GET", "open/{version}/{name}"),  # anybody's (test_open_data)
    ("DELETE", "open/releases/{version}"),  # by the topmost unit alone
    ("GET", "programme/report.{kind}"),
    ("GET", "documents/templates/{kind}.docx"),  # words and styles, no records
    ("POST", "documents/templates/{kind}"),
    ("DELETE", "documents/templates/{kind}"),
    ("GET", "publicity/packs/{kind}/{entry_id}.pdf"),  # villages and schools are shared
    ("GET", "paper/{code}.pdf"),  # names of fields, nothing else
    ("GET", "programme/{entry_id}/{year}"),  # shared; what it counts is told to whoever sees it
    ("GET", "registers/{kind}"),  # the kind is no id
    ("POST", "registers/{kind}"),
    ("POST", "registers/{kind}/file"),
    ("GET", "report/{code}"),  # whoever has the code (test_reports)
    ("POST", "report/{code}"),
    ("GET", "report/receipts/{receipt}"),  # whoever has the number
    ("POST", "rural/ledgers/{register}"),  # no id; entries of the asker's own side
    ("GET", "segments/{segment_id}"),
    ("GET", "studies/{study_id}"),
    ("GET", "surges/{surge_id}"),
    ("GET", "tickets/{ticket_id}"),
    ("GET", "tiles/{layer}/{z}/{x}/{y}.mvt"),
    ("PUT", "watches/outside/{list_id}"),  # whoever keeps a list begins it; another's is refused (test_watches)
    ("DELETE", "watches/outside/{list_id}"),
    ("GET", "watches/outside/{list_id}/hits"),  # its keeper's alone, units above included (test_outside_hits)
    ("POST", "watches/outside/{list_id}/hits/seen"),
}
HISTORY = {"purpose": "order", "case": "OR-1", "since": "2026-03-03T00:00:00Z", "until": "2026-03-03T09:00:00Z"}
REVISED = {"wrong": [{"kind": "vehicle", "item_id": "x"}], "reason": "r"}
PERSON = {"name": "X", "unit_id": "south", "roles": ["officer"], "active": True}
#: Every other: whose it is, and what is sent with it.
OWNED: dict[tuple[str, str], tuple[str, dict]] = {
    ("GET", "advice/{record_id}"): ("north-lead", {}),
    ("POST", "advice/{record_id}/clear"): ("north-lead", {"json": {"purpose": "crash", "case": "OR-2026-0031"}}),
    ("POST", "advice/{record_id}/hand-over"): ("north-lead", {"json": {}}),
    ("POST", "advice/{record_id}/resolve"): ("north-lead", {"json": {"heads": ["a", "b"], "chosen": "a"}}),
    ("GET", "advice/{record_id}/photos/{sha256}"): ("north-lead", {}),
    ("PUT", "advice/{record_id}/photos/{sha256}"): ("north-lead", {"params": {"start": 0, "total": 9}}),
    ("GET", "advice/stations/{station}/codes/{month}.pdf"): ("north-lead", {}),
    ("POST", "advice/stations/{station}/codes"): ("north-lead", {}),
    ("GET", "companies/{company_id}"): ("north-lead", {}),
    ("GET", "companies/items/{kind}/{item_id}"): ("north-lead", {}),
    ("POST", "companies/items/driver/{item_id}/ban"): ("north-lead", {"json": {"banned_on": "2026-01-05", "why": "1"}}),
    ("GET", "fleet/alarms/{alarm_id}"): ("commander", {}),
    ("POST", "fleet/alarms/{alarm_id}/track"): ("commander", {"json": {"purpose": "order", "case": "OR-1"}}),
    ("GET", "my-company/items/{kind}/{item_id}"): ("north-company", {}),
    ("GET", "my-company/ratings/{month}"): ("north-company", {}),
    ("GET", "companies/months/{month}/{company_id}"): ("north-lead", {}),
    ("POST", "companies/months/{month}/{company_id}/revise"): ("north-lead", {"json": REVISED}),
    ("POST", "companies/items/{kind}/{item_id}/clear"): (
        "north-lead",
        {"json": {"purpose": "crash", "case": "OR-2026-0031"}},
    ),
    ("GET", "deployments/{deployment_id}"): ("commander", {}),
    ("POST", "deployments/{deployment_id}/advice"): ("commander", {"json": {"lon": 107.0, "lat": 35.0}}),
    ("GET", "deployments/{deployment_id}/live"): ("commander", {}),
    ("GET", "deployments/{deployment_id}/score"): ("commander", {}),
    ("GET", "deployments/{deployment_id}/score/xlsx"): ("commander", {}),
    ("POST", "deployments/{deployment_id}/away"): ("commander", {"json": {"version": 1, "unit_id": "north"}}),
    ("POST", "deployments/{deployment_id}/changes"): ("commander", {"json": {"version": 1, "did": "resolve"}}),
    ("GET", "deployments/{deployment_id}/csv"): ("commander", {}),
    ("POST", "deployments/{deployment_id}/issue"): ("commander", {"json": {"version": 1}}),
    ("GET", "deployments/{deployment_id}/learning"): ("commander", {}),
    ("POST", "deployments/{deployment_id}/learning"): ("commander", {"json": {"version": 1}}),
    ("GET", "deployments/{deployment_id}/placement"): ("commander", {"params": {"unit": "north", "shift": "s"}}),
    ("POST", "deployments/{deployment_id}/withdraw"): ("commander", {"json": {"version": 1, "why": "rain"}}),
    ("GET", "deployments/{deployment_id}/xlsx"): ("commander", {}),
    ("POST", "lookups/requests/{request_id}/approve"): ("commander", {}),
    ("POST", "lookups/requests/{request_id}/refuse"): ("commander", {}),
    ("GET", "meetings/{entry_id}"): ("north-lead", {}),
    ("POST", "meetings/{entry_id}/decisions/{place}"): ("commander", {"json": {"version": 1}}),
    ("GET", "measure-packs/running/{matter_id}"): ("north-lead", {}),
    ("GET", "publicity/campaigns/{matter_id}"): ("commander", {}),
    ("POST", "publicity/campaigns/{matter_id}/segment"): (
        "commander",
        {"json": {"version": 1, "source": "drivers", "wanted": {}}},
    ),
    ("POST", "publicity/campaigns/{matter_id}/comparison"): (
        "commander",
        {"json": {"version": 1, "outcome": "helmet"}},
    ),
    ("POST", "publicity/campaigns/{matter_id}/deliveries"): ("commander", {"json": {"values": {}}}),
    ("POST", "publicity/campaigns/{matter_id}/send"): ("commander", {"json": {"entry_id": "x"}}),
    ("POST", "publicity/campaigns/{matter_id}/judge"): ("commander", {"json": {"version": 1}}),
    ("GET", "publicity/exposures/{matter_id}/document.{kind}"): ("commander", {}),
    ("POST", "publicity/riders/{entry_id}/appeal"): ("commander", {"json": {"reason": "x"}}),
    ("GET", "operations/{matter_id}"): ("north-lead", {}),
    ("GET", "operations/{matter_id}/tables.{kind}"): ("north-lead", {}),
    ("POST", "operations/{matter_id}/deploy"): ("commander", {"json": {"version": 1}}),
    ("POST", "operations/{matter_id}/draw"): (
        "commander",
        {"json": {"version": 1, "sites": 1, "places": [{"name": "x", "weight": 1}]}},
    ),
    ("POST", "operations/{matter_id}/tables"): ("north-lead", {"json": {"values": {}}}),
    ("POST", "messages/{message_id}/drop"): ("commander", {}),
    ("POST", "messages/{message_id}/retry"): ("commander", {}),
    ("PUT", "people/{person_id}"): ("keeper", {"json": PERSON}),
    ("DELETE", "people/{person_id}/directory"): ("keeper", {}),
    ("POST", "people/{person_id}/password"): ("keeper", {"json": {}}),
    ("DELETE", "people/{person_id}/sessions"): ("keeper", {}),
    ("GET", "plans/activations/{matter_id}"): ("north-lead", {}),
    ("POST", "plans/activations/{matter_id}/report"): ("commander", {}),
    ("GET", "registers/{kind}/{entry_id}"): ("north-lead", {}),
    ("PUT", "registers/{kind}/{entry_id}"): ("north-lead", {"json": {"values": {}, "version": 1}}),
    ("DELETE", "session/browsers/{browser_id}"): ("north-officer", {}),
    ("DELETE", "session/passkeys/{passkey_id}"): ("north-officer", {}),
    ("DELETE", "sessions/{session_id}"): ("north-officer", {}),
    ("DELETE", "shifts/{shift_id}"): ("commander", {}),
    ("POST", "units/{unit_id}/positions"): ("north-lead", {"json": {"positions": [{"lon": 107.1, "lat": 35.2}]}}),
    ("POST", "units/{unit_id}/positions/history"): ("commander", {"json": HISTORY}),
    ("PUT", "units/{unit_id}/state"): ("commander", {"json": {"state": "busy"}}),
    ("DELETE", "reports/codes/{number}"): ("north-lead", {}),
    ("GET", "reports/codes/{number}/{paper}.pdf"): ("north-lead", {}),
    ("GET", "reports/{matter_id}"): ("north-lead", {}),
    ("POST", "reports/{matter_id}/contact"): ("north-lead", {"json": {"why": "call back"}}),
    ("POST", "reports/{matter_id}/join"): ("north-lead", {"json": {"version": 1, "hazard": "hazard-x"}}),
    ("POST", "reports/{matter_id}/take-up"): ("north-lead", {"json": {"version": 1}}),
    ("POST", "rural/hand-ins/{matter_id}"): ("north-lead", {}),
    ("GET", "signals/{matter_id}"): ("north-lead", {}),
    ("GET", "signals/{matter_id}/programmes"): ("north-lead", {}),
    ("GET", "documents/{matter_id}"): ("north-lead", {}),
    ("GET", "documents/{matter_id}/trace.json"): ("north-lead", {}),
    ("GET", "documents/{matter_id}/pages/{page}.png"): ("north-lead", {}),
    ("GET", "documents/{matter_id}/file.{kind}"): ("north-lead", {}),
    ("GET", "signals/{matter_id}/queues"): ("north-lead", {}),
    ("GET", "work/attachments/{attachment_id}"): ("north-lead", {}),
    ("GET", "work/{matter_id}"): ("north-lead", {}),
    ("POST", "work/{matter_id}/attachments"): ("north-lead", {"files": {"file": ("photo.png", picture())}}),
    ("POST", "work/{matter_id}/comments"): ("north-lead", {"json": {"note": "mine", "version": 1}}),
    ("POST", "work/{matter_id}/events"): ("north-lead", {"json": {"event": "sign", "version": 1}}),
    ("GET", "work/{matter_id}/letter.{kind}"): ("north-lead", {}),
    ("POST", "work/{matter_id}/unmask"): ("north-lead", {"json": {"purpose": "order", "case": "order-1"}}),
}
Asked = tuple[tuple[str, str], str]


def with_ids(office: Office) -> set[tuple[str, str]]:
    """Method and path, as declared, of every route with a name in its path."""
    found = {(method, d.path) for d in declarations(office.app) for method in d.methods if "{" in d.path}
    return {(method, path.removeprefix("/api/v1/")) for method, path in found if path.startswith("/api/")}


def owned_by_the_north(office: Office) -> list[Asked]:
    """Every owned route with the address of something that is the north brigade's."""
    office.work.senders = {Channel.MAIL: Failing(needs_one=True)}
    mails(office, "north-lead")
    run_messages(office.work.post, office.work.clock.now)
    planted = plant(office)
    run_messages(office.work.post, office.work.clock.now)
    (letter, *_) = office.store.page_messages(MessageState.DEAD, {"north"}, after=None, limit=1).rows
    note = AuditNote(START, "north-officer", "north-1", "passkey.add")
    office.store.save_passkey(Passkey("pk1", "cred", "north-officer", b"k", 0, "phone", START), note)
    office.store.save_browser(
        Browser("b1", "north-officer", "phone", "https://push.example.org/1", b"", b"", "", START), note
    )
    office.store.save_link(DirectoryLink("north-officer", "https://id.example.org", "7", START), note)
    office.as_("north-officer")
    office.store.keep_deployment(deployment(), note)
    ids = {
        "deployment_id": "d1",
        "browser_id": "b1",
        "message_id": letter.message_id,
        "passkey_id": "pk1",
        "person_id": "north-officer",
        "place": "0",
        "request_id": office.as_("north-lead").get("/api/v1/lookups").json()["requests"][0]["request"]["request_id"],
        "session_id": office.store.list_sessions("north-officer")[0].session_id,
        "shift_id": plan_shift(office).json()["shift_id"],
        "unit_id": "north",
    }
    ledger = {"register": "village", "entries": ["e@1"]}
    asked = {"kind": "rural_ledger", "title": "Ledger", "holder": "city", "values": ledger}
    hand_in = office.as_("north-lead").post("/api/v1/work", json=asked).json()["matter"]["matter_id"]
    own = [r.kind for r in office.work.room.registers.values() if not r.shared and planted.owner[r.kind] == "north"]
    fillings = {path.removeprefix("/api/v1/"): told for path, told in planted.at.items()}
    fillings = {path: told for path, told in fillings.items() if not path.startswith("deployments/")}  # the city's
    entries = [f for f in fillings["registers/{kind}/{entry_id}"] if f["kind"] in own]
    assert len(entries) > 3
    fillings |= {"registers/{kind}/{entry_id}": tuple(entries)}
    fillings |= {
        path: fillings["work/{matter_id}"] for _, path in OWNED if re.fullmatch(r"work/\{matter_id\}/[a-z]+", path)
    }
    fillings |= {f"operations/{{matter_id}}/{act}": fillings["operations/{matter_id}"] for act in ("draw", "deploy")}
    rated = fillings["companies/months/{month}/{company_id}"]
    fillings["companies/months/{month}/{company_id}/revise"] = rated
    known = [alarm.alarm_id for alarm in office.work.fleet.alarms() if alarm.terminal]
    fillings["fleet/alarms/{alarm_id}"] = tuple({"alarm_id": name} for name in known)
    fillings["fleet/alarms/{alarm_id}/track"] = fillings["fleet/alarms/{alarm_id}"]
    for act in ("segment", "comparison", "deliveries", "send", "judge"):
        fillings[f"publicity/campaigns/{{matter_id}}/{act}"] = fillings["publicity/campaigns/{matter_id}"]
    riders = next(f["entry_id"] for f in entries if f["kind"] == "rider_month")
    fillings["publicity/riders/{entry_id}/appeal"] = ({"entry_id": riders},)
    acts = (path for _, path in OWNED if re.fullmatch(r"advice/\{record_id\}/[a-z-]+", path))
    fillings |= dict.fromkeys(acts, fillings["advice/{record_id}"])
    fillings["advice/stations/{station}/codes"] = fillings["advice/stations/{station}/codes/{month}.pdf"]
    fillings["companies/items/{kind}/{item_id}/clear"] = ({"kind": "vehicle", "item_id": planted.vehicle},)
    (driver, *_) = office.store.list_roster(KeyDriver, office.clock.now(), FIRM)
    fillings["companies/items/driver/{item_id}/ban"] = ({"item_id": driver.driver_id},)
    fillings["reports/codes/{number}"] = ({"number": fillings["reports/codes/{number}/{paper}.pdf"][0]["number"]},)
    fillings |= dict.fromkeys(
        (f"reports/{{matter_id}}/{act}" for act in ("contact", "join", "take-up")), fillings["reports/{matter_id}"]
    )
    fillings["rural/hand-ins/{matter_id}"] = ({"matter_id": hand_in},)
    fillings["operations/{matter_id}/tables"] = fillings["operations/{matter_id}"]
    fillings["plans/activations/{matter_id}/report"] = fillings["plans/activations/{matter_id}"]
    fillings["meetings/{entry_id}/decisions/{place}"] = fillings["meetings/{entry_id}"]
    return [
        ((method, path), f"/api/v1/{path.format(**ids | filling)}")
        for method, path in OWNED
        for filling in fillings.get(path, ({},))
    ]


def strangers(office: Office) -> Iterator[str]:
    """Somebody of every role in the southern brigade."""
    note = AuditNote(START, "setup", "city", "setup")
    for role in Role:
        name = f"south-{role}"
        office.store.save_person(Person(name, f"Name of {name}", "south", (role,)), note)
        office.store.save_account(Account(name, name, None, totp_secret="sealed"), note)
        yield name


def test_every_route_with_an_id_is_shared_or_owned(office) -> None:
    assert with_ids(office) == SHARED | set(OWNED)
    assert not SHARED & set(OWNED)


@pytest.mark.parametrize("office", ["memory"], indirect=True)  # scope is asked above the store; a minute otherwise
def test_what_is_another_units_is_not_there_on_any_route(office) -> None:
    asked = owned_by_the_north(office)
    statuses: dict[str, set[int]] = {}
    for by in strangers(office):
        browser = office.as_(by)
        for (method, path), address in asked:
            answer = browser.request(method, address, **OWNED[method, path][1])
            assert answer.status_code in (403, 404), (by, method, address, answer.text[:300])
            statuses.setdefault(f"{method} {address}", set()).add(answer.status_code)
    assert {address for address, found in statuses.items() if 404 not in found} == set()  # not for a permission only
    # And it was there all the time. Whose sessions end is asked last.
    for (method, path), address in sorted(
        asked, key=lambda a: (a[0][0] != "GET", a[0][1].startswith("people"), a[0][1])
    ):
        by, sent = OWNED[method, path]
        answer = office.as_(by).request(method, address, **sent)
        assert answer.status_code not in (401, 403, 404), (by, method, address, answer.text[:300])
