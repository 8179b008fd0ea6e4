"""Orders go out and acts come home: as they were, once, with every check made again inside."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from daoan.app.serve import app_of
from daoan.app.subject_key import subject_key
from daoan.edge.sealed import TextSealer
from daoan.jobs.exchange.standing import state_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentState, DeploymentVersion
from daoan.terms.records.people import Contact
from daoan.terms.records.shifts import Shift
from tests.api.advice_given import jpeg, kept, put, stand, version
from tests.api.browser import Browser
from tests.exchange.two_given import Two
from tests.store.store_given import WORDS
from tests.store.test_deployments_contract import version as deployment
from tests.store.work_given import note

WORK = "/api/v1/work"


class Stopped(BaseException):
    """The process ends here."""


def order(two: Two, title: str = "Check lorries", target: str = "north") -> str:
    """An order that is issued inside; the id of its first node."""
    office = two.office(two.inside)
    draft = office.draft(title=title, targets=[target])
    issued = office.act("commander", draft["matter"], "issue")
    return next(m["matter_id"] for m in issued["family"] if m["kind"] == "order_node")


def deployed(two: Two, name: str = "d1", why: Text = WORDS) -> DeploymentVersion:
    """A deployment that is issued inside: the north stands at P01 for eight hours from now on."""
    made = deployment(1, name, state=DeploymentState.ISSUED, issued=1)
    now, head, body = two.clock.now(), made.head, made.body
    ends = now + timedelta(hours=8)
    (one,) = body.plan.placements
    stands = replace(one, starts_at=now, ends_at=ends, why=why)
    places = tuple(replace(place, name="P01 crossroads") for place in body.request.places)
    issued = DeploymentVersion(
        replace(head, starts_at=now, ends_at=ends),
        replace(body, plan=replace(body.plan, placements=(stands,)), request=replace(body.request, places=places)),
    )
    two.inside.store.keep_deployment(issued, note("deployment.issue"))
    return issued


def act(two: Two, person: str, matter: str, event: str, key: str, **body):
    phone = two.phone(person)
    version = phone.get(f"{WORK}/{matter}").json()["matter"]["version"]
    sent = {"event": event, "version": version, "note": "", "values": {}} | body
    return phone.post(f"{WORK}/{matter}/events", json=sent, headers={"Idempotency-Key": key})


def test_an_order_goes_out_and_its_signing_comes_home(two: Two):
    node = order(two)
    taken = two.out()
    assert taken.without_password > 0
    assert act(two, "north-lead", node, "sign", "key-sign-1").status_code == 200
    at = two.clock.at
    assert two.inside.store.get_matter(node).state == "to_sign"
    two.clock.pass_(hours=3)
    home = two.home()
    assert (home.done, home.refused) == (1, 0)
    step = two.inside.store.list_steps(node)[-1]
    assert (step.event, step.by, step.at) == ("sign", "north-lead", at)
    two.out()
    assert two.outside.store.get_matter(node) == two.inside.store.get_matter(node)
    assert two.outside.store.list_steps(node) == two.inside.store.list_steps(node)


def test_an_act_of_before_is_done_on_what_the_matter_is_now_while_its_state_is_the_one_that_was_seen(two: Two):
    node = order(two)
    two.out()
    assert act(two, "north-lead", node, "sign", "key-sign-1").status_code == 200
    desk = two.desk("commander")
    seen = desk.get(f"{WORK}/{node}").json()["matter"]["version"]
    assert desk.post(f"{WORK}/{node}/comments", json={"note": "hurry", "version": seen}).status_code == 200
    assert two.home().done == 1
    assert [s.event for s in two.inside.store.list_steps(node)] == ["create", "comment", "sign"]


def test_what_the_inside_refuses_is_told_to_the_person_and_undone_outside(two: Two):
    node = order(two)
    two.out()
    assert act(two, "north-lead", node, "sign", "key-sign-1").status_code == 200
    office = two.office(two.inside)
    office.act("commander", office.see("commander", node.rpartition(".")[0])["matter"], "withdraw", note="a mistake")
    assert two.home().refused == 1
    out = two.out()
    assert (out.refused, out.held) == (1, 0)
    assert two.outside.store.get_matter(node).state == two.inside.store.get_matter(node).state != "signed"
    (told,) = two.outside.store.list_carried(person_id="north-lead")
    assert told.state == "refused"
    assert told.message is not None
    assert told.message.zh


def test_a_hazard_opened_outside_has_one_name_on_both_sides(two: Two):
    two.out()
    phone = two.phone("north-warden")
    hazard = {"kind": "hazard", "title": "Broken rail, call 13812345678", "values": {"kind": "guardrail"}}
    made = [phone.post(WORK, json=hazard, headers={"Idempotency-Key": "key-open-1"}) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201], made[0].text
    name = made[0].json()["matter"]["matter_id"]
    assert made[1].json()["matter"]["matter_id"] == name
    two.round()
    assert two.inside.store.get_matter(name).title == "Broken rail, call 13812345678"
    assert two.outside.store.get_matter(name).title == "Broken rail, call 138****5678"  # what goes out is masked
    assert len(two.inside.store.list_carried()) == 1


def test_a_hazard_that_the_inside_refuses_is_gone_outside(two: Two):
    two.out()
    hazard = {"kind": "hazard", "title": "Broken rail", "values": {"kind": "guardrail"}}
    name = two.phone("north-warden").post(WORK, json=hazard).json()["matter"]["matter_id"]
    person = two.inside.store.get_person("north-warden")
    two.inside.store.save_person(replace(person, active=False), note("person.change"))
    two.round()
    for store in (two.inside.store, two.outside.store):
        with pytest.raises(NotFound):
            store.get_matter(name)
    assert not two.outside.store.get_person("north-warden").active


def test_nobody_outside_gets_what_is_not_theirs_and_no_more_of_it_than_a_page_shows(two: Two):
    note_ = "甘M12345 刘 13812345678"
    mine, other = order(two, "Check 甘M12345"), order(two, "For the city", target="city")
    two.desk("commander").post(f"{WORK}/{mine}/comments", json={"note": note_, "version": 1})
    two.out()
    store = two.outside.store
    assert {m.matter_id for m in store.page_matters(MatterFilter()).rows} == {mine, mine.rpartition(".")[0]}
    assert two.phone("south-lead").get(f"{WORK}/{mine}").status_code == 404
    assert two.phone("north-lead").get(f"{WORK}/{mine}").status_code == 200
    with pytest.raises(NotFound):
        store.get_matter(other)
    told = repr([store.get_matter(mine), store.list_steps(mine)])
    assert "甘M12345" not in told
    assert "13812345678" not in told
    people = {p.person_id: p for p in store.list_people()}
    assert "commander" not in people
    assert "auditor" not in people
    assert people["north-lead"].contact == Contact()
    assert all(store.get_account(name).password_hash is None for name in people)
    assert store.get_account("north-lead").totp_secret is None


def test_a_matter_leaves_the_outside_with_whoever_it_was_for(two: Two):
    node = order(two)
    two.out()
    store = two.inside.store
    for person in store.list_people():
        if person.unit_id.startswith("north"):
            store.save_person(replace(person, active=False), note("person.change"))
    two.out()
    with pytest.raises(NotFound):
        two.outside.store.get_matter(node)


def test_outside_nothing_is_written_that_nobody_would_carry(two: Two):
    two.out()
    phone = two.phone("north-lead")
    for path, body in (
        ("/api/v1/registers/advice_station", {}),
        ("/api/v1/work/bulk", {}),
        (WORK, {"kind": "opinion"}),
    ):
        answer = phone.post(path, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:daoan:problem:inside-only"), path
    answer = phone.post(WORK, json={"kind": "hazard"})  # what is refused at once leaves no trace
    assert answer.status_code == 422
    assert two.outside.store.list_carried() == ()
    strange = Browser(two.office(two.outside).app).post(WORK, json={"kind": "hazard", "title": "x"})
    assert strange.status_code == 401


def test_advice_and_its_photo_come_home_byte_for_byte(two: Two):
    stand(two.office(two.inside))
    two.out()
    office = two.office(two.outside)
    content, sha = jpeg()
    record = version(plate="甘M12345", photos=[sha], note="两人超员")
    assert kept(office, record)[0]["result"] == "new"
    half = len(content) // 2
    for start in (0, half, half):  # the second part is sent twice
        assert put(office, record, content, sha, start, half if start == 0 else 10**6).status_code == 200
    home = two.home()
    assert (home.done, home.refused) == (4, 0)
    inside, outside = two.inside.store, two.outside.store
    assert inside.find_advice(record["record_id"]).versions == 1
    here, there = ((s, w.find_advice(record["record_id"]).current) for s, w in (("in", inside), ("out", outside)))
    assert here[1].shown == there[1].shown == "甘M·12*45"
    assert here[1].plate != there[1].plate  # tokens are each workspace's own
    assert here[1].known_at == there[1].known_at
    opened = [
        TextSealer(subject_key(w)).open_bytes(w.store.read_advice_photo(record["record_id"], sha))
        for w in (two.inside, two.outside)
    ]
    assert opened[0] == opened[1]
    bodies = [outside.read_carried_body(act.act_id) for act in outside.list_carried()]
    assert not any("甘M12345".encode() in body for body in bodies)  # sealed at rest


def test_a_body_is_let_go_some_time_after_it_was_answered(two: Two):
    node = order(two)
    two.out()
    act(two, "north-lead", node, "sign", "key-sign-1")
    two.round()
    (told,) = two.outside.store.list_carried()
    assert two.outside.store.read_carried_body(told.act_id)
    two.clock.pass_(days=31)
    two.pack("outside")
    with pytest.raises(NotFound):
        two.outside.store.read_carried_body(told.act_id)


def test_an_act_whose_answer_a_stopped_server_left_open_is_asked_again_and_done_once(two: Two):
    node = order(two)
    two.out()
    with patch.object(two.outside.store, "put_carried", side_effect=Stopped), pytest.raises(Stopped):
        act(two, "north-lead", node, "sign", "key-sign-1")
    assert two.outside.store.list_carried()[0].state == "asked"
    assert two.home().done == 1
    assert [s.event for s in two.outside.store.list_steps(node)] == ["create", "sign"]
    assert [s.event for s in two.inside.store.list_steps(node)] == ["create", "sign"]


def test_files_beside_a_matter_go_out_and_come_home(two: Two):
    node = order(two)
    content, _ = jpeg(50)
    answer = two.desk("commander").post(f"{WORK}/{node}/attachments", files={"file": ("a.jpg", content)})
    assert answer.status_code == 201
    two.out()
    (there,) = two.outside.store.list_attachments(node)
    assert two.outside.store.get_attachment(there.attachment_id) == two.inside.store.get_attachment(there.attachment_id)
    other, _ = jpeg(120)
    assert (
        two.phone("north-lead").post(f"{WORK}/{node}/attachments", files={"file": ("b.jpg", other)}).status_code == 201
    )
    two.round()
    kept_inside, kept_outside = (w.store.list_attachments(node) for w in (two.inside, two.outside))
    assert kept_inside == kept_outside
    assert len(kept_inside) == 2


def test_whoever_works_outside_can_be_asked_for_with_no_role_that_stays_inside(two: Two):
    """A signed file makes nobody a commander: acts of people who do not work outside are refused."""
    node = order(two)
    two.out()
    assert act(two, "north-lead", node, "sign", "key-sign-1").status_code == 200
    store = two.outside.store
    (told,) = store.list_carried()
    store.put_carried(replace(told, person_id="commander"))
    assert two.home().refused == 1
    assert two.inside.store.get_matter(node).state == "to_sign"


def test_an_act_under_way_is_not_undone_by_a_copy_that_does_not_know_of_it(two: Two):
    node = order(two)
    two.out()
    assert act(two, "north-lead", node, "sign", "key-sign-1").status_code == 200
    before = two.outside.store.get_matter(node)
    two.desk("commander").post(f"{WORK}/{node}/comments", json={"note": "hurry", "version": 1})
    assert two.out().held == 2  # the order and its part
    assert two.outside.store.get_matter(node) == before
    assert state_of(two.outside.store, two.outside.packs["exchange"], two.clock.at).held == 2
    two.round()
    assert two.outside.store.list_steps(node) == two.inside.store.list_steps(node)
    assert [s.event for s in two.outside.store.list_steps(node)] == ["create", "comment", "sign"]


def test_it_is_said_what_waits_and_whether_too_long(two: Two):
    node = order(two)
    two.out()
    act(two, "north-lead", node, "sign", "key-sign-1")
    own = two.phone("north-lead").get("/api/v1/exchange/acts").json()
    assert (own["outside"], own["waiting"], own["refused"]) == (True, 1, [])
    assert two.phone("north-vice").get("/api/v1/exchange/acts").json()["waiting"] == 0

    def state(workspace):
        return state_of(workspace.store, workspace.packs["exchange"], two.clock.at)

    assert (state(two.outside).waiting, state(two.outside).late) == (1, False)
    two.clock.pass_(hours=25)
    assert [(s.late, s.silent) for s in map(state, (two.outside, two.inside))] == [(True, True)] * 2
    two.round()
    assert (state(two.outside).waiting, state(two.outside).late, state(two.outside).silent) == (0, False, False)
    two.clock.pass_(hours=25)
    two.home()
    assert (state(two.inside).waiting, state(two.inside).late) == (0, False)
    assert state(two.inside).acknowledged == replace(state(two.inside).made, acknowledged_at=two.clock.at)
    assert not two.desk("north-lead").get("/api/v1/exchange/acts").json()["outside"]


def test_shifts_of_people_outside_go_out_and_are_taken_back(two: Two):
    at = two.clock.at
    mine = Shift("shift-1", "north-lead", "north", at, at + timedelta(hours=8), "gate 3")
    others = replace(mine, shift_id="shift-2", person_id="commander", unit_id="city")
    two.inside.store.save_shifts([mine, others], note("shift.add"))
    two.out()
    assert two.outside.store.list_shifts(at, at + timedelta(days=1)) == (mine,)
    two.inside.store.delete_shift("shift-1", note("shift.delete"))
    two.out()
    assert two.outside.store.list_shifts(at, at + timedelta(days=1)) == ()


def test_an_officer_outside_sees_where_they_stand_until_it_is_over_or_taken_back(two: Two):
    def mine(person: str) -> list[dict]:
        return two.phone(person).get("/api/v1/deployments/mine").json()

    issued = deployed(two, why=Text("call 13912345678 first", "先致电13912345678"))
    two.out()
    (post,) = mine("north-lead")
    inside = two.desk("north-lead").get("/api/v1/deployments/mine").json()
    assert "13912345678" not in post["why"]["zh"]
    assert [post | {"why": ""}] == [one | {"why": ""} for one in inside]
    assert post["place"] == "P01 crossroads"
    assert mine("south-lead") == []
    two.home()  # now the inside knows that it came
    assert "post" not in two.pack("inside").counts, "what has not changed is carried once"
    two.inside.store.keep_deployment(
        replace(issued, head=replace(issued.head, version=2, state=DeploymentState.WITHDRAWN, issued=0)),
        note("deployment.withdraw"),
    )
    two.out()
    assert mine("north-lead") == []
    deployed(two, "d2")
    two.out()
    assert len(mine("north-lead")) == 1
    two.clock.pass_(hours=9)
    assert mine("north-lead") == [], "it is over, whether or not a file came since"


def test_an_act_that_was_done_inside_before_anybody_wrote_that_down_is_not_done_again(two: Two):
    node = order(two)
    two.out()
    phone = two.phone("north-lead")
    for number in (1, 2):
        body = {"note": f"remark {number}", "version": number}
        assert phone.post(f"{WORK}/{node}/comments", json=body).status_code == 200
    folder = two.pack("outside").folder
    for _ in range(2):
        with patch.object(two.inside.store, "begin_carried", side_effect=Stopped), pytest.raises(Stopped):
            two.take("inside", folder)
        assert [s.note for s in two.inside.store.list_steps(node)] == ["", "remark 1"]
    assert two.take("inside", folder).done == 2
    assert [s.note for s in two.inside.store.list_steps(node)] == ["", "remark 1", "remark 2"]


def test_the_server_of_the_outside_writes_down_and_that_of_the_inside_does_not(two: Two):
    two.out()
    for workspace, status in ((two.outside, 403), (two.inside, 401)):
        app = app_of(two.office(workspace).work)
        assert Browser(app).post(f"{WORK}/bulk", json={}).status_code == status
