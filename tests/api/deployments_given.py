"""What tests of deployments are given: a run with risk on a dozen stretches of two counties, and deployments begun."""

from dataclasses import replace

from tests.act.improvement_makers import estimate, roads
from tests.api.work_given import START, Office
from tests.store.store_given import turn

DEPLOYMENTS = "/api/v1/deployments"
DAY = "2026-03-05"
NETWORK = roads([(i, i + 1, "primary", 900.0, "A1" if i < 6 else "A2") for i in range(12)])


def with_risk(office: Office) -> Office:
    """The office with a run that estimates every stretch."""
    made = turn()
    key = office.store.save_network(NETWORK, START)
    run = replace(made.run, inputs={**made.run.inputs, "network": key})
    rows = tuple(
        replace(estimate(i, NETWORK, 1.0 + i % 5), lon=107.0 + 0.04 * i, lat=35.0 + 0.03 * (i % 3)) for i in range(12)
    )
    office.store.save_turn(replace(made, run=run, segments=rows, snaps=()))
    return office


def begin(office: Office, by: str = "commander", key: str | None = None, **more):
    """Ask for a plan of two days."""
    headers = {"Idempotency-Key": key} if key else {}
    return office.as_(by).post(DEPLOYMENTS, json={"first_day": DAY, "days": 2} | more, headers=headers)


def begun(office: Office, **given) -> dict:
    answer = begin(office, **given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def do(office: Office, plan: dict, what: str, by: str = "commander", key: str | None = None, **body):
    """Act on the version of a plan."""
    headers = {"Idempotency-Key": key} if key else {}
    address = f"{DEPLOYMENTS}/{plan['head']['deployment_id']}/{what}"
    return office.as_(by).post(address, json={"version": plan["head"]["version"]} | body, headers=headers)


def changed(office: Office, plan: dict, did: str, **body) -> dict:
    answer = do(office, plan, "changes", did=did, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()
