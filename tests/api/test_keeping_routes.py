"""Retention over HTTP: who reads, who runs and holds, and what the page is told."""

from datetime import timedelta

from daoan.terms.records.audited import AuditNote
from daoan.terms.records.working import Matter, Step
from tests.api.work_given import START

OLD = START - timedelta(days=2000)


def keep_old(office, name: str = "order-1") -> None:
    """A matter that was closed long ago, and one that is still open behind it."""
    note = AuditNote(OLD, "setup", "city", "setup")
    for matter_id, closed in ((name, OLD), ("order-last", None)):
        matter = Matter(matter_id, "order", "x", "t", "city", "north", OLD, OLD, "p", root=matter_id, closed_at=closed)
        office.store.keep_moves(
            [(matter, Step(matter_id, 1, "create", "", "x", OLD, "p", "city"))], {matter_id: 0}, note
        )


def plans(office, by: str = "auditor") -> dict:
    answer = office.as_(by).get("/api/v1/keeping")
    assert answer.status_code == 200, answer.text
    return {p["kind"]: p for p in answer.json()["plans"]}


def order(office, **body):
    return office.as_("keeper").post("/api/v1/keeping/holds", json={"why": "lawsuit 12"} | body)


def test_the_plan_the_run_and_the_log(office) -> None:
    keep_old(office)
    assert plans(office)["matter"]["due"] == 1
    assert not plans(office)["audit"]["purged_here"]
    state = office.as_("keeper").post("/api/v1/keeping/run", json={}).json()
    assert [(x["kind"], x["purged"]) for x in state["last"]["lines"]] == [("matter", 1)]
    told = office.as_("auditor").get("/api/v1/keeping").json()
    assert [(x["kind"], x["purged"], x["by"]) for x in told["log"]] == [("matter", 1, "keeper")]
    assert told["state"]["fault"] is None
    assert plans(office)["matter"]["due"] == 0
    assert office.as_("keeper").post("/api/v1/keeping/run", json={}).json()["last"]["lines"] == []


def test_a_hold_keeps_until_it_is_released(office) -> None:
    keep_old(office)
    hold = order(office, cases=["order-1"]).json()
    assert plans(office)["matter"]["held"] == {hold["hold_id"]: 1}
    assert plans(office)["matter"]["due"] == 0
    office.as_("keeper").post("/api/v1/keeping/run", json={})
    assert office.store.get_matter("order-1")
    release = f"/api/v1/keeping/holds/{hold['hold_id']}/release"
    assert office.as_("keeper").post(release, json={}).json()["released_by"] == "keeper"
    assert office.as_("keeper").post(release, json={}).status_code == 409
    assert plans(office)["matter"]["due"] == 1
    actions = [e.note.action for e in office.store.list_audit(limit=10_000)]
    assert [a for a in actions if a.startswith("hold.")] == ["hold.order", "hold.release"]


def test_what_cannot_be_a_hold(office) -> None:
    assert order(office, kinds=["ghosts"]).status_code == 422
    assert order(office, why=" ").status_code == 422
    assert office.as_("keeper").post("/api/v1/keeping/holds/none/release", json={}).status_code == 404
    assert office.store.list_holds() == ()


def test_the_auditor_reads_and_runs_nothing(office) -> None:
    assert office.as_("auditor").get("/api/v1/keeping").status_code == 200
    for path in ("run", "holds", "holds/x/release"):
        assert office.as_("auditor").post(f"/api/v1/keeping/{path}", json={"why": "x"}).status_code == 403
    assert office.as_("commander").get("/api/v1/keeping").status_code == 403
