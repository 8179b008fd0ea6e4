"""A company sees its own vehicles, drivers, tasks and ratings with their reasons, acts on them, and nothing else."""

import pytest

from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.api.companies_given import COMPANIES, FIRM, OTHER, PLATES, take
from tests.api.planted_given import picture
from tests.api.test_company_months import closed, go, the_matter  # noqa: F401
from tests.api.work_given import START, Office
from tests.sense.roster.sheets_given import number

OWN = "/api/v1/my-company"


@pytest.fixture
def firm(closed: Office) -> Office:  # noqa: F811
    """March is closed; beside the company's own people there are those of another, which has a lorry."""
    note = AuditNote(START, "setup", "city", "setup")
    closed.store.save_unit(Unit("other", UnitKind.COMPANY, Text("Other", "川口"), "south", "A2", company=OTHER), note)
    for name, unit in (("rival", "other"), ("stray", "north-1")):
        closed.store.save_person(Person(name, name, unit, (Role.COMPANY,)), note)
        closed.store.save_account(Account(name, name, None, totp_secret="sealed"), note)
    heading = ["号牌号码", "车辆类型", "企业名称", "检验有效期止", "强制报废期止", "未处理违法"]
    take(closed, "vehicles", [heading, ["甘M20001", "公路客运", "川口客运", "2026-01-01", None, 3]])
    return closed


def test_a_company_sees_its_own_fleet_and_what_is_asked_of_it(firm: Office):
    firm.as_("commander").post(f"{COMPANIES}/clearing", json={"due": "inspection"})
    own = firm.as_("safety").get(OWN).json()
    assert (own["company_id"], len(own["vehicles"]), len(own["drivers"])) == (FIRM, 3, 2)
    assert own["overdue"]["inspection"] == 2
    assert [(task["kind"], task["held"], task["left"]) for task in own["tasks"]] == [("clearing", False, 2)]
    rival = firm.as_("rival").get(OWN).json()
    assert (rival["company_id"], [v["shown"] for v in rival["vehicles"]]) == (OTHER, ["甘M·20*01"])


def test_it_is_told_of_a_rating_when_it_was_notified_and_not_before(firm: Office):
    assert firm.as_("safety").get(OWN).json()["ratings"] == []
    assert firm.as_("safety").get(f"{OWN}/ratings/2026-03").status_code == 404
    go(firm, ("auditing", "confirm"))
    assert firm.as_("safety").get(OWN).json()["ratings"] == []
    go(firm, ("north-lead", "notify"))
    (rating,) = firm.as_("safety").get(OWN).json()["ratings"]
    assert (rating["month"], rating["level"], rating["can_appeal"]) == ("2026-03", "high", False)
    detail = firm.as_("safety").get(f"{OWN}/ratings/2026-03").json()
    assert [(g["code"], len(g["rows"])) for g in detail["versions"][0]["grounds"]] == [("inspection", 2)]
    assert len(detail["versions"][0]["lines"]) > 3
    assert detail["versions"][0]["kept_by"] == ""
    go(firm, ("safety", "sign"))
    assert firm.as_("safety").get(OWN).json()["ratings"][0]["can_appeal"]
    firm.clock.pass_(days=8)
    assert not firm.as_("safety").get(OWN).json()["ratings"][0]["can_appeal"]


def test_it_hands_in_evidence_and_objects_on_its_own_matter(firm: Office):
    go(firm, ("auditing", "confirm"), ("north-lead", "notify"), ("safety", "sign"))
    matter = the_matter(firm)["matter_id"]
    file = {"file": ("proof.png", picture())}
    assert firm.as_("safety").post(f"/api/v1/work/{matter}/attachments", files=file).status_code == 201
    assert firm.as_("rival").post(f"/api/v1/work/{matter}/attachments", files=file).status_code == 404
    assert firm.as_("rival").get(f"/api/v1/work/{matter}").status_code == 404
    held = [task for task in firm.as_("safety").get(OWN).json()["tasks"] if task["held"]]
    assert [task["matter_id"] for task in held] == [matter]
    go(firm, ("safety", "appeal", {"values": {"reason": "inspected in February"}}))
    rating = firm.as_("safety").get(OWN).json()["ratings"][0]
    assert (rating["state"], rating["can_appeal"]) == ("appealed", False)


def test_a_vehicle_is_explained_line_by_line(firm: Office):
    first = firm.as_("safety").get(OWN).json()["vehicles"][0]
    told = firm.as_("safety").get(f"{OWN}/items/vehicle/{first['item_id']}").json()
    assert {d["code"]: d["state"] for d in told["dues"]} == {
        "inspection": "overdue", "scrapping": "kept", "insurance": "not_recorded",
    }  # fmt: skip
    assert [(g["code"], g["number"], g["needed"]) for g in told["grounds"]] == [("inspection", 1, 1)]
    assert [(i["code"], i["number"]) for i in told["indicators"]] == [("overdue_inspection", 1)]
    driver = firm.as_("safety").get(OWN).json()["drivers"][0]
    seen = firm.as_("safety").get(f"{OWN}/items/driver/{driver['item_id']}").json()
    assert (seen["grounds"], seen["indicators"], seen["item"]["shown"]) == ([], [], "张*")
    police = firm.as_("north-lead").get(f"{COMPANIES}/items/vehicle/{first['item_id']}").json()
    assert police == told


def test_nothing_of_another_company_is_there(firm: Office):
    own = firm.as_("safety").get(OWN).json()
    rival = firm.as_("rival").get(OWN).json()
    for by, of in (("safety", rival), ("rival", own), ("stray", own)):
        for kind in ("vehicle", "driver"):
            for item in of[f"{kind}s"]:
                path = f"{OWN}/items/{kind}/{item['item_id']}"
                assert firm.as_(by).get(path).status_code == 404
                assert firm.as_(by).get(f"{COMPANIES}/items/{kind}/{item['item_id']}").status_code == 404
    assert firm.as_("rival").get(f"{OWN}/ratings/2026-03").json()["rating"]["level"] == "unrated"
    assert firm.as_("stray").get(OWN).status_code == 404
    assert firm.as_("commander").get(OWN).status_code == 403
    assert firm.as_("safety").get(COMPANIES).json()["companies"] == []


def test_nobody_is_told_in_the_clear(firm: Office):
    text = firm.as_("safety").get(OWN).text
    assert not any(clear in text for clear in (*PLATES, number(0), "张三丰", "13812345678"))
